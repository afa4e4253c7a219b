//! What went too smoothly: closed within days, verified within the hour, made smaller after it was accepted.

use crate::check::facts::ItemFacts;
use crate::check::finding::RawFinding;
use crate::lifecycle::needs;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::state::State;
use crate::model::date::days;
use crate::model::event::{Act, Event};
use crate::model::rule::Rule;
use crate::model::terms::Terms;
use crate::model::word::{Grade, Kind, Level, Significance, Status, VerifyResult};

/// Seconds after a sign-off within which nobody can have seen whether a fix holds.
const HOUR: i64 = 3600;

/// `hasty-closure`, of what is closed as effective.
pub fn hasty_closure(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some(replay), Some(state)) = (facts.replay, facts.state()) else { return Vec::new() };
    let found = replay.effective().filter(|event| event.act == Act::Verified).last();
    let effective = |event: &&Event| event.result == Some(VerifyResult::Effective);
    let Some(verified) = found.filter(effective).filter(|_| state.status == Some(Status::Closed)) else {
        return Vec::new();
    };
    let (zone, policy) = (facts.world().zone, &facts.world().policy);
    let least = match state.terms.significance {
        Some(Significance::Major) => policy.hasty_days_major,
        _ => policy.hasty_days_minor,
    };
    let age = state.raised_at.map(|raised| verified.at.day(zone).since(raised.day(zone)));
    let since = state.signed_off.as_ref().map(|signed| (verified.at.0 - signed.at.0).num_seconds());
    let message = if let Some(age) = age.filter(|age| *age <= i64::from(least)) {
        format!("it went from raised to found effective within {}", days(age.max(1)))
    } else if since.is_some_and(|since| (0..HOUR).contains(&since)) {
        "it was found effective within an hour of its sign-off".to_owned()
    } else {
        return Vec::new();
    };
    let key = ["event", facts.chain.name(verified)];
    vec![RawFinding::new(Rule::HastyClosure, &key, message).event(&verified.hash)]
}

/// How much a grade weighs.
fn weight(grade: Grade) -> u8 {
    match grade {
        Grade::MajorNonconformity => 2,
        Grade::MinorNonconformity => 1,
        Grade::Observation | Grade::Opportunity => 0,
    }
}

/// The terms of `before` that are lower in `after`.
fn lowered(before: &Terms, after: &Terms) -> Vec<&'static str> {
    let grade = before.grade.zip(after.grade).is_some_and(|(before, after)| weight(after) < weight(before));
    let kind = (before.kind, after.kind) == (Some(Kind::CorrectiveAction), Some(Kind::Improvement));
    let significance =
        (before.significance, after.significance) == (Some(Significance::Major), Some(Significance::Minor));
    let all = [("grade", grade), ("kind", kind), ("significance", significance)];
    all.into_iter().filter_map(|(term, lower)| lower.then_some(term)).collect()
}

/// Whether an auditor raised the item.
fn by_auditor(facts: &ItemFacts<'_>, replay: &Replay<'_>) -> bool {
    let raised = replay.effective().find(|event| event.act == Act::Raised);
    let auditor = |event: &Event| {
        let authority = &facts.world().register?.authority;
        Some(authority.is_auditor(event.by.handle()?, event.at))
    };
    raised.and_then(auditor).unwrap_or_default()
}

/// `downgraded`: what was lowered after the first acceptance, or from what an auditor proposed, and is lower still; an error where it takes away a root cause
/// that was required.
pub fn downgraded(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some(replay), Some(now)) = (facts.replay, facts.state()) else { return Vec::new() };
    let mut before = State::default();
    let mut drafts = Vec::new();
    for event in replay.effective() {
        let accepted = before.accepted_at.is_some();
        // What an auditor graded is not for the audited to lower in silence, also not as they accept it.
        let proposed = event.act == Act::Accepted && by_auditor(facts, replay);
        let terms = before.terms.clone();
        before.apply(event);
        let lower = lowered(&terms, &before.terms);
        let still = lowered(&terms, &now.terms);
        let lower: Vec<&str> = lower.into_iter().filter(|term| still.contains(term)).collect();
        if !(accepted || proposed) || lower.is_empty() {
            continue;
        }
        let frees =
            needs::root_cause(&terms) && !needs::root_cause(&now.terms) && facts.in_force.root_cause().is_none();
        let (level, more) =
            if frees { (Level::Error, ", so that no root cause is asked for any more") } else { (Level::Warn, "") };
        let when = if accepted { "after it was accepted" } else { "from what an auditor proposed" };
        let message = format!("{} lowered its {} {when}{more}", event.by, lower.join(" and "));
        let key = ["event", facts.chain.name(event)];
        drafts.push(RawFinding::new(Rule::Downgraded, &key, message).level(level).event(&event.hash));
    }
    drafts
}
