//! Commits to what changed, and to acts.

pub mod brought;
pub mod difference;
pub mod log;
mod version;
