//! What changed in a register between two days: each file as it was before the first one and at the end of the last one.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Serialize;

use super::difference::{FieldChange, events, fields};
use super::register_folder::place_at;
use super::timeline::{holds_events, same_file};
use super::version::Version;
use crate::git::{self, ObjectKind, Objects, Oid, Repo, Side, Tree};
use crate::model::date::{Day, Moment};
use crate::model::event::{Act, Event, Party};
use crate::model::origin::Origin;
use crate::record::words;
use crate::register::load::Register;
use crate::register::read::Problem;

/// What changed between two days.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PeriodChanges {
    /// What it was made from: the commit at the end of the last day.
    #[serde(flatten)]
    pub origin: Origin,
    /// Name of the organisation.
    pub organisation: String,
    /// Id of the register.
    pub register: String,
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// The commit before the first day; absent where there was none yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// What changed: items first, in the order of their ids, then the other files.
    pub changes: Vec<FileChange>,
}

/// How a file differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// It is new.
    Added,
    /// It was there.
    Changed,
    /// It is gone.
    Removed,
}

/// What changed in one file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FileChange {
    /// The file, below the register.
    pub file: String,
    /// The item, or what else the file is about, as its name says.
    pub name: String,
    /// Its title, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// How it differs.
    pub how: How,
    /// The acts that came with it, in the order of the times that they claim.
    pub acts: Vec<PeriodAct>,
    /// The fields that differ, with what they were and are; of events those that were altered or taken out.
    pub fields: Vec<FieldChange>,
    /// What could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
}

/// One act, as its event claims it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PeriodAct {
    /// Short name of the event.
    pub event: String,
    /// What was done.
    pub act: Act,
    /// By whom.
    pub by: Party,
    /// When, as claimed.
    pub at: Moment,
    /// The same in words.
    pub words: String,
    /// The actor's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What changed from the beginning of `from` to the end of `to`, by the commits of HEAD's line; beside it what could not be
/// read.
///
/// # Errors
/// There was no commit yet at the end of `to`, or history cannot be read.
pub fn changes(
    repo: &Repo,
    root: &Path,
    register: &Register,
    (from, to): (Day, Day),
) -> anyhow::Result<(PeriodChanges, Vec<Problem>)> {
    let zone = register.zone();
    let after = git::as_of(repo, to.end(zone).0)?;
    let moment = from.start(zone).0 - chrono::Duration::seconds(1);
    let before = git::as_of_each(repo, after, &[moment])?.into_iter().next().flatten();
    let changes = between(repo, root, before, after)?;
    let unreadable = changes.iter().filter_map(|change| Some(Problem::of(&change.file, change.unreadable.clone()?)));
    let problems = unreadable.collect();
    let register_is_sandbox = register.settings.sandbox;
    let (organisation, register) = (register.settings.name.clone(), register.settings.id.clone());
    let (origin, before) = (
        Origin::new(to, Some(after.to_string())).from_sandbox(register_is_sandbox),
        before.map(|commit| commit.to_string()),
    );
    Ok((PeriodChanges { origin, organisation, register, from, to, before, changes }, problems))
}

/// How each file of the register differs between two commits; `before` is none where nothing was there.
///
/// # Errors
/// One of the commits cannot be read.
pub fn between(repo: &Repo, root: &Path, before: Option<Oid>, after: Oid) -> anyhow::Result<Vec<FileChange>> {
    let folder = repo.relative(root)?;
    let objects = repo.objects()?;
    let old = before.map(|commit| files(repo, &objects, commit, &folder)).transpose()?.unwrap_or_default();
    let new = files(repo, &objects, after, &folder)?;
    let mut changes: Vec<FileChange> = Vec::new();
    for (key, (path, side)) in old.iter().chain(new.iter().filter(|(key, _)| !old.contains_key(*key))) {
        let (was, is) = (old.get(key).map(|(_, side)| *side), new.get(key));
        if was == is.map(|(_, side)| *side) {
            continue;
        }
        debug_assert!(was.is_none() || was == Some(*side));
        let path = is.map_or(path, |(path, _)| path);
        changes.extend(change(&objects, path, was, is.map(|(_, side)| *side)));
    }
    changes.sort_by_key(|change| (!change.file.starts_with("items/"), change.name.clone(), change.file.clone()));
    Ok(changes)
}

/// The files that hold events, by what tells that two paths are places of one file.
fn files(
    repo: &Repo,
    objects: &Objects,
    commit: Oid,
    folder: &Path,
) -> anyhow::Result<BTreeMap<String, (String, Side)>> {
    let folder = place_at(repo, commit, folder)?.unwrap_or_else(|| folder.to_owned());
    let Some(tree) = Tree::at(objects, commit, &folder)? else { return Ok(BTreeMap::new()) };
    let plain = tree.files.iter().filter(|file| file.kind == ObjectKind::Blob);
    let named = plain.map(|file| (file.path.to_string_lossy().into_owned(), Side { id: file.id, kind: file.kind }));
    Ok(named.filter(|(path, _)| holds_events(path)).map(|(path, side)| (same_file(&path), (path, side))).collect())
}

/// How one file differs; nothing where no field and no act does, as after a change of its layout.
fn change(objects: &Objects, path: &str, was: Option<Side>, is: Option<Side>) -> Option<FileChange> {
    let (old, new) = (Version::read(objects, was.as_ref()), Version::read(objects, is.as_ref()));
    let differing = match (&old.table, &new.table) {
        (Some(old), Some(now)) if is.is_some() => [fields(old, now), events(old, now)].concat(),
        (Some(old), Some(now)) => fields(old, now),
        _ => Vec::new(),
    };
    let mut came: Vec<(&String, &Event)> =
        new.events.iter().filter(|(name, _)| !old.events.contains_key(*name)).collect();
    came.sort_by_key(|(_, event)| (event.at, &event.hash));
    let unreadable = new.problem.clone().or_else(|| old.problem.as_ref().map(|p| format!("the version before: {p}")));
    if differing.is_empty() && came.is_empty() && unreadable.is_none() && was.is_some() && is.is_some() {
        return None;
    }
    let newest = if is.is_some() { &new } else { &old };
    let title = newest.table.as_ref().and_then(|table| table.get("title")).and_then(toml::Value::as_str);
    Some(FileChange {
        file: path.to_owned(),
        name: path.rsplit('/').next().unwrap_or(path).trim_end_matches(".toml").to_owned(),
        title: title.map(ToOwned::to_owned),
        how: match (was, is) {
            (None, _) => How::Added,
            (_, None) => How::Removed,
            _ => How::Changed,
        },
        acts: came.into_iter().map(|(_, event)| act(event)).collect(),
        fields: differing,
        unreadable,
    })
}

fn act(event: &Event) -> PeriodAct {
    PeriodAct {
        event: event.hash.short().to_owned(),
        act: event.act,
        by: event.by.clone(),
        at: event.at,
        words: words::in_past(event),
        text: event.text.clone(),
    }
}
