//! One improvement item: content, and the events that happened to it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::Day;
use super::event::{Event, Party, Risks};
use super::id::{Handle, ItemId, PartId, SourceRef};
use super::resource::Resource;
use super::terms::Terms;
use super::word::{AnalysisMethod, Category, Enhances, Environment, Grade, Kind, Significance, Status};
use super::wording::says_nothing;

/// An item file, `items/2026/IMP-2026-K7QD.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Item {
    /// Version of the file format.
    pub schema: u32,
    /// Id of the item, also the name of its file.
    pub id: ItemId,
    /// What it is about, on one line.
    pub title: String,
    /// Where the item stands; derived from its events, for readers of a diff.
    pub status: Status,
    /// Corrective action or improvement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// How the item is graded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<Grade>,
    /// How much depends on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub significance: Option<Significance>,
    /// The one person who owns the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Handle>,
    /// Target date of implementation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// Planned effectiveness review of this round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verify_on: Option<Day>,
    /// What must be seen to call the fix effective.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub success_criterion: Option<String>,
    /// The nature of the measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Where people work that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environment: Vec<Environment>,
    /// What of the management system it enhances (10.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub enhances: Vec<Enhances>,
    /// Annex A 2022 controls (`A.8.15`), clauses of the standard (`10.2`), or requirements of other frameworks that
    /// register.toml names (`CSF:ID.IM-01`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<String>,
    /// Free words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The item whose cause came back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recurrence_of: Option<ItemId>,
    /// The item whose ineffective fix led to this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub follow_up_of: Option<ItemId>,
    /// The day on which it was raised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_on: Option<Day>,
    /// Who raised it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_by: Option<Party>,
    /// The department that it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// What it answers to; at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceRef>,
    /// What was found, in full.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Scores of the risks it is about, before the fix.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub risk: Risks,
    /// The immediate fix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correction: Option<Correction>,
    /// Why the system let it happen: one analysis a round, the newest counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub analysis: Vec<Analysis>,
    /// What changes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub action: BTreeMap<PartId, Action>,
    /// What it needs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub resource: BTreeMap<PartId, Resource>,
    /// What people did, by the short name of each event.
    #[serde(default)]
    pub event: BTreeMap<String, Event>,
}

impl Item {
    /// The agreed terms as the file shows them.
    #[must_use]
    pub fn terms(&self) -> Terms {
        Terms {
            kind: self.kind,
            grade: self.grade,
            significance: self.significance,
            owner: self.owner.clone(),
            due: self.due,
            verify_on: self.verify_on,
            success_criterion: self.success_criterion.clone(),
        }
    }

    /// The newest analysis, which is the one that counts.
    #[must_use]
    pub fn newest_analysis(&self) -> Option<&Analysis> {
        self.analysis.last()
    }

    /// The root cause of the newest analysis, where one is written: “unknown” is none.
    #[must_use]
    pub fn root_cause(&self) -> Option<&str> {
        self.newest_analysis()?.root_cause.as_deref().map(str::trim).filter(|text| !says_nothing(text))
    }
}

/// A correction: removes a detected nonconformity (10.2 a), allowed before any analysis.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Correction {
    /// Who made it.
    pub by: Handle,
    /// When it was made.
    pub on: Day,
    /// What was done.
    pub description: String,
    /// What was done about its consequences (10.2 a 2).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consequences: Option<String>,
}

/// One analysis of causes (10.2 b).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Analysis {
    /// How it was made.
    pub method: AnalysisMethod,
    /// Who made it.
    pub by: Handle,
    /// When it was made.
    pub on: Day,
    /// The cause that, once removed, keeps it from happening again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root_cause: Option<String>,
    /// The organisation's own short word for the cause, to see repetition.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause_code: Option<String>,
    /// Where it could have been noticed and was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub escape_point: Option<String>,
    /// Whether similar nonconformities exist or could occur (10.2 b 3).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similar_elsewhere: Option<String>,
    /// The chain of whys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Why>,
}

/// One link of the chain: each answer is the next question's subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Why {
    /// What was asked.
    pub question: String,
    /// What was answered.
    pub answer: String,
    /// What shows that the answer is true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// One action: what changes. Its owner and date are agreed terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Action {
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Handle>,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// Operating procedure that it changes (A.5.37).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procedure: Option<String>,
    /// What of the management system it changes: a policy, an objective, a plan (10.2 e).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<String>,
    /// What changes.
    pub description: String,
}
