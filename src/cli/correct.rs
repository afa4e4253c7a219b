use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use crate::act::content::Correct;
use crate::model::event::Act;

/// Record the immediate fix (the correction), allowed before any analysis
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen correct k7qd -m \"A guard stands at the door until it is fixed.\"")]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: Option<String>,
    /// What was done at once
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    /// What was done about its consequences (10.2 a 2)
    #[arg(long, value_name = "TEXT")]
    consequences: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Corrected, self.id.as_slice()), |form, _| {
            let description = given(&form.workspace.answers, self.message.as_deref())?;
            Ok(Correct { description, consequences: self.consequences.clone() })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
