//! One item as an audit looks at it.

use chrono_tz::Tz;

use crate::lifecycle::lawful::Law;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::state::State;
use crate::model::date::Day;
use crate::model::event::{Act, Event};
use crate::model::id::{ItemId, SourceRef};
use crate::model::item::Item;
use crate::model::word::{Status, VerifyResult};
use crate::register::load::{Loaded, Register};
use crate::register::read::Problem;
use crate::report::recurrence::Cause;

/// One item: its content, and the events that count.
#[derive(Debug)]
pub struct AuditedItem {
    /// What stands in its file, without the events.
    pub item: Item,
    /// What its events amount to.
    pub state: State,
    /// Those that count, in order.
    pub events: Vec<Event>,
    /// Those that somebody made void.
    pub voided: Vec<Event>,
}

impl AuditedItem {
    /// An item as its file has it.
    pub(in crate::report) fn of(loaded: &Loaded, law: &Law<'_>) -> Self {
        AuditedItem::replayed(loaded, loaded.replay(law))
    }

    /// The same, of one that is replayed already.
    pub(in crate::report) fn replayed(loaded: &Loaded, replay: Replay<'_>) -> Self {
        let events: Vec<Event> = replay.effective().cloned().collect();
        let all = replay.graph.events().iter().enumerate();
        let voided = all.filter(|(i, _)| replay.is_void(*i)).map(|(_, event)| (*event).clone()).collect();
        let state = replay.state;
        let mut item = state.void.in_force(&loaded.item).into_owned();
        item.event.clear();
        AuditedItem { item, state, events, voided }
    }

    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.item.id.as_str()
    }

    /// The newest event of an act that counts.
    #[must_use]
    pub fn newest(&self, act: Act) -> Option<&Event> {
        self.events.iter().rfind(|e| e.act == act)
    }

    /// The verification that found the fix effective, where the item is closed by one.
    #[must_use]
    pub fn effective(&self) -> Option<&Event> {
        let closed = self.state.status == Some(Status::Closed);
        self.newest(Act::Verified).filter(|e| closed && e.result == Some(VerifyResult::Effective))
    }

    /// The verification that was short of effective, where no later one found otherwise.
    #[must_use]
    pub fn failure(&self) -> Option<&Event> {
        self.newest(Act::Verified).filter(|event| event.result != Some(VerifyResult::Effective))
    }

    /// The day on which it was raised, as claimed.
    #[must_use]
    pub fn raised(&self, zone: Tz) -> Option<Day> {
        self.item.raised_on.or_else(|| self.state.raised_at.map(|at| at.day(zone)))
    }

    /// What tells whether its cause came back.
    #[must_use]
    pub fn cause(&self, zone: Tz) -> Cause<'_> {
        let code = self.item.newest_analysis().and_then(|a| a.cause_code.as_deref());
        Cause {
            item: &self.item.id,
            raised: self.raised(zone),
            entered: self.state.raised_at.map(|at| at.day(zone)),
            code: code.filter(|c| !c.trim().is_empty()),
            recurrence_of: self.item.recurrence_of.as_ref(),
            effective: self.effective().map(|event| event.at.day(zone)),
        }
    }

    /// Whether it stands where one of these says.
    #[must_use]
    pub fn is(&self, wanted: &[Status]) -> bool {
        self.state.status.is_some_and(|s| wanted.contains(&s))
    }
}

/// Each item's id and the sources that it answers to.
pub fn answering(entries: &[AuditedItem]) -> impl Iterator<Item = (&ItemId, &[SourceRef])> {
    entries.iter().filter(|entry| entry.state.answers()).map(|entry| (&entry.item.id, entry.item.sources.as_slice()))
}

/// What of each item tells whether its cause came back.
#[must_use]
pub fn causes(entries: &[AuditedItem], zone: Tz) -> Vec<Cause<'_>> {
    entries.iter().map(|entry| entry.cause(zone)).collect()
}

/// All items of a register in the order of their ids, and what could not be read.
///
/// # Errors
/// The folder of items cannot be read.
pub fn entries(register: &Register) -> anyhow::Result<(Vec<AuditedItem>, Vec<Problem>)> {
    let law = register.law();
    let (mut all, problems) = register.map_items(|loaded| Some(AuditedItem::of(&loaded, &law)))?;
    all.sort_by(|a, b| a.item.id.cmp(&b.item.id));
    Ok((all, problems))
}
