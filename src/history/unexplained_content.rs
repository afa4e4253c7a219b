//! Files of items whose content a commit changed by more than its acts may change: they are looked at closely.

use super::version_sketch::VersionSketch;
use crate::git::Oid;
use crate::lifecycle::reach::{RAISER, Reach};

/// An item whose content a commit changed by more than the acts that it brought may change.
#[derive(Debug, Clone)]
pub struct UnexplainedContent {
    /// The file.
    pub file: String,
    /// All versions of it.
    pub versions: Vec<Oid>,
}

/// Whether a version has content that none of those before it has and that no act which came with it may bring.
#[must_use]
pub fn is_rewritten(now: &VersionSketch, olds: &[&VersionSketch]) -> bool {
    if olds.is_empty() {
        return false;
    }
    let has = |version: &VersionSketch, key: &str| {
        let place = version.parts.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok()?;
        version.parts.get(place).map(|(_, number)| *number)
    };
    let keys = now.parts.iter().chain(olds.iter().flat_map(|old| &old.parts)).map(|(key, _)| key.as_str());
    let changed: Vec<&str> = keys.filter(|key| olds.iter().all(|old| has(old, key) != has(now, key))).collect();
    if changed.is_empty() {
        return false;
    }
    let new = now.events.iter().filter(|event| !olds.iter().any(|old| old.has(event)));
    let reach = Reach::new(new.flat_map(|event| &event.reach));
    // Who raised an item is looked at closely whoever names it.
    changed.iter().any(|key| RAISER.contains(key) || !reach.covers(key))
}
