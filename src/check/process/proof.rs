//! Root cause (10.2 b) and effectiveness (10.2 d).

use crate::check::facts::ItemFacts;
use crate::check::finding::Draft;
use crate::check::rule::Rule;
use crate::lifecycle::needs;
use crate::model::date::days;
use crate::model::event::{Act, Event};
use crate::model::word::{Level, Status};

/// `root-cause-missing`: an error once the work is signed off. A warning while it goes on: in progress, or as soon as
/// something is planned, since the cause comes before the fix.
pub fn root_cause(facts: &ItemFacts<'_>) -> Vec<Draft> {
    let Some(state) = facts.state().filter(|s| needs::root_cause(&s.terms)) else { return Vec::new() };
    let (level, when) = match state.status {
        Some(Status::Implemented | Status::Closed) => (Level::Error, "it was signed off"),
        Some(Status::InProgress) => (Level::Warn, "work is in progress"),
        Some(Status::Accepted) if !state.actions.is_empty() => (Level::Warn, "actions are planned"),
        _ => return Vec::new(),
    };
    if facts.item.root_cause().is_none() {
        let message = format!("{when}, and no root cause is written");
        return vec![Draft::new(Rule::RootCauseMissing, &["analysis"], message).level(level)];
    }
    if state.status == Some(Status::InProgress) && state.analyses < state.analyses_needed {
        let message = "the last fix was not effective, and the cause was not analysed anew";
        let draft = Draft::new(Rule::RootCauseMissing, &["analysis"], message).level(level);
        return vec![draft.remedy("Find what was missed: kaizen why {id} --new.")];
    }
    Vec::new()
}

/// `verification-overdue`.
pub fn verification_overdue(facts: &ItemFacts<'_>) -> Vec<Draft> {
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
    vec![Draft::new(Rule::VerificationOverdue, &[key], message).event(&signed.hash)]
}

/// The verification that counts, where there is one and the item rests on it.
fn verification<'f>(facts: &'f ItemFacts<'_>) -> Option<&'f Event> {
    let replay = facts.replay?;
    facts.state().filter(|s| s.status == Some(Status::Closed))?;
    replay.effective().filter(|e| e.act == Act::Verified).last()
}

/// `verification-without-evidence`.
pub fn verification_without_evidence(facts: &ItemFacts<'_>) -> Vec<Draft> {
    let Some(event) = verification(facts) else { return Vec::new() };
    if event.evidence.as_ref().is_some_and(|list| list.iter().any(|e| e.path.is_some() || e.url.is_some())) {
        return Vec::new();
    }
    let key = ["event", facts.chain.name(event)];
    let result = event.result.map(|r| r.to_string()).unwrap_or_default();
    let message = format!("{} verified it as {result} and named no evidence", event.by);
    vec![Draft::new(Rule::VerificationWithoutEvidence, &key, message).event(&event.hash)]
}

/// `self-verified`.
pub fn self_verified(facts: &ItemFacts<'_>) -> Vec<Draft> {
    let Some((event, waiver)) = verification(facts).and_then(|e| Some((e, e.waiver.as_ref()?))) else {
        return Vec::new();
    };
    let key = ["event", facts.chain.name(event)];
    let message = format!("{} verified their own work under a waiver: “{}”", event.by, waiver.trim());
    vec![Draft::new(Rule::SelfVerified, &key, message).event(&event.hash)]
}
