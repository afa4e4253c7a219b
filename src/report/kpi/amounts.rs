//! What was asked for and granted, and what incidents cost beside it.

use std::collections::BTreeMap;

use super::figure::{Counted, Figure};
use super::measure::name;
use super::part::Part;
use super::{Kpi, Material};
use crate::lifecycle::state::ResourceState;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::word::{Decision, ResourceKind, SourceKind};

/// One request for a resource.
struct Request {
    /// The item and the part of it.
    id: String,
    kind: ResourceKind,
    unit: String,
    /// How much was asked for.
    asked: f64,
    /// How much was granted, where it was approved.
    granted: Option<f64>,
    /// Whether it was declined.
    declined: bool,
    /// When it was first asked for.
    asked_on: Option<Day>,
    /// When it was decided.
    decided_on: Option<Day>,
}

fn requests(material: &Material<'_>, part: &Part<'_>) -> Vec<Request> {
    let mut all = Vec::new();
    for item in &part.items {
        let entry = item.entry;
        for (id, state) in entry.state.resources_as(&entry.item.resource) {
            let asked_on = entry.events.iter().find(|e| e.act == Act::Requested && e.resource.as_ref() == Some(id));
            let asked_on = asked_on.map(|event| event.at.day(material.zone));
            let made = match &state {
                ResourceState::Withdrawn => continue,
                ResourceState::Requested(_) => None,
                ResourceState::Decided(made) => Some(made),
            };
            let shown = made.and_then(|made| made.asked.as_ref()).or_else(|| entry.item.resource.get(id));
            let Some(resource) = shown else { continue };
            let approved = made.filter(|made| made.decision == Decision::Approved);
            all.push(Request {
                id: format!("{} {id}", entry.id()),
                kind: resource.kind,
                unit: resource.unit.trim().to_owned(),
                asked: resource.amount,
                granted: approved.map(|made| made.granted.unwrap_or(resource.amount)),
                declined: made.is_some() && approved.is_none(),
                asked_on,
                decided_on: made.map(|made| made.at.day(material.zone)),
            });
        }
    }
    all
}

/// Resources that were asked for in the period against what was granted of them.
pub(super) fn resources(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let mut by_unit: BTreeMap<String, Vec<Request>> = BTreeMap::new();
    for request in requests(material, part).into_iter().filter(|r| r.asked_on.is_some_and(|d| material.days.has(d))) {
        by_unit.entry(request.unit.clone()).or_default().push(request);
    }
    let mut figures = Vec::new();
    for (unit, all) in &by_unit {
        let sum = |what: String, amount: &dyn Fn(&Request) -> Option<f64>| {
            Counted::sum(what, all.iter().filter_map(|r| Some((r.id.clone(), amount(r)?))))
        };
        let asked = || sum(format!("{unit} asked for"), &|r| Some(r.asked));
        let granted = sum(format!("{unit} granted"), &|r| r.granted);
        let declined = sum(format!("{unit} declined"), &|r| r.declined.then_some(r.asked));
        let open = sum(format!("{unit} undecided"), &|r| r.decided_on.is_none().then_some(r.asked));
        figures.push(Figure::share(format!("{unit} granted of what was asked for"), granted, asked()));
        for (what, part) in [("declined", declined), ("undecided", open)] {
            if !part.ids.is_empty() {
                figures.push(Figure::count_beside(format!("{unit} {what}"), unit, part, asked()));
            }
        }
    }
    Kpi {
        key: "resources",
        name: "Resources asked for and granted",
        definition:
            "Of what was asked for in the period, by unit, how much of it is granted today; requests that were taken \
                     back do not count."
                .to_owned(),
        nothing: figures.is_empty().then(|| "nothing was asked for in the period".to_owned()),
        figures,
    }
}

/// What incidents cost beside what fixes cost.
pub(super) fn costs(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let mut by_unit: BTreeMap<String, [Vec<(String, f64)>; 2]> = BTreeMap::new();
    for source in part.sources.iter().filter(|source| source.kind == SourceKind::Incident) {
        if let (Some(cost), Some(_)) = (&source.cost, source.occurred_on.filter(|day| material.days.has(*day))) {
            let [incidents, _] = by_unit.entry(cost.unit.trim().to_owned()).or_default();
            incidents.push((name(source).to_string(), cost.amount));
        }
    }
    for request in requests(material, part) {
        let decided = request.decided_on.filter(|day| material.days.has(*day));
        if let (ResourceKind::Budget, Some(amount), Some(_)) = (request.kind, request.granted, decided) {
            let [_, fixes] = by_unit.entry(request.unit).or_default();
            fixes.push((request.id, amount));
        }
    }
    let mut figures = Vec::new();
    for (unit, [incidents, fixes]) in by_unit {
        let incidents = Counted::sum("cost of incidents that happened in the period", incidents);
        let fixes = Counted::sum("budgets granted in the period", fixes);
        figures.push(Figure::count("incidents", &unit, incidents));
        figures.push(Figure::count("fixes", &unit, fixes));
    }
    Kpi {
        key: "costs",
        name: "Cost of incidents, and of fixes",
        definition:
            "What the records of incidents that happened in the period say they cost, beside the budgets that were \
                     granted in it, by currency. An incident without a cost in its record is not counted."
                .to_owned(),
        nothing: figures.is_empty().then(|| "no incident with a cost and no granted budget in the period".to_owned()),
        figures,
    }
}
