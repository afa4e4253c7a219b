use std::process::ExitCode;

use clap::Args;

use super::ask;
use super::context::{ActFlags, Globals, find_item};
use super::done;
use super::terms_flags::{TermFlags, parse_day};
use crate::model::date::Day;
use crate::model::event::{Act, Party};
use crate::model::id::ItemId;
use crate::record::item::Draft;

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
        let desk = globals.desk(&self.act)?;
        let by = Party::Person(desk.actor()?);
        let ids: Vec<ItemId> = self.ids.iter().map(|w| find_item(&desk.register, w)).collect::<Result<_, _>>()?;
        let mut given = self.terms.terms(&desk.register)?;
        given.due = self.due;
        let mut words = self.message.clone();
        for id in ids {
            let draft = Draft::open(&desk, &id, Act::Accepted)?;
            let mut event = draft.event(Act::Accepted, by.clone());
            draft.check_possible(&event)?;
            let text = ask::words(words.as_deref(), "Why is it accepted?")?;
            words = Some(text.clone());
            event.text = Some(text);
            event.reference.clone_from(&self.reference);
            // What is accepted is the whole of the terms, those proposed before among them.
            let mut terms = draft.state.terms.clone();
            terms.merge(&given);
            event.terms = Some(terms);
            done::tell_recorded(&desk, &draft.record(event)?);
        }
        Ok(ExitCode::SUCCESS)
    }
}
