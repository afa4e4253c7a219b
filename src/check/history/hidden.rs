//! What commits hold that is not looked into, and registers at two places.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::facts::{HistoryFacts, HistoryFinding};
use crate::check::finding::{ByCommit, RawFinding};
use crate::history::Hidden;
use crate::model::rule::Rule;
use crate::model::word::Level;
use crate::register::place::SETTINGS;

/// `unreadable-commit`: once for each commit.
pub fn folders(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let mut commits: BTreeMap<usize, Vec<&Hidden>> = BTreeMap::new();
    for hidden in &facts.timeline.hidden {
        commits.entry(hidden.commit).or_default().push(hidden);
    }
    let told = |(commit, all): (usize, Vec<&Hidden>)| {
        let stays = all.iter().any(|hidden| hidden.stays);
        let first = all.iter().find(|hidden| hidden.stays == stays)?;
        let name = if first.path.is_empty() { "the folder of the register" } else { &first.path };
        let more = if all.len() > 1 { format!(", and {} more", all.len() - 1) } else { String::new() };
        let message = format!("{name} is not looked into: {}{more}", first.why);
        let mut draft = RawFinding::new(Rule::UnreadableCommit, &[], message).commit(facts.commit(commit)?);
        if !stays {
            draft = draft.level(Level::Warn).remedy(
                "It is not there any more: look whether it was meant, and answer for it by a waiver that names the commit.",
            );
        }
        Some(HistoryFinding { file: SETTINGS.to_owned(), draft })
    };
    commits.into_iter().filter_map(told).collect()
}

/// `unreadable-commit`, of commits that are looked at in part alone.
pub fn in_part(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let told = facts.timeline.in_part.iter().map(|(commit, why)| {
        let remedy = "Ask who made it, and why. What it has beyond that is not known: look, and answer for it by a waiver that names the commit.";
        let draft = RawFinding::new(Rule::UnreadableCommit, &[], format!("this commit is looked at in part: {why}"));
        HistoryFinding { file: SETTINGS.to_owned(), draft: draft.remedy(remedy).commit(ByCommit::of(commit)) }
    });
    told.collect()
}

/// `two-places`.
pub fn doubled(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let shown = |place: &PathBuf| match place.to_string_lossy() {
        name if name.is_empty() => "the top of the repository".to_owned(),
        name => name.into_owned(),
    };
    let told = facts.timeline.doubled.iter().map(|doubled| {
        let places: Vec<String> = doubled.places.iter().map(shown).collect();
        let message = format!("from this commit on the register is at several places: {}", places.join(", "));
        let draft = RawFinding::new(Rule::TwoPlaces, &[], message).commit(ByCommit::of(&doubled.commit));
        HistoryFinding { file: SETTINGS.to_owned(), draft }
    });
    told.collect()
}
