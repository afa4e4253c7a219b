//! The introduction of the register: the first event of register.toml, which everything rests on.

use super::facts::{HistoryFacts, HistoryFinding};
use crate::check::finding::RawFinding;
use crate::model::id::Hash;
use crate::model::rule::Rule;
use crate::register::place::SETTINGS;

/// `introduction-moved`: another one than was noted before, or than an older commit had.
pub fn moved(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let within = facts.timeline.refounded.iter().map(|change| {
        let message = format!("the introduction was {} and became {}", change.from.short(), change.to.short());
        let draft = RawFinding::new(Rule::IntroductionMoved, &[], message).event(&change.to);
        facts.commit(change.commit).map_or_else(|| draft.clone(), |commit| draft.clone().commit(commit))
    });
    within.map(|draft| HistoryFinding { file: SETTINGS.to_owned(), draft }).collect()
}

/// `sandbox`, of a register that is founded anew in the history of one: what was done in it stays what it was.
pub fn was_sandbox(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let Some(basics) = facts.world.register.map(|register| &register.basics).filter(|basics| !basics.is_sandbox())
    else {
        return Vec::new();
    };
    let Some(introduction) = &basics.introduction else { return Vec::new() };
    let foundings = facts.timeline.brought.iter().filter(|brought| brought.file == SETTINGS && brought.event.sandbox);
    let older = foundings.filter(|brought| {
        let hash = brought.event.hash.as_ref().filter(|_| brought.event.first);
        hash.is_some_and(|hash| facts.timeline.is_older(hash, introduction))
    });
    let told = older.take(1).map(|brought| {
        let message = format!("the register was a sandbox before it was founded anew: {}", brought.event.words());
        let draft = RawFinding::new(Rule::Sandbox, &[], message);
        facts.commit(brought.commit).map_or_else(|| draft.clone(), |commit| draft.clone().commit(commit))
    });
    told.map(|draft| HistoryFinding { file: SETTINGS.to_owned(), draft }).collect()
}

/// `introduction-moved`, of the register as it is: another introduction than the one that was noted before.
#[must_use]
pub fn not_as_noted(introduction: Option<&Hash>, noted: Option<&str>) -> Option<RawFinding> {
    let noted = noted?;
    let found = introduction.map_or("none", Hash::as_str);
    if found.starts_with(noted) {
        return None;
    }
    let message = format!("the introduction is {found}, and {noted} was noted before");
    let draft = RawFinding::new(Rule::IntroductionMoved, &[], message);
    Some(introduction.map_or_else(|| draft.clone(), |hash| draft.clone().event(hash)))
}
