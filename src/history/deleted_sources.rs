//! Source records that history has and the register has not any more.

use std::collections::HashSet;

use super::moves;
use crate::git::{self, Oid, Repo};
use crate::model::source::Source;
use crate::register::load::is_toml;
use crate::register::read::{self, MAX_BYTES};
use crate::register::store::Store;

/// A source record that is gone.
#[derive(Debug)]
pub struct DeletedSource {
    /// What it said last.
    pub record: Source,
    /// The commit that took it out; absent where that is not committed, or a merge left it out.
    pub commit: Option<String>,
}

/// The source records that a commit `tip` or one before it has, and that `store` has not: each as it was last. What
/// cannot be read is left to `check`.
///
/// # Errors
/// History cannot be read.
pub fn deleted_sources(
    repo: &Repo,
    tip: Oid,
    folder: &std::path::Path,
    store: &Store,
) -> anyhow::Result<Vec<DeletedSource>> {
    let objects = repo.objects()?;
    let mut seen = HashSet::new();
    let mut deleted = Vec::new();
    for commit in moves::of_register(repo, tip, folder)? {
        for change in &commit.paths {
            let path = change.path.to_string_lossy().into_owned();
            if !path.starts_with("sources/") || !is_toml(&path) || !seen.insert(path.clone()) || store.has(&path) {
                continue;
            }
            let last = change.new.or_else(|| change.old.iter().flatten().next().copied());
            let bytes = last.and_then(|side| git::read_blob(&objects, side.id, MAX_BYTES).ok());
            let text = bytes.and_then(|bytes| read::text(&path, bytes).ok());
            let Some(record) = text.and_then(|text| read::typed::<Source>(&path, &text).ok()) else { continue };
            let commit = change.new.is_none().then(|| commit.id.to_string());
            deleted.push(DeletedSource { record, commit });
        }
    }
    Ok(deleted)
}
