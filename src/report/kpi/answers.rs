//! What came in from whom, whether fixes held, and what they are about.

use super::figure::{Counted, Figure};
use super::measure::{FixedCause, Measured, name};
use super::part::Part;
use super::{Kpi, Material};
use crate::model::event::Act;
use crate::model::id::ItemId;
use crate::model::word::{Category, Environment, VerifyResult, Word};
use crate::report::contribution::{Raiser, raiser};

fn ids(items: &[&Measured<'_>]) -> Vec<String> {
    items.iter().map(|item| item.id()).collect()
}

/// The items raised in the period.
fn entered<'w>(material: &Material<'_>, part: &Part<'w>) -> Vec<&'w Measured<'w>> {
    part.items.iter().copied().filter(|item| item.raised.is_some_and(|day| material.days.has(day))).collect()
}

/// Incidents of the same cause after a fix that was found effective.
pub(super) fn incidents_after_fix(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let here = |id: &String| {
        part.items.iter().any(|item| item.entry.id() == id)
            || part.sources.iter().any(|source| name(source).to_string() == *id)
    };
    let figure = |cause: &FixedCause| {
        let fixes: Vec<String> = cause.fixes.iter().map(ItemId::to_string).collect();
        let after = cause.after.iter().filter(|(id, day)| material.days.has(*day) && here(id));
        let after: Vec<String> = after.map(|(id, _)| id.clone()).collect();
        if after.is_empty() && !fixes.iter().any(here) {
            return None;
        }
        Some(Figure::count_beside(
            cause.code.clone(),
            "incidents",
            Counted::of("incidents of the cause in the period, after a fix", after),
            Counted::of("fixes of the cause that are found effective", fixes),
        ))
    };
    let figures: Vec<Figure> = part.whole.causes.iter().filter_map(figure).collect();
    Kpi {
        key: "incidents-after-fix",
        name: "Incidents after the fix, by cause",
        definition: "For each cause of which a fix is found effective, the incidents of that cause in the period that came \
                     after it: incident records with its cause code, and items that answer to an incident and name its cause \
                     or the fixed item."
            .to_owned(),
        nothing: figures.is_empty().then(|| "no fix with a cause code is found effective".to_owned()),
        figures,
    }
}

/// The share of entries from people outside the security team.
pub(super) fn staff(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let entered = entered(material, part);
    let by = |wanted: &[Raiser]| {
        let is = |item: &&&Measured<'_>| wanted.contains(&raised_by(material, item));
        ids(&entered.iter().filter(is).copied().collect::<Vec<_>>())
    };
    let apart = |of: &str, what: &str, wanted: Raiser| {
        let all = Counted::of("items raised in the period", ids(&entered));
        Figure::count_beside(of, "items", Counted::of(what, by(&[wanted])), all)
    };
    Kpi {
        key: "staff-contribution",
        name: "Contributed by staff",
        definition: "Of the items that people who are known raised in the period, those from outside the security team \
                     (people.toml says who is in it). Anonymous entries, those of machines and groups, and those of nobody \
                     who is known are counted apart, since nobody can say whose they are."
            .to_owned(),
        figures: vec![
            Figure::share(
                "from outside the security team",
                Counted::of("raised by people outside the security team", by(&[Raiser::Staff])),
                Counted::of("raised by people who are known", by(&[Raiser::Staff, Raiser::SecurityTeam])),
            ),
            apart("security team", "raised by the security team", Raiser::SecurityTeam),
            apart("anonymous", "raised by somebody who did not say", Raiser::Anonymous),
            apart("machines and groups", "raised by a machine or a group", Raiser::Machine),
            apart("unknown", "raised by nobody who is known", Raiser::Unknown),
        ],
        nothing: None,
    }
}

fn raised_by(material: &Material<'_>, item: &Measured<'_>) -> Raiser {
    let act = || item.entry.events.iter().find(|event| event.act == Act::Raised).map(|event| &event.by);
    raiser(item.entry.item.raised_by.as_ref().or_else(act), material.people, material.machines)
}

/// The share of verifications that found the fix effective.
pub(super) fn effective(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let verifications = part.items.iter().flat_map(|item| {
        let verified = item.entry.events.iter().filter(|event| event.act == Act::Verified);
        verified.map(move |event| (item.id(), event.at.day(material.zone), event.result))
    });
    let within: Vec<_> = verifications.filter(|(_, day, _)| material.days.has(*day)).collect();
    let named = |wanted: &[VerifyResult]| -> Vec<String> {
        let is = |result: &Option<VerifyResult>| wanted.is_empty() || result.is_some_and(|r| wanted.contains(&r));
        within.iter().filter(|(.., result)| is(result)).map(|(id, day, _)| format!("{id} ({day})")).collect()
    };
    Kpi {
        key: "verified-effective",
        name: "Verified as effective",
        definition:
            "Of the verifications made in the period, those that found the fix effective; an item that was verified \
                     twice counts twice."
                .to_owned(),
        figures: vec![Figure::share(
            "effective",
            Counted::of("verifications that found the fix effective", named(&[VerifyResult::Effective])),
            Counted::of("verifications", named(&[])),
        )],
        nothing: None,
    }
}

/// The share of fixes whose cause came back.
pub(super) fn recurrence(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let within = |item: &&&Measured<'_>| item.first_effective.is_some_and(|day| material.days.has(day));
    let held: Vec<&Measured<'_>> = part.items.iter().filter(within).copied().collect();
    let back: Vec<&Measured<'_>> = held.iter().filter(|item| item.came_back).copied().collect();
    Kpi {
        key: "recurrence",
        name: "Came back after the fix",
        definition:
            "Of the items whose fix was first found effective in the period, those whose cause came back since: they \
                     were reopened, or a later item names them or their cause code."
                .to_owned(),
        figures: vec![Figure::share(
            "came back",
            Counted::of("items whose cause came back", ids(&back)),
            Counted::of("items whose fix was found effective", ids(&held)),
        )],
        nothing: None,
    }
}

/// What the entries are about.
pub(super) fn coverage(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let entered = entered(material, part);
    let figure = |of: String, is: &dyn Fn(&Measured<'_>) -> bool| {
        let counted: Vec<&Measured<'_>> = entered.iter().copied().filter(|item| is(item)).collect();
        let what = format!("items that are {of}");
        Figure::share(of, Counted::of(what, ids(&counted)), Counted::of("items raised in the period", ids(&entered)))
    };
    let mut figures = Vec::new();
    for category in Category::all() {
        figures.push(figure(category.to_string(), &|item| item.entry.item.category == Some(*category)));
    }
    figures.push(figure("without a category".to_owned(), &|item| item.entry.item.category.is_none()));
    for place in Environment::all() {
        figures.push(figure(place.to_string(), &|item| item.entry.item.environment.contains(place)));
    }
    figures.push(figure("without an environment".to_owned(), &|item| item.entry.item.environment.is_empty()));
    Kpi {
        key: "coverage",
        name: "What the entries are about",
        definition:
            "Of the items raised in the period, those of each category and each environment; an item may be about \
                     several environments."
                .to_owned(),
        figures,
        nothing: None,
    }
}
