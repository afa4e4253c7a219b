use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags, View};
use super::failure::FOUND;
use super::terms_flags::parse_day;
use crate::check::full_check::commit_of;
use crate::git::Repo;
use crate::history::deleted_sources::{DeletedSource, deleted_sources};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::word::SourceKind;
use crate::render::terminal::{out, tell};
use crate::render::{json, trace as render};
use crate::report::audit::Sample;
use crate::report::trace::{Ground, TraceReport, of, sample, unanswered};

/// Follow the trail from what happened to what changed, and back, and show its gaps
#[derive(Debug, Args)]
#[command(
    after_help = "A source is named with its kind (incident:INC-481) or without (INC-481, in any case); of an item any unique part of its id will do.\n\nA sample is drawn from the sources that have a record and those that items name; the same --sample and --seed draw it again.\n\n--unanswered lists significant sources, findings of audits and decisions of management reviews that no item answers and nobody dismissed; it ends with 1 where there are some. An item answers to a decision that a review names it for, or with --source management-review:2026-09-30#2.\n\nExamples:\n  kaizen trace INC-481\n  kaizen trace K7QD --format dot > trace.dot\n  kaizen trace --sample 10 --seed 2026-autumn --kind incident \\\n    --since 2026-01-01\n  kaizen trace --unanswered"
)]
pub struct Arguments {
    /// A source, by its name, or an item, by its id
    #[arg(value_name = "REF|ID", required_unless_present_any = ["sample", "unanswered"])]
    name: Option<String>,
    /// Draw so many sources and trace each
    #[arg(long, value_name = "N", conflicts_with = "name")]
    sample: Option<usize>,
    /// The seed of the sample: the same seed draws the same (default: the day)
    #[arg(long, value_name = "SEED", requires = "sample")]
    seed: Option<String>,
    /// Only sources of this kind are drawn
    #[arg(long, requires = "sample")]
    kind: Option<SourceKind>,
    /// Only sources that happened on this day or later are drawn
    #[arg(long, value_name = "DATE", value_parser = parse_day, requires = "sample")]
    since: Option<Day>,
    /// List what no item answers and nobody dismissed
    #[arg(long, conflicts_with_all = ["name", "sample"])]
    unanswered: bool,
    /// Every one that no item answers, however many there are
    #[arg(long, requires = "unanswered")]
    all: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs (kaizen schema trace, kaizen schema trace-unanswered)
    Json,
    /// For a report
    Markdown,
    /// For Graphviz
    Dot,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let (ground, mut problems) = Ground::read(&view.register, view.today, deleted(&view)?)?;
        if self.unanswered {
            let (report, more) = unanswered(&ground, view.origin())?;
            problems.extend(more);
            match self.format {
                Format::Json => out(&json::pretty(&report)?)?,
                Format::Markdown => out(&render::unanswered_markdown(&report, self.all))?,
                Format::Dot => {
                    return Err(Refusal::new("what no item answers leads nowhere, so there is no graph of it")
                        .next("--format table, json or markdown")
                        .into());
                }
                Format::Table if report.is_empty() && problems.is_empty() => {
                    tell("everything that owes an answer has one");
                }
                Format::Table if report.is_empty() => {}
                Format::Table => out(&render::unanswered(&report, self.all))?,
            }
            let code = view.tell_problems(&problems);
            return Ok(if problems.is_empty() && !report.is_empty() { ExitCode::from(FOUND) } else { code });
        }
        let report: TraceReport = match (&self.name, self.sample) {
            (Some(name), _) => of(&ground, name, view.origin())?,
            (None, size) => {
                let seed = self.seed.clone().unwrap_or_else(|| view.today.to_string());
                let drawn = Sample { size: size.unwrap_or_default(), seed };
                sample(&ground, drawn, self.kind, self.since, view.origin())?
            }
        };
        out(&match self.format {
            Format::Table => render::human(&report),
            Format::Json => json::pretty(&report)?,
            Format::Markdown => render::to_markdown(&report),
            Format::Dot => render::dot(&report),
        })?;
        Ok(view.tell_problems(&problems))
    }
}

/// The source records that were deleted, as far as there is a history to look into.
fn deleted(view: &View) -> anyhow::Result<Vec<DeletedSource>> {
    let Some(repo) = Repo::discover(&view.root)? else { return Ok(Vec::new()) };
    match commit_of(&view.register.store, Some(&repo))? {
        Some(tip) => deleted_sources(&repo, tip, &repo.relative(&view.root)?, &view.register.store),
        None => Ok(Vec::new()),
    }
}
