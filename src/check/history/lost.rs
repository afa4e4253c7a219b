//! What was there and is not: events and items.

use super::facts::{Found, HistoryFacts};
use crate::check::finding::Draft;
use crate::check::remedy;
use crate::check::rule::Rule;
use crate::history::Loss;
use crate::history::deeds::Deed;
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

fn done_by(facts: &HistoryFacts<'_>, loss: &Loss, draft: Draft) -> Draft {
    match loss.commit.and_then(|place| facts.commit(place)) {
        Some(commit) => draft.commit(commit),
        None => draft,
    }
}

fn whence(loss: &Loss) -> &'static str {
    if loss.commit.is_some() { "" } else { "; this is not committed yet" }
}

/// `item-deleted`, of records of sources and reviews too.
pub fn deleted(facts: &HistoryFacts<'_>) -> Vec<Found> {
    losses(facts)
        .filter(|loss| is_item(loss))
        .map(|loss| {
            let name = loss.id.as_deref().unwrap_or(&loss.file);
            let now = facts.now(loss);
            let draft = match &now {
                Some((path, _)) => {
                    let message = format!("{name} was deleted, and put back later ({path})");
                    Draft::new(Rule::ItemDeleted, &[], message)
                        .level(Level::Warn)
                        .remedy("It is there again: look whether it was meant, and answer for it by a waiver that names the commit.")
                }
                None => Draft::new(Rule::ItemDeleted, &[], format!("{name} was deleted{}", whence(loss))),
            };
            let restore = loss.commit.and_then(|place| facts.timeline.commit(place)).map_or_else(
                || format!("Put it back: git restore --staged --worktree {}", remedy::path(&loss.file)),
                |commit| format!("Put it back, and commit it: git checkout {}^ -- {}", commit.id, remedy::path(&loss.file)),
            );
            let draft = if now.is_none() { draft.remedy(restore) } else { draft };
            Found { file: now.map_or_else(|| loss.file.clone(), |(path, _)| path), draft: done_by(facts, loss, draft) }
        })
        .collect()
}

/// `event-removed`: each event of each parent must be there whole, signature included, in what a commit makes of them.
pub fn removed(facts: &HistoryFacts<'_>) -> Vec<Found> {
    losses(facts)
        .filter_map(|loss| {
            let now = facts.now(loss);
            // An item that went is told as that; what it lacks when it is back is told here.
            if is_item(loss) && now.is_none() {
                return None;
            }
            let lacks =
                |deed: &Deed| now.as_ref().is_none_or(|(_, version)| version.problem.is_none() && !version.has(deed));
            let missing: Vec<&Deed> = loss.deeds.iter().map(AsRef::as_ref).filter(|deed| lacks(deed)).collect();
            let restored = missing.is_empty();
            // One that is there and says something else is `event-altered`; here it is its signature that may be gone.
            let altered = |deed: &&Deed| {
                let now = now.iter().flat_map(|(_, version)| &version.events);
                now.into_iter().any(|known| known.name == deed.name && known.unsigned != deed.unsigned)
            };
            let missing: Vec<&Deed> = missing.into_iter().filter(|deed| !altered(deed)).collect();
            if missing.is_empty() && !restored {
                return None;
            }
            if restored && (is_item(loss) || loss.deeds.is_empty()) {
                return None;
            }
            let told = if restored { loss.deeds.iter().map(AsRef::as_ref).collect() } else { missing };
            Some(Found {
                file: now.map_or_else(|| loss.file.clone(), |(path, _)| path),
                draft: draft(facts, loss, &told, restored),
            })
        })
        .collect()
}

fn draft(facts: &HistoryFacts<'_>, loss: &Loss, deeds: &[&Deed], restored: bool) -> Draft {
    let named: Vec<String> = deeds.iter().take(NAMED).map(|deed| deed.words()).collect();
    let more = deeds.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let events = format!("{}{more}", named.join(", "));
    let place = if loss.gone { " with its file" } else { "" };
    let message = if restored {
        format!("{events} went{place} for a while, and came back later")
    } else {
        format!("{events} is not there whole any more: it went{place}{}", whence(loss))
    };
    let mut draft = Draft::new(Rule::EventRemoved, &["event"], message);
    if let Some(hash) = deeds.first().and_then(|deed| deed.hash.as_ref()).filter(|_| deeds.len() == 1) {
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
