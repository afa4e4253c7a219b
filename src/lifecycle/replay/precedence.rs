//! The order in which the acts of a fold are judged: what decides comes before what stands beside it, whatever time that
//! claims.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::lifecycle::acts::{self, FileKind, Who};
use crate::lifecycle::graph::Graph;
use crate::lifecycle::lawful::Law;
use crate::model::event::{Act, Event};
use crate::model::word::VerifyResult;

/// What weighs an act has among those that stand beside it; the heavier ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tier {
    /// A manager closes the door to others, or opens it again.
    Closing,
    /// Whatever else managers decide on.
    Decided,
    /// A verification short of effective.
    Failed,
    /// Anybody opens the door again.
    Reopened,
    /// Somebody independent found the fix effective.
    Proven,
    /// Everything else.
    Other,
}

/// The tier of an act.
pub(super) fn tier(event: &Event, law: &Law<'_>) -> Tier {
    let manager = || event.by.handle().is_some_and(|by| law.authority.is_manager(by, event.at));
    let who = acts::about(FileKind::Item, event.act).map(|about| about.who);
    match (event.act, who) {
        (Act::Rejected | Act::Deferred, _) => Tier::Closing,
        (Act::Reopened, _) if manager() => Tier::Closing,
        (Act::Verified, _) if event.result == Some(VerifyResult::Effective) => Tier::Proven,
        (Act::Verified, _) => Tier::Failed,
        (Act::Reopened, _) => Tier::Reopened,
        (_, Some(Who::Manager | Who::ManagerNotOwner | Who::TopManagement)) => Tier::Decided,
        (_, Some(Who::OwnerOrManager)) if manager() => Tier::Decided,
        _ => Tier::Other,
    }
}

/// The `members` of a closed set, given in the order of the graph, in the order in which they are judged: again and again,
/// of those whose parents are all taken, the one of the first tier, else one that such an act follows. An act that saw all
/// before it, and that all after it saw, changes nothing of the order before it: what it found is what it was judged by.
pub(super) fn precedence(graph: &Graph<'_>, members: &[usize], tier_of: impl Fn(usize) -> Tier) -> Vec<usize> {
    if graph.is_linear() || members.iter().all(|i| tier_of(*i) == Tier::Other) {
        return members.to_vec();
    }
    let count = members.iter().max().map_or(0, |last| last + 1);
    let mut below = vec![Tier::Other; count];
    let mut children: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut waits = vec![0; count];
    let meetings = meetings(graph, members);
    for (at, i) in members.iter().enumerate().rev() {
        let heaviest = tier_of(*i).min(below.get(*i).copied().unwrap_or(Tier::Other));
        for parent in graph.parents(*i) {
            if let Some(below) = below.get_mut(*parent).filter(|_| meetings.get(at) != Some(&true)) {
                *below = heaviest.min(*below);
            }
            if let Some(children) = children.get_mut(*parent) {
                children.push(*i);
            }
        }
        if let Some(number) = waits.get_mut(*i) {
            *number = graph.parents(*i).len();
        }
    }
    // Of two of one tier, the one that others built on comes first, and then the older one.
    let key = |i: usize| {
        let (own, below) = (tier_of(i), below.get(i).copied().unwrap_or(Tier::Other));
        Reverse((own.min(below), own, below, i))
    };
    let mut ready: BinaryHeap<_> = members.iter().filter(|i| graph.parents(**i).is_empty()).map(|i| key(*i)).collect();
    let mut order = Vec::with_capacity(members.len());
    while let Some(Reverse((.., i))) = ready.pop() {
        order.push(i);
        for child in children.get(i).into_iter().flatten() {
            if let Some(number) = waits.get_mut(*child) {
                *number -= 1;
                if *number == 0 {
                    ready.push(key(*child));
                }
            }
        }
    }
    order
}

/// Of each member, whether it follows all members before it, and all after it follow it.
fn meetings(graph: &Graph<'_>, members: &[usize]) -> Vec<bool> {
    // The oldest event that one of the members from here on names as a parent; a root names none, and stands beside all.
    let mut oldest = usize::MAX;
    let mut passed_by: Vec<bool> = members
        .iter()
        .rev()
        .map(|i| {
            let passed = oldest < *i;
            oldest = oldest.min(graph.parents(*i).iter().copied().min().unwrap_or(0));
            passed
        })
        .collect();
    passed_by.reverse();
    // The members that nothing follows yet.
    let mut tips: Vec<usize> = Vec::new();
    members
        .iter()
        .zip(passed_by)
        .map(|(i, passed)| {
            tips.retain(|tip| !graph.parents(*i).contains(tip));
            tips.push(*i);
            tips.len() == 1 && !passed
        })
        .collect()
}

/// The acts that others may stand beside.
#[derive(Debug, Default)]
pub(super) struct ActsBeside {
    /// Those that closed a door, or opened it again, as far as they are judged.
    closers: Vec<(usize, Tier)>,
    /// Those that agreed on terms.
    agreed: Vec<usize>,
    /// Those of managers about an action.
    plans: Vec<usize>,
}

impl ActsBeside {
    /// What is known of acts that are lawful after what they follow before any is judged in the one order.
    pub(super) fn among(
        graph: &Graph<'_>,
        members: impl Iterator<Item = usize>,
        tier_of: impl Fn(usize) -> Tier,
    ) -> Self {
        let mut standing = ActsBeside::default();
        for i in members {
            match graph.events().get(i).map(|event| event.act) {
                Some(Act::Accepted | Act::Amended) => standing.agreed.push(i),
                Some(Act::Replanned | Act::Dropped) if tier_of(i) == Tier::Decided => standing.plans.push(i),
                _ => {}
            }
        }
        standing
    }
    /// Keeps an act that was judged and counts.
    pub(super) fn keep(&mut self, i: usize, tier: Tier) {
        if matches!(tier, Tier::Closing | Tier::Failed | Tier::Reopened) {
            self.closers.push((i, tier));
        }
    }

    /// The act that closed the door to event `i`, which did not see it. What others than managers say closes the acts of
    /// its own round alone, and not those of a newer one; a failure is over only by another one.
    pub(super) fn closer_beside(&self, graph: &Graph<'_>, i: usize) -> Option<usize> {
        let newest = |failures: bool| {
            let wanted =
                |(closer, tier): &&(usize, Tier)| (!failures || *tier == Tier::Failed) && graph.follows(i, *closer);
            self.closers.iter().rev().find(wanted).map(|(closer, _)| *closer)
        };
        let (failed, opened) = (newest(true), newest(false));
        let closes = |(closer, tier): &&(usize, Tier)| {
            let round = match tier {
                Tier::Failed => failed,
                Tier::Reopened => opened,
                _ => None,
            };
            graph.side_by_side(i, *closer) && round.is_none_or(|round| graph.follows(*closer, round))
        };
        self.closers.iter().find(closes).map(|(closer, _)| *closer)
    }

    /// The first of the acts that agreed on terms beside event `i`, as far as `wanted` wants it.
    pub(super) fn agreed_beside(&self, graph: &Graph<'_>, i: usize, wanted: impl Fn(usize) -> bool) -> Option<usize> {
        self.agreed.iter().copied().find(|other| graph.side_by_side(i, *other) && wanted(*other))
    }

    /// The first act of a manager about an action beside event `i`, as far as `wanted` wants it.
    pub(super) fn plan_beside(&self, graph: &Graph<'_>, i: usize, wanted: impl Fn(usize) -> bool) -> Option<usize> {
        self.plans.iter().copied().find(|other| graph.side_by_side(i, *other) && wanted(*other))
    }
}
