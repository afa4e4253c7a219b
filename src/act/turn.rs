//! The acts that only say where an item goes: start, note, reopen.

use super::dates::check_due;
use super::{ActWords, ItemAct};
use crate::model::date::Day;
use crate::model::event::{Act, Event};
use crate::model::terms::Terms;
use crate::record::item::ItemDraft;
use crate::record::workspace::Workspace;

/// The owner begins.
#[derive(Debug, Clone, Default)]
pub struct Start {
    /// A word about it.
    pub text: Option<String>,
}

impl ItemAct for Start {
    fn act(&self) -> Act {
        Act::Started
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Optional(self.text.as_deref())
    }
}

/// Somebody says something.
#[derive(Debug, Clone, Default)]
pub struct Note {
    /// What is noted.
    pub text: Option<String>,
}

impl ItemAct for Note {
    fn act(&self) -> Act {
        Act::Noted
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.text.as_deref(), "What is to be noted?")
    }
}

/// It came back, or was rejected too soon.
#[derive(Debug, Clone, Default)]
pub struct Reopen {
    /// A new target date, by a manager.
    pub due: Option<Day>,
    /// Why.
    pub reason: Option<String>,
}

impl ItemAct for Reopen {
    fn act(&self) -> Act {
        Act::Reopened
    }

    fn words(&self) -> ActWords<'_> {
        ActWords::Needed(self.reason.as_deref(), "Why is it reopened?")
    }

    fn check(&self, workspace: &Workspace, _: &ItemDraft<'_>) -> anyhow::Result<()> {
        Ok(check_due("--due", self.due, workspace)?)
    }

    fn fill(&self, _: &Workspace, _: &mut ItemDraft<'_>, event: &mut Event) -> anyhow::Result<()> {
        event.terms = self.due.map(|due| Terms { due: Some(due), ..Terms::default() });
        Ok(())
    }
}
