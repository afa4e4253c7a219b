//! A manager makes an event of an item void: it stays, is shown as void, and no longer counts.

use super::{ActWords, ItemAct};
use crate::model::event::{Act, Event};
use crate::record::answers::Again;
use crate::record::item::ItemDraft;
use crate::record::prompt::CANCELLED;
use crate::record::workspace::Workspace;
use crate::register::find;

/// Makes an event void.
#[derive(Debug, Clone)]
pub struct Void {
    /// The event, by the beginning of its hash.
    pub event: String,
    /// Why somebody acts who should not, where no other manager could.
    pub waiver: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// What is asked for the reason.
pub const WHY: &str = "Why is the event void?";

impl ItemAct for Void {
    fn act(&self) -> Act {
        Act::Voided
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.reason.as_deref(), WHY)
    }

    fn fill(&self, workspace: &Workspace, draft: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.event = Some(find::event(&self.event, draft.item.event.values())?.hash.clone());
        event.waiver.clone_from(&self.waiver);
        let lost = draft.losing_ground(event)?;
        if lost.is_empty() { Ok(()) } else { all_the_same(workspace, &lost) }
    }
}

/// Tells what loses its ground, once, and asks whoever can be asked.
fn all_the_same(workspace: &Workspace, lost: &[String]) -> anyhow::Result<()> {
    let ask = || {
        let Some(person) = workspace.answers.prompt() else { return Ok(String::new()) };
        for act in lost {
            person.tell(&format!("loses its ground: {act}"));
        }
        if !person.confirm("Make the event void all the same?")? {
            return Err(anyhow::anyhow!(CANCELLED));
        }
        Ok(String::new())
    };
    workspace.answers.get(&lost.join("\n"), Again::Asked, ask).map(|_| ())
}
