//! Root causes that were written down when the fix was there.

use super::facts::{HistoryFacts, HistoryFinding};
use crate::check::finding::RawFinding;
use crate::check::process::cause::{begun_after_fix, first_fix, fixed};
use crate::history::Caused;
use crate::model::event::{Act, Event};
use crate::model::id::Hash;
use crate::model::rule::Rule;

/// `analysis-after-fix` of an analysis that began in time and came to its root cause late: the commit that first wrote
/// one found the fix in the file already.
pub fn late(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let had_fix = |caused: &&Caused| caused.before.iter().any(|d| matches!(d.act, Some(Act::Done | Act::Implemented)));
    facts.timeline.caused.iter().filter(had_fix).filter_map(|caused| found(facts, caused)).collect()
}

fn found(facts: &HistoryFacts<'_>, caused: &Caused) -> Option<HistoryFinding> {
    let zone = facts.world.zone;
    let brought = facts.timeline.brought.iter().filter(|b| b.commit == caused.commit && b.file == caused.file);
    let with_it: Vec<&Hash> = brought.filter_map(|b| b.event.hash.as_ref()).collect();
    let file = facts.path_now(&caused.file);
    let what = facts.item(&file, |item, replay| {
        // By its events alone it is told as that.
        if item.root_cause().is_none() || begun_after_fix(replay).is_some() {
            return None;
        }
        let stood = |e: &&Event| caused.before.iter().any(|event| event.hash.as_ref() == Some(&e.hash));
        let before: Vec<&Event> = replay.effective().filter(stood).collect();
        let fix = first_fix(&before)?;
        // On a branch of its own it may have been written before the fix, and moved onto it later.
        let place = replay.graph.place(&fix.hash)?;
        let follows = |hash: &&Hash| replay.graph.place(hash).is_none_or(|i| replay.graph.follows(i, place));
        with_it.iter().all(follows).then(|| fixed(fix, zone))
    })??;
    let day = facts.committed(caused.commit)?.day(zone);
    let message = format!("{what}, and the root cause was first written down after that, in a commit of {day}");
    let draft = RawFinding::new(Rule::AnalysisAfterFix, &["analysis", "root_cause"], message);
    Some(HistoryFinding { file, draft: draft.commit(facts.commit(caused.commit)?) })
}
