use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags};
use super::failure::{COULD_NOT, FOUND};
use super::full_check::checked;
use crate::check::finding::{self, Finding};
use crate::check::full_check::Checked;
use crate::history::timeline::Timeline;
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::record::RecordReplay;
use crate::model::date::Moment;
use crate::model::id::Hash;
use crate::model::review::Review;
use crate::model::word::Level;
use crate::register::load::Register;
use crate::render::audit as render;
use crate::render::crosswalk as by_requirement;
use crate::render::gate;
use crate::render::json;
use crate::render::terminal::out;
use crate::report::audit::{
    Audit, CHECKLIST_STEPS, LoweredRule, Material, Noted, Number, Sample, checklist, entries, steps,
};
use crate::report::crosswalk::{Framework, Ground, crosswalk};

/// Go through the ten steps of an internal audit of the register
#[derive(Debug, Args)]
#[command(
    after_help = "Each step passes, fails, or is for a human; step 5 always is. A step that samples says what was drawn, and draws the same again with the same --sample and --seed.\n\nExit codes: 0 no step fails, 1 a step fails, 2 could not look.\n\nExamples:\n  kaizen audit --sample 5 --seed 2026-autumn\n  kaizen audit --step 4\n  kaizen audit --checklist --format markdown > evidence.md\n  kaizen audit --crosswalk nis2"
)]
pub struct Arguments {
    /// Only this step; may be given several times
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
    /// What they are drawn by (default: the day)
    #[arg(long, value_name = "SEED")]
    seed: Option<String>,
    /// Of all steps as much as is shown of one
    #[arg(long)]
    full: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Look at no history: neither at what was done to the register, nor for the commits of events
    #[arg(long)]
    no_history: bool,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For eyes
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
        let audit = self.audit(register, &done)?;
        let fails = if self.checklist {
            let list = checklist(audit);
            out(&match self.format {
                Format::Human => render::checklist(&list),
                Format::Json => json::pretty(&list)?,
                Format::Markdown => render::checklist_markdown(&list),
            })?;
            list.fails()
        } else {
            out(&match self.format {
                Format::Human => render::human(&audit, self.full),
                Format::Json => json::pretty(&audit)?,
                Format::Markdown => render::to_markdown(&audit),
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
        out(&match self.format {
            Format::Human => by_requirement::human(&told),
            Format::Json => json::pretty(&told)?,
            Format::Markdown => by_requirement::to_markdown(&told),
        })?;
        Ok(view.tell_problems(&problems))
    }

    fn audit(&self, register: &Register, done: &Checked) -> anyhow::Result<Audit> {
        let report = &done.report;
        let (items, _) = entries(register)?;
        let reviews = recorded(register)?;
        let (sources, _) = register.sources()?;
        let noted: Vec<Noted> = report.findings.iter().map(noted).collect();
        let lowered: Vec<LoweredRule> = report.lowered.iter().map(lowered).collect();
        let seed = self.seed.clone().unwrap_or_else(|| done.today.to_string());
        let sample = Sample { size: self.sample, seed };
        let wanted = if self.checklist { CHECKLIST_STEPS.to_vec() } else { self.step.clone() };
        let commits = done.history.as_ref().map(Timeline::commits_of_events).unwrap_or_default();
        let material = Material {
            register,
            entries: &items,
            reviews: &reviews,
            sources: &sources,
            noted: &noted,
            lowered: &lowered,
            commits: &commits,
            introduced: introduced(register),
            today: done.today,
            sample: &sample,
        };
        let steps = steps(&material, &wanted);
        let mut cannot_prove = report.cannot_prove.clone();
        cannot_prove.push("Incidents, findings and requests that nobody entered do not show.".to_owned());
        cannot_prove.push("What people would answer is for a human to ask.".to_owned());
        Ok(Audit {
            origin: report.origin.clone(),
            based_on: report.based_on.clone(),
            organisation: register.settings.name.clone(),
            register: register.settings.id.clone(),
            introduction: report.introduction.clone(),
            numbers: numbers(register),
            items: items.len(),
            sample,
            steps,
            cannot_prove,
        })
    }
}

/// The management reviews that a lawful act recorded.
fn recorded(register: &Register) -> anyhow::Result<Vec<Review>> {
    let (mut reviews, _) = register.reviews()?;
    reviews.retain(|r| {
        RecordReplay::new(FileKind::Review, r.event.values(), &register.authority, None).recorded().is_some()
    });
    Ok(reviews)
}

fn introduced(register: &Register) -> Option<(Hash, Moment)> {
    let people = register.basics.replay_people();
    let settings = register.basics.replay_settings(&people);
    let hash = settings.introduction()?.clone();
    let event = register.basics.settings.event.values().find(|e| e.hash == hash)?;
    Some((hash, event.at))
}

fn numbers(register: &Register) -> Vec<Number> {
    let otherwise = register.settings.policy.set_otherwise().into_iter();
    otherwise.map(|(key, value, usual)| Number { key, value, usual }).collect()
}

fn lowered(lowered: &finding::Lowered) -> LoweredRule {
    LoweredRule {
        rule: lowered.rule,
        matters: lowered.level == Level::Off || lowered.found > 0,
        text: gate::lowered(lowered),
    }
}

fn noted(finding: &Finding) -> Noted {
    Noted {
        rule: finding.rule,
        level: finding.level,
        file: finding.file.clone(),
        item: finding.item.clone(),
        message: finding.message.clone(),
        waived: finding.waived.as_ref().map(|w| (w.reason.clone(), w.until)),
    }
}
