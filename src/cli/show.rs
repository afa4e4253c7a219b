use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::context::{Format, Globals, ReadFlags, View};
use super::full_check::found_about;
use crate::check::finding::Finding;
use crate::model::id::ItemId;
use crate::model::source::Source;
use crate::register::find;
use crate::register::place::item_path;
use crate::render::item::Beside;
use crate::render::terminal::out;
use crate::render::{item as render, json};
use crate::report::item::view;

/// Show items: terms, whys as a chain, events as a timeline, what check finds, and what may be done next
#[derive(Debug, Args)]
#[command(
    after_help = "What check finds is told by the file alone; kaizen check --item ID looks at history too. On a terminal the file, evidence and tickets are links. With --json several items are a line each.\n\nExamples:\n  kaizen show k7qd\n  kaizen show k7qd m2va"
)]
pub struct Arguments {
    /// The items, each by any unique part of its id
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// How to print it
    #[arg(long, default_value = "table")]
    format: Format,
    #[command(flatten)]
    read: ReadFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let looked = globals.view(&self.read)?;
        let mut ids: Vec<ItemId> = Vec::new();
        for written in &self.ids {
            let id = find::item(&looked.register, written)?;
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
        let (reviews, mut problems) = looked.register.reviews()?;
        let mut shown = Vec::with_capacity(ids.len());
        for id in &ids {
            let loaded = looked.register.item(&item_path(id))?;
            shown.push(view(&looked.register, &loaded, &reviews, looked.origin()));
        }
        out(&match self.format {
            Format::Json if shown.len() == 1 => shown.iter().map(json::pretty).collect::<anyhow::Result<String>>()?,
            Format::Json => shown.iter().map(json::line).collect::<anyhow::Result<String>>()?,
            Format::Table => {
                let (sources, more) = looked.register.sources()?;
                problems.extend(more);
                let found = found_about(globals, &self.read, &ids)?;
                let zone = looked.register.zone();
                let page = |item| render::human(item, zone, &beside(&looked, &sources, &found));
                shown.iter().map(page).collect::<Vec<_>>().join("\n\n")
            }
        })?;
        Ok(looked.tell_problems(&problems))
    }
}

/// What is shown beside an item. Files are those of the working tree, so that a register of the past leads to none.
fn beside<'a>(looked: &'a View, sources: &'a [Source], found: &'a [Finding]) -> Beside<'a> {
    let root: Option<&Path> = looked.commit.is_none().then_some(looked.root.as_path());
    Beside { root, sources, found }
}
