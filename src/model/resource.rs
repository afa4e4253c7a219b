//! What an item needs: money, time, people, tools.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::word::ResourceKind;

/// One resource that the item needs; the decision about it is an event.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Resource {
    /// What kind of resource.
    pub kind: ResourceKind,
    /// How much, in `unit`.
    pub amount: f64,
    /// The unit of `amount`: a currency, hours, people.
    pub unit: String,
    /// What it is for.
    pub purpose: String,
}
