//! The events of people.toml and register.toml: each change is judged by the people that the events it follows make.

use super::acts::{self, FileKind};
use super::graph::{Graph, Older};
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
    /// from elsewhere, else `older` tells; `judge` gets an event and the effective events that it follows.
    pub fn replay(
        file: FileKind,
        events: impl IntoIterator<Item = &'a Event>,
        founding: Option<&Hash>,
        older: Option<Older<'_>>,
        judge: impl Fn(&Event, &[&Event]) -> Result<(), Refusal>,
    ) -> Self {
        let graph = Graph::new(events);
        let count = graph.events().len();
        let root = match founding {
            Some(hash) => graph.place(hash),
            None => graph.founding(older),
        };
        let mut ledger = Ledger { graph, refused: vec![None; count], voided_by: vec![None; count], root };
        for i in 0..count {
            let Some(event) = ledger.graph.events().get(i).copied() else { break };
            let before: Vec<usize> = ledger.graph.closure(i).collect();
            let seen = ledger.effective_of(&before);
            let verdict = acts::of(file, event).and_then(|about| about.check_words(event)).and_then(|()| {
                if event.after.is_empty() && root != Some(i) {
                    return Err(Refusal::new("a second event that follows nothing has no effect"));
                }
                if event.act == Act::Voided {
                    ledger.judge_void(file, i, event)?;
                }
                judge(event, &seen)
            });
            if let Some(slot) = ledger.refused.get_mut(i) {
                *slot = verdict.err();
            }
        }
        for (target, by) in ledger.voids(&(0..count).collect::<Vec<_>>()) {
            if let Some(slot) = ledger.voided_by.get_mut(target) {
                *slot = Some(by);
            }
        }
        ledger
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

    fn is_refused(&self, i: usize) -> bool {
        self.refused.get(i).is_some_and(Option::is_some)
    }

    fn voids(&self, among: &[usize]) -> Vec<(usize, usize)> {
        let events = self.graph.events();
        among
            .iter()
            .filter(|i| !self.is_refused(**i))
            .filter_map(|i| {
                let event = events.get(*i).filter(|e| e.act == Act::Voided)?;
                Some((self.graph.place(event.event.as_ref()?)?, *i))
            })
            .collect()
    }

    fn effective_of(&self, among: &[usize]) -> Vec<&'a Event> {
        let void: Vec<usize> = self.voids(among).into_iter().map(|(target, _)| target).collect();
        among
            .iter()
            .filter(|i| !self.is_refused(**i) && !void.contains(i))
            .filter_map(|i| self.graph.events().get(*i).copied())
            .collect()
    }

    /// Acts that stand side by side while no effective act that `joins` follows both; nothing where all is in one line.
    #[must_use]
    pub fn unjoined(&self, joins: impl Fn(&Event) -> bool) -> Vec<&'a Event> {
        if self.graph.is_linear() {
            return Vec::new();
        }
        let events = self.graph.events();
        let counts = |i: usize| !self.is_refused(i) && !self.is_void(i);
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
        self.effective_of(&(0..self.graph.events().len()).collect::<Vec<_>>())
    }

    /// All events that counted once, those that were made void later among them, in their order.
    #[must_use]
    pub fn ever_effective(&self) -> Vec<&'a Event> {
        let refused = self.refused.iter();
        self.graph.events().iter().zip(refused).filter(|(_, why)| why.is_none()).map(|(event, _)| *event).collect()
    }

    /// The events that count among those with these hashes and what they follow; empty where none of them is there.
    #[must_use]
    pub fn effective_up_to(&self, hashes: &[&Hash]) -> Vec<&'a Event> {
        let places: Vec<usize> = hashes.iter().filter_map(|hash| self.graph.place(hash)).collect();
        let mut among: Vec<usize> = places.iter().flat_map(|place| self.graph.closure(*place)).collect();
        among.extend(places);
        among.sort_unstable();
        among.dedup();
        self.effective_of(&among)
    }
}
