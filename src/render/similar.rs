//! Items that are alike, for eyes.

use super::terminal::{clean_cell, clean_line, table};
use crate::report::similar::{Reason, SimilarReport};

/// One item a row, with the reasons.
#[must_use]
pub fn human(report: &SimilarReport) -> String {
    let rows = report.items.iter().map(|item| {
        vec![
            item.id.to_string(),
            item.status.map(|status| status.to_string()).unwrap_or_default(),
            format!("{:.2}", item.score),
            item.reasons.iter().map(said).collect::<Vec<_>>().join(", "),
            clean_cell(&item.title),
        ]
    });
    table(&["id", "status", "score", "because of", "title"], rows.collect())
}

fn said(reason: &Reason) -> String {
    match reason {
        Reason::Cause(code) => clean_line(&format!("cause {code}")),
        Reason::Risk(risk) => clean_line(&format!("risk {risk}")),
        Reason::Control(control) => clean_line(control),
        Reason::Text(likeness) => format!("words {likeness:.2}"),
    }
}
