//! How work comes in and is finished over a year, by the dates that count: claimed or first committed, the later one.

use super::activity::{YEAR, about};
use crate::check::finding::RawFinding;
use crate::check::summary::{ItemSummary, WholeRegister};
use crate::model::date::Day;
use crate::model::rule::Rule;
use crate::model::word::SourceKind;
use crate::register::place::SETTINGS;
use crate::report::completion::in_time;

/// Fewer than this say nothing about a rate.
const ENOUGH: usize = 5;

/// `burst-before-review`: more than half of a year's entries, sign-offs or verifications in the days before a management
/// review or an audit of the last year; an audit that asks is one. The first weeks of a register are no burst, but to an
/// audit that asks.
pub fn burst_before_review(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let today = whole.world.today;
    let audits = whole.sources.iter().filter(|s| {
        use SourceKind::{ExternalAudit, InternalAudit, ManagementReview};
        matches!(s.name.kind, InternalAudit | ExternalAudit | ManagementReview)
    });
    let audits = audits.filter_map(|s| Some((s.occurred_on?, s.path.as_str(), "occurred_on", s.name.to_string())));
    let reviews =
        whole.reviews.iter().map(|r| (r.held_on, r.path.as_str(), "held_on", "the management review".to_owned()));
    let before = |day: &Day| (0..YEAR).contains(&today.since(*day)) && !whole.is_new_on(*day);
    let days = reviews.chain(audits).filter(|(day, ..)| before(day));
    let asking = whole.audit.then(|| (today.plus(1), SETTINGS, "name", "this audit".to_owned()));
    let done: [(&str, &str, Vec<Day>); 3] = [
        ("items", "entered", whole.items.iter().filter_map(|item| whole.entered(item)).collect()),
        ("items", "signed off", whole.items.iter().filter_map(|item| whole.finished(item)).collect()),
        ("fixes", "verified", whole.items.iter().filter_map(|item| whole.verified(item)).collect()),
    ];
    let length = i64::from(whole.world.policy.burst_days);
    let mut found = Vec::new();
    for (day, path, key, what) in days.chain(asking) {
        for (things, act, all) in &done {
            let within = |length: i64| all.iter().filter(|e| (1..=length).contains(&day.since(**e))).count();
            let (burst, year) = (within(length), within(YEAR));
            if burst < ENOUGH || burst * 2 <= year {
                continue;
            }
            let on = if what == "this audit" { String::new() } else { format!(" of {day}") };
            let message = format!(
                "{burst} of {year} {things} of the year before {what}{on} were {act} in its last {length} days"
            );
            found.push((path.to_owned(), RawFinding::new(Rule::BurstBeforeReview, &[key], message)));
        }
    }
    found
}

/// `low-completion-rate`: of the items whose target date fell into the last year, those that were signed off by it.
/// What was entered or signed off only after its target date was not finished in time, whatever it claims.
pub fn low_completion_rate(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let days = whole.world.today.minus(365)..=whole.world.today.minus(1);
    let told = |item: &ItemSummary| in_time(item.status, item.due, whole.finished(item), &days);
    let counting: Vec<bool> = whole.items.iter().filter_map(told).collect();
    let (due_then, in_time) = (counting.len(), counting.iter().filter(|in_time| **in_time).count());
    let wanted = whole.world.policy.completion_percent as usize;
    if due_then < ENOUGH || in_time * 100 >= wanted * due_then {
        return Vec::new();
    }
    let percent = in_time * 100 / due_then;
    let message = format!("{in_time} of {due_then} items of the last year were finished in time: {percent} percent");
    about(RawFinding::new(Rule::LowCompletionRate, &["policy", "completion_percent"], message))
}
