//! seals.toml: statements on the history so far.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::event::Event;

/// The file seals.toml.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Seals {
    /// Version of the file format.
    pub schema: u32,
    /// The seals by their names.
    #[serde(default)]
    pub seal: BTreeMap<String, Seal>,
    /// Who made them.
    #[serde(default)]
    pub event: BTreeMap<String, Event>,
}

/// What the register was at a commit. Whoever has the seal can tell whether history before it is still the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Seal {
    /// The commit that is sealed, with all that it descends from.
    #[schemars(regex(pattern = "^[0-9a-f]{40,64}$"))]
    pub commit: String,
    /// The folder of the register in that commit.
    pub folder: String,
    /// Git's id of that folder's tree.
    #[schemars(regex(pattern = "^[0-9a-f]{40,64}$"))]
    pub tree: String,
    /// Number of items.
    pub items: usize,
    /// Number of events in all files.
    pub events: usize,
    /// The seal before this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<String>,
    /// The tag that was to be made of it, for others to keep.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
}

/// Whether `name` can name a seal: letters, digits, dot and dash, beginning with one of the first two, as in `2026-Q3`.
#[must_use]
pub fn is_seal_name(name: &str) -> bool {
    let plain = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    plain
        && (1..=40).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && !name.contains("..")
        && !name.ends_with(['.', '-'])
        && !name.to_ascii_lowercase().ends_with(".lock")
}

#[cfg(test)]
mod tests {
    use super::is_seal_name;

    #[test]
    fn a_name_can_be_a_tag() {
        assert!(["2026-Q3", "2026-11-24", "before-audit.1"].into_iter().all(is_seal_name));
        assert!(["", "-x", "a b", "a..b", "x.lock", "a/b", "x."].into_iter().all(|n| !is_seal_name(n)));
    }
}
