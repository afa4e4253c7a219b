//! What is asked of a register, answered in plain structs: lists, one item, what is stale.

pub mod audit;
pub mod clocks;
pub mod config;
pub mod crosswalk;
pub mod item;
pub mod list;
pub mod people;
pub mod policy;
pub mod recurrence;
pub mod review;
pub mod search;
pub mod similar;
pub mod source;
pub mod stale;
pub mod trace;
