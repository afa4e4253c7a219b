//! The code quality report of GitLab. <https://docs.gitlab.com/ci/testing/code_quality/>

use serde::Serialize;

use super::{fingerprint, next, told};
use crate::check::finding::{Finding, Report};
use crate::model::rule::Hold;
use crate::model::word::Level;
use crate::render::json;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

/// The report as issues of code quality. GitLab takes an issue without a line for none at all: the first one stands for
/// a whole file.
///
/// # Errors
/// It cannot be written as JSON.
pub fn code_quality(report: &Report) -> anyhow::Result<String> {
    let fingerprints = fingerprint::of(report);
    let issues = report.findings.iter().zip(fingerprints).map(|(finding, fingerprint)| Issue {
        description: format!("{} — {}", told(finding), next(finding)),
        check_name: finding.rule.about().name,
        fingerprint,
        severity: severity(finding),
        location: Location { path: report.path(finding), lines: Lines { begin: finding.line.unwrap_or(1) } },
    });
    json::pretty(&issues.collect::<Vec<_>>())
}

/// Critical is what no setting can lower: that records do not vouch for each other.
fn severity(finding: &Finding) -> &'static str {
    match (&finding.waived, finding.level, finding.rule.about().hold) {
        (Some(_), _, _) => "info",
        (None, Level::Error, Hold::Fixed | Hold::Always) => "critical",
        (None, Level::Error, Hold::Free) => "major",
        (None, _, _) => "minor",
    }
}
