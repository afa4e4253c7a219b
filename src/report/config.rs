//! The settings that count: what the lawful events of register.toml amount to.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::origin::Origin;
use crate::model::settings::{Policy, Settings, Waiver};
use crate::model::word::{Level, Signatures};

/// The settings of a register.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConfigList {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// Identity of the register; every event and statement names it.
    pub id: String,
    /// Name of the organisation.
    pub name: String,
    /// Prefix of item ids.
    pub prefix: String,
    /// Time zone in which a day ends.
    pub timezone: String,
    /// Whether acts must be signed.
    pub signatures: Signatures,
    /// The numbers that rules use, also those that register.toml does not name.
    pub policy: Policy,
    /// Phrases by which an analysis ends at a person, beside the ones that `blame-root-cause` knows.
    pub blame_phrases: Vec<String>,
    /// Texts that say nothing, beside the ones that `empty-words` knows.
    pub empty_phrases: Vec<String>,
    /// Phrases that could stand anywhere, beside the ones that `generic-text` knows.
    pub generic_phrases: Vec<String>,
    /// Prefixes of other frameworks whose requirements `controls` may name.
    pub frameworks: Vec<String>,
    /// Names and handles of accounts that are machines.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machines: Vec<String>,
    /// Which column of a table says what, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mapping: BTreeMap<String, String>,
    /// The page of a forge that takes suggestions of readers of the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggest_issues: Option<String>,
    /// The mailbox that takes them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggest_mail: Option<String>,
    /// Levels of rules that differ from the default.
    pub rules: BTreeMap<String, Level>,
    /// Findings that somebody answered for, also where the last day of that is over.
    pub waivers: Vec<Waiver>,
}

/// Lists the settings as the lawful events make them: what somebody wrote into the file by hand is not among it.
#[must_use]
pub fn config(settings: Settings, origin: Origin) -> ConfigList {
    let Settings { id, name, prefix, timezone, signatures, policy, rules, waiver, .. } = settings;
    let Settings { blame_phrases, empty_phrases, generic_phrases, frameworks, machines, mapping, .. } = settings;
    let Settings { suggest_issues, suggest_mail, .. } = settings;
    let timezone = timezone.to_string();
    ConfigList {
        origin,
        id,
        name,
        prefix,
        timezone,
        signatures,
        policy,
        blame_phrases,
        empty_phrases,
        generic_phrases,
        frameworks,
        machines,
        mapping,
        suggest_issues,
        suggest_mail,
        rules,
        waivers: waiver,
    }
}
