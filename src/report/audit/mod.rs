//! The ten steps of an internal audit of the register (R20 to R29), and the checklist of evidence (R30).

mod checklist;
mod cycle;
mod entry;
mod intake;
mod means;
mod proof;
mod sample;
mod standing;
mod step;
mod verdict;

use std::collections::{BTreeMap, HashSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::date::{Day, Moment};
use crate::model::event::{Event, Party};
use crate::model::id::{Hash, ItemId};
use crate::model::origin::Origin;
use crate::model::review::Review;
use crate::model::rule::Rule;
use crate::model::settings::Number;
use crate::model::source::Source;
use crate::model::word::Level;
use crate::register::load::Register;

pub use checklist::{Checklist, STEPS as CHECKLIST_STEPS, checklist};
pub use entry::{AuditedItem, answering, causes, entries};
pub use sample::Sample;
pub use step::{STEPS, Step};

/// What a rule of `check` found, as far as an audit needs it.
#[derive(Debug, Clone)]
pub struct Noted {
    /// The rule.
    pub rule: Rule,
    /// How much it weighs.
    pub level: Level,
    /// The file, below the register.
    pub file: String,
    /// The item it is about.
    pub item: Option<String>,
    /// What is wrong.
    pub message: String,
    /// Why somebody answered for it, and until when.
    pub waived: Option<(String, Day)>,
}

/// A rule that register.toml lowers, as far as an audit needs it.
#[derive(Debug, Clone)]
pub struct LoweredRule {
    /// The rule.
    pub rule: Rule,
    /// Whether it is off, or else finds something that weighs less for it.
    pub matters: bool,
    /// The same in words, with who said so.
    pub text: String,
}

/// What an audit is made from.
#[derive(Debug)]
pub struct Material<'a> {
    /// The register.
    pub register: &'a Register,
    /// Its items.
    pub entries: &'a [AuditedItem],
    /// Its management reviews that a lawful act recorded, in order.
    pub reviews: &'a [Review],
    /// Its source records.
    pub sources: &'a [Source],
    /// What `check` found.
    pub noted: &'a [Noted],
    /// Of which item which rule of it speaks.
    pub spoken_of: &'a HashSet<(Rule, &'a str)>,
    /// The rules that register.toml lowers.
    pub lowered: &'a [LoweredRule],
    /// The commit that brought each event, by the event's short name.
    pub commits: &'a BTreeMap<String, String>,
    /// The register's first event, and its moment.
    pub introduced: Option<(Hash, Moment)>,
    /// The day it is told by.
    pub today: Day,
    /// How samples are drawn.
    pub sample: &'a Sample,
}

impl Material<'_> {
    /// Whether a rule of `check` speaks of an item, so that a step need not say it a second time.
    fn told(&self, rule: Rule, item: &str) -> bool {
        self.spoken_of.contains(&(rule, item))
    }
}

/// What a step comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepVerdict {
    /// What is expected is there.
    Pass,
    /// Something is not as it must be.
    Fail,
    /// A person has to ask, read or decide.
    ForAHuman,
}

/// An audit of the register.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Audit {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// The commit that the working tree is based on, where that was looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub based_on: Option<String>,
    /// Name of the organisation.
    pub organisation: String,
    /// Id of the register.
    pub register: String,
    /// The register's first event, which everything rests on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub introduction: Option<Hash>,
    /// Numbers of register.toml that are not as usual, which the rules judge by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numbers: Vec<Number>,
    /// Items that could be read.
    pub items: usize,
    /// How samples were drawn: the same numbers draw them again.
    pub sample: Sample,
    /// The steps.
    pub steps: Vec<StepReport>,
    /// What was not, or cannot be, proved.
    pub cannot_prove: Vec<String>,
}

impl Audit {
    /// Whether a step fails.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.steps.iter().any(|s| s.verdict == StepVerdict::Fail)
    }
}

/// One step of the audit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StepReport {
    /// Its number, 1 to 10.
    pub step: u8,
    /// Its name.
    pub name: &'static str,
    /// What the auditor asks.
    pub question: &'static str,
    /// What it comes to.
    pub verdict: StepVerdict,
    /// How much there was to look at, in words.
    pub looked_at: String,
    /// What was drawn from it, where a step samples.
    pub drawn: Vec<String>,
    /// Why it fails.
    pub faults: Vec<Fault>,
    /// What a person has to look at.
    pub open: Vec<Fault>,
    /// What shows that it is so.
    pub evidence: Vec<Proof>,
    /// What to ask people.
    pub ask: Vec<String>,
}

/// Something that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fault {
    /// The rule of `check` that found it; absent where the step itself did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// The item, source record, review or file it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// What it is.
    pub text: String,
}

/// Something that shows what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Proof {
    /// The item, source record, review or department it is about.
    pub about: String,
    /// What it shows.
    pub text: String,
    /// Short name of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// Who did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Party>,
    /// When, as claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// Whether the event carries a signature; `check` says of a bad one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed: Option<bool>,
    /// The commit that brought the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
}

impl Fault {
    fn about(about: impl Into<String>, text: impl Into<String>) -> Self {
        Fault { rule: None, about: Some(about.into()), text: text.into() }
    }

    fn of(text: impl Into<String>) -> Self {
        Fault { rule: None, about: None, text: text.into() }
    }
}

impl Proof {
    fn about(about: impl Into<String>, text: impl Into<String>) -> Self {
        Proof { about: about.into(), text: text.into(), event: None, by: None, at: None, signed: None, commit: None }
    }

    fn event(mut self, event: &Event, material: &Material<'_>) -> Self {
        self.event = Some(event.hash.short().to_owned());
        self.by = Some(event.by.clone());
        self.at = Some(event.at);
        self.signed = Some(event.signature.is_some());
        self.commit = material.commits.get(event.hash.short()).cloned();
        self
    }
}

/// What a step saw before the rules of `check` are added.
#[derive(Debug, Default)]
struct StepNotes {
    looked_at: String,
    drawn: Vec<String>,
    faults: Vec<Fault>,
    open: Vec<Fault>,
    evidence: Vec<Proof>,
    ask: Vec<String>,
}

/// Goes through the steps: all of them, or those that are wanted.
#[must_use]
pub fn steps(material: &Material<'_>, wanted: &[u8]) -> Vec<StepReport> {
    let steps = step::STEPS.iter().filter(|s| wanted.is_empty() || wanted.contains(&s.number));
    steps.map(|step| verdict::report(step, material)).collect()
}

/// `3 items`, `1 item`.
fn count(n: usize, one: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") }
}

/// Ids joined, in order.
fn ids<'i>(items: impl IntoIterator<Item = &'i ItemId>) -> String {
    let all: Vec<&str> = items.into_iter().map(ItemId::as_str).collect();
    all.join(", ")
}
