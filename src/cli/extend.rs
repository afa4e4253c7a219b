use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::parse_day;
use crate::act::terms::Extend;
use crate::model::date::Day;
use crate::model::event::Act;

/// Move the target date, with the documented reason for being late (a manager)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen extend k7qd --to 2026-06-15 \\\n    -m \"The firmware is delivered four weeks late.\""
)]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// The new target date
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    to: Option<Day>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Extended, &self.ids), |form, drafts| {
            let reason = given(&form.workspace.answers, self.message.as_deref())?;
            let due = drafts.first().and_then(|draft| draft.state.terms.due);
            let to = form.day(self.to, "--to", "Which is the new target date?", due)?;
            form.needs_words(reason.as_deref());
            let Some(to) = to else { return Err(form.refusal("extend")) };
            Ok(Extend { to, reason })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
