//! Some of what is measured.

use super::measure::{Measured, Whole};
use crate::model::source::Source;

/// The items and sources of a group, or all.
pub(super) struct Part<'w> {
    /// The whole register.
    pub whole: &'w Whole<'w>,
    /// The items.
    pub items: Vec<&'w Measured<'w>>,
    /// The source records.
    pub sources: Vec<&'w Source>,
}
