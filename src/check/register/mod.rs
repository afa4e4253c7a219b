//! Register: whether the whole of it is alive, and used as a register should be.

mod activity;
mod answers;
mod minors;
mod rates;

use super::summary::WholeRule;

/// The rules about all files together.
pub const RULES: &[WholeRule] = &[
    activity::too_few_active,
    activity::no_recent_entries,
    activity::no_staff_contribution,
    rates::burst_before_review,
    rates::low_completion_rate,
    answers::unanswered_source,
    answers::source_deadline,
    minors::minors_add_up,
    answers::management_review_overdue,
    answers::unknown_reference,
];
