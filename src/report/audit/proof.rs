//! Steps 6 to 8: whether causes were found, risks went down, and new controls were tested.

use super::{AuditedItem, Fault, Material, Proof, StepNotes, count};
use crate::lifecycle::needs;
use crate::model::date::days;
use crate::model::event::{Act, Event};
use crate::model::rule::Rule;
use crate::model::word::{Status, VerifyMethod, VerifyResult};

/// The entries among `from` that are drawn for a step.
fn drawn<'e>(
    material: &Material<'_>,
    step: u8,
    from: &[&'e AuditedItem],
    seen: &mut StepNotes,
) -> Vec<&'e AuditedItem> {
    let names = material.sample.draw(step, from.iter().map(|e| e.id()));
    seen.drawn = names.iter().map(|n| (*n).to_owned()).collect();
    from.iter().copied().filter(|e| names.contains(&e.id())).collect()
}

/// Step 6.
pub(super) fn causes(material: &Material<'_>) -> StepNotes {
    let working = [Status::Accepted, Status::InProgress, Status::Implemented, Status::Closed];
    let needing: Vec<&AuditedItem> =
        material.entries.iter().filter(|e| e.is(&working) && needs::root_cause(&e.state.terms)).collect();
    let known = needing.iter().filter(|entry| entry.item.root_cause().is_some()).count();
    let blaming = needing.iter().filter(|entry| material.told(Rule::BlameRootCause, entry.id())).count();
    let mut seen = StepNotes {
        looked_at: format!("{} in need of a root cause, {known} with one", count(needing.len(), "item")),
        ..StepNotes::default()
    };
    if blaming * 2 > known {
        let text = format!("{blaming} of {known} analyses stop at a person: the register looks for who, not for why");
        seen.faults.push(Fault::of(text));
    }
    for entry in drawn(material, 6, &needing, &mut seen) {
        let Some(analysis) = entry.item.newest_analysis() else { continue };
        let Some(cause) = entry.item.root_cause() else { continue };
        let text = format!(
            "{} by {} on {}, {}: {cause}",
            analysis.method,
            analysis.by,
            analysis.on,
            count(analysis.why.len(), "why")
        );
        let proof = Proof::about(entry.id(), text);
        seen.evidence.push(match entry.newest(Act::Analysed) {
            Some(event) => proof.event(event, material),
            None => proof,
        });
    }
    seen
}

/// Step 7. A risk whose score is not lower after an effective fix fails the step, whatever the level of the rule.
pub(super) fn risks(material: &Material<'_>) -> StepNotes {
    let closed: Vec<&AuditedItem> =
        material.entries.iter().filter(|e| e.effective().is_some() && !e.item.risk.is_empty()).collect();
    let mut seen = StepNotes {
        looked_at: format!("{} with a risk, found effective", count(closed.len(), "closed item")),
        ..StepNotes::default()
    };
    for entry in closed {
        let Some(event) = entry.effective() else { continue };
        for (risk, before) in &entry.item.risk {
            match entry.state.scores.get(risk) {
                Some(after) if after < before => {
                    seen.evidence
                        .push(Proof::about(entry.id(), format!("{risk}: {before} → {after}")).event(event, material));
                }
                // Where the rule speaks of it, it may be waived.
                _ if material.told(Rule::RiskNotReduced, entry.id()) => {}
                Some(after) => {
                    let text = format!("{risk}: {before} → {after}, which is not lower");
                    seen.faults.push(Fault::about(entry.id(), text));
                }
                None => seen.faults.push(Fault::about(entry.id(), format!("{risk}: {before} before, no score after"))),
            }
        }
    }
    for entry in material.entries.iter().filter(|e| e.state.status.is_some_and(Status::is_active)) {
        for (risk, before) in &entry.item.risk {
            if entry.state.scores.get(risk).is_none_or(|after| after >= before) {
                seen.ask.push(format!(
                    "{risk} of {} stands at {before} and was never reduced: what is done until then?",
                    entry.id()
                ));
            }
        }
    }
    seen
}

/// Step 8.
pub(super) fn tests(material: &Material<'_>) -> StepNotes {
    let done: Vec<&AuditedItem> =
        material.entries.iter().filter(|e| e.is(&[Status::Implemented, Status::Closed])).collect();
    let mut seen = StepNotes { looked_at: count(done.len(), "finished item"), ..StepNotes::default() };
    failures(material, &mut seen);
    for entry in material.entries {
        seen.open.extend(taken_back(entry));
    }
    for entry in drawn(material, 8, &done, &mut seen) {
        let Some(event) = entry.newest(Act::Verified) else {
            waiting(material, entry, &mut seen);
            continue;
        };
        let method = event.method.map(|m| m.to_string()).unwrap_or_default();
        let result = event.result.map(|r| r.to_string()).unwrap_or_default();
        let files = event.evidence.iter().flatten().filter_map(|e| e.path.as_ref().or(e.url.as_ref()));
        let shown: Vec<&str> = files.map(String::as_str).collect();
        let shown = if shown.is_empty() { "nothing kept".to_owned() } else { shown.join(", ") };
        let words = event.text.as_deref().unwrap_or_default().trim();
        let text = format!("{method} found it {result}: {words} Shown by {shown}");
        seen.evidence.push(Proof::about(entry.id(), text).event(event, material));
        if let Some(weak) = weak(event) {
            seen.open.push(Fault::about(entry.id(), weak));
        }
        if event.result != Some(VerifyResult::Effective) && entry.is(&[Status::Closed]) {
            let follow = event.follow_up.as_ref().map(|id| format!(", followed up by {id}")).unwrap_or_default();
            seen.open.push(Fault::about(entry.id(), format!("closed though it was {result}{follow}")));
        }
    }
    seen
}

/// Why a person looks at a verification: nobody but those who were asked, or no more than a home page, shows it.
fn weak(event: &Event) -> Option<&'static str> {
    let evidence = || event.evidence.iter().flatten();
    let is_home =
        |url: &String| url.split_once("://").is_some_and(|(_, rest)| !rest.trim_end_matches('/').contains('/'));
    if event.method == Some(VerifyMethod::Interview) {
        return Some("verified by an interview alone: read what was asked, and of whom");
    }
    let bare =
        evidence().next().is_some() && evidence().all(|e| e.path.is_none() && e.url.as_ref().is_some_and(is_home));
    bare.then_some("its evidence is the front page of a site: ask what there shows it")
}

/// Verifications that were short of effective and do not count any more, since somebody made them void.
fn taken_back(entry: &AuditedItem) -> impl Iterator<Item = Fault> {
    let short = |event: &&Event| event.act == Act::Verified && event.result != Some(VerifyResult::Effective);
    entry.voided.iter().filter(short).map(|event| {
        let result = event.result.map(|result| result.to_string()).unwrap_or_default();
        let words = event.text.as_deref().unwrap_or_default().trim();
        Fault::about(entry.id(), format!("{} found it {result}, and that was made void: {words}", event.by))
    })
}

/// Fixes that failed, while work goes on with them: somebody tested there too.
fn failures(material: &Material<'_>, seen: &mut StepNotes) {
    for entry in material.entries.iter().filter(|entry| entry.is(&[Status::Accepted, Status::InProgress])) {
        if let Some(failure) = entry.failure() {
            let failed = failed(entry, failure);
            seen.evidence.push(Proof::about(entry.id(), failed.text).event(failure, material));
        }
    }
}

/// A fix that failed, in the words of who found it.
pub(super) fn failed(entry: &AuditedItem, failure: &Event) -> Fault {
    let result = failure.result.map(|result| result.to_string()).unwrap_or_default();
    let words = failure.text.as_deref().unwrap_or_default().trim();
    Fault::about(entry.id(), format!("its fix was {result}, as {} found: {words}", failure.by))
}

fn waiting(material: &Material<'_>, entry: &AuditedItem, seen: &mut StepNotes) {
    let settings = &material.register.settings;
    let Some(day) = entry.state.verify_on(&settings.policy, settings.timezone) else { return };
    // What is late the rule `verification-overdue` tells.
    if material.today <= day {
        let left = days(day.since(material.today));
        seen.ask.push(format!("{} is to be verified on {day}, in {left}: who does it, and how?", entry.id()));
    }
}
