//! The events of one file as a graph: what follows what, and the one order of all.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::OnceLock;

use crate::model::event::Event;
use crate::model::id::Hash;

/// Whether history knows the first of two events to be older than the second.
pub type Older<'o> = &'o dyn Fn(&Event, &Event) -> bool;

/// The events of one file in their order: again and again, of those whose `after` are all taken, the one with the
/// smallest (`at`, `hash`). Everything else names an event by its place in this order.
#[derive(Debug)]
pub struct Graph<'a> {
    events: Vec<&'a Event>,
    parents: Vec<Vec<usize>>,
    missing: Vec<Vec<&'a Hash>>,
    /// For each event a bit set of the events before it; `None` where each event follows the one before.
    before: Option<Vec<Vec<u64>>>,
    /// The place of each hash, made when the first is asked for.
    places: OnceLock<HashMap<&'a Hash, usize>>,
}

impl<'a> Graph<'a> {
    /// Orders `events`. An event that is named in `after` and not there is passed over (see [`Graph::missing`]);
    /// events that wait for each other, which only forged hashes can, come last by (`at`, `hash`).
    #[must_use]
    pub fn new(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut given: Vec<&Event> = events.into_iter().collect();
        given.sort_by_key(|e| (e.at, &e.hash));
        if is_chain(&given) {
            let parents = (0..given.len()).map(|i| i.checked_sub(1).into_iter().collect()).collect();
            let missing = vec![Vec::new(); given.len()];
            return Graph { events: given, parents, missing, before: None, places: OnceLock::new() };
        }
        let order = order_of(&given);
        let sorted: Vec<&Event> = order.iter().filter_map(|i| given.get(*i).copied()).collect();
        let mut place: HashMap<&Hash, usize> = HashMap::with_capacity(sorted.len());
        let mut parents = Vec::with_capacity(sorted.len());
        let mut missing = Vec::with_capacity(sorted.len());
        for (i, event) in sorted.iter().enumerate() {
            let mut known = Vec::new();
            let mut unknown = Vec::new();
            for hash in &event.after {
                match place.get(hash) {
                    Some(parent) => known.push(*parent),
                    None => unknown.push(hash),
                }
            }
            known.sort_unstable();
            known.dedup();
            parents.push(known);
            missing.push(unknown);
            place.entry(&event.hash).or_insert(i);
        }
        let linear = parents.iter().enumerate().all(|(i, p)| match i.checked_sub(1) {
            None => p.is_empty(),
            Some(previous) => p.contains(&previous),
        });
        let before = (!linear).then(|| ancestors(&parents));
        Graph { events: sorted, parents, missing, before, places: OnceLock::from(place) }
    }

    /// The events in their order.
    #[must_use]
    pub fn events(&self) -> &[&'a Event] {
        &self.events
    }

    /// The events that event `i` follows directly.
    #[must_use]
    pub fn parents(&self, i: usize) -> &[usize] {
        self.parents.get(i).map_or(&[], Vec::as_slice)
    }

    /// What event `i` says it follows and is not in the file.
    #[must_use]
    pub fn missing(&self, i: usize) -> &[&'a Hash] {
        self.missing.get(i).map_or(&[], Vec::as_slice)
    }

    /// Whether each event follows the one before it, so that nothing happened side by side.
    #[must_use]
    pub fn is_linear(&self) -> bool {
        self.before.is_none()
    }

    /// Whether event `a` is before event `b` in what `b` has seen.
    #[must_use]
    pub fn follows(&self, b: usize, a: usize) -> bool {
        match &self.before {
            None => a < b,
            Some(before) => has(before.get(b), a),
        }
    }

    /// Whether neither of two events has seen the other.
    #[must_use]
    pub fn side_by_side(&self, a: usize, b: usize) -> bool {
        a != b && !self.follows(a, b) && !self.follows(b, a)
    }

    /// The events before event `i`, in order.
    pub fn closure(&self, i: usize) -> impl Iterator<Item = usize> + '_ {
        (0..i.min(self.events.len())).filter(move |a| self.follows(i, *a))
    }

    /// The newest events: those that no other follows.
    #[must_use]
    pub fn newest(&self) -> Vec<usize> {
        let mut followed = vec![false; self.events.len()];
        for parent in self.parents.iter().flatten() {
            if let Some(seen) = followed.get_mut(*parent) {
                *seen = true;
            }
        }
        followed.iter().enumerate().filter(|(_, seen)| !**seen).map(|(i, _)| i).collect()
    }

    /// The events that follow nothing; a lawful file has one.
    #[must_use]
    pub fn roots(&self) -> Vec<usize> {
        (0..self.events.len()).filter(|i| self.events.get(*i).is_some_and(|e| e.after.is_empty())).collect()
    }

    /// The event that founds the file. Where several follow nothing, which only one lawfully can, it is the one that
    /// history knows to be older than the others, else the one that the most events follow, else the first in order:
    /// a forged early date does not make the real one unlawful.
    #[must_use]
    pub fn founding(&self, older: Option<Older<'_>>) -> Option<usize> {
        let roots = self.roots();
        if roots.len() < 2 {
            return roots.first().copied();
        }
        let event = |i: usize| self.events.get(i).copied();
        let is_older = |a: usize, b: usize| match (older, event(a), event(b)) {
            (Some(older), Some(a), Some(b)) => older(a, b),
            _ => false,
        };
        let followers = |root: usize| (0..self.events.len()).filter(|i| self.follows(*i, root)).count();
        let mut first: Option<(usize, usize)> = None;
        for root in roots {
            let count = followers(root);
            let takes =
                first.is_none_or(|(known, most)| is_older(root, known) || (!is_older(known, root) && count > most));
            if takes {
                first = Some((root, count));
            }
        }
        first.map(|(root, _)| root)
    }

    /// The place of the event with this hash.
    #[must_use]
    pub fn place(&self, hash: &Hash) -> Option<usize> {
        let made = || self.events.iter().enumerate().rev().map(|(i, e)| (&e.hash, i)).collect();
        self.places.get_or_init(made).get(hash).copied()
    }

    /// The last event that all of `places` are or follow.
    #[must_use]
    pub fn last_shared(&self, places: &[usize]) -> Option<usize> {
        let Some(before) = &self.before else {
            return places.iter().min().copied().or_else(|| self.events.len().checked_sub(1));
        };
        let mut shared = vec![u64::MAX; self.events.len().div_ceil(64)];
        for place in places {
            let own = |word: usize| if word == place / 64 { 1 << (place % 64) } else { 0 };
            for (word, (all, theirs)) in shared.iter_mut().zip(before.get(*place)?).enumerate() {
                *all &= theirs | own(word);
            }
        }
        let last = shared.iter().enumerate().rev().find(|(_, word)| **word != 0);
        let place = last.and_then(|(i, word)| Some(i * 64 + usize::try_from(word.ilog2()).ok()?));
        place.map(|place| place.min(self.events.len().saturating_sub(1)))
    }
}

/// The usual case: each event follows the one before it and no other, and no two have one hash.
fn is_chain(sorted: &[&Event]) -> bool {
    let mut previous = None;
    let linked = sorted.iter().all(|event| match (previous.replace(&event.hash), event.after.as_slice()) {
        (None, []) => true,
        (Some(before), [after]) => before == after,
        _ => false,
    });
    let mut hashes: Vec<&Hash> = sorted.iter().map(|e| &e.hash).collect();
    hashes.sort_unstable();
    linked && hashes.windows(2).all(|pair| pair.first() != pair.last())
}

fn order_of(events: &[&Event]) -> Vec<usize> {
    let index: HashMap<&Hash, usize> = events.iter().enumerate().rev().map(|(i, e)| (&e.hash, i)).collect();
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); events.len()];
    let mut waits: Vec<usize> = vec![0; events.len()];
    for (i, event) in events.iter().enumerate() {
        for parent in event.after.iter().filter_map(|hash| index.get(hash)) {
            if let (Some(list), Some(count)) = (children.get_mut(*parent), waits.get_mut(i)) {
                list.push(i);
                *count += 1;
            }
        }
    }
    let mut ready: BinaryHeap<Reverse<(_, &Hash, usize)>> = events
        .iter()
        .enumerate()
        .filter(|(i, _)| waits.get(*i) == Some(&0))
        .map(|(i, e)| Reverse((e.at, &e.hash, i)))
        .collect();
    let mut order = Vec::with_capacity(events.len());
    while let Some(Reverse((_, _, i))) = ready.pop() {
        order.push(i);
        for child in children.get(i).into_iter().flatten() {
            if let (Some(count), Some(event)) = (waits.get_mut(*child), events.get(*child)) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse((event.at, &event.hash, *child)));
                }
            }
        }
    }
    let mut left: Vec<usize> = (0..events.len()).filter(|i| waits.get(*i).is_some_and(|w| *w > 0)).collect();
    left.sort_by_key(|i| events.get(*i).map(|e| (e.at, &e.hash)));
    order.extend(left);
    order
}

fn ancestors(parents: &[Vec<usize>]) -> Vec<Vec<u64>> {
    let words = parents.len().div_ceil(64);
    let mut all: Vec<Vec<u64>> = Vec::with_capacity(parents.len());
    for list in parents {
        let mut mine = vec![0u64; words];
        for parent in list {
            if let Some(theirs) = all.get(*parent) {
                for (a, b) in mine.iter_mut().zip(theirs) {
                    *a |= b;
                }
            }
            if let Some(word) = mine.get_mut(parent / 64) {
                *word |= 1 << (parent % 64);
            }
        }
        all.push(mine);
    }
    all
}

fn has(set: Option<&Vec<u64>>, i: usize) -> bool {
    set.and_then(|words| words.get(i / 64)).is_some_and(|word| word & (1 << (i % 64)) != 0)
}
