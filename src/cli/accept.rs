use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::{TermFlags, parse_day};
use crate::model::date::Day;
use crate::model::event::Act;

/// Accept items with all their agreed terms (a manager)
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen accept k7qd --owner arjun.mehta --due 2026-05-15 \\\n    --criterion \"Each failed attempt reaches the SIEM within 60 s.\" -m \"Repeats an audit finding.\"")]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    #[command(flatten)]
    terms: TermFlags,
    /// Target date of implementation
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    due: Option<Day>,
    /// The record of the decision, for example MR-2026-Q1
    #[arg(long, value_name = "REF")]
    reference: Option<String>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let words = Words::Needed(self.message.as_deref(), "Why is it accepted?");
        on_items(globals, &self.act, &self.ids, Act::Accepted, words, |desk, draft, event| {
            // What is accepted is the whole of the terms, those proposed before among them.
            let mut terms = draft.state.terms.clone();
            terms.merge(&self.terms.terms(&desk.register)?);
            terms.due = self.due.or(terms.due);
            event.terms = Some(terms);
            event.reference.clone_from(&self.reference);
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
