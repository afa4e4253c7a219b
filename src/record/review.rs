//! One act on the record of a management review: made once, changed with a reason.

use super::fields;
use super::publish::Publication;
use super::record_draft::RecordDraft;
use super::workspace::{Prepared, Workspace};
use crate::attest::digest::Subject;
use crate::document::edit::Document;
use crate::document::layout::LayoutKind;
use crate::document::value::{Fields, Value};
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Evidence};
use crate::model::id::ReviewId;
use crate::model::review::Review;
use crate::register::place::review_path;
use crate::register::read;
use crate::register::store::stays_within;

/// Makes a new management review ready with its minutes, which `attached` holds where they are kept in the register.
///
/// # Errors
/// The actor may not.
pub fn record(
    workspace: &Workspace,
    review: &Review,
    attached: Option<Vec<u8>>,
    text: Option<String>,
) -> anyhow::Result<Prepared<()>> {
    let path = review_path(&review.id);
    let entry = entry(workspace, &review.id, &path);
    let mut event = entry.next(Act::Recorded, &entry.replay([]))?;
    event.text = text;
    event.evidence = Some(vec![review.minutes.clone()]);
    let doc = Document::parse(text_of(review).as_bytes(), LayoutKind::Review).map_err(|e| anyhow::anyhow!("{e}"))?;
    let minutes = review.minutes.path.as_ref().map(|path| workspace.root.join(path));
    let files = minutes.zip(attached).into_iter().collect();
    let publication = Publication { files, ..Publication::default() };
    entry.finish::<Review>(doc, [], event, "record the management review", publication)
}

/// A change of a record that is there.
#[derive(Debug)]
pub struct ReviewChange {
    /// The file as a person edited it just now; without, what was edited by hand before is adopted.
    pub edited: Option<Document>,
    /// Why.
    pub text: String,
}

/// Makes a change of a management review's record ready.
///
/// # Errors
/// The actor may not, nothing was changed, events were, or the minutes are not the file that is named.
pub fn change(workspace: &Workspace, id: &ReviewId, change: ReviewChange) -> anyhow::Result<Prepared<()>> {
    let path = review_path(id);
    let entry = entry(workspace, id, &path);
    let on_disk = entry.document(&format!("management review {id}"))?;
    let before: Review = read::typed(&path, on_disk.text())?;
    let replay = entry.replay(before.event.values());
    let mut event = entry.next(Act::Changed, &replay)?;
    let by_hand = entry.edited_by_hand(&on_disk, &replay)?;
    let doc = change.edited.unwrap_or(on_disk);
    let after: Review = read::typed("the edited file", doc.text())?;
    check_change(workspace, &before, &after, by_hand.is_none())?;
    event.text = Some(change.text);
    event.edits = by_hand;
    event.evidence = (before.minutes != after.minutes || event.edits.is_some()).then(|| vec![after.minutes]);
    entry.finish::<Review>(doc, before.event.values(), event, "change", Publication::default())
}

fn entry<'d>(workspace: &'d Workspace, id: &'d ReviewId, path: &'d str) -> RecordDraft<'d> {
    RecordDraft {
        workspace,
        file: FileKind::Review,
        kind: LayoutKind::Review,
        subject: Subject::Review(id.as_str()),
        path,
    }
}

fn check_change(workspace: &Workspace, before: &Review, after: &Review, was_clean: bool) -> anyhow::Result<()> {
    if before.event != after.event {
        return Err(Refusal::new("events are never edited").into());
    }
    if before.id != after.id {
        return Err(Refusal::new("the id of a management review is never changed").into());
    }
    if was_clean && before == after {
        return Err(Refusal::new("nothing was edited").into());
    }
    let Some(path) = &after.minutes.path else { return Ok(()) };
    let is_there = stays_within(path)
        && path.starts_with("evidence/")
        && workspace.register.store.sha256(path, usize::MAX).is_ok_and(|found| found == after.minutes.sha256);
    if is_there {
        return Ok(());
    }
    Err(Refusal::new(format!("the minutes {path} are not there, or are not the file with that sha256"))
        .next("put the file under evidence/ and name its sha256 (sha256sum FILE)")
        .into())
}

/// The text of the file before its first event.
fn text_of(review: &Review) -> String {
    let mut text = format!("#:schema ../schemas/review.schema.json\nschema = {}\n", review.schema);
    let mut put = |name: &str, value: &Value| text.push_str(&format!("{name} = {}\n", value.render()));
    put("id", &Value::text(review.id.as_str()));
    put("held_on", &fields::date(&review.held_on));
    put("chair", &Value::text(review.chair.as_str()));
    put("attendees", &Value::lines(review.attendees.iter().map(ToString::to_string)));
    put("minutes", &Value::Inline(minutes(&review.minutes)));
    put("looked_at", &Value::text(&review.looked_at));
    put("next_on", &fields::date(&review.next_on));
    for decision in &review.decision {
        text.push_str(&format!("\n[[decision]]\ntext = {}\n", fields::words(&decision.text).render()));
        if !decision.items.is_empty() {
            let items = decision.items.iter().map(|id| Value::text(id.as_str())).collect();
            text.push_str(&format!("items = {}\n", Value::List(items).render()));
        }
    }
    text.replacen("\nheld_on", "\n\nheld_on", 1)
}

fn minutes(minutes: &Evidence) -> Fields {
    let named = [
        ("path", minutes.path.clone()),
        ("sha256", minutes.sha256.as_ref().map(ToString::to_string)),
        ("url", minutes.url.clone()),
    ];
    named.into_iter().filter_map(|(key, value)| Some((key.to_owned(), Value::text(value?)))).collect()
}
