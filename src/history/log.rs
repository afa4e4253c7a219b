//! The log of a register or of one item: who changed which field from what to what, when, in which commit.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use toml::Table;

use super::difference::{FieldChange, fields};
use crate::git::{self, CommitChange, Head, Merges, PathChange, Repo, Scope};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Moment;
use crate::model::event::{Act, Event, Party};
use crate::register::load::is_toml;
use crate::register::read::MAX_BYTES;
use crate::report::origin::Origin;

/// The log, newest commit first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Log {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// One entry a commit and file.
    pub entries: Vec<Entry>,
}

/// What one commit did to one file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Entry {
    /// The commit.
    pub commit: String,
    /// When the commit was made, by the committer's clock.
    pub committed_at: Moment,
    /// Who the commit says wrote it.
    pub author: String,
    /// The first line of its message.
    pub summary: String,
    /// The file, below the register.
    pub file: String,
    /// The acts that came with it.
    pub acts: Vec<Deed>,
    /// The fields that changed.
    pub fields: Vec<FieldChange>,
    /// What could not be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
}

/// One act, as its event claims it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Deed {
    /// Short name of the event.
    pub event: String,
    /// What was done.
    pub act: Act,
    /// By whom.
    pub by: Party,
    /// When, as claimed.
    pub at: Moment,
    /// The same in words.
    pub deed: String,
    /// The actor's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

/// What of the log is wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only this file, below the register.
    pub file: Option<String>,
    /// Only entries with this act.
    pub act: Option<Act>,
    /// Only entries with an act of this person.
    pub by: Option<String>,
    /// Only commits from this moment on.
    pub since: Option<Moment>,
    /// No more entries than this.
    pub limit: Option<usize>,
}

/// Reads the log from HEAD back; with it comes the commit that HEAD is.
///
/// # Errors
/// There is no commit yet, or history cannot be read.
pub fn entries(repo: &Repo, register: &Path, wanted: &Wanted) -> anyhow::Result<(String, Vec<Entry>)> {
    let (Head::Branch(_, tip) | Head::Detached(tip)) = repo.head()? else {
        return Err(Refusal::new("there is no commit yet, so there is no log").into());
    };
    let folder = repo.relative(register)?;
    let scope = Scope { only: wanted.file.as_deref().map(Path::new), merges: Merges::Own, ..Scope::below(&folder) };
    let objects = repo.objects()?;
    let mut all = Vec::new();
    for commit in git::changes(repo, tip, &scope)? {
        let committed_at = Moment(commit.committer.time.to_utc());
        if wanted.since.is_some_and(|since| committed_at < since) {
            continue;
        }
        for change in commit.paths.iter().filter(|c| is_toml(&c.path.to_string_lossy())) {
            let entry = entry(&objects, &commit, change, committed_at);
            let act = wanted.act.is_none_or(|act| entry.acts.iter().any(|d| d.act == act));
            let by = wanted.by.as_ref().is_none_or(|by| entry.acts.iter().any(|d| d.by.to_string() == *by));
            if wanted.limit.is_some_and(|limit| all.len() >= limit) {
                return Ok((tip.to_string(), all));
            }
            if act && by {
                all.push(entry);
            }
        }
    }
    Ok((tip.to_string(), all))
}

/// The part of a file that the log reads typed.
#[derive(Debug, Default, Deserialize)]
struct Events {
    #[serde(default)]
    event: BTreeMap<String, Event>,
}

/// A version of a file: as a table, and its events where they can be read.
#[derive(Debug, Default)]
struct Version {
    table: Table,
    events: BTreeMap<String, Event>,
    problem: Option<String>,
}

fn version(objects: &git::Objects, side: Option<&git::Side>) -> Version {
    let Some(side) = side else { return Version::default() };
    let failed = |problem: String| Version { problem: Some(problem), ..Version::default() };
    let bytes = match git::read_blob(objects, side.id, MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => return failed(format!("{error:#}")),
    };
    let Ok(text) = String::from_utf8(bytes) else { return failed("not UTF-8 text".to_owned()) };
    let table: Table = match text.trim_start_matches('\u{feff}').parse() {
        Ok(table) => table,
        Err(error) => return failed(format!("no TOML: {}", toml::de::Error::message(&error))),
    };
    match table.clone().try_into::<Events>() {
        Ok(Events { event }) => Version { table, events: event, problem: None },
        Err(error) => {
            Version { table, events: BTreeMap::new(), problem: Some(format!("its events: {}", error.message())) }
        }
    }
}

fn entry(objects: &git::Objects, commit: &CommitChange, change: &PathChange, committed_at: Moment) -> Entry {
    let parents: Vec<Version> = change.old.iter().flatten().map(|side| version(objects, Some(side))).collect();
    let new = version(objects, change.new.as_ref());
    // What any parent has, another commit did: a merge brings acts together and does none of them.
    let known = |name: &String| parents.iter().any(|p| p.events.contains_key(name));
    let mut acts: Vec<&Event> = new.events.iter().filter(|(name, _)| !known(name)).map(|(_, e)| e).collect();
    acts.sort_by_key(|e| (e.at, &e.hash));
    let old = parents.into_iter().next().unwrap_or_default();
    let deed = |event: &&Event| Deed {
        event: event.hash.short().to_owned(),
        act: event.act,
        by: event.by.clone(),
        at: event.at,
        deed: crate::record::words::deed(event),
        text: event.text.clone(),
    };
    Entry {
        commit: commit.id.to_string(),
        committed_at,
        author: format!("{} <{}>", commit.author.name, commit.author.mail),
        summary: commit.summary.clone(),
        file: change.path.to_string_lossy().into_owned(),
        acts: acts.iter().map(deed).collect(),
        fields: if new.problem.is_none() && old.problem.is_none() {
            fields(&old.table, &new.table)
        } else {
            Vec::new()
        },
        unreadable: new.problem.or(old.problem.map(|p| format!("the version before: {p}"))),
    }
}
