//! The clocks of the work: target dates, standstill, deferrals, and the reasons that belong to them.

use crate::check::facts::ItemFacts;
use crate::check::finding::RawFinding;
use crate::lifecycle::state::State;
use crate::model::date::{Day, days};
use crate::model::event::Act;
use crate::model::rule::Rule;
use crate::model::word::{Level, Status};
use crate::report::clocks;

/// `overdue`, of the item and of its open actions.
pub fn overdue(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(state) = facts.state() else { return Vec::new() };
    let today = facts.world().today;
    let due_text = |due: Option<Day>| due.map(|due| format!("due {due}")).unwrap_or_default();
    let mut drafts = Vec::new();
    if let Some(late) = clocks::overdue(state, today) {
        let again = match state.extensions {
            0 => String::new(),
            1 => ", extended once".to_owned(),
            n => format!(", extended {n} times"),
        };
        let message = format!("{} overdue ({}{again})", days(late), due_text(state.terms.due));
        drafts.push(RawFinding::new(Rule::Overdue, &["due"], message));
    }
    for (id, action, late) in clocks::overdue_actions(state, today) {
        let message = format!("the action {id} is {} overdue ({})", days(late), due_text(action.due));
        drafts.push(RawFinding::new(Rule::Overdue, &["action", id.as_str(), "due"], message).remedy(format!(
            "kaizen action done {{id}} {id}, or a new date: kaizen action set {{id}} {id} --due DATE -m REASON."
        )));
    }
    drafts
}

/// `late-without-reason`, of the sign-off that counts. On a closed item it can no longer be put right: a warning.
pub fn late_without_reason(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some(replay), Some(state)) = (facts.replay, facts.state()) else { return Vec::new() };
    let Some(signed) = &state.signed_off else { return Vec::new() };
    let level = match state.status {
        Some(Status::Implemented) => Level::Error,
        Some(Status::Closed) => Level::Warn,
        _ => return Vec::new(),
    };
    let mut before = State::default();
    for event in replay.effective() {
        if event.hash != signed.hash {
            before.apply(event);
            continue;
        }
        let day = event.at.day(facts.world().zone);
        let explained = event.late_reason.as_ref().is_some_and(|reason| !reason.trim().is_empty());
        let Some(due) = before.terms.due.filter(|due| day > *due && !explained) else { break };
        let message = format!("signed off on {day}, {} after {due}, and nobody said why", days(day.since(due)));
        let key = ["event", facts.chain.name(event)];
        return vec![RawFinding::new(Rule::LateWithoutReason, &key, message).level(level).event(&event.hash)];
    }
    Vec::new()
}

/// `stale`.
pub fn stale(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let world = facts.world();
    let Some(state) = facts.state().filter(|s| s.status.is_some_and(Status::is_active)) else { return Vec::new() };
    let Some(last) = state.last_act.map(|at| at.day(world.zone)) else { return Vec::new() };
    let idle = world.today.since(last);
    if idle <= i64::from(world.policy.stale_days) {
        return Vec::new();
    }
    vec![RawFinding::new(Rule::Stale, &["status"], format!("nothing was done for {} (since {last})", days(idle)))]
}

/// `rejection-without-reason`.
pub fn rejection_without_reason(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some(replay), Some(Status::Rejected)) = (facts.replay, facts.state().and_then(|s| s.status)) else {
        return Vec::new();
    };
    let Some(event) = replay.effective().filter(|e| e.act == Act::Rejected).last() else { return Vec::new() };
    if event.text.as_ref().is_some_and(|text| !text.trim().is_empty()) {
        return Vec::new();
    }
    let key = ["event", facts.chain.name(event)];
    let message = format!("{} rejected it and gave no reason", event.by);
    vec![RawFinding::new(Rule::RejectionWithoutReason, &key, message).event(&event.hash)]
}

/// `deferral-expired`.
pub fn deferral_expired(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(state) = facts.state().filter(|s| s.status == Some(Status::Deferred)) else { return Vec::new() };
    let today = facts.world().today;
    match state.deferred_until.filter(|until| today >= *until) {
        Some(until) => {
            let message = format!("it was put off until {until}, and nobody has decided since");
            vec![RawFinding::new(Rule::DeferralExpired, &["status"], message)]
        }
        None => Vec::new(),
    }
}
