//! Agreed terms: what owner and management agreed on, moved only by acts that may.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::Day;
use super::id::Handle;
use super::word::{Grade, Kind, Significance};

/// The names of an item's agreed terms, in the order of the file.
pub const TERM_KEYS: [&str; 7] = ["kind", "grade", "significance", "owner", "due", "verify_on", "success_criterion"];

/// Agreed terms, whole (of an item) or in part (in an event). A term that is absent is not agreed, or not touched.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Terms {
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
}

impl Terms {
    /// Takes over each term that `newer` has.
    pub fn merge(&mut self, newer: &Terms) {
        fn take<T: Clone>(mine: &mut Option<T>, theirs: Option<&T>) {
            if let Some(value) = theirs {
                *mine = Some(value.clone());
            }
        }
        take(&mut self.kind, newer.kind.as_ref());
        take(&mut self.grade, newer.grade.as_ref());
        take(&mut self.significance, newer.significance.as_ref());
        take(&mut self.owner, newer.owner.as_ref());
        take(&mut self.due, newer.due.as_ref());
        take(&mut self.verify_on, newer.verify_on.as_ref());
        take(&mut self.success_criterion, newer.success_criterion.as_ref());
    }

    /// Each term as the text that stands for it, in the order of the file.
    #[must_use]
    pub fn texts(&self) -> [(&'static str, Option<String>); 7] {
        [
            ("kind", self.kind.map(|v| v.to_string())),
            ("grade", self.grade.map(|v| v.to_string())),
            ("significance", self.significance.map(|v| v.to_string())),
            ("owner", self.owner.as_ref().map(ToString::to_string)),
            ("due", self.due.map(|v| v.to_string())),
            ("verify_on", self.verify_on.map(|v| v.to_string())),
            ("success_criterion", self.success_criterion.clone()),
        ]
    }

    /// The names of the terms that are present.
    pub fn present(&self) -> impl Iterator<Item = &'static str> {
        let there = [
            self.kind.is_some(),
            self.grade.is_some(),
            self.significance.is_some(),
            self.owner.is_some(),
            self.due.is_some(),
            self.verify_on.is_some(),
            self.success_criterion.is_some(),
        ];
        TERM_KEYS.into_iter().zip(there).filter_map(|(name, there)| there.then_some(name))
    }

    /// Whether no term is present.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.present().next().is_none()
    }
}
