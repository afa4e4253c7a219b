//! Whether acts were done when they claim.

use std::collections::{BTreeMap, HashMap};

use chrono::Duration;

use super::facts::{HistoryFacts, HistoryFinding};
use crate::check::finding::RawFinding;
use crate::history::Brought;
use crate::lifecycle::replay::Replay;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::id::Hash;
use crate::model::rule::Rule;
use crate::model::word::Level;

/// `backdated`: the claimed time of an event against the time of the commits that brought it. How old an act may be when
/// it is committed is a matter of policy, but not where its target date lies between: that is asked of each.
pub fn backdated(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let bounds = Bounds::of(facts);
    let fits = |brought: &Brought| bounds.fits(facts, brought);
    let mut strange: BTreeMap<&Hash, &Brought> = BTreeMap::new();
    for brought in facts.timeline.brought.iter().filter(|brought| !fits(brought)) {
        if let Some(hash) = &brought.event.hash
            && !facts.timeline.bringing(hash).any(fits)
        {
            strange.entry(hash).or_insert(brought);
        }
    }
    let mut agreed = Agreed::new();
    strange.into_iter().filter_map(|(hash, brought)| found(facts, &bounds, hash, brought, &mut agreed)).collect()
}

/// How far the time of an act and that of its commit may be apart.
struct Bounds {
    /// So much later it may be committed.
    behind: Duration,
    /// So much two clocks may differ.
    tolerance: Duration,
}

impl Bounds {
    fn of(facts: &HistoryFacts<'_>) -> Self {
        let policy = &facts.world.policy;
        Bounds {
            behind: Duration::days(i64::from(policy.backdated_days)),
            tolerance: Duration::minutes(i64::from(policy.clock_tolerance_minutes)),
        }
    }

    /// Whether there is nothing to ask of an act and the commit that brought it.
    fn fits(&self, facts: &HistoryFacts<'_>, brought: &Brought) -> bool {
        let (Some(at), Some(committed)) = (brought.event.at, facts.committed(brought.commit)) else { return true };
        let later = committed.0 - at.0;
        let has_target = matches!(brought.event.act, Some(Act::Implemented | Act::Done));
        let zone = facts.world.zone;
        let same_day = later <= self.tolerance || at.day(zone) == committed.day(zone);
        later <= self.behind && (!has_target || same_day) && !self.is_early(facts, brought)
    }

    /// Whether the commit itself says that it was made before the act.
    fn is_early(&self, facts: &HistoryFacts<'_>, brought: &Brought) -> bool {
        let own = facts.timeline.commit(brought.commit).map(|commit| commit.committer.time.to_utc());
        brought.event.at.zip(own).is_some_and(|(at, own)| at.0 - own > self.tolerance)
    }
}

/// The target dates that sign-offs and done actions kept or missed, by file and event.
type Agreed = HashMap<String, HashMap<Hash, Day>>;

fn found(
    facts: &HistoryFacts<'_>,
    bounds: &Bounds,
    hash: &Hash,
    brought: &Brought,
    agreed: &mut Agreed,
) -> Option<HistoryFinding> {
    // Void, it is asked no rule of time.
    if facts.is_void(brought) {
        return None;
    }
    let (at, committed) = (brought.event.at?, facts.committed(brought.commit)?);
    let commit = facts.commit(brought.commit)?;
    let key = ["event", &brought.event.name, "at"];
    let draft = |message: String| RawFinding::new(Rule::Backdated, &key, message).event(hash).commit(commit.clone());
    let draft = if bounds.is_early(facts, brought) {
        draft(format!("{} was committed before it claims to be done, at {}", brought.event.words(), commit.at))
    } else {
        let zone = facts.world.zone;
        let days = crate::model::date::days(committed.day(zone).since(at.day(zone)));
        let after = after(facts, brought);
        let message = format!("{} was committed {days} later, at {committed}{after}", brought.event.words());
        let is_long = committed.0 - at.0 > bounds.behind;
        match crossed(facts, hash, brought, agreed).filter(|due| at.day(zone) <= *due && *due < committed.day(zone)) {
            Some(due) if is_long => {
                draft(format!("{message}: it claims to be on time, and was committed after the target date {due}"))
                    .level(Level::Error)
            }
            Some(due) => draft(format!("{message}: it claims to be on time, and came after the target date {due}"))
                .remedy(REBASED),
            None if is_long => draft(message),
            None => return None,
        }
    };
    Some(HistoryFinding { file: brought.file.clone(), draft })
}

/// What is said where an act may have been in time: after a rebase or a squash, history shows the new commit alone.
const REBASED: &str = "Ask who acted. A branch that was rebased or squashed after the target date looks the same: merge the branch as it was too, \
     or a manager answers for it (kaizen waive backdated EVENT --until DATE -m REASON). An act with a wrong time is made void: \
     kaizen void {id} EVENT -m REASON.";

/// The commit by whose date another one was made later than its own date says.
fn after(facts: &HistoryFacts<'_>, brought: &Brought) -> String {
    let Some(before) = facts.timeline.made_after(brought.commit) else { return String::new() };
    format!(" or later: its commit comes after {}, whatever its own date says", &before.to_string()[..12])
}

/// The target date that an act was held against. A file is folded once for all its acts.
fn crossed(facts: &HistoryFacts<'_>, hash: &Hash, brought: &Brought, agreed: &mut Agreed) -> Option<Day> {
    if !agreed.contains_key(&brought.file) {
        let dues = facts.item(&facts.path_now(&brought.file), |_, replay| dues(replay)).unwrap_or_default();
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
