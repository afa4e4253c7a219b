//! A report of `check`, for eyes and for programs.

use std::fmt::Write as _;

use super::terminal::{BAD, FAINT, GOOD, STRONG, WARN, clean, clean_line, styled, table, width, wrapped};
use crate::check::finding::{Finding, Report};
use crate::check::rule::{About, Hold, Rule};
use crate::model::word::Level;

/// The report as JSON.
///
/// # Errors
/// It cannot be written as JSON.
pub fn json(report: &Report) -> anyhow::Result<String> {
    let mut text = serde_json::to_string_pretty(report)?;
    text.push('\n');
    Ok(text)
}

/// The report for eyes: by file, each finding with its place and what to do, and a last line that counts.
#[must_use]
pub fn human(report: &Report) -> String {
    let mut out = String::new();
    let mut file = None;
    for finding in &report.findings {
        if file != Some(&finding.file) {
            if file.is_some() {
                out.push('\n');
            }
            file = Some(&finding.file);
            let id = finding.item.as_ref().filter(|id| !finding.file.contains(id.as_str()));
            let id = id.map(|id| format!(" ({id})")).unwrap_or_default();
            let title = format!("{}{id}", path(report, finding));
            let _ = writeln!(out, "{}", styled(STRONG, &clean_line(&title)));
        }
        out.push_str(&one(report, finding));
    }
    if !report.findings.is_empty() {
        out.push('\n');
    }
    let _ = writeln!(out, "{}", last_line(report));
    let limits = format!("What this cannot prove: {}", report.cannot_prove.join(" "));
    out.push_str(&styled(FAINT, wrapped(&clean(&limits), columns(), "").trim_end()));
    out.push('\n');
    out
}

fn columns() -> usize {
    usize::from(width().unwrap_or(100)).clamp(40, 110)
}

/// The path of a file from the top of the repository.
fn path(report: &Report, finding: &Finding) -> String {
    if report.folder.is_empty() { finding.file.clone() } else { format!("{}/{}", report.folder, finding.file) }
}

fn one(report: &Report, finding: &Finding) -> String {
    let file = path(report, finding);
    let place = match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        _ => file,
    };
    let (style, level) = match (&finding.waived, finding.level) {
        (Some(_), _) => (FAINT, "waived"),
        (None, Level::Error) => (BAD, "error"),
        (None, _) => (WARN, "warning"),
    };
    let mut out = String::new();
    let name = styled(style, &format!("{level}[{}]", finding.rule));
    let _ = writeln!(out, "  {} {name} {}", clean_line(&place), clean_line(&finding.message));
    let mut hint = |text: &str| {
        let text = wrapped(&clean_line(text), columns(), "      ");
        let _ = writeln!(out, "{}", styled(FAINT, text.trim_end()));
    };
    if let Some(commit) = &finding.commit {
        let id: String = commit.id.chars().take(12).collect();
        hint(&format!("in commit {id} of {} by {}", commit.at, commit.author));
    }
    match &finding.waived {
        Some(waived) => hint(&format!("waived until {}: {}", waived.until, waived.reason)),
        None => hint(&format!("→ {}", finding.remedy)),
    }
    if let Some(ended) = finding.waiver_ended.filter(|_| finding.waived.is_none()) {
        hint(&format!("a waiver of it ended on {ended}"));
    }
    out
}

fn last_line(report: &Report) -> String {
    let counted = &report.counted;
    let of = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let errors = of(counted.errors, "error");
    let warnings = of(counted.warnings, "warning");
    let errors = if counted.errors > 0 { styled(BAD, &errors) } else { errors };
    let warnings = if counted.warnings > 0 { styled(WARN, &warnings) } else { warnings };
    let waived = if counted.waived > 0 { format!(", {} waived", counted.waived) } else { String::new() };
    let items = of(counted.items, "item");
    let short = |commit: &str| commit.chars().take(12).collect::<String>();
    let seen = match (&report.origin.commit, &report.based_on) {
        (Some(commit), _) => format!("at {}", short(commit)),
        (None, Some(commit)) => format!("in the working tree on {}", short(commit)),
        (None, None) => "in the working tree".to_owned(),
    };
    let head = if counted.errors + counted.warnings == 0 {
        format!("{}{waived}", styled(GOOD, "nothing found"))
    } else {
        format!("{errors}, {warnings}{waived}")
    };
    format!("{head} in {items} {seen}, as of {} ({})", report.origin.as_of, report.origin.tool)
}

/// All rules as a table.
#[must_use]
pub fn list() -> String {
    let rows = Rule::ALL.iter().map(|about| {
        let family = format!("{:?}", about.family).to_lowercase();
        vec![about.name.to_owned(), about.level.to_string(), family, about.basis.to_string(), about.meaning.to_owned()]
    });
    table(&["rule", "level", "family", "basis", "meaning"], rows.collect())
}

/// All rules as JSON.
///
/// # Errors
/// It cannot be written as JSON.
pub fn list_json() -> anyhow::Result<String> {
    let rules: Vec<serde_json::Value> = Rule::ALL
        .iter()
        .map(|about| {
            serde_json::json!({
                "rule": about.name, "level": about.level, "family": about.family, "basis": about.basis.to_string(),
                "may_be_lowered": about.hold == Hold::Free, "meaning": about.meaning, "remedy": about.remedy,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&rules)? + "\n")
}

/// One rule, in full.
#[must_use]
pub fn explain(about: &About) -> String {
    let hold = match about.hold {
        Hold::Free => format!("kaizen config set rules.{}=LEVEL changes it", about.name),
        Hold::Fixed => "it cannot be lowered; a waiver names the event or the commit".to_owned(),
    };
    let basis = match about.basis.to_string().as_str() {
        "auditor" => "auditor: what certification auditors expect".to_owned(),
        "house" => "house: a choice of kaizen".to_owned(),
        iso => format!("{iso}: the text of ISO/IEC 27001:2022"),
    };
    let mut out = format!("{}\n", styled(STRONG, about.name));
    out.push_str(&wrapped(about.meaning, columns(), "  "));
    let _ = writeln!(out, "\n  basis   {basis}");
    let _ = writeln!(out, "  level   {} ({hold})", about.level);
    let _ = writeln!(out, "  remedy");
    out.push_str(&wrapped(&about.remedy.replace("{id}", "ID"), columns(), "    "));
    out
}
