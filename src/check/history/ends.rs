//! What ended, or began, at which commit: memberships, roles, keys, and acting without a signature.

use std::collections::{HashMap, HashSet};

use toml::Value;

use super::facts::HistoryFacts;
use crate::lifecycle::authority::{KeySpan, Membership, Span};
use crate::model::date::Moment;
use crate::model::id::{Handle, Hash};
use crate::model::key::PublicKey;
use crate::model::word::{Role, Signatures, Word};
use crate::register::load::Register;
use crate::register::place::{PEOPLE, SETTINGS};

/// What is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndKind {
    /// The membership.
    Member,
    /// A role, by its place among the person's roles.
    Role(usize, Role),
    /// A key.
    Key(PublicKey),
    /// Acting without a signature: the person has a key since.
    Unsigned,
    /// The same: signatures are wanted of who has a key, or required of everybody, since.
    Setting(Signatures),
    /// Changing people and settings without a signature: a manager has a key since.
    UnsignedChanges,
}

/// Where an event came into history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Came {
    /// The commits that brought it, by their places in the list, oldest first.
    pub with: Vec<usize>,
    /// Whether it is in older commits, that were left out.
    pub before: bool,
}

/// An end, as history knows it. What claims an earlier time must come before every commit that brought it, or be in it:
/// by dates nothing is told, and who copies an end onto an old branch moves nothing.
#[derive(Debug, Clone)]
pub struct End {
    /// Whose; everybody's where the setting changed.
    pub person: Option<Handle>,
    /// What ended.
    pub what: EndKind,
    /// The moment of the end: who claims a later one is judged by that.
    pub until: Moment,
    /// The file that says so.
    pub file: &'static str,
    /// The event.
    pub event: Hash,
    /// Who entered it.
    pub by: Option<Handle>,
    /// Where the event of the end came into history.
    pub came: Came,
}

/// All ends that are in history. One that was set for a later day is judged by the claimed time alone.
#[must_use]
pub fn all(facts: &HistoryFacts<'_>) -> Vec<End> {
    let Some(register) = facts.world.register else { return Vec::new() };
    let [people, settings] = [PEOPLE, SETTINGS].map(|file| Entered::new(facts, file));
    let standings = register.authority.people.iter();
    let mut ends: Vec<End> = standings.flat_map(|(handle, standing)| of_person(&people, handle, standing)).collect();
    let stricter = register.signatures.stricter();
    ends.extend(stricter.filter_map(|(at, setting, event)| settings.end(None, EndKind::Setting(setting), at, event)));
    let signing = signing_since(register);
    ends.extend(signing.and_then(|(event, at)| people.end(None, EndKind::UnsignedChanges, at, &event)));
    ends
}

fn of_person(people: &Entered<'_, '_>, handle: &Handle, standing: &Membership) -> Vec<End> {
    let end = |what: EndKind, span: &Span| -> Option<End> {
        let (until, ended) = span.until.zip(span.ended.as_ref())?;
        people.end(Some(handle), what, until, &ended.by).filter(|_| !ended.ahead)
    };
    let roles = standing.roles.iter().enumerate();
    let mut ends: Vec<End> = end(EndKind::Member, &standing.member).into_iter().collect();
    ends.extend(roles.filter_map(|(i, role)| end(EndKind::Role(i, role.role), &role.span)));
    ends.extend(standing.keys.iter().filter_map(|held| end(EndKind::Key(held.key.clone()), &held.span)));
    let known: Vec<&KeySpan> = standing.keys.iter().filter(|held| people.came(&held.entered).is_some()).collect();
    let first = people.first(&known);
    ends.extend(first.and_then(|held| people.end(Some(handle), EndKind::Unsigned, held.span.from, &held.entered)));
    ends
}

/// The event after which changes of people and settings take a signature, and its time: a manager has a key since.
fn signing_since(register: &Register) -> Option<(Hash, Moment)> {
    let keys =
        register.authority.people.iter().flat_map(|(handle, p)| p.keys.iter().map(move |k| (&k.entered, handle)));
    let mut entered: HashMap<&Hash, Vec<&str>> = HashMap::new();
    keys.for_each(|(event, handle)| entered.entry(event).or_default().push(handle.as_str()));
    let people = register.basics.replay_people();
    let (mut managers, mut holders) = (HashSet::new(), HashSet::new());
    people.ledger.effective().into_iter().find_map(|event| {
        let changed = event.set.as_ref().and_then(|set| set.get("person")?.as_table());
        let changed = changed.into_iter().flatten().map(|(handle, change)| (handle.as_str(), change));
        let made: Vec<&str> = changed.filter(|(_, change)| makes_manager(change)).map(|(handle, _)| handle).collect();
        managers.extend(made.iter().copied());
        let given: &[&str] = entered.get(&event.hash).map_or(&[], Vec::as_slice);
        holders.extend(given.iter().copied());
        let both = |handle: &&str| managers.contains(handle) && holders.contains(handle);
        made.iter().chain(given).any(both).then(|| (event.hash.clone(), event.at))
    })
}

fn makes_manager(change: &Value) -> bool {
    let roles = change.get("role").and_then(Value::as_array).into_iter().flatten();
    roles.filter_map(|role| Role::of(role.get("name")?.as_str()?)).any(Role::is_manager)
}

/// What history knows of the events of people.toml, or of register.toml.
struct Entered<'f, 'a> {
    facts: &'f HistoryFacts<'a>,
    file: &'static str,
    before: HashSet<Hash>,
}

impl<'f, 'a> Entered<'f, 'a> {
    fn new(facts: &'f HistoryFacts<'a>, file: &'static str) -> Self {
        let before = facts.timeline.events_before(file);
        Entered { facts, file, before }
    }

    fn end(&self, person: Option<&Handle>, what: EndKind, until: Moment, event: &Hash) -> Option<End> {
        let came = self.came(event)?;
        let by = self.facts.timeline.bringing(event).find_map(|brought| brought.event.by.as_ref()?.handle().cloned());
        Some(End { person: person.cloned(), what, until, file: self.file, event: event.clone(), by, came })
    }

    /// The first key by history: an entry that claims to be older came later all the same.
    fn first<'k>(&self, keys: &[&'k KeySpan]) -> Option<&'k KeySpan> {
        let older = |one: &Hash, other: &Hash| {
            self.before.contains(one) && !self.before.contains(other) || self.facts.timeline.is_older(one, other)
        };
        let is_first = |held: &&&KeySpan| !keys.iter().any(|other| older(&other.entered, &held.entered));
        keys.iter().filter(is_first).min_by_key(|held| held.span.from).copied()
    }

    /// Where an event came into history; nothing where it is not committed yet.
    fn came(&self, event: &Hash) -> Option<Came> {
        let here = self.facts.timeline.bringing(event).filter(|brought| brought.file == self.file);
        let with: Vec<usize> = here.map(|brought| brought.commit).collect();
        let before = self.before.contains(event);
        (before || !with.is_empty()).then_some(Came { with, before })
    }
}
