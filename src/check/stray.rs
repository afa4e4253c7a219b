//! What stands in the folder of a register: the files that are read, and what nobody reads.

use std::collections::{BTreeMap, HashSet};

use super::facts::World;
use super::file_findings::{FileFindings, whole};
use super::finding::{ByCommit, RawFinding};
use super::form;
use crate::history::timeline::Timeline;
use crate::register::load::is_toml;
use crate::register::place::{PEOPLE, SEALS, SETTINGS};
use crate::register::store::{FileEntry, Store};

/// The folders of records, and those beside them.
const RECORDS: [&str; 3] = ["items", "sources", "reviews"];
const BESIDE: [&str; 2] = ["evidence", "schemas"];

/// All that stands in a register, by path, with the submodules that its commit has. At the top of a repository what is not named as a part of a register is none
/// of it.
///
/// # Errors
/// A folder cannot be read.
pub(super) fn entries(store: &Store, is_top: bool, submodules: &[FileEntry]) -> anyhow::Result<Vec<FileEntry>> {
    let mut entries = Vec::new();
    if is_top {
        for name in RECORDS.into_iter().chain(BESIDE).chain([PEOPLE, SETTINGS, SEALS]) {
            // A file is listed by itself.
            entries.extend(if is_toml(name) { store.listed(name) } else { store.list(name)? });
        }
    } else {
        entries = store.list("")?;
    }
    let is_part =
        |path: &str| !is_top || RECORDS.into_iter().chain(BESIDE).any(|name| path.split('/').next() == Some(name));
    entries.extend(submodules.iter().filter(|entry| is_part(&entry.path)).cloned());
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    entries.dedup_by(|later, first| later.path == first.path && later.odd.is_some() && first.odd.is_some());
    Ok(entries)
}

/// Whether a file holds a record, as far as its path tells.
pub(super) fn is_record(entry: &FileEntry) -> bool {
    let folder = entry.path.split_once('/').map(|(folder, _)| folder);
    entry.is_plain() && is_toml(&entry.path) && folder.is_some_and(|folder| RECORDS.contains(&folder))
}

/// `outside-register` and `misplaced-file` of what is read by nobody; `named` are the files that events name as evidence.
pub(super) fn strays(world: &World<'_>, entries: &[FileEntry], named: &[String]) -> Vec<FileFindings> {
    let named: HashSet<&str> = named.iter().map(String::as_str).collect();
    let is_named = |path: &str| form::is_gits(path) || named.contains(path);
    let mut found: BTreeMap<&str, (RawFinding, Vec<&str>)> = BTreeMap::new();
    for entry in entries {
        let path = entry.path.as_str();
        let unnamed = || (path.starts_with("evidence/") && !is_named(path)).then(form::unnamed_evidence);
        let draft = match entry.odd {
            Some(odd) => Some(form::odd(path, odd)),
            None => form::stray(path).or_else(unnamed),
        };
        let Some(draft) = draft else { continue };
        found.entry(unknown_folder(entry).unwrap_or(path)).or_insert_with(|| (draft, Vec::new())).1.push(path);
    }
    let told = found.into_iter().map(|(path, (mut draft, paths))| {
        if paths.len() > 1 {
            draft.message = format!("no part of a register: nothing reads the {} files in it", paths.len());
        }
        draft.commit = world.timeline.and_then(|timeline| brought(timeline, &paths));
        whole(path, vec![draft])
    });
    told.collect()
}

/// The folder that something lies in, where that is none of a register.
fn unknown_folder(entry: &FileEntry) -> Option<&str> {
    let (folder, _) = entry.path.split_once('/').filter(|_| entry.is_plain())?;
    (!RECORDS.contains(&folder) && !BESIDE.contains(&folder)).then_some(folder)
}

/// The newest commit that brought one of these.
fn brought(timeline: &Timeline, paths: &[&str]) -> Option<ByCommit> {
    let wanted: HashSet<&str> = paths.iter().copied().collect();
    let brings = |commit: &&crate::git::CommitChange| {
        let new = commit.paths.iter().filter(|change| change.new.is_some() && change.old.iter().all(Option::is_none));
        new.into_iter().any(|change| change.path.to_str().is_some_and(|path| wanted.contains(path)))
    };
    timeline.commits.iter().find(brings).map(ByCommit::of)
}
