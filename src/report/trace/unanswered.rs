//! What owes an answer: significant sources, findings of audits, and decisions of management reviews.

use schemars::JsonSchema;
use serde::Serialize;

use super::standing;
use super::{Ground, TracedSource};
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::record::RecordReplay;
use crate::model::date::Day;
use crate::model::id::{ReviewId, SourceRef};
use crate::model::origin::Origin;
use crate::model::review::Review;
use crate::model::word::SourceKind;
use crate::register::read::Problem;
use crate::report::source::Answer;

/// What no item answers, and nobody dismissed.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Unanswered {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// The sources: significant ones, and what audits found whether or not somebody called it significant.
    pub sources: Vec<OpenSource>,
    /// Decisions of management reviews that name no item.
    pub decisions: Vec<OpenDecision>,
}

impl Unanswered {
    /// Whether nothing is.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty() && self.decisions.is_empty()
    }
}

/// A source that owes an answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OpenSource {
    /// The source.
    #[serde(flatten)]
    pub source: TracedSource,
    /// Days until an answer is due, where that is set from outside; below zero where it is late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
}

/// A decision that owes an answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OpenDecision {
    /// The review.
    pub review: ReviewId,
    /// When it was held.
    pub held_on: Day,
    /// Which of its decisions, from 1.
    pub number: usize,
    /// The name by which an item answers to it, or a record of it is dismissed.
    pub source: SourceRef,
    /// What was decided.
    pub text: String,
}

/// Lists what no item answers, and nobody dismissed; beside it what could not be read.
///
/// # Errors
/// The folder of reviews cannot be read.
pub fn unanswered(ground: &Ground<'_>, origin: Origin) -> anyhow::Result<(Unanswered, Vec<Problem>)> {
    let answers = ground.answers();
    let items = |name: &SourceRef| answers.get(name).map_or(0, |items| standing(items));
    let is_audit = |kind: SourceKind| matches!(kind, SourceKind::InternalAudit | SourceKind::ExternalAudit);
    let owes = |source: &TracedSource| match source.answer {
        Answer::Open => true,
        Answer::NotNeeded => is_audit(source.source.kind),
        Answer::Answered | Answer::Dismissed => false,
    };
    let names = ground.records.keys().chain(ground.deleted.keys());
    let sources = names.map(|name| ground.traced(name, items(name))).filter(owes);
    let mut sources: Vec<TracedSource> = sources.map(|source| ground.doubted(source)).collect();
    sources.sort_by(|a, b| a.source.cmp(&b.source));
    let sources = sources.into_iter();
    let sources =
        sources.map(|source| OpenSource { days_left: source.answer_by.map(|day| day.since(ground.today)), source });
    let sources = sources.collect();
    let (reviews, problems) = ground.register.reviews()?;
    let answered = |name: &SourceRef| {
        let alike = answers.keys().filter(|known| known.is_also(name));
        alike
            .into_iter()
            .any(|known| matches!(ground.traced(known, items(known)).answer, Answer::Answered | Answer::Dismissed))
    };
    let is_recorded = |review: &Review| {
        let replay = RecordReplay::new(FileKind::Review, review.event.values(), &ground.register.authority, None);
        replay.recorded().is_some()
    };
    let mut decisions = Vec::new();
    for review in reviews.iter().filter(|review| is_recorded(review)) {
        for (i, decision) in review.decision.iter().enumerate().filter(|(_, decision)| decision.items.is_empty()) {
            let named = |reference: String| SourceRef { kind: SourceKind::ManagementReview, reference };
            let source = named(format!("{}#{}", review.id, i + 1));
            let names = [source.clone(), named(review.id.to_string()), named(format!("MR-{}", review.id))];
            if !names.iter().any(answered) {
                let (held_on, text) = (review.held_on, decision.text.trim().to_owned());
                decisions.push(OpenDecision { review: review.id.clone(), held_on, number: i + 1, source, text });
            }
        }
    }
    Ok((Unanswered { origin, sources, decisions }, problems))
}
