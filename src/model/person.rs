//! people.toml: who may act, in which role, with which keys, from when until when.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::{Day, Moment};
use super::event::Event;
use super::id::Handle;
use super::vocabulary::Lists;
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
    /// A manager's word that it is one human being, where handle, name or mail address sound like a group or a machine.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub one_human: bool,
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

/// Words that name a group or a machine: `[anywhere]` in a name, at the `[ending]` of a word, as an `[acronym]`, `[alone]`
/// or with what stands `[between]`.
static GROUPS: LazyLock<Lists> = LazyLock::new(|| Lists::of(include_str!("person/groups.txt")));

/// Those of them that are whole words, by list.
static GROUP_WORDS: LazyLock<HashMap<&'static str, HashSet<&'static str>>> = LazyLock::new(|| {
    let lists = ["anywhere", "acronym", "alone", "between"];
    lists.into_iter().map(|list| (list, GROUPS.words(list).collect())).collect()
});

/// The word in `text` that tells that it names a group, a shared mailbox or a machine; `None` for a person's name.
#[must_use]
pub fn group_word(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let local = lower.split('@').next().unwrap_or_default();
    let bare = |word: &str| word.trim_matches(|c: char| c.is_ascii_digit()).to_owned();
    let words: Vec<String> = local.split(|c: char| !c.is_alphanumeric()).map(bare).filter(|w| !w.is_empty()).collect();
    let is = |list: &str, word: &str| GROUP_WORDS.get(list)?.get(word).copied();
    let ends = |word: &str| GROUPS.words("ending").find(|end| word.len() > end.len() && word.ends_with(end));
    if lower.ends_with("[bot]") {
        return Some("bot");
    }
    if let Some(word) = words.iter().find_map(|word| is("anywhere", word).or_else(|| ends(word))) {
        return Some(word);
    }
    // Two words that are one: no-reply.
    let pairs = words.windows(2).map(<[String]>::concat);
    let capitals = text.split(|c: char| !c.is_alphanumeric()).filter_map(|word| is("acronym", word));
    if let Some(word) = pairs.filter_map(|pair| is("anywhere", &pair)).chain(capitals).next() {
        return Some(word);
    }
    let beside = |word: &String| is("alone", word).is_some() || is("between", word).is_some();
    words.iter().find_map(|word| is("alone", word)).filter(|_| words.iter().all(beside))
}

/// What of a person's handle, name and mail addresses tells that it is no human being, and the word that tells it.
#[must_use]
pub fn group_named<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<(&'t str, &'static str)> {
    texts.into_iter().find_map(|text| Some((text, group_word(text)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_told_from_people() {
        for text in [
            "IT department",
            "security-team",
            "renovate[bot]",
            "noreply@example.com",
            "no-reply@example.com",
            "ci",
            "IT-Abteilung",
            "Personalabteilung",
            "Finance",
            "SOC",
            "info@example.com",
            "renovate",
            "github-actions",
            "svc-deploy",
            "svc_backup_01",
            "jenkins2",
            "IT Security",
            "Human Resources",
            "Head Office",
            "Informationssicherheit",
            "Gesch\u{e4}ftsleitung",
            "Redteam",
            "Team 7",
            "Netze und Systeme",
            "The auditors",
            "backup-user",
            "Incident Response",
            "Service Desk Berlin",
            "ACME IT",
            "K8s Deployer",
            "AI Agent",
            "Nachtschicht",
            "all@example.com",
        ] {
            assert!(group_word(text).is_some(), "{text}");
        }
        for text in [
            "Arjun Mehta",
            "dana.okafor",
            "tim@example.com",
            "Cian Teamer",
            "mona@team.example",
            "Maria Sales",
            "Dev Patel",
            "dev.patel@example.com",
            "Art Staff\u{f8}",
            "Peter Bauleitner",
            "Ines Lagerl\u{f6}f",
            "Mark Grant",
            "Anna Abbot",
            "will.it@example.com",
            "m.info@example.com",
            "007",
            "Olga All",
            "Claude Monet",
            "It Lind",
            "",
        ] {
            assert!(group_word(text).is_none(), "{text}");
        }
    }
}
