//! The inputs of a management review, letter by letter (9.3.2 a to g), and what management is asked for (R76).

mod inputs;

use schemars::JsonSchema;
use serde::Serialize;

use super::audit::{AuditedItem, answering, entries};
use super::kpi::{self, Kpi};
use super::period::{Days, Period};
use super::review::due_on;
use super::source::{self, SourceRow};
use super::stale::{ReasonKind, StaleItem, stale};
use super::waiting::{Judge, Task, Wait};
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::record::RecordReplay;
use crate::model::date::{Day, Moment};
use crate::model::event::{Act, Event};
use crate::model::origin::Origin;
use crate::model::review::Review;
use crate::model::word::Decision;
use crate::register::load::Register;
use crate::register::read::Problem;

/// The document for a management review.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ManagementReview {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// Name of the organisation.
    pub organisation: String,
    /// Id of the register.
    pub register: String,
    /// The days that were looked at: since the last review, where nothing else was asked for.
    pub period: Days,
    /// The day of the last review; absent where none is recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_held_on: Option<Day>,
    /// The day by which the next one is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// The inputs, a to g.
    pub inputs: Vec<Input>,
    /// The decisions that management is asked for.
    pub wanted: Vec<Task>,
    /// What is late, and why.
    pub late: Vec<StaleItem>,
    /// What was asked for and decided in the period.
    pub resources: Vec<Line>,
    /// The key figures of the period.
    pub kpis: Vec<Kpi>,
    /// The command that records the review once it was held; words in capitals are to be filled in.
    pub record: String,
}

/// One letter of 9.3.2.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Input {
    /// The letter, with the number of the part where it has several.
    pub letter: &'static str,
    /// What it asks for, in short.
    pub asks: &'static str,
    /// What the register knows of it.
    pub known: Vec<Line>,
    /// Who supplies what it does not know; absent where the register is where it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub supplied_by: Option<&'static str>,
}

/// One thing to tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Line {
    /// The item, source or review; absent where it is about the whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// What it is.
    pub text: String,
}

impl Line {
    fn about(about: impl Into<String>, text: impl Into<String>) -> Line {
        Line { about: Some(about.into()), text: text.into() }
    }
}

/// What it is made from.
struct Material<'a> {
    register: &'a Register,
    entries: &'a [AuditedItem],
    sources: &'a [SourceRow],
    /// The reviews that a manager's act recorded, in order.
    reviews: &'a [Review],
    days: &'a Days,
}

/// The document for a review on the day of `origin`, over a period or else since the last review; beside it what could not
/// be read. `None` where the period begins later.
///
/// # Errors
/// A folder cannot be read.
pub fn management_review(
    register: &Register,
    period: Option<Period>,
    now: Moment,
    origin: Origin,
) -> anyhow::Result<Option<(ManagementReview, Vec<Problem>)>> {
    let (mut reviews, mut problems) = register.reviews()?;
    reviews.retain(|r| {
        let recorded =
            RecordReplay::new(FileKind::Review, r.event.values(), &register.authority, None).recorded().is_some();
        recorded && r.held_on <= origin.as_of
    });
    let last = reviews.last();
    let since =
        last.map(|last| Days { name: "since the last review".to_owned(), from: last.held_on, to: origin.as_of });
    let usual = || since.or_else(|| Period::Last(365).days(origin.as_of));
    let Some(days) = period.map_or_else(usual, |period| period.days(origin.as_of)) else { return Ok(None) };
    let (entries, more) = entries(register)?;
    problems.extend(more);
    let (records, more) = register.sources()?;
    problems.extend(more);
    let sources = source::beside(register, &records, answering(&entries));
    let judge = Judge { law: register.law(), policy: &register.settings.policy, now, today: origin.as_of };
    let mut wanted = judge.tasks(&entries, &sources);
    // A source whose answer is late is to be decided about as well.
    let of_source = |task: &Task| sources.iter().any(|source| source.source.to_string() == task.about);
    wanted.retain(|task| task.wait == Wait::ToDecide || of_source(task));
    let (mut late, _) = stale(register, origin.as_of)?;
    let is_late =
        |kind| matches!(kind, ReasonKind::Overdue | ReasonKind::ActionOverdue | ReasonKind::VerificationOverdue);
    late.retain(|item| item.reasons.iter().any(|reason| is_late(reason.kind)));
    let (figures, _) = kpi::report(register, days.clone(), None, None, origin.clone())?;
    let material = Material { register, entries: &entries, sources: &sources, reviews: &reviews, days: &days };
    let review = ManagementReview {
        organisation: register.settings.name.clone(),
        register: register.settings.id.clone(),
        last_held_on: last.map(|last| last.held_on),
        due_on: due_on(&reviews, &register.settings.policy),
        inputs: inputs::inputs(&material),
        wanted,
        late,
        resources: resources(&material),
        kpis: figures.groups.into_iter().flat_map(|group| group.kpis).collect(),
        record: record(register, now, &origin),
        period: days,
        origin,
    };
    Ok(Some((review, problems)))
}

/// What was decided about requests in the period.
fn resources(material: &Material<'_>) -> Vec<Line> {
    let zone = material.register.zone();
    let mut lines = Vec::new();
    for entry in material.entries {
        let within = |event: &&Event| event.act == Act::Resourced && material.days.has(event.at.day(zone));
        for event in entry.events.iter().filter(within) {
            let shown = event.resource.as_ref().and_then(|id| entry.item.resource.get(id));
            let what = event.asked.as_ref().or(shown).map_or_else(
                || "a resource".to_owned(),
                |r| format!("{} {} of {} for {}", r.amount, r.unit, r.kind, r.purpose.trim()),
            );
            let (by, on) = (&event.by, event.at.day(zone));
            let text = if event.decision == Some(Decision::Approved) {
                let part = event.amount.map(|amount| format!("{amount} of ")).unwrap_or_default();
                let reference = event.reference.as_ref().map(|r| format!(" ({r})")).unwrap_or_default();
                format!("granted by {by} on {on}{reference}: {part}{what}")
            } else {
                let why = event.text.as_deref().unwrap_or("no reason given").trim();
                format!("refused by {by} on {on}: {what}: {why}")
            };
            lines.push(Line::about(entry.id(), text));
        }
    }
    lines
}

/// The command that records the review: the chair is known where top management is one person.
fn record(register: &Register, now: Moment, origin: &Origin) -> String {
    let top: Vec<_> = register.authority.present(now).filter(|person| register.authority.is_top(person, now)).collect();
    let chair = if let [only] = top.as_slice() { only.as_str() } else { "HANDLE" };
    let commit = origin.commit.as_ref().map(|commit| format!(" --looked-at {commit}")).unwrap_or_default();
    format!(
        "kaizen review record --held-on {} --chair {chair} --attendee HANDLE --minutes FILE{commit} --decision TEXT --item ID",
        origin.as_of
    )
}
