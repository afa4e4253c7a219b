//! Acts that changed more of an item's content than is theirs, and did not name it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use toml::Table;
use toml::Value;

use super::facts::{HistoryFacts, HistoryFinding};
use crate::attest::digest::{Subject, content_digest, differing_keys};
use crate::check::finding::RawFinding;
use crate::git::{self, Objects, Oid};
use crate::history::unexplained_content::UnexplainedContent;
use crate::lifecycle::content::Expected;
use crate::lifecycle::reach::{self, RAISER, Reach};
use crate::lifecycle::replay::Replay;
use crate::model::event::Event;
use crate::model::id::Digest;
use crate::model::item::Item;
use crate::model::rule::Rule;
use crate::model::word::Level;
use crate::register::read::{self, MAX_BYTES};

/// So many events of a file are gone back through, where commits with several events do not show the content between.
const MAX_STEPS: usize = 100_000;

/// `edited-by-hand` of an act that changed more of the content than is its own and than it names in `edits`. Where
/// history does not have the content between several acts, as after a squash, they are asked together.
pub fn unnamed(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let Some(objects) = facts.timeline.objects() else { return Vec::new() };
    let mut found = Vec::new();
    for file in &facts.timeline.rewritten {
        let path = facts.path_now(&file.file);
        let all = facts.item(&path, |item, replay| Looked::new(&objects, file, item, replay).found(facts));
        found.extend(all.into_iter().flatten().map(|draft| HistoryFinding { file: path.clone(), draft }));
    }
    found
}

/// One item with the versions of it that history has.
struct Looked<'f, 'a> {
    objects: &'f Objects,
    file: &'f UnexplainedContent,
    item: &'f Item,
    replay: &'f Replay<'a>,
    /// The versions by the digests of their content.
    versions: HashMap<Digest, Oid>,
    /// The keys in which two of them differ.
    differing: HashMap<(Oid, Oid), Rc<BTreeSet<String>>>,
    steps: usize,
}

impl<'f, 'a> Looked<'f, 'a> {
    fn new(objects: &'f Objects, file: &'f UnexplainedContent, item: &'f Item, replay: &'f Replay<'a>) -> Self {
        let mut looked =
            Looked { objects, file, item, replay, versions: HashMap::new(), differing: HashMap::new(), steps: 0 };
        for blob in &file.versions {
            let digest = looked
                .text(*blob)
                .and_then(|text| content_digest(&read::tree(&text).ok()?, Subject::Item(item.id.as_str())).ok());
            if let Some(digest) = digest {
                looked.versions.entry(digest).or_insert(*blob);
            }
        }
        looked
    }

    fn text(&self, blob: Oid) -> Option<String> {
        read::text(&self.file.file, git::read_blob(self.objects, blob, MAX_BYTES).ok()?).ok()
    }

    fn found(mut self, facts: &HistoryFacts<'_>) -> Vec<RawFinding> {
        let names: BTreeMap<_, _> = self.item.event.iter().map(|(name, event)| (&event.hash, name)).collect();
        let count = self.replay.graph.events().len();
        (0..count)
            .filter_map(|i| {
                let (keys, event) = (self.unnamed(i)?, self.event(i)?);
                let name = names.get(&event.hash)?;
                let what = format!("`{}` of {} by {} ({name})", event.act, event.at, event.by);
                let message = format!("{what} changed more than is its own and than it names: {}", keys.join(", "));
                let draft = RawFinding::new(Rule::EditedByHand, &["event", name, "act"], message).level(Level::Error);
                let remedy = "A manager makes the act void (kaizen void {id} EVENT -m REASON), and it is done anew with \
                              all that it adopts.";
                let brought = facts.timeline.bringing(&event.hash).next()?;
                Some(draft.event(&event.hash).remedy(remedy).commit(facts.commit(brought.commit)?))
            })
            .collect()
    }

    fn event(&self, i: usize) -> Option<&'a Event> {
        self.replay.graph.events().get(i).copied()
    }

    /// The keys that event `i` changed, with those between it and the last content before it that history has, and that
    /// none of them may change.
    fn unnamed(&mut self, i: usize) -> Option<Vec<String>> {
        let event = self.event(i).filter(|_| self.replay.counts(i))?;
        let after = *self.versions.get(&event.content)?;
        let (mut at, mut may) = (i, reach::of(event));
        let sides = loop {
            self.steps += 1;
            match self.replay.expected_before(at) {
                Expected::One(before) if self.versions.contains_key(&before) => break vec![before],
                Expected::Several(sides) if at == i => break sides,
                Expected::One(_) if self.steps < MAX_STEPS => {}
                _ => return None,
            }
            let [before] = self.replay.graph.parents(at) else { return None };
            // What was made void is answered for, with the content that it brought.
            if self.replay.is_void(*before) {
                return None;
            }
            at = *before;
            if self.replay.counts(at) {
                may.extend(reach::of(self.event(at)?));
            }
        };
        let sides: Vec<Rc<BTreeSet<String>>> =
            sides.iter().filter_map(|side| self.differing(*self.versions.get(side)?, after)).collect();
        let may = Reach::new(&may);
        let joins = event.after.len() > 1;
        // Who joins two sides takes over what one of them says of who raised the item, and nothing else.
        let raiser = |key: &String| joins && RAISER.contains(&key.as_str()) && sides.iter().all(|s| s.contains(key));
        let unnamed: BTreeSet<&String> =
            sides.iter().flat_map(|side| side.iter()).filter(|key| !may.covers(key) || raiser(key)).collect();
        (!unnamed.is_empty()).then(|| unnamed.into_iter().cloned().collect())
    }

    /// The keys in which two versions differ; actions and resources each by itself.
    fn differing(&mut self, before: Oid, after: Oid) -> Option<Rc<BTreeSet<String>>> {
        if before == after {
            return Some(Rc::default());
        }
        if let Some(keys) = self.differing.get(&(before, after)) {
            return Some(Rc::clone(keys));
        }
        let table = |blob: Oid| {
            let mut table = Table::from(&read::tree(&self.text(blob)?).ok()?);
            for parts in ["action", "resource"] {
                table.entry(parts).or_insert_with(|| Value::Table(Table::new()));
            }
            Some(table)
        };
        let keys = differing_keys(&table(before)?, &table(after)?, Subject::Item(self.item.id.as_str()));
        let keys = Rc::new(keys.into_iter().collect::<BTreeSet<String>>());
        self.differing.insert((before, after), Rc::clone(&keys));
        Some(keys)
    }
}
