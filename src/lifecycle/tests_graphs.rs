//! Small random graphs of events, for the tests that hold the quick folds against the plain definition.

use proptest::collection::vec;
use proptest::strategy::Strategy;

use crate::model::date::Moment;
use crate::model::event::{Act, Event};
use crate::model::id::Hash;
use crate::model::terms::Terms;

/// Who acts in these graphs.
pub(super) const PEOPLE: [&str; 4] = ["mona", "arjun", "dana", "priya"];

/// One event: how far back its parents stand (0: none), a number for its act, who acts, the hour, and another number.
pub(super) type Drawn = (Vec<usize>, usize, usize, u32, usize);

/// Some events, mostly in a chain.
pub(super) fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let back = proptest::prop_oneof![6 => vec(1usize..2, 1), 3 => vec(1usize..5, 1..3), 1 => vec(0usize..3, 0..3)];
    vec((back, 0usize..64, 0usize..4, 0u32..200, 0usize..64), 1..24)
}

pub(super) fn hash(n: usize) -> Hash {
    format!("{n:064x}").parse().unwrap()
}

/// The events that were drawn, with one of `acts` each; `fill` gets the event, the number of its place and its other
/// number.
pub(super) fn events(drawn: &[Drawn], acts: &[Act], fill: impl Fn(&mut Event, usize, usize)) -> Vec<Event> {
    let mut events = Vec::new();
    for (i, (back, act, by, hour, other)) in drawn.iter().enumerate() {
        let after = back.iter().filter(|b| **b > 0).filter_map(|b| i.checked_sub(*b)).map(hash).collect();
        let at: Moment = format!("2026-03-{:02}T{:02}:00:00Z", 1 + hour / 24, hour % 24).parse().unwrap();
        let (act, by) = (acts[act % acts.len()], PEOPLE[*by].parse().unwrap());
        let mut event = Event {
            hash: hash(i),
            content: format!("sha256:{:064x}", 0).parse().unwrap(),
            text: Some("words".to_owned()),
            terms: (other.is_multiple_of(3) && act == Act::Amended)
                .then(|| Terms { owner: Some(PEOPLE[other % 4].parse().unwrap()), ..Terms::default() }),
            event: (act == Act::Voided && i > 0).then(|| hash(i - 1 - other % i.min(5))),
            ..crate::record::next_event::blank(act, by, at, after)
        };
        fill(&mut event, i, *other);
        events.push(event);
    }
    events
}
