use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items_if};
use super::context::{ActFlags, Globals};
use super::terms_flags::parse_day;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::terms::Terms;
use crate::record::desk::Desk;
use crate::record::item::Draft;

/// Move the target date, with the documented reason for being late (a manager)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen extend k7qd --to 2026-06-15 \\\n    -m \"The firmware is delivered four weeks late.\""
)]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// The new target date
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    to: Day,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let words = Words::Needed(self.message.as_deref(), "Why is the target date moved?");
        let early = |desk: &Desk, draft: &Draft<'_>| {
            if draft.state.terms.due == Some(self.to) {
                return Err(Refusal::new(format!("{} is due on {} already", draft.id(), self.to)).into());
            }
            if self.to < desk.today() {
                return Err(Refusal::new(format!("--to {} is past; today is {}", self.to, desk.today())).into());
            }
            Ok(())
        };
        on_items_if(globals, &self.act, &self.ids, Act::Extended, words, early, |_, _, event| {
            event.terms = Some(Terms { due: Some(self.to), ..Terms::default() });
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
