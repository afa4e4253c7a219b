//! Commits to what changed, and to acts.

pub mod difference;
pub mod log;
