//! Whether an item was finished by its target date: asked by the rule `low-completion-rate` and by the key figures.

use std::ops::RangeInclusive;

use crate::model::date::Day;
use crate::model::word::Status;

/// Whether an item counts for the completion rate of some days, and then whether it was finished in time: signed off by its
/// target date, and not brought back since. `None` where no target date of it fell into those days, or nobody works on it.
#[must_use]
pub fn in_time(
    status: Option<Status>,
    due: Option<Day>,
    finished: Option<Day>,
    days: &RangeInclusive<Day>,
) -> Option<bool> {
    let status = status.filter(|s| s.is_running() || matches!(s, Status::Implemented | Status::Closed))?;
    let due = due.filter(|due| days.contains(due))?;
    Some(finished.is_some_and(|day| !status.is_running() && day <= due))
}
