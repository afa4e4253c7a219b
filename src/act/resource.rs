//! What the work needs: resources asked for, decided, taken back.

use super::{ActWords, ItemAct};
use crate::document::value::Value;
use crate::lifecycle::needs;
use crate::lifecycle::refusal::Refusal;
use crate::lifecycle::state::ResourceState;
use crate::model::event::{Act, Event};
use crate::model::id::PartId;
use crate::model::word::{Decision, ResourceKind};
use crate::record::fields;
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;
use crate::register::find;

/// Asks for a resource.
#[derive(Debug, Clone)]
pub struct RequestResource {
    /// What kind of resource.
    pub kind: ResourceKind,
    /// How much.
    pub amount: f64,
    /// In which unit.
    pub unit: String,
    /// What it is for.
    pub purpose: String,
    /// A word about it.
    pub text: Option<String>,
}

impl ItemAct for RequestResource {
    fn act(&self) -> Act {
        Act::Requested
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Optional(self.text.as_deref())
    }

    fn check(&self, _: &Workspace, _: &ItemDraft<'_>) -> anyhow::Result<()> {
        if self.unit.trim().is_empty() || self.purpose.trim().is_empty() {
            return Err(Refusal::new("a request says its unit and its purpose").into());
        }
        Ok(())
    }

    fn fill(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        let context = format!("{}\n{}\n{}", draft.id(), self.purpose, event.at);
        let taken = |id: &PartId| draft.item.resource.contains_key(id) || draft.item.action.contains_key(id);
        let id = workspace.draw.part(&context, taken)?;
        let table = vec![
            ("kind".to_owned(), Value::text(self.kind.to_string())),
            ("amount".to_owned(), fields::number(self.amount)),
            ("unit".to_owned(), Value::text(self.unit.trim())),
            ("purpose".to_owned(), Value::text(self.purpose.trim())),
        ];
        draft.doc.insert_table(&["resource", id.as_str()], &table)?;
        event.resource = Some(id);
        Ok(())
    }
}

/// Approves or declines a request (top management).
#[derive(Debug, Clone)]
pub struct DecideResource {
    /// What is decided.
    pub decision: Decision,
    /// The resource, by any unique part of its id; where one is undecided, it is that one.
    pub resource: Option<String>,
    /// How much is granted, where that is less than was asked for.
    pub amount: Option<f64>,
    /// The financial record of the decision.
    pub reference: Option<String>,
    /// Why somebody decides who asked for it, or owns the item, where nobody else could.
    pub waiver: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl ItemAct for DecideResource {
    fn act(&self) -> Act {
        Act::Resourced
    }

    fn words(&self) -> ActWords<'_> {
        match self.decision {
            Decision::Declined => ActWords::Needed(self.reason.as_deref(), "Why is it declined?"),
            Decision::Approved => ActWords::Optional(self.reason.as_deref()),
        }
    }

    fn fill(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        let id = named(draft, self.resource.as_deref())?;
        event.decision = Some(self.decision);
        event.amount = self.amount;
        event.reference.clone_from(&self.reference);
        event.waiver.clone_from(&self.waiver);
        event.asked = draft.item.resource.get(&id).cloned();
        if needs::lacks_reference(event, &workspace.register.settings.policy) {
            return Err(Refusal::new("an approval of this amount names its financial record")
                .next("add --reference REF")
                .into());
        }
        event.resource = Some(id);
        Ok(())
    }
}

/// Takes a request back.
#[derive(Debug, Clone)]
pub struct WithdrawResource {
    /// The resource, by any unique part of its id; where one is undecided, it is that one.
    pub resource: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

impl ItemAct for WithdrawResource {
    fn act(&self) -> Act {
        Act::Withdrawn
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.reason.as_deref(), "Why is the request taken back?")
    }

    fn fill(&self, _: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.resource = Some(named(draft, self.resource.as_deref())?);
        Ok(())
    }
}

fn named(draft: &ItemDraft<'_>, written: Option<&str>) -> anyhow::Result<PartId> {
    let resources = &draft.state.resources;
    let undecided = draft.state.resources_as(&draft.item.resource);
    let open: Vec<&PartId> =
        undecided.filter(|(_, s)| matches!(s, ResourceState::Requested(_))).map(|(id, _)| id).collect();
    match (written, open.as_slice()) {
        (Some(written), _) => find::part(written, resources.keys(), "resource", draft.id()),
        (None, [one]) => Ok((*one).clone()),
        (None, []) => Err(Refusal::new(format!("{} has no request that is undecided", draft.id())).into()),
        (None, several) => {
            let names: Vec<&str> = several.iter().map(|id| id.as_str()).collect();
            Err(Refusal::new(format!("which resource? undecided are {}", names.join(", "))).into())
        }
    }
}
