use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::context::{Globals, ReadFlags};
use super::output::OutputFlags;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::render::json;
use crate::render::kpi as render;
use crate::report::kpi::{By, report};
use crate::report::period::{Days, Period};

/// Print what management takes away: key figures
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen report kpi --period 2026-Q3\n  kaizen report kpi --by department --explain\n  kaizen report kpi --as-of 2026-06-30 --format markdown --output kpi.md"
)]
pub struct Arguments {
    #[command(subcommand)]
    verb: ReportVerb,
}

#[derive(Debug, Subcommand)]
enum ReportVerb {
    /// The key figures, each with what was counted of what
    Kpi(Kpi),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Where there is nothing to measure it says so: that is neither 0 % nor 100 %. The target of the completion rate is a policy number (kaizen config list).\n\nExamples:\n  kaizen report kpi --period 2026-Q3\n  kaizen report kpi --by department --explain"
)]
struct Kpi {
    /// The days to look at: 2026-Q3, 2026, last-90-days
    #[arg(long, value_name = "PERIOD", default_value = "last-365-days")]
    period: Period,
    /// The figures of each group of items
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
    /// With each figure its definition and the ids behind it
    #[arg(long)]
    explain: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    output: OutputFlags,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For eyes
    Human,
    /// For programs (kaizen schema kpi)
    Json,
    /// For a report
    Markdown,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        match self.verb {
            ReportVerb::Kpi(arguments) => arguments.run(globals),
        }
    }
}

/// The days of a period, up to the day that is looked on.
///
/// # Errors
/// It begins later.
pub fn days(period: Period, today: Day) -> Result<Days, Refusal> {
    period.days(today).ok_or_else(|| {
        Refusal::new(format!("that period begins after {today}, the day that is looked on"))
            .next("ask for one that has begun: --period last-90-days")
    })
}

impl Kpi {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let days = days(self.period, view.today)?;
        let (report, problems) = report(&view.register, days, self.by, view.origin())?;
        self.output.deliver(self.format, |format| match format {
            Format::Human => Ok(render::human(&report, self.explain)),
            Format::Json => json::pretty(&report),
            Format::Markdown => Ok(render::to_markdown(&report, self.explain)),
        })?;
        Ok(view.tell_problems(&problems))
    }
}
