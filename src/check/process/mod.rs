//! Process: whether the work goes as it should.

mod across_items;
mod agreed;
mod blame;
pub mod blame_phrases;
pub mod cause;
mod clocks;
mod decided;
mod haste;
mod proof;
mod waiting;
mod wording;

#[cfg(test)]
mod tests;

use super::facts::ItemRule;

pub use across_items::ACROSS;
pub use wording::empty_acts;

/// The rules about an item.
pub const ITEM: &[ItemRule] = &[
    agreed::owner_missing,
    agreed::owner_not_a_person,
    agreed::owner_gone,
    agreed::due_missing,
    agreed::criterion_missing,
    agreed::no_source,
    clocks::overdue,
    clocks::late_without_reason,
    waiting::postponed_again,
    clocks::stale,
    clocks::rejection_without_reason,
    clocks::deferral_expired,
    waiting::decision_pending,
    waiting::resources_pending,
    decided::self_approved,
    decided::approval_without_reference,
    decided::review_again,
    haste::hasty_closure,
    haste::downgraded,
    proof::root_cause,
    cause::after_fix,
    cause::shallow,
    blame::blame,
    cause::repeated,
    proof::verification_overdue,
    proof::verification_without_evidence,
    proof::self_verified,
    proof::early_verification,
    proof::risk_not_reduced,
    proof::criterion_moved,
    wording::empty,
    wording::generic,
];
