//! Whether acts were done when they claim.

use std::collections::{BTreeMap, HashMap};

use chrono::Duration;

use super::facts::{Found, HistoryFacts};
use crate::check::finding::Draft;
use crate::check::rule::Rule;
use crate::history::Brought;
use crate::lifecycle::replay::Replay;
use crate::model::date::Day;
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
    let mut agreed = Agreed::new();
    strange.into_iter().filter_map(|(hash, brought)| found(facts, hash, brought, &mut agreed)).collect()
}

/// The target dates that sign-offs and done actions kept or missed, by file and event.
type Agreed = HashMap<String, HashMap<Hash, Day>>;

fn found(facts: &HistoryFacts<'_>, hash: &Hash, brought: &Brought, agreed: &mut Agreed) -> Option<Found> {
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
        match crossed(facts, hash, brought, agreed).filter(|due| at.day(zone) <= *due && *due < committed.day(zone)) {
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

/// The target date that an act was held against. A file is folded once for all its acts.
fn crossed(facts: &HistoryFacts<'_>, hash: &Hash, brought: &Brought, agreed: &mut Agreed) -> Option<Day> {
    if !agreed.contains_key(&brought.file) {
        let dues = facts.item(&brought.file, |_, replay| dues(replay)).unwrap_or_default();
        agreed.insert(brought.file.clone(), dues);
    }
    agreed.get(&brought.file)?.get(hash).copied()
}

fn dues(replay: &Replay<'_>) -> HashMap<Hash, Day> {
    let events = replay.graph.events();
    let ends = events.iter().enumerate().filter(|(_, event)| matches!(event.act, Act::Implemented | Act::Done));
    ends.filter_map(|(place, event)| {
        let before = replay.graph.closure(place).filter(|i| replay.counts(*i)).filter_map(|i| events.get(i));
        let due = before
            .filter(|earlier| match event.act {
                Act::Done => earlier.action == event.action,
                _ => earlier.action.is_none(),
            })
            .filter_map(|earlier| earlier.terms.as_ref()?.due)
            .last()?;
        Some((event.hash.clone(), due))
    })
    .collect()
}
