//! Step 9, whether management provided what was asked for, and step 10, what came back.

use std::collections::BTreeMap;

use super::entry::{AuditedItem, causes};
use super::proof::failed;
use super::{Fault, Material, Proof, StepNotes, count, ids};
use crate::lifecycle::state::ResourceState;
use crate::model::date::days;
use crate::model::event::Act;
use crate::model::id::{ItemId, PartId};
use crate::model::likeness::cause_code;
use crate::model::rule::Rule;
use crate::model::word::Decision;
use crate::report::recurrence::{Fixes, came_back};

/// Step 9.
pub(super) fn resources(material: &Material<'_>) -> StepNotes {
    let limit = i64::from(material.register.settings.policy.resource_days);
    let zone = material.register.zone();
    let mut seen = StepNotes::default();
    let mut asked = 0;
    for entry in material.entries {
        for (id, state) in entry.state.resources_as(&entry.item.resource) {
            asked += 1;
            let what = entry.item.resource.get(id).map_or_else(
                || format!("resource {id}"),
                |r| format!("{} {} of {} for {}", r.amount, r.unit, r.kind, r.purpose.trim()),
            );
            let decided = entry.events.iter().rfind(|e| e.act == Act::Resourced && e.resource.as_ref() == Some(id));
            match (decision(&state), decided) {
                (Some(Decision::Approved), Some(event)) => {
                    let by = event.reference.as_ref().map(|r| format!(" ({r})")).unwrap_or_default();
                    let part = event.amount.map(|amount| format!("{amount} of ")).unwrap_or_default();
                    let proof = Proof::about(entry.id(), format!("approved{by}: {part}{what}"));
                    seen.evidence.push(proof.event(event, material));
                }
                (Some(Decision::Declined), Some(event)) => {
                    let why = event.text.as_deref().unwrap_or("no reason given").trim();
                    seen.open.push(Fault::about(entry.id(), format!("declined by {}: {what}: {why}", event.by)));
                    seen.ask.push(format!("Ask the owner of {} how it goes on without what was declined.", entry.id()));
                }
                (None, _) => {
                    seen.open.extend(withdrawn(entry, id, &what));
                    let ResourceState::Requested(request) = state else { continue };
                    let waits = material.today.since(request.at.day(zone));
                    // What waits too long the rule `resources-pending` tells.
                    if waits <= limit {
                        seen.open.push(Fault::about(entry.id(), format!("undecided for {}: {what}", days(waits))));
                    }
                }
                _ => {}
            }
        }
    }
    seen.looked_at = count(asked, "request");
    seen
}

/// A request that somebody took back who had not made it.
fn withdrawn(entry: &AuditedItem, id: &PartId, what: &str) -> Option<Fault> {
    let of = |act: Act| entry.events.iter().rposition(|e| e.act == act && e.resource.as_ref() == Some(id));
    let (asked, back) = (of(Act::Requested)?, of(Act::Withdrawn)?);
    let (asked, back) = (entry.events.get(asked)?, entry.events.get(back).filter(|_| asked < back)?);
    (asked.by != back.by)
        .then(|| Fault::about(entry.id(), format!("{} asked for it, and {} took it back: {what}", asked.by, back.by)))
}

fn decision(state: &ResourceState) -> Option<Decision> {
    match state {
        ResourceState::Decided(made) => Some(made.decision),
        _ => None,
    }
}

/// Step 10: causes that came back after a fix that was found effective, those fixed again since too.
pub(super) fn recurrences(material: &Material<'_>) -> StepNotes {
    let causes = causes(material.entries, material.register.zone());
    let back = came_back(&causes, &Fixes::among(&causes));
    let mut groups: BTreeMap<String, (&str, Vec<&ItemId>)> = BTreeMap::new();
    for cause in &causes {
        if let Some(code) = cause.code.map(str::trim) {
            groups.entry(cause_code(code)).or_insert((code, Vec::new())).1.push(cause.item);
        }
    }
    let fixed = causes.iter().filter(|cause| cause.effective.is_some()).count();
    let mut seen = StepNotes {
        looked_at: format!("{}, {} found effective", count(groups.len(), "cause code"), count(fixed, "item")),
        ..StepNotes::default()
    };
    for back in back.iter().filter(|back| !material.told(Rule::Recurrence, back.item.as_str())) {
        let what = back.code.map_or_else(|| "its cause".to_owned(), |code| format!("the cause {code}"));
        let text = format!("{what} came back: {} was found effective on {}", back.fix, back.since);
        seen.faults.push(Fault::about(back.item.as_str(), text));
    }
    for (code, items) in groups.values() {
        if !back.iter().any(|back| items.contains(&back.item)) {
            let names = ids(items.iter().copied());
            seen.evidence.push(Proof::about(*code, format!("{names}; nothing came after a fix that held")));
        }
    }
    for entry in material.entries {
        if let Some(failure) = entry.failure() {
            seen.open.push(failed(entry, failure));
        }
        if let Some(event) = entry.newest(Act::Reopened) {
            let why = event.text.as_deref().unwrap_or_default().trim();
            seen.open.push(Fault::about(entry.id(), format!("reopened by {}: {why}", event.by)));
        }
    }
    seen
}
