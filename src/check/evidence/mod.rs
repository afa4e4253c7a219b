//! Evidence: whether events and content vouch for each other, from the files alone.

mod attached;
mod chain;
mod item;
mod ledger;
mod signed;

use super::facts::{Chain, ItemRule};
use super::finding::Draft;
use super::history::before_what_it_follows;

pub use ledger::LEDGER;
pub use signed::{Unsigned, told, wanted};

/// A rule about the events of any file.
pub type ChainRule = fn(&Chain<'_>) -> Vec<Draft>;

/// The rules about the events of any file.
pub const CHAIN: &[ChainRule] =
    &[chain::altered, chain::missing, chain::future, attached::evidence, signed::events, before_what_it_follows];

/// The rules about an item.
pub const ITEM: &[ItemRule] = &[item::status, item::verdicts, item::terms, item::content, item::no_canonical_form];
