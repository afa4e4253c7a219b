//! What a manager changes of the agreed terms: amend, extend.

use super::dates::{check_due, check_verify_on};
use super::{ActWords, ItemAct};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::{Act, Event};
use crate::model::terms::Terms;
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;

/// Changes agreed terms, a new owner among them.
#[derive(Debug, Clone, Default)]
pub struct Amend {
    /// The terms that change; the target date is not one of them.
    pub terms: Terms,
    /// Why.
    pub reason: Option<String>,
}

impl ItemAct for Amend {
    fn act(&self) -> Act {
        Act::Amended
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.reason.as_deref(), "Why do the terms change?")
    }

    fn check(&self, workspace: &Workspace, draft: &ItemDraft<'_>) -> anyhow::Result<()> {
        let id = draft.id();
        if let Some(due) = self.terms.due {
            return Err(Refusal::new("the target date is moved by a verb of its own, with the reason for being late")
                .next(format!("kaizen extend {} --to {due} -m REASON", id.random()))
                .into());
        }
        if self.terms.is_empty() {
            return Err(Refusal::new("an amendment names the terms that change")
                .next("--owner, --criterion, --verify-on, --kind, --grade, --significance")
                .next(format!("the target date: kaizen extend {} --to DATE -m REASON", id.random()))
                .into());
        }
        let mut after = draft.state.terms.clone();
        after.merge(&self.terms);
        if after == draft.state.terms {
            let said: Vec<&str> = self.terms.present().collect();
            return Err(Refusal::new(format!("{id}: what is agreed is the same already: {}", said.join(", "))).into());
        }
        Ok(check_verify_on(&self.terms, &draft.state, workspace)?)
    }

    fn fill(&self, _: &Workspace, _: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.terms = Some(self.terms.clone());
        Ok(())
    }
}

/// Moves the target date.
#[derive(Debug, Clone)]
pub struct Extend {
    /// The new one.
    pub to: Day,
    /// The documented reason for being late.
    pub reason: Option<String>,
}

impl ItemAct for Extend {
    fn act(&self) -> Act {
        Act::Extended
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.reason.as_deref(), "Why is the target date moved?")
    }

    fn check(&self, workspace: &Workspace, draft: &ItemDraft<'_>) -> anyhow::Result<()> {
        if draft.state.terms.due == Some(self.to) {
            return Err(Refusal::new(format!("{} is due on {} already", draft.id(), self.to)).into());
        }
        Ok(check_due("--to", Some(self.to), workspace)?)
    }

    fn fill(&self, _: &Workspace, _: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.terms = Some(Terms { due: Some(self.to), ..Terms::default() });
        Ok(())
    }
}
