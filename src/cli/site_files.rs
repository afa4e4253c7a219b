//! The files of a site: gathered, checked, audited, rendered.

use super::context::{Globals, ReadFlags, View};
use super::full_check::{audited, checked};
use crate::register::read::Problem;
use crate::render::html::{self, Judged};
use crate::report::audit::Sample;
use crate::report::period::Period;
use crate::report::site::site;

/// How many are drawn in an audit step that samples.
const SAMPLE: usize = 5;

/// The files of a site, each with its path.
pub type Files = Vec<(String, String)>;

/// The files of the site of a register as it is looked at, and what could not be read.
///
/// # Errors
/// A folder of the register or its repository cannot be read.
pub fn of(
    globals: &Globals,
    view: &View,
    read: &ReadFlags,
    period: Period,
    public: bool,
) -> anyhow::Result<(Files, Vec<Problem>)> {
    let register = &view.register;
    let days = super::report::days(period, view.today)?;
    let mut site = site(register, days, view.now, view.origin())?;
    if public {
        site = site.for_everybody();
    }
    let done = checked(globals, read, false)?;
    let sample = Sample { size: SAMPLE, seed: view.today.to_string() };
    let audit = audited(register, &done, sample, &[])?;
    let judged = Judged { audit: &audit, report: &done.report, settings: &register.settings };
    let files = html::files(&site, &judged);
    Ok((files, site.problems))
}
