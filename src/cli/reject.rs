use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::parse_day;
use crate::act::decide::Reject;
use crate::model::date::Day;
use crate::model::event::Act;

/// Reject items; they are kept with the reason (a manager)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen reject m2va --review-on 2027-01-15 --reference RSK-12 \\\n    -m \"The risk is accepted: the site closes.\""
)]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(value_name = "ID")]
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
        on_items(globals, &self.act, (Act::Rejected, &self.ids), |form, _| {
            let reason = given(&form.workspace.answers, self.message.as_deref())?;
            Ok(Reject { review_on: self.review_on, reference: self.reference.clone(), reason })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
