//! What ended, or began, at which commit: memberships, roles, keys, and acting without a signature.

use std::cmp::Reverse;

use super::facts::HistoryFacts;
use crate::git::Oid;
use crate::lifecycle::authority::{KeySpan, Span, Standing};
use crate::model::date::Moment;
use crate::model::id::{Handle, Hash};
use crate::model::key::PublicKey;
use crate::model::word::{Role, Signatures};

/// What is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
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
}

/// Where an event came into history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// With this commit, the oldest one that brought it.
    With(Oid),
    /// Before all commits that are looked at: older ones were left out.
    Before,
}

/// An end, as history knows it. What claims an earlier time must be in a commit that comes before it, or be in it.
#[derive(Debug, Clone)]
pub struct End {
    /// Whose; everybody's where the setting changed.
    pub person: Option<Handle>,
    /// What ended.
    pub what: What,
    /// The moment of the end: who claims a later one is judged by that.
    pub until: Moment,
    /// Where the event of the end came into history.
    pub came: Came,
}

/// All ends that are in history. One that was set for a later day is judged by the claimed time alone.
#[must_use]
pub fn all(facts: &HistoryFacts<'_>) -> Vec<End> {
    let Some(register) = facts.world.register else { return Vec::new() };
    let people = register.authority.people.iter();
    let mut ends: Vec<End> = people.flat_map(|(handle, standing)| of_person(facts, handle, standing)).collect();
    let stricter = register.signatures.stricter();
    ends.extend(stricter.filter_map(|(at, setting, event)| {
        Some(End { person: None, what: What::Setting(setting), until: at, came: came(facts, event)? })
    }));
    ends
}

fn of_person(facts: &HistoryFacts<'_>, handle: &Handle, standing: &Standing) -> Vec<End> {
    let end = |what: What, span: &Span| -> Option<End> {
        let (until, ended) = span.until.zip(span.ended.as_ref())?;
        let came = (!ended.ahead).then(|| came(facts, &ended.by)).flatten()?;
        Some(End { person: Some(handle.clone()), what, until, came })
    };
    let roles = standing.roles.iter().enumerate();
    let mut ends: Vec<End> = end(What::Member, &standing.member).into_iter().collect();
    ends.extend(roles.filter_map(|(i, role)| end(What::Role(i, role.role), &role.span)));
    ends.extend(standing.keys.iter().filter_map(|held| end(What::Key(held.key.clone()), &held.span)));
    // The first key by history: an entry that claims to be older came later all the same.
    let entered = standing.keys.iter().filter_map(|held| Some((held.span.from, came(facts, &held.entered)?, held)));
    let first = |(until, _, held): &(Moment, Came, &KeySpan)| {
        (age(facts, &held.entered).unwrap_or(usize::MAX), Reverse(*until))
    };
    if let Some((until, came, _)) = entered.max_by_key(first) {
        ends.push(End { person: Some(handle.clone()), what: What::Unsigned, until, came });
    }
    ends
}

/// Where an event came into history; nothing where it is not committed yet.
fn came(facts: &HistoryFacts<'_>, event: &Hash) -> Option<Came> {
    match age(facts, event).and_then(|place| facts.timeline.commit(place)) {
        Some(commit) => Some(Came::With(commit.id)),
        None => facts.timeline.is_part().then_some(Came::Before),
    }
}

/// The place of that commit in the list: the larger, the older.
fn age(facts: &HistoryFacts<'_>, event: &Hash) -> Option<usize> {
    facts.timeline.bringing(event).map(|brought| brought.commit).max()
}
