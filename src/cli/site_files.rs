//! What the files of a site are made from: gathered, checked, audited.

use super::context::{Globals, ReadFlags, View};
use super::full_check::{audited, checked};
use crate::check::finding::Report;
use crate::model::settings::Settings;
use crate::render::html::{self, Judged, SiteFile};
use crate::report::audit::{Audit, Sample};
use crate::report::period::Period;
use crate::report::site::{Site, site};

/// How many are drawn in an audit step that samples.
const SAMPLE: usize = 5;

/// A site before its pages are made.
#[derive(Debug)]
pub struct SiteGround {
    /// What it shows.
    pub site: Site,
    audit: Audit,
    report: Report,
    settings: Settings,
}

impl SiteGround {
    /// The ground of the site of a register as it is looked at.
    ///
    /// # Errors
    /// A folder of the register or its repository cannot be read.
    pub fn of(
        globals: &Globals,
        view: &View,
        read: &ReadFlags,
        period: Period,
        public: bool,
    ) -> anyhow::Result<SiteGround> {
        let register = &view.register;
        let days = super::report::days(period, view.today)?;
        let done = checked(globals, read, false)?;
        let sample = Sample { size: SAMPLE, seed: view.today.to_string() };
        let audit = audited(register, &done, sample, &[])?;
        // What was read of history is not needed any more, and much.
        let report = done.report;
        let mut site = site(register, days, view.now, view.origin())?;
        if public {
            site = site.for_everybody();
        }
        Ok(SiteGround { site, audit, report, settings: register.settings.clone() })
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> Vec<SiteFile<'_>> {
        html::files(&self.site, Judged { audit: &self.audit, report: &self.report, settings: &self.settings })
    }
}
