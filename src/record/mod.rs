//! Recording one act: is it lawful, what changes in the file, its event, one write, one commit.

pub mod actor;
pub mod answers;
pub mod fields;
pub mod founding;
pub mod hand_edits;
pub mod import;
pub mod item;
mod journal;
pub mod next_event;
pub mod normalise;
pub mod prompt;
pub mod publish;
mod record_draft;
mod retract;
pub mod review;
mod sandbox;
pub mod seal;
pub mod session;
pub mod settings;
pub mod sign;
pub mod source;
mod uncommitted;
pub mod undo;
pub mod unfinished;
pub mod word_checks;
pub mod words;
pub mod workspace;
