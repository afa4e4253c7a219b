use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::parse_day;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::terms::Terms;

/// Reopen an item: it came back, or was rejected too soon
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen reopen k7qd --due 2026-10-01 \\\n    -m \"Failed attempts are missing again since 3 August.\""
)]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: String,
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
        let words = Words::Needed(self.message.as_deref(), "Why is it reopened?");
        on_items(globals, &self.act, std::slice::from_ref(&self.id), Act::Reopened, words, |_, _, event| {
            event.terms = self.due.map(|due| Terms { due: Some(due), ..Terms::default() });
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
