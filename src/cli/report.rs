use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::context::{Globals, ReadFlags};
use super::output::OutputFlags;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::register::find;
use crate::render::digest::to_markdown as render_digest;
use crate::render::json;
use crate::render::kpi as render;
use crate::render::management_review::to_markdown as render_review;
use crate::report::digest::digest;
use crate::report::kpi::{By, report};
use crate::report::management_review::management_review;
use crate::report::period::{Days, Period};

/// Print what management takes away: key figures, the input of a review, what waits for whom
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
    /// The inputs of a management review (9.3.2 a to g), what is to be decided, and the command that records it
    ManagementReview(ReviewArguments),
    /// What waits for whom today, each with the command that settles it
    Digest(DigestArguments),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is sent: a mailer or a job of the forge does that. What several people may do is told to each of them.\n\nExamples:\n  kaizen report digest --for arjun.mehta\n  kaizen report digest --all --format json"
)]
struct DigestArguments {
    /// Who it is for
    #[arg(long = "for", value_name = "HANDLE", required_unless_present = "all", conflicts_with = "all")]
    person: Option<String>,
    /// Everybody for whom something waits, and what waits for nobody
    #[arg(long)]
    all: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Document::Markdown)]
    format: Document,
    #[command(flatten)]
    output: OutputFlags,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Where the register knows nothing it says who supplies it. The document is a draft to fill in before the meeting; what was decided is recorded with kaizen review record.\n\nExamples:\n  kaizen report management-review --output review.md\n  kaizen report management-review --as-of 2026-09-22 --period 2026-Q3"
)]
struct ReviewArguments {
    /// The days to look at (default: since the last review)
    #[arg(long, value_name = "PERIOD")]
    period: Option<Period>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Document::Markdown)]
    format: Document,
    #[command(flatten)]
    output: OutputFlags,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Document {
    /// For people
    Markdown,
    /// For programs (kaizen schema management-review, or digest)
    Json,
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
            ReportVerb::Digest(arguments) => arguments.run(globals),
            ReportVerb::ManagementReview(arguments) => arguments.run(globals),
        }
    }
}

/// The days of a period, up to the day that is looked on.
///
/// # Errors
/// It begins later.
pub fn days(period: Period, today: Day) -> Result<Days, Refusal> {
    period.days(today).ok_or_else(|| not_begun(today))
}

fn not_begun(today: Day) -> Refusal {
    Refusal::new(format!("that period begins after {today}, the day that is looked on"))
        .next("ask for one that has begun: --period last-90-days")
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

impl DigestArguments {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let person = self.person.as_deref().map(|written| find::person(&view.register, written)).transpose()?;
        let (report, problems) = digest(&view.register, person.as_ref(), view.now, view.origin())?;
        self.output.deliver(self.format, |format| match format {
            Document::Json => json::pretty(&report),
            Document::Markdown => Ok(render_digest(&report)),
        })?;
        Ok(view.tell_problems(&problems))
    }
}

impl ReviewArguments {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let made = management_review(&view.register, self.period, view.now, view.origin())?;
        let (report, problems) = made.ok_or_else(|| not_begun(view.today))?;
        self.output.deliver(self.format, |format| match format {
            Document::Json => json::pretty(&report),
            Document::Markdown => Ok(render_review(&report)),
        })?;
        Ok(view.tell_problems(&problems))
    }
}
