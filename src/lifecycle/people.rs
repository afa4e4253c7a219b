//! people.toml as its lawful events make it: who has which role from when until when.

use std::collections::btree_map::Entry;

use chrono_tz::Tz;
use toml::{Table, Value};

use super::acts::{self, FileKind, Who};
use super::authority::{Authority, KeySpan, Membership, RoleSpan, Span};
use super::fold::fold;
use super::incremental_fold::Amount;
use super::judge::check_who;
use super::ledger::Ledger;
use super::refusal::Refusal;
use super::signature::{Signed, Signers};
use crate::model::date::{Day, Moment};
use crate::model::event::{Act, Event};
use crate::model::id::{Handle, Hash};
use crate::model::key::PublicKey;
use crate::model::word::{Role, Word};

/// people.toml, replayed.
#[derive(Debug)]
pub struct PeopleReplay<'a> {
    /// What became of each event.
    pub ledger: Ledger<'a>,
    /// The content that the lawful events make.
    pub table: Table,
    /// Who may act.
    pub authority: Authority,
    pub(super) zone: Tz,
}

impl Amount for Authority {
    fn weight(&self) -> usize {
        self.people.len()
    }
}

/// Replays people.toml. `founding` is the event that register.toml's first event names: it makes the first people.
#[must_use]
pub fn replay<'a>(
    events: impl IntoIterator<Item = &'a Event>,
    founding: Option<&Hash>,
    zone: Tz,
    signers: &Signers,
) -> PeopleReplay<'a> {
    let add = |authority: &mut Authority, event: &Event| add(authority, event, zone);
    let ledger = Ledger::replay(FileKind::People, events, (founding, None), add, |event, before: &Authority| {
        if event.after.is_empty() {
            return Ok(());
        }
        judge_change(FileKind::People, event, before, false, signers.of(event))
    });
    let effective = ledger.effective();
    let table = fold(effective.iter().copied());
    let authority = authority(&effective, zone);
    PeopleReplay { ledger, table, authority, zone }
}

/// Whether `event` may change people.toml or register.toml, given the people it has seen. Once a manager has a key, it
/// takes the signature of the manager who acts.
pub(super) fn judge_change(
    file: FileKind,
    event: &Event,
    authority: &Authority,
    first: bool,
    signed: &Signed,
) -> Result<(), Refusal> {
    let about = acts::of(file, event)?;
    let by = check_who(about, event, first, authority)?;
    if event.act == Act::Changed && event.set.is_none() {
        return Err(Refusal::new("a `changed` says what it sets"));
    }
    if (about.who == Who::Manager || first) && authority.managers_sign() {
        check_signed(event, by, authority, signed)?;
    }
    Ok(())
}

fn check_signed(event: &Event, by: &Handle, authority: &Authority, signed: &Signed) -> Result<(), Refusal> {
    let key = match signed {
        Signed::By(key) => key,
        Signed::No => {
            return Err(Refusal::new(
                "managers have keys, so a change of people or settings is signed; this one is not",
            )
            .next("git config kaizen.signingKey PATH names the key; kaizen people list shows who has which"));
        }
        Signed::Bad(why) => return Err(Refusal::new(format!("its signature does not count: {why}"))),
    };
    match authority.key_of(by, key, event.at) {
        Some(held) if held.span.holds(event.at) => Ok(()),
        Some(_) => Err(Refusal::new(format!("the key that signed it ({}) did not count then", key.fingerprint()))),
        None => Err(Refusal::new(format!("the key that signed it ({}) is not {by}'s", key.fingerprint()))),
    }
}

/// What effective events make of people. Authority runs from its `from` or the event that gave it, whichever is
/// later, to its `until` or the event that ended it, whichever is later.
pub(super) fn authority(events: &[&Event], zone: Tz) -> Authority {
    let mut authority = Authority::default();
    events.iter().for_each(|event| add(&mut authority, event, zone));
    authority
}

/// What one more effective event makes of people.
pub(super) fn add(authority: &mut Authority, event: &Event, zone: Tz) {
    let people = event.set.as_ref().and_then(|set| set.get("person")).and_then(Value::as_table);
    for (handle, change) in people.into_iter().flatten() {
        if let (Ok(handle), Value::Table(change)) = (handle.parse::<Handle>(), change) {
            apply(authority, handle, change, event, zone);
        }
    }
}

fn apply(authority: &mut Authority, handle: Handle, change: &Table, event: &Event, zone: Tz) {
    let standing = match (authority.people.entry(handle), day(change.get("from"))) {
        (Entry::Occupied(known), _) => known.into_mut(),
        (Entry::Vacant(new), Some(from)) => new.insert(Membership {
            name: String::new(),
            email: Vec::new(),
            department: None,
            one_human: false,
            member: Span::open(from.start(zone).max(event.at)),
            last_day: None,
            roles: Vec::new(),
            keys: Vec::new(),
        }),
        (Entry::Vacant(_), None) => return,
    };
    if let Some(name) = text(change.get("name")) {
        standing.name = name;
    }
    if let Some(department) = text(change.get("department")) {
        standing.department = Some(department);
    }
    if let Some(one_human) = change.get("one_human").and_then(Value::as_bool) {
        standing.one_human = one_human;
    }
    for mail in entries(change.get("email")).filter_map(Value::as_str) {
        let mail = mail.to_lowercase();
        if !standing.email.contains(&mail) {
            standing.email.push(mail);
        }
    }
    end(&mut standing.last_day, &mut standing.member, day(change.get("until")), event, zone);
    for role in entries(change.get("role")).filter_map(Value::as_table) {
        apply_role(standing, role, event, zone);
    }
    for key in entries(change.get("key")).filter_map(Value::as_table) {
        apply_key(standing, key, event);
    }
}

fn apply_role(standing: &mut Membership, role: &Table, event: &Event, zone: Tz) {
    let (Some(name), Some(from)) = (role_name(role), day(role.get("from"))) else { return };
    let until = day(role.get("until"));
    if let Some(held) = standing.roles.iter_mut().find(|r| r.role == name && r.from == from) {
        end(&mut held.until, &mut held.span, until, event, zone);
        return;
    }
    let mut held = RoleSpan { role: name, from, until: None, span: Span::open(from.start(zone).max(event.at)) };
    end(&mut held.until, &mut held.span, until, event, zone);
    standing.roles.push(held);
}

/// A key counts from its `from` or the event that entered it, whichever is later. One that cannot be read never counts.
fn apply_key(standing: &mut Membership, entry: &Table, event: &Event) {
    let (Some(line), Some(from)) = (text(entry.get("public")), moment(entry.get("from"))) else { return };
    let place = standing.keys.iter().position(|k| k.line == line && k.from == from).or_else(|| {
        let key: PublicKey = line.parse().ok()?;
        let span = Span::open(from.max(event.at));
        standing.keys.push(KeySpan { key, line, from, span, compromised_since: None, entered: event.hash.clone() });
        Some(standing.keys.len() - 1)
    });
    let Some(held) = place.and_then(|i| standing.keys.get_mut(i)) else { return };
    if let Some(until) = moment(entry.get("until")) {
        held.span.end(until, &event.hash, event.at);
    }
    if let Some(since) = moment(entry.get("compromised_since")) {
        held.compromised_since = Some(held.compromised_since.map_or(since, |known| known.min(since)));
    }
}

/// Of two ends the earlier counts.
fn end(known: &mut Option<Day>, span: &mut Span, until: Option<Day>, event: &Event, zone: Tz) {
    if let Some(until) = until.filter(|new| known.is_none_or(|old| *new < old)) {
        *known = Some(until);
        span.end(until.start(zone), &event.hash, event.at);
    }
}

fn role_name(role: &Table) -> Option<Role> {
    Role::of(role.get("name")?.as_str()?)
}

fn text(value: Option<&Value>) -> Option<String> {
    value.and_then(Value::as_str).map(ToOwned::to_owned)
}

fn day(value: Option<&Value>) -> Option<Day> {
    value.and_then(Value::as_datetime).and_then(Day::written)
}

fn moment(value: Option<&Value>) -> Option<Moment> {
    value.and_then(Value::as_datetime).and_then(Moment::written)
}

fn entries(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}
