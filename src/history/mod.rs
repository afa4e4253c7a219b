//! Commits to what changed, and to acts.

pub mod around;
pub mod brought;
pub mod deeds;
pub mod difference;
pub mod log;
pub mod moves;
pub mod parts;
pub mod places;
pub mod rewritten;
pub mod signature;
pub mod timeline;
mod trail;
mod version;
pub mod worktree;

pub use places::Doubled;
pub use timeline::Hidden;
pub use trail::{Brought, Caused, HandEdit, Loss, Refounded, Unread};
