//! Results to bytes, no decisions.

pub mod allowed_signers;
pub mod audit;
mod bounded;
pub mod bundle;
pub mod cell;
pub mod check;
pub mod config;
#[cfg(test)]
mod controls;
pub mod crosswalk;
pub mod digest;
pub mod eml;
pub mod export;
pub mod field_words;
pub mod forge;
pub mod gate;
pub mod html;
pub mod import;
pub mod item;
pub mod json;
pub mod kpi;
pub mod kpi_trend;
pub mod link;
pub mod list;
pub mod list_lines;
pub mod log;
pub mod management_review;
pub mod manifest;
mod markdown;
pub mod pager;
pub mod people;
pub mod period;
pub mod policy;
pub mod review;
#[cfg(test)]
mod rules;
pub mod schema;
pub mod screen;
pub mod search;
pub mod similar;
pub mod source;
pub mod stale;
pub mod terminal;
pub mod trace;
