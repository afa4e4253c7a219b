//! Register: whether the whole of it is alive, and used as a register should be.

mod alive;
mod answers;
mod rates;

use super::gather::WholeRule;

/// The rules about all files together.
pub const RULES: &[WholeRule] = &[
    alive::too_few_active,
    alive::no_recent_entries,
    alive::no_staff_contribution,
    rates::burst_before_review,
    rates::low_completion_rate,
    answers::unanswered_source,
    answers::management_review_overdue,
    answers::unknown_reference,
];
