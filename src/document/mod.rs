//! The files of a register as text: edited without touching what was not meant, laid out in one
//! canonical form, and put together again after a conflict in git.

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
mod tests_edit;
#[cfg(test)]
mod tests_format;
#[cfg(test)]
mod tests_generate;
pub mod text;
pub mod value;

pub use edit_error::EditError;
pub use markers::{ConflictError, Labels};
pub use outline::ParseError;
