//! Management reviews (9.3): one record for each time that top management looked at the register.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::date::Day;
use super::event::{Event, Evidence, Party};
use super::id::{Handle, ItemId, ReviewId};

/// A management review of the register, `reviews/2026-09-30.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Review {
    /// Version of the file format.
    pub schema: u32,
    /// The day on which it was held, also the name of the file.
    pub id: ReviewId,
    /// The day on which it was held.
    pub held_on: Day,
    /// Who led it.
    pub chair: Handle,
    /// Who else took part: people of people.toml, or `Name <mail>` of somebody outside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attendees: Vec<Party>,
    /// The minutes: a file in the register with its digest, or a link.
    pub minutes: Evidence,
    /// The commit of the register that was looked at.
    #[schemars(regex(pattern = "^[0-9a-f]{40,64}$"))]
    pub looked_at: String,
    /// The day of the next review.
    pub next_on: Day,
    /// What was decided (9.3.3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decision: Vec<ReviewDecision>,
    /// What was done to this record.
    #[serde(default)]
    pub event: BTreeMap<String, Event>,
}

/// One decision of a management review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReviewDecision {
    /// What was decided.
    pub text: String,
    /// The items that it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemId>,
}

impl Review {
    /// Chair and attendees that people.toml should know, each with the key it stands under.
    pub fn people(&self) -> impl Iterator<Item = (Vec<String>, &Handle)> {
        let chair = std::iter::once((vec!["chair".to_owned()], &self.chair));
        let others = self.attendees.iter().enumerate();
        chair.chain(
            others.filter_map(|(i, party)| Some((vec!["attendees".to_owned(), format!("[{i}]")], party.handle()?))),
        )
    }

    /// The items that its decisions name, each once, in order.
    #[must_use]
    pub fn items(&self) -> Vec<&ItemId> {
        let mut items: Vec<&ItemId> = self.decision.iter().flat_map(|d| &d.items).collect();
        items.sort();
        items.dedup();
        items
    }
}
