//! Decisions: who made them, what they rest on, and the day to look at them again.

use crate::check::facts::ItemFacts;
use crate::check::finding::RawFinding;
use crate::lifecycle::needs;
use crate::model::date::days;
use crate::model::event::{Act, Event};
use crate::model::rule::Rule;
use crate::model::word::Decision;
use crate::report::clocks;

fn approvals<'f>(facts: &'f ItemFacts<'_>) -> Vec<&'f Event> {
    let approved = |event: &&Event| event.act == Act::Resourced && event.decision == Some(Decision::Approved);
    facts.replay.map_or_else(Vec::new, |replay| replay.effective().filter(approved).collect())
}

fn resource(event: &Event) -> &str {
    event.resource.as_ref().map_or("", |id| id.as_str())
}

/// `self-approved`, of approvals under a waiver; without one they have no effect.
pub fn self_approved(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let waived = approvals(facts).into_iter().filter_map(|event| Some((event, event.waiver.as_ref()?)));
    waived
        .map(|(event, waiver)| {
            let what = resource(event);
            let message = format!(
                "{} approved the resource {what} and asked for it, or owns the item, under a waiver: “{}”",
                event.by,
                waiver.trim()
            );
            RawFinding::new(Rule::SelfApproved, &["event", facts.chain.name(event)], message).event(&event.hash)
        })
        .collect()
}

/// `approval-without-reference`.
pub fn approval_without_reference(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let policy = &facts.world().policy;
    let bare = approvals(facts).into_iter().filter(|event| needs::lacks_reference(event, policy));
    bare.map(|event| {
        let above = policy.reference_above;
        let what = resource(event);
        let message =
            format!("{} approved more than {above} for the resource {what} and named no financial record", event.by);
        RawFinding::new(Rule::ApprovalWithoutReference, &["event", facts.chain.name(event)], message).event(&event.hash)
    })
    .collect()
}

/// `review-again`.
pub fn review_again(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some(replay), Some(register)) = (facts.replay, facts.world().register) else { return Vec::new() };
    let Some((on, late)) =
        clocks::review_again(&replay.state, replay.effective(), &register.law(), facts.world().today)
    else {
        return Vec::new();
    };
    let when = if late == 0 { "today".to_owned() } else { format!("{} ago", days(late)) };
    let message = format!("it was rejected until somebody looks again on {on}, {when}");
    let rejected = replay.effective().filter(|event| event.act == Act::Rejected).last();
    let draft = RawFinding::new(Rule::ReviewAgain, &["status"], message);
    vec![match rejected {
        Some(event) => draft.event(&event.hash),
        None => draft,
    }]
}
