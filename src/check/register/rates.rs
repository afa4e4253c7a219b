//! How work comes in and is finished over a year, by the dates that count: claimed or first committed, the later one.

use super::alive::{YEAR, about};
use crate::check::finding::Draft;
use crate::check::gather::Whole;
use crate::check::rule::Rule;
use crate::model::date::Day;
use crate::model::word::{SourceKind, Status};

/// Fewer than this say nothing about a rate.
const ENOUGH: usize = 5;

/// `burst-before-review`: more than half of a year's entries in the days before a management review or an audit of the
/// last year. The first weeks of a register are no burst.
pub fn burst_before_review(whole: &Whole<'_>) -> Vec<(String, Draft)> {
    let today = whole.world.today;
    let audits = whole.sources.iter().filter(|s| {
        use SourceKind::{ExternalAudit, InternalAudit, ManagementReview};
        matches!(s.name.kind, InternalAudit | ExternalAudit | ManagementReview)
    });
    let audits = audits.filter_map(|s| Some((s.occurred_on?, &s.path, "occurred_on", s.name.to_string())));
    let reviews = whole.reviews.iter().map(|r| (r.held_on, &r.path, "held_on", "the management review".to_owned()));
    let entered: Vec<Day> = whole.items.iter().filter_map(|item| whole.entered(item)).collect();
    let mut found = Vec::new();
    for (day, path, key, what) in reviews.chain(audits) {
        if !(0..YEAR).contains(&today.since(day)) || whole.is_new_on(day) {
            continue;
        }
        let within = |length: i64| entered.iter().filter(|e| (1..=length).contains(&day.since(**e))).count();
        let (burst, year) = (within(i64::from(whole.world.policy.burst_days)), within(YEAR));
        if burst >= ENOUGH && burst * 2 > year {
            let message = format!(
                "{burst} of the {year} items of the year before {what} of {day} were entered in its last {} days",
                whole.world.policy.burst_days
            );
            found.push((path.clone(), Draft::new(Rule::BurstBeforeReview, &[key], message)));
        }
    }
    found
}

/// `low-completion-rate`: of the items whose target date fell into the last year, those that were signed off by it.
/// What was entered or signed off only after its target date was not finished in time, whatever it claims.
pub fn low_completion_rate(whole: &Whole<'_>) -> Vec<(String, Draft)> {
    let today = whole.world.today;
    let counts = |s: Status| s.is_running() || matches!(s, Status::Implemented | Status::Closed);
    let mut due_then = 0;
    let mut in_time = 0;
    for item in whole.items.iter().filter(|i| i.status.is_some_and(counts)) {
        let Some(due) = item.due.filter(|due| (1..=YEAR).contains(&today.since(*due))) else { continue };
        due_then += 1;
        let over = item.status.is_some_and(|s| !s.is_running());
        let finished = whole.finished(item).filter(|_| over);
        in_time += usize::from(finished.is_some_and(|day| day <= due));
    }
    let wanted = whole.world.policy.completion_percent as usize;
    if due_then < ENOUGH || in_time * 100 >= wanted * due_then {
        return Vec::new();
    }
    let percent = in_time * 100 / due_then;
    let message = format!("{in_time} of {due_then} items of the last year were finished in time: {percent} percent");
    about(Draft::new(Rule::LowCompletionRate, &["policy", "completion_percent"], message))
}
