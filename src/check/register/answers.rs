//! What the register owes an answer to: what happened, and top management.

use std::collections::{HashMap, HashSet};

use super::activity::about;
use crate::check::finding::RawFinding;
use crate::check::summary::{ItemSummary, ReviewSummary, SourceSummary, WholeRegister};
use crate::model::date::days;
use crate::model::rule::Rule;
use crate::model::word::{Level, Status};
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

/// Whether the work on it is signed off, and nothing took that back.
fn is_done(item: &ItemSummary) -> bool {
    item.signed_off.is_some() && matches!(item.status, Some(Status::Implemented | Status::Closed))
}

/// Days before an answer is due in which it is told.
const NEAR: i64 = 14;

/// `source-deadline`: the day by which an answer is due from outside is near, or over, and no item that answers is signed
/// off. A manager's decision that none is needed is an answer.
pub fn source_deadline(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let mut items: HashMap<_, Vec<&ItemSummary>> = HashMap::new();
    for item in &whole.items {
        item.sources.iter().for_each(|source| items.entry(source).or_default().push(item));
    }
    let late = |source: &SourceSummary| {
        let (due, answers) = (source.answer_by?, items.get(&source.name).map(Vec::as_slice).unwrap_or_default());
        let left = due.since(whole.world.today);
        if source.dismissed || left > NEAR || answers.iter().any(|item| is_done(item)) {
            return None;
        }
        let when = match left {
            0 => "is due today".to_owned(),
            1.. => format!("is due on {due}, in {}", days(left)),
            _ => format!("was due on {due}, {} ago", days(-left)),
        };
        let state = match answers {
            [] => "no item answers to it".to_owned(),
            [one] => format!("{} is not signed off", one.id),
            several => format!("none of {} items that answer to it is signed off", several.len()),
        };
        let draft = RawFinding::new(
            Rule::SourceDeadline,
            &["answer_by"],
            format!("an answer to {} {when}, and {state}", source.name),
        );
        let draft = if left < 0 { draft } else { draft.level(Level::Warn).error_on(due.plus(1)) };
        Some((source.path.clone(), draft))
    };
    whole.sources.iter().filter_map(late).collect()
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
