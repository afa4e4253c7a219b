//! The log of a register or of one item: who changed which field from what to what, when, in which commit.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;
use similar::TextDiff;

use super::difference::{FieldChange, events, fields};
use super::moves;
use super::signature::Signature;
use super::version::Version;
use crate::git::{CommitChange, Head, Objects, Oid, PathChange, Repo};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Moment;
use crate::model::event::{Act, Event, Party};
use crate::model::origin::Origin;
use crate::model::tree::Tree;
use crate::record::words;
use crate::register::load::{Register, is_toml};
use crate::register::place;

/// The log, newest commit first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Log {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// One entry a commit and file.
    pub entries: Vec<LogEntry>,
}

/// What one commit did to one file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LogEntry {
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
    /// Whether the commit took the file away; its fields are then those of the entries before.
    pub deleted: bool,
    /// The acts that came with it.
    pub acts: Vec<LoggedAct>,
    /// The fields that changed; of events those that were altered or taken out, which no act does.
    pub fields: Vec<FieldChange>,
    /// The lines that changed, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patch: Option<String>,
    /// What could not be looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreadable: Option<String>,
}

/// One act, as its event claims it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LoggedAct {
    /// Short name of the event.
    pub event: String,
    /// What was done.
    pub act: Act,
    /// By whom.
    pub by: Party,
    /// When, as claimed; when it was recorded is the time of the commit.
    pub at: Moment,
    /// What its signature is worth.
    pub signature: Signature,
    /// The same in words.
    pub words: String,
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
    pub by: Option<Party>,
    /// Only entries that changed this field, and of them only it: a key, or a table that holds it.
    pub field: Option<String>,
    /// Only commits from this moment on.
    pub since: Option<Moment>,
    /// Only commits before this moment.
    pub until: Option<Moment>,
    /// No more entries than this.
    pub limit: Option<usize>,
    /// Whether each entry shows the lines that changed.
    pub patch: bool,
}

impl Wanted {
    fn wants_time(&self, at: Moment) -> bool {
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at < until)
    }

    fn wants_acts(&self, acts: &[(&String, &Event)]) -> bool {
        self.act.is_none_or(|act| acts.iter().any(|(_, event)| event.act == act))
            && self.by.as_ref().is_none_or(|by| acts.iter().any(|(_, event)| event.by == *by))
    }

    fn wants_field(&self, change: &FieldChange) -> bool {
        self.field.as_ref().is_none_or(|field| change.is_of(field))
    }
}

/// How many commits are read at a time: enough for every processor, few enough to end soon where a limit is set.
const BATCH: usize = 256;

/// Reads the log of the register in `root` from HEAD back; with it comes the commit that HEAD is. Signatures are
/// verified of what is wanted alone, and judged by the people of `register`.
///
/// # Errors
/// There is no commit yet, or history cannot be read.
pub fn entries(
    repo: &Repo,
    root: &Path,
    register: &Register,
    wanted: &Wanted,
) -> anyhow::Result<(String, Vec<LogEntry>)> {
    let (tip, commits) = changes(repo, root, wanted.file.as_deref())?;
    let commits: Vec<_> =
        commits.into_iter().filter(|c| wanted.wants_time(Moment(c.committer.time.to_utc()))).collect();
    let limit = wanted.limit.unwrap_or(usize::MAX);
    let mut all = Vec::new();
    for batch in commits.chunks(BATCH) {
        if all.len() >= limit {
            break;
        }
        let read: Vec<Vec<LogEntry>> = batch
            .par_iter()
            .map_init(
                || repo.objects(),
                |objects, commit| {
                    let objects = objects.as_ref().map_err(|e| anyhow::anyhow!("{e:#}"))?;
                    let files = commit.paths.iter().filter(|c| is_toml(&c.path.to_string_lossy()));
                    Ok(files.filter_map(|change| entry(objects, register, commit, change, wanted)).collect())
                },
            )
            .collect::<anyhow::Result<_>>()?;
        all.extend(read.into_iter().flatten());
    }
    all.truncate(limit);
    Ok((tip.to_string(), all))
}

/// The items that history knows, also those that are not there any more: their paths below the register.
///
/// # Errors
/// There is no commit yet, or history cannot be read.
pub fn items_ever(repo: &Repo, register: &Path) -> anyhow::Result<BTreeSet<String>> {
    let (_, commits) = changes(repo, register, None)?;
    let paths = commits.iter().flat_map(|c| &c.paths).map(|c| c.path.to_string_lossy().into_owned());
    Ok(paths.filter(|path| path.starts_with("items/") && is_toml(path)).collect())
}

fn changes(repo: &Repo, register: &Path, file: Option<&str>) -> anyhow::Result<(Oid, Vec<CommitChange>)> {
    let (Head::Branch(_, tip) | Head::Detached(tip)) = repo.head()? else {
        return Err(Refusal::new("there is no commit yet, so there is no log").into());
    };
    let folder = repo.relative(register)?;
    let commits = match file {
        Some(file) => moves::of_file(repo, tip, &folder, file)?,
        None => moves::of_register(repo, tip, &folder)?,
    };
    Ok((tip, commits))
}

/// What a commit did to one file, where that is wanted.
fn entry(
    objects: &Objects,
    register: &Register,
    commit: &CommitChange,
    change: &PathChange,
    wanted: &Wanted,
) -> Option<LogEntry> {
    let parents: Vec<Version> = change.old.iter().flatten().map(|side| Version::read(objects, Some(side))).collect();
    let new = Version::read(objects, change.new.as_ref());
    let acts = acts(&parents, &new);
    if !wanted.wants_acts(&acts) {
        return None;
    }
    let nothing = Version::read(objects, None);
    let old = parents.first().unwrap_or(&nothing);
    let deleted = change.new.is_none();
    let mut fields = match (&old.table, &new.table) {
        (Some(old), Some(new)) if !deleted => [fields(old, new), events(old, new)].concat(),
        _ => Vec::new(),
    };
    fields.retain(|change| wanted.wants_field(change));
    if wanted.field.is_some() && fields.is_empty() {
        return None;
    }
    let file = change.path.to_string_lossy().into_owned();
    let tree = new.table.as_ref().map(Tree::from).unwrap_or_default();
    Some(LogEntry {
        commit: commit.id.to_string(),
        committed_at: Moment(commit.committer.time.to_utc()),
        author: format!("{} <{}>", commit.author.name, commit.author.mail),
        summary: commit.summary.clone(),
        deleted,
        acts: acts.into_iter().filter_map(|event| logged(register, &file, &tree, event)).collect(),
        fields,
        patch: wanted.patch.then(|| patch(&old.text, &new.text)),
        unreadable: unreadable(old, &new),
        file,
    })
}

/// What could not be looked at. An odd event that stood there before is told where it came in.
fn unreadable(old: &Version, new: &Version) -> Option<String> {
    let before = || old.problem.as_ref().filter(|_| old.table.is_none()).map(|p| format!("the version before: {p}"));
    let told = new.odd.is_empty() || new.odd.iter().any(|name| !old.odd.contains(name));
    new.problem.clone().filter(|_| told).or_else(before)
}

/// The acts that came with a commit. What any parent has, another commit did: a merge brings acts together and does
/// none of them.
fn acts<'a>(parents: &[Version], new: &'a Version) -> Vec<(&'a String, &'a Event)> {
    let known = |name: &String| parents.iter().any(|p| p.events.contains_key(name));
    let mut acts: Vec<(&String, &Event)> = new.events.iter().filter(|(name, _)| !known(name)).collect();
    acts.sort_by_key(|(_, event)| (event.at, &event.hash));
    acts
}

/// One act of a file, as its event tells it.
fn logged(register: &Register, file: &str, tree: &Tree<'_>, (name, event): (&String, &Event)) -> Option<LoggedAct> {
    let written = tree.events().find(|(known, _)| known == name)?.1;
    Some(LoggedAct {
        event: event.hash.short().to_owned(),
        act: event.act,
        by: event.by.clone(),
        at: event.at,
        signature: Signature::of(register, place::subject(file, tree), event, written),
        words: words::in_past(event),
        text: event.text.clone(),
    })
}
/// What changed line by line, as `git diff` shows it.
fn patch(old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().context_radius(1).to_string()
}
