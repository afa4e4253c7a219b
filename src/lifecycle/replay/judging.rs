//! The work of one replay: each event is judged after what it follows, then all in one order.

use std::collections::HashMap;

use super::Verdict;
use super::precedence::{ActsBeside, Tier, precedence, tier};
use crate::lifecycle::acts::{self, FileKind, Who};
use crate::lifecycle::content::{Expected, expected};
use crate::lifecycle::graph::Graph;
use crate::lifecycle::incremental_fold::{Along, Amount, too_many_branches};
use crate::lifecycle::judge::{check_first, void_target, voids as voids_among};
use crate::lifecycle::lawful::{Law, lawful, may_edit};
use crate::lifecycle::refusal::Refusal;
use crate::lifecycle::state::State;
use crate::model::event::{Act, Event};
use crate::model::id::{Digest, Handle, PartId};

impl Amount for State {
    fn weight(&self) -> usize {
        1 + self.actions.len() + self.resources.len()
    }
}

fn changes_content(act: Act) -> bool {
    acts::about(FileKind::Item, act).is_some_and(|about| about.changes_content)
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

/// An act that gave the item, or one of its actions, to somebody else.
struct HandOver<'a> {
    place: usize,
    action: Option<&'a PartId>,
    to: &'a Handle,
}

/// The work of one replay.
pub(super) struct Judging<'g, 'a, 'l> {
    graph: &'g Graph<'a>,
    root: Option<usize>,
    law: &'l Law<'l>,
    /// Why an event is not lawful after what it follows.
    pub(super) own: Vec<Option<Refusal>>,
    /// The newest event before an event that names an owner of the item.
    pub(super) owner_by: Vec<Option<usize>>,
    /// What weighs an event among those beside it.
    tiers: Vec<Tier>,
    pub(super) content: Vec<Digest>,
    pub(super) verdicts: Vec<Verdict>,
    pub(super) state: State,
}

impl<'g, 'a, 'l> Judging<'g, 'a, 'l> {
    pub(super) fn run(graph: &'g Graph<'a>, root: Option<usize>, law: &'l Law<'l>) -> Self {
        let count = graph.events().len();
        let mut fold = Judging {
            graph,
            root,
            law,
            own: Vec::with_capacity(count),
            owner_by: Vec::with_capacity(count),
            tiers: Vec::with_capacity(count),
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

    pub(super) fn counts(&self, i: usize) -> bool {
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
        self.tiers.push(tier(event, self.law));
        self.own.push(verdict.err());
    }

    fn expected_before(&self, i: usize) -> Expected {
        if self.graph.missing(i).is_empty() {
            expected(self.graph, &self.content, self.graph.parents(i))
        } else {
            Expected::Unknown
        }
    }

    pub(super) fn judge_own(&self, i: usize, event: &Event, state: &State) -> Result<(), Refusal> {
        check_first(event, i, self.root)?;
        if event.act == Act::Voided {
            let raised = |target: usize, voided: &Event| voided.act == Act::Raised && self.root == Some(target);
            let why = || Refusal::new("what raised an item cannot be made void").next("kaizen reject {id} -m REASON");
            void_target(self.graph, i, event, |target, voided| raised(target, voided).then(why))?;
        }
        lawful(state, event, self.law)?;
        match self.expected_before(i) {
            Expected::One(digest) if digest != event.content && !changes_content(event.act) => adopts(state, event),
            _ => Ok(()),
        }
    }

    /// Folds the events of a closed set, those judged already after what they follow.
    pub(super) fn fold_members(&self, members: &[usize]) -> (State, Vec<(usize, Verdict)>) {
        let lawful_own = |i: &usize| self.own.get(*i).is_some_and(Option::is_none);
        let mut voids: HashMap<usize, usize> = HashMap::new();
        for (target, by) in voids_among(self.graph, |i| lawful_own(&i), members) {
            voids.entry(target).or_insert(by);
        }
        let weighs = |i: &usize| lawful_own(i) && !voids.contains_key(i);
        let mut standing = ActsBeside::among(self.graph, members.iter().copied().filter(weighs), |i| self.tier(i));
        let hand_overs = self.hand_overs(members.iter().copied().filter(weighs));
        let mut state = State::default();
        let mut verdicts = Vec::with_capacity(members.len());
        for i in precedence(self.graph, members, |i| if weighs(&i) { self.tier(i) } else { Tier::Other }) {
            let Some(event) = self.event(i) else { continue };
            let verdict = if let Some(by) = voids.get(&i) {
                Verdict::Void(*by)
            } else if let Some(Some(refusal)) = self.own.get(i) {
                Verdict::Unlawful(refusal.clone())
            } else {
                self.judge_in_order(i, event, &state, &standing, &hand_overs)
            };
            match &verdict {
                Verdict::Effective => state.apply(event),
                Verdict::Beside(_) => state.apply_beside(event),
                Verdict::Void(_) => state.make_void(event),
                Verdict::Unlawful(_) | Verdict::Superseded(_) => {}
            }
            if verdict.counts() {
                standing.keep(i, self.tier(i));
            }
            verdicts.push((i, verdict));
        }
        (state, verdicts)
    }

    fn tier(&self, i: usize) -> Tier {
        self.tiers.get(i).copied().unwrap_or(Tier::Other)
    }

    /// The acts among `members` that gave the item, or one of its actions, to somebody else.
    fn hand_overs(&self, members: impl Iterator<Item = usize>) -> Vec<HandOver<'a>> {
        members
            .filter_map(|place| {
                let event = self.event(place)?;
                let to = event.terms.as_ref()?.owner.as_ref()?;
                match event.act {
                    Act::Amended => Some(HandOver { place, action: None, to }),
                    Act::Replanned => Some(HandOver { place, action: event.action.as_ref(), to }),
                    _ => None,
                }
            })
            .collect()
    }

    /// What was lawful after what it follows, judged in the one order of all.
    fn judge_in_order(
        &self,
        i: usize,
        event: &Event,
        state: &State,
        standing: &ActsBeside,
        hand_overs: &[HandOver<'_>],
    ) -> Verdict {
        let fits = lawful(state, event, self.law);
        match event.act {
            Act::Voided => return Verdict::Effective,
            // Short of effective: what did not work did not work, whatever stands beside it.
            Act::Verified if self.tier(i) == Tier::Failed => {
                return fits.map_or_else(Verdict::Beside, |()| Verdict::Effective);
            }
            _ => {}
        }
        let unseen = self.unseen(i, event, standing).map(unseen);
        let lost = unseen.or_else(|| self.handed_over(i, event, hand_overs)).or_else(|| fits.err());
        match lost {
            None => Verdict::Effective,
            // Terms that were proposed by who did not see what was agreed on count for nothing.
            Some(why) if event.act == Act::Edited && event.terms.is_some() => Verdict::Superseded(why),
            Some(why) if changes_content(event.act) && event.act != Act::Raised => Verdict::Beside(why),
            Some(why) => Verdict::Superseded(why),
        }
    }

    /// The act beside event `i` that it had to see.
    fn unseen(&self, i: usize, event: &Event, standing: &ActsBeside) -> Option<&'a Event> {
        let graph = self.graph;
        let closer = || standing.closer_beside(graph, i);
        let criterion = |other: usize| {
            self.event(other)?.terms.as_ref().map(|t| t.success_criterion.is_some()).filter(|named| *named)
        };
        let place = match event.act {
            Act::Accepted | Act::Started | Act::Implemented => closer(),
            Act::Verified => closer().or_else(|| standing.agreed_beside(graph, i, |other| criterion(other).is_some())),
            Act::Edited if event.terms.is_some() => standing.agreed_beside(graph, i, |_| true),
            Act::Replanned | Act::Dropped if self.tier(i) != Tier::Decided => {
                standing.plan_beside(graph, i, |other| self.event(other).is_some_and(|e| e.action == event.action))
            }
            _ => None,
        };
        self.event(place?)
    }

    /// Why an act of a former owner has no effect beside the act that gave the item, or the action, to somebody else.
    fn handed_over(&self, i: usize, event: &Event, hand_overs: &[HandOver<'_>]) -> Option<Refusal> {
        let by = event.by.handle()?;
        let who = acts::about(FileKind::Item, event.act)?.who;
        let by_owner = match who {
            Who::Owner | Who::OwnerOfAction => true,
            Who::OwnerOrManager => !self.law.authority.is_manager(by, event.at),
            _ => false,
        };
        if !by_owner {
            return None;
        }
        let owned = self.owned(i, by);
        let takes = |hand_over: &&HandOver<'_>| {
            let what = if owned { None } else { event.action.as_ref() };
            hand_over.action == what && hand_over.to != by && self.graph.side_by_side(i, hand_over.place)
        };
        let to = hand_overs.iter().find(takes)?;
        let what = if to.action.is_some() { "action" } else { "item" };
        Some(Refusal::new(format!("the {what} was handed over to {} at the same time", to.to)))
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
