//! The document for a management review, as Markdown.

use super::bounded::entries;
use super::digest::entry;
use super::kpi::kpis;
use super::markdown::{code, escaped};
use crate::report::management_review::{Input, Line, ManagementReview};
use crate::report::stale::StaleItem;

fn line(line: &Line) -> String {
    let about = line.about.as_ref().map(|about| format!("**{}** ", escaped(about))).unwrap_or_default();
    format!("- {about}{}\n", escaped(&line.text))
}

fn lines(all: &[Line], nothing: &str, full: bool) -> String {
    if all.is_empty() { format!("{nothing}\n") } else { entries(all, full, FULL, line) }
}

fn input(input: &Input, full: bool) -> String {
    let mut out = format!("\n### {}) {}\n\n", input.letter, input.asks);
    out += &lines(&input.known, "The register knows nothing of it.", full);
    if let Some(who) = input.supplied_by {
        out += &format!("\n*Supplied by {}:* [TO BE FILLED IN]\n", escaped(who));
    }
    out
}

fn late(item: &StaleItem) -> String {
    let reasons: Vec<&str> = item.reasons.iter().map(|reason| reason.text.as_str()).collect();
    let owner = item.owner.as_ref().map_or("nobody owns it".to_owned(), |owner| format!("owner {owner}"));
    let text = format!("{} ({owner}): {}. Why: {}", item.title.trim(), reasons.join("; "), item.why);
    line(&Line { about: Some(item.id.to_string()), text })
}

/// The command that shows every entry.
const FULL: &str = "kaizen report management-review --full";

/// The document as Markdown: of each list the first entries, or all in `full`.
#[must_use]
pub fn to_markdown(review: &ManagementReview, full: bool) -> String {
    let origin = &review.origin;
    let commit = origin.commit.as_ref().map_or("the working tree".to_owned(), |c| format!("commit {c}"));
    let mut out = format!("# Management review of {}: inputs\n\n", escaped(&review.organisation));
    out += &format!(
        "- register {}, read from {commit}, as of {}, by {}\n",
        escaped(&review.register),
        origin.as_of,
        origin.tool
    );
    out += &format!("- period: {} to {} ({})\n", review.period.from, review.period.to, escaped(&review.period.name));
    match (review.last_held_on, review.due_on) {
        (Some(last), Some(due)) => out += &format!("- last review on {last}; this one is due by {due}\n"),
        _ => out += "- no review is recorded yet\n",
    }
    out += "\n## Inputs (ISO/IEC 27001:2022, 9.3.2)\n";
    out.extend(review.inputs.iter().map(|one| input(one, full)));
    out += "\n## Decisions wanted\n\n";
    if review.wanted.is_empty() {
        out += "Nothing waits for a decision.\n";
    }
    out += &entries(&review.wanted, full, FULL, entry);
    out += "\n## What is late, and why\n\n";
    if review.late.is_empty() {
        out += "Nothing is late.\n";
    }
    out += &entries(&review.late, full, FULL, late);
    out += "\n## Resources\n\nWhat waits for a decision stands above. Decided in the period:\n\n";
    out += &lines(&review.resources, "Nothing was decided.", full);
    out += "\n## Key figures of the period\n";
    out += &kpis(&review.kpis, "###", false);
    out + "\n## Once it was held\n\nWords in capitals are to be filled in; each decision is given with the items it is about.\n\n"
        + &format!("{}\n", code(&review.record))
}
