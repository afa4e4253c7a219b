//! The events of people.toml and register.toml: each change is judged by the people that the events it follows make.

use std::collections::HashSet;

use super::acts::{self, FileKind};
use super::graph::{Graph, Older};
use super::incremental_fold::{Along, Amount, too_many_branches};
use super::judge::{check_first, founds_file, void_target, voids};
use super::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::model::id::Hash;

/// What became of the events of people.toml or register.toml.
#[derive(Debug)]
pub struct Ledger<'a> {
    /// The events in their order.
    pub graph: Graph<'a>,
    /// Why an event has no effect; `None` where it is lawful.
    pub refused: Vec<Option<Refusal>>,
    /// The event that made an event void.
    pub voided_by: Vec<Option<usize>>,
    /// The event that founds the file.
    pub root: Option<usize>,
}

impl<'a> Ledger<'a> {
    /// Replays `events` of a kind of file. `founding` is the one first event that may follow nothing, where it is known
    /// from elsewhere, else `older` tells; `add` adds an event that counts to what those before it amount to, and `judge`
    /// gets an event and what the effective events that it follows amount to.
    pub(super) fn replay<S: Amount>(
        file: FileKind,
        events: impl IntoIterator<Item = &'a Event>,
        (founding, older): (Option<&Hash>, Option<Older<'_>>),
        add: impl Fn(&mut S, &Event),
        judge: impl Fn(&Event, &S) -> Result<(), Refusal>,
    ) -> Self {
        let graph = Graph::new(events);
        let root = match founding {
            Some(hash) => graph.place(hash),
            None => graph.founding(older),
        };
        let mut ledger = Ledger::unjudged(graph, root);
        ledger.refused = ledger.judged(file, &add, &judge);
        ledger.note_voids();
        ledger
    }

    /// Notes which event made which one void.
    pub(super) fn note_voids(&mut self) {
        let all: Vec<usize> = (0..self.graph.events().len()).collect();
        for (target, by) in voids(&self.graph, |i| is_lawful(&self.refused, i), &all) {
            if let Some(slot) = self.voided_by.get_mut(target) {
                slot.get_or_insert(by);
            }
        }
    }

    /// The events of a file that is founded by the one at `root`, before any is judged.
    pub(super) fn unjudged(graph: Graph<'a>, root: Option<usize>) -> Self {
        let count = graph.events().len();
        Ledger { graph, refused: Vec::with_capacity(count), voided_by: vec![None; count], root }
    }

    fn judged<S: Amount>(
        &self,
        file: FileKind,
        add: &impl Fn(&mut S, &Event),
        judge: &impl Fn(&Event, &S) -> Result<(), Refusal>,
    ) -> Vec<Option<Refusal>> {
        let graph = &self.graph;
        let mut refused: Vec<Option<Refusal>> = Vec::with_capacity(graph.events().len());
        let mut along = Along::new(graph);
        let fold = |refused: &[Option<Refusal>], among: &[usize]| {
            let mut state = S::default();
            effective(graph, refused, among).into_iter().for_each(|event| add(&mut state, event));
            state
        };
        for (i, event) in graph.events().iter().enumerate() {
            let Some(mut state) = along.before(i, |among| fold(&refused, among)) else {
                refused.push(Some(too_many_branches()));
                continue;
            };
            let verdict = acts::of(file, event).and_then(|about| about.check_words(event)).and_then(|()| {
                check_first(event, i, self.root)?;
                if event.act == Act::Voided {
                    self.judge_void(file, i, event)?;
                }
                judge(event, &state)
            });
            let counts = verdict.is_ok();
            refused.push(verdict.err());
            let state = match event.act {
                Act::Voided if counts => along.anew_with(i, |among| fold(&refused, among)),
                _ => {
                    if counts {
                        add(&mut state, event);
                    }
                    Some(state)
                }
            };
            along.put(i, state);
        }
        refused
    }

    /// The event that a `voided` may make void. A first seal founds nothing that others rest on.
    pub(super) fn judge_void(&self, file: FileKind, i: usize, event: &Event) -> Result<usize, Refusal> {
        let founds = |target: usize| self.root == Some(target) && file != FileKind::Seals;
        void_target(&self.graph, i, event, |target, _| founds(target).then(founds_file))
    }

    /// Whether the event at a place was made void.
    #[must_use]
    pub fn is_void(&self, i: usize) -> bool {
        self.voided_by.get(i).is_some_and(Option::is_some)
    }

    /// The act that made an event void.
    #[must_use]
    pub fn voided_by(&self, hash: &Hash) -> Option<&'a Event> {
        let by = self.voided_by.get(self.graph.place(hash)?).copied().flatten()?;
        self.graph.events().get(by).copied()
    }

    /// Acts that stand side by side while no effective act that `joins` follows both; nothing where all is in one line.
    #[must_use]
    pub fn unreconciled(&self, joins: impl Fn(&Event) -> bool) -> Vec<&'a Event> {
        if self.graph.is_linear() {
            return Vec::new();
        }
        let events = self.graph.events();
        let refused = |i: usize| self.refused.get(i).is_some_and(Option::is_some);
        let counts = |i: usize| !refused(i) && !self.is_void(i);
        let joining: Vec<usize> =
            (0..events.len()).filter(|i| counts(*i) && events.get(*i).is_some_and(|event| joins(event))).collect();
        let left = |i: &usize| !joining.iter().any(|join| self.graph.follows(*join, *i));
        let left: Vec<usize> = (0..events.len()).filter(left).collect();
        let beside = left.windows(2).find_map(|pair| match pair {
            [one, next] if !self.graph.follows(*next, *one) => Some([*one, *next]),
            _ => None,
        });
        beside.into_iter().flatten().filter_map(|i| events.get(i).copied()).collect()
    }

    /// All events that count, in their order.
    #[must_use]
    pub fn effective(&self) -> Vec<&'a Event> {
        effective(&self.graph, &self.refused, &(0..self.graph.events().len()).collect::<Vec<_>>())
    }

    /// All events that counted once, those that were made void later among them, in their order.
    #[must_use]
    pub fn ever_effective(&self) -> Vec<&'a Event> {
        let refused = self.refused.iter();
        self.graph.events().iter().zip(refused).filter(|(_, why)| why.is_none()).map(|(event, _)| *event).collect()
    }

    /// The events that count among those at these places and what they follow.
    #[must_use]
    pub fn effective_up_to(&self, places: &[usize]) -> Vec<&'a Event> {
        let mut among: Vec<usize> = places.iter().flat_map(|place| self.graph.closure(*place)).collect();
        among.extend(places);
        among.sort_unstable();
        among.dedup();
        effective(&self.graph, &self.refused, &among)
    }
}

fn is_lawful(refused: &[Option<Refusal>], i: usize) -> bool {
    refused.get(i).is_some_and(Option::is_none)
}

fn effective<'a>(graph: &Graph<'a>, refused: &[Option<Refusal>], among: &[usize]) -> Vec<&'a Event> {
    let void: HashSet<usize> = voids(graph, |i| is_lawful(refused, i), among).map(|(target, _)| target).collect();
    let counting = among.iter().filter(|i| is_lawful(refused, **i) && !void.contains(i));
    counting.filter_map(|i| graph.events().get(*i).copied()).collect()
}

#[cfg(test)]
mod tests;
