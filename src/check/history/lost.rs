//! What was there and is not: events and items.

use super::facts::{HistoryFacts, HistoryFinding};
use crate::check::finding::RawFinding;
use crate::check::remedy;
use crate::history::Loss;
use crate::history::version_sketch::EventDigest;
use crate::model::rule::Rule;
use crate::model::word::Level;

/// So many events are named in one message.
const NAMED: usize = 3;

/// Whether an item, or a record of a source or a review, went as a whole.
fn is_item(loss: &Loss) -> bool {
    loss.gone && ["items/", "sources/", "reviews/"].iter().any(|folder| loss.file.starts_with(folder))
}

fn losses<'f>(facts: &'f HistoryFacts<'_>) -> impl Iterator<Item = &'f Loss> {
    facts.timeline.losses.iter().chain(facts.uncommitted)
}

fn done_by(facts: &HistoryFacts<'_>, loss: &Loss, draft: RawFinding) -> RawFinding {
    match loss.commit.and_then(|place| facts.commit(place)) {
        Some(commit) => draft.commit(commit),
        None => draft,
    }
}

fn whence(loss: &Loss) -> &'static str {
    if loss.commit.is_some() { "" } else { "; this is not committed yet" }
}

/// `item-deleted`, of records of sources and reviews too.
pub fn deleted(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    losses(facts)
        .filter(|loss| is_item(loss))
        .map(|loss| {
            let name = loss.id.as_deref().unwrap_or(&loss.file);
            let now = facts.now(loss);
            let draft = match &now {
                Some((path, _)) => {
                    let message = format!("{name} was deleted, and put back later ({path})");
                    RawFinding::new(Rule::ItemDeleted, &[], message)
                        .level(Level::Warn)
                        .remedy("It is there again: look whether it was meant, and answer for it by a waiver that names the commit.")
                }
                None => RawFinding::new(Rule::ItemDeleted, &[], format!("{name} was deleted{}", whence(loss))),
            };
            let restore = loss.commit.and_then(|place| facts.timeline.commit(place)).map_or_else(
                || format!("Put it back: git restore --staged --worktree {}", remedy::path(&loss.file)),
                |commit| format!("Put it back, and commit it: git checkout {}^ -- {}", commit.id, remedy::path(&loss.file)),
            );
            let draft = if now.is_none() { draft.remedy(restore) } else { draft };
            HistoryFinding { file: now.map_or_else(|| loss.file.clone(), |(path, _)| path), draft: done_by(facts, loss, draft) }
        })
        .collect()
}

/// `event-removed`: each event of each parent must be there whole, signature included, in what a commit makes of them.
pub fn removed(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    losses(facts)
        .filter_map(|loss| {
            let now = facts.now(loss);
            // An item that went is told as that; what it lacks when it is back is told here.
            if is_item(loss) && now.is_none() {
                return None;
            }
            let lacks = |event: &EventDigest| {
                now.as_ref().is_none_or(|(_, version)| version.problem.is_none() && !version.has(event))
            };
            let missing: Vec<&EventDigest> =
                loss.events.iter().map(AsRef::as_ref).filter(|event| lacks(event)).collect();
            let restored = missing.is_empty();
            // One that is there and says something else is `event-altered`; here it is its signature that may be gone.
            let altered = |event: &&EventDigest| {
                let now = now.iter().flat_map(|(_, version)| &version.events);
                now.into_iter().any(|known| known.name == event.name && known.unsigned != event.unsigned)
            };
            let missing: Vec<&EventDigest> = missing.into_iter().filter(|event| !altered(event)).collect();
            if missing.is_empty() && !restored {
                return None;
            }
            if restored && (is_item(loss) || loss.events.is_empty()) {
                return None;
            }
            let told = if restored { loss.events.iter().map(AsRef::as_ref).collect() } else { missing };
            Some(HistoryFinding {
                file: now.map_or_else(|| loss.file.clone(), |(path, _)| path),
                draft: draft(facts, loss, &told, restored),
            })
        })
        .collect()
}

fn draft(facts: &HistoryFacts<'_>, loss: &Loss, events: &[&EventDigest], restored: bool) -> RawFinding {
    let named: Vec<String> = events.iter().take(NAMED).map(|event| event.words()).collect();
    let more = events.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let which = format!("{}{more}", named.join(", "));
    let place = if loss.gone { " with its file" } else { "" };
    let message = if restored {
        format!("{which} went{place} for a while, and came back later")
    } else {
        format!("{which} is not there whole any more: it went{place}{}", whence(loss))
    };
    let mut draft = RawFinding::new(Rule::EventRemoved, &["event"], message);
    if let Some(hash) = events.first().and_then(|event| event.hash.as_ref()).filter(|_| events.len() == 1) {
        draft = draft.event(hash);
    }
    if restored {
        draft = draft.level(Level::Warn).remedy(
            "It is there again: look whether it was meant, and answer for it by a waiver that names the commit.",
        );
    } else if let Some(commit) = loss.commit.and_then(|place| facts.timeline.commit(place)) {
        let from = commit.parents.first().map(ToString::to_string).unwrap_or_default();
        draft = draft.remedy(format!(
            "Put its table back as it was (git show {} has it, or another parent of the commit), and commit it.",
            remedy::path_at(&from, &loss.file)
        ));
    } else {
        draft = draft
            .remedy(format!("Put its table back as HEAD has it: git show {}", remedy::path_at("HEAD", &loss.file)));
    }
    done_by(facts, loss, draft)
}
