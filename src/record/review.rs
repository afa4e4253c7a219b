//! One act on the record of a management review: made once, changed with a reason.

use anyhow::Context;
use toml::Table;

use super::chain;
use super::desk::{Desk, Prepared};
use super::edits;
use super::fields;
use super::publish::Publication;
use super::sign::attest;
use super::telling::check_event;
use crate::attest::digest::{Subject, content_digest};
use crate::document::edit::Document;
use crate::document::layout::Kind;
use crate::document::value::{Fields, Value};
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::content::Expected;
use crate::lifecycle::record::{RecordReplay, judge};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event, Evidence, Party};
use crate::model::id::{Digest, ReviewId};
use crate::model::review::Review;
use crate::model::tree::Tree;
use crate::register::place::{pasted, review_path, shown};
use crate::register::read;
use crate::register::store::stays_within;

/// Makes a new management review ready with its minutes, which `attached` holds where they are kept in the register.
///
/// # Errors
/// The actor may not.
pub fn record(
    desk: &Desk,
    review: &Review,
    attached: Option<Vec<u8>>,
    text: Option<String>,
) -> anyhow::Result<Prepared<()>> {
    let mut event = chain::blank(Act::Recorded, Party::Person(desk.actor()?), desk.now, Vec::new());
    event.text = text;
    event.evidence = Some(vec![review.minutes.clone()]);
    judge(FileKind::Review, &event, true, &desk.register.authority)?;
    let doc = Document::parse(text_of(review).as_bytes(), Kind::Review).map_err(|e| anyhow::anyhow!("{e}"))?;
    let minutes = review.minutes.path.as_ref().map(|path| desk.root.join(path));
    let files = minutes.zip(attached).into_iter().collect();
    finish(desk, &review.id, doc, event, Publication { files, ..Publication::default() })
}

/// A change of a record that is there.
#[derive(Debug)]
pub struct Change {
    /// The file as a person edited it just now; without, what was edited by hand before is adopted.
    pub edited: Option<Document>,
    /// Why.
    pub text: String,
}

/// Makes a change of a management review's record ready.
///
/// # Errors
/// The actor may not, nothing was changed, events were, or the minutes are not the file that is named.
pub fn change(desk: &Desk, id: &ReviewId, change: Change) -> anyhow::Result<Prepared<()>> {
    let path = review_path(id);
    let full = desk.root.join(&path);
    let bytes = std::fs::read(&full).with_context(|| format!("there is no management review {id} ({path})"))?;
    let parse = |bytes: &[u8]| {
        Document::parse(bytes, Kind::Review)
            .map_err(|e| anyhow::anyhow!("{path}:{}:{}: {}", e.line, e.column, e.message))
    };
    let on_disk = parse(&bytes)?;
    let before: Review = read::typed(&path, on_disk.text())?;
    let replay = RecordReplay::new(FileKind::Review, before.event.values(), &desk.register.authority, None);
    let tolerance = desk.register.settings.policy.clock_tolerance_minutes;
    // The record of a review knows no `void`, so the clock is all that can be put right.
    chain::check_future(&replay.graph, desk.now, tolerance)
        .map_err(|r| Refusal::new(r.reason).next("if this clock is wrong, set it right"))?;
    let by_hand = edited_by_hand(desk, id, &on_disk, &replay)?;
    let doc = change.edited.unwrap_or(on_disk);
    let after: Review = read::typed("the edited file", doc.text())?;
    check_change(desk, &before, &after, by_hand.is_none())?;
    let by = Party::Person(desk.actor()?);
    let mut event = chain::blank(Act::Changed, by, desk.now, chain::newest(&replay.graph));
    event.text = Some(change.text);
    event.edits = by_hand;
    event.evidence = (before.minutes != after.minutes || event.edits.is_some()).then(|| vec![after.minutes]);
    judge(FileKind::Review, &event, false, &desk.register.authority)?;
    finish(desk, id, doc, event, Publication::default())
}

fn subject(id: &ReviewId) -> Subject<'_> {
    Subject::Review(id.as_str())
}

/// The keys that were edited by hand since the newest event; refuses them where they are not to be adopted.
fn edited_by_hand(
    desk: &Desk,
    id: &ReviewId,
    doc: &Document,
    replay: &RecordReplay<'_>,
) -> anyhow::Result<Option<Vec<String>>> {
    let now: Table = doc.text().parse()?;
    let path = desk.root.join(review_path(id));
    let keys = |wanted: &Digest| edits::keys_since(&desk.repo, None, &path, &now, wanted, subject(id));
    let mut all: Vec<String> = match replay.expected_content() {
        Expected::One(wanted) if wanted == content_digest(&Tree::from(&now), subject(id))? => return Ok(None),
        Expected::One(wanted) => keys(&wanted)?,
        Expected::Several(sides) => sides.iter().map(keys).collect::<anyhow::Result<Vec<_>>>()?.concat(),
        Expected::Unknown => return Ok(None),
    };
    all.sort();
    all.dedup();
    if all.is_empty() {
        all.push("(the digest of its newest event)".to_owned());
    }
    if desk.options.include_edits || matches!(replay.expected_content(), Expected::Several(_)) {
        return Ok(Some(all));
    }
    let (name, path) = (shown(&path), pasted(&path));
    Err(Refusal::new(format!("{name} was edited by hand since its newest event: {}", all.join(", ")))
        .next("adopt the edits with this act: add --include-edits")
        .next(format!("or look at them (git diff -- {path}) and take them back (git checkout -- {path})"))
        .into())
}

fn check_change(desk: &Desk, before: &Review, after: &Review, was_clean: bool) -> anyhow::Result<()> {
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
        && desk.register.store.sha256(path, usize::MAX).is_ok_and(|found| found == after.minutes.sha256);
    if is_there {
        return Ok(());
    }
    Err(Refusal::new(format!("the minutes {path} are not there, or are not the file with that sha256"))
        .next("put the file under evidence/ and name its sha256 (sha256sum FILE)")
        .into())
}

fn finish(
    desk: &Desk,
    id: &ReviewId,
    mut doc: Document,
    mut event: Event,
    mut publication: Publication,
) -> anyhow::Result<Prepared<()>> {
    check_event(desk, &event)?;
    event.content = content_digest(&read::tree(doc.text())?, subject(id))?;
    let (table, word) = attest(desk, subject(id), &mut event)?;
    doc.insert_table(&["event", event.hash.short()], &fields::event(&table))?;
    let path = review_path(id);
    let _: Review = read::typed(&path, doc.text())?;
    let name = subject(id).to_string();
    publication.files.push((desk.root.join(&path), doc.to_bytes()));
    publication.subject = match event.act {
        Act::Recorded => format!("{name}: record the management review"),
        _ => format!("{name}: change"),
    };
    publication.body = event.text.clone().unwrap_or_default();
    publication.trailers = vec![
        ("Kaizen-Item".to_owned(), name),
        ("Kaizen-Act".to_owned(), event.act.to_string()),
        ("Kaizen-By".to_owned(), event.by.to_string()),
    ];
    if let Some(edits) = &event.edits {
        publication.trailers.push(("Kaizen-Edits".to_owned(), edits.join(", ")));
    }
    Ok(Prepared { publication, word, outcome: () })
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
