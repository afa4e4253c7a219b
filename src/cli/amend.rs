use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::terms_flags::{TermFlags, parse_day};
use crate::act::terms::Amend;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::terms::Terms;

/// Change agreed terms, such as the owner (a manager)
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen amend k7qd --owner dana.okafor -m \"Arjun changes to another site.\"")]
pub struct Arguments {
    /// Items, by any unique part of their ids
    #[arg(value_name = "ID")]
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
        on_items(globals, &self.act, (Act::Amended, &self.ids), |form, _| {
            let terms = Terms { due: self.due, ..self.terms.terms(&form.workspace.register)? };
            Ok(Amend { terms, reason: given(&form.workspace.answers, self.message.as_deref())? })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
