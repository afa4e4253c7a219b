//! Step 9, whether management provided what was asked for, and step 10, what came back.

use std::collections::BTreeMap;

use super::proof::failed;
use super::{Entry, Fault, Material, Proof, Seen, count, ids};
use crate::lifecycle::state::ResourceState;
use crate::model::date::{Moment, days};
use crate::model::event::Act;
use crate::model::likeness::cause_code;
use crate::model::word::Decision;

/// Step 9.
pub(super) fn resources(material: &Material<'_>) -> Seen {
    let limit = i64::from(material.register.settings.policy.resource_days);
    let zone = material.register.zone();
    let mut seen = Seen::default();
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

fn decision(state: &ResourceState) -> Option<Decision> {
    match state {
        ResourceState::Decided(made) => Some(made.decision),
        _ => None,
    }
}

/// Step 10: an item of the same cause, or named as its recurrence, that was raised after a fix was found effective.
pub(super) fn recurrences(material: &Material<'_>) -> Seen {
    let mut groups: BTreeMap<String, (&str, Vec<&Entry>)> = BTreeMap::new();
    for entry in material.entries {
        let code = entry.item.newest_analysis().and_then(|a| a.cause_code.as_deref());
        if let Some(code) = code.map(str::trim).filter(|c| !c.is_empty()) {
            groups.entry(cause_code(code)).or_insert((code, Vec::new())).1.push(entry);
        }
    }
    let fixed = material.entries.iter().filter(|e| e.effective().is_some()).count();
    let mut seen = Seen {
        looked_at: format!("{}, {} found effective", count(groups.len(), "cause code"), count(fixed, "item")),
        ..Seen::default()
    };
    let told = |entry: &Entry| material.told("recurrence", entry.id());
    for (code, entries) in groups.values() {
        let fixes: Vec<(Moment, &Entry)> = entries.iter().filter_map(|e| Some((e.effective()?.at, *e))).collect();
        let after = |e: &&&Entry| {
            let raised = e.state.raised_at;
            fixes.iter().find(|(at, fix)| fix.id() != e.id() && raised.is_some_and(|raised| raised > *at)).copied()
        };
        let back: Vec<(&Entry, Moment, &Entry)> =
            entries.iter().filter_map(|e| after(&e).map(|(at, fix)| (*e, at, fix))).collect();
        for (entry, at, fix) in back.iter().filter(|(e, _, _)| !told(e)) {
            let day = at.day(material.register.zone());
            let text = format!("the cause {code} came back: {} was found effective on {day}", fix.id());
            seen.faults.push(Fault::about(entry.id(), text));
        }
        if back.is_empty() {
            let names = ids(entries.iter().map(|e| &e.item.id));
            seen.evidence.push(Proof::about(*code, format!("{names}; nothing came after a fix that held")));
        }
    }
    for entry in material.entries {
        let Some(earlier) = entry.item.recurrence_of.as_ref() else { continue };
        let fixed = material.entries.iter().any(|e| e.item.id == *earlier && e.effective().is_some());
        if fixed && !told(entry) && !seen.faults.iter().any(|f| f.about.as_deref() == Some(entry.id())) {
            seen.faults.push(Fault::about(entry.id(), format!("a recurrence of {earlier}, which was found effective")));
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
