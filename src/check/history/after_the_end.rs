//! Whether acts rest on an authority that had ended when they came into history, whatever time they claim.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::ends::{self, End, EndKind};
use super::facts::{HistoryFacts, HistoryFinding, file_kind};
use super::order::Order;
use super::signed::with_hash;
use crate::check::finding::RawFinding;
use crate::history::Brought;
use crate::history::timeline::holds_events;
use crate::lifecycle::acts::{self, Who};
use crate::lifecycle::authority::Authority;
use crate::lifecycle::lawful::Law;
use crate::lifecycle::ledger::Ledger;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::signature::Signed;
use crate::model::event::{Act, Event, Party};
use crate::model::id::{Handle, Hash};
use crate::model::rule::Rule;
use crate::model::word::Signatures;
use crate::register::load::Register;
use crate::register::place::{PEOPLE, SETTINGS};

/// So many commits that brought an end are named in one message.
const NAMED: usize = 5;

/// What is found of one act: that it came too late, or else the copies of an end that it does not come before, though it
/// comes before the end itself.
#[derive(Default)]
struct EndVerdict {
    late: Option<HistoryFinding>,
    copies: BTreeMap<usize, (usize, String)>,
}

/// `ended-authority`: one finding for each act, however many ends it came after; `end-copied`: one for each copy.
pub fn acts(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let Some(register) = facts.world.register else { return Vec::new() };
    let mut order = Order::new(facts);
    let mut stood: HashMap<&str, HashSet<Hash>> = HashMap::new();
    let mut verdicts: BTreeMap<&Hash, EndVerdict> = BTreeMap::new();
    let mut without = Without::new(facts, register);
    let ends = ends::all(facts);
    for (place, end) in ends.iter().enumerate() {
        for (hash, brought) in claiming(facts, end) {
            if verdicts.get(hash).is_some_and(|verdict| verdict.late.is_some()) {
                continue;
            }
            let missed = order.missed(end, hash);
            if missed.is_empty() && !end.came.before {
                continue;
            }
            // What was there before is not the doing of the commits that are looked at.
            let stood = stood.entry(&brought.file).or_insert_with(|| facts.timeline.events_before(&brought.file));
            if stood.contains(hash) {
                continue;
            }
            let Some(said) = judged(&mut without, place, end, hash, &brought.file) else { continue };
            let verdict = verdicts.entry(hash).or_default();
            if order.original(end).is_none_or(|original| missed.contains(&original)) {
                verdict.late = late(facts, end, hash, brought, &said);
            } else {
                verdict.copies.extend(missed.into_iter().map(|copy| (copy, (place, brought.event.words()))));
            }
        }
    }
    let mut copies = copies_of_older(facts, &ends, &mut without);
    let mut found = Vec::new();
    for verdict in verdicts.into_values() {
        match verdict.late {
            Some(late) => found.push(late),
            None => verdict.copies.into_iter().for_each(|(copy, (end, act))| {
                copies.entry((copy, end)).or_default().push(act);
            }),
        }
    }
    found.extend(copies.into_iter().filter_map(|((copy, end), acts)| copied(facts, ends.get(end)?, copy, &acts)));
    found
}

/// Where older commits are left out: the copies that the others brought of ends which stood there before, with the acts of
/// before that a copy does not have.
fn copies_of_older(
    facts: &HistoryFacts<'_>,
    ends: &[End],
    without: &mut Without<'_, '_>,
) -> BTreeMap<(usize, usize), Vec<String>> {
    let mut copies: BTreeMap<(usize, usize), Vec<String>> = BTreeMap::new();
    for (place, end) in ends.iter().enumerate().filter(|(_, end)| end.came.before && !end.came.with.is_empty()) {
        let files = facts.world.store.list("").unwrap_or_default().into_iter().map(|entry| entry.path);
        for file in files.filter(|file| holds_events(file)) {
            let Some(known) = facts.known_events(&file) else { continue };
            let theirs = |event: &&Event| {
                let by = event.by.handle();
                by.is_some() && (end.person.is_none() || by == end.person.as_ref()) && event.at < end.until
            };
            let claiming: Vec<&Event> = known.0.values().filter(theirs).collect();
            if claiming.is_empty() {
                continue;
            }
            let before = facts.timeline.events_before(&file);
            for copy in &end.came.with {
                let Some(commit) = facts.timeline.commit(*copy) else { continue };
                let has = facts.timeline.events_at(commit.id, &file);
                let missed = claiming.iter().filter(|event| before.contains(&event.hash) && !has.contains(&event.hash));
                for event in missed {
                    if judged(without, place, end, &event.hash, &file).is_some() {
                        let words = format!("`{}` of {} by {} ({})", event.act, event.at, event.by, event.hash.short());
                        copies.entry((*copy, place)).or_default().push(words);
                    }
                }
            }
        }
    }
    copies
}

/// The acts that claim a time before the end.
fn claiming<'f>(facts: &'f HistoryFacts<'_>, end: &End) -> Vec<(&'f Hash, &'f Brought)> {
    let is_theirs = |brought: &&Brought| match (&brought.event.by, &end.person) {
        (Some(Party::Person(by)), Some(person)) => by == person,
        (Some(Party::Person(_)), None) => true,
        _ => false,
    };
    // Unsigned in the very second of the first key, an act is lawful by its time; where it came from tells.
    let same = matches!(end.what, EndKind::Unsigned | EndKind::UnsignedChanges);
    let claims = |brought: &&Brought| brought.event.at.is_some_and(|at| at < end.until || (same && at == end.until));
    let theirs = facts.timeline.brought.iter().filter(is_theirs).filter(claims);
    theirs.filter_map(|brought| Some((brought.event.hash.as_ref()?, brought))).collect()
}

/// What had ended, in words, where the act rests on it.
fn judged(without: &mut Without<'_, '_>, place: usize, end: &End, hash: &Hash, file: &str) -> Option<String> {
    let (facts, register) = (without.facts, without.register);
    let path = facts.path_now(file);
    let known = facts.known_events(&path)?;
    let (events, signers) = known.as_ref();
    let event = with_hash(events, hash)?;
    let by = event.by.handle()?;
    let is_unsigned = signers.of(event) == &Signed::No;
    let said = match &end.what {
        EndKind::Member => format!("{by} was no longer there"),
        EndKind::Role(_, role) => format!("{by} was no longer {role}"),
        EndKind::Key(key) => {
            if signers.of(event) != &Signed::By(key.clone()) {
                return None;
            }
            format!("the key that signed it ({}) had ended", key.fingerprint())
        }
        EndKind::Unsigned => {
            let off = register.signatures.at(end.until) == Signatures::Off && !is_ledger(&path);
            if !is_unsigned || off {
                return None;
            }
            "it had to be signed".to_owned()
        }
        EndKind::Setting(setting) => {
            let asked = *setting == Signatures::Required || register.authority.had_key(by, end.until);
            if !is_unsigned || !asked {
                return None;
            }
            format!("it had to be signed (signatures = \"{setting}\")")
        }
        EndKind::UnsignedChanges => {
            if !is_unsigned || !is_ledger(&path) || event.act == Act::Noted {
                return None;
            }
            "it had to be signed (a manager had a key)".to_owned()
        }
    };
    without.rests_on(&path, event, by, (place, &end.what)).then_some(said)
}

/// The finding of an act that came after what it rests on had ended.
fn late(facts: &HistoryFacts<'_>, end: &End, hash: &Hash, brought: &Brought, said: &str) -> Option<HistoryFinding> {
    let ended = end.came.with.iter().filter_map(|with| named(facts, *with)).take(NAMED).collect::<Vec<_>>().join(", ");
    let with = if ended.is_empty() { String::new() } else { format!("; that came with {ended}") };
    let message = format!("{} came into history when {said}{with}", brought.event.words());
    let key = ["event", hash.short()];
    let draft = RawFinding::new(Rule::EndedAuthority, &key, message).event(hash).commit(facts.commit(brought.commit)?);
    Some(HistoryFinding { file: brought.file.clone(), draft })
}

/// The finding of a copy of an end, before which some acts do not come that come before the end itself.
fn copied(facts: &HistoryFacts<'_>, end: &End, copy: usize, acts: &[String]) -> Option<HistoryFinding> {
    let commit = facts.commit(copy)?;
    let others = end.came.with.iter().filter(|with| **with != copy);
    let others = others.filter_map(|with| named(facts, *with)).take(NAMED).collect::<Vec<_>>().join(", ");
    let more = acts.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named_acts = acts.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let short = commit.id.get(..12)?;
    let message = format!(
        "{} brought an end to a branch from before it that came with {others} too; so {named_acts}{more} would be too late",
        named(facts, copy)?
    );
    let remedy = format!(
        "Ask who made {short}, and why. Where it copied the end, a manager says so, and the acts stand: kaizen waive \
         end-copied {short} --until DATE -m REASON. Where the end came with it first, the acts were slipped in: a manager \
         makes them void (kaizen void ID EVENT -m REASON).",
    );
    let draft = RawFinding::new(Rule::EndCopied, &["event", end.event.short()], message).event(&end.event);
    Some(HistoryFinding { file: end.file.to_owned(), draft: draft.commit(commit).remedy(remedy) })
}

/// A commit and who wrote it.
fn named(facts: &HistoryFacts<'_>, commit: usize) -> Option<String> {
    let commit = facts.commit(commit)?;
    Some(format!("{} by {}", commit.id.get(..12)?, commit.author))
}

fn is_ledger(path: &str) -> bool {
    matches!(path, PEOPLE | SETTINGS)
}

/// What would have effect without what ended: each file is folded once for each end, each authority made once.
struct Without<'f, 'a> {
    facts: &'f HistoryFacts<'a>,
    register: &'f Register,
    authorities: HashMap<usize, Authority>,
    items: HashMap<(String, usize), HashSet<Hash>>,
    ledgers: HashMap<String, HashSet<Hash>>,
}

impl<'f, 'a> Without<'f, 'a> {
    fn new(facts: &'f HistoryFacts<'a>, register: &'f Register) -> Self {
        Without { facts, register, authorities: HashMap::new(), items: HashMap::new(), ledgers: HashMap::new() }
    }

    /// Whether an act has effect, and would have none without what ended, which is the one at a place.
    fn rests_on(&mut self, path: &str, event: &Event, by: &Handle, (place, what): (usize, &EndKind)) -> bool {
        let register = self.register;
        if path.starts_with("items/") {
            let counts = |replay: &Replay<'_>| replay.graph.place(&event.hash).is_some_and(|i| replay.counts(i));
            let by_what = matches!(what, EndKind::Member | EndKind::Role(..));
            let has_effect = self.facts.item(path, |_, replay| counts(replay)).unwrap_or(false);
            return has_effect && !(by_what && self.counts_less(path, event, by, (place, what)));
        }
        if is_ledger(path) && !self.has_effect(path, event) {
            return false;
        }
        let EndKind::Role(..) = what else { return true };
        let holds = |authority: &Authority| match acts::about(file_kind(path), event.act).map(|about| about.who) {
            Some(Who::Manager) => authority.is_manager(by, event.at),
            Some(Who::ManagerOrAuditor) => authority.is_manager(by, event.at) || authority.is_auditor(by, event.at),
            _ => false,
        };
        holds(&register.authority) && !holds(self.less(by, (place, what)))
    }

    fn less(&mut self, by: &Handle, (place, what): (usize, &EndKind)) -> &Authority {
        self.authorities.entry(place).or_insert_with(|| without(&self.register.authority, by, what))
    }

    /// Whether an act on an item would count without what ended.
    fn counts_less(&mut self, path: &str, event: &Event, by: &Handle, (place, what): (usize, &EndKind)) -> bool {
        let asked = (path.to_owned(), place);
        if !self.items.contains_key(&asked) {
            let (facts, zone) = (self.facts, self.facts.world.zone);
            let law = Law { authority: self.less(by, (place, what)), zone };
            let counting = facts.item(path, |item, _| {
                let replay = Replay::new(item.event.values(), &law, None);
                replay.effective().map(|event| event.hash.clone()).collect()
            });
            self.items.insert(asked.clone(), counting.unwrap_or_default());
        }
        self.items.get(&asked).is_some_and(|counting| counting.contains(&event.hash))
    }

    /// Whether an event of people.toml or register.toml counts.
    fn has_effect(&mut self, path: &str, event: &Event) -> bool {
        if !self.ledgers.contains_key(path) {
            let people = self.register.basics.replay_people();
            let counting =
                |ledger: &Ledger<'_>| ledger.effective().iter().map(|e| e.hash.clone()).collect::<HashSet<Hash>>();
            let counting = match path {
                PEOPLE => counting(&people.ledger),
                _ => counting(&self.register.basics.replay_settings(&people).ledger),
            };
            self.ledgers.insert(path.to_owned(), counting);
        }
        self.ledgers.get(path).is_some_and(|counting| counting.contains(&event.hash))
    }
}

/// The people as they would be had the membership or the role never been.
fn without(authority: &Authority, person: &Handle, what: &EndKind) -> Authority {
    let mut less = authority.clone();
    match (what, less.people.get_mut(person)) {
        (EndKind::Member, _) => {
            less.people.remove(person);
        }
        (EndKind::Role(i, _), Some(standing)) if *i < standing.roles.len() => {
            standing.roles.remove(*i);
        }
        _ => {}
    }
    less
}
