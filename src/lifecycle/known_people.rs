//! Who acted on register.toml had seen some people: those that the events of people.toml make which the act, or one that
//! it follows, names. The people are kept from one act to the next, so that they are not folded anew for each.

use super::authority::Authority;
use super::incremental_fold::Amount;
use super::ledger::Ledger;
use super::people::{PeopleReplay, add, authority};
use crate::model::event::{Act, Event};

/// How many events of people.toml are folded again, where acts on register.toml go back to older people.
const MAX_AGAIN: usize = 250_000;

/// The newest events of people.toml that were seen, by their places, in order.
pub(super) type KnownPeople = Vec<usize>;

impl Amount for KnownPeople {
    fn weight(&self) -> usize {
        self.len()
    }
}

/// Adds the people that an event of register.toml names to those that were seen.
pub(super) fn see(seen: &mut KnownPeople, people: &Ledger<'_>, event: &Event) {
    let Some(place) = event.people.as_ref().and_then(|hash| people.graph.place(hash)) else { return };
    if seen.iter().any(|known| *known == place || people.graph.follows(*known, place)) {
        return;
    }
    seen.retain(|known| !people.graph.follows(place, *known));
    seen.push(place);
    seen.sort_unstable();
}

/// The people after the events that were asked for last.
pub(super) struct People<'p, 'a> {
    replay: &'p PeopleReplay<'a>,
    seen: KnownPeople,
    authority: Authority,
    left: usize,
}

impl<'p, 'a> People<'p, 'a> {
    pub(super) fn of(people: &'p PeopleReplay<'a>) -> Self {
        People { replay: people, seen: KnownPeople::new(), authority: Authority::default(), left: MAX_AGAIN }
    }

    /// The people after these events and what they follow; nobody where there is none. `None` where they were folded
    /// again too often.
    pub(super) fn after(&mut self, seen: &KnownPeople) -> Option<&Authority> {
        if *seen != self.seen && !self.go_on(seen) {
            let count = self.replay.ledger.graph.events().len();
            self.left = self.left.checked_sub(count + self.authority.weight())?;
            self.authority = authority(&self.replay.ledger.effective_up_to(seen), self.replay.zone);
        }
        self.seen.clone_from(seen);
        Some(&self.authority)
    }

    /// Adds what came after the last people, where all of it came later and makes nothing before it void.
    fn go_on(&mut self, seen: &KnownPeople) -> bool {
        let (ledger, zone) = (&self.replay.ledger, self.replay.zone);
        let graph = &ledger.graph;
        let last = self.seen.last().copied();
        let [to] = seen.as_slice() else { return false };
        if !self.seen.iter().all(|known| graph.follows(*to, *known)) {
            return false;
        }
        let first = last.map_or(0, |place| place + 1);
        let older = |i: usize| self.seen.iter().any(|known| *known == i || graph.follows(*known, i));
        let counts = |i: &usize| ledger.refused.get(*i).is_some_and(Option::is_none);
        let between = || (first..=*to).filter(|i| i == to || graph.follows(*to, *i));
        // One that stands earlier in the order, on a branch that was not seen, is not simply added at the end.
        let all_later = graph.is_linear() || (0..first).all(|i| older(i) || !graph.follows(*to, i));
        let voids = between().filter_map(|i| graph.events().get(i)).any(|event| event.act == Act::Voided);
        if !all_later || voids {
            return false;
        }
        for event in between().filter(counts).filter_map(|i| graph.events().get(i)) {
            add(&mut self.authority, event, zone);
        }
        true
    }
}
