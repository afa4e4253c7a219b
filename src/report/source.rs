//! Source records: what they say, and what came of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::lifecycle::acts::FileKind;
use crate::lifecycle::record::RecordReplay;
use crate::model::date::Day;
use crate::model::event::{Event, Party};
use crate::model::id::{ItemId, SourceRef};
use crate::model::origin::Origin;
use crate::model::source::Source;
use crate::register::load::Register;
use crate::register::read::Problem;

/// The source records of a register, by kind and reference.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SourceList {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// The records.
    pub sources: Vec<SourceRow>,
}

/// What became of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    /// It is significant, and no item answers to it yet.
    Open,
    /// An item answers to it.
    Answered,
    /// A manager decided that it needs no item.
    Dismissed,
    /// It is not significant, and no item answers to it.
    NotNeeded,
}

impl Answer {
    /// What became of a source, given whether an item answers to it, whether a manager decided that none is needed, and
    /// whether it is significant. Whoever asks whether a source is answered asks here: the list, the rule
    /// `unanswered-source`, the audit and `trace`.
    #[must_use]
    pub fn of(items: bool, dismissed: bool, significant: bool) -> Answer {
        match (items, dismissed, significant) {
            (true, ..) => Answer::Answered,
            (false, true, _) => Answer::Dismissed,
            (false, false, true) => Answer::Open,
            (false, false, false) => Answer::NotNeeded,
        }
    }
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Answer::Open => "open",
            Answer::Answered => "answered",
            Answer::Dismissed => "dismissed",
            Answer::NotNeeded => "not-needed",
        })
    }
}

/// One source record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SourceRow {
    /// Kind and reference.
    pub source: SourceRef,
    /// What it is about.
    pub title: String,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_on: Option<Day>,
    /// Whether it must lead to an item or to a decision that none is needed.
    pub significant: bool,
    /// Until when an answer is due, where that is set from outside.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Day>,
    /// What became of it.
    pub answer: Answer,
    /// The items that answer to it.
    pub items: Vec<ItemId>,
    /// Who recorded it; absent where no lawful event did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<Party>,
}

/// One source record in full.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SourceView {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// What became of it.
    pub answer: Answer,
    /// The items that answer to it.
    pub items: Vec<ItemId>,
    /// Its events in their order.
    pub timeline: Vec<SourceEvent>,
    /// The file.
    pub source: Source,
}

/// One event of a source record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SourceEvent {
    /// The event.
    pub event: Event,
    /// Why it has no effect, where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_effect: Option<String>,
}

/// Lists the source records, beside them what could not be read.
///
/// # Errors
/// The folders cannot be read.
pub fn list(register: &Register, origin: Origin) -> anyhow::Result<(SourceList, Vec<Problem>)> {
    let (sources, mut problems) = register.sources()?;
    let (answers, more) = answers(register)?;
    problems.extend(more);
    Ok((SourceList { origin, sources: rows(register, &sources, &answers) }, problems))
}

/// What became of source records, beside items that were read already: each its id and the sources it answers to.
#[must_use]
pub fn beside<'i>(
    register: &Register,
    sources: &[Source],
    items: impl Iterator<Item = (&'i ItemId, &'i [SourceRef])>,
) -> Vec<SourceRow> {
    rows(register, sources, &by_source(items))
}

fn by_source<'i>(items: impl Iterator<Item = (&'i ItemId, &'i [SourceRef])>) -> Answers {
    let mut answers = Answers::new();
    for (id, named) in items {
        for source in named {
            answers.entry(source.clone()).or_default().push(id.clone());
        }
    }
    answers
}

fn rows(register: &Register, sources: &[Source], answers: &Answers) -> Vec<SourceRow> {
    let mut rows: Vec<SourceRow> = sources.iter().map(|source| row(register, source, answers)).collect();
    rows.sort_by(|a, b| a.source.cmp(&b.source));
    rows
}

/// One source record in full.
///
/// # Errors
/// The items cannot be read.
pub fn view(register: &Register, source: Source, origin: Origin) -> anyhow::Result<(SourceView, Vec<Problem>)> {
    let (answers, problems) = answers(register)?;
    let SourceRow { answer, items, .. } = row(register, &source, &answers);
    let replay = RecordReplay::new(FileKind::Source, source.event.values(), &register.authority, None);
    let events = replay.ledger.graph.events().iter().zip(&replay.ledger.refused).enumerate();
    let timeline = events
        .map(|(i, (event, refused))| SourceEvent {
            event: (*event).clone(),
            no_effect: match refused {
                Some(refusal) => Some(refusal.reason.clone()),
                None => replay.ledger.is_void(i).then(|| "made void".to_owned()),
            },
        })
        .collect();
    Ok((SourceView { origin, answer, items, timeline, source }, problems))
}

type Answers = BTreeMap<SourceRef, Vec<ItemId>>;

/// The items that answer to each source.
fn answers(register: &Register) -> anyhow::Result<(Answers, Vec<Problem>)> {
    let law = register.law();
    let (items, problems) = register.map_items(|loaded| {
        let state = loaded.replay(&law).state;
        if !state.answers() {
            return None;
        }
        Some((loaded.item.id.clone(), state.void.in_force(&loaded.item).sources.clone()))
    })?;
    Ok((by_source(items.iter().map(|(id, sources)| (id, sources.as_slice()))), problems))
}

fn row(register: &Register, source: &Source, answers: &Answers) -> SourceRow {
    let name = SourceRef { kind: source.kind, reference: source.reference.clone() };
    let replay = RecordReplay::new(FileKind::Source, source.event.values(), &register.authority, None);
    let items = answers.get(&name).cloned().unwrap_or_default();
    let significant = replay.weighs(source);
    let answer = Answer::of(!items.is_empty(), replay.dismissed().is_some(), significant);
    SourceRow {
        source: name,
        title: source.title.clone(),
        occurred_on: source.occurred_on,
        significant,
        answer_by: source.answer_by,
        answer,
        items,
        recorded_by: replay.recorded().map(|event| event.by.clone()),
    }
}
