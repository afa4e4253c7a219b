//! Acts, their order, what is lawful, and the fold from events to status and terms. Pure: no I/O, no git.

pub mod acts;
pub mod authority;
pub mod content;
pub mod fold;
pub mod graph;
pub mod in_force;
mod incremental_fold;
mod judge;
mod known_people;
pub mod lawful;
pub mod ledger;
pub mod needs;
pub mod outsider;
pub mod people;
pub mod reach;
pub mod record;
pub mod refusal;
pub mod replay;
pub mod seals;
pub mod settings;
pub mod signature;
pub mod state;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_acts;
#[cfg(test)]
mod tests_beside;
#[cfg(test)]
mod tests_graphs;
