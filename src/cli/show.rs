use std::process::ExitCode;

use clap::Args;

use super::context::{Format, Globals, ReadFlags};
use crate::register::find;
use crate::register::place::item_path;
use crate::render::terminal::out;
use crate::render::{item as render, json};
use crate::report::item::view;

/// Show one item: its terms, its whys as a chain, its events as a timeline
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen show k7qd")]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: String,
    /// How to print it
    #[arg(long, default_value = "table")]
    format: Format,
    #[command(flatten)]
    read: ReadFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let looked = globals.view(&self.read)?;
        let id = find::item(&looked.register, &self.id)?;
        let loaded = looked.register.item(&item_path(&id))?;
        let (reviews, problems) = looked.register.reviews()?;
        let item = view(&looked.register, &loaded, &reviews, looked.origin());
        out(&match self.format {
            Format::Json => json::pretty(&item)?,
            Format::Table => render::human(&item, looked.register.zone()),
        })?;
        Ok(looked.tell_problems(&problems))
    }
}
