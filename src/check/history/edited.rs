//! Content that was changed after its sign-off and put back: the version that is checked does not show it any more.

use super::facts::{Found, HistoryFacts};
use crate::attest::digest::{Subject, content_digest};
use crate::check::finding::Draft;
use crate::check::rule::Rule;
use crate::git;
use crate::history::HandEdit;
use crate::lifecycle::replay::Replay;
use crate::model::item::Item;
use crate::model::word::{Level, Status};
use crate::register::read::{self, MAX_BYTES};

/// `changed-after-sign-off` of the past, a warning. What still differs is an error of the version that is checked.
pub fn put_back(facts: &HistoryFacts<'_>) -> Vec<Found> {
    let edits = facts.timeline.edits.iter().filter(|edit| edit.file.starts_with("items/"));
    edits.filter_map(|edit| found(facts, edit)).collect()
}

fn found(facts: &HistoryFacts<'_>, edit: &HandEdit) -> Option<Found> {
    let objects = facts.timeline.objects()?;
    let then = read::text(&edit.file, git::read_blob(&objects, edit.new, MAX_BYTES).ok()?).ok()?;
    let by = signed_and_changed(facts, &edit.file, &then)?;
    let path = facts.path_now(&edit.file);
    let now = read::text(&path, facts.world.store.read(&path).ok()??).ok()?;
    if signed_and_changed(facts, &path, &now).is_some() {
        return None;
    }
    let message = format!("the content was not what {by} had signed off, until it was put back");
    let draft = Draft::new(Rule::ChangedAfterSignOff, &["id"], message).level(Level::Warn);
    Some(Found { file: path, draft: draft.commit(facts.commit(edit.commit)?) })
}

/// Who signed off a version whose content is not what was signed off.
fn signed_and_changed(facts: &HistoryFacts<'_>, path: &str, text: &str) -> Option<String> {
    let item: Item = read::typed(path, text).ok()?;
    let tree = read::tree(text).ok()?;
    let law = facts.world.law()?;
    let state = Replay::new(item.event.values(), &law, None).state;
    let settled = matches!(state.status, Some(Status::Implemented | Status::Closed));
    let signed = state.signed_off.filter(|_| settled)?;
    let digest = content_digest(&tree, Subject::Item(item.id.as_str())).ok()?;
    (digest != signed.content).then(|| signed.by.to_string())
}
