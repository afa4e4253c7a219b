//! Somebody independent verifies effectiveness (10.2 d).

use super::dates::check_due;
use super::evidence::Attachments;
use super::{ActWords, ItemAct};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::{Act, Event};
use crate::model::id::ItemId;
use crate::model::terms::Terms;
use crate::model::word::{Status, VerifyMethod, VerifyResult};
use crate::record::answers::Again;
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;
use crate::register::place::item_path;

/// Verifies an item.
#[derive(Debug, Clone)]
pub struct Verify {
    /// How it was verified.
    pub method: VerifyMethod,
    /// What was found.
    pub result: VerifyResult,
    /// What shows it (10.2 g).
    pub evidence: Attachments,
    /// The scores of risks after.
    pub risks: Vec<(String, f64)>,
    /// The new target date, where it was not effective.
    pub due: Option<Day>,
    /// The item that follows it up, where it was not effective and closes.
    pub follow_up: Option<ItemId>,
    /// Why it is verified before its day.
    pub early_reason: Option<String>,
    /// Why somebody verifies who is not independent, where nobody else could.
    pub waiver: Option<String>,
    /// The finding.
    pub finding: Option<String>,
}

impl ItemAct for Verify {
    fn act(&self) -> Act {
        Act::Verified
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.finding.as_deref(), "What did the verification find?")
    }

    fn check(&self, workspace: &Workspace, draft: &ItemDraft<'_>) -> anyhow::Result<()> {
        if self.evidence.is_empty() {
            let refusal = Refusal::new("a verification shows its evidence (10.2 g)");
            return Err(refusal.next("add --evidence PATH, or --evidence-url URL where it is kept elsewhere").into());
        }
        if let Some(id) = &self.follow_up {
            check_follow_up(workspace, draft, id)?;
        }
        Ok(check_due("--due", self.due, workspace)?)
    }

    fn fill(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.method = Some(self.method);
        event.result = Some(self.result);
        event.terms = self.due.map(|due| Terms { due: Some(due), ..Terms::default() });
        event.risk = (!self.risks.is_empty()).then(|| self.risks.iter().cloned().collect());
        event.waiver.clone_from(&self.waiver);
        event.follow_up.clone_from(&self.follow_up);
        event.early_reason = self.early_reason(workspace, draft)?;
        event.evidence = self.evidence.attach(workspace, draft)?;
        Ok(())
    }
}

impl Verify {
    fn early_reason(&self, workspace: &Workspace, draft: &ItemDraft<'_>) -> anyhow::Result<Option<String>> {
        let given = self.early_reason.clone().filter(|r| !r.trim().is_empty());
        let planned = draft.state.verify_on(&workspace.register.settings.policy, workspace.register.zone());
        let early = planned.filter(|day| workspace.today() < *day && draft.state.is_waiting_for_verification());
        let Some(day) = early.filter(|_| given.is_none()) else { return Ok(given) };
        let said = workspace.answers.line("It is verified before its day. Why?", Again::Flag("--early-reason"))?;
        if said.is_some() {
            return Ok(said);
        }
        Err(Refusal::new(format!("{} is to be verified on {day}; before that it needs a reason", draft.id()))
            .next("add --early-reason TEXT")
            .into())
    }
}

/// Asks that the item which is to follow up is another one with work still to come.
fn check_follow_up(workspace: &Workspace, draft: &ItemDraft<'_>, id: &ItemId) -> anyhow::Result<()> {
    let refuse =
        |why: String| Err(Refusal::new(why).next("name an item that goes on with it: kaizen add TITLE …").into());
    if id == draft.id() {
        return refuse(format!("{id} cannot follow itself up"));
    }
    let other = workspace.register.item(&item_path(id))?;
    match other.replay(&workspace.register.law()).state.status {
        Some(status @ (Status::Rejected | Status::Closed)) => {
            refuse(format!("{id} is {status}: it cannot follow up what is verified now"))
        }
        _ => Ok(()),
    }
}
