use std::process::ExitCode;

use clap::Args;

use super::context::{Format, Globals, ReadFlags};
use crate::register::find;
use crate::register::ids::matching;
use crate::render::terminal::{out, tell};
use crate::render::{json, similar as render};
use crate::report::similar::{Asked, similar};

/// Find items similar to an item or a text, closed ones too, with the reasons
#[derive(Debug, Args)]
#[command(
    after_help = "Items are ranked by the cause code, risks and controls that both have, and by how much their words have in common, where rare words count more.\n\nExamples:\n  kaizen similar K7QD\n  kaizen similar \"visitor without escort in the warehouse\""
)]
pub struct Arguments {
    /// An item, or a text of several words
    #[arg(value_name = "ID|TEXT", required = true)]
    asked: Vec<String>,
    /// How many are shown
    #[arg(long, value_name = "N", default_value_t = 5)]
    most: usize,
    /// How to print it
    #[arg(long, default_value = "table")]
    format: Format,
    #[command(flatten)]
    read: ReadFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let asked = match self.asked.as_slice() {
            [one] if !one.contains(char::is_whitespace) => {
                let entries = view.register.item_entries()?;
                let names = entries.iter().filter_map(|e| e.path.rsplit('/').next()?.strip_suffix(".toml"));
                let names: Vec<&str> = names.collect();
                // A word that is no part of an id is a text.
                if matching(one, &names.iter().copied()).is_empty() && !one.contains('-') {
                    Asked::Text(one.clone())
                } else {
                    Asked::Item(find::item(&view.register, one)?)
                }
            }
            several => Asked::Text(several.join(" ")),
        };
        let (report, problems) = similar(&view.register, asked, self.most, view.origin())?;
        match self.format {
            Format::Json => out(&json::pretty(&report)?)?,
            Format::Table if report.items.is_empty() => tell("no item is like that"),
            Format::Table => out(&render::human(&report))?,
        }
        Ok(view.tell_problems(&problems))
    }
}
