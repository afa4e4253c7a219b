//! The fold of an item's events: which have effect, and what they amount to.

mod judging;
mod precedence;

use judging::Judging;

use super::content::{Expected, expected};
use super::graph::{Graph, Older};
use super::lawful::Law;
use super::refusal::Refusal;
use super::state::State;
use crate::model::event::{Act, Event};
use crate::model::id::{Digest, Hash};

/// How many events are folded to tell which of several first events counts.
const MAX_FOLDED: usize = 50_000;

/// What became of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Effective,
    /// It was not lawful after what it follows, and has no effect.
    Unlawful(Refusal),
    /// It was lawful after what it follows but lost a race, and has no effect.
    Superseded(Refusal),
    /// A change of content that came beside the act which closed the door to it: the content stands, since nothing
    /// written is lost, but nothing that was agreed or decided moves by it, and somebody has to look at it.
    Beside(Refusal),
    /// A later event made it void.
    Void(usize),
}

/// An item's events, replayed.
#[derive(Debug)]
pub struct Replay<'a> {
    /// The events in their order.
    pub graph: Graph<'a>,
    /// What became of each.
    pub verdicts: Vec<Verdict>,
    /// What those that count amount to.
    pub state: State,
    /// The content of the file after each event.
    pub content: Vec<Digest>,
}

impl<'a> Replay<'a> {
    /// Replays `events` under `law`. Of several events that follow nothing, the one that the first lawful `accepted`
    /// follows counts; before there is one, the one that founds the file (see [`Graph::founding`]).
    #[must_use]
    pub fn new(events: impl IntoIterator<Item = &'a Event>, law: &Law<'_>, older: Option<Older<'_>>) -> Self {
        let graph = Graph::new(events);
        let roots = graph.roots();
        let Some(first) = graph.founding(older) else {
            return Replay::from_root(graph, None, law);
        };
        if roots.len() == 1 {
            return Replay::from_root(graph, Some(first), law);
        }
        let accepted = |root: usize| {
            let fold = Judging::run(&graph, Some(root), law);
            (0..graph.events().len()).find(|i| {
                fold.counts(*i)
                    && graph.events().get(*i).is_some_and(|e| e.act == Act::Accepted)
                    && graph.follows(*i, root)
            })
        };
        // Each takes a fold of its own. One that no acceptance follows needs none, and so many are nobody's work.
        let accepts: Vec<usize> = (0..graph.events().len())
            .filter(|i| graph.events().get(*i).is_some_and(|e| e.act == Act::Accepted))
            .collect();
        let may = |root: &&usize| accepts.iter().any(|i| graph.follows(*i, **root));
        let asked: Vec<&usize> = roots.iter().filter(may).take(MAX_FOLDED / graph.events().len()).collect();
        let chosen =
            asked.iter().filter_map(|r| accepted(**r).map(|place| (place, **r))).min().map_or(first, |(_, r)| r);
        Replay::from_root(graph, Some(chosen), law)
    }

    fn from_root(graph: Graph<'a>, root: Option<usize>, law: &Law<'_>) -> Self {
        let fold = Judging::run(&graph, root, law);
        let Judging { verdicts, state, content, .. } = fold;
        Replay { graph, verdicts, state, content }
    }

    /// The content that the file must have.
    #[must_use]
    pub fn expected_content(&self) -> Expected {
        expected(&self.graph, &self.content, &self.graph.newest())
    }

    /// The content that the file had before event `i`.
    #[must_use]
    pub fn expected_before(&self, i: usize) -> Expected {
        if self.graph.missing(i).is_empty() {
            expected(&self.graph, &self.content, self.graph.parents(i))
        } else {
            Expected::Unknown
        }
    }

    /// Whether event `i` counts.
    #[must_use]
    pub fn counts(&self, i: usize) -> bool {
        self.verdicts.get(i).is_some_and(Verdict::counts)
    }

    /// Whether event `i` was made void.
    #[must_use]
    pub fn is_void(&self, i: usize) -> bool {
        matches!(self.verdicts.get(i), Some(Verdict::Void(_)))
    }

    /// The act that made an event void.
    #[must_use]
    pub fn voided_by(&self, hash: &Hash) -> Option<&'a Event> {
        match self.verdicts.get(self.graph.place(hash)?)? {
            Verdict::Void(by) => self.graph.events().get(*by).copied(),
            _ => None,
        }
    }

    /// The events that count, in their order.
    pub fn effective(&self) -> impl Iterator<Item = &'a Event> + '_ {
        self.graph.events().iter().enumerate().filter(|(i, _)| self.counts(*i)).map(|(_, e)| *e)
    }

    /// Whether an superseded event was looked at: an act of a manager or of the same person follows it. Content that came
    /// beside the closing of a door stands, so that it takes more: an act that follows both, by a manager, or one that
    /// opens the door or vouches for the content anew.
    #[must_use]
    pub fn is_answered(&self, i: usize, law: &Law<'_>) -> bool {
        let Some(lost) = self.graph.events().get(i) else { return false };
        let stands = matches!(self.verdicts.get(i), Some(Verdict::Beside(_)));
        let beside: Vec<usize> = (0..self.graph.events().len())
            .filter(|other| stands && self.counts(*other) && self.graph.side_by_side(i, *other))
            .collect();
        self.graph.events().iter().enumerate().skip(i + 1).any(|(later, event)| {
            let by_manager = || event.by.handle().is_some_and(|by| law.authority.is_manager(by, event.at));
            let enough = if stands {
                matches!(event.act, Act::Implemented | Act::Reopened | Act::Accepted)
            } else {
                event.by == lost.by
            };
            self.graph.follows(later, i)
                && self.counts(later)
                && (enough || by_manager())
                && beside.iter().all(|other| *other == later || self.graph.follows(later, *other))
        })
    }
}

impl Verdict {
    /// Whether an event with this verdict counts.
    #[must_use]
    pub fn counts(&self) -> bool {
        matches!(self, Verdict::Effective | Verdict::Beside(_))
    }
}

#[cfg(test)]
mod tests;
