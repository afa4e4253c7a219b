//! A whole check whose findings another verb reports on.

use super::context::{Globals, ReadFlags};
use crate::check::filter::Filter;
use crate::check::finding::Finding;
use crate::check::full_check::{Asked, Checked, full_check};
use crate::model::id::ItemId;

/// Checks a register once, all rules.
///
/// # Errors
/// No register, or a folder of it or its repository cannot be read.
pub fn checked(globals: &Globals, read: &ReadFlags, no_history: bool) -> anyhow::Result<Checked> {
    checked_as(globals, read, &Asked { no_history, ..Asked::all() })
}

/// What is found about some items, by their files alone.
///
/// # Errors
/// As [`checked`].
pub fn found_about(globals: &Globals, read: &ReadFlags, items: &[ItemId]) -> anyhow::Result<Vec<Finding>> {
    let items = items.iter().map(ToString::to_string).collect();
    let asked = Asked { no_history: true, audit: false, filter: Filter { items, ..Filter::default() } };
    Ok(checked_as(globals, read, &asked)?.report.findings)
}

fn checked_as(globals: &Globals, read: &ReadFlags, asked: &Asked) -> anyhow::Result<Checked> {
    let root = globals.root()?;
    let (store, then) = globals.store(&root, read)?;
    full_check(&root, store, asked, |zone| globals.moment(zone, then))
}
