//! Management reviews (9.3): which were held, what they decided, and when the next one is due.

use schemars::JsonSchema;
use serde::Serialize;

use crate::lifecycle::acts::FileKind;
use crate::lifecycle::record::RecordReplay;
use crate::model::date::Day;
use crate::model::event::{Event, Evidence, Party};
use crate::model::id::{Handle, Hash, ReviewId};
use crate::model::origin::Origin;
use crate::model::review::{Review, ReviewDecision};
use crate::model::settings::Policy;
use crate::register::load::Register;
use crate::register::read::Problem;

/// The management reviews of a register, the newest first.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReviewList {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// The day by which the next one is due; absent where none was held yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// Days since that day, where it is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue_days: Option<i64>,
    /// The reviews.
    pub reviews: Vec<ReviewRow>,
}

/// One management review.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReviewRow {
    /// Its id.
    pub id: ReviewId,
    /// The day on which it was held.
    pub held_on: Day,
    /// Who led it.
    pub chair: Handle,
    /// Who else took part.
    pub attendees: Vec<Party>,
    /// The minutes.
    pub minutes: Evidence,
    /// The commit of the register that was looked at.
    pub looked_at: String,
    /// The day of the next review, as decided.
    pub next_on: Day,
    /// What was decided.
    pub decisions: Vec<ReviewDecision>,
    /// Who recorded it; absent where no lawful event did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded: Option<RecordedBy>,
}

/// The act that recorded a review.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordedBy {
    /// The event.
    pub event: Hash,
    /// Who did it.
    pub by: Party,
    /// The day, as claimed.
    pub on: Day,
    /// Whether the event carries a signature.
    pub signed: bool,
}

/// The day by which the next review is due: as the last one decided, and no later than policy allows.
#[must_use]
pub fn due_on<'a>(reviews: impl IntoIterator<Item = &'a Review>, policy: &Policy) -> Option<Day> {
    next_review(reviews.into_iter().map(|review| (review.held_on, review.next_on)), policy)
}

/// The same from the days on which reviews were held, each with the day that it decided on.
#[must_use]
pub fn next_review(held: impl IntoIterator<Item = (Day, Day)>, policy: &Policy) -> Option<Day> {
    let (held_on, next_on) = held.into_iter().max_by_key(|(held_on, _)| *held_on)?;
    Some(next_on.min(held_on.plus(policy.review_interval_days)))
}

/// Lists the reviews, beside them what could not be read. A record that no manager's act made is listed, and does not
/// count for the next date.
///
/// # Errors
/// The folder of reviews cannot be read.
pub fn list(register: &Register, origin: Origin) -> anyhow::Result<(ReviewList, Vec<Problem>)> {
    let (reviews, problems) = register.reviews()?;
    let recorded: Vec<Option<&Event>> = reviews
        .iter()
        .map(|r| RecordReplay::new(FileKind::Review, r.event.values(), &register.authority, None).recorded())
        .collect();
    let counting = reviews.iter().zip(&recorded).filter(|(_, event)| event.is_some()).map(|(review, _)| review);
    let due_on = due_on(counting, &register.settings.policy);
    let overdue_days = due_on.map(|due| origin.as_of.since(due)).filter(|late| *late > 0);
    let rows = reviews.iter().zip(&recorded).rev().map(|(review, event)| ReviewRow {
        id: review.id.clone(),
        held_on: review.held_on,
        chair: review.chair.clone(),
        attendees: review.attendees.clone(),
        minutes: review.minutes.clone(),
        looked_at: review.looked_at.clone(),
        next_on: review.next_on,
        decisions: review.decision.clone(),
        recorded: event.map(|event| RecordedBy {
            event: event.hash.clone(),
            by: event.by.clone(),
            on: event.at.day(register.zone()),
            signed: event.signature.is_some(),
        }),
    });
    let reviews = rows.collect();
    Ok((ReviewList { origin, due_on, overdue_days, reviews }, problems))
}
