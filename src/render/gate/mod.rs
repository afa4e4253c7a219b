//! The report of `check` for people and for pipelines: one file a format.

mod fingerprint;
pub mod github;
pub mod gitlab;
pub mod human;
pub mod junit;
pub mod sarif;

use anstyle::Style;

use super::terminal::{BAD, GOOD, WARN, clean_line};
use crate::check::finding::{Finding, Report};
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

/// What filters kept out, in words; nothing where nothing was.
fn left_out(report: &Report) -> Vec<String> {
    let mut said = Vec::new();
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
