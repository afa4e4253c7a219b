//! Files of evidence that were others for a while: the version that is checked does not show it any more.

use std::collections::HashMap;

use super::facts::{HistoryFacts, HistoryFinding};
use crate::attest::digest::of_bytes;
use crate::check::evidence::largest_attached;
use crate::check::finding::RawFinding;
use crate::git::{self, Objects, Oid, PathChange};
use crate::history::timeline::holds_events;
use crate::model::event::Event;
use crate::model::id::Hash;
use crate::model::rule::Rule;
use crate::model::word::Level;

/// `evidence-changed` and `evidence-missing` of the past, warnings. What still differs is told of the version that is
/// checked.
pub fn put_back(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let mut changes: Vec<(usize, &PathChange)> = Vec::new();
    for (commit, changed) in facts.timeline.commits.iter().enumerate() {
        let was_there = |change: &&PathChange| change.old.iter().any(Option::is_some) && change.is_own();
        let attached = changed.paths.iter().filter(|change| change.path.starts_with("evidence"));
        changes.extend(attached.filter(was_there).map(|change| (commit, change)));
    }
    let Some(objects) = facts.timeline.objects().filter(|_| !changes.is_empty()) else { return Vec::new() };
    let mut past = PastEvidence { facts, objects, hashes: HashMap::new(), named: HashMap::new() };
    changes.into_iter().flat_map(|(commit, change)| past.found(commit, change)).collect()
}

/// An event that names a file as evidence.
#[derive(Clone)]
struct Named {
    file: String,
    table: String,
    event: Hash,
    sha256: Hash,
}

struct PastEvidence<'f, 'a> {
    facts: &'f HistoryFacts<'a>,
    objects: Objects,
    hashes: HashMap<Oid, Option<Hash>>,
    /// The events that name a file, by its path.
    named: HashMap<String, Vec<Named>>,
}

impl PastEvidence<'_, '_> {
    fn found(&mut self, commit: usize, change: &PathChange) -> Vec<HistoryFinding> {
        let path = change.path.to_string_lossy().into_owned();
        if !self.named.contains_key(&path) {
            let named = self.naming(&path);
            self.named.insert(path.clone(), named);
        }
        let named = self.named.get(&path).cloned().unwrap_or_default();
        let then = change.new.map(|side| self.sha256(side.id));
        let differs = |named: &Named| then.as_ref().is_none_or(|then| then.as_ref() != Some(&named.sha256));
        let named = named.into_iter().filter(|named| differs(named) && self.was_named(named, commit));
        named.filter_map(|named| self.told(&named, commit, &path, change.new.is_some())).collect()
    }

    fn told(&self, named: &Named, commit: usize, path: &str, is_there: bool) -> Option<HistoryFinding> {
        let (rule, message) = if is_there {
            (Rule::EvidenceChanged, format!("{path} was not the file that was attached, until it was put back"))
        } else {
            (Rule::EvidenceMissing, format!("{path} was not there for a while, until it was put back"))
        };
        let draft = RawFinding::new(rule, &["event", &named.table, "evidence"], message).event(&named.event);
        let draft = draft.level(Level::Warn).commit(self.facts.commit(commit)?).remedy(
            "It is as it was again: ask who changed it and why, and answer for it by a waiver that names the commit.",
        );
        Some(HistoryFinding { file: named.file.clone(), draft })
    }

    /// Whether the commit comes after one that brought the event, or is it.
    fn was_named(&self, named: &Named, commit: usize) -> bool {
        let timeline = self.facts.timeline;
        let Some(commit) = timeline.commit(commit) else { return false };
        let mut brought =
            timeline.bringing(&named.event).filter_map(|brought| timeline.commit(brought.commit)).peekable();
        if brought.peek().is_none() {
            return timeline.is_part();
        }
        brought.any(|brought| timeline.history.is_ancestor(brought.id, commit.id))
    }

    /// The events that name a file which is as it was attached now, but for those that were made void.
    fn naming(&self, path: &str) -> Vec<Named> {
        let facts = self.facts;
        let bound = largest_attached(&facts.world.policy);
        let Ok(Some(now)) = facts.world.store.sha256(path, bound) else { return Vec::new() };
        let holds = |file: &String| {
            let bytes = facts.world.store.read(file).ok().flatten();
            bytes.is_some_and(|bytes| memchr::memmem::find(&bytes, path.as_bytes()).is_some())
        };
        let files = facts.world.store.list("").unwrap_or_default().into_iter().map(|entry| entry.path);
        let mut all = Vec::new();
        for file in files.filter(|file| holds_events(file)).filter(holds) {
            let Some(known) = facts.known_events(&file) else { continue };
            let names = |event: &Event| {
                let mut evidence = event.evidence.iter().flatten();
                evidence.any(|each| each.path.as_deref() == Some(path) && each.sha256.as_ref() == Some(&now))
            };
            let naming = known.0.iter().filter(|(_, event)| names(event) && !facts.is_void_in(&file, &event.hash));
            all.extend(naming.map(|(table, event)| Named {
                file: file.clone(),
                table: table.clone(),
                event: event.hash.clone(),
                sha256: now.clone(),
            }));
        }
        all
    }

    /// The digest of a blob; none where it is too large or not here.
    fn sha256(&mut self, blob: Oid) -> Option<Hash> {
        let (objects, bound) = (&self.objects, largest_attached(&self.facts.world.policy));
        let hash = |blob| of_bytes(&git::read_blob(objects, blob, bound).ok()?);
        self.hashes.entry(blob).or_insert_with(|| hash(blob)).clone()
    }
}
