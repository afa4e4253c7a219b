//! A manager makes an event of an item void: it stays, is shown as void, and no longer counts.

use super::{ItemAct, Words};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::record::answers::Again;
use crate::record::desk::Desk;
use crate::record::item::Draft;
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

    fn words(&self) -> Words<'_> {
        Words::Needed(self.reason.as_deref(), WHY)
    }

    fn fill(&self, desk: &Desk, draft: &mut Draft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.event = Some(find::event(&self.event, draft.item.event.values())?.hash.clone());
        event.waiver.clone_from(&self.waiver);
        let lost = draft.losing_ground(event)?;
        if lost.is_empty() { Ok(()) } else { all_the_same(desk, &lost) }
    }
}

/// Tells what loses its ground, once, and asks whoever can be asked.
fn all_the_same(desk: &Desk, lost: &[String]) -> anyhow::Result<()> {
    let ask = || {
        let Some(person) = desk.answers.prompt() else { return Ok(String::new()) };
        for act in lost {
            person.tell(&format!("loses its ground: {act}"));
        }
        if !person.confirm("Make the event void all the same?")? {
            return Err(Refusal::new("broken off; nothing was recorded").into());
        }
        Ok(String::new())
    };
    desk.answers.get(&lost.join("\n"), Again::Asked, ask).map(|_| ())
}
