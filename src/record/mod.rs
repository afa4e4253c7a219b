//! Recording one act: is it lawful, what changes in the file, its event, one write, one commit.

pub mod actor;
pub mod answers;
pub mod chain;
pub mod desk;
pub mod edits;
mod entry;
pub mod fields;
pub mod item;
mod journal;
pub mod prompt;
pub mod publish;
mod retract;
pub mod review;
pub mod seal;
pub mod session;
pub mod settings;
pub mod sign;
pub mod source;
pub mod telling;
pub mod tidy;
pub mod unfinished;
mod untouched;
pub mod words;
