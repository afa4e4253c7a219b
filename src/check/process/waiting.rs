//! What does not go on: target dates moved again and again, decisions and resources that nobody decides on.

use crate::check::facts::ItemFacts;
use crate::check::finding::RawFinding;
use crate::lifecycle::state::ResourceState;
use crate::model::date::days;
use crate::model::event::Act;
use crate::model::rule::Rule;
use crate::model::word::Status;
use crate::report::clocks;

/// `postponed-again`: too many extensions, or for long nothing but extensions; the effectiveness review put off too often.
pub fn postponed_again(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    target(facts).into_iter().chain(review(facts)).collect()
}

/// How often the day of the effectiveness review was put off since the work was accepted, or begun anew.
fn review(facts: &ItemFacts<'_>) -> Option<RawFinding> {
    let (replay, most) = (facts.replay?, facts.world().policy.max_extensions);
    facts.state()?.status.filter(|s| s.is_running() || *s == Status::Implemented)?;
    let (mut known, mut moved, mut first) = (None, 0, None);
    for event in replay.effective() {
        if matches!(event.act, Act::Accepted | Act::Reopened) || (event.act == Act::Verified) {
            (known, moved, first) = (None, 0, None);
        }
        let Some(day) = event.terms.as_ref().and_then(|terms| terms.verify_on) else { continue };
        moved += u32::from(known.is_some_and(|known| day > known));
        (known, first) = (Some(day), first.or(Some(day)));
    }
    (moved > 0 && moved >= most).then(|| {
        let first = first.map(|day| format!(" (it was {day} at first)")).unwrap_or_default();
        let message = format!("its effectiveness review was put off {moved} times{first}");
        let remedy = "Verify it: kaizen verify {id} --method M --result R -m FINDING; what cannot be seen yet is said by kaizen note.";
        RawFinding::new(Rule::PostponedAgain, &["verify_on"], message).remedy(remedy)
    })
}

fn target(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let world = facts.world();
    let Some(state) = facts.state().filter(|s| s.status.is_some_and(Status::is_running)) else { return Vec::new() };
    let draft = |message| vec![RawFinding::new(Rule::PostponedAgain, &["due"], message)];
    if state.extensions > 0 && state.extensions >= world.policy.max_extensions {
        let first = state.first_due.map(|due| format!(" (it was {due} at first)")).unwrap_or_default();
        return draft(format!("its target date was extended {} times{first}", state.extensions));
    }
    let Some(replay) = facts.replay else { return Vec::new() };
    let other = replay.effective().filter(|e| e.act != Act::Extended).map(|e| e.at).max();
    let extended = replay.effective().filter(|e| e.act == Act::Extended).map(|e| e.at).max();
    match (other, extended) {
        (Some(other), Some(extended)) if extended > other => {
            let since = other.day(world.zone);
            let idle = world.today.since(since);
            if idle <= i64::from(world.policy.postponed_days) {
                return Vec::new();
            }
            draft(format!("for {} (since {since}) nothing was done but to extend its target date", days(idle)))
        }
        _ => Vec::new(),
    }
}

/// `decision-pending`.
pub fn decision_pending(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let world = facts.world();
    let Some(since) = facts.state().and_then(|state| clocks::undecided_since(state, world.zone)) else {
        return Vec::new();
    };
    let waiting = world.today.since(since);
    if waiting <= i64::from(world.policy.decision_days) {
        return Vec::new();
    }
    let message = format!("it waits for a manager's decision for {} (since {since})", days(waiting));
    vec![RawFinding::new(Rule::DecisionPending, &["status"], message)]
}

/// `resources-pending`.
pub fn resources_pending(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let world = facts.world();
    let Some(state) = facts.state().filter(|s| s.status.is_some_and(Status::is_open)) else { return Vec::new() };
    state
        .resources_as(&facts.in_force.resource)
        .filter_map(|(id, resource)| {
            let ResourceState::Requested(request) = resource else { return None };
            let since = request.at.day(world.zone);
            let waiting = world.today.since(since);
            (waiting > i64::from(world.policy.resource_days)).then(|| {
                let message = match state.resources.get(id) {
                    Some(ResourceState::Decided(made)) => {
                        format!("what the resource {id} asks for is not what was {} on {since}", made.decision)
                    }
                    _ => format!("the resource {id} was asked for {} ago ({since})", days(waiting)),
                };
                RawFinding::new(Rule::ResourcesPending, &["resource", id.as_str()], message)
            })
        })
        .collect()
}
