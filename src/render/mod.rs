//! Results to bytes, no decisions.

pub mod check;
pub mod schema;
pub mod terminal;
