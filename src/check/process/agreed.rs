//! What accepted work must have: one person, a day, a criterion, and something that it answers to.

use crate::check::facts::ItemFacts;
use crate::check::finding::RawFinding;
use crate::lifecycle::authority::Authority;
use crate::lifecycle::state::State;
use crate::model::id::Handle;
use crate::model::person::group_named;
use crate::model::rule::Rule;
use crate::model::word::{Level, Status};

/// The state of an item that was accepted and is not over; what was only raised may lack much.
fn in_work<'f>(facts: &'f ItemFacts<'_>) -> Option<&'f State> {
    let working = |s: Status| s.is_running() || s == Status::Implemented;
    facts.state().filter(|state| state.status.is_some_and(working))
}

/// The owners of an item and of its open actions, each with its key.
fn owners(facts: &ItemFacts<'_>, state: &State) -> Vec<(Vec<String>, Handle)> {
    let item = state.owner().or(facts.item.owner.as_ref()).map(|owner| (vec!["owner".to_owned()], owner.clone()));
    let actions = state.open_actions().filter_map(|(id, action)| {
        Some((vec!["action".to_owned(), id.to_string(), "owner".to_owned()], action.owner.clone()?))
    });
    item.into_iter().chain(actions).collect()
}

/// `owner-missing`.
pub fn owner_missing(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(state) = in_work(facts) else { return Vec::new() };
    let mut drafts = Vec::new();
    if state.owner().is_none() || facts.item.owner.is_none() {
        drafts.push(RawFinding::new(Rule::OwnerMissing, &["owner"], "it was accepted and shows no owner"));
    }
    for (id, _) in state.open_actions().filter(|(_, action)| action.owner.is_none()) {
        let message = format!("the action {id} has no owner");
        drafts.push(
            RawFinding::new(Rule::OwnerMissing, &["action", id.as_str()], message)
                .remedy(format!("Name a person: kaizen action set {{id}} {id} --owner HANDLE -m REASON.")),
        );
    }
    drafts
}

/// `owner-not-a-person`.
pub fn owner_not_a_person(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(state) = facts.state().filter(|s| s.status.is_some_and(Status::is_active)) else { return Vec::new() };
    let Some(register) = facts.world().register else { return Vec::new() };
    let group = |owner: &Handle| {
        let standing = register.authority.people.get(owner);
        if standing.is_some_and(|s| s.one_human) {
            return None;
        }
        let mails = standing.into_iter().flat_map(|s| s.email.iter().map(String::as_str));
        let name = standing.map(|s| s.name.as_str());
        let (text, word) = group_named(name.into_iter().chain([owner.as_str()]).chain(mails))?;
        Some((text.to_owned(), word))
    };
    owners(facts, state)
        .into_iter()
        .filter_map(|(key, owner)| {
            let (text, word) = group(&owner)?;
            let key: Vec<&str> = key.iter().map(String::as_str).collect();
            let message = format!("{owner} is no human being: “{text}” says “{word}”");
            Some(RawFinding::new(Rule::OwnerNotAPerson, &key, message))
        })
        .collect()
}

/// `owner-gone`.
pub fn owner_gone(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(state) = facts.state() else { return Vec::new() };
    let level = match state.status {
        Some(Status::Accepted | Status::InProgress | Status::Implemented) => Level::Error,
        Some(Status::Deferred) => Level::Warn,
        _ => return Vec::new(),
    };
    let Some(register) = facts.world().register else { return Vec::new() };
    let authority: &Authority = &register.authority;
    owners(facts, state)
        .into_iter()
        .filter(|(_, owner)| authority.knows(owner) && !authority.is_present(owner, facts.world().now))
        .map(|(key, owner)| {
            let left = authority.people.get(&owner).and_then(|s| s.last_day);
            let since = left.map(|day| format!(" (not there since {day})")).unwrap_or_default();
            let path: Vec<&str> = key.iter().map(String::as_str).collect();
            let draft = RawFinding::new(Rule::OwnerGone, &path, format!("{owner} has left{since}")).level(level);
            match path.as_slice() {
                ["action", id, ..] => draft
                    .remedy(format!("Hand the action over: kaizen action set {{id}} {id} --owner HANDLE -m REASON.")),
                _ => draft,
            }
        })
        .collect()
}

/// `due-missing`.
pub fn due_missing(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(state) = in_work(facts).filter(|s| s.status.is_some_and(Status::is_running)) else { return Vec::new() };
    let mut drafts = Vec::new();
    if state.terms.due.is_none() || facts.item.due.is_none() {
        drafts.push(RawFinding::new(Rule::DueMissing, &["due"], "it was accepted and shows no target date"));
    }
    for (id, _) in state.open_actions().filter(|(_, action)| action.due.is_none()) {
        let message = format!("the action {id} has no date");
        drafts.push(
            RawFinding::new(Rule::DueMissing, &["action", id.as_str()], message)
                .remedy(format!("Agree on one: kaizen action set {{id}} {id} --due DATE -m REASON.")),
        );
    }
    drafts
}

/// `success-criterion-missing`.
pub fn criterion_missing(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(state) = in_work(facts) else { return Vec::new() };
    let blank = |text: Option<&String>| text.is_none_or(|t| facts.world().wording.is_empty(t));
    if blank(state.terms.success_criterion.as_ref()) || blank(facts.item.success_criterion.as_ref()) {
        let message = "it was accepted and does not say what must be seen to call it effective";
        return vec![RawFinding::new(Rule::SuccessCriterionMissing, &["success_criterion"], message)];
    }
    Vec::new()
}

/// `no-source`.
pub fn no_source(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    if !facts.in_force.sources.is_empty() {
        return Vec::new();
    }
    vec![RawFinding::new(Rule::NoSource, &["sources"], "it names no source: what was it that showed the need?")]
}
