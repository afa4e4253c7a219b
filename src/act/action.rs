//! What changes: actions planned, changed, done, dropped.

use super::dates::check_due;
use super::{ActWords, ItemAct};
use crate::document::value::Value;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::{Act, Event};
use crate::model::id::{Handle, PartId};
use crate::model::terms::Terms;
use crate::record::fields;
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;
use crate::register::find;

/// Plans an action.
#[derive(Debug, Clone, Default)]
pub struct PlanAction {
    /// What changes.
    pub description: String,
    /// Who does it; the owner of the item where nobody is named.
    pub owner: Option<Handle>,
    /// Until when; the target date of the item where no day is named.
    pub due: Option<Day>,
    /// The operating procedure that it changes (A.5.37).
    pub procedure: Option<String>,
    /// What of the management system it changes (10.2 e).
    pub changes: Option<String>,
    /// A word about it.
    pub text: Option<String>,
}

impl ItemAct for PlanAction {
    fn act(&self) -> Act {
        Act::Planned
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Optional(self.text.as_deref())
    }

    fn check(&self, workspace: &Workspace, _: &ItemDraft<'_>) -> anyhow::Result<()> {
        if self.description.trim().is_empty() {
            return Err(Refusal::new("an action says what changes").into());
        }
        Ok(check_due("--due", self.due, workspace)?)
    }

    fn fill(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        let context = format!("{}\n{}\n{}", draft.id(), self.description, event.at);
        let id = workspace.draw.part(&context, |id| draft.item.action.contains_key(id))?;
        let terms = Terms {
            owner: self.owner.clone().or_else(|| draft.state.terms.owner.clone()),
            due: self.due.or(draft.state.terms.due),
            ..Terms::default()
        };
        let mut table = Vec::new();
        table.extend(terms.owner.as_ref().map(|o| ("owner".to_owned(), Value::text(o.to_string()))));
        table.extend(terms.due.map(|d| ("due".to_owned(), fields::date(&d))));
        table.extend(self.procedure.as_ref().map(|p| ("procedure".to_owned(), Value::text(p.clone()))));
        table.extend(self.changes.as_ref().map(|text| ("changes".to_owned(), Value::text(text.trim()))));
        table.push(("description".to_owned(), fields::words(self.description.trim())));
        draft.doc.insert_table(&["action", id.as_str()], &table)?;
        event.terms = Some(terms);
        event.action = Some(id);
        Ok(())
    }
}

/// Changes owner or date of an action.
#[derive(Debug, Clone)]
pub struct ReplanAction {
    /// The action, by any unique part of its id.
    pub action: String,
    /// Who does it.
    pub owner: Option<Handle>,
    /// Until when.
    pub due: Option<Day>,
    /// Why.
    pub reason: Option<String>,
}

impl ItemAct for ReplanAction {
    fn act(&self) -> Act {
        Act::Replanned
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.reason.as_deref(), "Why do owner or date of the action change?")
    }

    fn check(&self, workspace: &Workspace, _: &ItemDraft<'_>) -> anyhow::Result<()> {
        if self.owner.is_none() && self.due.is_none() {
            return Err(Refusal::new("nothing to set").next("--owner HANDLE, --due DATE").into());
        }
        Ok(check_due("--due", self.due, workspace)?)
    }

    fn fill(&self, _: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.terms = Some(Terms { owner: self.owner.clone(), due: self.due, ..Terms::default() });
        event.action = Some(named(draft, Some(&self.action))?);
        Ok(())
    }
}

/// Says that an action is done.
#[derive(Debug, Clone, Default)]
pub struct FinishAction {
    /// The action, by any unique part of its id; where one is open, it is that one.
    pub action: Option<String>,
    /// A word about it.
    pub text: Option<String>,
}

impl ItemAct for FinishAction {
    fn act(&self) -> Act {
        Act::Done
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Optional(self.text.as_deref())
    }

    fn fill(&self, _: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.action = Some(named(draft, self.action.as_deref())?);
        Ok(())
    }
}

/// Drops an action.
#[derive(Debug, Clone)]
pub struct DropAction {
    /// The action, by any unique part of its id.
    pub action: String,
    /// Why.
    pub reason: Option<String>,
}

impl ItemAct for DropAction {
    fn act(&self) -> Act {
        Act::Dropped
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.reason.as_deref(), "Why is the action dropped?")
    }

    fn fill(&self, _: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.action = Some(named(draft, Some(&self.action))?);
        Ok(())
    }
}

fn named(draft: &ItemDraft<'_>, written: Option<&str>) -> anyhow::Result<PartId> {
    let open: Vec<&PartId> = draft.state.open_actions().map(|(id, _)| id).collect();
    match (written, open.as_slice()) {
        (Some(written), _) => find::part(written, draft.state.actions.keys(), "action", draft.id()),
        (None, [one]) => Ok((*one).clone()),
        (None, []) => Err(Refusal::new(format!("{} has no open action", draft.id()))
            .next(format!("kaizen action add {} TEXT plans one", draft.id().random()))
            .into()),
        (None, several) => {
            let refusal = Refusal::new(format!("{} has several open actions; which is it?", draft.id()));
            Err(several.iter().fold(refusal, |refusal, id| refusal.next(described(draft, id))).into())
        }
    }
}

/// An action by id and words, as a person chooses it.
fn described(draft: &ItemDraft<'_>, id: &PartId) -> String {
    let words = draft.item.action.get(id).map(|action| action.description.as_str()).unwrap_or_default();
    let words: String = words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
    format!("{id}  {words}")
}
