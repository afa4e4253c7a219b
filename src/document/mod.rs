//! The files of a register as text: edited without touching what was not meant, laid out in one
//! canonical form, and put together again after a conflict in git.
//!
//! The text itself is what is kept: a parser tells what stands where (`outline`), edits are splices of
//! the text (`splice`), and the result is parsed again before it counts. (`toml_edit`'s own writer gives
//! back other bytes than it read where keys are dotted or headers spelled unevenly.)
//!
//! - [`text`]: bytes, line ends and byte order mark; [`value`]: spelling of values
//! - [`edit`]: [`Document`] and its edits by path; `convert`: other spellings of tables
//! - [`layout`]: the canonical order as data; [`mod@format`]: a whole file in it
//! - [`conflict`]: files with markers (`markers`), and two versions made one (`merge`)
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic))]

mod arrays;
pub mod conflict;
mod convert;
pub mod edit;
mod edit_error;
mod edit_remove;
mod edit_set;
pub mod format;
mod inline;
pub mod layout;
mod markers;
mod merge;
mod merge_comments;
mod merge_lists;
mod outline;
mod place;
mod plain;
mod scan;
mod splice;
#[cfg(test)]
mod tests_conflict;
#[cfg(test)]
mod tests_edit;
#[cfg(test)]
mod tests_format;
#[cfg(test)]
mod tests_generate;
#[cfg(test)]
mod tests_git;
#[cfg(test)]
mod tests_item;
pub mod text;
pub mod value;

pub use markers::Labels;
