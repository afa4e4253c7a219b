//! The three pieces of evidence that an auditor asks for first (R30), each passed or failed.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Audit, Fault, StepReport, StepVerdict};
use crate::model::origin::Origin;

/// The checklist.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Checklist {
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
    pub introduction: Option<crate::model::id::Hash>,
    /// The three pieces of evidence.
    pub evidence: Vec<Asked>,
    /// What was not, or cannot be, proved.
    pub cannot_prove: Vec<String>,
}

impl Checklist {
    /// Whether a piece of evidence fails.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.evidence.iter().any(|e| e.verdict == StepVerdict::Fail)
    }
}

/// One piece of evidence.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Asked {
    /// What is asked for.
    pub name: &'static str,
    /// The role that brings it.
    pub owner_role: &'static str,
    /// Whether it is there, nothing is wrong with it, and nothing of it has to be looked at first.
    pub passes: bool,
    /// The same, told apart: whether it fails or is for a human.
    pub verdict: StepVerdict,
    /// The step of the audit that tells more.
    pub step: u8,
    /// What there is, in words.
    pub shows: String,
    /// Why it fails.
    pub faults: Vec<Fault>,
    /// What a person has to look at.
    pub open: Vec<Fault>,
}

/// What is asked for, by whom it is brought, and the step that answers.
const ASKED: [(&str, &str, u8); 3] = [
    ("a live register", "CISO", 1),
    ("records of root causes, from before the fix", "ISMS manager", 6),
    ("logs of effectiveness tests", "IT manager", 8),
];

/// The steps that the checklist needs.
pub const STEPS: [u8; 3] = [1, 6, 8];

/// So many things that show something are named.
const NAMED: usize = 12;

/// The checklist of an audit that has its steps.
#[must_use]
pub fn checklist(audit: Audit) -> Checklist {
    let asked = |(name, owner_role, number): (&'static str, &'static str, u8)| {
        let step = audit.steps.iter().find(|s| s.step == number)?;
        let shown = step.evidence.iter().filter(|e| e.event.is_some()).count();
        let mut faults = step.faults.clone();
        if shown == 0 && faults.is_empty() {
            faults.push(Fault::of("there is nothing to show yet"));
        }
        let open = step.open.clone();
        let verdict = match (faults.as_slice(), open.as_slice()) {
            ([], []) => StepVerdict::Pass,
            ([], _) => StepVerdict::ForAHuman,
            _ => StepVerdict::Fail,
        };
        let passes = verdict == StepVerdict::Pass;
        Some(Asked { name, owner_role, passes, verdict, step: number, shows: shows(step), faults, open })
    };
    Checklist {
        evidence: ASKED.into_iter().filter_map(asked).collect(),
        origin: audit.origin,
        based_on: audit.based_on,
        organisation: audit.organisation,
        register: audit.register,
        introduction: audit.introduction,
        cannot_prove: audit.cannot_prove,
    }
}

fn shows(step: &StepReport) -> String {
    let all = step.evidence.len();
    let mut about: Vec<String> = step.evidence.iter().take(NAMED).map(|e| e.about.clone()).collect();
    about.extend((all > NAMED).then(|| format!("{} more", all - NAMED)));
    let human = if step.verdict == StepVerdict::ForAHuman && !step.open.is_empty() {
        format!("; {} to look at", super::count(step.open.len(), "thing"))
    } else {
        String::new()
    };
    format!("{}{human}: {}", step.looked_at, if about.is_empty() { "none".to_owned() } else { about.join(", ") })
}
