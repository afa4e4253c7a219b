//! The ten audit steps, and what the rules of `check` found.

use maud::{Markup, html};

use super::item::person;
use super::page::{page, table};
use super::{Judged, item_file, link};
use crate::check::finding::Finding;
use crate::check::level_of;
use crate::model::rule::{About, Hold, Rule};
use crate::model::word::Level;
use crate::render::audit::cut_for_pages;
use crate::render::gate::lowered;
use crate::render::terminal::clean_line;
use crate::report::audit::{Fault, Proof, StepReport, StepVerdict};
use crate::report::site::Site;

/// The word for a verdict, in its colour.
fn verdict(verdict: StepVerdict) -> Markup {
    let (class, word) = match verdict {
        StepVerdict::Pass => ("badge good", "pass"),
        StepVerdict::Fail => ("badge bad", "fail"),
        StepVerdict::ForAHuman => ("badge warn", "for a human"),
    };
    html! { span class=(class) { (word) } }
}

/// What something is about, as a link where that is an item.
fn about(site: &Site, name: &str) -> Markup {
    if site.has(name) {
        link("", &item_file(name), name)
    } else {
        html! { (clean_line(name)) }
    }
}

fn fault(site: &Site, fault: &Fault) -> Markup {
    html! {
        @if let Some(name) = &fault.about { (about(site, name)) ": " }
        (clean_line(&fault.text))
        @if let Some(rule) = fault.rule { " (" a href={ "rules.html#" (rule) } { (rule) } ")" }
    }
}

fn proof(site: &Site, proof: &Proof) -> Markup {
    html! {
        (about(site, &proof.about)) ": " (clean_line(&proof.text))
        @if let Some(by) = &proof.by { span class="faint" { ", by " (person(site, "", by)) } }
        @if let Some(at) = &proof.at { span class="faint" { ", " (at.day(site.zone)) } }
    }
}

/// A list with what it is called; of a long one the beginning, and how many more there are.
fn list<T>(name: &str, all: &[T], shown: impl Fn(&T) -> Markup) -> Markup {
    let (first, more) = cut_for_pages(all);
    html! {
        @if !all.is_empty() {
            h3 { (name) }
            ul { @for one in first { li { (shown(one)) } } @if more > 0 { li class="faint" { "and " (more) " more" } } }
        }
    }
}

fn step(site: &Site, step: &StepReport) -> Markup {
    html! {
        section id={ "step-" (step.step) } {
            h2 { (step.step) ". " (step.name) " " (verdict(step.verdict)) }
            p { (step.question) }
            p class="faint" { "Looked at: " (clean_line(&step.looked_at)) "."
                @if !step.drawn.is_empty() { " Drawn: " (clean_line(&step.drawn.join(", "))) "." } }
            (list("Not as it must be", &step.faults, |one| fault(site, one)))
            (list("To be looked at", &step.open, |one| fault(site, one)))
            (list("What shows it", &step.evidence, |one| proof(site, one)))
            (list("To ask", &step.ask, |one| html! { (clean_line(one)) }))
        }
    }
}

/// The page of the ten steps.
pub(super) fn steps(site: &Site, judged: &Judged<'_>) -> String {
    let row = |step: &StepReport| {
        vec![
            html! { a href={ "#step-" (step.step) } { (step.step) ". " (step.name) } },
            html! { (step.question) },
            verdict(step.verdict),
        ]
    };
    let rows: Vec<Vec<Markup>> = judged.audit.steps.iter().map(row).collect();
    let content = html! {
        p { "What an internal auditor asks of the register, and what it answers by itself. A step that is for a human is not a step that fails: somebody has to ask or to look." }
        section { h2 { "The ten steps" } (table("The ten steps", &["step", "question", "verdict"], &rows)) }
        @for one in &judged.audit.steps { (step(site, one)) }
        section { h2 { "What this cannot prove" } ul { @for line in &judged.audit.cannot_prove { li { (clean_line(line)) } } } }
    };
    page(site, "Audit", "", &content)
}

fn level(level: Level, found: usize) -> Markup {
    let class = match level {
        Level::Error if found > 0 => "badge bad",
        Level::Warn if found > 0 => "badge warn",
        _ => "badge",
    };
    html! { span class=(class) { (level) } }
}

/// The page of the rules: which are asked, how much each weighs here, and what was lowered or waived.
pub(super) fn rules(site: &Site, judged: &Judged<'_>) -> String {
    let of = |rule: Rule| judged.report.findings.iter().filter(move |finding| finding.rule == rule);
    let row = |rule: &About| {
        let here = level_of(rule.rule, None, Some(judged.settings));
        let waived = of(rule.rule).filter(|finding| finding.waived.is_some()).count();
        let found = of(rule.rule).count() - waived;
        vec![
            html! { span id=(rule.name) { (rule.name) } },
            html! { (clean_line(rule.meaning)) },
            html! { (level(here, found)) @if here != rule.level { " usually " (rule.level) } @if rule.hold == Hold::Fixed { " (fixed)" } },
            html! { (found) },
            html! { (waived) },
        ]
    };
    let rows: Vec<Vec<Markup>> = Rule::ALL.iter().map(row).collect();
    let finding = |one: &Finding| {
        let name = one.item.clone().unwrap_or_else(|| one.file.clone());
        vec![about(site, &name), level(one.level, 1), html! { (one.rule) }, html! { (clean_line(&one.message)) }]
    };
    let open = judged.report.findings.iter().filter(|finding| finding.waived.is_none());
    let findings: Vec<Vec<Markup>> = open.map(finding).collect();
    let content = html! {
        p { "What is asked of the register each time it is checked. An error makes a check fail, a warning does not; a manager may lower most rules, or answer for a finding until a day, and that shows here." }
        section { h2 { "What was found" } (table("Findings", &["about", "level", "rule", "what is wrong"], &findings)) }
        section { h2 { "Lowered" }
            @if judged.report.lowered.is_empty() { p { "No rule is lowered." } }
            @else { ul { @for one in &judged.report.lowered { li { (clean_line(&lowered(one))) } } } }
        }
        section { h2 { "Waived" }
            @if judged.settings.waiver.is_empty() { p { "Nothing is waived." } }
            @else { ul { @for waiver in &judged.settings.waiver { li {
                (clean_line(&waiver.rule))
                @if let Some(item) = &waiver.item { " on " (about(site, item)) }
                ", until " (waiver.until) @if waiver.until < site.today() { " (over)" } ": " (clean_line(waiver.reason.trim()))
            } } } }
        }
        section { h2 { "Every rule" } (table("Every rule", &["rule", "what is wrong where it finds something", "level here", "found", "waived"], &rows)) }
    };
    page(site, "Rules", "", &content)
}
