//! The clocks of an item: its target date, those of its actions, and the day of its effectiveness review.

use chrono_tz::Tz;

use crate::lifecycle::lawful::Law;
use crate::lifecycle::state::{ActionState, State};
use crate::model::date::Day;
use crate::model::event::Event;
use crate::model::id::PartId;
use crate::model::settings::Policy;
use crate::model::word::Status;

/// Days since the target date of an item that is worked on; `None` while it is not overdue.
#[must_use]
pub fn overdue(state: &State, today: Day) -> Option<i64> {
    let due = state.terms.due.filter(|_| state.status.is_some_and(Status::is_running))?;
    Some(today.since(due)).filter(|days| *days > 0)
}

/// The open actions of an item that is worked on whose own date has passed, with the days since.
pub fn overdue_actions(state: &State, today: Day) -> impl Iterator<Item = (&PartId, &ActionState, i64)> {
    let running = state.status.is_some_and(Status::is_running);
    state.open_actions().filter(move |_| running).filter_map(move |(id, action)| {
        let days = today.since(action.due?);
        (days > 0).then_some((id, action, days))
    })
}

/// Whether the item, or an action of it, is overdue.
#[must_use]
pub fn is_overdue(state: &State, today: Day) -> bool {
    overdue(state, today).is_some() || overdue_actions(state, today).next().is_some()
}

/// Since when a raised item waits for a manager's decision.
#[must_use]
pub fn undecided_since(state: &State, zone: Tz) -> Option<Day> {
    let raised = state.status == Some(Status::Raised);
    state.undecided_since.filter(|_| raised).map(|at| at.day(zone))
}

/// The day on which a rejection was to be looked at again, and the days since, until a manager acted on that day or later.
#[must_use]
pub fn review_again<'e>(
    state: &State,
    mut effective: impl Iterator<Item = &'e Event>,
    law: &Law<'_>,
    today: Day,
) -> Option<(Day, i64)> {
    let rejected = state.status == Some(Status::Rejected);
    let on = state.review_on.filter(|on| rejected && *on <= today)?;
    let looked = |event: &Event| {
        event.at.day(law.zone) >= on && event.by.handle().is_some_and(|by| law.authority.is_manager(by, event.at))
    };
    (!effective.any(looked)).then(|| (on, today.since(on)))
}

/// The day of the effectiveness review of an item that is implemented: as agreed, else so many days after sign-off.
#[must_use]
pub fn verification_day(state: &State, policy: &Policy, zone: Tz) -> Option<Day> {
    state.verify_on(policy, zone).filter(|_| state.status == Some(Status::Implemented))
}

/// The day on which an open item becomes late: by its target date or that of an open action, by its verification, by a
/// decision that is due, or by the end of its deferral. What is closed or rejected never does.
#[must_use]
pub fn late_from(state: &State, policy: &Policy, zone: Tz, today: Day) -> Option<Day> {
    let running = state.status.is_some_and(Status::is_running);
    let dates = state.terms.due.into_iter().chain(state.open_actions().filter_map(|(_, action)| action.due));
    let undecided = undecided_since(state, zone).map(|since| since.plus(policy.decision_days));
    let put_off = state.deferred_until.filter(|_| state.status == Some(Status::Deferred));
    // Work without a date is nobody's promise; it comes before what nobody began.
    let work = || dates.min().or(Some(today));
    let day = if running { work() } else { verification_day(state, policy, zone).or(undecided).or(put_off) };
    day.map(|day| day.plus(1))
}
