//! The next event of a file: what it follows, and its blank form.

use super::workspace::Workspace;
use crate::lifecycle::graph::Graph;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Moment;
use crate::model::event::{Act, Event, Party};
use crate::model::id::{Digest, Hash};

/// An event that says nothing yet but who, when and after what; hash and content are filled in when it is sealed.
#[must_use]
pub fn blank(act: Act, by: Party, at: Moment, after: Vec<Hash>) -> Event {
    Event {
        after,
        act,
        by,
        at,
        text: None,
        reference: None,
        terms: None,
        action: None,
        resource: None,
        decision: None,
        asked: None,
        amount: None,
        until: None,
        review_on: None,
        late_reason: None,
        early_reason: None,
        links: None,
        analyses: None,
        method: None,
        result: None,
        risk: None,
        follow_up: None,
        evidence: None,
        waiver: None,
        event: None,
        people: None,
        set: None,
        edits: None,
        drafted_with: None,
        content: Digest::zero(),
        signature: None,
        hash: Hash::zero(),
        odd: Vec::new(),
    }
}

/// A blank event on a workspace: it says too what the person says of how it was drafted. Acts that are a person's own
/// are refused with that.
#[must_use]
pub fn on(workspace: &Workspace, act: Act, by: Party, after: Vec<Hash>) -> Event {
    let drafted_with = workspace.options.drafted_with.clone();
    Event { drafted_with, ..blank(act, by, workspace.now, after) }
}

/// The newest events of a file, which the next one follows.
#[must_use]
pub fn newest(graph: &Graph<'_>) -> Vec<Hash> {
    graph.newest().into_iter().filter_map(|i| graph.events().get(i)).map(|e| e.hash.clone()).collect()
}

/// Refuses to follow an event of the future: it would make everything after it look backdated.
///
/// # Errors
/// One of the newest events is later than `now` by more than `tolerance_minutes`.
pub fn check_future(graph: &Graph<'_>, now: Moment, tolerance_minutes: u32) -> Result<(), Refusal> {
    let limit = now.0 + chrono::Duration::minutes(i64::from(tolerance_minutes));
    let newest = graph.newest();
    let future = newest.iter().filter_map(|i| graph.events().get(*i)).find(|e| e.at.0 > limit);
    match future {
        Some(event) => Err(Refusal::new(format!(
            "the newest event ({}, {} by {}) is of the future: {}, and it is {now}",
            event.hash.short(),
            event.act,
            event.by,
            event.at
        ))
        .next("if this clock is wrong, set it right")
        .next(format!("else a manager makes that event void: kaizen void {{id}} {} -m REASON", event.hash.short()))),
        None => Ok(()),
    }
}
