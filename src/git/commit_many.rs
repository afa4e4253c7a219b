//! Committing more paths than `git commit --only` gets through: it compares each path with each.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use anyhow::{Context as _, Result};

use super::repo::Repo;
use super::run;

/// So many paths are committed the usual way.
const FEW: usize = 1_000;

/// So many files are in memory at once.
const PACKED: usize = 20_000;

/// The index as it was, until a commit is made.
pub(super) struct Before {
    index: PathBuf,
    bytes: Option<Vec<u8>>,
}

/// Whether the paths are too many for git's own way.
pub(super) fn are_many(paths: &[PathBuf]) -> bool {
    paths.len() > FEW
}

/// Whether the paths (in order) are many, and the index holds nothing else that is not in HEAD: then a commit of the index is
/// one of these paths alone.
///
/// # Errors
/// Git cannot be asked.
pub(super) fn is_wanted(repo: &Repo, paths: &[PathBuf]) -> Result<bool> {
    if !are_many(paths) || repo.git_dir().join("info/sparse-checkout").exists() {
        return Ok(false);
    }
    let staged = repo
        .read("ask git what is staged")
        .args(["diff", "--cached", "--name-only", "--no-renames", "--no-ext-diff", "-z"])
        .run()?;
    let mut names = staged.split(|byte| *byte == 0).filter(|name| !name.is_empty());
    Ok(names.all(|name| paths.binary_search(&run::path(name)).is_ok()))
}

impl Before {
    /// Remembers the index.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub(super) fn remember(repo: &Repo) -> Result<Before> {
        let index = repo.git_dir().join("index");
        let bytes = match fs::read(&index) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error).context("cannot read git's index"),
        };
        Ok(Before { index, bytes })
    }

    /// Puts it back, with the lock that git takes.
    ///
    /// # Errors
    /// Another git holds it, or it cannot be written.
    pub(super) fn put_back(self) -> Result<()> {
        let lock = self.index.with_extension("lock");
        let held = || format!("cannot put the index back ({})", lock.display());
        let mut file = OpenOptions::new().write(true).create_new(true).open(&lock).with_context(held)?;
        let done = match &self.bytes {
            Some(bytes) => file.write_all(bytes).and_then(|()| fs::rename(&lock, &self.index)),
            None => fs::remove_file(&self.index),
        };
        if done.is_err() || self.bytes.is_none() {
            fs::remove_file(&lock).ok();
        }
        done.with_context(held)
    }
}

/// Brings the files into git's store as packs. It only saves time: what is not there yet, and what git stores otherwise,
/// [`stage`] brings in file by file.
pub(super) fn pack(repo: &Repo, paths: &[PathBuf]) -> Result<()> {
    for part in paths.chunks(PACKED) {
        let mut blobs = Vec::new();
        for path in part {
            let Ok(bytes) = fs::read(repo.workdir().join(path)) else { continue };
            writeln!(blobs, "blob\ndata {}", bytes.len())?;
            blobs.extend(bytes);
            blobs.push(b'\n');
        }
        repo.write("bring the files into git's store").args(["fast-import", "--quiet"]).stdin(blobs).run()?;
    }
    Ok(())
}

/// The git that lets the index have the files as they are in the working tree; one that is gone is gone there too.
pub(super) fn stage(repo: &Repo, paths: &[PathBuf]) -> run::Git {
    let list = run::nul_list(paths.iter().map(PathBuf::as_path));
    repo.write("name the files to git").args(["update-index", "--add", "--remove", "-z", "--stdin"]).stdin(list)
}
