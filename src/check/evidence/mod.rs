//! Evidence: whether events and content vouch for each other, from the files alone.

mod attached;
mod chain;
mod item;
mod ledger;
mod signed;

use std::collections::HashSet;

use super::facts::{Chain, ItemRule};
use super::finding::RawFinding;
use crate::lifecycle::graph::Graph;
use crate::model::event::Act;
use crate::model::id::Hash;
use crate::model::rule::Rule;

pub use attached::largest_attached;
pub use ledger::{LEDGER, sandbox};
pub use signed::{Unsigned, told, wanted};

/// A rule about the events of any file.
pub type ChainRule = fn(&Chain<'_>) -> Vec<RawFinding>;

/// The rules about the events of any file.
pub const CHAIN: &[ChainRule] =
    &[chain::altered, chain::missing, chain::future, attached::evidence, signed::events, chain::before_what_it_follows];

/// The rules about an item.
pub const ITEM: &[ItemRule] =
    &[item::status, item::verdicts, item::analyses, item::terms, item::content, item::no_canonical_form];

/// Takes out what rules of time find of void events, and of the `voided` that name them: they are asked none.
pub fn ask_void_no_time(drafts: &mut Vec<RawFinding>, graph: &Graph<'_>, is_void: impl Fn(usize) -> bool) {
    let names_void = |event: &Option<Hash>| event.as_ref().and_then(|hash| graph.place(hash)).is_some_and(&is_void);
    let events = graph.events().iter().enumerate();
    let untimed = events.filter(|(i, event)| is_void(*i) || event.act == Act::Voided && names_void(&event.event));
    let untimed: HashSet<&Hash> = untimed.map(|(_, event)| &event.hash).collect();
    let of_time = |rule| matches!(rule, Rule::FutureDated | Rule::Backdated);
    drafts.retain(|draft| !of_time(draft.rule) || !draft.event.as_ref().is_some_and(|hash| untimed.contains(hash)));
}
