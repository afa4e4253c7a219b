//! What the register owes an answer to: what happened, and top management.

use std::collections::HashSet;

use super::activity::about;
use crate::check::finding::RawFinding;
use crate::check::rule::Rule;
use crate::check::summary::{ReviewSummary, SourceSummary, WholeRegister};
use crate::model::date::days;
use crate::model::word::Level;
use crate::report::review::next_review;
use crate::report::source::Answer;

/// `unanswered-source`.
pub fn unanswered_source(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let answered: HashSet<_> = whole.items.iter().flat_map(|item| &item.sources).collect();
    let answer = |s: &SourceSummary| Answer::of(answered.contains(&s.name), s.dismissed, s.significant);
    let open = whole.sources.iter().filter(|source| answer(source) == Answer::Open);
    open.map(|source| {
        let message = format!("{} is significant, and no item answers to it", source.name);
        let draft = RawFinding::new(Rule::UnansweredSource, &["significant"], message);
        (source.path.clone(), draft)
    })
    .collect()
}

/// Days of a certification cycle, three years: what came too late before that is told no more.
const CYCLE: i64 = 1096;

/// `management-review-overdue`: the next one, by the day that was decided or agreed; and, as a warning, one that was held
/// too late. The first is due an interval after the introduction.
pub fn management_review_overdue(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let (today, policy) = (whole.world.today, &whole.world.policy);
    let interval = policy.review_interval_days;
    let mut held: Vec<&ReviewSummary> =
        whole.reviews.iter().filter(|review| review.recorded && review.held_on <= today).collect();
    held.sort_by_key(|review| review.held_on);
    let (mut since, mut found) = (whole.introduced, Vec::new());
    for review in &held {
        let gap = since.map(|since| review.held_on.since(since)).filter(|gap| *gap > i64::from(interval));
        if let Some(gap) = gap.filter(|_| today.since(review.held_on) <= CYCLE) {
            let after = if since == whole.introduced { "the register began" } else { "the one before" };
            let message = format!("it was held {} after {after}, and {interval} are agreed", days(gap));
            let draft = RawFinding::new(Rule::ManagementReviewOverdue, &["held_on"], message).level(Level::Warn);
            found.push((
                review.path.clone(),
                draft.remedy("Plan the next one in time: kaizen review record --next-on DATE."),
            ));
        }
        since = Some(review.held_on);
    }
    let next = next_review(held.iter().map(|review| (review.held_on, review.next_on)), policy);
    let due = next.or_else(|| Some(whole.introduced?.plus(interval)));
    let Some(late) = due.map(|due| today.since(due)).filter(|late| *late > 0) else { return found };
    let message = match held.last() {
        Some(last) => {
            format!("the last management review was held on {}; the next one is {} overdue", last.held_on, days(late))
        }
        None => {
            format!("no management review was held since the register began; the first one is {} overdue", days(late))
        }
    };
    found.extend(about(RawFinding::new(Rule::ManagementReviewOverdue, &["policy", "review_interval_days"], message)));
    found
}

/// `unknown-reference`: an act rests on a management review that is not recorded.
pub fn unknown_reference(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let recorded: HashSet<String> = whole.reviews.iter().map(|review| format!("MR-{}", review.id)).collect();
    let mut found = Vec::new();
    for item in &whole.items {
        for (reference, event) in item.references.iter().filter(|(reference, _)| !recorded.contains(reference)) {
            let message = format!("an act names {reference}, and no management review of that name is recorded");
            let draft =
                RawFinding::new(Rule::UnknownReference, &["event", event.short(), "reference"], message).event(event);
            found.push((item.path.clone(), draft));
        }
    }
    found
}
