//! Acts that adopted what was edited by hand and did not name all of it.

use std::collections::HashMap;
use std::rc::Rc;

use toml::Table;

use super::facts::{Found, HistoryFacts};
use crate::attest::digest::{Subject, content_digest, differing_keys};
use crate::check::finding::Draft;
use crate::check::rule::Rule;
use crate::git::{self, Kind, Objects, Oid};
use crate::history::Brought;
use crate::lifecycle::acts::{self, FileKind};
use crate::lifecycle::content::Expected;
use crate::model::event::Event;
use crate::model::id::Digest;
use crate::model::word::Level;
use crate::register::read::{self, MAX_BYTES};

/// `edited-by-hand` of an act that changes no content of its own and brought more than the keys in `edits`. A version that
/// history does not have, as after a squash, cannot be compared.
pub fn unnamed(facts: &HistoryFacts<'_>) -> Vec<Found> {
    let adopting =
        facts.timeline.brought.iter().filter(|brought| brought.deed.adopts && brought.file.starts_with("items/"));
    let mut versions = Versions::default();
    adopting.filter_map(|brought| found(facts, brought, &mut versions)).collect()
}

fn found(facts: &HistoryFacts<'_>, brought: &Brought, versions: &mut Versions) -> Option<Found> {
    let file = facts.path_now(&brought.file);
    let (id, event, before) = facts.item(&file, |item, replay| {
        let place = replay.graph.place(brought.deed.hash.as_ref()?)?;
        let event: Event = (*replay.graph.events().get(place)?).clone();
        let of_its_own = acts::about(FileKind::Item, event.act).is_some_and(|about| about.changes_content);
        match replay.expected_before(place) {
            Expected::One(before) if replay.counts(place) && !of_its_own => Some((item.id.clone(), event, before)),
            _ => None,
        }
    })??;
    let subject = Subject::Item(id.as_str());
    let differing = versions.differing(facts, &brought.file, subject, (&before, &event.content))?;
    let named = event.edits.as_deref().unwrap_or_default();
    let is_named =
        |key: &String| named.iter().any(|n| key == n || key.strip_prefix(n).is_some_and(|r| r.starts_with('.')));
    let unnamed: Vec<String> = differing.iter().filter(|key| !is_named(key)).cloned().collect();
    if unnamed.is_empty() {
        return None;
    }
    let message = format!("{} adopted more than it names: {}", brought.deed.words(), unnamed.join(", "));
    let draft = Draft::new(Rule::EditedByHand, &["event", &brought.deed.name, "edits"], message).level(Level::Error);
    let remedy =
        "A manager makes the act void (kaizen void {id} EVENT -m REASON), and it is done anew with all that it adopts.";
    Some(Found { file, draft: draft.event(&event.hash).remedy(remedy).commit(facts.commit(brought.commit)?) })
}

/// The versions of files that history has, each looked at once.
#[derive(Default)]
struct Versions {
    /// For each file, the versions by the digests of their content.
    files: HashMap<String, HashMap<Digest, Oid>>,
    /// The keys in which two of them differ.
    differing: HashMap<(Oid, Oid), Rc<Vec<String>>>,
}

impl Versions {
    /// The keys in which two contents of a file differ, where history has a version with each.
    fn differing(
        &mut self,
        facts: &HistoryFacts<'_>,
        file: &str,
        subject: Subject<'_>,
        (before, after): (&Digest, &Digest),
    ) -> Option<Rc<Vec<String>>> {
        let objects = facts.timeline.objects()?;
        if !self.files.contains_key(file) {
            self.files.insert(file.to_owned(), versions(facts, &objects, file, subject));
        }
        let known = self.files.get(file)?;
        let pair = (*known.get(before)?, *known.get(after)?);
        if let Some(keys) = self.differing.get(&pair) {
            return Some(Rc::clone(keys));
        }
        let table = |blob: Oid| Some(Table::from(&read::tree(&text(&objects, file, blob)?).ok()?));
        let keys = Rc::new(differing_keys(&table(pair.0)?, &table(pair.1)?, subject));
        self.differing.insert(pair, Rc::clone(&keys));
        Some(keys)
    }
}

fn versions(facts: &HistoryFacts<'_>, objects: &Objects, file: &str, subject: Subject<'_>) -> HashMap<Digest, Oid> {
    let changes = facts.timeline.commits.iter().flat_map(|commit| &commit.paths);
    let sides = changes.filter(|change| change.path.to_str() == Some(file)).filter_map(|change| change.new);
    let mut known = HashMap::new();
    for side in sides.filter(|side| side.kind == Kind::Blob) {
        let Some(text) = text(objects, file, side.id) else { continue };
        let Ok(tree) = read::tree(&text) else { continue };
        if let Ok(digest) = content_digest(&tree, subject) {
            known.entry(digest).or_insert(side.id);
        }
    }
    known
}

fn text(objects: &Objects, file: &str, blob: Oid) -> Option<String> {
    read::text(file, git::read_blob(objects, blob, MAX_BYTES).ok()?).ok()
}
