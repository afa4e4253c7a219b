//! Tables of items, people, departments, sources and reviews, and the pages of each.

use maud::{Markup, html};

use super::dashboard::tasks;
use super::item::person as party;
use super::page::{page, table};
use super::text::{is_link, markdown};
use super::{department_file, item_file, link, person_file, source_file};
use crate::model::date::days;
use crate::model::event::Party;
use crate::model::id::Handle;
use crate::model::source::Source;
use crate::render::terminal::clean_line;
use crate::report::audit::AuditedItem;
use crate::report::clocks;
use crate::report::site::Site;
use crate::report::source::SourceRow;

/// Items as a table.
fn items<'i>(site: &Site, up: &str, items: impl Iterator<Item = &'i AuditedItem>) -> Markup {
    let rows: Vec<Vec<Markup>> = items
        .map(|entry| {
            let (item, state) = (&entry.item, &entry.state);
            let owner = state.terms.owner.clone().map(|owner| party(site, up, &Party::Person(owner)));
            let due = if let Some(late) = clocks::overdue(state, site.today()) {
                html! { span class="badge bad" { (days(late)) " overdue" } }
            } else {
                html! { @if let Some(due) = state.terms.due { span class="nowrap" { (due) } } }
            };
            vec![
                link(up, &item_file(entry.id()), entry.id()),
                html! { (clean_line(&item.title)) },
                super::status(state.status),
                owner.unwrap_or_default(),
                due,
                html! { @if let Some(day) = entry.raised(site.zone) { span class="nowrap" { (day) } } },
            ]
        })
        .collect();
    table("Items", &["item", "title", "status", "owner", "due", "raised"], &rows)
}

fn all(site: &Site) -> impl Iterator<Item = &AuditedItem> {
    site.items.iter().map(|(entry, _)| entry)
}

pub(super) fn register(site: &Site) -> String {
    page(site, "Register", "", &html! { section { (items(site, "", all(site))) } })
}

pub(super) fn people(site: &Site) -> String {
    let rows: Vec<Vec<Markup>> = site
        .people
        .iter()
        .map(|(handle, person)| {
            let roles: Vec<String> = person.role.iter().map(|role| role.name.to_string()).collect();
            vec![
                link("", &person_file(handle.as_str()), handle.as_str()),
                html! { (clean_line(&person.name)) },
                html! { (clean_line(person.department.as_deref().unwrap_or_default())) },
                html! { (roles.join(", ")) },
            ]
        })
        .collect();
    page(
        site,
        "People",
        "",
        &html! { section { (table("People", &["handle", "name", "department", "roles"], &rows)) } },
    )
}

pub(super) fn person(site: &Site, handle: &Handle) -> String {
    let name = site.people.get(handle).map(|person| clean_line(&person.name)).unwrap_or_default();
    let by = Party::Person(handle.clone());
    let content = html! {
        p { (handle) }
        section { h2 { "What waits" } (tasks(site, "../", site.tasks.iter().filter(|task| task.who.contains(handle)))) }
        section { h2 { "Owns" } (items(site, "../", all(site).filter(|e| e.state.terms.owner.as_ref() == Some(handle)))) }
        section { h2 { "Raised" } (items(site, "../", all(site).filter(|e| e.item.raised_by.as_ref() == Some(&by)))) }
    };
    page(site, &name, "../", &content)
}

pub(super) fn departments(site: &Site) -> String {
    let of = |name: &str| all(site).filter(|e| e.item.department.as_deref().map(str::trim) == Some(name)).count();
    let row = |name: &&str| vec![link("", &department_file(name), name), html! { (of(name)) }];
    let rows: Vec<Vec<Markup>> = site.departments().iter().map(row).collect();
    page(
        site,
        "Departments",
        "",
        &html! { section { (table("Departments", &["department", "items that came from it"], &rows)) } },
    )
}

pub(super) fn department(site: &Site, name: &str) -> String {
    let here = |text: Option<&str>| text.map(str::trim) == Some(name);
    let content = html! {
        section { h2 { "What came from here" } (items(site, "../", all(site).filter(|e| here(e.item.department.as_deref())))) }
        section { h2 { "People" } ul {
            @for (handle, person) in site.people.iter().filter(|(_, person)| here(person.department.as_deref())) {
                li { (link("../", &person_file(handle.as_str()), &person.name)) }
            }
        } }
    };
    page(site, &clean_line(name), "../", &content)
}

pub(super) fn sources(site: &Site) -> String {
    let row = |(row, _): &(SourceRow, Source)| {
        vec![
            link("", &source_file(&row.source), &row.source.to_string()),
            html! { (clean_line(&row.title)) },
            html! { @if let Some(day) = row.occurred_on { (day) } },
            html! { (row.answer) },
        ]
    };
    let rows: Vec<Vec<Markup>> = site.sources.iter().map(row).collect();
    page(
        site,
        "Sources",
        "",
        &html! { section { (table("Source records", &["source", "title", "when", "answer"], &rows)) } },
    )
}

pub(super) fn source(site: &Site, row: &SourceRow, source: &Source) -> String {
    let up = "../../";
    let content = html! {
        p { strong { (clean_line(&row.title)) } }
        section { dl class="facts" {
            @if let Some(day) = row.occurred_on { div { dt { "When" } dd { (day) } } }
            div { dt { "Significant" } dd { @if row.significant { "yes" } @else { "no" } } }
            div { dt { "Answer" } dd { (row.answer) } }
            @if let Some(text) = &source.severity { div { dt { "Severity" } dd { (clean_line(text)) } } }
            @if let Some(text) = &source.status { div { dt { "Stands there as" } dd { (clean_line(text)) } } }
            @if let Some(score) = source.newest_score() { div { dt { "Score" } dd { (score.score) " on " (score.on) } } }
            @if let Some(day) = row.answer_by { div { dt { "Answer due by" } dd { (day) } } }
            @if let Some(cost) = &source.cost { div { dt { "Cost" } dd { (cost.amount) " " (clean_line(&cost.unit)) } } }
            @if let Some(url) = &source.url { div { dt { "Kept at" } dd {
                @if is_link(url) { a href=(clean_line(url)) rel="noreferrer" { (clean_line(url)) } } @else { (clean_line(url)) }
            } } }
        } }
        @if let Some(text) = &source.description { section { h2 { "What happened" } (markdown(text)) } }
        section { h2 { "Items that answer to it" } (items(site, up, site.answering(&row.source))) }
    };
    page(site, &clean_line(&row.source.to_string()), up, &content)
}

pub(super) fn reviews(site: &Site) -> String {
    let content = html! {
        @match (site.reviews.due_on, site.reviews.overdue_days) {
            (_, Some(late)) => p class="bad" { "The next management review is " (days(late)) " overdue." },
            (Some(due), None) => p { "The next management review is due by " (due) "." },
            (None, None) => p { "No management review is recorded yet." },
        }
        @for review in &site.reviews.reviews {
            section {
                h2 { (review.held_on) }
                p { "Led by " (party(site, "", &Party::Person(review.chair.clone()))) @for other in &review.attendees { ", " (party(site, "", other)) } "." }
                ul { @for decision in &review.decisions {
                    li { (markdown(&decision.text)) @for id in &decision.items { (link("", &item_file(id.as_str()), id.as_str())) " " } }
                } }
            }
        }
    };
    page(site, "Management reviews", "", &content)
}
