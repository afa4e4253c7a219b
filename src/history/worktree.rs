//! What the working tree has, against the commit that it is based on.

use std::collections::HashMap;
use std::path::Path;

use super::file_history::Loss;
use super::timeline::{holds_events, same_file};
use super::version_sketch::{Reader, VersionSketch};
use crate::git::{self, ObjectKind, Objects, Oid, Side, Tree};
use crate::register::store::{FileEntry, Store};

/// What is not committed.
#[derive(Debug, Default)]
pub struct Uncommitted {
    /// Events and files that the commit has and the working tree has not.
    pub losses: Vec<Loss>,
    /// Files that differ.
    pub files: Vec<String>,
    /// Submodules of the commit; in the working tree they may be empty folders.
    pub submodules: Vec<FileEntry>,
}

/// Compares the files of a register that hold events with those of a commit.
///
/// # Errors
/// The commit or a folder cannot be read.
pub fn compare(objects: &Objects, commit: Oid, folder: &Path, store: &Store) -> anyhow::Result<Uncommitted> {
    let mut found = Uncommitted::default();
    let Some(tree) = Tree::at(objects, commit, folder)? else { return Ok(found) };
    let submodules = tree.files.iter().filter(|file| file.kind == ObjectKind::Submodule);
    found.submodules = submodules.map(FileEntry::committed).collect();
    let committed: HashMap<String, Side> = tree
        .files
        .iter()
        .map(|file| (file.path.to_string_lossy().into_owned(), Side { id: file.id, kind: file.kind }))
        .filter(|(path, _)| holds_events(path))
        .collect();
    let mut reader = Reader::default();
    let mut fresh: HashMap<String, VersionSketch> = HashMap::new();
    for path in store.list("items")?.into_iter().map(|entry| entry.path).filter(|path| holds_events(path)) {
        if !committed.contains_key(&path) {
            let version = bytes(store, &path).map(|bytes| reader.bytes(bytes)).unwrap_or_default();
            fresh.insert(same_file(&path), version);
            found.files.push(path);
        }
    }
    let mut paths: Vec<&String> = committed.keys().collect();
    paths.sort();
    for path in paths {
        let Some(side) = committed.get(path).copied() else { continue };
        let now = bytes(store, path);
        if let Some(now) = &now
            && side.kind == ObjectKind::Blob
            && git::blob_id(now)? == side.id
        {
            continue;
        }
        found.files.push(path.clone());
        let old = reader.side(objects, side);
        let here = now.map(|bytes| reader.bytes(bytes));
        let moved = fresh.get(&same_file(path));
        let new = here.as_ref().or(moved);
        // What cannot be read is told as that.
        if old.problem.is_some() || new.is_some_and(|new| new.problem.is_some()) || store.is_link(path) {
            continue;
        }
        let events: Vec<_> =
            old.events.iter().filter(|event| !new.is_some_and(|new| new.has(event))).cloned().collect();
        if new.is_none() || !events.is_empty() {
            found.losses.push(Loss { commit: None, file: path.clone(), id: old.id, gone: new.is_none(), events });
        }
    }
    found.files.sort();
    Ok(found)
}

fn bytes(store: &Store, path: &str) -> Option<Vec<u8>> {
    store.read(path).ok().flatten()
}
