//! The page of an item.

use maud::{Markup, html};

use super::page::{headed as whole, table};
use super::text::{is_link, markdown};
use super::{department_file, item_file, link, person_file, source_file};
use crate::lifecycle::state::Progress;
use crate::model::event::{Event, Evidence, Party};
use crate::model::id::Handle;
use crate::model::item::Analysis;
use crate::record::words::in_past;
use crate::render::terminal::clean_line;
use crate::report::audit::AuditedItem;
use crate::report::clocks;
use crate::report::site::Site;

/// A person as a link where there is a page of them.
pub(super) fn person(site: &Site, up: &str, party: &Party) -> Markup {
    let known = |handle: &&Handle| !site.public && site.people.contains_key(*handle);
    if let Some(handle) = party.handle().filter(known) {
        link(up, &person_file(handle.as_str()), handle.as_str())
    } else {
        html! { (clean_line(&party.to_string())) }
    }
}

fn evidence(evidence: &Evidence) -> Markup {
    let sha = evidence.sha256.as_ref().map(|hash| format!(" (sha256 {hash})")).unwrap_or_default();
    match (&evidence.path, &evidence.url) {
        (Some(path), _) => html! { code { (clean_line(path)) } (sha) },
        (None, Some(url)) if is_link(url) => html! { a href=(clean_line(url)) rel="noreferrer" { (clean_line(url)) } },
        (None, Some(url)) => html! { (clean_line(url)) },
        (None, None) => html! {},
    }
}

fn analysis(analysis: &Analysis) -> Markup {
    html! {
        p class="faint" { (analysis.method) ", by " (analysis.by) " on " (analysis.on) }
        ol class="whys" {
            @for why in &analysis.why {
                li {
                    p { em { (clean_line(&why.question)) } }
                    (markdown(&why.answer))
                    @if let Some(evidence) = &why.evidence { p class="faint" { "Shown by: " (clean_line(evidence)) } }
                }
            }
        }
        @if let Some(cause) = &analysis.root_cause { p class="cause" { strong { "Root cause: " } (clean_line(cause)) @if let Some(code) = &analysis.cause_code { " (" (clean_line(code)) ")" } } }
        @if let Some(point) = &analysis.escape_point { p { "Could have been noticed: " (clean_line(point)) } }
        @if let Some(similar) = &analysis.similar_elsewhere { p { "Similar elsewhere: " (clean_line(similar)) } }
    }
}

fn event(site: &Site, event: &Event) -> Markup {
    let signed = if event.signature.is_some() { "signed" } else { "not signed" };
    html! {
        li {
            p { strong { (in_past(event)) } " by " (person(site, "../", &event.by)) }
            p class="faint" { time datetime=(event.at) { (event.at.0.format("%Y-%m-%d %H:%M")) " UTC" } ", " (signed) ", event " (event.hash.short()) }
            @if let Some(text) = &event.text { (markdown(text)) }
            @if let Some(result) = event.result { p { "Found: " (result) } }
            @if let Some(reason) = &event.late_reason { p { "Late because: " (clean_line(reason)) } }
            @if let Some(all) = &event.evidence { ul { @for one in all { li { (evidence(one)) } } } }
        }
    }
}

pub(super) fn page(site: &Site, entry: &AuditedItem, doubts: &[String]) -> String {
    let (item, state, up) = (&entry.item, &entry.state, "../");
    let mut facts: Vec<(&str, Markup)> = Vec::new();
    let mut say = |name, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push((name, html! { (clean_line(&value)) }));
        }
    };
    say("Overdue", clocks::overdue(state, site.today()).map(crate::model::date::days));
    for (name, value) in state.terms.texts().into_iter().filter(|(name, _)| *name != "owner") {
        say(name, value);
    }
    say("Raised on", entry.raised(site.zone).map(|day| day.to_string()));
    say("Category", item.category.map(|c| c.to_string()));
    say("Environment", Some(item.environment.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")));
    say("Controls", Some(item.controls.join(", ")));
    say("Risks", Some(item.risk.iter().map(|(r, s)| format!("{r}: {s} before")).collect::<Vec<_>>().join(", ")));
    say("Risks after", Some(state.scores.iter().map(|(r, s)| format!("{r}: {s}")).collect::<Vec<_>>().join(", ")));
    let raised_by = item.raised_by.as_ref().map(|by| ("Raised by", person(site, up, by)));
    let owner = state.terms.owner.as_ref().map(|owner| ("Owner", person(site, up, &Party::Person(owner.clone()))));
    let department = item.department.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let department = department.map(|name| ("Department", link(up, &department_file(name), name)));
    facts.extend(raised_by.into_iter().chain(owner).chain(department));
    let actions: Vec<Vec<Markup>> = item
        .action
        .iter()
        .map(|(id, action)| {
            let terms = state.actions.get(id);
            let progress = match terms.map(|t| t.progress) {
                Some(Progress::Open) => "open".to_owned(),
                Some(Progress::Done(at)) => format!("done on {}", at.day(site.zone)),
                Some(Progress::Dropped) => "dropped".to_owned(),
                None => String::new(),
            };
            let owner = terms.and_then(|t| t.owner.clone()).map(|owner| person(site, up, &Party::Person(owner)));
            let due = terms.and_then(|t| t.due).map(|day| day.to_string()).unwrap_or_default();
            vec![html! { (markdown(&action.description)) @if let Some(text) = &action.changes { p class="faint" { "Changes: " (clean_line(text)) } } }, owner.unwrap_or_default(), html! { (due) }, html! { (progress) }]
        })
        .collect();
    let content = html! {
        @for doubt in doubts { p class="alert" { "The file is not what its events vouch for: " (clean_line(doubt)) } }
        section { h2 { "What was agreed" } dl class="facts" { @for (name, value) in &facts {
            div class=[(*name == "success_criterion").then_some("wide")] { dt { (name.replace('_', " ")) } dd { (value) } }
        } } }
        @if let Some(text) = &item.description { section { h2 { "What was found" } (markdown(text)) } }
        section { h2 { "What it answers to" } ul { @for source in &item.sources { li {
            @if site.has_record(source) { (link(up, &source_file(source), &source.to_string())) }
            @else { (clean_line(&source.to_string())) }
        } } } }
        @for (name, other) in [("Cause of", &item.recurrence_of), ("Follows up", &item.follow_up_of)] {
            @if let Some(other) = other { p { (name) " " (link(up, &item_file(other.as_str()), other.as_str())) } }
        }
        @if let Some(fix) = &item.correction { section { h2 { "Immediate fix" } p class="faint" { (fix.by) ", " (fix.on) } (markdown(&fix.description)) @if let Some(text) = &fix.consequences { h3 { "Consequences" } (markdown(text)) } } }
        @if !item.analysis.is_empty() { section { h2 { "Why" } @for one in item.analysis.iter().rev() { (analysis(one)) } } }
        @if !actions.is_empty() { section { h2 { "Actions" } (table("Actions", &["what changes", "owner", "until", "how far"], &actions)) } }
        section { h2 { "What was done" } p class="faint" { "Acts that count, with the times that were claimed (UTC)." } ol class="acts" { @for one in &entry.events { (event(site, one)) } } }
    };
    let over = html! { p class="over" { (entry.id()) " " (super::status(state.status)) } };
    whole(site, &clean_line(&item.title), up, &over, &content)
}
