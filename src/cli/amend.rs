use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items_if};
use super::context::{ActFlags, Globals};
use super::terms_flags::{TermFlags, parse_day};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::record::desk::Desk;
use crate::record::item::Draft;

/// Change agreed terms, a new owner among them (a manager)
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen amend k7qd --owner dana.okafor -m \"Arjun changes to another site.\"")]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    terms: TermFlags,
    /// Only to answer whoever looks for it here: the target date is moved by `extend`.
    #[arg(long, value_name = "DATE", value_parser = parse_day, hide = true)]
    due: Option<Day>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let words = Words::Needed(self.message.as_deref(), "Why do the terms change?");
        on_items_if(
            globals,
            &self.act,
            &self.ids,
            Act::Amended,
            words,
            |desk, draft| self.check(desk, draft),
            |desk, _, event| {
                event.terms = Some(self.terms.terms(&desk.register)?);
                Ok(())
            },
        )?;
        Ok(ExitCode::SUCCESS)
    }

    fn check(&self, desk: &Desk, draft: &Draft<'_>) -> anyhow::Result<()> {
        let id = draft.id();
        if let Some(due) = self.due {
            return Err(Refusal::new("the target date is moved by a verb of its own, with the reason for being late")
                .next(format!("kaizen extend {} --to {due} -m REASON", id.random()))
                .into());
        }
        let terms = self.terms.terms(&desk.register)?;
        if terms.is_empty() {
            return Err(Refusal::new("an amendment names the terms that change")
                .next("--owner, --criterion, --verify-on, --kind, --grade, --significance")
                .next(format!("the target date: kaizen extend {} --to DATE -m REASON", id.random()))
                .into());
        }
        let mut after = draft.state.terms.clone();
        after.merge(&terms);
        if after == draft.state.terms {
            let said: Vec<&str> = terms.present().collect();
            return Err(Refusal::new(format!("{id}: what is agreed is the same already: {}", said.join(", "))).into());
        }
        Ok(())
    }
}
