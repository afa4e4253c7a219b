use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags};
use super::failure::{COULD_NOT, FOUND};
use super::full_check::{audited, checked, recorded};
use super::output::OutputFlags;
use crate::render::audit as render;
use crate::render::crosswalk as by_requirement;
use crate::render::json;
use crate::report::audit::{CHECKLIST_STEPS, Sample, checklist, entries};
use crate::report::crosswalk::{Framework, Ground, crosswalk};

/// Go through the ten steps of an internal audit of the register
#[derive(Debug, Args)]
#[command(
    after_help = "Each step passes, fails, or is for a human; step 5 always is. A step that samples says what was drawn, and draws the same again with the same --sample and --seed.\n\nExit codes: 0 no step fails, 1 a step fails, 2 could not look.\n\nExamples:\n  kaizen audit --sample 5 --seed 2026-autumn\n  kaizen audit --step 4\n  kaizen audit --checklist --output markdown=evidence.md\n  kaizen audit --crosswalk nis2"
)]
pub struct Arguments {
    /// Only this step; may be repeated
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(1..=10), conflicts_with = "checklist")]
    step: Vec<u8>,
    /// The three pieces of evidence that are asked for first, each passed or failed
    #[arg(long)]
    checklist: bool,
    /// What another framework asks of improvement, and what of the register answers it
    #[arg(long, value_name = "FRAMEWORK", conflicts_with_all = ["step", "checklist", "sample", "seed", "no_history"])]
    crosswalk: Option<Framework>,
    /// How many are drawn in a step that samples
    #[arg(long, value_name = "N", default_value_t = 5)]
    sample: usize,
    /// The seed of the sample: the same seed draws the same (default: the day)
    #[arg(long, value_name = "SEED")]
    seed: Option<String>,
    /// Show every step in full
    #[arg(long)]
    full: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    output: OutputFlags,
    /// Skip the history: what was done to the register, and the commits of events
    #[arg(long)]
    no_history: bool,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs (kaizen schema audit)
    Json,
    /// For a report
    Markdown,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        if let Some(framework) = self.crosswalk {
            return self.crosswalk(framework, globals);
        }
        let done = checked(globals, &self.read, self.no_history)?;
        let Some(register) = done.opened.register() else {
            // Which of the two files cannot be read, and where, is what opening it says.
            return globals.view(&self.read).map(|_| ExitCode::from(COULD_NOT));
        };
        let seed = self.seed.clone().unwrap_or_else(|| done.today.to_string());
        let wanted = if self.checklist { CHECKLIST_STEPS.to_vec() } else { self.step.clone() };
        let audit = audited(register, &done, Sample { size: self.sample, seed }, &wanted)?;
        let fails = if self.checklist {
            let list = checklist(audit);
            self.output.deliver(self.format, |format| match format {
                Format::Human => Ok(render::checklist(&list)),
                Format::Json => json::pretty(&list),
                Format::Markdown => Ok(render::checklist_markdown(&list)),
            })?;
            list.fails()
        } else {
            self.output.deliver(self.format, |format| match format {
                Format::Human => Ok(render::human(&audit, self.full)),
                Format::Json => json::pretty(&audit),
                Format::Markdown => Ok(render::to_markdown(&audit)),
            })?;
            audit.fails()
        };
        Ok(if fails { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
    }

    /// No rule is asked: what there is answers, and a person says whether it is enough.
    fn crosswalk(&self, framework: Framework, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let (items, mut problems) = entries(&view.register)?;
        let (sources, more) = view.register.sources()?;
        problems.extend(more);
        let reviews = recorded(&view.register)?;
        let ground = Ground { entries: &items, sources: &sources, reviews: &reviews };
        let told = crosswalk(framework, &ground, view.origin());
        self.output.deliver(self.format, |format| match format {
            Format::Human => Ok(by_requirement::human(&told)),
            Format::Json => json::pretty(&told),
            Format::Markdown => Ok(by_requirement::to_markdown(&told)),
        })?;
        Ok(view.tell_problems(&problems))
    }
}
