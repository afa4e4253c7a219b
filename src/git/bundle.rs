//! The history up to a commit in one file (`git bundle`), and as text: the same bytes for the same commit, whatever the
//! clone is packed like and configured.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use git2::Oid;

use super::repo::Repo;
use super::run::{self, Git};

/// The branch that the bundle has.
const BRANCH: &str = "refs/heads/register";

/// How `git log` writes the history as text: what it is given behind `log`, before the commit.
const LOG: [&str; 5] = [
    "--topo-order",
    "--no-color",
    "--no-renames",
    "--name-status",
    "--format=commit %H%nauthor %an <%ae> %ai%ncommitter %cn <%ce> %ci%n%n%B",
];

/// Variables by which a user's settings would get into a run of git.
const SETTINGS: [&str; 14] = [
    "GIT_CONFIG_COUNT",
    "GIT_CONFIG_PARAMETERS",
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_DEFAULT_HASH",
    "GIT_TEMPLATE_DIR",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_TRACE",
];

/// The objects of a repository behind an empty one of our own: without its references, settings and attributes.
pub struct Apart {
    folder: tempfile::TempDir,
    commit: String,
}

impl Apart {
    /// Of a commit and all before it.
    ///
    /// # Errors
    /// The clone does not have all of its history, or git cannot be run.
    pub fn of(repo: &Repo, commit: Oid) -> Result<Apart> {
        if repo.is_shallow() {
            bail!("this clone is shallow, so its history is not whole; run `git fetch --unshallow`");
        }
        if repo.is_partial()? {
            bail!("this clone is partial, so objects are left out; clone the repository anew without `--filter`");
        }
        let meaning = "make a folder for the history";
        let folder = tempfile::tempdir().context(meaning)?;
        let apart = Apart { folder, commit: commit.to_string() };
        apart.git(meaning).args(["init", "-q", "--bare", "--template=", "."]).run()?;
        let dirs: String = repo.object_dirs.iter().map(|dir| format!("{dir}\n")).collect();
        let info = apart.folder.path().join("objects/info");
        fs::create_dir_all(&info).and_then(|()| fs::write(info.join("alternates"), dirs)).context(meaning)?;
        Ok(apart)
    }

    /// The commit and all that it descends from as a `git bundle` with one branch.
    ///
    /// # Errors
    /// An object is missing or damaged.
    pub fn bundle(&self) -> Result<Vec<u8>> {
        let list = self.git("list the history").args(["rev-list", "--objects", "--topo-order", &self.commit]).run()?;
        // One thread, nothing of how the clone is packed: else the bytes change with it.
        let flags = ["--threads=1", "--no-reuse-delta", "--no-reuse-object", "--delta-base-offset"];
        let sizes = ["--window=10", "--depth=50", "--compression=9"];
        let pack = self.git("pack the history").args(["pack-objects", "-q", "--stdout"]).args(flags).args(sizes);
        let mut bytes = format!("# v2 git bundle\n{} {BRANCH}\n\n", self.commit).into_bytes();
        bytes.extend(pack.stdin(list).run()?);
        Ok(bytes)
    }

    /// The commits that changed a folder (below the top; empty for all), as text. Bytes that steer a terminal are `?`.
    ///
    /// # Errors
    /// An object is missing or damaged.
    pub fn log(&self, folder: &Path) -> Result<Vec<u8>> {
        let mut git = self.git("read the history").arg("--literal-pathspecs").arg("log").args(LOG).arg(&self.commit);
        if !folder.as_os_str().is_empty() {
            git = git.arg("--").arg(run::path(&run::git_bytes(folder)));
        }
        let mut text = git.run()?;
        for byte in &mut text {
            if byte.is_ascii_control() && !matches!(byte, b'\n' | b'\t') {
                *byte = b'?';
            }
        }
        Ok(text)
    }

    fn git(&self, meaning: &str) -> Git {
        let git = Git::read(self.folder.path(), meaning);
        let git = SETTINGS.iter().fold(git, |git, name| git.env_remove(name));
        let git =
            git.env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_ATTR_NOSYSTEM", "1");
        git.args(["-c", "core.commitGraph=false", "-c", "core.multiPackIndex=false", "-c", "log.mailmap=false"])
    }
}
