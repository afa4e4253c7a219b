use std::process::ExitCode;

use clap::Args;

use super::context::{Format, Globals, ReadFlags};
use super::failure::FOUND;
use super::output::OutputFlags;
use crate::render::terminal::tell;
use crate::render::{json, stale as render};
use crate::report::stale::{Stale, stale};

/// Show which items have stalled, why, and for how long
#[derive(Debug, Args)]
#[command(
    after_help = "Overdue, actions overdue, waiting for verification, deferrals that are over, undecided, nothing done, open for long; the numbers of days are policy numbers (kaizen config list).\n\nExample:\n  kaizen stale --exit-code"
)]
pub struct Arguments {
    /// End with 1 when anything stands still
    #[arg(long)]
    exit_code: bool,
    /// Every item, however many there are
    #[arg(long)]
    all: bool,
    /// How to print it
    #[arg(long, default_value = "table")]
    format: Format,
    #[command(flatten)]
    output: OutputFlags,
    #[command(flatten)]
    read: ReadFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let (items, problems) = stale(&view.register, view.today)?;
        let report = Stale { origin: view.origin(), items };
        if self.format == Format::Table && report.items.is_empty() {
            tell("nothing stands still");
        }
        self.output.deliver(self.format, |format| match format {
            Format::Json => json::pretty(&report),
            Format::Table if report.items.is_empty() => Ok(String::new()),
            Format::Table => Ok(render::human(&report, self.all)),
        })?;
        let code = view.tell_problems(&problems);
        // What could not be looked at weighs more than what was found.
        if self.exit_code && problems.is_empty() && !report.items.is_empty() {
            return Ok(ExitCode::from(FOUND));
        }
        Ok(code)
    }
}
