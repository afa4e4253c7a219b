//! What the register knows of each letter, and who knows the rest.

use super::{Input, Line, Material};
use crate::model::event::Act;
use crate::model::id::ItemId;
use crate::model::word::{Category, Grade, Kind, SourceKind, Status};
use crate::report::audit::AuditedItem;
use crate::report::source::SourceRow;

/// The inputs, a to g.
pub(super) fn inputs(material: &Material<'_>) -> Vec<Input> {
    use SourceKind::{
        Customer, ExternalAudit, InternalAudit, PenetrationTest, Risk, SiteWalkthrough, StaffSuggestion, Supplier,
        TrainingFeedback, VulnerabilityScan,
    };
    let of = |kinds: &[SourceKind]| sources(material, kinds);
    let input = |letter, asks, known, supplied_by| Input { letter, asks, known, supplied_by };
    let mut context = about(material, &["4.1"], "climate");
    context.push(Line {
        about: None,
        text: "Climate change (Amendment 1:2024 to 4.1 and 4.2): say whether it is a relevant issue, and whether interested \
               parties ask for anything because of it."
            .to_owned(),
    });
    vec![
        input("a", "what became of the actions of earlier reviews", earlier(material), None),
        input(
            "b",
            "changes of external and internal issues",
            context,
            Some("top management and the ISMS manager, from the analysis of the context (4.1)"),
        ),
        input(
            "c",
            "changes of the needs and expectations of interested parties",
            about(material, &["4.2"], "interested-parties"),
            Some("the ISMS manager, from the list of interested parties (4.2), and whoever keeps contracts and law"),
        ),
        input("d 1", "trends of nonconformities and corrective actions", nonconformities(material), None),
        input(
            "d 2",
            "trends of what is monitored and measured",
            of(&[VulnerabilityScan, PenetrationTest, SiteWalkthrough]),
            Some("whoever measures (9.1), for what is beyond the key figures of this register below"),
        ),
        input(
            "d 3",
            "trends of audit results",
            of(&[InternalAudit, ExternalAudit]),
            Some("the auditors, with their reports (9.2): the register holds what answers to them"),
        ),
        input(
            "d 4",
            "whether information security objectives are met",
            about(material, &["6.2"], "objectives"),
            Some("the owners of the objectives (6.2)"),
        ),
        input(
            "e",
            "feedback from interested parties",
            of(&[Customer, Supplier, StaffSuggestion, TrainingFeedback]),
            Some("whoever speaks with customers, suppliers, authorities and staff, for what no record tells"),
        ),
        input(
            "f",
            "results of the risk assessment, and how far the risk treatment plan is",
            risks(material, &of(&[Risk])),
            Some("the risk owners, with the risk assessment and the treatment plan (8.2, 8.3)"),
        ),
        input("g", "opportunities for continual improvement", opportunities(material), None),
    ]
}

fn state(entry: &AuditedItem) -> String {
    let status = entry.state.status.map_or("raised by nobody who may".to_owned(), |status| status.to_string());
    let due = entry.state.terms.due.filter(|_| entry.state.status.is_some_and(Status::is_running));
    due.map_or(status.clone(), |due| format!("{status}, due {due}"))
}

fn told(entry: &AuditedItem) -> Line {
    Line::about(entry.id(), format!("{} ({})", entry.item.title.trim(), state(entry)))
}

/// The decisions of the last review with how their items stand, those of earlier ones that are open, and items that answer
/// to a review.
fn earlier(material: &Material<'_>) -> Vec<Line> {
    let find = |id: &ItemId| material.entries.iter().find(|entry| entry.item.id == *id);
    let open = |entry: &AuditedItem| !entry.is(&[Status::Closed, Status::Rejected]);
    let mut lines = Vec::new();
    for (age, review) in material.reviews.iter().rev().enumerate() {
        for decision in &review.decision {
            // Of older reviews only what is still to be done; what names no item is asked once.
            if age > 0 && !decision.items.iter().filter_map(find).any(open) {
                continue;
            }
            let each = decision.items.iter().map(|id| {
                let how = find(id).map_or("is not there".to_owned(), state);
                format!("{id} {how}")
            });
            let stands = each.collect::<Vec<_>>().join("; ");
            let asked = "no item shows it: ask whoever was to do it";
            let stands = if stands.is_empty() { asked.to_owned() } else { stands };
            lines.push(Line::about(
                format!("review/{}", review.id),
                format!("{}: {stands}", decision.text.trim().trim_end_matches('.')),
            ));
        }
    }
    let answers =
        |entry: &&AuditedItem| entry.item.sources.iter().any(|source| source.kind == SourceKind::ManagementReview);
    lines.extend(material.entries.iter().filter(answers).map(told));
    if material.reviews.is_empty() {
        lines.push(Line { about: None, text: "No management review is recorded yet.".to_owned() });
    }
    lines
}

/// Items of the period that name a clause, or have a tag.
fn about(material: &Material<'_>, clauses: &[&str], tag: &str) -> Vec<Line> {
    let zone = material.register.zone();
    let is = |entry: &&AuditedItem| {
        let item = &entry.item;
        let named = item.controls.iter().any(|control| clauses.contains(&control.as_str()));
        let touched = entry.events.iter().any(|event| material.days.has(event.at.day(zone)));
        touched && (named || item.tags.iter().any(|t| t.eq_ignore_ascii_case(tag)))
    };
    material.entries.iter().filter(is).map(told).collect()
}

/// Sources of these kinds that happened in the period, or are still to be answered; of kinds that have no records, what items
/// of the period answer to.
fn sources(material: &Material<'_>, kinds: &[SourceKind]) -> Vec<Line> {
    use crate::report::source::Answer;
    let zone = material.register.zone();
    let within = |source: &&SourceRow| {
        let then = source.occurred_on.is_some_and(|day| material.days.has(day));
        kinds.contains(&source.source.kind) && (then || source.answer == Answer::Open)
    };
    let mut lines: Vec<Line> = material
        .sources
        .iter()
        .filter(within)
        .map(|source| {
            let items: Vec<&str> = source.items.iter().map(ItemId::as_str).collect();
            let items = if items.is_empty() { String::new() } else { format!(" by {}", items.join(", ")) };
            Line::about(source.source.to_string(), format!("{} ({}{items})", source.title.trim(), source.answer))
        })
        .collect();
    for entry in material.entries {
        let raised = entry.raised(zone).is_some_and(|day| material.days.has(day));
        for source in entry.item.sources.iter().filter(|source| raised && kinds.contains(&source.kind)) {
            if !material.sources.iter().any(|row| row.source == *source) {
                let text =
                    format!("no record; {} answers to it: {} ({})", entry.id(), entry.item.title.trim(), state(entry));
                lines.push(Line::about(source.to_string(), text));
            }
        }
    }
    lines
}

fn nonconformities(material: &Material<'_>) -> Vec<Line> {
    let zone = material.register.zone();
    let is = |entry: &&AuditedItem| {
        entry.state.terms.grade.is_some_and(Grade::is_nonconformity)
            || entry.state.terms.kind == Some(Kind::CorrectiveAction)
    };
    let all: Vec<&AuditedItem> = material.entries.iter().filter(is).collect();
    let raised = all.iter().filter(|e| e.raised(zone).is_some_and(|day| material.days.has(day))).count();
    let closed = |entry: &&&AuditedItem| {
        let event = entry.newest(Act::Verified).filter(|_| entry.is(&[Status::Closed]));
        event.is_some_and(|event| material.days.has(event.at.day(zone)))
    };
    let done = all.iter().filter(closed).count();
    let open: Vec<&&AuditedItem> = all.iter().filter(|e| e.state.status.is_some_and(Status::is_active)).collect();
    let text = format!("{raised} raised and {done} closed in the period, {} open", open.len());
    let graded = |entry: &&&AuditedItem| {
        let grade = entry.state.terms.grade.map_or("not graded".to_owned(), |grade| grade.to_string());
        let line = told(entry);
        Line { text: format!("{grade}: {}", line.text), ..line }
    };
    std::iter::once(Line { about: None, text }).chain(open.iter().map(graded)).collect()
}

/// How scores of risks moved, beside the sources that are risks.
fn risks(material: &Material<'_>, of_sources: &[Line]) -> Vec<Line> {
    let mut lines = of_sources.to_vec();
    for entry in material.entries.iter().filter(|entry| !entry.is(&[Status::Rejected])) {
        for (risk, before) in &entry.item.risk {
            let after = entry.state.scores.get(risk);
            let text = match after {
                Some(after) => format!("{before} before, {after} after {} ({})", entry.id(), state(entry)),
                None => format!("{before}; {} is about it ({})", entry.id(), state(entry)),
            };
            lines.push(Line::about(risk.as_str(), text));
        }
    }
    let zone = material.register.zone();
    for entry in material.entries.iter().filter(|entry| entry.is(&[Status::Rejected])) {
        let Some(event) = entry.newest(Act::Rejected).filter(|e| material.days.has(e.at.day(zone))) else { continue };
        let why = event.text.as_deref().unwrap_or("no reason given").trim();
        let text = format!("{}: rejected by {}, what remains is accepted: {why}", entry.item.title.trim(), event.by);
        lines.push(Line::about(entry.id(), text));
    }
    lines
}

/// Improvements that are open, or came or went in the period.
fn opportunities(material: &Material<'_>) -> Vec<Line> {
    let zone = material.register.zone();
    let is = |entry: &&AuditedItem| {
        let improvement = entry.state.terms.kind == Some(Kind::Improvement)
            || entry.state.terms.grade.is_some_and(|grade| !grade.is_nonconformity());
        let touched = entry.events.iter().any(|event| material.days.has(event.at.day(zone)));
        improvement && (touched || entry.state.status.is_some_and(Status::is_active))
    };
    let category = |category: Option<Category>| category.map_or("no category".to_owned(), |c| c.to_string());
    let line = |entry: &AuditedItem| {
        let line = told(entry);
        Line { text: format!("{}: {}", category(entry.item.category), line.text), ..line }
    };
    material.entries.iter().filter(is).map(line).collect()
}
