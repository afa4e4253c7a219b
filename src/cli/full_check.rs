//! A whole check whose findings another verb reports on.

use super::context::{Globals, ReadFlags};
use crate::check::full_check::{Checked, full_check};

/// Checks a register once, all rules.
///
/// # Errors
/// No register, or a folder of it or its repository cannot be read.
pub fn checked(globals: &Globals, read: &ReadFlags, no_history: bool) -> anyhow::Result<Checked> {
    let root = globals.root()?;
    let (store, then) = globals.store(&root, read)?;
    full_check(&root, store, no_history, |zone| globals.moment(zone, then))
}
