//! people.toml: who may act, in which role, with which keys, from when until when.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::{Day, Moment};
use super::event::Event;
use super::id::Handle;
use super::word::Role;

/// The file people.toml.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct People {
    /// Version of the file format.
    pub schema: u32,
    /// One human being each, by handle.
    #[serde(default)]
    pub person: BTreeMap<Handle, Person>,
    /// What was done to this file.
    #[serde(default)]
    pub event: BTreeMap<String, Event>,
}

/// One human being.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// Full name.
    pub name: String,
    /// Mail addresses, as git commits carry them.
    #[serde(default)]
    pub email: Vec<String>,
    /// Department they work in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// Whether security is their work; feeds the staff contribution KPI.
    #[serde(default)]
    pub security_team: bool,
    /// First day of membership.
    pub from: Day,
    /// First day on which they are no longer there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// Roles, each with its time.
    #[serde(default)]
    pub role: Vec<HeldRole>,
    /// Signing keys, each with its time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub key: Vec<HeldKey>,
}

/// A role that a person holds or held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeldRole {
    /// Which role.
    pub name: Role,
    /// First day.
    pub from: Day,
    /// First day without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
}

/// A signing key that a person has or had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeldKey {
    /// The public key, one line as in an OpenSSH `.pub` file.
    pub public: String,
    /// From when it counts.
    pub from: Moment,
    /// From when it no longer counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
    /// Since when somebody else may have used it: what it signed counts only where a seal made before vouches for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compromised_since: Option<Moment>,
}

/// Words that name a group or a machine, never one human being.
const GROUP_WORDS: [&str; 22] = [
    "team",
    "teams",
    "department",
    "dept",
    "group",
    "committee",
    "board",
    "office",
    "helpdesk",
    "servicedesk",
    "support",
    "bot",
    "robot",
    "ci",
    "automation",
    "noreply",
    "no-reply",
    "daemon",
    "mailbox",
    "all",
    "everyone",
    "tbd",
];

/// The word in `text` that tells that it names a group, a shared mailbox or a machine; `None` for a person's name.
#[must_use]
pub fn group_word(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let local = lower.split('@').next().unwrap_or_default();
    if lower.ends_with("[bot]") {
        return Some("bot");
    }
    GROUP_WORDS
        .into_iter()
        .find(|word| local == *word || local.split(|c: char| !c.is_alphanumeric()).any(|part| part == *word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_told_from_people() {
        for text in ["IT department", "security-team", "renovate[bot]", "noreply@example.com", "ci"] {
            assert!(group_word(text).is_some(), "{text}");
        }
        for text in ["Arjun Mehta", "dana.okafor", "tim@example.com", "Cian Teamer", "mona@team.example"] {
            assert!(group_word(text).is_none(), "{text}");
        }
    }
}
