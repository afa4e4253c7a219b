//! A fold along the graph: what the events before each one amount to, handed on from event to event, so that the work
//! grows with the file and not with its square.

use super::graph::Graph;
use super::refusal::Refusal;

/// How many events may be folded again in one file, where branches meet or an event is made void. A chain of 5,000
/// events may hold some fifty such places, one of 500 as many as it has events.
const MAX_AGAIN: usize = 250_000;

/// What events amount to.
pub(super) trait Amount: Clone + Default {
    /// How much there is to copy, in entries.
    fn weight(&self) -> usize;
}

/// The refusal for an event that comes after too many branches: it is not judged, so it has no effect.
pub(super) fn too_many_branches() -> Refusal {
    Refusal::new("the events of this file branch too often to be judged, from this one on")
        .next("take out what made the branches (git log -p FILE shows it), or raise a new item")
}

/// A fold along the graph. Events are asked in their order: [`Along::before`] first, then [`Along::put`].
pub(super) struct Along<'g, 'a, S> {
    graph: &'g Graph<'a>,
    /// The one event that each follows, where what it follows besides comes before that one.
    heads: Vec<Option<usize>>,
    /// How many events still ask for what there is after an event.
    waiting: Vec<usize>,
    after: Vec<Option<S>>,
    left: usize,
}

impl<'g, 'a, S: Amount> Along<'g, 'a, S> {
    pub(super) fn new(graph: &'g Graph<'a>) -> Self {
        let count = graph.events().len();
        let heads: Vec<Option<usize>> = (0..count).map(|i| head(graph, i)).collect();
        let mut waiting = vec![0; count];
        for head in heads.iter().flatten() {
            if let Some(number) = waiting.get_mut(*head) {
                *number += 1;
            }
        }
        Along { graph, heads, waiting, after: (0..count).map(|_| None).collect(), left: MAX_AGAIN }
    }

    /// What the events before event `i` amount to; `fold` does it anew from the places of events, where branches meet.
    /// `None` where that was done too often.
    pub(super) fn before(&mut self, i: usize, fold: impl FnOnce(&[usize]) -> S) -> Option<S> {
        let Some(head) = self.heads.get(i).copied().flatten() else {
            let members: Vec<usize> = self.graph.closure(i).collect();
            return if members.is_empty() { Some(S::default()) } else { self.anew(&members, fold) };
        };
        let waiting = self.waiting.get_mut(head)?;
        *waiting -= 1;
        let kept = self.after.get_mut(head)?;
        if *waiting == 0 {
            return kept.take();
        }
        let copy = kept.clone()?;
        self.charge(copy.weight())?;
        Some(copy)
    }

    /// What event `i` and those before it amount to, folded anew since `i` makes another one void.
    pub(super) fn anew_with(&mut self, i: usize, fold: impl FnOnce(&[usize]) -> S) -> Option<S> {
        let members: Vec<usize> = self.graph.closure(i).chain([i]).collect();
        self.anew(&members, fold)
    }

    /// Keeps what event `i` and those before it amount to.
    pub(super) fn put(&mut self, i: usize, state: Option<S>) {
        if self.waiting.get(i).is_some_and(|number| *number > 0)
            && let Some(slot) = self.after.get_mut(i)
        {
            *slot = state;
        }
    }

    fn anew(&mut self, members: &[usize], fold: impl FnOnce(&[usize]) -> S) -> Option<S> {
        self.charge(members.len())?;
        let state = fold(members);
        self.charge(state.weight())?;
        Some(state)
    }

    fn charge(&mut self, work: usize) -> Option<()> {
        self.left = self.left.checked_sub(work)?;
        Some(())
    }
}

/// The one event that event `i` follows, where the others that it names come before that one.
fn head(graph: &Graph<'_>, i: usize) -> Option<usize> {
    let (last, others) = graph.parents(i).split_last()?;
    others.iter().all(|other| graph.follows(*last, *other)).then_some(*last)
}
