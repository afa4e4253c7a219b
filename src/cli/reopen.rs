use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::parse_day;
use crate::act::turn::Reopen;
use crate::model::date::Day;
use crate::model::event::Act;

/// Reopen an item: it came back, or was rejected too soon
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen reopen k7qd --due 2026-10-01 \\\n    -m \"Failed attempts are missing again since 3 August.\""
)]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: Option<String>,
    /// A new target date (a manager)
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    due: Option<Day>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Reopened, self.id.as_slice()), |form, _| {
            Ok(Reopen { due: self.due, reason: given(&form.workspace.answers, self.message.as_deref())? })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
