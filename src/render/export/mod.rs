//! A register in the formats that other programs read.

mod calendar;
mod jira;
mod oscal;
mod text;
mod workbook;

pub use calendar::ics;
pub use jira::jira;
pub use oscal::oscal;
pub use text::{csv, jsonl, markdown};
pub use workbook::xlsx;
