//! What an item, or a decision about it, needs by its terms.

use super::state::State;
use crate::model::event::Event;
use crate::model::item::Item;
use crate::model::settings::Policy;
use crate::model::terms::Terms;
use crate::model::word::{Decision, Grade, Kind, ResourceKind, Significance};

/// Whether a root cause is required: for corrective actions and every nonconformity (10.2 b), and, as auditors expect,
/// for whatever is of major significance.
#[must_use]
pub fn root_cause(terms: &Terms) -> bool {
    terms.kind == Some(Kind::CorrectiveAction)
        || terms.grade.is_some_and(Grade::is_nonconformity)
        || terms.significance == Some(Significance::Major)
}

/// Whether a root cause has to be written before the item is signed off, given the content that counts (10.2 b): where
/// [`root_cause`] asks, and again after each fix that failed.
#[must_use]
pub fn lacks_cause(state: &State, in_force: &Item) -> bool {
    let asked = root_cause(&state.terms) || state.analyses_needed > 0;
    state.lacks_analysis() || (asked && in_force.root_cause().is_none())
}

/// Whether an approval lacks the reference of its financial record, which auditors ask for above an amount of money.
#[must_use]
pub fn lacks_reference(approval: &Event, policy: &Policy) -> bool {
    let money = approval.asked.as_ref().filter(|asked| asked.kind == ResourceKind::Budget);
    let granted = money.map(|asked| approval.amount.unwrap_or(asked.amount));
    approval.decision == Some(Decision::Approved)
        && granted.is_some_and(|amount| amount > f64::from(policy.reference_above))
        && approval.reference.as_ref().is_none_or(|reference| reference.trim().is_empty())
}
