//! The events of people.toml and register.toml: each change is judged by the people that the events it follows make.

use std::collections::HashSet;

use super::acts::{self, FileKind};
use super::graph::{Graph, Older};
use super::incremental_fold::{Along, Amount, too_many_branches};
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
        let count = graph.events().len();
        let root = match founding {
            Some(hash) => graph.place(hash),
            None => graph.founding(older),
        };
        let mut ledger = Ledger { graph, refused: Vec::with_capacity(count), voided_by: vec![None; count], root };
        ledger.refused = ledger.judged(file, &add, &judge);
        let all: Vec<usize> = (0..count).collect();
        for (target, by) in voids(&ledger.graph, &ledger.refused, &all) {
            if let Some(slot) = ledger.voided_by.get_mut(target) {
                *slot = Some(by);
            }
        }
        ledger
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
                if event.after.is_empty() && self.root != Some(i) {
                    return Err(Refusal::new("a second event that follows nothing has no effect"));
                }
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

    fn judge_void(&self, file: FileKind, i: usize, event: &Event) -> Result<(), Refusal> {
        let target = event.event.as_ref().and_then(|hash| self.graph.place(hash));
        match target {
            Some(t) if self.graph.follows(i, t) => match self.graph.events().get(t).map(|e| e.act) {
                Some(Act::Voided) => Err(Refusal::new("a `voided` cannot be made void")),
                // A first seal founds nothing that others rest on.
                _ if self.root == Some(t) && file != FileKind::Seals => {
                    Err(Refusal::new("the first event of this file founds it and cannot be made void"))
                }
                _ => Ok(()),
            },
            _ => Err(Refusal::new("`void` names an event that it follows; this one it does not")),
        }
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
    pub fn unjoined(&self, joins: impl Fn(&Event) -> bool) -> Vec<&'a Event> {
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

/// The events among some that made another one void, each after its target.
fn voids<'g>(
    graph: &'g Graph<'_>,
    refused: &'g [Option<Refusal>],
    among: &'g [usize],
) -> impl Iterator<Item = (usize, usize)> + 'g {
    among.iter().filter(|i| refused.get(**i).is_some_and(Option::is_none)).filter_map(|i| {
        let event = graph.events().get(*i).filter(|e| e.act == Act::Voided)?;
        Some((graph.place(event.event.as_ref()?)?, *i))
    })
}

fn effective<'a>(graph: &Graph<'a>, refused: &[Option<Refusal>], among: &[usize]) -> Vec<&'a Event> {
    let void: HashSet<usize> = voids(graph, refused, among).map(|(target, _)| target).collect();
    let counting = among.iter().filter(|i| refused.get(**i).is_some_and(Option::is_none) && !void.contains(i));
    counting.filter_map(|i| graph.events().get(*i).copied()).collect()
}

#[cfg(test)]
mod tests;
