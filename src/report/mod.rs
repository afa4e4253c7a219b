//! What is asked of a register, answered in plain structs: lists, one item, what is stale.

pub mod audit;
pub mod clocks;
pub mod completion;
pub mod config;
pub mod contribution;
pub mod crosswalk;
pub mod digest;
pub mod export;
pub mod item;
pub mod item_filter;
pub mod kpi;
pub mod list;
pub mod management_review;
pub mod next_act;
pub mod people;
pub mod period;
pub mod policy;
pub mod recurrence;
pub mod review;
pub mod search;
pub mod similar;
pub mod site;
pub mod source;
pub mod stale;
pub mod trace;
pub mod waiting;
