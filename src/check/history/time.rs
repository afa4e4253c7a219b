//! Whether acts were done when they claim.

use std::collections::BTreeMap;

use chrono::Duration;

use super::facts::{Found, HistoryFacts};
use crate::check::finding::Draft;
use crate::check::rule::Rule;
use crate::history::Brought;
use crate::model::date::{Day, Moment};
use crate::model::event::Act;
use crate::model::id::Hash;
use crate::model::word::Level;

/// `backdated`: the claimed time of an event against the committer's time of the commits that brought it.
pub fn backdated(facts: &HistoryFacts<'_>) -> Vec<Found> {
    let policy = &facts.world.policy;
    let behind = Duration::days(i64::from(policy.backdated_days));
    let ahead = Duration::minutes(i64::from(policy.clock_tolerance_minutes));
    let fits = |brought: &Brought| {
        let (Some(at), Some(committed)) = (brought.deed.at, facts.committed(brought.commit)) else { return true };
        committed.0 - at.0 <= behind && at.0 - committed.0 <= ahead
    };
    let mut strange: BTreeMap<&Hash, &Brought> = BTreeMap::new();
    for brought in facts.timeline.brought.iter().filter(|brought| !fits(brought)) {
        if let Some(hash) = &brought.deed.hash
            && !facts.timeline.bringing(hash).any(fits)
        {
            strange.entry(hash).or_insert(brought);
        }
    }
    strange.into_iter().filter_map(|(hash, brought)| found(facts, hash, brought)).collect()
}

fn found(facts: &HistoryFacts<'_>, hash: &Hash, brought: &Brought) -> Option<Found> {
    // Void, it is asked no rule of time.
    if facts.is_void(brought) {
        return None;
    }
    let (at, committed) = (brought.deed.at?, facts.committed(brought.commit)?);
    let key = ["event", &brought.deed.name, "at"];
    let draft = if committed < at {
        let message = format!("{} was committed before it claims to be done, at {committed}", brought.deed.words());
        Draft::new(Rule::Backdated, &key, message)
    } else {
        let zone = facts.world.zone;
        let days = crate::model::date::days(committed.day(zone).since(at.day(zone)));
        let message = format!("{} was committed {days} later, at {committed}", brought.deed.words());
        match crossed(facts, hash, brought, at, committed) {
            Some(due) => Draft::new(
                Rule::Backdated,
                &key,
                format!("{message}: it claims to be on time, and was committed after the target date {due}"),
            )
            .level(Level::Error),
            None => Draft::new(Rule::Backdated, &key, message),
        }
    };
    let draft = draft.event(hash).commit(facts.commit(brought.commit)?);
    Some(Found { file: brought.file.clone(), draft })
}

/// The target date, where the claim is within and the commit after it.
fn crossed(facts: &HistoryFacts<'_>, hash: &Hash, brought: &Brought, at: Moment, committed: Moment) -> Option<Day> {
    let zone = facts.world.zone;
    let due = facts.item(&brought.file, |_, replay| {
        let place = replay.graph.place(hash)?;
        let events = replay.graph.events();
        let event = events.get(place)?;
        if !matches!(event.act, Act::Implemented | Act::Done) {
            return None;
        }
        let before = replay.graph.closure(place).filter(|i| replay.counts(*i)).filter_map(|i| events.get(i));
        before
            .filter(|earlier| match event.act {
                Act::Done => earlier.action == event.action,
                _ => earlier.action.is_none(),
            })
            .filter_map(|earlier| earlier.terms.as_ref()?.due)
            .last()
    })??;
    (at.day(zone) <= due && due < committed.day(zone)).then_some(due)
}
