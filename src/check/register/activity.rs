//! Whether anybody uses the register: what is open, what came in, and from whom.

use crate::check::finding::RawFinding;
use crate::check::summary::{ItemSummary, WholeRegister};
use crate::model::date::days;
use crate::model::rule::Rule;
use crate::model::word::Status;
use crate::register::place::SETTINGS;
use crate::report::contribution::{Raiser, raiser};

/// The days of a year, for what is looked at over one.
pub const YEAR: i64 = 365;

/// A finding about the register as a whole.
pub fn about(draft: RawFinding) -> Vec<(String, RawFinding)> {
    vec![(SETTINGS.to_owned(), draft)]
}

/// `too-few-active`.
pub fn too_few_active(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let wanted = whole.world.policy.min_active as usize;
    let active = whole.items.iter().filter(|i| i.status.is_some_and(Status::is_active)).count();
    if whole.world.register.is_none() || active >= wanted {
        return Vec::new();
    }
    let found = match active {
        0 => "no item is active".to_owned(),
        1 => "one item is active".to_owned(),
        n => format!("{n} items are active"),
    };
    let message = format!("{found}; a register that is used has at least {wanted}");
    about(RawFinding::new(Rule::TooFewActive, &["name"], message))
}

/// `no-recent-entries`. Before a register is as old as the days that are looked at, nothing can be said.
pub fn no_recent_entries(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let recent = i64::from(whole.world.policy.recent_days);
    let today = whole.world.today;
    if whole.introduced.is_none_or(|first| today.since(first) <= recent) {
        return Vec::new();
    }
    let newest = whole.items.iter().filter_map(|item| whole.entered(item)).max();
    let message = match newest {
        None => "nothing was ever entered".to_owned(),
        Some(day) if today.since(day) > recent => {
            format!("nothing was entered for {} (since {day})", days(today.since(day)))
        }
        Some(_) => return Vec::new(),
    };
    about(RawFinding::new(Rule::NoRecentEntries, &["name"], message))
}

/// `no-staff-contribution`: of what was entered within a year nothing came from outside the security team.
pub fn no_staff_contribution(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let Some(register) = whole.world.register else { return Vec::new() };
    let people = &register.basics.people.person;
    let within = |item: &&ItemSummary| {
        whole.entered(item).is_some_and(|day| (0..YEAR).contains(&whole.world.today.since(day).max(0)))
    };
    // Whoever does not say who they are, or is not in people.toml, is taken for somebody from outside the team.
    let of_staff = |item: &ItemSummary| {
        let raiser = raiser(item.raised_by.as_ref(), people, &register.settings.machines);
        matches!(raiser, Raiser::Staff | Raiser::Anonymous)
    };
    let entered: Vec<&ItemSummary> = whole.items.iter().filter(within).collect();
    if whole.is_new() || entered.is_empty() || entered.iter().any(|item| of_staff(item)) {
        return Vec::new();
    }
    let message = match entered.len() {
        1 => "the one item of the last year was raised by the security team itself".to_owned(),
        n => format!("all {n} items of the last year were raised by the security team itself"),
    };
    about(RawFinding::new(Rule::NoStaffContribution, &["name"], message))
}
