//! The whole report for eyes: by item, each finding with the line it is about and what to do, and a last line that counts.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use super::{besides, closing, level};
use crate::check::finding::{Finding, Report};
use crate::model::rule::Rule;
use crate::model::word::Level;
use crate::render::screen::columns;
use crate::render::terminal::{BAD, FAINT, STRONG, WARN, clean, clean_cell, clean_line, styled, wrapped};

/// With more findings than this each takes one line, and what to do is told once for each rule.
const SHOWN_WHOLE: usize = 30;

/// The whole report for eyes.
#[must_use]
pub fn report(report: &Report) -> String {
    let whole = report.findings.len() <= SHOWN_WHOLE;
    let columns = columns();
    let mut out = String::new();
    for group in groups(&report.findings) {
        let name = group.first().map(|f| heading(report, f)).unwrap_or_default();
        let _ = writeln!(out, "{}", styled(STRONG, &name));
        for finding in group {
            out.push_str(&if whole { entry(report, finding, columns) } else { line(report, finding) });
        }
        out.push('\n');
    }
    if !whole {
        out.push_str(&remedies(&report.findings, columns));
    }
    let faint = |text: &str| styled(FAINT, wrapped(&clean(text), columns, "").trim_end()) + "\n";
    out.push_str(&faint(&format!("What this cannot prove: {}", report.cannot_prove.join(" "))));
    for said in besides(report) {
        out.push_str(&styled(WARN, wrapped(&clean_line(&said), columns, "").trim_end()));
        out.push('\n');
    }
    out.push_str(&closing(report));
    out
}

/// Findings about one item, or else one file, together, in the order in which they first come.
fn groups(findings: &[Finding]) -> Vec<Vec<&Finding>> {
    let of = |finding: &Finding| finding.item.clone().unwrap_or_else(|| finding.file.clone());
    let mut order: Vec<Vec<&Finding>> = Vec::new();
    let mut places: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for finding in findings {
        let place = *places.entry(of(finding)).or_insert(order.len());
        match order.get_mut(place) {
            Some(group) => group.push(finding),
            None => order.push(vec![finding]),
        }
    }
    order
}

fn heading(report: &Report, finding: &Finding) -> String {
    let title = finding.title.as_ref().map(|title| format!("  {}", clean_cell(title))).unwrap_or_default();
    let name = finding.item.clone().unwrap_or_else(|| report.path(finding));
    clean_line(&name) + &title
}

/// Level and rule, in their colour.
pub(super) fn label(finding: &Finding) -> String {
    let (style, word) = match (&finding.waived, finding.level) {
        (Some(_), _) => (FAINT, "waived"),
        (None, Level::Error) => (BAD, level(finding)),
        (None, _) => (WARN, level(finding)),
    };
    styled(style, &format!("{word}[{}]", finding.rule))
}

/// Where it is.
pub(super) fn place(report: &Report, finding: &Finding) -> String {
    let file = report.path(finding);
    clean_line(&match (finding.line, finding.column) {
        (Some(line), Some(column)) => format!("{file}:{line}:{column}"),
        _ => file,
    })
}

/// A finding on one line.
fn line(report: &Report, finding: &Finding) -> String {
    format!("  {} {} {}\n", place(report, finding), label(finding), clean_line(&finding.message))
}

/// A finding with its place, the line it is about, and what to do.
fn entry(report: &Report, finding: &Finding, columns: usize) -> String {
    let first = wrapped(&clean_line(&format!("{} {}", plain_label(finding), finding.message)), columns, "  ");
    let mut out = first.replacen(&plain_label(finding), &label(finding), 1);
    let _ = writeln!(out, "    {}", styled(FAINT, &place(report, finding)));
    if finding.waived.is_none() {
        out.push_str(&excerpt(finding, columns).unwrap_or_default());
    }
    let mut hint = |text: &str| {
        let text = wrapped(&clean_line(text), columns, "    ");
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

/// A finding without its place, for the page of the item that it is about.
#[must_use]
pub fn brief(finding: &Finding, columns: usize) -> String {
    let first = wrapped(&clean_line(&format!("{} {}", plain_label(finding), finding.message)), columns, "  ");
    let next = match &finding.waived {
        Some(waived) => format!("waived until {}: {}", waived.until, waived.reason),
        None => format!("→ {}", finding.remedy),
    };
    let next = wrapped(&clean_line(&next), columns, "    ");
    first.replacen(&plain_label(finding), &label(finding), 1) + &styled(FAINT, next.trim_end()) + "\n"
}

fn plain_label(finding: &Finding) -> String {
    let word = if finding.waived.is_some() { "waived" } else { level(finding) };
    format!("{word}[{}]", finding.rule)
}

/// The line that is meant, with marks under the part that is; a long one is cut on both sides.
pub(super) fn excerpt(finding: &Finding, columns: usize) -> Option<String> {
    let (line, text) = (finding.line?, finding.excerpt.as_ref()?);
    let (column, end) = (finding.column?, finding.end_column?);
    let number = line.to_string();
    let room = columns.saturating_sub(number.len() + 7).max(10);
    let shown: Vec<char> = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect();
    let start = column.saturating_sub(1).min(shown.len());
    let end = end.saturating_sub(1).clamp(start, shown.len());
    // As much before it as leaves room for it.
    let from = if end <= room { 0 } else { start.saturating_sub(room / 3) };
    let part = |a: usize, b: usize| clean(&shown.get(a..b).unwrap_or_default().iter().collect::<String>());
    let before = if from > 0 { format!("…{}", part(from, start)) } else { part(0, start) };
    let meant = part(start, end);
    let mut text = format!("{before}{meant}{}", part(end, shown.len()));
    if text.width() > room {
        while text.width() >= room {
            text.pop();
        }
        text.push('…');
    }
    let marks = meant.width().clamp(1, room.saturating_sub(before.width()).max(1));
    let gutter = " ".repeat(number.len());
    let mark = format!("{}{}", " ".repeat(before.width()), "^".repeat(marks));
    let style = if finding.level == Level::Error { BAD } else { WARN };
    Some(format!(
        "    {} {}\n    {} {}\n",
        styled(FAINT, &format!("{number} |")),
        text.trim_end(),
        styled(FAINT, &format!("{gutter} |")),
        styled(style, &mark)
    ))
}

/// What to do about each rule that found something.
fn remedies(findings: &[Finding], columns: usize) -> String {
    let mut out = styled(STRONG, "What to do") + "\n";
    let found = |rule: Rule| findings.iter().filter(|f| f.rule == rule && f.waived.is_none()).count();
    for about in Rule::ALL.iter().filter(|about| found(about.rule) > 0) {
        let told = format!("{} ({}): {}", about.name, found(about.rule), about.remedy.replace("{id}", "ID"));
        out.push_str(&wrapped(&told, columns, "  "));
    }
    let fewer = format!("More than {SHOWN_WHOLE} findings are shown short; --item ID or --rule RULE shows some whole.");
    out + &styled(FAINT, wrapped(&fewer, columns, "  ").trim_end()) + "\n\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(text: &str, column: usize, end: usize) -> Finding {
        Finding {
            line: Some(11),
            column: Some(column),
            end_column: Some(end),
            excerpt: Some(text.to_owned()),
            ..Finding::bare(Rule::Overdue)
        }
    }

    fn shown(text: &str, column: usize, end: usize, columns: usize) -> Vec<String> {
        let text = excerpt(&finding(text, column, end), columns).unwrap();
        anstream::adapter::strip_str(&text).to_string().lines().map(ToOwned::to_owned).collect()
    }

    #[test]
    fn the_marks_stand_under_what_is_meant() {
        assert_eq!(shown("due = 2026-10-01", 1, 4, 80), ["    11 | due = 2026-10-01", "       | ^^^"]);
        assert_eq!(shown("\t日本 = 1", 5, 6, 80), ["    11 |  日本 = 1", "       |       ^"]);
        assert_eq!(shown("a\u{1b}b = 1", 3, 4, 80), ["    11 | a\\u{1b}b = 1", "       |        ^"]);
    }

    #[test]
    fn a_long_line_is_cut_to_the_terminal() {
        for (column, end) in [(1, 4), (90, 94), (196, 200), (1, 200)] {
            for line in shown(&"word ".repeat(40), column, end, 40) {
                assert!(line.width() <= 40, "{line}");
            }
        }
        assert!(shown(&"word ".repeat(40), 96, 100, 40)[1].contains("^^^^"));
    }
}
