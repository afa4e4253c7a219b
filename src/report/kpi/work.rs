//! How work comes in and is finished.

use super::figure::{Counted, Figure, median, ninetieth};
use super::measure::Measured;
use super::part::Part;
use super::{Committed, Kpi, Material};
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::word::Status;
use crate::report::clocks::verification_day;
use crate::report::completion::in_time;
use crate::report::period::month;

fn ids<'m>(items: impl IntoIterator<Item = &'m Measured<'m>>) -> Vec<String> {
    items.into_iter().map(Measured::id).collect()
}

/// The share of items that were finished by their target date.
pub(super) fn completion(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let last = material.days.to.min(material.today.minus(1));
    let days = material.days.from..=last;
    let rate = |of: &str, first: bool| {
        let told = |item: &Measured<'_>| {
            let state = &item.entry.state;
            let due = if first { state.first_due.or(state.terms.due) } else { state.terms.due };
            in_time(state.status, due, item.finished, &days)
        };
        let counting = part.items.iter().copied().filter(|item| told(item).is_some());
        let done = part.items.iter().copied().filter(|item| told(item) == Some(true));
        Figure::share(
            of,
            Counted::of("signed off by that date, and not brought back since", ids(done)),
            Counted::of("items whose date fell into the period and is over", ids(counting)),
        )
        .wanted(material.policy.completion_percent)
    };
    Kpi {
        key: "completion",
        name: "Finished by the target date",
        definition: "Of the items whose target date fell into the period and is over, those that were signed off by it and \
                     not brought back since. Rejected and deferred items do not count. The first date is that of the first \
                     acceptance, the agreed one is as extended since; days are as claimed (check holds them against commits)."
            .to_owned(),
        figures: vec![rate("by the first date", true), rate("by the agreed date", false)],
        nothing: None,
    }
}

/// Days from raised to closed.
pub(super) fn time_to_close(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let days = |item: &&Measured<'_>| {
        let closed = item.closed.filter(|day| material.days.has(*day))?;
        Some((item.id(), closed.since(item.raised?)))
    };
    let all: Vec<(String, i64)> = part.items.iter().filter_map(days).collect();
    let what = "items closed in the period, each with its days";
    Kpi {
        key: "days-to-close",
        name: "Days from raised to closed",
        definition: "Of the items that were closed in the period, and still are, the days from the day on which they were \
                     raised to their last verification: the middle one (or the mean of both middle ones), and the smallest \
                     number that nine in ten do not exceed."
            .to_owned(),
        figures: vec![Figure::days("median", &all, what, median), Figure::days("90th percentile", &all, what, ninetieth)],
        nothing: None,
    }
}

/// What is signed off and not verified yet.
pub(super) fn waiting(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let waiting = || part.items.iter().copied().filter(|item| item.entry.state.is_waiting_for_verification());
    let late = |item: &&Measured<'_>| {
        verification_day(&item.entry.state, material.policy, material.zone).is_some_and(|day| day < material.today)
    };
    let all = Counted::of("items signed off and not verified", ids(waiting()));
    let overdue = Counted::of("whose day of verification is over", ids(waiting().filter(late)));
    Kpi {
        key: "waiting-for-verification",
        name: "Waiting for verification",
        definition:
            "The items that are signed off today and whose effectiveness nobody has verified yet, and those of them \
                     whose day of verification, agreed or by register.toml, is over."
                .to_owned(),
        figures: vec![
            Figure::count("waiting", "items", all.clone()),
            Figure::count_beside("past their day", "items", overdue, all),
        ],
        nothing: None,
    }
}

/// How old open items are.
pub(super) fn age(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let open = |item: &&&Measured<'_>| item.entry.state.status.is_some_and(Status::is_active);
    let days = |item: &&Measured<'_>| Some((item.id(), material.today.since(item.raised?)));
    let all: Vec<(String, i64)> = part.items.iter().filter(open).filter_map(days).collect();
    Kpi {
        key: "age-of-open",
        name: "Age of what is open",
        definition:
            "The days since they were raised of the items that are raised, accepted, in progress or implemented \
                     today: the middle one (or the mean of both middle ones)."
                .to_owned(),
        figures: vec![Figure::days("median", &all, "open items, each with its days", median)],
        nothing: None,
    }
}

/// The name for programs of what was entered in each month.
pub(super) const ENTRIES_A_MONTH: &str = "entries-a-month";

/// What was entered in each month.
pub(super) fn entries_a_month(material: &Material<'_>, part: &Part<'_>) -> Kpi {
    let within = |item: &&&Measured<'_>| item.raised.is_some_and(|day| material.days.has(day));
    let all = || part.items.iter().filter(within).copied();
    let of_month = |name: String| {
        let counted = all().filter(|item| item.raised.is_some_and(|day| month(day) == name));
        Figure::count_beside(
            name.clone(),
            "items",
            Counted::of("raised in the month", ids(counted)),
            Counted::of("raised in the period", ids(all())),
        )
    };
    Kpi {
        key: ENTRIES_A_MONTH,
        name: "Entries a month",
        definition:
            "The items that were raised in each month of the period, by the day that was claimed; the first and the \
                     last month may be parts of one. By the day of the commit: --committed, which reads history."
                .to_owned(),
        figures: material.days.months().into_iter().map(of_month).collect(),
        nothing: None,
    }
}

/// What was committed in each month, beside what was entered by the day that was claimed.
pub(super) fn commits_a_month(material: &Material<'_>, part: &Part<'_>, committed: &Committed) -> Kpi {
    let day = |item: &Measured<'_>| {
        let raised = item.entry.events.iter().find(|event| event.act == Act::Raised)?;
        Some(committed.get(&raised.hash)?.day(material.zone))
    };
    let of: Vec<(&Measured<'_>, Option<Day>)> = part.items.iter().map(|item| (*item, day(item))).collect();
    let has = |day: Option<Day>| day.is_some_and(|day| material.days.has(day));
    let those = |wanted: &dyn Fn(&Measured<'_>, Option<Day>) -> bool| {
        ids(of.iter().filter(|(item, day)| wanted(item, *day)).map(|(item, _)| *item))
    };
    let all = || Counted::of("committed in the period", those(&|_, day| has(day)));
    let of_month = |name: String| {
        let counted = those(&|_, day| day.is_some_and(|day| month(day) == name && material.days.has(day)));
        Figure::count_beside(name, "items", Counted::of("committed in the month", counted), all())
    };
    let mut figures: Vec<Figure> = material.days.months().into_iter().map(of_month).collect();
    let touched = |item: &Measured<'_>, day| has(item.raised) || has(day);
    let apart = those(&|item, day| touched(item, day) && day.is_some() && day.map(month) != item.raised.map(month));
    let told = Counted::of("claimed and committed in different months", apart);
    figures.push(Figure::count("in another month than claimed", "items", told));
    let not = Counted::of("raised in the period, in no commit", those(&|item, day| has(item.raised) && day.is_none()));
    figures.push(Figure::count("not committed", "items", not));
    Kpi {
        key: "entries-a-month-committed",
        name: "Entries a month, by commit",
        definition: "The items whose first act was committed in each month of the period, by the date of the oldest commit that \
                     brought it (a commit was made no earlier than those before it); beside them the items that claim \
                     another month. A branch that was rebased or squashed has the days of its new commits."
            .to_owned(),
        figures,
        nothing: None,
    }
}
