//! What comes before what, by the links of commits alone: dates of commits are whatever somebody wrote.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::ends::End;
use super::facts::HistoryFacts;
use crate::git::{History, Oid};
use crate::model::id::Hash;
use crate::model::rule::Rule;

/// What comes before what, by the links of commits alone.
pub struct Order<'f, 'a> {
    facts: &'f HistoryFacts<'a>,
    ancestors: HashMap<Oid, HashSet<Oid>>,
    arrivals: Option<Arrivals>,
}

impl<'f, 'a> Order<'f, 'a> {
    /// Of the commits that are looked at.
    #[must_use]
    pub fn new(facts: &'f HistoryFacts<'a>) -> Self {
        Order { facts, ancestors: HashMap::new(), arrivals: None }
    }

    /// The commits that brought the end and that no commit of the act comes before, or is.
    pub fn missed(&mut self, end: &End, act: &Hash) -> Vec<usize> {
        let timeline = self.facts.timeline;
        let comes_before = |with: &usize| {
            let Some(with) = timeline.commit(*with).map(|commit| commit.id) else { return false };
            let before = self.ancestors.entry(with).or_insert_with(|| timeline.history.ancestors(with));
            timeline.bringing(act).any(|b| timeline.commit(b.commit).is_some_and(|commit| before.contains(&commit.id)))
        };
        let mut comes_before = comes_before;
        end.came.with.iter().copied().filter(|with| !comes_before(with)).collect()
    }

    /// The commit that brought the end first, so that the others copied it; none where it came before all that is looked
    /// at. No manager said of it that it is a copy; who made it entered the end; and it was the first to arrive.
    pub fn original(&mut self, end: &End) -> Option<usize> {
        if end.came.before {
            return None;
        }
        let facts = self.facts;
        let with = &end.came.with;
        if with.len() < 2 {
            return with.first().copied();
        }
        let among = narrowed(with, |commit| !is_said_to_be_a_copy(facts, commit));
        let among = narrowed(&among, |commit| end.by.as_ref().is_some_and(|by| facts.authors(commit).contains(by)));
        let arrivals = self.arrivals.get_or_insert_with(|| Arrivals::at(&facts.timeline.history, facts.timeline.tip));
        let arrived = |commit: &usize| facts.timeline.commit(*commit).map(|commit| arrivals.of(commit.id));
        among.into_iter().min_by_key(|commit| (arrived(commit), std::cmp::Reverse(*commit)))
    }
}

/// Those of which it is true; all where it is true of none.
fn narrowed(all: &[usize], is: impl Fn(usize) -> bool) -> Vec<usize> {
    let those: Vec<usize> = all.iter().copied().filter(|each| is(*each)).collect();
    if those.is_empty() { all.to_vec() } else { those }
}

/// Whether a manager said of a commit that it is a copy: by a waiver of `end-copied`, which answers for no act.
fn is_said_to_be_a_copy(facts: &HistoryFacts<'_>, commit: usize) -> bool {
    let Some(commit) = facts.commit(commit) else { return false };
    let waivers = facts.world.register.iter().flat_map(|register| &register.settings.waiver);
    waivers
        .filter(|waiver| Rule::named(&waiver.rule) == Some(Rule::EndCopied) && facts.world.today <= waiver.until)
        .any(|waiver| {
            waiver.commit.as_ref().is_some_and(|named| named.len() >= 12 && commit.id.starts_with(named.as_str()))
        })
}

/// For each commit the place, from the beginning of the line of first parents, of the one that brought it there. Where
/// changes come to a branch by pull requests, nobody chooses that order by dates.
struct Arrivals(HashMap<Oid, usize>);

impl Arrivals {
    /// Of all commits that the tip descends from.
    fn at(history: &History, tip: Oid) -> Arrivals {
        let line = std::iter::successors(Some(tip), |commit| history.parents(*commit).first().copied());
        let mut line: Vec<Oid> = line.collect();
        line.reverse();
        let mut arrived = HashMap::new();
        for (place, commit) in line.into_iter().enumerate() {
            let mut open = vec![commit];
            while let Some(commit) = open.pop() {
                if let Entry::Vacant(new) = arrived.entry(commit) {
                    new.insert(place);
                    open.extend(history.parents(commit));
                }
            }
        }
        Arrivals(arrived)
    }

    /// The place of a commit: the smaller, the earlier it came.
    fn of(&self, commit: Oid) -> usize {
        self.0.get(&commit).copied().unwrap_or(usize::MAX)
    }
}
