//! The first page: how many, what needs attention, key figures, charts.

use maud::{Markup, html};

use super::chart::{Series, as_number, bars, columns};
use super::page::{page as whole, table};
use super::{item_file, link};
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::word::{Status, Word};
use crate::render::kpi::{target, value};
use crate::render::terminal::clean_line;
use crate::report::audit::AuditedItem;
use crate::report::clocks;
use crate::report::kpi::Figure;
use crate::report::period::month;
use crate::report::site::Site;
use crate::report::site::ages::is_open;
use crate::report::waiting::{Task, Wait};

/// What is waiting as rows of a table.
pub(super) fn tasks<'t>(site: &Site, up: &str, tasks: impl Iterator<Item = &'t Task>) -> Markup {
    let rows: Vec<Vec<Markup>> = tasks
        .map(|task| {
            let about = if site.has(&task.about) {
                link(up, &item_file(&task.about), &task.about)
            } else {
                html! { (clean_line(&task.about)) }
            };
            let who: Vec<&str> = task.who.iter().map(crate::model::id::Handle::as_str).collect();
            let who = if who.is_empty() { "nobody who is there".to_owned() } else { who.join(", ") };
            let late = task.wait == Wait::Overdue;
            vec![
                about,
                html! { (clean_line(&task.title)) },
                html! { span class=[late.then_some("bad")] { (clean_line(&task.text)) } },
                html! { (who) },
            ]
        })
        .collect();
    table("What waits for whom", &["about", "title", "what waits", "for whom"], &rows)
}

/// The day on which an item was closed.
fn closed_on(site: &Site, entry: &AuditedItem) -> Option<Day> {
    let event = entry.newest(Act::Verified).filter(|_| entry.is(&[Status::Closed]))?;
    Some(event.at.day(site.zone))
}

/// How many items are where, each number with a link to those.
fn headline(site: &Site) -> Markup {
    let count = |is: &dyn Fn(&AuditedItem) -> bool| site.entries().filter(|entry| is(entry)).count();
    let in_days = |day: Option<Day>| day.is_some_and(|day| day >= site.days.from && day <= site.days.to);
    let late = count(&|e| clocks::overdue(&e.state, site.today()).is_some());
    let numbers = [
        ("Open", count(&|e| is_open(e)), "open.html", false),
        ("Past their target date", late, "register.html#overdue", late > 0),
        ("Wait for proof that they work", count(&|e| e.is(&[Status::Implemented])), "register.html#implemented", false),
        ("Closed in these days", count(&|e| in_days(closed_on(site, e))), "register.html#closed", false),
    ];
    html! {
        ul class="headline" { @for (name, number, file, bad) in numbers {
            li { a href=(file) class=[bad.then_some("bad")] { strong { (number) } " " span { (name) } } }
        } }
    }
}

fn charts(site: &Site) -> Markup {
    let months = site.days.months();
    let by_month = |of: &dyn Fn(&AuditedItem) -> Option<Day>| -> Vec<f64> {
        let in_month = |name: &String| site.entries().filter(|e| of(e).is_some_and(|day| month(day) == *name)).count();
        months.iter().map(|name| as_number(in_month(name))).collect()
    };
    let series = [
        Series { what: "raised", values: by_month(&|e| e.raised(site.zone)) },
        Series { what: "closed", values: by_month(&|e| closed_on(site, e)) },
    ];
    let statuses: Vec<(String, f64)> = Status::all()
        .iter()
        .map(|status| (status.to_string(), as_number(site.entries().filter(|entry| entry.is(&[*status])).count())))
        .collect();
    html! {
        div class="charts" {
            (columns("Raised and closed by month", &months, &series))
            (bars("Where the items stand today", "items", &statuses))
        }
    }
}

pub(super) fn page(site: &Site) -> String {
    let shown = || site.kpis.iter().filter(|kpi| !["coverage", "entries-a-month"].contains(&kpi.key));
    let content = html! {
        p class="faint" { "Key figures and charts of the days from " (site.days.from) " to " (site.days.to) "." }
        @if !site.problems.is_empty() {
            section {
                h2 { "Files that could not be read" }
                p { "Nothing of them is on this site." }
                ul { @for problem in &site.problems { li class="bad" { (clean_line(&problem.to_string())) } } }
            }
        }
        (headline(site))
        (charts(site))
        section { h2 { "What needs attention" } (tasks(site, "", site.tasks.iter())) }
        section { h2 { "Key figures" } dl class="cards" {
            @for kpi in shown() {
                @if let Some(why) = &kpi.nothing { div { dt { (kpi.name) } dd { "–" small { (why) } } } }
                @for figure in &kpi.figures { (card(kpi.name, figure)) }
            }
        } }
    };
    whole(site, "Dashboard", "", &content)
}

/// One figure: what it counts, its value, and whether it meets its target.
fn card(name: &str, figure: &Figure) -> Markup {
    let met = figure.target.as_ref().and_then(|t| t.met);
    let class = met.map(|met| if met { "badge good" } else { "badge bad" });
    html! {
        div {
            dt { (name) ": " (clean_line(&figure.of)) }
            dd { (value(figure)) @if let Some(target) = target(figure) { small { span class=[class] { (target) } } } }
        }
    }
}
