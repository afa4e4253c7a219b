//! Tables of items, people, departments, sources and reviews, and the pages of each.

use maud::{Markup, html};

use super::chart::{as_number, bars};
use super::dashboard::tasks;
use super::item::person as party;
use super::page::{page, sortable};
use super::text::{is_link, markdown};
use super::{department_file, item_file, link, person_file, source_file};
use crate::model::date::days;
use crate::model::event::Party;
use crate::model::id::Handle;
use crate::model::source::Source;
use crate::model::word::{Status, Word};
use crate::render::terminal::clean_line;
use crate::report::audit::AuditedItem;
use crate::report::clocks;
use crate::report::site::Site;
use crate::report::site::departments::Department;
use crate::report::source::SourceRow;

/// Items as a table.
fn items<'i>(site: &Site, up: &str, caption: &str, items: impl Iterator<Item = &'i AuditedItem>) -> Markup {
    let rows: Vec<Vec<Markup>> = items
        .map(|entry| {
            let (item, state) = (&entry.item, &entry.state);
            let owner = state.terms.owner.clone().map(|owner| party(site, up, &Party::Person(owner)));
            let late = clocks::overdue(state, site.today());
            let due = html! {
                @if let Some(due) = state.terms.due { span class="nowrap" data-sort=(due) { (due) } }
                @if let Some(late) = late { " " span class="badge bad" data-status="overdue" { (days(late)) " overdue" } }
            };
            let department = item.department.as_deref().map(str::trim).filter(|name| !name.is_empty());
            vec![
                link(up, &item_file(entry.id()), entry.id()),
                html! { (clean_line(&item.title)) },
                super::status(state.status),
                owner.unwrap_or_default(),
                html! { @if let Some(name) = department { (link(up, &department_file(name), name)) } },
                due,
                html! { @if let Some(day) = entry.raised(site.zone) { span class="nowrap" { (day) } } },
            ]
        })
        .collect();
    sortable(caption, &["item", "title", "status", "owner", "department", "due", "raised"], &rows)
}

/// What the script narrows the register by; without it the whole register stands there.
fn filters(site: &Site) -> Markup {
    let counted = |status: Status| site.entries().filter(|entry| entry.is(&[status])).count();
    let late = site.entries().filter(|entry| clocks::overdue(&entry.state, site.today()).is_some()).count();
    let statuses = Status::all().iter().map(|status| (status.to_string(), counted(*status)));
    let chips = statuses.chain([("overdue".to_owned(), late)]).filter(|(_, count)| *count > 0);
    html! {
        form class="filters" role="search" aria-label="Items" hidden {
            p class="field" { label for="filter" { "Only items with these words" } input id="filter" type="search" autocomplete="off"; }
            div class="chips" role="group" aria-label="Only items that are" { @for (name, count) in chips {
                button type="button" data-status=(name) aria-pressed="false" { (name) " " span { (count) } }
            } }
            p class="faint" role="status" {}
        }
    }
}

pub(super) fn register(site: &Site) -> String {
    page(site, "Register", "", &html! { section { (filters(site)) (items(site, "", "Items", site.entries())) } })
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
        &html! { section { (sortable("People", &["handle", "name", "department", "roles"], &rows)) } },
    )
}

pub(super) fn person(site: &Site, handle: &Handle) -> String {
    let name = site.people.get(handle).map(|person| clean_line(&person.name)).unwrap_or_default();
    let by = Party::Person(handle.clone());
    let content = html! {
        p { (handle) }
        section { h2 { "What waits" } (tasks(site, "../", site.tasks.iter().filter(|task| task.who.contains(handle)))) }
        section { h2 { "Owns" } (items(site, "../", "Owns", site.entries().filter(|e| e.state.owner() == Some(handle)))) }
        section { h2 { "Raised" } (items(site, "../", "Raised", site.entries().filter(|e| e.item.raised_by.as_ref() == Some(&by)))) }
    };
    page(site, &name, "../", &content)
}

pub(super) fn departments(site: &Site) -> String {
    let all: Vec<Department<'_>> = site.departments().into_iter().map(|name| Department::of(site, name)).collect();
    let row = |one: &Department<'_>| {
        let late = one.late(site);
        vec![
            link("", &department_file(one.name), one.name),
            html! { (one.raised.len()) },
            html! { (one.suggested()) },
            html! { (one.open()) },
            html! { @if late > 0 { span class="badge bad" data-sort=(late) { (late) } } @else { "0" } },
            html! { (one.closed()) },
        ]
    };
    let rows: Vec<Vec<Markup>> = all.iter().map(row).collect();
    let raised: Vec<(String, f64)> = all.iter().map(|one| (one.name.to_owned(), as_number(one.raised.len()))).collect();
    let head = ["department", "items from it", "suggested", "owns, open", "owns, late", "owns, closed"];
    let content = html! {
        p { "Every department is asked how it contributes. What came from it, and what its people answer for:" }
        section { h2 { "What each does" } (sortable("Departments", &head, &rows)) }
        (bars("What came from each", "items", &raised))
    };
    page(site, "Departments", "", &content)
}

pub(super) fn department(site: &Site, name: &str, asked: Option<&str>) -> String {
    let one = Department::of(site, name);
    let late = one.late(site);
    let content = html! {
        dl class="cards" {
            div { dt { "Items that came from here" } dd { (one.raised.len()) } }
            div { dt { "of them suggestions of staff" } dd { (one.suggested()) } }
            div { dt { "Owned here, and open" } dd { (one.open()) } }
            div { dt { "Owned here, and late" } dd class=[(late > 0).then_some("bad")] { (late) } }
            div { dt { "Owned here, and closed" } dd { (one.closed()) } }
        }
        @if let Some(question) = asked {
            section { h2 { "What an auditor asks the head" } p { (clean_line(question)) } p class="faint" { a href="../audit.html#step-5" { "Step 5 of the audit" } } }
        }
        section { h2 { "What came from here" } (items(site, "../", "What came from here", one.raised.iter().copied())) }
        section { h2 { "What people here own" } (items(site, "../", "What people here own", one.owned.iter().copied())) }
        @if !one.helped.is_empty() {
            section { h2 { "What they help with" } (items(site, "../", "What they help with", one.helped.iter().copied())) }
        }
        section { h2 { "People" }
            @if one.people.is_empty() { p { "Nobody in people.toml works here." } }
            @else if site.public { p { (one.people.len()) @if one.people.len() == 1 { " person" } @else { " people" } " of the register." } }
            @else { ul { @for handle in &one.people {
                li { (link("../", &person_file(handle.as_str()), site.people.get(*handle).map_or("", |person| &person.name))) }
            } } }
        }
        p { a href="../suggest.html" { "Suggest an improvement" } }
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
        &html! { section { (sortable("Source records", &["source", "title", "when", "answer"], &rows)) } },
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
        section { h2 { "Items that answer to it" } (items(site, up, "Items that answer to it", site.answering(&row.source))) }
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
