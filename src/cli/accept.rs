use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items_if};
use super::ask_terms;
use super::context::{ActFlags, Globals};
use super::terms_flags::{TermFlags, parse_day};
use crate::lifecycle::lawful;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::terms::Terms;
use crate::record::desk::Desk;
use crate::record::item::Draft;

/// Accept items with all their agreed terms (a manager)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen accept k7qd --owner arjun.mehta --due 2026-05-15 \\\n    --significance major --criterion \"Each attempt reaches the SIEM in 60 s.\" \\\n    -m \"Repeats an audit finding.\""
)]
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
        let early = |desk: &Desk, draft: &Draft<'_>| {
            let terms = self.agreed(desk, draft)?;
            lawful::check_agreed(&terms, desk.now, &desk.register.law()).map_err(|r| r.of(draft.id().as_str()).into())
        };
        on_items_if(globals, &self.act, &self.ids, Act::Accepted, words, early, |desk, draft, event| {
            event.terms = Some(self.agreed(desk, draft)?);
            event.reference.clone_from(&self.reference);
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }

    /// What is accepted is the whole of the terms, those proposed before among them; what was asked fills the gaps.
    fn agreed(&self, desk: &Desk, draft: &Draft<'_>) -> anyhow::Result<Terms> {
        let mut terms = draft.state.terms.clone();
        terms.merge(&self.terms.terms(&desk.register)?);
        terms.due = self.due.or(terms.due);
        terms.merge(&ask_terms::missing(&desk.answers, &terms, &desk.register, desk.now)?);
        Ok(terms)
    }
}
