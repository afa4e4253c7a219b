//! What an item needs by its terms.

use crate::model::terms::Terms;
use crate::model::word::{Kind, Significance};

/// Whether a root cause is required: for corrective actions and every nonconformity (10.2 b), and, as auditors expect,
/// for whatever is of major significance.
#[must_use]
pub fn root_cause(terms: &Terms) -> bool {
    terms.kind == Some(Kind::CorrectiveAction)
        || terms.grade.is_some_and(super::super::model::word::Grade::is_nonconformity)
        || terms.significance == Some(Significance::Major)
}
