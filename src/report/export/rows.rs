//! The rows of each table.

use chrono_tz::Tz;

use super::{Cell, Column, Whole};
use crate::lifecycle::state::Progress;
use crate::model::date::Day;
use crate::model::event::{Act, Event, Risks};
use crate::model::source::Source;
use crate::model::word::Status;
use crate::report::clocks;
use crate::report::kpi::KpiReport;
use crate::report::source::SourceRow;

fn risks(risks: &Risks) -> Cell {
    Cell::joined(risks.iter().map(|(name, score)| format!("{name}={score}")))
}

pub(super) const ITEMS: &[Column] = &[
    ("id", 15),
    ("title", 40),
    ("status", 12),
    ("kind", 17),
    ("grade", 19),
    ("significance", 12),
    ("owner", 16),
    ("raised_on", 11),
    ("raised_by", 16),
    ("department", 16),
    ("first_due", 11),
    ("due", 11),
    ("overdue_days", 9),
    ("signed_off_on", 11),
    ("verify_on", 11),
    ("closed_on", 11),
    ("result", 18),
    ("deferred_until", 11),
    ("success_criterion", 40),
    ("category", 12),
    ("environment", 14),
    ("enhances", 14),
    ("controls", 16),
    ("tags", 16),
    ("sources", 24),
    ("risk", 14),
    ("risk_after", 14),
    ("cause_code", 16),
    ("root_cause", 40),
    ("recurrence_of", 15),
    ("follow_up_of", 15),
    ("correction", 40),
    ("description", 60),
    ("doubts", 30),
];

pub(super) fn item(whole: &Whole, today: Day, zone: Tz) -> Vec<Cell> {
    let (item, state) = (&whole.entry.item, &whole.entry.state);
    let terms = &state.terms;
    let closed = whole.entry.newest(Act::Verified).filter(|_| state.status == Some(Status::Closed));
    let late = clocks::overdue(state, today).and_then(|days| i32::try_from(days).ok()).map(f64::from);
    vec![
        Cell::text(Some(&item.id)),
        Cell::text(Some(&item.title)),
        Cell::text(state.status),
        Cell::text(terms.kind),
        Cell::text(terms.grade),
        Cell::text(terms.significance),
        Cell::text(terms.owner.as_ref()),
        Cell::day(whole.entry.raised(zone)),
        Cell::text(item.raised_by.as_ref()),
        Cell::text(item.department.as_ref()),
        Cell::day(state.first_due),
        Cell::day(terms.due),
        Cell::number(late),
        Cell::day(state.signed_off.as_ref().map(|signed| signed.at.day(zone))),
        Cell::day(terms.verify_on),
        Cell::day(closed.map(|event| event.at.day(zone))),
        Cell::text(closed.and_then(|event| event.result)),
        Cell::day(state.deferred_until.filter(|_| state.status == Some(Status::Deferred))),
        Cell::text(terms.success_criterion.as_ref()),
        Cell::text(item.category),
        Cell::joined(&item.environment),
        Cell::joined(&item.enhances),
        Cell::joined(&item.controls),
        Cell::joined(&item.tags),
        Cell::joined(&item.sources),
        risks(&item.risk),
        risks(&state.scores),
        Cell::text(item.newest_analysis().and_then(|a| a.cause_code.as_ref())),
        Cell::text(item.root_cause()),
        Cell::text(item.recurrence_of.as_ref()),
        Cell::text(item.follow_up_of.as_ref()),
        Cell::text(item.correction.as_ref().map(|c| &c.description)),
        Cell::text(item.description.as_ref()),
        Cell::text(Some(whole.doubts.join("; "))),
    ]
}

pub(super) const EVENTS: &[Column] = &[
    ("item", 15),
    ("event", 18),
    ("at", 18),
    ("act", 12),
    ("by", 16),
    ("counts", 7),
    ("signed", 7),
    ("text", 50),
    ("reference", 16),
    ("due", 11),
    ("owner", 16),
    ("action", 8),
    ("resource", 9),
    ("decision", 10),
    ("amount", 10),
    ("until", 11),
    ("review_on", 11),
    ("late_reason", 30),
    ("method", 11),
    ("result", 18),
    ("follow_up", 15),
    ("evidence", 40),
    ("drafted_with", 16),
];

pub(super) fn events(whole: &Whole) -> Vec<Vec<Cell>> {
    let row = |(event, counts): &(Event, bool)| {
        let terms = event.terms.as_ref();
        let evidence = event.evidence.iter().flatten().filter_map(|e| e.path.as_ref().or(e.url.as_ref()));
        vec![
            Cell::text(Some(&whole.entry.item.id)),
            Cell::text(Some(event.hash.short())),
            Cell::Moment(event.at),
            Cell::text(Some(event.act)),
            Cell::text(Some(&event.by)),
            Cell::yes(*counts),
            Cell::yes(event.signature.is_some()),
            Cell::text(event.text.as_ref()),
            Cell::text(event.reference.as_ref()),
            Cell::day(terms.and_then(|t| t.due)),
            Cell::text(terms.and_then(|t| t.owner.as_ref())),
            Cell::text(event.action.as_ref()),
            Cell::text(event.resource.as_ref()),
            Cell::text(event.decision),
            Cell::number(event.amount),
            Cell::day(event.until),
            Cell::day(event.review_on),
            Cell::text(event.late_reason.as_ref()),
            Cell::text(event.method),
            Cell::text(event.result),
            Cell::text(event.follow_up.as_ref()),
            Cell::joined(evidence),
            Cell::text(event.drafted_with.as_ref()),
        ]
    };
    whole.events.iter().map(row).collect()
}

pub(super) const WHYS: &[Column] = &[
    ("item", 15),
    ("analysis", 9),
    ("method", 11),
    ("by", 16),
    ("on", 11),
    ("number", 8),
    ("question", 50),
    ("answer", 50),
    ("evidence", 40),
    ("root_cause", 40),
    ("cause_code", 16),
];

/// A row for each why; an analysis without any has one row too.
pub(super) fn whys(whole: &Whole) -> Vec<Vec<Cell>> {
    let count = |number: usize| Cell::number(u32::try_from(number + 1).ok().map(f64::from));
    let mut rows = Vec::new();
    for (number, analysis) in whole.entry.item.analysis.iter().enumerate() {
        let row = |why: Option<(usize, &crate::model::item::Why)>| {
            vec![
                Cell::text(Some(&whole.entry.item.id)),
                count(number),
                Cell::text(Some(analysis.method)),
                Cell::text(Some(&analysis.by)),
                Cell::Day(analysis.on),
                why.map_or(Cell::Empty, |(n, _)| count(n)),
                Cell::text(why.map(|(_, why)| &why.question)),
                Cell::text(why.map(|(_, why)| &why.answer)),
                Cell::text(why.and_then(|(_, why)| why.evidence.as_ref())),
                Cell::text(analysis.root_cause.as_ref()),
                Cell::text(analysis.cause_code.as_ref()),
            ]
        };
        if analysis.why.is_empty() {
            rows.push(row(None));
        }
        rows.extend(analysis.why.iter().enumerate().map(|why| row(Some(why))));
    }
    rows
}

pub(super) const ACTIONS: &[Column] = &[
    ("item", 15),
    ("action", 8),
    ("description", 50),
    ("owner", 16),
    ("due", 11),
    ("procedure", 16),
    ("progress", 10),
    ("done_on", 11),
];

pub(super) fn actions(whole: &Whole, zone: Tz) -> Vec<Vec<Cell>> {
    let row = |(id, action): (&crate::model::id::PartId, &crate::model::item::Action)| {
        let state = whole.entry.state.actions.get(id);
        let (progress, done) = match state.map(|s| s.progress) {
            None => ("", None),
            Some(Progress::Open) => ("open", None),
            Some(Progress::Done(at)) => ("done", Some(at.day(zone))),
            Some(Progress::Dropped) => ("dropped", None),
        };
        vec![
            Cell::text(Some(&whole.entry.item.id)),
            Cell::text(Some(id)),
            Cell::text(Some(&action.description)),
            Cell::text(state.and_then(|s| s.owner.as_ref())),
            Cell::day(state.and_then(|s| s.due)),
            Cell::text(action.procedure.as_ref()),
            Cell::text(Some(progress)),
            Cell::day(done),
        ]
    };
    whole.entry.item.action.iter().map(row).collect()
}

pub(super) const SOURCES: &[Column] = &[
    ("kind", 16),
    ("reference", 18),
    ("title", 40),
    ("occurred_on", 11),
    ("significant", 11),
    ("answer", 11),
    ("items", 30),
    ("answer_by", 11),
    ("cause_code", 16),
    ("department", 16),
    ("cost", 10),
    ("currency", 9),
    ("url", 40),
    ("recorded_by", 16),
    ("description", 60),
];

pub(super) fn sources(rows: &[SourceRow], records: &[Source]) -> Vec<Vec<Cell>> {
    let row = |row: &SourceRow| {
        let is = |s: &&Source| s.kind == row.source.kind && s.reference == row.source.reference;
        let record = records.iter().find(is);
        vec![
            Cell::text(Some(row.source.kind)),
            Cell::text(Some(&row.source.reference)),
            Cell::text(Some(&row.title)),
            Cell::day(row.occurred_on),
            Cell::yes(row.significant),
            Cell::text(Some(row.answer)),
            Cell::joined(&row.items),
            Cell::day(row.answer_by),
            Cell::text(record.and_then(|s| s.cause_code.as_ref())),
            Cell::text(record.and_then(|s| s.department.as_ref())),
            Cell::number(record.and_then(|s| s.cost.as_ref()).map(|c| c.amount)),
            Cell::text(record.and_then(|s| s.cost.as_ref()).map(|c| &c.unit)),
            Cell::text(record.and_then(|s| s.url.as_ref())),
            Cell::text(row.recorded_by.as_ref()),
            Cell::text(record.and_then(|s| s.description.as_ref())),
        ]
    };
    rows.iter().map(row).collect()
}

pub(super) const KPIS: &[Column] = &[
    ("kpi", 24),
    ("name", 32),
    ("of", 32),
    ("value", 10),
    ("unit", 10),
    ("numerator", 10),
    ("denominator", 12),
    ("target_percent", 14),
    ("target_met", 11),
    ("from", 11),
    ("to", 11),
    ("definition", 60),
    ("numerator_ids", 40),
    ("denominator_ids", 40),
];

/// A row for each figure; a key figure without any has one row that says why.
pub(super) fn kpis(report: &KpiReport) -> Vec<Vec<Cell>> {
    let mut rows = Vec::new();
    for kpi in report.groups.iter().flat_map(|group| &group.kpis) {
        let row = |of: Cell, figure: Option<&crate::report::kpi::Figure>| {
            let (part, all) = (figure.and_then(|f| f.numerator.as_ref()), figure.and_then(|f| f.denominator.as_ref()));
            let target = figure.and_then(|f| f.target.as_ref());
            vec![
                Cell::text(Some(kpi.key)),
                Cell::text(Some(kpi.name)),
                of,
                Cell::number(figure.and_then(|f| f.value)),
                Cell::text(figure.map(|f| &f.unit)),
                Cell::number(part.map(|c| c.number)),
                Cell::number(all.map(|c| c.number)),
                Cell::number(target.map(|t| f64::from(t.at_least))),
                target.and_then(|t| t.met).map_or(Cell::Empty, Cell::yes),
                Cell::Day(report.period.from),
                Cell::Day(report.period.to),
                Cell::text(Some(&kpi.definition)),
                Cell::text(part.map(|c| c.ids.join("; "))),
                Cell::text(all.map(|c| c.ids.join("; "))),
            ]
        };
        if let Some(nothing) = &kpi.nothing {
            rows.push(row(Cell::text(Some(nothing)), None));
        }
        rows.extend(kpi.figures.iter().map(|figure| row(Cell::text(Some(&figure.of)), Some(figure))));
    }
    rows
}
