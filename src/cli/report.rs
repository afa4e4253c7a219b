use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::context::{Globals, ReadFlags, View};
use super::output::OutputFlags;
use super::report_digest::DigestArguments;
use super::report_period::PeriodArguments;
use crate::check::full_check::commit_of;
use crate::git::{self, Repo};
use crate::history::timeline::Timeline;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::record::workspace::repository;
use crate::render::html;
use crate::render::json;
use crate::render::management_review::to_markdown as render_review;
use crate::render::{kpi as render, kpi_trend};
use crate::report::kpi::{By, Committed, report, trend};
use crate::report::management_review::management_review;
use crate::report::period::{Days, Period};

/// Print reports for management: key figures, the input of a review, what waits for whom
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
    /// What changed between two days, by item, with each field before and after
    Period(PeriodArguments),
}

#[derive(Debug, Args)]
#[command(
    after_help = "Where the register knows nothing it says who supplies it. The document is a draft to fill in before the meeting; what was decided is recorded with kaizen review record.\n\nExamples:\n  kaizen report management-review --output review.md\n  kaizen report management-review --as-of 2026-09-22 --period 2026-Q3\n  kaizen report management-review --format html --output review.html"
)]
struct ReviewArguments {
    /// The days to look at (default: since the last review)
    #[arg(long, value_name = "PERIOD")]
    period: Option<Period>,
    /// Every entry of each list, however many there are
    #[arg(long)]
    full: bool,
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
    /// One page for a browser, without a network or a script
    Html,
    /// For programs (kaizen schema management-review)
    Json,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Where there is nothing to measure it says so: that is neither 0 % nor 100 %. The target of the completion rate is a policy number (kaizen config list).\n\nExamples:\n  kaizen report kpi --period 2026-Q3\n  kaizen report kpi --by department --explain\n  kaizen report kpi --period 2026 --committed\n  kaizen report kpi --trend 8"
)]
struct Kpi {
    /// The days to look at: 2026-Q3, 2026, last-90-days
    #[arg(long, value_name = "PERIOD", default_value = "last-365-days")]
    period: Period,
    /// The figures of each group of items
    #[arg(long, value_name = "WHAT")]
    by: Option<By>,
    /// Quarter by quarter: the last N, each from the register as it was at its end
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=40), conflicts_with_all = ["period", "by", "explain"])]
    trend: Option<u32>,
    /// Entries a month by the day of their commits too, beside the day that was claimed; reads the whole history
    #[arg(long, conflicts_with = "trend")]
    committed: bool,
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
    /// For people
    Human,
    /// For programs (kaizen schema kpi, or kpi-trend)
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
            ReportVerb::Period(arguments) => arguments.run(globals),
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

/// When the events of the register were committed.
fn committed(view: &View) -> anyhow::Result<Committed> {
    let none = |why: &str| Refusal::new(format!("{why}, so nothing tells when items were committed"));
    let Some(repo) = Repo::discover(&view.root)? else {
        return Err(none("there is no git repository here").next("leave --committed out").into());
    };
    if repo.is_shallow() {
        return Err(none("this clone is shallow").next("git fetch --unshallow").into());
    }
    let Some(tip) = commit_of(&view.register.store, Some(&repo))? else { return Ok(Committed::new()) };
    let timeline = Timeline::read(&repo, tip, &repo.relative(&view.root)?, &[], view.now)?;
    Ok(timeline.moments_of_events())
}

impl Kpi {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        if let Some(count) = self.trend {
            return self.run_trend(count, &view);
        }
        let days = days(self.period, view.today)?;
        let committed = if self.committed { Some(committed(&view)?) } else { None };
        let (report, problems) = report(&view.register, days, self.by, committed.as_ref(), view.origin())?;
        self.output.deliver(self.format, |format| match format {
            Format::Human => Ok(render::human(&report, self.explain)),
            Format::Json => json::pretty(&report),
            Format::Markdown => Ok(render::to_markdown(&report, self.explain)),
        })?;
        Ok(view.tell_problems(&problems))
    }

    fn run_trend(&self, count: u32, view: &View) -> anyhow::Result<ExitCode> {
        let repo = repository(&view.root)?;
        let tip = git::resolve(&repo, view.commit.as_deref().unwrap_or("HEAD"))?;
        let (trend, problems) = trend(&view.register, &repo, &view.root, tip, count, view.origin())?;
        self.output.deliver(self.format, |format| match format {
            Format::Human => Ok(kpi_trend::human(&trend)),
            Format::Json => json::pretty(&trend),
            Format::Markdown => Ok(kpi_trend::to_markdown(&trend)),
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
            Document::Markdown => Ok(render_review(&report, self.full)),
            Document::Html => {
                Ok(html::document("Management review", &report.organisation, &render_review(&report, self.full)))
            }
        })?;
        Ok(view.tell_problems(&problems))
    }
}
