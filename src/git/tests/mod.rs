//! Real repositories in throw-away folders, far from the configuration of whoever runs the tests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod committing;
mod messages;
mod reading;
mod refusals;
mod walking;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use git2::Oid;
use tempfile::TempDir;

use super::{Commit, Repo, commit};

/// Keeps the user's and the machine's configuration away from every git that a test runs.
pub fn hermetic(command: &mut Command) {
    command
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("HOME", "/nonexistent")
        .env("EMAIL", "")
        .env_remove("XDG_CONFIG_HOME");
    for name in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_AUTHOR_NAME",
        "GIT_AUTHOR_EMAIL",
        "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL",
    ] {
        command.env_remove(name);
    }
}

/// A repository of Ada's.
pub struct World {
    dir: TempDir,
    pub top: PathBuf,
}

impl World {
    pub fn new() -> World {
        let world = World::empty();
        super::init(&world.top).unwrap();
        for (key, value) in [("user.name", "Ada"), ("user.email", "ada@example.com")] {
            world.git(&["config", key, value]);
        }
        world
    }

    pub fn empty() -> World {
        let dir = TempDir::new().unwrap();
        let top = dir.path().canonicalize().unwrap().join("top");
        fs::create_dir(&top).unwrap();
        World { dir, top }
    }

    /// With one commit of `README` and `other`.
    pub fn begun() -> World {
        let world = World::new();
        world.write("README", "hello\n");
        world.write("other", "one\ntwo\n");
        world.git(&["add", "-A"]);
        world.git(&["commit", "-qm", "begin"]);
        world
    }

    pub fn outside(&self) -> &Path {
        self.dir.path()
    }

    pub fn repo(&self) -> Repo {
        Repo::discover(&self.top).unwrap().unwrap()
    }

    pub fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.top.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    pub fn hook(&self, name: &str, script: &str) {
        let path = self.repo().common_dir.join("hooks").join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    pub fn git(&self, args: &[&str]) -> String {
        self.git_in(&self.top, args)
    }

    pub fn git_in(&self, dir: &Path, args: &[&str]) -> String {
        let (good, said) = self.try_git(dir, args);
        assert!(good, "git {args:?}: {said}");
        said
    }

    #[allow(clippy::unused_self)]
    pub fn try_git(&self, dir: &Path, args: &[&str]) -> (bool, String) {
        let mut command = Command::new("git");
        command.current_dir(dir).args(args).env("GIT_EDITOR", "true");
        hermetic(&mut command);
        let output = command.output().unwrap();
        let mut said = String::from_utf8_lossy(&output.stdout).into_owned();
        if !output.status.success() {
            said += &String::from_utf8_lossy(&output.stderr);
        }
        (output.status.success(), said)
    }

    /// Commits everything at a moment (seconds since 2020).
    pub fn snapshot(&self, message: &str, at: i64) -> Oid {
        self.git(&["add", "-A"]);
        let mut command = Command::new("git");
        let date = format!("{} +0000", 1_577_836_800 + at);
        command.current_dir(&self.top).env("GIT_COMMITTER_DATE", &date).env("GIT_AUTHOR_DATE", &date);
        command.args(["commit", "-q", "--allow-empty", "-m", message]);
        hermetic(&mut command);
        assert!(command.status().unwrap().success());
        self.tip()
    }

    pub fn tip(&self) -> Oid {
        Oid::from_str(self.git(&["rev-parse", "HEAD"]).trim()).unwrap()
    }

    /// What the index and the working tree look like to the user.
    pub fn state(&self) -> (String, String) {
        (self.git(&["status", "--porcelain=v2"]), self.git(&["ls-files", "-s", "-t"]))
    }

    pub fn commit(&self, paths: &[&str], message: &str) -> anyhow::Result<Oid> {
        let paths: Vec<PathBuf> = paths.iter().map(PathBuf::from).collect();
        Ok(commit(&self.repo(), &Commit { paths: &paths, message, author: None })?.id.unwrap())
    }

    /// Names and letters of what a commit changed.
    pub fn changed(&self, commit: Oid) -> String {
        self.git(&["show", "--format=", "--name-status", "--no-renames", &commit.to_string()])
    }
}
