//! Whether acts rest on an authority that had ended when they came into history, whatever time they claim.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::ends::{self, Came, End, What};
use super::facts::{Found, HistoryFacts};
use crate::check::finding::Draft;
use crate::check::rule::Rule;
use crate::git::Oid;
use crate::history::Brought;
use crate::lifecycle::authority::Authority;
use crate::lifecycle::lawful::Law;
use crate::lifecycle::ledger::Ledger;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::signature::Signed;
use crate::model::event::{Act, Event, Party};
use crate::model::id::{Handle, Hash};
use crate::model::word::Signatures;
use crate::register::load::Register;
use crate::register::place::{PEOPLE, SETTINGS};

/// `ended-authority`: one finding for each act, however many ends it came after.
pub fn acts(facts: &HistoryFacts<'_>) -> Vec<Found> {
    let Some(register) = facts.world.register else { return Vec::new() };
    let mut before: HashMap<Oid, HashSet<Oid>> = HashMap::new();
    let nothing = HashSet::new();
    let mut found: BTreeMap<Hash, Found> = BTreeMap::new();
    for end in ends::all(facts) {
        let commits: &HashSet<Oid> = match end.came {
            Came::With(commit) => before.entry(commit).or_insert_with(|| facts.timeline.history.ancestors(commit)),
            Came::Before => &nothing,
        };
        for (hash, brought) in late(facts, &end, commits) {
            let was_here = || end.came == Came::Before && facts.timeline.stood_before(&brought.file, hash);
            if !found.contains_key(hash)
                && !was_here()
                && let Some(draft) = judged(facts, register, &end, hash, brought)
            {
                found.insert(hash.clone(), Found { file: brought.file.clone(), draft });
            }
        }
    }
    found.into_values().collect()
}

/// The acts that claim a time before the end and are in no commit that comes before it.
fn late<'f>(facts: &'f HistoryFacts<'_>, end: &End, before: &HashSet<Oid>) -> Vec<(&'f Hash, &'f Brought)> {
    let timeline = facts.timeline;
    let is_theirs = |brought: &&Brought| match (&brought.deed.by, &end.person) {
        (Some(Party::Person(by)), Some(person)) => by == person,
        (Some(Party::Person(_)), None) => true,
        _ => false,
    };
    let is_before = |brought: &Brought| timeline.commit(brought.commit).is_some_and(|c| before.contains(&c.id));
    // Unsigned in the very second of the first key, an act is lawful by its time; where it came from tells.
    let claims = |brought: &&Brought| {
        brought.deed.at.is_some_and(|at| at < end.until || (at == end.until && end.what == What::Unsigned))
    };
    let theirs = timeline.brought.iter().filter(is_theirs).filter(claims).filter(|brought| !is_before(brought));
    theirs
        .filter_map(|brought| Some((brought.deed.hash.as_ref()?, brought)))
        .filter(|(hash, _)| !timeline.bringing(hash).any(is_before))
        .collect()
}

fn judged(facts: &HistoryFacts<'_>, register: &Register, end: &End, hash: &Hash, brought: &Brought) -> Option<Draft> {
    let path = facts.path_now(&brought.file);
    let (events, signers) = facts.signed_events(&path)?;
    let event = events.values().find(|event| event.hash == *hash)?;
    let by = event.by.handle()?;
    let said = match &end.what {
        What::Member => format!("{by} was no longer there"),
        What::Role(_, role) => format!("{by} was no longer {role}"),
        What::Key(key) => {
            if signers.of(event) != &Signed::By(key.clone()) {
                return None;
            }
            format!("the key that signed it ({}) had ended", key.fingerprint())
        }
        What::Unsigned => {
            let off = register.signatures.at(end.until) == Signatures::Off && !is_ledger(&path);
            if signers.of(event) != &Signed::No || off {
                return None;
            }
            "it had to be signed".to_owned()
        }
        What::Setting(setting) => {
            let asked = *setting == Signatures::Required || register.authority.had_key(by, end.until);
            if signers.of(event) != &Signed::No || !asked {
                return None;
            }
            format!("it had to be signed (signatures = \"{setting}\")")
        }
    };
    if !rests_on(facts, register, &path, event, by, &end.what) {
        return None;
    }
    let commit = facts.commit(brought.commit)?;
    let message = format!("{} came into history when {said}", brought.deed.words());
    Some(Draft::new(Rule::EndedAuthority, &["event", event.hash.short()], message).event(hash).commit(commit))
}

fn is_ledger(path: &str) -> bool {
    matches!(path, PEOPLE | SETTINGS)
}

/// Whether an act has effect, and would have none without what ended.
fn rests_on(
    facts: &HistoryFacts<'_>,
    register: &Register,
    path: &str,
    event: &Event,
    by: &Handle,
    what: &What,
) -> bool {
    if path.starts_with("items/") {
        let less = without(&register.authority, by, what);
        return facts
            .item(path, |item, replay| {
                let counts = |replay: &Replay<'_>| replay.graph.place(&event.hash).is_some_and(|i| replay.counts(i));
                let law = Law { authority: &less, zone: facts.world.zone };
                let by_what = !matches!(what, What::Key(_) | What::Unsigned | What::Setting(_));
                counts(replay) && !(by_what && counts(&Replay::new(item.event.values(), &law, None)))
            })
            .unwrap_or(false);
    }
    if is_ledger(path) && !has_effect(register, path, event) {
        return false;
    }
    match what {
        What::Role(..) => {
            let less = without(&register.authority, by, what);
            event.act != Act::Noted && register.authority.is_manager(by, event.at) && !less.is_manager(by, event.at)
        }
        _ => true,
    }
}

/// Whether an event of people.toml or register.toml counts.
fn has_effect(register: &Register, path: &str, event: &Event) -> bool {
    let people = register.basics.replay_people();
    let counts = |ledger: &Ledger<'_>| ledger.effective().iter().any(|e| e.hash == event.hash);
    match path {
        PEOPLE => counts(&people.ledger),
        _ => counts(&register.basics.replay_settings(&people).ledger),
    }
}

/// The people as they would be had the membership or the role never been.
fn without(authority: &Authority, person: &Handle, what: &What) -> Authority {
    let mut less = authority.clone();
    match (what, less.people.get_mut(person)) {
        (What::Member, _) => {
            less.people.remove(person);
        }
        (What::Role(i, _), Some(standing)) if *i < standing.roles.len() => {
            standing.roles.remove(*i);
        }
        _ => {}
    }
    less
}
