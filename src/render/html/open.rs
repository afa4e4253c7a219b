//! For how long open items are open, and what the items are about.

use maud::{Markup, html};

use super::chart::{as_number, bars};
use super::item::person;
use super::page::{page, sortable, table};
use super::{item_file, link};
use crate::model::date::days;
use crate::model::event::Party;
use crate::model::word::{Environment, Word};
use crate::render::terminal::clean_line;
use crate::report::clocks;
use crate::report::site::Site;
use crate::report::site::ages::{OpenItem, by_band, open};
use crate::report::site::coverage::{Covered, coverage};

/// The page of what is open, the oldest first.
pub(super) fn ages(site: &Site) -> String {
    let open = open(site.entries(), site.zone, site.today());
    let bands: Vec<(String, f64)> =
        by_band(&open).into_iter().map(|(name, count)| (name.to_owned(), as_number(count))).collect();
    let row = |one: &OpenItem<'_>| {
        let owner = one.entry.state.terms.owner.clone().map(|owner| person(site, "", &Party::Person(owner)));
        let late = clocks::overdue(&one.entry.state, site.today());
        vec![
            link("", &item_file(one.entry.id()), one.entry.id()),
            html! { (clean_line(&one.entry.item.title)) },
            super::status(one.entry.state.status),
            html! { span data-sort=(format!("{:09}", one.days.max(0))) { (days(one.days)) }
            @if let Some(late) = late { " " span class="badge bad" { (days(late)) " overdue" } } },
            owner.unwrap_or_default(),
            html! { @if let Some(why) = &one.why { (clean_line(why)) } @else { span class="faint" { "nobody said why" } } },
        ]
    };
    let rows: Vec<Vec<Markup>> = open.iter().map(row).collect();
    let content = html! {
        p { "Everything on which the work is not over, the oldest first. What is open for long needs a word that says why." }
        (bars("For how long they are open", "items", &bands))
        section { h2 { "Open items" } (sortable("Open items", &["item", "title", "status", "open for", "owner", "why, in the newest words"], &rows)) }
    };
    page(site, "Open", "", &content)
}

fn chart(title: &str, covered: &[Covered]) -> Markup {
    let values: Vec<(String, f64)> = covered.iter().map(|one| (one.name.clone(), as_number(one.items))).collect();
    bars(title, "items", &values)
}

/// The page of what the items are about.
pub(super) fn about(site: &Site) -> String {
    let coverage = coverage(site.entries());
    let places: Vec<String> = Environment::all().iter().map(ToString::to_string).collect();
    let head: Vec<&str> = std::iter::once("").chain(places.iter().map(String::as_str)).collect();
    let cell = |count: &usize| html! { @if *count == 0 { span class="faint" { "none" } } @else { (count) } };
    let matrix: Vec<Vec<Markup>> = coverage
        .matrix
        .iter()
        .map(|(name, counts)| std::iter::once(html! { (name) }).chain(counts.iter().map(cell)).collect())
        .collect();
    let row = |one: &Covered| vec![html! { (clean_line(&one.name)) }, html! { (one.items) }, html! { (one.open) }];
    let controls: Vec<Vec<Markup>> = coverage.controls.iter().map(row).collect();
    let content = html! {
        p { "A register that only knows one kind of work, or one place, looks away from the others. Each item counts wherever it says that it belongs." }
        div class="charts" {
            (chart("Kinds of work", &coverage.categories))
            (chart("Places", &coverage.environments))
            (chart("Where items came from", &coverage.sources))
        }
        section { h2 { "Kinds of work in each place" } (table("Kinds of work in each place", &head, &matrix)) }
        section { h2 { "Controls and clauses" } (sortable("Controls and clauses", &["control", "items", "open"], &controls)) }
    };
    page(site, "Coverage", "", &content)
}
