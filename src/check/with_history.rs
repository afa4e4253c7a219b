//! A check beside history: what is looked at, what it finds, and which commit did what other rules find.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::World;
use super::file_findings::{FileFindings, PlacedFinding, Tally, of_file, whole};
use super::finding::{Finding, RawFinding};
use super::history::{CommitFinder, HISTORY, HistoryFacts, Items, Past, Wanted, not_as_noted};
use super::input::Input;
use crate::git;
use crate::model::id::Hash;
use crate::model::rule::{Hold, Rule};
use crate::register::load::Basics;
use crate::register::place::{SEALS, SETTINGS};
use crate::register::store::Store;

/// The history that goes with the register, where it is to be looked at.
pub(super) fn look(input: &Input<'_>, store: &Store) -> Past {
    let repo = match input.history {
        Wanted::No => return Past::default(),
        Wanted::NoRepository => return Past::of_no_repository(),
        Wanted::Of(repo) => repo,
    };
    let id = input.opened.register().map(|register| register.basics.settings.id.as_str());
    if let Some(past) = id.and_then(|id| Past::beside(repo, input.root, id)) {
        return past;
    }
    match input.commit {
        Some(tip) => Past::look(repo, tip, input.root, store, input.since.as_slice(), begins(input, store), input.now),
        None => Past::of_nothing_committed(begins(input, store)),
    }
}

/// Whether the register holds no more than what it begins with: two files with an event each.
fn begins(input: &Input<'_>, store: &Store) -> bool {
    let Some(register) = input.opened.register() else { return false };
    let Basics { settings, people, .. } = &register.basics;
    let is_empty = |folder: &str| store.list(folder).is_ok_and(|entries| entries.is_empty());
    settings.event.len() <= 1
        && people.event.len() <= 1
        && !store.has(SEALS)
        && ["items", "sources", "reviews"].into_iter().all(is_empty)
}

/// What the rules of history find.
pub(super) fn recorded(
    input: &Input<'_>,
    world: &World<'_>,
    past: &Past,
    seen: &[FileFindings],
    introduction: Option<&Hash>,
) -> Vec<FileFindings> {
    let beside = past.trouble().into_iter().chain(not_as_noted(introduction, input.introduction));
    let mut all: Vec<FileFindings> = beside.map(|draft| whole(SETTINGS, vec![draft])).collect();
    let Some(timeline) = &past.timeline else { return all };
    let items: BTreeMap<String, String> = seen.iter().filter_map(|s| Some((s.id.clone()?, s.path.clone()))).collect();
    let read = Items::at(items.values().cloned());
    let facts = HistoryFacts::new(world, timeline, &past.uncommitted.losses, items, &read);
    let mut drafts: BTreeMap<String, Vec<RawFinding>> = BTreeMap::new();
    for found in HISTORY.iter().flat_map(|rule| rule(&facts)) {
        drafts.entry(found.file).or_default().push(found.draft);
    }
    for (file, drafts) in drafts {
        let text = world.store.read(&file).ok().flatten().unwrap_or_default();
        let name = file.rsplit('/').next().and_then(|n| n.strip_suffix(".toml"));
        let id = name.filter(|_| file.starts_with("items/"));
        all.push(of_file(&file, &String::from_utf8_lossy(&text), id, drafts, Tally::default()));
    }
    all
}

/// Asked about new commits alone, only what they changed is told.
pub(super) fn only_changed(input: &Input<'_>, past: &Past, open: &mut Vec<PlacedFinding>) {
    if let (Some(_), Some(changed)) = (input.since, past.changed()) {
        open.retain(|o| {
            let finding = &o.finding;
            finding.commit.is_some()
                || finding.rule.about().hold == Hold::Always
                || changed.contains(&finding.file)
                || has_changed_evidence(finding, &changed)
                || has_lost_evidence(finding, input.opened.store(), past)
        });
    }
}

/// Whether a finding is about attached files, and one of those of its file changed: they lie in a folder by its name.
fn has_changed_evidence(finding: &Finding, changed: &BTreeSet<String>) -> bool {
    let name = finding.file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
    let is_of = |path: &String| path.starts_with("evidence/") && path.split('/').any(|part| Some(part) == name);
    matches!(finding.rule, Rule::EvidenceMissing | Rule::EvidenceChanged) && changed.iter().any(is_of)
}

/// Whether a finding is about attached files, and one of those of its file is not what it was before the new commits: a
/// merge that takes what one side has drops what the other had, without a change of its own.
fn has_lost_evidence(finding: &Finding, store: &Store, past: &Past) -> bool {
    let name = finding.file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
    let (Some(name), Some(timeline)) = (name, &past.timeline) else { return false };
    let folder = match finding.file.split_once('/') {
        Some(("reviews", _)) => format!("evidence/reviews/{name}"),
        _ => format!("evidence/{name}"),
    };
    let now = |path: &str| store.read(path).ok().flatten().and_then(|bytes| git::blob_id(&bytes).ok());
    matches!(finding.rule, Rule::EvidenceMissing | Rule::EvidenceChanged)
        && timeline.files_before(&folder).iter().any(|(path, before)| now(path) != Some(*before))
}

/// Names the commits that did what was found.
pub(super) fn blame(world: &World<'_>, open: &mut [PlacedFinding]) {
    let Some(timeline) = world.timeline else { return };
    let files: Vec<String> = open.iter().map(|o| o.finding.file.clone()).collect();
    let Some(mut blame) = CommitFinder::new(world, timeline, files.iter().map(String::as_str)) else { return };
    for o in open.iter_mut().filter(|o| o.finding.commit.is_none()) {
        o.finding.commit = blame.of(&o.finding);
    }
}
