//! What ended, or began, at which commit: memberships, roles, keys, and acting without a signature.

use super::facts::HistoryFacts;
use crate::git::Oid;
use crate::lifecycle::authority::{Span, Standing};
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

/// An end, as history knows it. What claims an earlier time must be in a commit that comes before it, or be in it.
#[derive(Debug, Clone)]
pub struct End {
    /// Whose; everybody's where the setting changed.
    pub person: Option<Handle>,
    /// What ended.
    pub what: What,
    /// The moment of the end: who claims a later one is judged by that.
    pub until: Moment,
    /// The commit that brought the event of the end.
    pub commit: Oid,
}

/// All ends that are in history. One that was set for a later day is judged by the claimed time alone.
#[must_use]
pub fn all(facts: &HistoryFacts<'_>) -> Vec<End> {
    let Some(register) = facts.world.register else { return Vec::new() };
    let people = register.authority.people.iter();
    let mut ends: Vec<End> = people.flat_map(|(handle, standing)| of_person(facts, handle, standing)).collect();
    let stricter = register.signatures.stricter();
    ends.extend(stricter.filter_map(|(at, setting, event)| {
        Some(End { person: None, what: What::Setting(setting), until: at, commit: first_commit(facts, event)? })
    }));
    ends
}

fn of_person(facts: &HistoryFacts<'_>, handle: &Handle, standing: &Standing) -> Vec<End> {
    let end = |what: What, span: &Span| -> Option<End> {
        let (until, ended) = span.until.zip(span.ended.as_ref())?;
        let commit = (!ended.ahead).then(|| first_commit(facts, &ended.by)).flatten()?;
        Some(End { person: Some(handle.clone()), what, until, commit })
    };
    let roles = standing.roles.iter().enumerate();
    let mut ends: Vec<End> = end(What::Member, &standing.member).into_iter().collect();
    ends.extend(roles.filter_map(|(i, role)| end(What::Role(i, role.role), &role.span)));
    ends.extend(standing.keys.iter().filter_map(|held| end(What::Key(held.key.clone()), &held.span)));
    // The first key by history: an entry that claims to be older came later all the same.
    let entered = standing.keys.iter().filter_map(|held| Some((held.span.from, age(facts, &held.entered)?, held)));
    if let Some((until, _, held)) = entered.max_by_key(|(_, age, _)| *age)
        && let Some(commit) = first_commit(facts, &held.entered)
    {
        ends.push(End { person: Some(handle.clone()), what: What::Unsigned, until, commit });
    }
    ends
}

/// The oldest commit that brought an event.
fn first_commit(facts: &HistoryFacts<'_>, event: &Hash) -> Option<Oid> {
    age(facts, event).and_then(|place| facts.timeline.commit(place)).map(|commit| commit.id)
}

/// The place of that commit in the list: the larger, the older.
fn age(facts: &HistoryFacts<'_>, event: &Hash) -> Option<usize> {
    facts.timeline.bringing(event).map(|brought| brought.commit).max()
}
