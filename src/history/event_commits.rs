//! Which commit brought an event.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use toml::Table;

use super::moves;
use super::timeline::same_file;
use crate::git::{self, Oid, Repo};
use crate::register::read::MAX_BYTES;

/// The oldest commit that has each event of some files, by the event's short name; `files` are below the register.
///
/// # Errors
/// History cannot be read.
pub fn brought(
    repo: &Repo,
    tip: Oid,
    register: &Path,
    files: &BTreeSet<String>,
) -> anyhow::Result<BTreeMap<String, String>> {
    let folder = repo.relative(register)?;
    let objects = repo.objects()?;
    let mut commits = BTreeMap::new();
    // The newest commit comes first, so that the oldest one is what stays.
    let files: BTreeSet<String> = files.iter().map(|file| same_file(file)).collect();
    for commit in moves::of_register(repo, tip, &folder)? {
        for change in &commit.paths {
            if !files.contains(&same_file(&change.path.to_string_lossy())) {
                continue;
            }
            let Some(bytes) = change.new.and_then(|side| git::read_blob(&objects, side.id, MAX_BYTES).ok()) else {
                continue;
            };
            let table = String::from_utf8(bytes).ok().and_then(|text| text.parse::<Table>().ok());
            let events = table.as_ref().and_then(|t| t.get("event")).and_then(toml::Value::as_table);
            for name in events.into_iter().flat_map(Table::keys) {
                commits.insert(name.clone(), commit.id.to_string());
            }
        }
    }
    Ok(commits)
}
