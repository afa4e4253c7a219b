//! The fold of an item's events: which have effect, and what they amount to.

use std::collections::HashMap;

use super::acts::{self, FileKind, Who};
use super::along::{Along, Amount, too_many_branches};
use super::content::{Expected, expected};
use super::graph::{Graph, Older};
use super::lawful::{Law, lawful, may_edit};
use super::refusal::Refusal;
use super::state::State;
use crate::model::event::{Act, Event, Party};
use crate::model::id::{Digest, Handle};
use crate::model::word::VerifyResult;

/// How many events are folded to tell which of several first events counts.
const MAX_FOLDED: usize = 50_000;

impl Amount for State {
    fn weight(&self) -> usize {
        1 + self.actions.len() + self.resources.len()
    }
}

/// What became of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It counts.
    Effective,
    /// It was not lawful after what it follows, and has no effect.
    Unlawful(Refusal),
    /// It was lawful after what it follows but lost a race, and has no effect.
    Overtaken(Refusal),
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
            let fold = Fold::run(&graph, Some(root), law);
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
        let fold = Fold::run(&graph, root, law);
        let Fold { verdicts, state, content, .. } = fold;
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

    /// The events that count, in their order.
    pub fn effective(&self) -> impl Iterator<Item = &'a Event> + '_ {
        self.graph.events().iter().enumerate().filter(|(i, _)| self.counts(*i)).map(|(_, e)| *e)
    }

    /// Whether an overtaken event was looked at: an act of a manager or of the same person follows it. Content that came
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

/// Whether only the owner may do it, so that a manager's role does not help.
fn lawful_as_owner_only(act: Act) -> bool {
    matches!(acts::about(FileKind::Item, act), Some(about) if matches!(about.who, Who::Owner | Who::OwnerOfAction))
}

fn changes_content(act: Act) -> bool {
    acts::about(FileKind::Item, act).is_some_and(|about| about.changes_content)
}

/// Whether the act closes the door to others, or opens it again: a claimed earlier time does not get an act past it that
/// never saw it.
fn closes(act: Act) -> bool {
    matches!(act, Act::Rejected | Act::Deferred | Act::Reopened)
}

/// Whether an act that changes no content of its own may bring other content: by naming what was edited by hand, where
/// edits are possible before or after it. Who signs off vouches for the content anew.
fn adopts(state: &State, event: &Event) -> Result<(), Refusal> {
    if event.edits.as_ref().is_none_or(Vec::is_empty) {
        let said = format!("`{}` changes no content, yet its digest is of another content", event.act);
        return Err(Refusal::new(said));
    }
    let mut after = state.clone();
    after.apply(event);
    if event.act == Act::Implemented || may_edit(state) || may_edit(&after) {
        return Ok(());
    }
    let status = state.status.map(|status| status.to_string()).unwrap_or_default();
    Err(Refusal::new(format!("{{id}} is {status}: what was edited by hand cannot be adopted there"))
        .next("take the edits back (git checkout), or reopen it first: kaizen reopen {id} -m REASON"))
}

/// Why an act has no effect that did not see another one.
fn unseen(other: &Event) -> Refusal {
    Refusal::new(format!("it did not see the `{}` by {} that stands beside it", other.act, other.by))
}

/// The acts of a fold that others may stand beside.
struct Beside<'a> {
    /// Those that gave the item to a new owner.
    hand_overs: Vec<(usize, &'a Handle)>,
    accepted: Vec<usize>,
    /// Those that closed a door, or opened it again, as far as they are judged.
    closed: Vec<usize>,
}

/// The work of one replay.
struct Fold<'g, 'a, 'l> {
    graph: &'g Graph<'a>,
    root: Option<usize>,
    law: &'l Law<'l>,
    /// Why an event is not lawful after what it follows.
    own: Vec<Option<Refusal>>,
    /// The newest event before an event that names an owner of the item.
    owner_by: Vec<Option<usize>>,
    content: Vec<Digest>,
    verdicts: Vec<Verdict>,
    state: State,
}

impl<'g, 'a, 'l> Fold<'g, 'a, 'l> {
    fn run(graph: &'g Graph<'a>, root: Option<usize>, law: &'l Law<'l>) -> Self {
        let count = graph.events().len();
        let mut fold = Fold {
            graph,
            root,
            law,
            own: Vec::with_capacity(count),
            owner_by: Vec::with_capacity(count),
            content: Vec::with_capacity(count),
            verdicts: vec![Verdict::Effective; count],
            state: State::default(),
        };
        let plain = graph.is_linear() && graph.events().iter().all(|e| e.act != Act::Voided);
        if plain {
            fold.run_chain();
        } else {
            fold.run_graph();
        }
        fold
    }

    fn counts(&self, i: usize) -> bool {
        self.verdicts.get(i).is_some_and(Verdict::counts)
    }

    fn event(&self, i: usize) -> Option<&'a Event> {
        self.graph.events().get(i).copied()
    }

    /// The usual case: one chain and nothing void. What an event follows is all that came before it.
    fn run_chain(&mut self) {
        let mut state = State::default();
        for i in 0..self.graph.events().len() {
            let Some(event) = self.event(i) else { break };
            let verdict = self.judge_own(i, event, &state);
            if verdict.is_ok() {
                state.apply(event);
            }
            self.note_own(i, event, verdict);
        }
        self.state = state;
    }

    /// Branches, or void events: each event is judged after what it follows, then all in the one order.
    fn run_graph(&mut self) {
        let mut along = Along::new(self.graph);
        for i in 0..self.graph.events().len() {
            let Some(event) = self.event(i) else { break };
            let Some(mut state) = along.before(i, |before| self.fold_members(before).0) else {
                self.note_own(i, event, Err(too_many_branches()));
                continue;
            };
            let verdict = self.judge_own(i, event, &state);
            let counts = verdict.is_ok();
            self.note_own(i, event, verdict);
            // Nothing before an event happened beside it, so that one which is lawful here counts for what follows it.
            let state = match event.act {
                Act::Voided if counts => along.anew_with(i, |all| self.fold_members(all).0),
                _ => {
                    if counts {
                        state.apply(event);
                    }
                    Some(state)
                }
            };
            along.put(i, state);
        }
        let all: Vec<usize> = (0..self.graph.events().len()).collect();
        let (state, verdicts) = self.fold_members(&all);
        for (i, verdict) in verdicts {
            if let Some(slot) = self.verdicts.get_mut(i) {
                *slot = verdict;
            }
        }
        self.state = state;
    }

    fn note_own(&mut self, i: usize, event: &Event, verdict: Result<(), Refusal>) {
        let content = match (&verdict, self.expected_before(i)) {
            (Err(_), Expected::One(digest)) => digest,
            _ => event.content.clone(),
        };
        self.content.push(content);
        self.owner_by.push(self.graph.parents(i).iter().filter_map(|p| self.names_owner(*p)).max());
        if let (Err(refusal), Some(slot)) = (&verdict, self.verdicts.get_mut(i)) {
            *slot = Verdict::Unlawful(refusal.clone());
        }
        self.own.push(verdict.err());
    }

    fn expected_before(&self, i: usize) -> Expected {
        if self.graph.missing(i).is_empty() {
            expected(self.graph, &self.content, self.graph.parents(i))
        } else {
            Expected::Unknown
        }
    }

    fn judge_own(&self, i: usize, event: &Event, state: &State) -> Result<(), Refusal> {
        if event.after.is_empty() && self.root != Some(i) {
            return Err(Refusal::new("a second event that follows nothing has no effect"));
        }
        if event.act == Act::Voided {
            self.judge_void_target(i, event)?;
        }
        lawful(state, event, self.law)?;
        match self.expected_before(i) {
            Expected::One(digest) if digest != event.content && !changes_content(event.act) => adopts(state, event),
            _ => Ok(()),
        }
    }

    fn judge_void_target(&self, i: usize, event: &Event) -> Result<(), Refusal> {
        let target = event.event.as_ref().and_then(|hash| self.graph.place(hash));
        let Some(target) = target.filter(|t| self.graph.follows(i, *t)) else {
            return Err(Refusal::new("`void` names an event that it follows; this one it does not"));
        };
        match self.event(target).map(|e| e.act) {
            Some(Act::Voided) => Err(Refusal::new("a `voided` cannot be made void")),
            Some(Act::Raised) if self.root == Some(target) => {
                Err(Refusal::new("what raised an item cannot be made void").next("kaizen reject {id} -m REASON"))
            }
            _ => Ok(()),
        }
    }

    /// Folds the events of a closed set, those judged already after what they follow.
    fn fold_members(&self, members: &[usize]) -> (State, Vec<(usize, Verdict)>) {
        let lawful_own = |i: &usize| self.own.get(*i).is_some_and(Option::is_none);
        let mut voids: HashMap<usize, usize> = HashMap::new();
        for i in members.iter().filter(|i| lawful_own(i)) {
            let target = self.event(*i).filter(|e| e.act == Act::Voided).and_then(|e| e.event.as_ref());
            if let Some(target) = target.and_then(|hash| self.graph.place(hash)) {
                voids.entry(target).or_insert(*i);
            }
        }
        let lawful_act = |wanted: fn(Act) -> bool| {
            let done = members.iter().copied().filter(|i| lawful_own(i));
            done.filter(move |i| self.event(*i).is_some_and(|event| wanted(event.act)))
        };
        let closers: Vec<usize> = lawful_act(closes).filter(|i| !voids.contains_key(i)).collect();
        let mut beside = Beside {
            hand_overs: self.hand_overs(members, &voids),
            accepted: lawful_act(|act| act == Act::Accepted).collect(),
            closed: Vec::new(),
        };
        let mut state = State::default();
        let mut verdicts = Vec::with_capacity(members.len());
        for i in self.closers_first(members, &closers) {
            let Some(event) = self.event(i) else { continue };
            let verdict = if let Some(by) = voids.get(&i) {
                Verdict::Void(*by)
            } else if let Some(Some(refusal)) = self.own.get(i) {
                Verdict::Unlawful(refusal.clone())
            } else {
                self.judge_in_order(i, event, &state, &beside)
            };
            match &verdict {
                Verdict::Effective => state.apply(event),
                Verdict::Beside(_) => state.apply_beside(event),
                Verdict::Unlawful(_) | Verdict::Overtaken(_) | Verdict::Void(_) => {}
            }
            if verdict == Verdict::Effective && closes(event.act) {
                beside.closed.push(i);
            }
            verdicts.push((i, verdict));
        }
        (state, verdicts)
    }

    /// The members in the order in which they are judged: what stands beside a closing act comes after it, whatever time
    /// it claims.
    fn closers_first(&self, members: &[usize], closers: &[usize]) -> Vec<usize> {
        if closers.is_empty() || self.graph.is_linear() {
            return members.to_vec();
        }
        let mut taken = Vec::new();
        let mut order: Vec<usize> = closers.iter().flat_map(|closer| self.graph.take(*closer, &mut taken)).collect();
        let is_taken = |i: usize| taken.get(i / 64).is_some_and(|word| word & (1 << (i % 64)) != 0);
        order.extend(members.iter().copied().filter(|i| !is_taken(*i)));
        order
    }

    /// The acts among `members` that gave the item to a new owner.
    fn hand_overs(&self, members: &[usize], voids: &HashMap<usize, usize>) -> Vec<(usize, &'a Handle)> {
        members
            .iter()
            .filter(|i| self.own.get(**i).is_some_and(Option::is_none) && !voids.contains_key(*i))
            .filter_map(|i| {
                let event = self.event(*i).filter(|e| e.act == Act::Amended)?;
                Some((*i, event.terms.as_ref()?.owner.as_ref()?))
            })
            .collect()
    }

    /// What was lawful after what it follows, judged in the one order of all.
    fn judge_in_order(&self, i: usize, event: &Event, state: &State, beside: &Beside<'_>) -> Verdict {
        let failed = event.act == Act::Verified && event.result.is_some_and(|r| r != VerifyResult::Effective);
        if event.act == Act::Voided {
            return Verdict::Effective;
        }
        if failed {
            return lawful(state, event, self.law).map_or_else(Verdict::Beside, |()| Verdict::Effective);
        }
        if event.act == Act::Edited
            && event.terms.is_some()
            && let Some(accepted) = self.first_beside(i, &beside.accepted)
        {
            // Terms that were proposed by who did not see that others were agreed on count for nothing, whatever time
            // they claim.
            return Verdict::Overtaken(unseen(accepted));
        }
        if changes_content(event.act) && event.act != Act::Raised {
            return match lawful(state, event, self.law) {
                Ok(()) => Verdict::Effective,
                Err(refusal) if event.act == Act::Edited && event.terms.is_some() => Verdict::Overtaken(refusal),
                Err(refusal) => Verdict::Beside(refusal),
            };
        }
        let moves = matches!(event.act, Act::Accepted | Act::Started | Act::Implemented | Act::Verified);
        if moves && let Some(closer) = self.first_beside(i, &beside.closed) {
            return Verdict::Overtaken(unseen(closer));
        }
        let by_owner = matches!(event.act, Act::Started | Act::Done | Act::Implemented | Act::Replanned | Act::Dropped);
        if by_owner
            && let Party::Person(by) = &event.by
            && (lawful_as_owner_only(event.act) || !self.law.authority.is_manager(by, event.at))
            && self.owned(i, by)
            && let Some((_, to)) = beside.hand_overs.iter().find(|(h, to)| self.graph.side_by_side(i, *h) && *to != by)
        {
            return Verdict::Overtaken(Refusal::new(format!("the item was handed over to {to} at the same time")));
        }
        match lawful(state, event, self.law) {
            Ok(()) => Verdict::Effective,
            Err(refusal) => Verdict::Overtaken(refusal),
        }
    }

    /// The first of some events that stands beside event `i`.
    fn first_beside(&self, i: usize, among: &[usize]) -> Option<&'a Event> {
        among.iter().find(|other| self.graph.side_by_side(i, **other)).and_then(|other| self.event(*other))
    }

    /// Whether `by` acted as the owner of the item rather than of one of its actions.
    fn owned(&self, i: usize, by: &Handle) -> bool {
        let named = self.owner_by.get(i).copied().flatten().and_then(|at| self.event(at));
        named.and_then(|e| e.terms.as_ref()?.owner.as_ref()) == Some(by)
    }

    /// The newest event that names an owner of the item, of this one and what it follows.
    fn names_owner(&self, i: usize) -> Option<usize> {
        let lawful = self.own.get(i).is_some_and(Option::is_none);
        let names = self.event(i).is_some_and(|e| {
            !matches!(e.act, Act::Planned | Act::Replanned) && e.terms.as_ref().is_some_and(|t| t.owner.is_some())
        });
        if lawful && names { Some(i) } else { self.owner_by.get(i).copied().flatten() }
    }
}

#[cfg(test)]
mod tests;
