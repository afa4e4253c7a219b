use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use crate::act::turn::Start;
use crate::model::event::Act;

/// Begin work on an item (its owner)
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen start k7qd")]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: Option<String>,
    /// A word about it
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Started, self.id.as_slice()), |form, _| {
            Ok(Start { text: given(&form.workspace.answers, self.message.as_deref())? })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
