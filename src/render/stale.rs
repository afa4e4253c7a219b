//! What stands still.

use super::list::{doubtful, doubts_told};
use super::terminal::{BAD, WARN, clean_cell, styled, table};
use crate::report::stale::{ReasonKind, Stale};

/// A table for eyes.
#[must_use]
pub fn human(report: &Stale) -> String {
    let rows = report.items.iter().map(|item| {
        let reasons = item.reasons.iter().map(|reason| {
            let urgent = matches!(
                reason.kind,
                ReasonKind::Overdue | ReasonKind::ActionOverdue | ReasonKind::VerificationOverdue
            );
            styled(if urgent { BAD } else { WARN }, &reason.text)
        });
        vec![
            format!("{}{}", item.id, doubtful(&item.doubts)),
            item.status.to_string(),
            item.owner.as_ref().map(ToString::to_string).unwrap_or_default(),
            reasons.collect::<Vec<_>>().join("; "),
            clean_cell(&item.why),
            clean_cell(&item.title),
        ]
    });
    let marked = report.items.iter().filter(|item| !item.doubts.is_empty()).count();
    table(&["id", "status", "owner", "stands still", "why", "title"], rows.collect()) + &doubts_told(marked)
}
