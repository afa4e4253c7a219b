use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items_if};
use super::context::{ActFlags, Globals};
use super::terms_flags::{check_ahead, parse_day};
use crate::model::date::Day;
use crate::model::event::Act;
use crate::record::desk::Desk;
use crate::record::item::Draft;

/// Reject items; they are kept with the reason (a manager)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen reject m2va --review-on 2027-01-15 --reference RSK-12 \\\n    -m \"The risk is accepted: the site closes.\""
)]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
    /// A day to look again
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    review_on: Option<Day>,
    /// The record of the accepted risk or of the decision
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
        let words = Words::Needed(self.message.as_deref(), "Why is it rejected?");
        let early = |desk: &Desk, _: &Draft<'_>| check_ahead("--review-on", self.review_on, desk);
        on_items_if(globals, &self.act, &self.ids, Act::Rejected, words, early, |_, _, event| {
            event.review_on = self.review_on;
            event.reference.clone_from(&self.reference);
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
