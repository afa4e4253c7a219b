//! Annotations of GitHub Actions: workflow commands in the log of a job, and a last line that counts.
//!
//! <https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>

use std::fmt::Write as _;

use super::{besides, next, summary, told};
use crate::check::finding::{Finding, Report};
use crate::model::word::Level;
use crate::render::terminal::clean_line;

/// The report as annotations: errors first, since only the first ten of each kind are shown.
#[must_use]
pub fn annotations(report: &Report) -> String {
    let mut findings: Vec<(&str, &Finding)> = report.findings.iter().map(|f| (kind(f), f)).collect();
    findings.sort_by_key(|(kind, _)| *kind);
    let mut out = String::new();
    for (kind, finding) in findings {
        let mut properties = vec![format!("file={}", property(&clean_line(&report.path(finding))))];
        properties.extend(finding.line.map(|line| format!("line={line}")));
        properties.extend(finding.column.map(|column| format!("col={column}")));
        properties.extend(finding.end_column.map(|column| format!("endColumn={column}")));
        properties.push(format!("title={}", property(&title(finding))));
        let text = message(&format!("{}\n{}", told(finding), next(finding)));
        let _ = writeln!(out, "::{kind} {}::{text}", properties.join(","));
    }
    for line in besides(report) {
        let _ = writeln!(out, "{}", clean_line(&line));
    }
    let _ = writeln!(out, "{}", clean_line(&summary(report, |_, text| text.to_owned())));
    out
}

fn kind(finding: &Finding) -> &'static str {
    match (&finding.waived, finding.level) {
        (Some(_), _) => "notice",
        (None, Level::Error) => "error",
        (None, _) => "warning",
    }
}

fn title(finding: &Finding) -> String {
    let waived = if finding.waived.is_some() { "waived " } else { "" };
    let of = finding.title.as_ref().map(|title| format!(" ({title})")).unwrap_or_default();
    clean_line(&format!("{waived}{}{of}", finding.rule))
}

/// A text as the message of a command.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as the value of a property.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_a_command_or_begins_another() {
        assert_eq!(message("50 %\r\n::error::x, y"), "50 %25%0D%0A::error::x, y");
        assert_eq!(property("a,b: 5%\n"), "a%2Cb%3A 5%25%0A");
    }
}
