//! One act on the record of a source: made, changed with a reason, dismissed, noted on, an event of it made void.

use toml::{Table, Value as Toml};

use super::fields;
use super::publish::Publication;
use super::record_draft::RecordDraft;
use super::workspace::{Prepared, Workspace};
use crate::attest::digest::{Subject, content_digest, differing_keys, of_bytes};
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
use crate::model::source::{Cost, DatedScore, ImportOrigin, Source};
use crate::register::place::{pasted, shown, source_path};
use crate::register::{find, read};

/// What is to be written into a record; what is absent stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Content {
    /// See [`Source`], as the others.
    pub title: Option<String>,
    /// See [`Source`].
    pub occurred_on: Option<Day>,
    /// See [`Source`].
    pub severity: Option<String>,
    /// See [`Source`].
    pub status: Option<String>,
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
    pub labels: Option<Vec<String>>,
    /// See [`Source`].
    pub open: Option<u64>,
    /// See [`Source`].
    pub places: Option<Vec<String>>,
    /// See [`Source`].
    pub score: Option<DatedScore>,
    /// See [`Source`].
    pub origin: Option<ImportOrigin>,
    /// See [`Source`].
    pub description: Option<String>,
}

impl Content {
    /// The keys in which a record would change: key, before, after. What the content does not say stays as it is; where
    /// the record was imported from says nothing by itself.
    #[must_use]
    pub fn differs(&self, record: &Source) -> Vec<(&'static str, String, String)> {
        let pairs = self.told().into_iter().zip(Content::of(record).told());
        let differing = pairs.filter(|((_, new), (_, old))| new.is_some() && new != old);
        differing.map(|((key, new), (_, old))| (key, old.unwrap_or_default(), new.unwrap_or_default())).collect()
    }

    /// A digest of what it says; with a record, of what that says in the same keys. Scores are kept with their days and
    /// what is significant is decided here: both are no part of it.
    #[must_use]
    pub fn digest(&self, record: Option<&Source>) -> String {
        let there = record.map_or_else(|| self.told(), |record| Content::of(record).told());
        let pairs = self.told().into_iter().zip(there);
        let told = pairs.filter(|((key, new), _)| new.is_some() && !matches!(*key, "score" | "significant"));
        let text: Vec<String> = told.map(|((key, _), (_, old))| format!("{key}={}", old.unwrap_or_default())).collect();
        let digest = of_bytes(text.join("\0").as_bytes()).map(|digest| digest.to_string());
        digest.unwrap_or_default().chars().take(16).collect()
    }

    /// What a record says.
    fn of(record: &Source) -> Content {
        Content {
            title: Some(record.title.clone()),
            occurred_on: record.occurred_on,
            severity: record.severity.clone(),
            status: record.status.clone(),
            significant: Some(record.significant),
            cause_code: record.cause_code.clone(),
            department: record.department.clone(),
            cost: record.cost.clone(),
            answer_by: record.answer_by,
            url: record.url.clone(),
            labels: Some(record.labels.clone()),
            open: record.open,
            places: Some(record.places.clone()),
            score: record.newest_score().cloned(),
            origin: None,
            description: record.description.clone(),
        }
    }

    /// Each key with what it says there.
    fn told(&self) -> [(&'static str, Option<String>); 15] {
        let text = |value: &Option<String>| value.as_ref().map(|text| text.trim().to_owned());
        let day = |value: Option<Day>| value.map(|day| day.to_string());
        let list = |value: &Option<Vec<String>>| value.as_ref().map(|all| all.join(", "));
        [
            ("title", text(&self.title)),
            ("occurred_on", day(self.occurred_on)),
            ("severity", text(&self.severity)),
            ("status", text(&self.status)),
            ("significant", self.significant.map(|s| s.to_string())),
            ("cause_code", text(&self.cause_code)),
            ("department", text(&self.department)),
            ("cost", self.cost.as_ref().map(|cost| format!("{} {}", cost.amount, cost.unit))),
            ("answer_by", day(self.answer_by)),
            ("url", text(&self.url)),
            ("labels", list(&self.labels)),
            ("open", self.open.map(|n| n.to_string())),
            ("places", list(&self.places)),
            ("score", self.score.as_ref().map(|score| score.score.to_string())),
            ("description", text(&self.description)),
        ]
    }

    /// No more of what it says than in some keys; elsewhere the record stays as it is. Where it was imported from stays.
    #[must_use]
    pub fn only(&self, has: impl Fn(&str) -> bool) -> Content {
        let Content { title, severity, status, cause_code, department, cost, url, labels, .. } = self.clone();
        let Content { places, score, origin, description, .. } = self.clone();
        Content {
            title: title.filter(|_| has("title")),
            occurred_on: self.occurred_on.filter(|_| has("occurred_on")),
            severity: severity.filter(|_| has("severity")),
            status: status.filter(|_| has("status")),
            significant: self.significant.filter(|_| has("significant")),
            cause_code: cause_code.filter(|_| has("cause_code")),
            department: department.filter(|_| has("department")),
            cost: cost.filter(|_| has("cost")),
            answer_by: self.answer_by.filter(|_| has("answer_by")),
            url: url.filter(|_| has("url")),
            labels: labels.filter(|_| has("labels")),
            open: self.open.filter(|_| has("open")),
            places: places.filter(|_| has("places")),
            score: score.filter(|_| has("score")),
            origin,
            description: description.filter(|_| has("description")),
        }
    }

    fn write(&self, doc: &mut Document) -> anyhow::Result<()> {
        let text = |value: &Option<String>| value.as_ref().map(|text| Value::text(text.trim()));
        let origin = |origin: &ImportOrigin| {
            let word = |key: &str, text: &str| (key.to_owned(), Value::text(text));
            let sha256 = origin.sha256.to_string();
            let mut fields = vec![word("file", &origin.file), word("sha256", &sha256), word("format", &origin.format)];
            fields.extend(origin.id.as_ref().map(|id| word("id", id)));
            fields.extend(origin.said.as_ref().map(|said| word("said", said)));
            Value::Inline(fields)
        };
        let cost = |cost: &Cost| {
            let amount = ("amount".to_owned(), fields::number(cost.amount));
            Value::Inline(vec![amount, ("unit".to_owned(), Value::text(&cost.unit))])
        };
        let values = [
            ("title", text(&self.title)),
            ("occurred_on", self.occurred_on.map(|day| fields::date(&day))),
            ("severity", text(&self.severity)),
            ("status", text(&self.status)),
            ("significant", self.significant.map(Value::Boolean)),
            ("cause_code", text(&self.cause_code)),
            ("department", text(&self.department)),
            ("cost", self.cost.as_ref().map(cost)),
            ("answer_by", self.answer_by.map(|day| fields::date(&day))),
            ("url", text(&self.url)),
            ("labels", self.labels.clone().filter(|all| !all.is_empty()).map(Value::lines)),
            ("open", self.open.map(|count| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX)))),
            ("places", self.places.clone().filter(|all| !all.is_empty()).map(Value::lines)),
            ("origin", self.origin.as_ref().map(origin)),
            ("description", self.description.as_ref().map(|text| fields::words(text))),
        ];
        for (key, value) in values {
            if let Some(value) = value {
                doc.set(&[key], &value)?;
            }
        }
        for (key, list) in [("labels", &self.labels), ("places", &self.places)] {
            if list.as_ref().is_some_and(Vec::is_empty) && doc.get(&[key]).is_some() {
                doc.remove(&[key])?;
            }
        }
        if let Some(score) = &self.score {
            let fields =
                vec![("on".to_owned(), fields::date(&score.on)), ("score".to_owned(), fields::number(score.score))];
            doc.push_array_table(&["score"], &fields)?;
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
    if workspace.register.store.has(&path) {
        return take_over(&entry(workspace, name, &kind, &path), name, content, text);
    }
    recorded(workspace, name, content, text)
}

/// Makes the record ready of a source that has none.
///
/// # Errors
/// It has no title.
pub(super) fn recorded(
    workspace: &Workspace,
    name: &SourceRef,
    content: &Content,
    text: Option<String>,
) -> anyhow::Result<Prepared<()>> {
    let (path, kind) = (source_path(&name.kind.to_string(), &name.reference), name.kind.to_string());
    let entry = entry(workspace, name, &kind, &path);
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
pub fn changed(
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
        find::not_void(target, replay.ledger.voided_by(&target.hash))?;
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
