use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags, find_item};
use super::terms_flags::parse_day;
use crate::history::log::{Log, Wanted, entries};
use crate::model::date::Day;
use crate::model::event::Act;
use crate::record::desk::repository;
use crate::register::place::item_path;
use crate::render::terminal::{out, tell};
use crate::render::{json, log as render};
use crate::report::origin::Origin;

/// Tell who changed which field from what to what, when, in which commit
#[derive(Debug, Args)]
#[command(after_help = "The time that is claimed and the time of the commit are both shown.\n\nExamples:\n  kaizen log k7qd\n  kaizen log --since 2026-07-01 --act verified --format json")]
pub struct Arguments {
    /// The item, by any unique part of its id; without, the whole register
    id: Option<String>,
    /// Only what came with this act
    #[arg(long)]
    act: Option<Act>,
    /// Only what came with an act of this person
    #[arg(long, value_name = "HANDLE")]
    by: Option<String>,
    /// Only commits from this day on
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    since: Option<Day>,
    /// No more entries than this
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// How to print it
    #[arg(long, default_value = "table")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&ReadFlags::default())?;
        let repo = repository(&view.root)?;
        let zone = view.register.zone();
        let file = self.id.as_deref().map(|w| find_item(&view.register, w).map(|id| item_path(&id))).transpose()?;
        let wanted =
            Wanted { file, act: self.act, by: self.by, since: self.since.map(|d| d.start(zone)), limit: self.limit };
        let (tip, entries) = entries(&repo, &view.root, &wanted)?;
        let log = Log { entries, origin: Origin::new(view.today, Some(tip)) };
        match self.format {
            Format::Json => out(&json::pretty(&log)?)?,
            Format::Table if log.entries.is_empty() => tell("no commit is like that"),
            Format::Table => out(&render::human(&log, zone))?,
        }
        if repo.is_shallow() {
            tell("this clone is shallow: older commits are not here (git fetch --unshallow)");
        }
        Ok(ExitCode::SUCCESS)
    }
}
