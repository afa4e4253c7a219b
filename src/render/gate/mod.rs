//! The report of `check` for people and for pipelines: one file a format.

pub mod by_rule;
mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod junit;
pub mod markdown;
pub mod sarif;

use std::collections::BTreeMap;

use anstyle::Style;

use super::screen::width;
use super::terminal::{BAD, GOOD, WARN, clean_line, styled, wrapped};
use crate::check::finding::{Finding, Lowered, Report};
use crate::model::date::{Day, days};
use crate::model::rule::Rule;
use crate::model::settings::Number;
use crate::model::word::Level;

/// The line that counts: how much was found, in what, as of when; `paint` gives it its colours.
fn summary(report: &Report, paint: fn(Style, &str) -> String) -> String {
    let counted = &report.counted;
    let of = |n: usize, one: &str, style: Style| {
        let text = count(n, one);
        if n > 0 { paint(style, &text) } else { text }
    };
    let waived = if counted.waived > 0 { format!(", {} waived", counted.waived) } else { String::new() };
    let found = match counted.errors + counted.warnings {
        0 => paint(GOOD, "nothing found"),
        _ => format!("{}, {}", of(counted.errors, "error", BAD), of(counted.warnings, "warning", WARN)),
    };
    format!("{found}{waived} in {} {}", count(counted.items, "item"), seen(report))
}

/// The line that counts, for people: wrapped where the screen is narrower, and whole in a pipe.
fn closing(report: &Report) -> String {
    let line = summary(report, styled);
    match width() {
        Some(columns) => wrapped(&line, usize::from(columns), ""),
        None => line + "\n",
    }
}

/// Where and as of when it was looked, on which introduction the register rests, and by what.
fn seen(report: &Report) -> String {
    let short = |commit: &str| commit.chars().take(12).collect::<String>();
    let place = match (&report.origin.commit, &report.based_on) {
        (Some(commit), _) => format!("at {}", short(commit)),
        (None, Some(commit)) => format!("in the working tree on {}", short(commit)),
        (None, None) => "in the working tree".to_owned(),
    };
    let introduction = report.introduction.as_ref().map(|hash| format!(", introduction {}", hash.short()));
    format!("{place}{}, as of {} ({})", introduction.unwrap_or_default(), report.origin.as_of, report.origin.tool)
}

/// Findings that fail a pipeline by themselves are announced so many days before.
const ANNOUNCED: i64 = 14;

/// What a reader has to know beside the findings: which are going to fail by themselves, which rules are lowered, what
/// filters kept out.
fn besides(report: &Report) -> Vec<String> {
    let mut said = announced(report);
    said.extend(report.lowered.iter().map(lowered));
    said.extend(
        numbers(&report.numbers).map(|told| format!("Numbers set otherwise than usual: {told} (kaizen config list).")),
    );
    if let Some(left) = &report.left_out {
        let mut parts = vec![count(left.errors, "error"), count(left.warnings, "warning")];
        if left.waived > 0 {
            parts.push(format!("{} waived", left.waived));
        }
        said.push(format!("Left out by {}: {}.", left.filters.join(" "), parts.join(", ")));
    }
    if report.not_listed > 0 {
        said.push(format!("Counted and not listed, for --level: {}.", count(report.not_listed, "finding")));
    }
    said
}

/// What turns into an error, or loses its waiver, within the next days: day by day.
fn announced(report: &Report) -> Vec<String> {
    let today = report.origin.as_of;
    let mut days_on: BTreeMap<Day, BTreeMap<Rule, usize>> = BTreeMap::new();
    for finding in &report.findings {
        if let Some(day) = finding.error_on.filter(|day| (1..=ANNOUNCED).contains(&day.since(today))) {
            *days_on.entry(day).or_default().entry(finding.rule).or_default() += 1;
        }
    }
    let told = days_on.into_iter().map(|(day, rules)| {
        let rules: Vec<String> = rules.into_iter().map(|(rule, n)| format!("{rule} ({n})")).collect();
        format!(
            "From {day} on (in {}) these are errors, if nothing is done: {}.",
            days(day.since(today)),
            rules.join(", ")
        )
    });
    told.collect()
}

/// The numbers of register.toml that are not as usual, each with what it usually is; nothing where there are none.
#[must_use]
pub fn numbers(numbers: &[Number]) -> Option<String> {
    let each = numbers.iter().map(|n| format!("{} {} (usually {})", n.key, n.value, n.usual));
    (!numbers.is_empty()).then(|| each.collect::<Vec<_>>().join(", "))
}

/// A rule that register.toml lowers, by whom and why.
#[must_use]
pub fn lowered(lowered: &Lowered) -> String {
    let by = lowered.by.as_ref().zip(lowered.at).map(|(by, at)| format!(" by {by} since {at}")).unwrap_or_default();
    let why = lowered.reason.as_ref().map(|why| format!(": “{}”", why.trim())).unwrap_or_default();
    let found = match (lowered.level, lowered.found) {
        (_, 0) => "it would show nothing".to_owned(),
        (Level::Off, n) => format!("{} not shown", is_or_are(n)),
        (_, n) => format!("{} a warning for it", is_or_are(n)),
    };
    let level = if lowered.level == Level::Off { "off" } else { "lowered to a warning" };
    format!("The rule {} is {level}{by}{why}; {found}.", lowered.rule)
}

fn is_or_are(n: usize) -> String {
    if n == 1 { "1 finding is".to_owned() } else { format!("{n} findings are") }
}

/// The word for a finding's level.
fn level(finding: &Finding) -> &'static str {
    if finding.level == Level::Error { "error" } else { "warning" }
}

fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// The item of a finding, else its file, before what was found, on one line.
fn told(finding: &Finding) -> String {
    let name = finding.item.as_ref().unwrap_or(&finding.file);
    clean_line(&format!("{name}: {}", finding.message))
}

/// What to do about a finding, or why nothing is asked of anybody.
fn next(finding: &Finding) -> String {
    let ended = finding.waiver_ended.map(|day| format!(" A waiver of it ended on {day}."));
    clean_line(&match &finding.waived {
        Some(waived) => format!("Waived until {}: {}", waived.until, waived.reason),
        None => format!("{}{}", finding.remedy, ended.unwrap_or_default()),
    })
}
