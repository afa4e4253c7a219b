//! Acts, their order, what is lawful, and the fold from events to status and terms. Pure: no I/O, no git.

mod along;
pub mod authority;
pub mod content;
pub mod fold;
pub mod graph;
#[cfg(test)]
mod graphs;
pub mod lawful;
pub mod ledger;
pub mod needs;
pub mod people;
pub mod refusal;
pub mod replay;
pub mod review;
pub mod seals;
mod seen;
pub mod settings;
pub mod signature;
pub mod state;
#[cfg(test)]
mod tests;
