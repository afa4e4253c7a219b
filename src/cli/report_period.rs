use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags};
use super::output::OutputFlags;
use super::terms_flags::parse_day;
use crate::history::period::changes;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::record::workspace::repository;
use crate::render::terminal::tell;
use crate::render::{json, period as render};

#[derive(Debug, Args)]
#[command(
    after_help = "The register as it was before the first day is held against what it was at the end of the last one, by the commits of the current branch; the time of an act is as claimed. A field that went back to what it was is not told: kaizen log tells each step.\n\nExamples:\n  kaizen report period --from 2026-07-01 --to 2026-09-30\n  kaizen report period --from 2026-07-01 --format markdown \\\n    --output third-quarter.md"
)]
pub struct PeriodArguments {
    /// The first day
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    from: Day,
    /// The last day (default: today)
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    to: Option<Day>,
    /// Every change, however many there are
    #[arg(long)]
    full: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    output: OutputFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs (kaizen schema period)
    Json,
    /// For a report
    Markdown,
}

impl PeriodArguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&ReadFlags::default())?;
        let to = self.to.unwrap_or(view.today);
        if self.from > to {
            return Err(Refusal::new(format!("the period begins on {}, after its end on {to}", self.from))
                .next("name both days: --from 2026-07-01 --to 2026-09-30")
                .into());
        }
        let repo = repository(&view.root)?;
        let (report, problems) = changes(&repo, &view.root, &view.register, (self.from, to))?;
        self.output.deliver(self.format, |format| match format {
            Format::Table => Ok(render::human(&report, self.full)),
            Format::Json => json::pretty(&report),
            Format::Markdown => Ok(render::to_markdown(&report, self.full)),
        })?;
        if to >= view.today && repo.is_changed(&repo.relative(&view.root)?)? {
            tell("what is not committed is not in it (git status)");
        }
        Ok(view.tell_problems(&problems))
    }
}
