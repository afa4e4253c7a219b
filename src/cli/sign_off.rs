use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items};
use super::ask;
use super::context::{ActFlags, Globals};
use super::evidence::EvidenceFlags;
use crate::lifecycle::lawful::is_late;
use crate::lifecycle::needs;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Act;
use crate::record::answers::Again;

/// Sign off what was changed (the owner); the content is then fixed until it is verified or reopened
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen sign-off k7qd --evidence firmware-report.pdf \\\n    -m \"All controllers run 4.2; they are in the patch cycle since April.\""
)]
pub struct Arguments {
    /// The item, by any unique part of its id
    id: String,
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
        let words = Words::Needed(self.message.as_deref(), "What was changed?");
        on_items(globals, &self.act, std::slice::from_ref(&self.id), Act::Implemented, words, |desk, draft, event| {
            let id = draft.id().random();
            let needed = needs::root_cause(&draft.state.terms) || draft.state.analyses_needed > 0;
            if needed && draft.item.root_cause().is_none() {
                return Err(Refusal::new(format!("{} needs a root cause before it is signed off", draft.id()))
                    .next(format!("kaizen why {id} --root-cause TEXT"))
                    .into());
            }
            let due = draft.state.terms.due;
            event.late_reason = self.late_reason.clone().filter(|r| !r.trim().is_empty());
            if is_late(due, desk.now, desk.register.zone()) && event.late_reason.is_none() {
                if !ask::is_terminal() {
                    let late = due.map(|d| desk.today().since(d)).unwrap_or_default();
                    return Err(Refusal::new(format!("{} is {late} days late; that has a reason", draft.id()))
                        .next("add --late-reason TEXT")
                        .into());
                }
                event.late_reason = Some(ask::line(
                    &desk.answers,
                    "It comes after the target date. Why?",
                    Again::Flag("--late-reason"),
                )?);
            }
            event.evidence = self.evidence.attach(desk, draft)?;
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
