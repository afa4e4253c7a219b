//! What a new item says beside its title.

use crate::model::date::Day;
use crate::model::event::Party;
use crate::model::id::{Handle, ItemId, SourceRef};
use crate::model::word::{Category, Enhances, Environment, Grade, Kind, Significance};

/// What a new item says.
#[derive(Debug, Default, Clone)]
pub struct Content {
    /// Corrective action (10.2) or improvement (10.1).
    pub kind: Option<Kind>,
    /// What it answers to; at least one.
    pub source: Vec<SourceRef>,
    /// What was found, in full.
    pub description: Option<String>,
    /// How it is graded, in the words of certification (ISO/IEC 17021-1).
    pub grade: Option<Grade>,
    /// How much depends on it.
    pub significance: Option<Significance>,
    /// The nature of the measure.
    pub category: Option<Category>,
    /// Where people work that it is about.
    pub environment: Vec<Environment>,
    /// What of the management system it enhances.
    pub enhances: Vec<Enhances>,
    /// Annex A 2022 control or clause, for example A.8.15.
    pub control: Vec<String>,
    /// Who shall own it.
    pub owner: Option<Handle>,
    /// Target date of implementation.
    pub due: Option<Day>,
    /// What must be seen to call the fix effective.
    pub criterion: Option<String>,
    /// Day of the effectiveness review.
    pub verify_on: Option<Day>,
    /// A risk it is about, with its score before.
    pub risk: Vec<(String, f64)>,
    /// A word to find it by.
    pub tag: Vec<String>,
    /// The item whose cause came back.
    pub recurrence_of: Option<ItemId>,
    /// The item whose ineffective fix led to this one.
    pub follow_up_of: Option<ItemId>,
    /// Who raised it, where it was not you: a handle, "anonymous", or "Name <mail>".
    pub raised_by: Option<Party>,
    /// The day on which it was raised (default: today).
    pub raised_on: Option<Day>,
    /// The department it came from (default: that of who raised it).
    pub department: Option<String>,
}
