//! Acts that adopted what was edited by hand and did not name all of it.

use toml::Table;

use super::facts::{Found, HistoryFacts};
use crate::attest::digest::{Subject, content_digest, differing_keys};
use crate::check::finding::Draft;
use crate::check::rule::Rule;
use crate::git::{self, Kind};
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
    adopting.filter_map(|brought| found(facts, brought)).collect()
}

fn found(facts: &HistoryFacts<'_>, brought: &Brought) -> Option<Found> {
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
    let old = version(facts, brought, subject, &before)?;
    let new = version(facts, brought, subject, &event.content)?;
    let named = event.edits.as_deref().unwrap_or_default();
    let is_named =
        |key: &String| named.iter().any(|n| key == n || key.strip_prefix(n).is_some_and(|r| r.starts_with('.')));
    let unnamed: Vec<String> = differing_keys(&old, &new, subject).into_iter().filter(|key| !is_named(key)).collect();
    if unnamed.is_empty() {
        return None;
    }
    let message = format!("{} adopted more than it names: {}", brought.deed.words(), unnamed.join(", "));
    let draft = Draft::new(Rule::EditedByHand, &["event", &brought.deed.name, "edits"], message).level(Level::Error);
    let remedy =
        "A manager makes the act void (kaizen void {id} EVENT -m REASON), and it is done anew with all that it adopts.";
    Some(Found { file, draft: draft.event(&event.hash).remedy(remedy).commit(facts.commit(brought.commit)?) })
}

/// The version of an act's file that has this content, among those that history has.
fn version(facts: &HistoryFacts<'_>, brought: &Brought, subject: Subject<'_>, wanted: &Digest) -> Option<Table> {
    let objects = facts.timeline.objects()?;
    let changes = facts.timeline.commits.iter().flat_map(|commit| &commit.paths);
    let sides =
        changes.filter(|change| change.path.to_str() == Some(brought.file.as_str())).filter_map(|change| change.new);
    let blobs = sides.filter(|side| side.kind == Kind::Blob);
    blobs
        .filter_map(|side| read::text(&brought.file, git::read_blob(&objects, side.id, MAX_BYTES).ok()?).ok())
        .find_map(|text| {
            let tree = read::tree(&text).ok()?;
            content_digest(&tree, subject).is_ok_and(|digest| digest == *wanted).then(|| Table::from(&tree))
        })
}
