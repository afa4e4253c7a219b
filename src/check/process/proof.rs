//! Root cause (10.2 b) and effectiveness (10.2 d).

use crate::check::facts::ItemFacts;
use crate::check::finding::RawFinding;
use crate::lifecycle::needs;
use crate::lifecycle::state::{Progress, State};
use crate::model::date::days;
use crate::model::event::{Act, Event, Evidence};
use crate::model::likeness;
use crate::model::rule::Rule;
use crate::model::word::{Level, Status, VerifyResult};

/// `root-cause-missing`: an error once the work is signed off, or accepted for longer than an analysis takes. A warning
/// while it goes on: in progress, or as soon as something is planned, since the cause comes before the fix.
pub fn root_cause(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(state) = facts.state() else { return Vec::new() };
    let needed = needs::root_cause(&state.terms);
    let world = facts.world();
    let accepted = state.accepted_at.map_or(0, |at| world.today.since(at.day(world.zone)));
    let idle = accepted > i64::from(world.policy.cause_days);
    let (level, when) = match state.status {
        Some(Status::Implemented | Status::Closed) if needed => (Level::Error, "it was signed off".to_owned()),
        // An analysis that names no cause answers no fix that failed.
        Some(Status::Implemented | Status::Closed) if state.analyses_needed > 0 => {
            (Level::Error, "it was signed off again after a fix that was not effective".to_owned())
        }
        _ if !needed => return Vec::new(),
        Some(Status::Accepted | Status::InProgress) if idle => {
            (Level::Error, format!("it was accepted {} ago", days(accepted)))
        }
        Some(Status::InProgress) => (Level::Warn, "work is in progress".to_owned()),
        Some(Status::Accepted) if !state.actions.is_empty() => (Level::Warn, "actions are planned".to_owned()),
        _ => return Vec::new(),
    };
    if facts.in_force.root_cause().is_none() {
        let message = format!("{when}, and no root cause is written");
        let draft = RawFinding::new(Rule::RootCauseMissing, &["analysis"], message).level(level);
        let running = matches!(state.status, Some(Status::Accepted | Status::InProgress));
        let idle_on = state.accepted_at.map(|at| at.day(world.zone).plus(world.policy.cause_days + 1));
        return vec![match idle_on.filter(|_| running) {
            Some(day) => draft.error_on(day),
            None => draft,
        }];
    }
    if state.status == Some(Status::InProgress) && state.lacks_analysis() {
        let message = "the last fix was not effective, and the cause was not analysed anew";
        let draft = RawFinding::new(Rule::RootCauseMissing, &["analysis"], message).level(level);
        return vec![draft.remedy("Find what was missed: kaizen why {id} --new.")];
    }
    Vec::new()
}

/// `verification-overdue`.
pub fn verification_overdue(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let world = facts.world();
    let Some(state) = facts.state().filter(|s| s.is_waiting_for_verification()) else { return Vec::new() };
    let (Some(signed), Some(day)) = (&state.signed_off, state.verify_on(&world.policy, world.zone)) else {
        return Vec::new();
    };
    let how = if state.terms.verify_on.is_some() { "agreed" } else { "by policy" };
    if world.today <= day {
        return Vec::new();
    }
    let key = if state.terms.verify_on.is_some() { "verify_on" } else { "status" };
    let message = format!("its effectiveness review is {} overdue (due {day}, {how})", days(world.today.since(day)));
    vec![RawFinding::new(Rule::VerificationOverdue, &[key], message).event(&signed.hash)]
}

/// The verification that counts, where there is one and the item rests on it.
fn verification<'f>(facts: &'f ItemFacts<'_>) -> Option<&'f Event> {
    let replay = facts.replay?;
    facts.state().filter(|s| s.status == Some(Status::Closed))?;
    replay.effective().filter(|e| e.act == Act::Verified).last()
}

/// `verification-without-evidence`.
pub fn verification_without_evidence(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(event) = verification(facts) else { return Vec::new() };
    if event.evidence.as_ref().is_some_and(|list| list.iter().any(Evidence::names_something)) {
        return Vec::new();
    }
    let key = ["event", facts.chain.name(event)];
    let result = event.result.map(|r| r.to_string()).unwrap_or_default();
    let message = format!("{} verified it as {result} and named no evidence", event.by);
    vec![RawFinding::new(Rule::VerificationWithoutEvidence, &key, message).event(&event.hash)]
}

/// `self-verified`.
pub fn self_verified(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some((event, waiver)) = verification(facts).and_then(|e| Some((e, e.waiver.as_ref()?))) else {
        return Vec::new();
    };
    let key = ["event", facts.chain.name(event)];
    let message = format!("{} verified their own work under a waiver: “{}”", event.by, waiver.trim());
    vec![RawFinding::new(Rule::SelfVerified, &key, message).event(&event.hash)]
}

/// `early-verification`, of the verification that counts.
pub fn early_verification(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some(replay), Some(counts)) = (facts.replay, verification(facts)) else { return Vec::new() };
    if counts.early_reason.as_ref().is_some_and(|reason| !reason.trim().is_empty()) {
        return Vec::new();
    }
    let world = facts.world();
    let mut before = State::default();
    replay.effective().take_while(|e| e.hash != counts.hash).for_each(|e| before.apply(e));
    let day = counts.at.day(world.zone);
    // A later look at what is closed already is never too early.
    let planned = before.verify_on(&world.policy, world.zone).filter(|_| before.is_waiting_for_verification());
    let Some(planned) = planned.filter(|planned| day < *planned) else { return Vec::new() };
    let early = days(planned.since(day));
    let message = format!("{} verified it on {day}, {early} before {planned}, and did not say why", counts.by);
    let key = ["event", facts.chain.name(counts)];
    vec![RawFinding::new(Rule::EarlyVerification, &key, message).event(&counts.hash)]
}

/// `risk-not-reduced`: a score after that is missing, or not below the one before. The newest score of each risk counts.
pub fn risk_not_reduced(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some(state) = facts.state() else { return Vec::new() };
    let effective = state.verified.as_ref().is_some_and(|v| v.result == VerifyResult::Effective);
    if state.status != Some(Status::Closed) || !effective {
        return Vec::new();
    }
    facts
        .item
        .risk
        .iter()
        .filter_map(|(name, before)| {
            let message = match state.scores.get(name).copied() {
                None => format!("it was closed as effective, and nobody scored {name} since ({before} before)"),
                Some(after) if after >= *before => {
                    format!("it was closed as effective, and {name} is not lower: {before} before, {after} after")
                }
                Some(_) => return None,
            };
            Some(RawFinding::new(Rule::RiskNotReduced, &["risk", name], message))
        })
        .collect()
}

/// `criterion-moved`: it is another one than when work began, that is when the item was started, an action was done
/// or the work was signed off.
pub fn criterion_moved(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some(replay), Some(now)) = (facts.replay, facts.state()) else { return Vec::new() };
    let working = |s: &State| {
        let done = s.actions.values().any(|a| matches!(a.progress, Progress::Done(_)));
        done || matches!(s.status, Some(Status::InProgress | Status::Implemented))
    };
    let plain = |text: Option<&String>| text.map(|t| likeness::plain(t)).unwrap_or_default();
    let mut state = State::default();
    let mut first = None;
    let mut moved = None;
    for event in replay.effective() {
        if first.is_none() && working(&state) {
            first.clone_from(&state.terms.success_criterion);
        }
        let amends = event.terms.as_ref().is_some_and(|t| t.success_criterion.is_some());
        if first.is_some() && amends {
            moved = Some(event);
        }
        state.apply(event);
    }
    let (Some(first), Some(event)) = (first, moved) else { return Vec::new() };
    if plain(Some(&first)) == plain(now.terms.success_criterion.as_ref()) {
        return Vec::new();
    }
    let message = format!("{} changed the success criterion after work began; it was “{}”", event.by, first.trim());
    let key = ["success_criterion"];
    vec![RawFinding::new(Rule::CriterionMoved, &key, message).event(&event.hash)]
}
