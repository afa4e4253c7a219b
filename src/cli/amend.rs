use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::TermFlags;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Act;

/// Change agreed terms, a new owner among them (a manager)
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen amend k7qd --owner dana.okafor -m \"Arjun changes to another site.\"")]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    terms: TermFlags,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let words = Words::Needed(self.message.as_deref(), "Why do the terms change?");
        on_items(globals, &self.act, &self.ids, Act::Amended, words, |desk, _, event| {
            let terms = self.terms.terms(&desk.register)?;
            if terms.is_empty() {
                let refusal = Refusal::new("an amendment names the terms that change");
                return Err(refusal.next("--owner, --criterion, --grade …; the target date: kaizen extend {id} --to DATE").into());
            }
            event.terms = Some(terms);
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
