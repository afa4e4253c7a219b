//! Commits to what changed, and to acts.

pub mod content_parts;
pub mod deleted_sources;
pub mod difference;
pub mod event_commits;
mod file_history;
mod hand_edit;
pub mod log;
pub mod moves;
pub mod outer_repository;
pub mod period;
pub mod register_folder;

pub mod signature;
pub mod timeline;
pub mod unexplained_content;
mod version;
pub mod version_sketch;
pub mod worktree;

pub use file_history::{Brought, Caused, Loss};
pub use hand_edit::HandEdit;
pub use timeline::Hidden;
