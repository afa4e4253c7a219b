//! The owner signs off what was changed; the content is fixed until it is verified or reopened.

use super::evidence::Attachments;
use super::{ActWords, ItemAct};
use crate::lifecycle::lawful::is_late;
use crate::lifecycle::needs;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::record::answers::Again;
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;

/// Signs an item off.
#[derive(Debug, Clone, Default)]
pub struct SignOff {
    /// What shows it.
    pub evidence: Attachments,
    /// Why it comes after the target date.
    pub late_reason: Option<String>,
    /// What was changed.
    pub statement: Option<String>,
}

impl ItemAct for SignOff {
    fn act(&self) -> Act {
        Act::Implemented
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.statement.as_deref(), "What was changed?")
    }

    fn check(&self, _: &Workspace, draft: &ItemDraft<'_>) -> anyhow::Result<()> {
        if needs::lacks_cause(&draft.state, &draft.in_force()) && !draft.state.lacks_analysis() {
            return Err(Refusal::new(format!("{} needs a root cause before it is signed off", draft.id()))
                .next(format!("kaizen why {} --root-cause TEXT", draft.id().random()))
                .into());
        }
        Ok(())
    }

    fn fill(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.late_reason = self.late_reason(workspace, draft)?;
        event.evidence = self.evidence.attach(workspace, draft)?;
        Ok(())
    }
}

impl SignOff {
    fn late_reason(&self, workspace: &Workspace, draft: &ItemDraft<'_>) -> anyhow::Result<Option<String>> {
        let given = self.late_reason.clone().filter(|r| !r.trim().is_empty());
        let due = draft.state.terms.due;
        if given.is_some() || !is_late(due, workspace.now, workspace.register.zone()) {
            return Ok(given);
        }
        let said = workspace.answers.line("It comes after the target date. Why?", Again::Flag("--late-reason"))?;
        if said.is_some() {
            return Ok(said);
        }
        let late = due.map(|d| workspace.today().since(d)).unwrap_or_default();
        Err(Refusal::new(format!("{} is {late} days late; that has a reason", draft.id()))
            .next("add --late-reason TEXT")
            .into())
    }
}
