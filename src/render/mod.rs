//! Results to bytes, no decisions.

pub mod schema;
pub mod terminal;
