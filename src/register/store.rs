//! Where the bytes of a register come from: the working tree, or a commit.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rayon::prelude::*;

use crate::attest::digest::{of_bytes, of_reader};
use crate::git::{self, Closed, MAX_DEPTH, ObjectKind, Oid, Repo, Tree};
use crate::model::id::Hash;
use crate::register::read::MAX_BYTES;

/// A file or something else in a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileEntry {
    /// Path below the register, with `/`.
    pub path: String,
    /// What it is, where it is no plain file; then it is not followed.
    pub odd: Option<Odd>,
}

/// What stands in a register and is no file of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Odd {
    /// A symbolic link.
    Link,
    /// A folder in the place of a file.
    Folder,
    /// A submodule, or a folder that is a repository of its own.
    Repository,
    /// A pipe, a socket or a device.
    Special,
    /// A name that is no UTF-8.
    Name,
    /// A folder that is not looked into.
    Closed(Closed),
}

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Odd::Link => f.write_str("a symbolic link, which is not followed"),
            Odd::Folder => f.write_str("a folder by the name of a file"),
            Odd::Repository => f.write_str("a submodule or a repository of its own, which is not looked into"),
            Odd::Special => f.write_str("neither a file nor a folder"),
            Odd::Name => f.write_str("a file whose name is no UTF-8 text"),
            Odd::Closed(why) => write!(f, "not looked into: {why}"),
        }
    }
}

impl FileEntry {
    /// Whether it is a plain file.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.odd.is_none()
    }

    fn odd(path: &str, odd: Odd) -> FileEntry {
        FileEntry { path: path.to_owned(), odd: Some(odd) }
    }

    /// A file of a commit. What has a name that could be another's, once it is text, is odd.
    #[must_use]
    pub fn committed(file: &git::File) -> FileEntry {
        let odd = match file.kind {
            ObjectKind::Blob => file.path.to_str().is_none().then_some(Odd::Name),
            ObjectKind::Symlink => Some(Odd::Link),
            ObjectKind::Submodule => Some(Odd::Repository),
            ObjectKind::Closed(why) => Some(Odd::Closed(why)),
        };
        FileEntry { path: file.path.to_string_lossy().into_owned(), odd }
    }
}

/// The bytes of a register.
#[derive(Debug, Clone)]
pub enum Store {
    /// A folder.
    Folder(PathBuf),
    /// The register as a commit has it.
    Commit(CommitStore),
}

/// The files of a register in one commit. TOML files are read at once and in parallel; evidence when it is asked for.
#[derive(Debug, Clone)]
pub struct CommitStore {
    repo: Repo,
    /// The commit, in full.
    pub commit: String,
    files: BTreeMap<String, Oid>,
    odd: Vec<FileEntry>,
    texts: BTreeMap<String, Result<Vec<u8>, String>>,
}

impl Store {
    /// The register below `folder` (relative to the top of the repository) at a revision.
    ///
    /// # Errors
    /// The revision is unknown, or has no register there.
    pub fn at(repo: &Repo, commit: Oid, folder: &Path) -> anyhow::Result<Store> {
        let tree = Tree::at(&repo.objects()?, commit, folder)?
            .with_context(|| format!("{commit} has no register at {}", folder.display()))?;
        let mut files = BTreeMap::new();
        let mut odd = Vec::new();
        for (entry, id) in tree.files.iter().map(|file| (FileEntry::committed(file), file.id)) {
            if entry.is_plain() {
                files.insert(entry.path, id);
            } else {
                odd.push(entry);
            }
        }
        let wanted: Vec<(&String, Oid)> =
            files.iter().filter(|(path, _)| path.ends_with(".toml")).map(|(path, id)| (path, *id)).collect();
        let ids: Vec<Oid> = wanted.iter().map(|(_, id)| *id).collect();
        let read = git::read_blobs(repo, &ids, MAX_BYTES)?;
        let texts =
            wanted.iter().zip(read).map(|((p, _), r)| ((*p).clone(), r.map_err(|e| format!("{e:#}")))).collect();
        Ok(Store::Commit(CommitStore { repo: repo.clone(), commit: commit.to_string(), files, odd, texts }))
    }

    /// Everything below a folder of the register, the folder itself where it is odd; nothing where it is not there.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn list(&self, folder: &str) -> anyhow::Result<Vec<FileEntry>> {
        match self {
            Store::Folder(root) => list_folder(root, folder),
            Store::Commit(store) => {
                let prefix = format!("{folder}/");
                let is_below = |path: &str| folder.is_empty() || path.starts_with(&prefix);
                let plain = store.files.keys().filter(|path| is_below(path));
                let odd = store.odd.iter().filter(|entry| is_below(&entry.path) || entry.path == folder);
                Ok(plain.map(|path| FileEntry { path: path.clone(), odd: None }).chain(odd.cloned()).collect())
            }
        }
    }

    /// The bytes of a file; `None` where it is not there. `path` stays within the register.
    ///
    /// # Errors
    /// It cannot be read, or is far too large.
    pub fn read(&self, path: &str) -> anyhow::Result<Option<Vec<u8>>> {
        self.read_bounded(path, MAX_BYTES)
    }

    /// As [`Store::read`], with a bound of the caller's own in bytes.
    ///
    /// # Errors
    /// It cannot be read, or is larger than `limit`.
    pub fn read_bounded(&self, path: &str, limit: usize) -> anyhow::Result<Option<Vec<u8>>> {
        anyhow::ensure!(stays_within(path), "{path} leads out of the register");
        match self {
            Store::Folder(root) => {
                let Some((file, meta)) = opened(root, path)? else { return Ok(None) };
                read_whole(&file, path, &meta, limit).map(Some)
            }
            Store::Commit(store) => match (store.texts.get(path), store.files.get(path)) {
                (Some(read), _) => read.clone().map(Some).map_err(anyhow::Error::msg),
                (None, Some(id)) => git::read_blob(&store.repo.objects()?, *id, limit).map(Some),
                (None, None) => match store.odd.iter().find(|entry| entry.path == path).and_then(|entry| entry.odd) {
                    Some(odd) => anyhow::bail!("{path} is {odd}"),
                    None => Ok(None),
                },
            },
        }
    }

    /// The SHA-256 of a file of up to `limit` bytes; `None` where it is not there. A file in a folder is never whole in
    /// memory.
    ///
    /// # Errors
    /// As [`Store::read_bounded`].
    pub fn sha256(&self, path: &str, limit: usize) -> anyhow::Result<Option<Hash>> {
        let Store::Folder(root) = self else {
            return Ok(self.read_bounded(path, limit)?.and_then(|bytes| of_bytes(&bytes)));
        };
        anyhow::ensure!(stays_within(path), "{path} leads out of the register");
        let Some((file, meta)) = opened(root, path)? else { return Ok(None) };
        bounded(&meta, limit)?;
        of_reader(file.take((limit as u64).saturating_add(1))).with_context(|| format!("cannot read {path}"))
    }

    /// The bytes of a file that [`Store::list`] has just named as a plain one, so that it need not be asked again.
    ///
    /// # Errors
    /// It is gone, cannot be read, or is far too large.
    pub fn read_listed(&self, entry: &FileEntry) -> anyhow::Result<Vec<u8>> {
        let path = &entry.path;
        match self {
            Store::Folder(root) if entry.is_plain() => {
                let open = fs::File::open(root.join(path)).and_then(|file| file.metadata().map(|meta| (file, meta)));
                let (file, meta) = open.with_context(|| format!("cannot read {path}"))?;
                read_whole(&file, path, &meta, MAX_BYTES)
            }
            _ => self.read(path)?.with_context(|| format!("{path} is not there")),
        }
    }

    /// One file, as it is listed; nothing where it is not there.
    #[must_use]
    pub fn listed(&self, path: &str) -> Vec<FileEntry> {
        let odd = self.is_link(path).then_some(Odd::Link);
        let there = odd.is_some() || self.has(path);
        there.then(|| FileEntry { path: path.to_owned(), odd }).into_iter().collect()
    }

    /// Whether a path is a link or a submodule, which are not followed.
    #[must_use]
    pub fn is_link(&self, path: &str) -> bool {
        match self {
            Store::Folder(root) => root.join(path).is_symlink(),
            Store::Commit(store) => store.odd.iter().any(|entry| entry.path == path),
        }
    }

    /// Whether a file is there.
    #[must_use]
    pub fn has(&self, path: &str) -> bool {
        match self {
            Store::Folder(root) => stays_within(path) && root.join(path).is_file(),
            Store::Commit(store) => store.files.contains_key(path),
        }
    }
}

/// Whether a path below a folder is a link, or leads through one.
#[must_use]
pub fn through_link(root: &Path, path: &str) -> bool {
    let mut here = root.to_owned();
    Path::new(path).components().any(|part| {
        here.push(part);
        here.is_symlink()
    })
}

/// A plain file below a folder, opened; `None` where it is not there.
fn opened(root: &Path, path: &str) -> anyhow::Result<Option<(fs::File, fs::Metadata)>> {
    let full = root.join(path);
    anyhow::ensure!(!through_link(root, path), "a link, or in a folder that is one; links are not followed");
    let meta = match fs::metadata(&full) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        meta => meta.with_context(|| format!("cannot read {path}"))?,
    };
    anyhow::ensure!(meta.is_file(), "{path} is no file");
    let file = fs::File::open(&full).with_context(|| format!("cannot read {path}"))?;
    Ok(Some((file, meta)))
}

/// Asks that a file has at most `limit` bytes; returns how many it has.
fn bounded(meta: &fs::Metadata, limit: usize) -> anyhow::Result<usize> {
    let size = usize::try_from(meta.len()).unwrap_or(usize::MAX);
    anyhow::ensure!(size <= limit, "{} MiB is too large ({} MiB at most)", size >> 20, limit >> 20);
    Ok(size)
}

fn read_whole(file: &fs::File, path: &str, meta: &fs::Metadata, limit: usize) -> anyhow::Result<Vec<u8>> {
    let size = bounded(meta, limit)?;
    let mut bytes = Vec::with_capacity(size + 1);
    // One more than there may be, for a file that grows meanwhile.
    file.take((limit as u64).saturating_add(1))
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {path}"))?;
    Ok(bytes)
}

/// Whether a path written in a file stays below the folder that it is relative to.
#[must_use]
pub fn stays_within(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0'])
        && Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// Folders side by side: a large register has one a year. What is in a folder is a list of its own, so that a name that
/// is no text leads nowhere.
fn list_folder(root: &Path, folder: &str) -> anyhow::Result<Vec<FileEntry>> {
    let full = root.join(folder);
    if !folder.is_empty() && full.is_symlink() {
        return Ok(vec![FileEntry::odd(folder, Odd::Link)]);
    }
    if !folder.is_empty() && full.join(".git").symlink_metadata().is_ok() {
        return Ok(vec![FileEntry::odd(folder, Odd::Repository)]);
    }
    if folder.split('/').count() > MAX_DEPTH {
        return Ok(vec![FileEntry::odd(folder, Odd::Closed(Closed::Deep))]);
    }
    let listing = match fs::read_dir(&full) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.with_context(|| format!("cannot read {}", full.display()))?,
    };
    let mut entries = Vec::new();
    let mut folders = Vec::new();
    for entry in listing {
        let entry = entry.with_context(|| format!("cannot read {}", full.display()))?;
        let name = entry.file_name();
        let path = Path::new(folder).join(&name).to_string_lossy().into_owned();
        let kind = entry.file_type().with_context(|| format!("cannot read {path}"))?;
        // The repository's own, where the register is at its top.
        if folder.is_empty() && name == ".git" {
            continue;
        }
        let odd = match name.to_str() {
            None => Some(Odd::Name),
            Some(_) if kind.is_file() => None,
            Some(_) if kind.is_symlink() => Some(Odd::Link),
            Some(_) if !kind.is_dir() => Some(Odd::Special),
            Some(name) => {
                folders.push(path.clone());
                // In the place of a file; a submodule is such a folder.
                if !name.ends_with(".toml") {
                    continue;
                }
                Some(Odd::Folder)
            }
        };
        entries.push(FileEntry { path, odd });
    }
    let below: Vec<Vec<FileEntry>> =
        folders.par_iter().map(|path| list_folder(root, path)).collect::<anyhow::Result<_>>()?;
    entries.extend(below.into_iter().flatten());
    Ok(entries)
}
