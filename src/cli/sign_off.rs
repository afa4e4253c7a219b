use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items};
use super::context::{ActFlags, Globals};
use super::evidence::EvidenceFlags;
use crate::act::sign_off::SignOff;
use crate::model::event::Act;

/// Sign off what was changed (the owner); the content is then fixed until it is verified or reopened
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen sign-off k7qd --evidence firmware-report.pdf \\\n    -m \"All controllers run 4.2; they are in the patch cycle since April.\""
)]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: Option<String>,
    #[command(flatten)]
    evidence: EvidenceFlags,
    /// Why it comes after the target date
    #[arg(long, value_name = "TEXT")]
    late_reason: Option<String>,
    /// What was changed
    #[arg(long, short = 'm', value_name = "STATEMENT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Implemented, self.id.as_slice()), |form, _| {
            let statement = given(&form.workspace.answers, self.message.as_deref())?;
            let evidence = self.evidence.attachments();
            Ok(SignOff { evidence, late_reason: self.late_reason.clone(), statement })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
