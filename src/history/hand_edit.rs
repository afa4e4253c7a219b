//! Edits by hand: commits that changed a file and brought no event.

use super::version_sketch::VersionSketch;
use crate::git::{Oid, Side};

/// A commit after which a file has the same events and other bytes: an edit by hand, also of its layout or a comment alone.
/// Whether its content differs is told by digests. Content that rides along with an act is `UnexplainedContent`.
#[derive(Debug, Clone)]
pub struct HandEdit {
    /// The commit, by its place in the list of commits.
    pub commit: usize,
    /// The file.
    pub file: String,
    /// The version before.
    pub old: Oid,
    /// The version after.
    pub new: Oid,
}

/// The edit between two sides of a commit with one parent, where both versions can be read and have the same events.
pub(super) fn hand_edit(
    commit: usize,
    file: String,
    (before, after): (Option<Side>, Option<Side>),
    (old, new): (&VersionSketch, &VersionSketch),
) -> Option<HandEdit> {
    let (before, after) = (before?, after?);
    (old.problem.is_none() && old.events == new.events).then_some(HandEdit {
        commit,
        file,
        old: before.id,
        new: after.id,
    })
}
