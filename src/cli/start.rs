use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items};
use super::context::{ActFlags, Globals};
use crate::model::event::Act;

/// Begin work on an item (its owner)
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen start k7qd")]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: String,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let words = Words::Optional(self.message.as_deref());
        on_items(globals, &self.act, &[self.id], Act::Started, words, |_, _, _| Ok(()))?;
        Ok(ExitCode::SUCCESS)
    }
}
