use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::parse_day;
use crate::act::decide::Defer;
use crate::model::date::Day;
use crate::model::event::Act;

/// Put items off until a date; until then they are not overdue (a manager)
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen defer k7qd --until 2026-09-01 -m \"The supplier delivers in August.\"")]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// The first day after the deferral
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    until: Option<Day>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Deferred, &self.ids), |form, _| {
            let reason = given(&form.workspace.answers, self.message.as_deref())?;
            let question = "Until when is it deferred? The first day on which it is over:";
            let until = form.day(self.until, "--until", question, None)?;
            form.needs_words(reason.as_deref());
            let Some(until) = until else { return Err(form.refusal("defer")) };
            Ok(Defer { until, reason })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
