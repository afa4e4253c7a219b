//! What shows only when items are seen together: texts that fit anywhere, causes that come back, fixes that failed.

use std::collections::HashMap;

use crate::check::finding::RawFinding;
use crate::check::near_duplicates::{Sketch, closest};
use crate::check::summary::{Failed, ItemSummary, WholeRegister, WholeRule};
use crate::model::date::Day;
use crate::model::id::{ItemId, SourceRef};
use crate::model::likeness::ALIKE;
use crate::model::rule::Rule;
use crate::model::word::Status;
use crate::report::recurrence::{Cause, Fixes, came_back};

/// The rules about items together.
pub const ACROSS: &[WholeRule] = &[generic_text, recurrence, without_follow_up];

/// `generic-text`: too short to be about anything, or as good as the same as another item.
fn generic_text(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let items: Vec<&ItemSummary> = whole.items.iter().filter(|i| i.status != Some(Status::Rejected)).collect();
    let least = whole.world.policy.min_words as usize;
    let short = items.iter().filter(|item| item.sketch.count() < least).map(|item| {
        let found =
            if item.sketch.count() == 1 { "1 word".to_owned() } else { format!("{} words", item.sketch.count()) };
        let message = format!("title and description have {found}: it could be about anything");
        (item.path.clone(), RawFinding::new(Rule::GenericText, &["title"], message))
    });
    let linked = |a: usize, b: usize| {
        let (Some(a), Some(b)) = (items.get(a), items.get(b)) else { return false };
        let names = |one: &ItemSummary, other: &ItemSummary| {
            [&one.recurrence_of, &one.follow_up_of].iter().any(|id| id.as_ref() == Some(&other.id))
        };
        names(a, b) || names(b, a)
    };
    let sketches: Vec<&Sketch> = items.iter().map(|item| &item.sketch).collect();
    let found = closest(&sketches, ALIKE, linked);
    let alike = items.iter().zip(found).filter_map(|(item, found)| {
        let (other, likeness) = found.filter(|_| item.sketch.count() >= least)?;
        let message = format!("it says much the same as {} (likeness {likeness:.2})", items.get(other)?.id);
        Some((item.path.clone(), RawFinding::new(Rule::GenericText, &["title"], message)))
    });
    short.chain(alike).collect()
}

/// `recurrence`: a cause that came back after an item of that cause was verified as effective; until what came back
/// is verified as effective too.
fn recurrence(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let causes: Vec<Cause<'_>> = whole
        .items
        .iter()
        .map(|item| Cause {
            item: &item.id,
            raised: item.claimed,
            entered: whole.entered(item),
            code: item.cause_code.as_deref(),
            recurrence_of: item.recurrence_of.as_ref(),
            effective: item.effective,
        })
        .collect();
    let fixes = Fixes::among(&causes);
    let by_id = whole.by_id();
    let draft = |key: &[&str], what: String, since: Day, id: &ItemId| {
        let message = format!("{what} came back: {id} was verified as effective on {since}");
        RawFinding::new(Rule::Recurrence, key, message)
    };
    let mut found = Vec::new();
    for back in came_back(&causes, &fixes) {
        let Some(item) = by_id.get(back.item) else { continue };
        if item.effective.is_some() || item.status == Some(Status::Rejected) {
            continue;
        }
        let (key, what): (&[&str], String) = match back.code {
            Some(code) => (&["analysis", "cause_code"], format!("the cause “{code}”")),
            None => (&["recurrence_of"], "its cause".to_owned()),
        };
        found.push((item.path.clone(), draft(key, what, back.since, back.fix)));
    }
    let mut settled: HashMap<&SourceRef, Day> = HashMap::new();
    for (item, since) in whole.items.iter().filter_map(|i| Some((i, i.effective?))) {
        for source in &item.sources {
            let newest = settled.entry(source).or_insert(since);
            *newest = since.max(*newest);
        }
    }
    for source in &whole.sources {
        let (Some(code), Some(day)) = (source.cause_code.as_deref(), source.occurred_on) else { continue };
        let open = settled.get(&source.name).is_none_or(|since| *since < day);
        let again = fixes.before(code, day, None).filter(|_| open);
        let draft = again.map(|(since, id)| draft(&["cause_code"], format!("the cause “{code}”"), since, id));
        found.extend(draft.map(|draft| (source.path.clone(), draft)));
    }
    found
}

/// Why an item does not follow up what failed at that moment; `None` where it does.
fn no_follow_up(follow_up: Option<&ItemSummary>, of: &ItemId, failed: &Failed) -> Option<&'static str> {
    let Some(item) = follow_up else { return Some("is not there") };
    if item.id == *of {
        return Some("is the item itself");
    }
    match item.status {
        None => Some("was raised by nobody"),
        Some(Status::Rejected) => Some("was rejected"),
        Some(Status::Closed) if item.closed.is_some_and(|at| at <= failed.at) => Some("was closed before that"),
        _ => None,
    }
}

/// `not-effective-without-follow-up`. An item that the verification names and that is none is told at once.
fn without_follow_up(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let by_id = whole.by_id();
    let mut followers: HashMap<&ItemId, Vec<&ItemSummary>> = HashMap::new();
    for item in &whole.items {
        if let Some(of) = &item.follow_up_of {
            followers.entry(of).or_default().push(item);
        }
    }
    let patience = i64::from(whole.world.policy.follow_up_days);
    let mut found = Vec::new();
    for item in &whole.items {
        let Some(failed) = &item.failed else { continue };
        let follows = |other: &&ItemSummary| no_follow_up(Some(other), &item.id, failed).is_none();
        if followers.get(&item.id).is_some_and(|all| all.iter().any(follows)) {
            continue;
        }
        let verified = format!("it was verified as {} on {}", failed.result, failed.on);
        let message = match &failed.follow_up {
            Some(id) => match no_follow_up(by_id.get(id).copied(), &item.id, failed) {
                None => continue,
                Some(why) => format!("{verified}, and {id}, which is named to follow it up, {why}"),
            },
            None if whole.world.today.since(failed.on) <= patience => continue,
            None => format!(
                "{verified}, and for more than {patience} days neither a new analysis that names a cause nor another item \
                 followed"
            ),
        };
        let draft = RawFinding::new(Rule::NotEffectiveWithoutFollowUp, &["event", failed.event.short()], message);
        found.push((item.path.clone(), draft.event(&failed.event)));
    }
    found
}
