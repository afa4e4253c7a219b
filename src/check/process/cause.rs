//! How well causes were analysed (10.2 b): before the fix, beyond the surface, and beyond blame.

use chrono_tz::Tz;

use crate::check::facts::ItemFacts;
use crate::check::finding::RawFinding;
use crate::lifecycle::replay::Replay;
use crate::model::event::{Act, Event};
use crate::model::item::Analysis;
use crate::model::likeness::WordSet;
use crate::model::rule::Rule;
use crate::model::word::{AnalysisMethod, Status, VerifyResult};

/// The newest analysis of an item that was not rejected, with its place in the list.
pub(super) fn newest<'f>(facts: &'f ItemFacts<'_>) -> Option<(String, &'f Analysis)> {
    if facts.item.status == Status::Rejected {
        return None;
    }
    let analysis = facts.in_force.newest_analysis()?;
    Some((format!("[{}]", facts.in_force.analysis.len() - 1), analysis))
}

/// `analysis-after-fix`, by the events alone: they tell when an analysis was begun. When its root cause was written,
/// history tells.
pub fn after_fix(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some(replay), Some(_), Some(_)) = (facts.replay, facts.state(), facts.in_force.root_cause()) else {
        return Vec::new();
    };
    let Some((fix, analysis)) = begun_after_fix(replay) else { return Vec::new() };
    let zone = facts.world().zone;
    let message =
        format!("{}, and the cause was first written down after that, on {}", fixed(fix, zone), analysis.at.day(zone));
    let key = ["event", facts.chain.name(analysis)];
    vec![RawFinding::new(Rule::AnalysisAfterFix, &key, message).event(&analysis.hash)]
}

/// The first analysis of an item, and what had been fixed before it.
#[must_use]
pub fn begun_after_fix<'a>(replay: &Replay<'a>) -> Option<(&'a Event, &'a Event)> {
    let adopts = |e: &Event| e.edits.iter().flatten().any(|key| key == "analysis" || key.starts_with("analysis."));
    let events: Vec<&Event> = replay.effective().collect();
    let analysis = events.iter().position(|e| e.act == Act::Analysed || e.analyses.is_some() || adopts(e))?;
    Some((first_fix(events.get(..analysis)?)?, events.get(analysis)?))
}

/// The first action that was done, or the sign-off, in the round that these events end in.
#[must_use]
pub fn first_fix<'a>(events: &[&'a Event]) -> Option<&'a Event> {
    let mut fix = None;
    for event in events {
        match event.act {
            Act::Done | Act::Implemented if fix.is_none() => fix = Some(*event),
            // A new round: what was done before did not hold, and the cause of that comes before the next fix.
            Act::Reopened => fix = None,
            Act::Verified if event.result != Some(VerifyResult::Effective) => fix = None,
            _ => {}
        }
    }
    fix
}

/// What was fixed when, in words.
#[must_use]
pub fn fixed(fix: &Event, zone: Tz) -> String {
    let what = if fix.act == Act::Done { "the first action was done" } else { "it was signed off" };
    format!("{what} on {}", fix.at.day(zone))
}

/// `shallow-analysis`, once a root cause is written: until then the chain may still grow.
pub fn shallow(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let (Some((place, analysis)), Some(cause)) = (newest(facts), facts.in_force.root_cause()) else {
        return Vec::new();
    };
    let mut drafts = Vec::new();
    let wanted = facts.world().policy.min_whys as usize;
    let found = analysis.why.len();
    if analysis.method == AnalysisMethod::FiveWhys && found < wanted {
        let message = match found {
            0 => format!("a root cause is written and no why leads to it ({wanted} are wanted)"),
            1 => format!("one why leads to the root cause ({wanted} are wanted)"),
            n => format!("{n} whys lead to the root cause ({wanted} are wanted)"),
        };
        drafts.push(RawFinding::new(Rule::ShallowAnalysis, &["analysis", &place], message));
    }
    let words = WordSet::of(cause);
    let description = facts.item.description.as_deref().unwrap_or_default();
    let said = [("title", facts.item.title.as_str()), ("description", description)];
    if let Some((where_to, _)) = said.iter().find(|(_, text)| words.says_no_more_than(&WordSet::of(text))) {
        let message = format!("the root cause says no more than the {where_to}: it names what happened, not why");
        drafts.push(RawFinding::new(Rule::ShallowAnalysis, &["analysis", &place, "root_cause"], message));
    }
    drafts
}

/// So many answers of one analysis are held against each other.
const COMPARED: usize = 200;

/// `repeated-why`: each answer is held against its own question and the answers before it.
pub fn repeated(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    let Some((place, analysis)) = newest(facts) else { return Vec::new() };
    let mut drafts = Vec::new();
    let mut before: Vec<WordSet> = Vec::new();
    for (i, why) in analysis.why.iter().enumerate().take(COMPARED) {
        let answer = WordSet::of(&why.answer);
        let earlier = before.iter().position(|words| words.says_the_same(&answer));
        let message = if answer.says_the_same(&WordSet::of(&why.question)) {
            Some(format!("answer {} says again what its own question says", i + 1))
        } else {
            earlier.map(|e| format!("answer {} says again what answer {} says", i + 1, e + 1))
        };
        let key = ["analysis", &place, "why", &format!("[{i}]"), "answer"];
        drafts.extend(message.map(|message| RawFinding::new(Rule::RepeatedWhy, &key, message)));
        before.push(answer);
    }
    if analysis.why.len() > COMPARED {
        let message = format!("{} whys: only the first {COMPARED} were held against each other", analysis.why.len());
        drafts.push(RawFinding::new(Rule::RepeatedWhy, &["analysis", &place, "why"], message));
    }
    drafts
}
