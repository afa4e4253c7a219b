//! Process: whether the work goes as it should.

mod agreed;
mod proof;
mod running;

use super::facts::ItemRule;

/// The rules about an item.
pub const ITEM: &[ItemRule] = &[
    agreed::owner_missing,
    agreed::owner_not_a_person,
    agreed::owner_gone,
    agreed::due_missing,
    agreed::criterion_missing,
    agreed::no_source,
    running::overdue,
    running::late_without_reason,
    running::stale,
    running::rejection_without_reason,
    running::deferral_expired,
    proof::root_cause,
    proof::verification_overdue,
    proof::verification_without_evidence,
    proof::self_verified,
];
