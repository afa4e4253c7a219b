//! Source records: what an item can answer to.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use super::date::Day;
use super::event::Event;
use super::id::SourceRef;
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
