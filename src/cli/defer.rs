use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items_if};
use super::context::{ActFlags, Globals};
use super::terms_flags::{check_ahead, parse_day};
use crate::model::date::Day;
use crate::model::event::Act;
use crate::record::desk::Desk;
use crate::record::item::Draft;

/// Put items off until a day; until then they are not overdue (a manager)
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen defer k7qd --until 2026-09-01 -m \"The supplier delivers in August.\"")]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// The first day on which the deferral is over
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    until: Day,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let words = Words::Needed(self.message.as_deref(), "Why is it deferred?");
        let early = |desk: &Desk, _: &Draft<'_>| check_ahead("--until", Some(self.until), desk);
        on_items_if(globals, &self.act, &self.ids, Act::Deferred, words, early, |_, _, event| {
            event.until = Some(self.until);
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
