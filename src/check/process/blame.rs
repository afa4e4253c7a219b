//! Whether an analysis ends at a person: asked of the last answer and of the root cause.

use super::cause::newest;
use crate::check::facts::ItemFacts;
use crate::check::finding::RawFinding;
use crate::model::rule::Rule;

/// `blame-root-cause`: of the last answer and of the root cause.
pub fn blame(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some((place, analysis)) = newest(facts) else { return Vec::new() };
    let phrases = &facts.world().blame_phrases;
    let mut drafts = Vec::new();
    let mut look = |key: &[&str], what: &str, text: &str| {
        let Some(phrase) = phrases.found(text) else { return };
        let message = format!("{what} stops at a person (“{phrase}”): which system allowed it to happen?");
        drafts.push(RawFinding::new(Rule::BlameRootCause, key, message));
    };
    if let Some(last) = analysis.why.last() {
        let i = format!("[{}]", analysis.why.len() - 1);
        look(&["analysis", &place, "why", &i, "answer"], "the last answer", &last.answer);
    }
    if let Some(cause) = &analysis.root_cause {
        look(&["analysis", &place, "root_cause"], "the root cause", cause);
    }
    drafts
}
