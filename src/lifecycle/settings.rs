//! register.toml as its lawful events make it.

use std::cell::RefCell;

use toml::Table;

use super::acts::FileKind;
use super::fold::fold;
use super::incremental_fold::too_many_branches;
use super::known_people::{KnownPeople, People, see};
use super::ledger::Ledger;
use super::people::{PeopleReplay, judge_change};
use super::refusal::Refusal;
use super::signature::Signers;
use crate::model::date::Moment;
use crate::model::event::Event;
use crate::model::id::Hash;
use crate::model::word::{Signatures, Word};

/// The key by which the founding event of register.toml says that the register is a sandbox.
pub const SANDBOX: &str = "sandbox";

/// register.toml, replayed.
#[derive(Debug)]
pub struct SettingsReplay<'a> {
    /// What became of each event.
    pub ledger: Ledger<'a>,
    /// The content that the lawful events make.
    pub table: Table,
    /// Whether acts had to be signed, over time.
    pub signatures: SignatureTimes,
}

/// Whether acts had to be signed: each setting with the moment from which it counted, and the event that made it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SignatureTimes(Vec<(Moment, Signatures, Hash)>);

impl SignatureTimes {
    fn of<'a>(effective: impl IntoIterator<Item = &'a Event>) -> Self {
        let said = |event: &Event| {
            let word = event.set.as_ref()?.get("signatures")?.as_str()?;
            Some((event.at, Signatures::of(word)?, event.hash.clone()))
        };
        let mut times: Vec<(Moment, Signatures, Hash)> = effective.into_iter().filter_map(said).collect();
        times.sort_by_key(|(at, ..)| *at);
        SignatureTimes(times)
    }

    /// The setting at a moment. A change of it does not reach back: what came before is judged by what was set then.
    #[must_use]
    pub fn at(&self, at: Moment) -> Signatures {
        let later = self.0.partition_point(|(from, ..)| *from <= at);
        let set = later.checked_sub(1).and_then(|last| self.0.get(last)).or(self.0.first());
        set.map_or(Signatures::Wanted, |(_, setting, _)| *setting)
    }

    /// The changes by which more acts had to be signed than before, each with its moment, what it set and its event.
    pub fn stricter(&self) -> impl Iterator<Item = (Moment, Signatures, &Hash)> {
        let strictness = |setting: Signatures| match setting {
            Signatures::Off => 0,
            Signatures::Wanted => 1,
            Signatures::Required => 2,
        };
        let before = std::iter::once(Signatures::Wanted).chain(self.0.iter().map(|(_, setting, _)| *setting));
        let changes = self.0.iter().zip(before);
        changes
            .filter(move |((_, setting, _), before)| strictness(*setting) > strictness(*before))
            .map(|((at, setting, event), _)| (*at, *setting, event))
    }
}

impl SettingsReplay<'_> {
    /// The introduction of the register: the hash of its first event.
    #[must_use]
    pub fn introduction(&self) -> Option<&Hash> {
        self.ledger.graph.events().get(self.ledger.root?).map(|e| &e.hash)
    }
}

/// Whether an event leaves alone what only the founding one says: that the register is a sandbox.
fn check_sandbox(event: &Event) -> Result<(), Refusal> {
    let says = event.set.as_ref().is_some_and(|set| set.contains_key(SANDBOX));
    if event.after.is_empty() || !says {
        return Ok(());
    }
    Err(Refusal::new("a register is a sandbox from its founding on or never; no act changes that")
        .next("a register to try things in: kaizen demo DIR"))
}

/// Replays register.toml, each change judged by the people that it and what it follows name as seen. `introduction` is
/// its first event.
#[must_use]
pub fn replay<'a>(
    events: impl IntoIterator<Item = &'a Event>,
    introduction: Option<&Hash>,
    people: &PeopleReplay<'_>,
    signers: &Signers,
) -> SettingsReplay<'a> {
    let known = RefCell::new(People::of(people));
    // Who saw an event of register.toml has seen the people that it saw: nobody forgets a manager's key.
    let add = |seen: &mut KnownPeople, event: &Event| see(seen, &people.ledger, event);
    let ledger =
        Ledger::replay(FileKind::Register, events, (introduction, None), add, |event, before: &KnownPeople| {
            let mut seen = before.clone();
            see(&mut seen, &people.ledger, event);
            let mut known = known.borrow_mut();
            let Some(authority) = known.after(&seen) else { return Err(too_many_branches()) };
            check_sandbox(event)?;
            judge_change(FileKind::Register, event, authority, event.after.is_empty(), signers.of(event))
        });
    let effective = ledger.effective();
    let (table, signatures) = (fold(effective.iter().copied()), SignatureTimes::of(effective.iter().copied()));
    SettingsReplay { ledger, table, signatures }
}
