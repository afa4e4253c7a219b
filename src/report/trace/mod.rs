//! From what happened to what changed, and back: a source, the items that answer to it, and each step of those with what
//! is missing there.

mod steps;
mod subject;
mod unanswered;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::audit::{AuditedItem, Sample, causes, entries};
use super::recurrence::{CameBack, Fixes, came_back};
use super::source::Answer;
use crate::history::deleted_sources::DeletedSource;
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::record::RecordReplay;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::{Day, Moment};
use crate::model::event::{Event, Party};
use crate::model::id::{Handle, ItemId, SourceRef};
use crate::model::origin::Origin;
use crate::model::source::Source;
use crate::model::word::{SourceKind, Status};
use crate::register::load::Register;
use crate::register::read::Problem;

use subject::{Subject, meant};
pub use unanswered::{Unanswered, unanswered};

/// Traces of some sources, or of an item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TraceReport {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// How the sources were drawn, where they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drawn: Option<Drawn>,
    /// The traces: one a source, or one for the item that was asked for with all its sources.
    pub traces: Vec<Trace>,
}

/// How a sample was drawn: the same numbers draw it again.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Drawn {
    /// Size and seed.
    #[serde(flatten)]
    pub sample: Sample,
    /// Only sources of this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<SourceKind>,
    /// Only sources that happened on this day or later.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// From so many they were drawn.
    pub from: usize,
    /// So many were left out, since no record says when they happened.
    pub undated: usize,
}

/// What happened, and what came of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Trace {
    /// What happened.
    pub sources: Vec<TracedSource>,
    /// The items that answer to it, each with its steps.
    pub items: Vec<TracedItem>,
}

/// One source.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TracedSource {
    /// Kind and reference.
    pub source: SourceRef,
    /// What it is about; absent where it has no record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
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
    /// The decision that it needs no item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dismissed: Option<Told>,
    /// What of its record its events do not vouch for, or that the record was deleted; `check` says more of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
    /// What is missing, in words.
    pub missing: Vec<String>,
}

/// One item with its steps.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TracedItem {
    /// Its id.
    pub id: ItemId,
    /// What it is about.
    pub title: String,
    /// Where it stands; absent where no event counts.
    pub status: Option<Status>,
    /// Who owns it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Handle>,
    /// Target date of implementation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// What of its file its events do not vouch for; `check` says more of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
    /// The steps, in the order of the work.
    pub steps: Vec<Step>,
}

/// A step from what was found to what changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepName {
    /// A manager accepted, rejected or deferred it.
    Decision,
    /// The immediate fix (10.2 a).
    Correction,
    /// Why the system let it happen (10.2 b).
    Cause,
    /// What changes, with the procedures (10.2 c, A.5.37).
    Actions,
    /// The owner signed off what was changed.
    SignOff,
    /// Whether it was effective (10.2 d).
    Verification,
    /// Scores of its risks before and after.
    Risk,
    /// Whether its cause came back, or it is one that did.
    Repetition,
}

impl StepName {
    /// Its name for people.
    #[must_use]
    pub fn said(self) -> &'static str {
        match self {
            StepName::Decision => "decision",
            StepName::Correction => "correction",
            StepName::Cause => "root cause",
            StepName::Actions => "actions",
            StepName::SignOff => "sign-off",
            StepName::Verification => "verification",
            StepName::Risk => "risk",
            StepName::Repetition => "repetition",
        }
    }
}

/// One step of an item.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Step {
    /// Which.
    pub step: StepName,
    /// What is there.
    pub told: Vec<Told>,
    /// What is missing, in words.
    pub missing: Vec<String>,
}

/// Something that is there.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Told {
    /// The action, the risk or the other item it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// What it says.
    pub text: String,
    /// The operating procedure that an action changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// The score of a risk before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<f64>,
    /// The newest score that a verification gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<f64>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Party>,
    /// When, as claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Short name of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
}

impl Told {
    fn of(event: &Event, text: impl Into<String>) -> Self {
        Told {
            text: text.into(),
            by: Some(event.by.clone()),
            at: Some(event.at),
            event: Some(event.hash.short().to_owned()),
            ..Told::default()
        }
    }
}

/// What traces are made from: all items, and all source records by their names.
#[derive(Debug)]
pub struct Ground<'a> {
    register: &'a Register,
    today: Day,
    entries: Vec<AuditedItem>,
    records: BTreeMap<SourceRef, Source>,
    deleted: BTreeMap<SourceRef, DeletedSource>,
}

/// How many items answer to a source: what was rejected answers nothing.
fn standing(items: &[&AuditedItem]) -> usize {
    items.iter().filter(|item| item.state.answers()).count()
}

impl<'a> Ground<'a> {
    /// Reads it, beside it what could not be read. A record that history has and the register has not is `deleted`: it
    /// is traced as it was last, and told as that.
    ///
    /// # Errors
    /// The folders cannot be read.
    pub fn read(
        register: &'a Register,
        today: Day,
        deleted: Vec<DeletedSource>,
    ) -> anyhow::Result<(Self, Vec<Problem>)> {
        let (entries, mut problems) = entries(register)?;
        let (sources, more) = register.sources()?;
        problems.extend(more);
        let name = |source: &Source| SourceRef { kind: source.kind, reference: source.reference.clone() };
        let records: BTreeMap<_, _> = sources.into_iter().map(|source| (name(&source), source)).collect();
        let deleted = deleted.into_iter().map(|one| (name(&one.record), one));
        let deleted = deleted.filter(|(name, _)| !records.contains_key(name)).collect();
        Ok((Ground { register, today, entries, records, deleted }, problems))
    }

    /// Each source that has or had a record, or that an item names, with the items that name it.
    fn answers(&self) -> BTreeMap<&SourceRef, Vec<&AuditedItem>> {
        let mut answers: BTreeMap<&SourceRef, Vec<&AuditedItem>> =
            self.records.keys().chain(self.deleted.keys()).map(|name| (name, Vec::new())).collect();
        for entry in &self.entries {
            for source in &entry.item.sources {
                answers.entry(source).or_default().push(entry);
            }
        }
        answers
    }

    fn traced(&self, name: &SourceRef, items: usize) -> TracedSource {
        let gone = self.deleted.get(name);
        let record = self.records.get(name).or(gone.map(|gone| &gone.record));
        let replay = record
            .map(|r| RecordReplay::new(FileKind::Source, r.event.values(), &self.register.authority, None))
            .zip(record);
        let dismissed = replay.as_ref().and_then(|(replay, _)| replay.dismissed());
        let significant = replay.as_ref().is_some_and(|(replay, record)| replay.weighs(record));
        let answer = Answer::of(items > 0, dismissed.is_some(), significant);
        let mut missing = Vec::new();
        match (record, answer) {
            (_, Answer::Open) => missing.push(
                "it is significant, and neither an item nor a decision answers to it (kaizen add --from, kaizen source dismiss)"
                    .to_owned(),
            ),
            (None, _) => missing.push("it has no record here: when it happened and what it was is told elsewhere".to_owned()),
            _ => {}
        }
        TracedSource {
            source: name.clone(),
            title: record.map(|r| r.title.clone()),
            occurred_on: record.and_then(|r| r.occurred_on),
            significant,
            answer_by: record.and_then(|r| r.answer_by),
            answer,
            dismissed: dismissed.map(|event| {
                let why = event.text.as_deref().unwrap_or("without a reason").trim();
                Told::of(event, format!("needs no item: {why}"))
            }),
            doubts: Vec::new(),
            missing,
        }
    }

    /// The same with what is not vouched for, which takes a look into its file.
    fn doubted(&self, mut source: TracedSource) -> TracedSource {
        source.doubts = match (self.records.get(&source.source), self.deleted.get(&source.source)) {
            (Some(record), _) => self.register.source_doubts(record),
            (None, Some(DeletedSource { commit: Some(commit), .. })) => {
                vec![format!("its record was deleted by the commit {}", commit.chars().take(12).collect::<String>())]
            }
            (None, Some(_)) => vec!["its record was deleted".to_owned()],
            (None, None) => Vec::new(),
        };
        source
    }
}

/// Traces a source, by its name or by its reference alone, or an item, by a part of its id.
///
/// # Errors
/// Nothing or several have this name.
pub fn of(ground: &Ground<'_>, written: &str, origin: Origin) -> anyhow::Result<TraceReport> {
    let answers = ground.answers();
    let back = Back::among(ground);
    let trace = match meant(ground, &answers, written)? {
        Subject::Source(name) => one(ground, name, &answers, &back.list()),
        Subject::Item(entry) => Trace {
            sources: entry
                .item
                .sources
                .iter()
                .map(|name| ground.traced(name, answers.get(name).map_or(0, |items| standing(items))))
                .map(|source| ground.doubted(source))
                .collect(),
            items: vec![steps::item(ground, entry, &back.list())],
        },
    };
    Ok(TraceReport { origin, drawn: None, traces: vec![trace] })
}

/// Draws sources and traces each: those with a record, and those that items name.
///
/// # Errors
/// None is like that.
pub fn sample(
    ground: &Ground<'_>,
    sample: Sample,
    kind: Option<SourceKind>,
    since: Option<Day>,
    origin: Origin,
) -> anyhow::Result<TraceReport> {
    let answers = ground.answers();
    // What was deleted is no part of what the audit draws from, unless an item names it.
    let there = answers.iter().filter(|(name, items)| !items.is_empty() || ground.records.contains_key(**name));
    let of_kind = there.map(|(name, _)| name).filter(|name| kind.is_none_or(|kind| name.kind == kind));
    let happened = |name: &SourceRef| ground.records.get(name).and_then(|record| record.occurred_on);
    let (mut undated, mut names) = (0, BTreeMap::new());
    for name in of_kind {
        let wanted = since.is_none_or(|since| {
            let on = happened(name);
            undated += usize::from(on.is_none());
            on.is_some_and(|on| on >= since)
        });
        if wanted {
            names.insert(name.to_string(), *name);
        }
    }
    if names.is_empty() {
        let said = match undated {
            0 => "there is no source like that to draw from".to_owned(),
            n => format!("there is no source like that to draw from; {n} have no date"),
        };
        return Err(Refusal::new(said).next("kaizen source list shows the records that there are").into());
    }
    // The number of the step of the audit that draws incidents: the same seed draws the same ones here.
    let back = Back::among(ground);
    let drawn = sample.draw(2, names.keys().map(String::as_str));
    let drawn = drawn.into_iter().filter_map(|name| names.get(name));
    let traces = drawn.map(|name| one(ground, name, &answers, &back.list())).collect();
    Ok(TraceReport { origin, drawn: Some(Drawn { sample, kind, since, from: names.len(), undated }), traces })
}

fn one(
    ground: &Ground<'_>,
    name: &SourceRef,
    answers: &BTreeMap<&SourceRef, Vec<&AuditedItem>>,
    back: &[CameBack<'_>],
) -> Trace {
    let items = answers.get(name).map(Vec::as_slice).unwrap_or_default();
    Trace {
        sources: vec![ground.doubted(ground.traced(name, standing(items)))],
        items: items.iter().map(|entry| steps::item(ground, entry, back)).collect(),
    }
}

/// What tells whether causes came back.
struct Back<'a>(Vec<super::recurrence::Cause<'a>>);

impl<'a> Back<'a> {
    fn among(ground: &'a Ground<'_>) -> Self {
        Back(causes(&ground.entries, ground.register.zone()))
    }

    fn list(&self) -> Vec<CameBack<'a>> {
        came_back(&self.0, &Fixes::among(&self.0))
    }
}
