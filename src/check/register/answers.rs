//! What the register owes an answer to: what happened, and top management.

use std::collections::HashSet;

use super::alive::about;
use crate::check::finding::Draft;
use crate::check::gather::Whole;
use crate::check::rule::Rule;
use crate::model::date::days;

/// `unanswered-source`.
pub fn unanswered_source(whole: &Whole<'_>) -> Vec<(String, Draft)> {
    let answered: HashSet<_> = whole.items.iter().flat_map(|item| &item.sources).collect();
    let open = whole.sources.iter().filter(|s| s.significant && !s.dismissed && !answered.contains(&s.name));
    open.map(|source| {
        let message = format!("{} is significant, and no item answers to it", source.name);
        let draft = Draft::new(Rule::UnansweredSource, &["significant"], message);
        (source.path.clone(), draft)
    })
    .collect()
}

/// `management-review-overdue`: since the last review, or since the introduction where none was held yet.
pub fn management_review_overdue(whole: &Whole<'_>) -> Vec<(String, Draft)> {
    let world = whole.world;
    let interval = i64::from(world.policy.review_interval_days);
    let held = whole.reviews.iter().map(|r| r.held_on).filter(|day| *day <= world.today).max();
    let (since, message) = match (held, whole.introduced) {
        (Some(day), _) => (day, format!("the last management review was held on {day}")),
        (None, Some(day)) => (day, format!("no management review was held since the register began on {day}")),
        (None, None) => return Vec::new(),
    };
    let gone = world.today.since(since);
    if gone <= interval {
        return Vec::new();
    }
    let message = format!("{message}: {} ago, and {interval} are agreed", days(gone));
    about(Draft::new(Rule::ManagementReviewOverdue, &["policy", "review_interval_days"], message))
}
