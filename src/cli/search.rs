use std::process::ExitCode;

use clap::Args;

use super::context::{Format, Globals, ReadFlags};
use crate::render::terminal::{out, tell};
use crate::render::{json, search as render};
use crate::report::search::{SearchReport, search};

/// Find words in titles, descriptions, whys, actions and what people said
#[derive(Debug, Args)]
#[command(
    after_help = "An item is found when it holds all words, each somewhere, in any case.\n\nExample:\n  kaizen search firmware patch"
)]
pub struct Arguments {
    /// The words
    #[arg(required = true)]
    words: Vec<String>,
    /// Every item, however many there are
    #[arg(long)]
    all: bool,
    /// How to print it
    #[arg(long, default_value = "table")]
    format: Format,
    #[command(flatten)]
    read: ReadFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let (items, problems) = search(&view.register, &self.words)?;
        let found = SearchReport { origin: view.origin(), items };
        match self.format {
            Format::Json => out(&json::pretty(&found)?)?,
            Format::Table if found.items.is_empty() => tell("no item holds these words"),
            Format::Table => out(&render::human(&found, self.all))?,
        }
        Ok(view.tell_problems(&problems))
    }
}
