//! Source records: what an item can answer to.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::date::Day;
use super::event::Event;
use super::id::{Hash, SourceRef};
use super::word::SourceKind;

/// A source record, `sources/incident/INC-481.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// Version of the file format.
    pub schema: u32,
    /// What kind of source it is; also the folder of the file.
    pub kind: SourceKind,
    /// Its reference in the place where it is kept; also the name of the file.
    #[serde(deserialize_with = "reference")]
    pub reference: String,
    /// What it is about, on one line.
    pub title: String,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub occurred_on: Option<Day>,
    /// How severe it is, in the words of the system that it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// Where it stands there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Whether it must lead to an item, or to a recorded decision that none is needed.
    #[serde(default)]
    pub significant: bool,
    /// The organisation's own short word for the cause.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause_code: Option<String>,
    /// The department it happened in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// What it cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Cost>,
    /// Until when an answer is due, where that is set from outside: by a certification body, or a regulator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer_by: Option<Day>,
    /// Where it is kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Words by which that system sorts it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<String>,
    /// How often it was found and is open, where a scan counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<u64>,
    /// Where it was found, the first places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// The scores of a risk, each with its day, the newest last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub score: Vec<DatedScore>,
    /// The file that it was imported from; who did that, and when, its event tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<ImportOrigin>,
    /// What happened, in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What was done to this record.
    #[serde(default)]
    pub event: BTreeMap<String, Event>,
}

/// A reference that a source can be named by.
fn reference<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let reference = String::deserialize(deserializer)?;
    SourceRef::check(&reference).map_err(serde::de::Error::custom)?;
    Ok(reference)
}

/// An amount of money.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    /// How much.
    pub amount: f64,
    /// In which currency.
    pub unit: String,
}

/// The score of a risk on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DatedScore {
    /// The day.
    pub on: Day,
    /// The score, on the organisation's own scale.
    pub score: f64,
}

/// The file that a record was imported from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportOrigin {
    /// Its name, without folders.
    pub file: String,
    /// SHA-256 of it.
    pub sha256: Hash,
    /// The format that it was read as.
    pub format: String,
    /// The number by which the system knows it, also when its reference changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A digest of what the file said of it, so that the next import tells what the other system changed from what people
    /// wrote here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<String>,
}

impl Source {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> SourceRef {
        SourceRef { kind: self.kind, reference: self.reference.clone() }
    }

    /// The newest score of a risk.
    #[must_use]
    pub fn newest_score(&self) -> Option<&DatedScore> {
        self.score.iter().max_by_key(|score| score.on)
    }
}
