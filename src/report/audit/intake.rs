//! Step 2, incidents and what answers to them, and step 5, what came from each department.

use std::collections::{BTreeMap, BTreeSet};

use super::{Fault, Material, Proof, StepNotes, count, ids};
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::record::RecordReplay;
use crate::model::event::Act;
use crate::model::excerpt::{TITLE, shortened};
use crate::model::source::Source;
use crate::model::word::SourceKind;
use crate::report::source::Answer;

/// Step 2.
pub(super) fn incidents(material: &Material<'_>) -> StepNotes {
    let records: BTreeMap<&str, &Source> =
        material.sources.iter().filter(|s| s.kind == SourceKind::Incident).map(|s| (s.reference.as_str(), s)).collect();
    let named: BTreeSet<&str> = material
        .entries
        .iter()
        .flat_map(|e| &e.item.sources)
        .filter(|s| s.kind == SourceKind::Incident)
        .map(|s| s.reference.as_str())
        .collect();
    let all: BTreeSet<&str> = records.keys().copied().chain(named.iter().copied()).collect();
    let names: BTreeMap<String, &str> = all.iter().map(|r| (format!("incident:{r}"), *r)).collect();
    let drawn = material.sample.draw(2, names.keys().map(String::as_str));
    let mut seen = StepNotes {
        looked_at: format!("{} with a record, {} named by items", count(records.len(), "incident"), named.len()),
        drawn: drawn.iter().map(|name| (*name).to_owned()).collect(),
        ..StepNotes::default()
    };
    for reference in drawn.iter().filter_map(|name| names.get(*name)) {
        answer(material, reference, records.get(reference).copied(), &mut seen);
    }
    if records.is_empty() {
        let text = "no incident has a record of its own here, so incidents that nobody answered would not show";
        seen.open.push(Fault::of(text));
    }
    seen
}

/// Whether a word of another system for how severe something is says that it is.
fn is_grave(severity: &str) -> bool {
    const GRAVE: [&str; 11] = [
        "critical",
        "highest",
        "high",
        "severe",
        "major",
        "emergency",
        "blocker",
        "kritisch",
        "hoch",
        "schwer",
        "sev1",
    ];
    let words = severity.to_lowercase();
    words.split(|c: char| !c.is_alphanumeric()).any(|word| GRAVE.contains(&word))
}

fn answer(material: &Material<'_>, reference: &str, record: Option<&Source>, seen: &mut StepNotes) {
    let about = format!("incident:{reference}");
    let names = |e: &super::AuditedItem| {
        e.item.sources.iter().any(|s| s.kind == SourceKind::Incident && s.reference == reference)
    };
    let items: Vec<&super::AuditedItem> = material.entries.iter().filter(|e| names(e)).collect();
    for entry in &items {
        let status = entry.state.status.map(|s| s.to_string()).unwrap_or_default();
        let proof = Proof::about(
            &about,
            format!("answered by {}, {status}: {}", entry.id(), shortened(&entry.item.title, TITLE)),
        );
        seen.evidence.push(match entry.newest(Act::Raised) {
            Some(raised) => proof.event(raised, material),
            None => proof,
        });
    }
    let Some(record) = record else { return };
    let replay = RecordReplay::new(FileKind::Source, record.event.values(), &material.register.authority, None);
    let dismissed = replay.dismissed();
    let title = shortened(&record.title, TITLE);
    match (Answer::of(!items.is_empty(), dismissed.is_some(), replay.weighs(record)), dismissed) {
        (Answer::Dismissed, Some(event)) => {
            let why = event.text.as_deref().unwrap_or("without a reason");
            seen.evidence.push(Proof::about(&about, format!("needs no item: {why}")).event(event, material));
        }
        (Answer::Open, _) => {
            seen.faults.push(Fault::about(&about, format!("significant, and no item answers to it: {title}")));
        }
        (Answer::NotNeeded, _) if record.severity.as_deref().is_some_and(is_grave) => {
            let severity = record.severity.as_deref().unwrap_or_default();
            let text = format!(
                "its severity is “{severity}”, no item answers to it, and nobody decided that none is needed: {title}"
            );
            seen.open.push(Fault::about(&about, text));
        }
        (Answer::NotNeeded, _) => {
            let text = format!("not significant, and no item answers to it: {title}");
            seen.evidence.push(Proof::about(&about, text));
        }
        _ => {}
    }
}

/// Step 5.
pub(super) fn departments(material: &Material<'_>) -> StepNotes {
    let authority = &material.register.authority;
    let of_people = authority.people.values().filter_map(|p| p.department.as_deref());
    let of_items = material.entries.iter().filter_map(|e| e.item.department.as_deref());
    let all: BTreeSet<&str> = of_people.chain(of_items).collect();
    let mut seen = StepNotes { looked_at: count(all.len(), "department"), ..StepNotes::default() };
    for department in all {
        let raised: Vec<_> =
            material.entries.iter().filter(|e| e.item.department.as_deref() == Some(department)).collect();
        let works_there = |e: &&super::AuditedItem| {
            let owner = e.state.owner().and_then(|o| authority.people.get(o));
            owner.is_some_and(|p| p.department.as_deref() == Some(department))
        };
        let owned: Vec<_> = material.entries.iter().filter(works_there).collect();
        let list = |entries: &[&super::AuditedItem]| match entries.len() {
            0 => "none".to_owned(),
            n => format!("{n} ({})", ids(entries.iter().map(|e| &e.item.id))),
        };
        seen.evidence.push(Proof::about(department, format!("raised: {}; owned: {}", list(&raised), list(&owned))));
        seen.ask.push(match (raised.last(), owned.last()) {
            (Some(entry), _) => format!(
                "{department}: how did {} come about, and what does your department do for it now?",
                entry.id()
            ),
            (None, Some(entry)) => format!(
                "{department}: what does {} change in your department, and why was nothing raised by it so far?",
                entry.id()
            ),
            (None, None) => {
                format!("{department}: nothing came from here. How would somebody of yours report a gap? What keeps them from it?")
            }
        });
    }
    seen
}
