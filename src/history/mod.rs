//! Commits to what changed, and to acts.

pub mod brought;
pub mod deeds;
pub mod difference;
pub mod log;
pub mod signature;
pub mod timeline;
mod trail;
mod version;
pub mod worktree;

pub use trail::{Brought, Caused, HandEdit, Loss, Refounded, Unread};
