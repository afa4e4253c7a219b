//! The owner signs off what was changed; the content is fixed until it is verified or reopened.

use super::evidence::Attachments;
use super::{ItemAct, Words};
use crate::lifecycle::lawful::is_late;
use crate::lifecycle::needs;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::record::answers::Again;
use crate::record::desk::Desk;
use crate::record::item::Draft;

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

    fn words(&self) -> Words<'_> {
        Words::Needed(self.statement.as_deref(), "What was changed?")
    }

    fn check(&self, _: &Desk, draft: &Draft<'_>) -> anyhow::Result<()> {
        if needs::lacks_cause(&draft.state, &draft.in_force()) && !draft.state.lacks_analysis() {
            return Err(Refusal::new(format!("{} needs a root cause before it is signed off", draft.id()))
                .next(format!("kaizen why {} --root-cause TEXT", draft.id().random()))
                .into());
        }
        Ok(())
    }

    fn fill(&self, desk: &Desk, draft: &mut Draft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.late_reason = self.late_reason(desk, draft)?;
        event.evidence = self.evidence.attach(desk, draft)?;
        Ok(())
    }
}

impl SignOff {
    fn late_reason(&self, desk: &Desk, draft: &Draft<'_>) -> anyhow::Result<Option<String>> {
        let given = self.late_reason.clone().filter(|r| !r.trim().is_empty());
        let due = draft.state.terms.due;
        if given.is_some() || !is_late(due, desk.now, desk.register.zone()) {
            return Ok(given);
        }
        let said = desk.answers.line("It comes after the target date. Why?", Again::Flag("--late-reason"))?;
        if said.is_some() {
            return Ok(said);
        }
        let late = due.map(|d| desk.today().since(d)).unwrap_or_default();
        Err(Refusal::new(format!("{} is {late} days late; that has a reason", draft.id()))
            .next("add --late-reason TEXT")
            .into())
    }
}
