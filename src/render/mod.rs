//! Results to bytes, no decisions.

pub mod allowed_signers;
pub mod audit;
pub mod check;
pub mod config;
pub mod controls;
pub mod crosswalk;
pub mod gate;
pub mod import;
pub mod item;
pub mod json;
pub mod list;
pub mod log;
pub mod people;
pub mod policy;
pub mod review;
pub mod rules;
pub mod schema;
pub mod search;
pub mod similar;
pub mod source;
pub mod stale;
pub mod terminal;
pub mod trace;
