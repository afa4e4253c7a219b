//! The first page: what needs attention, key figures, charts.

use maud::{Markup, html};

use super::chart::bars;
use super::page::{page as whole, table};
use super::{item_file, link};
use crate::model::word::{Status, Word};
use crate::render::kpi::{target, value};
use crate::render::terminal::clean_line;
use crate::report::kpi::Figure;
use crate::report::period::month;
use crate::report::site::Site;
use crate::report::waiting::{Task, Wait};

/// What is waiting as rows of a table.
pub(super) fn tasks<'t>(site: &Site, up: &str, tasks: impl Iterator<Item = &'t Task>) -> Markup {
    let rows: Vec<Vec<Markup>> = tasks
        .map(|task| {
            let item = site.items.iter().any(|(entry, _)| entry.id() == task.about);
            let about = if item {
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

pub(super) fn page(site: &Site) -> String {
    let shown = || site.kpis.iter().filter(|kpi| !["coverage", "entries-a-month"].contains(&kpi.key));
    let closed = |name: &str| {
        let is = |entry: &crate::report::audit::AuditedItem| {
            let event = entry.newest(crate::model::event::Act::Verified).filter(|_| entry.is(&[Status::Closed]));
            event.is_some_and(|event| month(event.at.day(site.zone)) == name)
        };
        count(site.items.iter().filter(|(entry, _)| is(entry)).count())
    };
    let raised = |name: &str| {
        let is = |day: crate::model::date::Day| month(day) == name;
        count(site.items.iter().filter(|(entry, _)| entry.raised(site.zone).is_some_and(is)).count())
    };
    let months = site.days.months();
    let by_month = |of: &dyn Fn(&str) -> f64| months.iter().map(|m| (m.clone(), of(m))).collect::<Vec<_>>();
    let statuses: Vec<(String, f64)> = Status::all()
        .iter()
        .map(|status| (status.to_string(), count(site.items.iter().filter(|(entry, _)| entry.is(&[*status])).count())))
        .collect();
    let coverage = site.kpis.iter().filter(|kpi| kpi.key == "coverage").flat_map(|kpi| &kpi.figures);
    let coverage: Vec<(String, f64)> =
        coverage.filter_map(|f| Some((f.of.clone(), f.numerator.as_ref()?.number))).collect();
    let content = html! {
        p class="faint" { "Key figures and charts of the days from " (site.days.from) " to " (site.days.to) "." }
        @if !site.problems.is_empty() {
            section {
                h2 { "Files that could not be read" }
                p { "Nothing of them is on this site." }
                ul { @for problem in &site.problems { li class="bad" { (clean_line(&problem.to_string())) } } }
            }
        }
        section { h2 { "What needs attention" } (tasks(site, "", site.tasks.iter())) }
        section { h2 { "Key figures" } dl class="cards" {
            @for kpi in shown() {
                @if let Some(why) = &kpi.nothing { div { dt { (kpi.name) } dd { "–" small { (why) } } } }
                @for figure in &kpi.figures { (card(kpi.name, figure)) }
            }
        } }
        div class="charts" {
            (bars("Raised by month", "items raised", &by_month(&raised)))
            (bars("Closed by month", "items closed", &by_month(&closed)))
            (bars("From raised to closed", "items today", &statuses))
            (bars("What the entries are about", "items raised", &coverage))
        }
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

fn count(items: usize) -> f64 {
    u32::try_from(items).map_or(f64::MAX, f64::from)
}
