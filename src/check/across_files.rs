//! A check of all files together: what was gathered from each, and what rules about the whole find in it.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use rayon::prelude::*;

use super::facts::World;
use super::file_findings::{FileFindings, Tally, of_file};
use super::finding::RawFinding;
use super::summary::WholeRegister;
use super::{process, register};
use crate::history::timeline::Timeline;
use crate::model::date::{Day, Moment};
use crate::model::id::Hash;
use crate::register::load::{Register, text};

/// The register's first event, and its day.
pub(super) fn introduced(register: Option<&Register>, zone: Tz) -> Option<(Hash, Day)> {
    let basics = &register?.basics;
    let people = basics.replay_people();
    let replay = basics.replay_settings(&people);
    let hash = replay.introduction()?;
    let first = replay.ledger.graph.events().iter().find(|e| e.hash == *hash)?;
    Some((hash.clone(), first.at.day(zone)))
}

/// Puts together what was gathered from each file. History says when each was first committed; looked at only in part,
/// it does not.
pub(super) fn whole<'a>(
    world: &'a World<'a>,
    introduced: Option<Day>,
    part: bool,
    seen: &mut [FileFindings],
) -> WholeRegister<'a> {
    let gists = seen.iter_mut().map(|s| std::mem::take(&mut s.gist));
    let mut whole = WholeRegister::new(world, introduced, gists);
    whole.committed = world.timeline.filter(|_| !part).map(first_committed);
    whole
}

/// When each path below the register was first committed, by the clocks of who committed it and what it descends from.
fn first_committed(timeline: &Timeline) -> HashMap<String, Moment> {
    let mut first = HashMap::new();
    // Newest first, so that what comes later is older.
    for (place, commit) in timeline.commits.iter().enumerate() {
        let Some(at) = timeline.committed(place) else { continue };
        let there = commit.paths.iter().filter(|change| change.new.is_some());
        first.extend(there.map(|change| (change.path.to_string_lossy().into_owned(), at)));
    }
    first
}

/// What rules about all files together find. A file is read again only to place what was found in it.
pub(super) fn found(whole: &WholeRegister<'_>) -> Vec<FileFindings> {
    let mut by_file: BTreeMap<String, Vec<RawFinding>> = BTreeMap::new();
    let rules = process::ACROSS.par_iter().chain(register::RULES);
    let found: Vec<(String, RawFinding)> = rules.flat_map_iter(|rule| rule(whole)).collect();
    for (path, draft) in found {
        by_file.entry(path).or_default().push(draft);
    }
    let ids: HashMap<&str, &str> = whole.items.iter().map(|i| (i.path.as_str(), i.id.as_str())).collect();
    let by_file: Vec<(String, Vec<RawFinding>)> = by_file.into_iter().collect();
    by_file
        .into_par_iter()
        .map(|(path, drafts)| {
            let text = text(whole.world.store, &path).unwrap_or_default();
            of_file(&path, &text, ids.get(path.as_str()).copied(), drafts, Tally::default())
        })
        .collect()
}
