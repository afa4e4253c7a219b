//! A register in the formats that other programs read.

mod calendar;
mod text;
mod workbook;

pub use calendar::ics;
pub use text::{csv, jsonl, markdown};
pub use workbook::xlsx;
