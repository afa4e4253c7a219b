//! register.toml: identity, policy numbers, rule levels, waivers.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::Day;
use super::event::Event;
use super::word::{Grade, Level, Signatures, Significance};

/// The newest version of the file format that this program reads.
pub const SCHEMA: u32 = 1;

/// The file register.toml.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Settings {
    /// Version of the file format.
    pub schema: u32,
    /// Identity of the register; every event and statement names it. Its last part is random.
    pub id: String,
    /// Name of the organisation.
    pub name: String,
    /// Prefix of item ids.
    pub prefix: String,
    /// Time zone in which a day ends.
    #[serde(default = "utc")]
    #[schemars(with = "String")]
    pub timezone: Tz,
    /// Whether acts must be signed.
    #[serde(default = "wanted")]
    pub signatures: Signatures,
    /// Whether this is a register to try things in, made by `kaizen demo`: anybody acts for everybody, and `check` never
    /// passes it. Said when the register is founded, and never changed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub sandbox: bool,
    /// Phrases by which an analysis ends at a person, beside the ones that `blame-root-cause` knows.
    #[serde(default)]
    pub blame_phrases: Vec<String>,
    /// Texts that say nothing, beside the ones that `empty-words` knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub empty_phrases: Vec<String>,
    /// Phrases that could stand anywhere, beside the ones that `generic-text` knows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub generic_phrases: Vec<String>,
    /// Prefixes of other frameworks whose requirements `controls` may name, as `CSF:ID.IM-01`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frameworks: Vec<String>,
    /// Names and handles of accounts that are machines, beside the ones that their names tell: what they suggest comes from
    /// no staff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub machines: Vec<String>,
    /// Which column of a table says what, by a name that `import csv --mapping` takes: `reference=Ticket,title=Headline`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub mapping: BTreeMap<String, String>,
    /// The page of a forge that makes a new issue: who reads the site suggests an improvement there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggest_issues: Option<String>,
    /// The mailbox that takes what readers of the site suggest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggest_mail: Option<String>,
    /// The numbers that rules use.
    #[serde(default)]
    pub policy: Policy,
    /// Levels of rules that differ from the default.
    #[serde(default)]
    pub rules: BTreeMap<String, Level>,
    /// Findings that somebody answered for.
    #[serde(default)]
    pub waiver: Vec<Waiver>,
    /// What was done to this file.
    #[serde(default)]
    pub event: BTreeMap<String, Event>,
}

fn utc() -> Tz {
    chrono_tz::UTC
}

fn wanted() -> Signatures {
    Signatures::Wanted
}

/// Whether a text is a page of a forge that makes a new issue: `https://…/issues/new`.
#[must_use]
pub fn is_new_issue_page(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/:.-_~%".contains(c);
    text.strip_prefix("https://").is_some_and(|rest| rest.len() > "/issues/new".len() && !rest.starts_with('/'))
        && text.ends_with("/issues/new")
        && text.chars().all(plain)
}

/// Whether a text is one mail address that a link may lead to.
#[must_use]
pub fn is_mailbox(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-_+@".contains(c);
    text.split_once('@').is_some_and(|(name, at)| !name.is_empty() && at.contains('.') && !at.contains('@'))
        && text.chars().all(plain)
}

/// A number of register.toml that is not as usual.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Number {
    /// Its key.
    pub key: &'static str,
    /// What it is.
    pub value: u32,
    /// What it is where nobody says otherwise.
    pub usual: u32,
}

/// Declares the policy with, for each number, its default and the comment that `init` writes beside it.
macro_rules! policy {
    ($($(#[doc = $doc:literal])* $name:ident: $default:literal),+ $(,)?) => {
        /// The numbers that rules use.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(default)]
        pub struct Policy { $($(#[doc = $doc])* pub $name: u32),+ }

        impl Default for Policy {
            fn default() -> Self {
                Policy { $($name: $default),+ }
            }
        }

        impl Policy {
            /// Each number: its key, its default and what it means.
            pub const NUMBERS: &'static [(&'static str, u32, &'static str)] =
                &[$((stringify!($name), $default, concat!($($doc),*))),+];

            /// The numbers that are not as usual: key, value, default.
            #[must_use]
            pub fn set_otherwise(&self) -> Vec<Number> {
                let all = [$(Number { key: stringify!($name), value: self.$name, usual: $default }),+];
                all.into_iter().filter(|number| number.value != number.usual).collect()
            }
        }
    };
}

policy! {
    /// whys that an analysis should have
    min_whys: 5,
    /// days after which an item without a decision is pending too long
    decision_days: 30,
    /// days without an act after which an active item is stale
    stale_days: 90,
    /// days after which an open item is old
    open_days: 365,
    /// extensions of a target date that are too many
    max_extensions: 3,
    /// days with nothing but extensions that are too many
    postponed_days: 180,
    /// days after which a request for a resource is pending too long
    resource_days: 30,
    /// amount of money above which an approval names its financial record
    reference_above: 1000,
    /// days after a verification that failed until the cause is analysed anew or another item follows up
    follow_up_days: 30,
    /// days from implementation to the effectiveness review, major significance
    verify_days_major: 90,
    /// days from implementation to the effectiveness review, else
    verify_days_minor: 30,
    /// days from the acceptance to the usual target date, major nonconformity
    due_days_major: 30,
    /// days from the acceptance to the usual target date, minor nonconformity
    due_days_minor: 90,
    /// days from the acceptance to the usual target date, else
    due_days_other: 180,
    /// days from one management review to the next
    review_interval_days: 92,
    /// days from raised to found effective that are too few, major significance
    hasty_days_major: 7,
    /// days from raised to found effective that are too few, else
    hasty_days_minor: 2,
    /// days after the acceptance until a required root cause should be known
    cause_days: 30,
    /// words that title and description of an item should have together
    min_words: 8,
    /// days from its introduction for which a register is new
    new_register_days: 90,
    /// active items that a living register has at least
    min_active: 3,
    /// days in which a living register has a new entry
    recent_days: 90,
    /// days before a review or an audit in which more than half of a year's entries are a burst
    burst_days: 14,
    /// percent of items that should be finished by their target date
    completion_percent: 80,
    /// open minor nonconformities of one control or one cause that may be a major one together
    minors_add_up: 3,
    /// largest file kept as evidence, in MiB
    evidence_max_mib: 10,
    /// minutes that a clock may run ahead
    clock_tolerance_minutes: 10,
    /// days that the commit of an act may come after it, as rebasing and squashing leave them
    backdated_days: 7,
}

impl Policy {
    /// Days from implementation to the effectiveness review where no day was agreed.
    #[must_use]
    pub fn verify_days(&self, significance: Option<Significance>) -> u32 {
        match significance {
            Some(Significance::Major) => self.verify_days_major,
            _ => self.verify_days_minor,
        }
    }

    /// Days from the acceptance to the usual target date: what is proposed, while the organisation agrees on any day.
    #[must_use]
    pub fn due_days(&self, grade: Option<Grade>) -> u32 {
        match grade {
            Some(Grade::MajorNonconformity) => self.due_days_major,
            Some(Grade::MinorNonconformity) => self.due_days_minor,
            _ => self.due_days_other,
        }
    }
}

/// A finding that somebody answered for: it is still printed, as waived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Waiver {
    /// The rule whose findings are waived.
    pub rule: String,
    /// The item it is for; every item when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<String>,
    /// The event it is for (its hash or short name).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The commit it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// Why.
    pub reason: String,
    /// Last day of the waiver.
    pub until: Day,
}
