//! Whether the person of an act is the one who committed it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::facts::{HistoryFacts, HistoryFinding, file_kind};
use crate::check::finding::RawFinding;
use crate::history::Brought;
use crate::lifecycle::acts::{self, Who};
use crate::model::event::Party;
use crate::model::id::{Handle, Hash};
use crate::model::rule::Rule;
use crate::model::word::Level;

/// `event-by-another`: the person of an event against the author of the commits that brought it. An event that is signed
/// by its person is theirs, whoever committed it; one of nobody in people.toml is nobody's. Where people.toml or
/// register.toml cannot be read, nobody's mail address is known and nobody is accused.
pub fn by_another(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    // In a sandbox anybody acts for everybody, which `sandbox` tells.
    if facts.world.register.is_none_or(|register| register.basics.is_sandbox()) {
        return Vec::new();
    }
    let mut all: BTreeMap<&Hash, Vec<(&Brought, &Handle)>> = BTreeMap::new();
    for brought in &facts.timeline.brought {
        if let (Some(hash), Some(Party::Person(by))) = (&brought.event.hash, &brought.event.by) {
            all.entry(hash).or_default().push((brought, by));
        }
    }
    // Picked into another branch or put back by somebody, an event was still brought first by who did it.
    let theirs = |(brought, by): &(&Brought, &Handle)| facts.authors(brought.commit).contains(by);
    let suspects: Vec<(&Brought, &Handle)> = all
        .values()
        .filter(|each| !each.iter().any(theirs))
        .filter_map(|each| each.iter().max_by_key(|(brought, _)| brought.commit).copied())
        // One that is gone is told as that: by the people of today nobody knows whose commit it was.
        .filter(|(brought, _)| {
            let hash = brought.event.hash.as_ref();
            hash.is_some_and(|hash| facts.stands(brought, hash) && !facts.is_signed(brought, hash))
        })
        .collect();
    if suspects.is_empty() {
        return Vec::new();
    }
    let mut own: HashMap<usize, bool> = HashMap::new();
    for each in all.values().flatten().filter(|each| theirs(each)) {
        own.insert(each.0.commit, true);
    }
    suspects
        .into_iter()
        .filter_map(|(brought, by)| found(facts, brought, by, own.contains_key(&brought.commit)))
        .collect()
}

fn found(facts: &HistoryFacts<'_>, brought: &Brought, by: &Handle, with_own: bool) -> Option<HistoryFinding> {
    let commit = facts.commit(brought.commit)?;
    let who = match facts.authors(brought.commit) {
        [] => "whose mail address nobody in people.toml has".to_owned(),
        people => format!("who is {}", people.iter().map(Handle::as_str).collect::<Vec<_>>().join(" and ")),
    };
    let message = format!("{} is in a commit of {}, {who}, and not of {by}", brought.event.words(), commit.author);
    let mut draft =
        RawFinding::new(Rule::EventByAnother, &["event", &brought.event.name, "by"], message).commit(commit);
    if let Some(hash) = &brought.event.hash {
        draft = draft.event(hash);
    }
    let one_parent = facts.timeline.commit(brought.commit).is_some_and(|commit| commit.parents.len() < 2);
    let squashed = one_parent && (with_own || says_so(facts, brought, by) && continues_own(facts, brought));
    if squashed && is_anybodys(brought) {
        draft = draft.level(Level::Warn).remedy(
            "It came with acts of the commit's author, as a squash of a shared branch brings them. Merge such branches without squashing, or sign acts.",
        );
    } else if facts.is_void(brought) {
        draft = draft.level(Level::Warn).remedy("It was made void since and counts no more.");
    } else if squashed {
        draft = draft.remedy(
            "It came with acts of the commit's author, as a squash brings them; but not everybody may do this one, so whose it is must show. Merge the branch itself too, so that its own commit is in history; or a manager makes it void (kaizen void {id} EVENT -m REASON) and its person does it anew, signed.",
        );
    }
    Some(HistoryFinding { file: brought.file.clone(), draft })
}

/// Whether everybody may do an act, so that nobody gains by another's name on it. The others take a role, or an owner, or
/// somebody independent: in a commit of somebody else nothing tells an honest one from a made-up one.
fn is_anybodys(brought: &Brought) -> bool {
    let about = brought.event.act.and_then(|act| acts::about(file_kind(&brought.file), act));
    about.is_some_and(|about| matches!(about.who, Who::Anybody | Who::Member))
}

/// Whether the message names the person as an author of what was put together, as git and forges write it for a squash.
fn says_so(facts: &HistoryFacts<'_>, brought: &Brought, by: &Handle) -> bool {
    let Some(commit) = facts.timeline.commit(brought.commit) else { return false };
    let mails = commit.message.lines().filter_map(|line| {
        let (key, value) = line.trim().split_once(": ")?;
        let is_author = key == "Author" || key.eq_ignore_ascii_case("Co-authored-by");
        let (_, mail) = value.rsplit_once('<').filter(|_| is_author)?;
        mail.trim_end().strip_suffix('>').map(str::to_lowercase)
    });
    mails.into_iter().any(|mail| facts.mails.get(&mail).is_some_and(|people| people.contains(by)))
}

/// Whether the event follows an act of the commit's author, other events of the same commit between them at most: the
/// author's part of a squashed branch may have been in history before.
fn continues_own(facts: &HistoryFacts<'_>, brought: &Brought) -> bool {
    let Some(hash) = &brought.event.hash else { return false };
    let authors = facts.authors(brought.commit);
    let here = facts.timeline.brought.iter().filter(|other| other.commit == brought.commit);
    let mut here: HashSet<&Hash> = here.filter_map(|other| other.event.hash.as_ref()).collect();
    let follows = facts.item(&facts.path_now(&brought.file), |_, replay| {
        let mut next: Vec<usize> = replay.graph.place(hash).into_iter().collect();
        while let Some(place) = next.pop() {
            for parent in replay.graph.parents(place) {
                match replay.graph.events().get(*parent) {
                    Some(event) if event.by.handle().is_some_and(|by| authors.contains(by)) => return true,
                    Some(event) if here.remove(&event.hash) => next.push(*parent),
                    _ => {}
                }
            }
        }
        false
    });
    follows.unwrap_or(false)
}
