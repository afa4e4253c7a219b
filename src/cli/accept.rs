use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::{TermFlags, parse_day};
use crate::act::decide::Accept;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::terms::Terms;

/// Accept items with all their agreed terms (a manager)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen accept k7qd --owner arjun.mehta --due 2026-05-15 \\\n    --significance major --criterion \"Each attempt reaches the SIEM in 60 s.\" \\\n    -m \"Repeats an audit finding.\""
)]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(value_name = "ID")]
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
        on_items(globals, &self.act, (Act::Accepted, &self.ids), |form, _| {
            let terms = Terms { due: self.due, ..self.terms.terms(&form.workspace.register)? };
            let reason = given(&form.workspace.answers, self.message.as_deref())?;
            Ok(Accept { terms, reference: self.reference.clone(), reason })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
