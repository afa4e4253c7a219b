//! One act on the record of a source: made, changed with a reason, dismissed, noted on, an event of it made void.

use toml::{Table, Value as Toml};

use super::fields;
use super::publish::Publication;
use super::record_draft::RecordDraft;
use super::workspace::{Prepared, Workspace};
use crate::attest::digest::{Subject, content_digest, differing_keys};
use crate::document::edit::Document;
use crate::document::layout::LayoutKind;
use crate::document::value::Value;
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::record::{RecordReplay, SIGNIFICANT};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::{Act, Event};
use crate::model::id::{Hash, SourceRef};
use crate::model::settings::SCHEMA;
use crate::model::shell;
use crate::model::source::{Cost, Source};
use crate::register::place::{pasted, shown, source_path};
use crate::register::{find, read};

/// What is to be written into a record; what is absent stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// See [`Source`], as the others.
    pub title: Option<String>,
    /// See [`Source`].
    pub occurred_on: Option<Day>,
    /// See [`Source`].
    pub significant: Option<bool>,
    /// See [`Source`].
    pub cause_code: Option<String>,
    /// See [`Source`].
    pub department: Option<String>,
    /// See [`Source`].
    pub cost: Option<Cost>,
    /// See [`Source`].
    pub answer_by: Option<Day>,
    /// See [`Source`].
    pub url: Option<String>,
    /// See [`Source`].
    pub description: Option<String>,
}

impl Content {
    fn write(&self, doc: &mut Document) -> anyhow::Result<()> {
        let text = |value: &Option<String>| value.as_ref().map(|text| Value::text(text.trim()));
        let cost = |cost: &Cost| {
            let amount = ("amount".to_owned(), fields::number(cost.amount));
            Value::Inline(vec![amount, ("unit".to_owned(), Value::text(&cost.unit))])
        };
        let values = [
            ("title", text(&self.title)),
            ("occurred_on", self.occurred_on.map(|day| fields::date(&day))),
            ("significant", self.significant.map(Value::Boolean)),
            ("cause_code", text(&self.cause_code)),
            ("department", text(&self.department)),
            ("cost", self.cost.as_ref().map(cost)),
            ("answer_by", self.answer_by.map(|day| fields::date(&day))),
            ("url", text(&self.url)),
            ("description", self.description.as_ref().map(|text| fields::words(text))),
        ];
        for (key, value) in values {
            if let Some(value) = value {
                doc.set(&[key], &value)?;
            }
        }
        Ok(())
    }
}

/// Makes a new record ready; or the first act on one that was made by hand, where it is to be taken as it stands.
///
/// # Errors
/// There is a record already, it has no title, or the file is not the record of this source.
pub fn record(
    workspace: &Workspace,
    name: &SourceRef,
    content: &Content,
    text: Option<String>,
) -> anyhow::Result<Prepared<()>> {
    let (path, kind) = (source_path(&name.kind.to_string(), &name.reference), name.kind.to_string());
    let entry = entry(workspace, name, &kind, &path);
    if workspace.register.store.has(&path) {
        return take_over(&entry, name, content, text);
    }
    if content.title.as_ref().is_none_or(|title| title.trim().is_empty()) {
        return Err(Refusal::new("the record of a source says in a line what it is about")
            .next("add --title TEXT")
            .into());
    }
    let reference = Value::text(&name.reference);
    let head = format!(
        "#:schema ../../schemas/source.schema.json\nschema = {SCHEMA}\nkind = \"{kind}\"\nreference = {}\n",
        reference.render()
    );
    let mut doc = Document::parse(head.as_bytes(), LayoutKind::Source).map_err(|e| anyhow::anyhow!("{e}"))?;
    content.write(&mut doc)?;
    let mut event = entry.next(Act::Recorded, &entry.replay([]))?;
    event.text = text;
    event.set = significance(content.significant.filter(|significant| *significant));
    entry.finish::<Source>(doc, [], event, "record the source", Publication::default())
}

/// A record that somebody wrote by hand, taken as it stands.
fn take_over(
    entry: &RecordDraft<'_>,
    name: &SourceRef,
    content: &Content,
    text: Option<String>,
) -> anyhow::Result<Prepared<()>> {
    let mut doc = entry.document("record")?;
    let before: Source = read::typed(entry.path, doc.text())?;
    let word = shell::word(&name.to_string()).into_owned();
    if entry.replay(before.event.values()).recorded().is_some() {
        return Err(Refusal::new(format!("there is a record of {name} already"))
            .next(format!("change it: kaizen source set {word} … -m REASON"))
            .into());
    }
    is_of(&before, name)?;
    if !entry.workspace.options.include_edits {
        let full = entry.workspace.root.join(entry.path);
        return Err(Refusal::new(format!("{} was made by hand: no event says that anybody recorded it", shown(&full)))
            .next(format!("look at it (cat {}) and record it as it stands: add --include-edits", pasted(&full)))
            .into());
    }
    content.write(&mut doc)?;
    let after: Source = read::typed(entry.path, doc.text())?;
    let now: Table = doc.text().parse()?;
    // It follows nothing: what stands there made no record.
    let mut event = entry.next(Act::Recorded, &entry.replay([]))?;
    event.text = text;
    event.edits = Some(differing_keys(&Table::new(), &now, entry.subject));
    event.set = significance(Some(after.significant).filter(|significant| *significant));
    entry.finish::<Source>(doc, before.event.values(), event, "record the source", Publication::default())
}

/// Makes a change of a record ready.
///
/// # Errors
/// There is no record, nothing changes, or the actor may not.
pub fn change(
    workspace: &Workspace,
    name: &SourceRef,
    content: &Content,
    text: String,
) -> anyhow::Result<Prepared<()>> {
    let name = &find::source(&workspace.register, name)?;
    let (path, kind) = (source_path(&name.kind.to_string(), &name.reference), name.kind.to_string());
    let entry = entry(workspace, name, &kind, &path);
    let mut doc = entry.document(&format!("record of {name}"))?;
    let before: Source = read::typed(&path, doc.text())?;
    let replay = entry.replay(before.event.values());
    is_recorded(name, &replay)?;
    let by_hand = entry.edited_by_hand(&doc, &replay)?;
    let digest = |doc: &Document| anyhow::Ok(content_digest(&read::tree(doc.text())?, entry.subject)?);
    let was = digest(&doc)?;
    content.write(&mut doc)?;
    if by_hand.is_none() && digest(&doc)? == was {
        return Err(Refusal::new(format!("the record of {name} says that already; nothing to change")).into());
    }
    let after: Source = read::typed(&path, doc.text())?;
    is_of(&after, name)?;
    let mut event = entry.next(Act::Changed, &replay)?;
    event.text = Some(text);
    event.edits = by_hand;
    event.set = significance(Some(after.significant).filter(|now| *now != replay.significant()));
    entry.finish::<Source>(doc, before.event.values(), event, "change", Publication::default())
}

/// Makes an act ready that changes nothing of the record: `fill` says what it carries.
///
/// # Errors
/// There is no record, it was edited by hand, or the actor may not.
pub fn act(
    workspace: &Workspace,
    name: &SourceRef,
    act: Act,
    fill: impl FnOnce(&Source, &RecordReplay<'_>, &mut Event) -> anyhow::Result<()>,
) -> anyhow::Result<Prepared<Option<Hash>>> {
    let name = &find::source(&workspace.register, name)?;
    let (path, kind) = (source_path(&name.kind.to_string(), &name.reference), name.kind.to_string());
    let entry = entry(workspace, name, &kind, &path);
    let doc = entry.document(&format!("record of {name}"))?;
    let before: Source = read::typed(&path, doc.text())?;
    let replay = entry.replay(before.event.values());
    is_recorded(name, &replay)?;
    if act != Act::Voided && entry.edited_by_hand(&doc, &replay)?.is_some() {
        return Err(Refusal::new(format!(
            "`{act}` changes nothing, so it cannot adopt what was edited by hand or joined"
        ))
        .next(format!("adopt it first: kaizen source set {} --include-edits -m REASON", shell::word(&name.to_string())))
        .into());
    }
    let mut event = entry.next(act, &replay)?;
    fill(&before, &replay, &mut event)?;
    let voids = event.event.clone();
    if let Some(target) = voids.as_ref().and_then(|hash| before.event.values().find(|event| event.hash == *hash)) {
        find::not_void(target, replay.voided_by(&target.hash))?;
    }
    let subject = match (&voids, act) {
        (Some(hash), _) => format!("void event {}", hash.short()),
        (None, Act::Dismissed) => "dismiss: it needs no item".to_owned(),
        _ => "note".to_owned(),
    };
    let ready = entry.finish::<Source>(doc, before.event.values(), event, &subject, Publication::default())?;
    Ok(ready.map(|()| voids))
}

fn entry<'d>(workspace: &'d Workspace, name: &'d SourceRef, kind: &'d str, path: &'d str) -> RecordDraft<'d> {
    RecordDraft {
        workspace,
        file: FileKind::Source,
        kind: LayoutKind::Source,
        subject: Subject::Source(kind, &name.reference),
        path,
    }
}

/// What an event sets, where significance changes.
fn significance(significant: Option<bool>) -> Option<Table> {
    significant.map(|significant| Table::from_iter([(SIGNIFICANT.to_owned(), Toml::Boolean(significant))]))
}

fn is_of(source: &Source, name: &SourceRef) -> Result<(), Refusal> {
    if source.kind == name.kind && source.reference == name.reference {
        return Ok(());
    }
    let said = format!("the file is the record of {}:{}, not of {name}", source.kind, source.reference);
    Err(Refusal::new(said)
        .next("kind and reference of a record are never changed: kaizen check says where each file belongs"))
}

fn is_recorded(name: &SourceRef, replay: &RecordReplay<'_>) -> Result<(), Refusal> {
    if replay.recorded().is_some() {
        return Ok(());
    }
    let word = shell::word(&name.to_string()).into_owned();
    Err(Refusal::new(format!("no lawful event says that anybody recorded {name}"))
        .next(format!("record it as it stands: kaizen source add {word} --include-edits")))
}
