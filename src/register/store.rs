//! Where the bytes of a register come from: the working tree, or a commit.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::Context;
use rayon::prelude::*;

use crate::git::{self, Kind, Oid, Repo, Tree};
use crate::register::read::MAX_BYTES;

/// A file or something else in a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Path below the register, with `/`.
    pub path: String,
    /// Whether it is a plain file; links and submodules are not followed.
    pub plain: bool,
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
    files: BTreeMap<String, (Oid, bool)>,
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
        let named = |path: &Path| path.to_string_lossy().into_owned();
        let files: BTreeMap<String, _> =
            tree.files.iter().map(|f| (named(&f.path), (f.id, f.kind == Kind::Blob))).collect();
        let wanted: Vec<(&String, Oid)> = files
            .iter()
            .filter(|(path, (_, plain))| *plain && path.ends_with(".toml"))
            .map(|(p, (id, _))| (p, *id))
            .collect();
        let ids: Vec<Oid> = wanted.iter().map(|(_, id)| *id).collect();
        let read = git::read_blobs(repo, &ids, MAX_BYTES)?;
        let texts =
            wanted.iter().zip(read).map(|((p, _), r)| ((*p).clone(), r.map_err(|e| format!("{e:#}")))).collect();
        Ok(Store::Commit(CommitStore { repo: repo.clone(), commit: commit.to_string(), files, texts }))
    }

    /// Everything below a folder of the register; nothing where it is not there.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn list(&self, folder: &str) -> anyhow::Result<Vec<Entry>> {
        match self {
            Store::Folder(root) => list_folder(root, folder, 0),
            Store::Commit(store) => {
                let prefix = format!("{folder}/");
                let below = store.files.iter().filter(|(path, _)| folder.is_empty() || path.starts_with(&prefix));
                Ok(below.map(|(path, (_, plain))| Entry { path: path.clone(), plain: *plain }).collect())
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
                let full = root.join(path);
                anyhow::ensure!(
                    !through_link(root, path),
                    "a link, or in a folder that is one; links are not followed"
                );
                let meta = match fs::metadata(&full) {
                    Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
                    meta => meta.with_context(|| format!("cannot read {path}"))?,
                };
                anyhow::ensure!(meta.is_file(), "{path} is no file");
                let file = fs::File::open(&full).with_context(|| format!("cannot read {path}"))?;
                read_whole(&file, path, &meta, limit).map(Some)
            }
            Store::Commit(store) => match (store.texts.get(path), store.files.get(path)) {
                (Some(read), _) => read.clone().map(Some).map_err(anyhow::Error::msg),
                (None, Some((id, true))) => git::read_blob(&store.repo.objects()?, *id, limit).map(Some),
                (None, Some((_, false))) => anyhow::bail!("{path} is no file"),
                (None, None) => Ok(None),
            },
        }
    }

    /// The bytes of a file that [`Store::list`] has just named as a plain one, so that it need not be asked again.
    ///
    /// # Errors
    /// It is gone, cannot be read, or is far too large.
    pub fn read_listed(&self, entry: &Entry) -> anyhow::Result<Vec<u8>> {
        let path = &entry.path;
        match self {
            Store::Folder(root) if entry.plain => {
                let open = fs::File::open(root.join(path)).and_then(|file| file.metadata().map(|meta| (file, meta)));
                let (file, meta) = open.with_context(|| format!("cannot read {path}"))?;
                read_whole(&file, path, &meta, MAX_BYTES)
            }
            _ => self.read(path)?.with_context(|| format!("{path} is not there")),
        }
    }

    /// Whether a path is a link or a submodule, which are not followed.
    #[must_use]
    pub fn is_link(&self, path: &str) -> bool {
        match self {
            Store::Folder(root) => root.join(path).is_symlink(),
            Store::Commit(store) => store.files.get(path).is_some_and(|(_, plain)| !plain),
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

fn read_whole(file: &fs::File, path: &str, meta: &fs::Metadata, limit: usize) -> anyhow::Result<Vec<u8>> {
    let size = usize::try_from(meta.len()).unwrap_or(usize::MAX);
    anyhow::ensure!(size <= limit, "{} MiB is too large ({} MiB at most)", size >> 20, limit >> 20);
    let mut bytes = Vec::with_capacity(size + 1);
    // One more than there may be, for a file that grows meanwhile.
    file.take(limit as u64 + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {path}"))?;
    Ok(bytes)
}

/// Whether a path written in a file stays below the folder that it is relative to.
#[must_use]
pub fn stays_within(path: &str) -> bool {
    !path.is_empty()
        && !path.contains(['\\', '\0'])
        && Path::new(path).components().all(|part| matches!(part, std::path::Component::Normal(_)))
}

/// Deeper than this nothing of a register lies.
const MAX_DEPTH: usize = 6;

/// Folders side by side: a large register has one a year.
fn list_folder(root: &Path, folder: &str, depth: usize) -> anyhow::Result<Vec<Entry>> {
    let full = root.join(folder);
    if depth == 0 && !folder.is_empty() && full.is_symlink() {
        return Ok(vec![Entry { path: folder.to_owned(), plain: false }]);
    }
    let listing = match fs::read_dir(&full) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.with_context(|| format!("cannot read {}", full.display()))?,
    };
    let mut entries = Vec::new();
    let mut folders = Vec::new();
    for entry in listing {
        let entry = entry.with_context(|| format!("cannot read {}", full.display()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        let kind = entry.file_type().with_context(|| format!("cannot read {path}"))?;
        // A folder by the name of a file is in the place of one; a submodule is such a folder.
        if !kind.is_dir() || path.ends_with(".toml") {
            entries.push(Entry { path: path.clone(), plain: kind.is_file() });
        }
        if kind.is_dir() && depth < MAX_DEPTH {
            folders.push(path);
        }
    }
    let below: Vec<Vec<Entry>> =
        folders.par_iter().map(|path| list_folder(root, path, depth + 1)).collect::<anyhow::Result<_>>()?;
    entries.extend(below.into_iter().flatten());
    Ok(entries)
}
