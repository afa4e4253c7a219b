//! Content that was changed after its sign-off and put back: the version that is checked does not show it any more.

use std::collections::{BTreeMap, HashMap};

use super::facts::{HistoryFacts, HistoryFinding, file_kind};
use crate::attest::digest::{Subject, content_digest};
use crate::check::finding::RawFinding;
use crate::git::{self, Objects, Oid};
use crate::history::HandEdit;
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::content::Expected;
use crate::lifecycle::record::RecordReplay;
use crate::lifecycle::replay::Replay;
use crate::model::item::Item;
use crate::model::review::Review;
use crate::model::rule::Rule;
use crate::model::source::Source;
use crate::model::word::{Level, Status};
use crate::register::place;
use crate::register::read::{self, MAX_BYTES};

/// So many bytes of the versions of one file are compared for hand edits.
const COMPARED: usize = 32 << 20;

/// `changed-after-sign-off` of the past, a warning. What still differs is an error of the version that is checked.
pub fn put_back(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let Some(objects) = facts.timeline.objects() else { return Vec::new() };
    let mut now = HashMap::new();
    let edits = facts.compared_edits(&objects).0;
    edits.into_iter().filter_map(|edit| found(facts, &objects, edit, &mut now)).collect()
}

/// `edited-by-hand`, of files with more hand edits than are compared.
pub fn not_compared(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let Some(objects) = facts.timeline.objects() else { return Vec::new() };
    let mut left: BTreeMap<&str, Vec<&HandEdit>> = BTreeMap::new();
    for edit in facts.compared_edits(&objects).1 {
        left.entry(edit.file.as_str()).or_default().push(edit);
    }
    let told = left.into_iter().filter_map(|(file, edits)| {
        let count =
            if edits.len() == 1 { "one hand edit is".to_owned() } else { format!("{} hand edits are", edits.len()) };
        let message =
            format!("{count} not compared, for this file's versions are larger than {} MiB together", COMPARED >> 20);
        let remedy =
            "Look at them (kaizen log {id} --patch): whether dates were changed, or what was signed off, is not known.";
        let draft = RawFinding::new(Rule::EditedByHand, &["id"], message).level(Level::Warn).remedy(remedy);
        Some(HistoryFinding { file: facts.path_now(file), draft: draft.commit(facts.commit(edits.first()?.commit)?) })
    });
    told.collect()
}

impl HistoryFacts<'_> {
    /// The hand edits of items that are compared, and those that are not: of each file the newest, as many as are of
    /// [`COMPARED`] bytes together.
    pub(super) fn compared_edits(&self, objects: &Objects) -> (Vec<&HandEdit>, Vec<&HandEdit>) {
        let mut bytes: HashMap<&str, usize> = HashMap::new();
        let newest_first = self.timeline.edits.iter().rev().filter(|edit| edit.file.starts_with("items/"));
        let (mut compared, left): (Vec<_>, Vec<_>) = newest_first.partition(|edit| {
            let size = [edit.old, edit.new].into_iter().filter_map(|blob| git::blob_size(objects, blob)).sum::<usize>();
            let sum = bytes.entry(edit.file.as_str()).or_default();
            *sum = sum.saturating_add(size);
            *sum <= COMPARED
        });
        compared.reverse();
        (compared, left)
    }
}

fn found(
    facts: &HistoryFacts<'_>,
    objects: &Objects,
    edit: &HandEdit,
    as_it_is: &mut HashMap<String, Option<bool>>,
) -> Option<HistoryFinding> {
    let then = read::text(&edit.file, git::read_blob(objects, edit.new, MAX_BYTES).ok()?).ok()?;
    let by = signed_and_changed(facts, &edit.file, &then)?;
    let path = facts.path_now(&edit.file);
    let changed_now = || {
        let now = read::text(&path, facts.world.store.read(&path).ok()??).ok()?;
        Some(signed_and_changed(facts, &path, &now).is_some())
    };
    if (*as_it_is.entry(path.clone()).or_insert_with(changed_now))? {
        return None;
    }
    let message = format!("the content was not what {by} had signed off, until it was put back");
    let draft = RawFinding::new(Rule::ChangedAfterSignOff, &["id"], message).level(Level::Warn);
    Some(HistoryFinding { file: path, draft: draft.commit(facts.commit(edit.commit)?) })
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

/// `edited-by-hand` of the record of a management review or a source, of the past: a warning. What still differs is an
/// error of the version that is checked, and what an act adopted is answered for.
pub fn records_put_back(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let is_record = |edit: &&HandEdit| ["reviews/", "sources/"].iter().any(|folder| edit.file.starts_with(folder));
    facts.timeline.edits.iter().filter(is_record).filter_map(|edit| of_record(facts, edit)).collect()
}

fn of_record(facts: &HistoryFacts<'_>, edit: &HandEdit) -> Option<HistoryFinding> {
    let objects = facts.timeline.objects()?;
    let version = |blob: Oid| read::text(&edit.file, git::read_blob(&objects, blob, MAX_BYTES).ok()?).ok();
    let (before, then) = (version(edit.old)?, version(edit.new)?);
    let now = read::text(&edit.file, facts.world.store.read(&edit.file).ok()??).ok()?;
    let authority = &facts.world.register?.authority;
    let of = |text: &str| {
        let tree = read::tree(text).ok()?;
        let digest = content_digest(&tree, place::subject(&edit.file, &tree)?).ok()?;
        let kind = file_kind(&edit.file);
        let events = match kind {
            FileKind::Review => read::typed::<Review>(&edit.file, text).ok()?.event,
            _ => read::typed::<Source>(&edit.file, text).ok()?.event,
        };
        let expected = RecordReplay::new(kind, events.values(), authority, None).expected_content();
        let differs = matches!(expected, Expected::One(wanted) if wanted != digest);
        Some((differs, digest, events))
    };
    let ((differed, digest, _), (differs, _, events)) = (of(&then)?, of(&now)?);
    // Who changed a comment on the way changed nothing that is said.
    let made_it = of(&before).is_none_or(|(_, before, _)| before != digest);
    if !differed || differs || !made_it || events.values().any(|event| event.content == digest) {
        return None;
    }
    let message = "the record was changed by hand, until it was put back";
    let draft = RawFinding::new(Rule::EditedByHand, &["event"], message).level(Level::Warn);
    Some(HistoryFinding { file: edit.file.clone(), draft: draft.commit(facts.commit(edit.commit)?) })
}
