//! Seals: whether history is still what it was when it was sealed, and what they say of keys that were revoked.

use std::collections::BTreeMap;

use super::facts::{HistoryFacts, HistoryFinding};
use crate::check::facts::{Typed, World, typed};
use crate::check::finding::RawFinding;
use crate::git::{self, Head, Oid, Repo};
use crate::history::timeline::holds_events;
use crate::lifecycle::authority::KeySpan;
use crate::lifecycle::seals::replay;
use crate::lifecycle::signature::Signed;
use crate::model::date::Moment;
use crate::model::event::Event;
use crate::model::rule::Rule;
use crate::model::seal::{Seal, Seals};
use crate::model::word::Level;
use crate::record::seal::{Counter, TAGS};
use crate::register::load::text;
use crate::register::place::SEALS;

/// A seal with the event that made it.
struct SealMade {
    name: String,
    seal: Seal,
    event: Event,
}

/// The seals that lawful events made, oldest first.
fn made(world: &World<'_>) -> Vec<SealMade> {
    let Some(register) = world.register else { return Vec::new() };
    let Ok(text) = text(world.store, SEALS) else { return Vec::new() };
    let Ok(Typed { value, .. }) = typed::<Seals>(SEALS, &text) else { return Vec::new() };
    let older = |event: &Event, other: &Event| world.is_older(event, other);
    let replay = replay(value.event.values(), &register.authority, Some(&older));
    let mut all = Vec::new();
    for event in replay.ledger.effective() {
        let set = event.set.as_ref().and_then(|set| set.get("seal")?.as_table());
        for (name, seal) in set.into_iter().flatten() {
            if let Ok(seal) = seal.clone().try_into::<Seal>() {
                all.push(SealMade { name: name.clone(), seal, event: event.clone() });
            }
        }
    }
    all
}

/// The newest seal: its name, when it was made, and how many events it states.
#[must_use]
pub fn newest(world: &World<'_>) -> Option<(String, Moment, usize)> {
    let newest = made(world).into_iter().max_by_key(|made| made.event.at)?;
    Some((newest.name, newest.event.at, newest.seal.events))
}

/// `seal-broken`.
pub fn broken(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let made = made(facts.world);
    let known: BTreeMap<&str, &Seal> = made.iter().map(|m| (m.name.as_str(), &m.seal)).collect();
    let mut found = Vec::new();
    let mut counter = Counter::default();
    for seal in &made {
        if let Some(why) =
            why_broken(facts, &seal.seal, &mut counter).or_else(|| breaks_the_line(facts, &seal.seal, &known))
        {
            let key = ["seal", seal.name.as_str()];
            let draft = RawFinding::new(Rule::SealBroken, &key, format!("the seal {} is broken: {why}", seal.name));
            found.push(HistoryFinding { file: SEALS.to_owned(), draft: draft.event(&seal.event.hash) });
        }
    }
    found.extend(tags_moved(facts, &made));
    found
}

/// Whether a sealed commit is no longer what was stated.
fn why_broken(facts: &HistoryFacts<'_>, seal: &Seal, counter: &mut Counter) -> Option<String> {
    let timeline = facts.timeline;
    let short = short(&seal.commit);
    let Some(commit) = seal.commit.parse::<Oid>().ok().filter(|commit| timeline.is_in_history(*commit)) else {
        return Some(format!("the commit {short} that it seals does not come before what is checked"));
    };
    let folder = std::path::Path::new(&seal.folder);
    let tree = timeline.objects().and_then(|objects| git::tree_of(&objects, commit, folder).ok().flatten());
    if tree.is_none_or(|tree| tree.to_string() != seal.tree) {
        return Some(format!("the register at {short} has another tree than was sealed"));
    }
    match counter.count(timeline.repo(), commit, folder) {
        Ok(now) if now == (seal.items, seal.events) => None,
        Ok((items, events)) => Some(format!(
            "the register at {short} has {items} items and {events} events, not {} and {}",
            seal.items, seal.events
        )),
        Err(error) => Some(format!("the register at {short} cannot be counted: {error:#}")),
    }
}

/// Whether a seal names one before it that is not there, or does not come before it.
fn breaks_the_line(facts: &HistoryFacts<'_>, seal: &Seal, known: &BTreeMap<&str, &Seal>) -> Option<String> {
    let name = seal.previous.as_deref()?;
    let Some(previous) = known.get(name) else { return Some(format!("the seal {name} before it is not there")) };
    let commits = previous.commit.parse::<Oid>().ok().zip(seal.commit.parse::<Oid>().ok());
    let before = commits.is_some_and(|(one, other)| facts.timeline.history.is_ancestor(one, other));
    (!before).then(|| format!("the seal {name} does not come before it"))
}

/// Tags of seals that are not in the history of what is checked, or not on their seal any more. A tag that others have
/// cannot be moved unseen. Only asked where HEAD is checked: an older commit does not have the tags that came after it.
fn tags_moved(facts: &HistoryFacts<'_>, made: &[SealMade]) -> Vec<HistoryFinding> {
    let timeline = facts.timeline;
    if timeline.repo().tip().ok().flatten() != Some(timeline.tip) {
        return Vec::new();
    }
    let tags = timeline.repo().tags(TAGS).unwrap_or_default();
    let gone = made.iter().filter(|_| !tags.is_empty()).filter(|seal| is_untagged(seal, &tags)).map(without);
    let gone: Vec<RawFinding> = gone.collect();
    let moved = tags.into_iter().filter_map(|(name, commit)| {
        let stands = format!("the tag {TAGS}{name} stands on {}", short(&commit.to_string()));
        if !timeline.is_in_history(commit) {
            if is_sealed_elsewhere(timeline.repo(), commit) {
                return None;
            }
            let message = format!("{stands}, which does not come before what is checked");
            return Some(RawFinding::new(Rule::SealBroken, &[], message));
        }
        let seal = made.iter().find(|seal| seal.name == name)?;
        off_its_seal(facts, seal, commit, &stands)
    });
    moved.chain(gone).map(|draft| HistoryFinding { file: SEALS.to_owned(), draft }).collect()
}

/// Whether a seal names its tag, and it is not among those that are here.
fn is_untagged(seal: &SealMade, tags: &[(String, Oid)]) -> bool {
    let name = seal.seal.tag.as_deref().and_then(|tag| tag.strip_prefix(TAGS));
    name.is_some_and(|name| !tags.iter().any(|(known, _)| known == name))
}

/// A seal whose tag is not here while others are. A clone may lack it, so it is a warning.
fn without(seal: &SealMade) -> RawFinding {
    let tag = format!("{TAGS}{}", seal.name);
    let message = format!("the tag {tag}, which the seal names, is not here, and tags of other seals are");
    let remedy = "Fetch it (git fetch --tags). Where nobody has it any more, ask who deleted it, and make it again: kaizen seal NAME --tag";
    let draft = RawFinding::new(Rule::SealBroken, &["seal", seal.name.as_str()], message).event(&seal.event.hash);
    draft.level(Level::Warn).remedy(remedy)
}

/// What is said where seals name tags and the clone has none at all, as in a pipeline that fetches no tags.
#[must_use]
pub fn tags_not_here(world: &World<'_>) -> Option<String> {
    let repo = world.timeline?.repo();
    let is_tagged = made(world).iter().any(|seal| is_untagged(seal, &[]));
    (is_tagged && repo.tags(TAGS).is_ok_and(|tags| tags.is_empty())).then(|| {
        "No tag of a seal is here (git fetch --tags brings them): whether one was moved or deleted is not known."
            .to_owned()
    })
}

/// Whether HEAD is on a branch of its own that began before the default branch was sealed.
fn is_sealed_elsewhere(repo: &Repo, tagged: Oid) -> bool {
    let Ok(Head::Branch(branch, _)) = repo.head() else { return false };
    let default = repo.default_branch().ok().flatten().filter(|default| *default != branch);
    default.is_some_and(|default| repo.has_on(&default, tagged).unwrap_or(false))
}

/// A tag that stands neither on a commit that brought its seal nor on the one that is sealed. What came with commits
/// that were left out is not known.
fn off_its_seal(facts: &HistoryFacts<'_>, seal: &SealMade, tagged: Oid, stands: &str) -> Option<RawFinding> {
    let timeline = facts.timeline;
    let brought = timeline.bringing(&seal.event.hash).filter_map(|brought| timeline.commit(brought.commit));
    let brought: Vec<Oid> = brought.map(|commit| commit.id).collect();
    let right = brought.first()?.to_string();
    if brought.contains(&tagged) || seal.seal.commit == tagged.to_string() {
        return None;
    }
    let message = format!("{stands}, and the seal came with {}", short(&right));
    // A name from a file is no part of a command that somebody might paste.
    let remedy = format!("Find out who moved it, and put it back: git tag -fa TAG {}", short(&right));
    let draft = RawFinding::new(Rule::SealBroken, &["seal", seal.name.as_str()], message).event(&seal.event.hash);
    Some(draft.remedy(remedy))
}

/// A commit as it is shown.
fn short(commit: &str) -> &str {
    commit.get(..12).unwrap_or(commit)
}

/// `bad-signature` of what a revoked key signed: it counts only where a seal made before, with another key, vouches for it.
pub fn compromised(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let Some(register) = facts.world.register else { return Vec::new() };
    let people = &register.authority.people;
    let revoked: Vec<&KeySpan> =
        people.values().flat_map(|p| &p.keys).filter(|k| k.compromised_since.is_some()).collect();
    if revoked.is_empty() {
        return Vec::new();
    }
    let seals = made(facts.world);
    let (_, seal_signers) = facts.signed_events(SEALS).unwrap_or_default();
    let mut found = Vec::new();
    for entry in facts.world.store.list("").unwrap_or_default() {
        let Some((events, signers)) =
            Some(&entry.path).filter(|p| holds_events(p)).and_then(|p| facts.signed_events(p))
        else {
            continue;
        };
        for (name, event) in &events {
            // What came with commits that were left out cannot be told from what a seal vouches for.
            if facts.timeline.is_part() && facts.timeline.bringing(&event.hash).next().is_none() {
                continue;
            }
            let Signed::By(key) = signers.of(event) else { continue };
            let Some((held, since)) =
                revoked.iter().find(|k| k.key == *key).and_then(|k| Some((k, k.compromised_since?)))
            else {
                continue;
            };
            let other_key = |seal: &&SealMade| match seal_signers.of(&seal.event) {
                Signed::By(key) => !revoked.iter().any(|k| k.key == *key),
                _ => false,
            };
            let vouched =
                seals.iter().filter(|s| s.event.at < since).filter(other_key).any(|s| is_in(facts, event, &s.seal));
            // Made void it counts no more, whoever made it.
            if !vouched && !facts.is_void_in(&entry.path, &event.hash) {
                let draft = reported(name, event, held, since);
                found.push(HistoryFinding { file: entry.path.clone(), draft });
            }
        }
    }
    found
}

fn is_in(facts: &HistoryFacts<'_>, event: &Event, seal: &Seal) -> bool {
    let Ok(sealed) = seal.commit.parse::<Oid>() else { return false };
    let timeline = facts.timeline;
    let mut commits = timeline.bringing(&event.hash).filter_map(|brought| timeline.commit(brought.commit));
    commits.any(|commit| timeline.history.is_ancestor(commit.id, sealed))
}

fn reported(name: &str, event: &Event, held: &KeySpan, since: Moment) -> RawFinding {
    let message = format!(
        "`{}` by {} is signed with {}, which somebody else may have used since {since}; no seal made before vouches for it",
        event.act,
        event.by,
        held.key.fingerprint()
    );
    RawFinding::new(Rule::BadSignature, &["event", name, "signature"], message).event(&event.hash)
}
