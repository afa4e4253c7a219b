//! The ten steps as data: what the auditor asks, which rules of `check` answer, what to ask people.

use super::{Material, Noted, StepNotes, cycle, intake, means, proof, standing};
use crate::model::word::Level;

/// One step.
pub struct Step {
    /// 1 to 10.
    pub number: u8,
    /// Its name.
    pub name: &'static str,
    /// What the auditor asks.
    pub question: &'static str,
    /// Rules of which any finding fails the step.
    pub strict: &'static [&'static str],
    /// Rules of which an error fails the step, and a warning is for a human.
    pub rules: &'static [&'static str],
    /// Rules of which an error fails the step, and a warning is left to `check`.
    pub grave: &'static [&'static str],
    /// Only findings in files below this folder count.
    pub below: &'static str,
    /// Whether software never answers it.
    pub for_a_human: bool,
    /// What to ask people.
    pub ask: &'static [&'static str],
    /// What is looked at.
    pub(super) look: fn(&Material<'_>) -> StepNotes,
}

impl Step {
    /// Whether a rule answers this step.
    #[must_use]
    pub fn rests_on(&self, rule: &str) -> bool {
        self.strict.contains(&rule) || self.rules.contains(&rule) || self.grave.contains(&rule)
    }

    /// Whether a finding is about this step.
    #[must_use]
    pub fn concerns(&self, noted: &Noted) -> bool {
        let name = noted.rule.as_str();
        let grave = noted.level == Level::Error && self.grave.contains(&name);
        let named = self.strict.contains(&name) || self.rules.contains(&name) || grave;
        named && noted.file.starts_with(self.below)
    }

    /// Whether a finding fails this step.
    #[must_use]
    pub fn fails(&self, noted: &Noted) -> bool {
        noted.level == Level::Error || self.strict.contains(&noted.rule.as_str())
    }
}

impl std::fmt::Debug for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "step {}: {}", self.number, self.name)
    }
}

/// The ten steps.
pub const STEPS: &[Step] = &[
    Step {
        number: 1,
        name: "the register exists",
        question: "Is there one register of improvements and corrective actions, alive, whole and in nobody's private hand?",
        strict: &[],
        rules: &[
            "unknown-reference",
            "unreadable",
            "newer-schema",
            "duplicate-id",
            "duplicate-person",
            "outside-register",
            "event-altered",
            "event-missing",
            "unlawful-event",
            "status-mismatch",
            "unauthorised-change",
            "terms-moved-silently",
            "future-dated",
            "too-few-active",
            "no-recent-entries",
            "burst-before-review",
            "bad-signature",
            "history-unavailable",
            "unreadable-commit",
            "two-places",
            "item-deleted",
            "event-removed",
            "event-by-another",
            "ended-authority",
            "end-copied",
            "introduction-moved",
            "seal-broken",
            "backdated",
            "cosmetic-update",
        ],
        grave: &["unsigned-event"],
        below: "",
        for_a_human: false,
        ask: &["Who may read it? Does every head of department know where it is?"],
        look: standing::exists,
    },
    Step {
        number: 2,
        name: "a recent incident is in it",
        question: "Is an incident that I pick found in the register, or a decision that it needs no item?",
        strict: &[],
        rules: &["unanswered-source"],
        grave: &[],
        below: "",
        for_a_human: false,
        ask: &[
            "Pick an incident of your own from the list of the service desk: kaizen list --all --source incident:REFERENCE.",
        ],
        look: intake::incidents,
    },
    Step {
        number: 3,
        name: "management reviews look at it",
        question: "Do the minutes of the management review mention the register, and what was decided on it?",
        strict: &[],
        rules: &[
            "management-review-overdue",
            "evidence-missing",
            "evidence-changed",
            "edited-by-hand",
            "unlawful-event",
            "event-altered",
            "unreadable",
        ],
        grave: &[],
        below: "re",
        for_a_human: false,
        ask: &["Ask the chair: which decision of the last review changed something, and where is that seen?"],
        look: cycle::reviews,
    },
    Step {
        number: 4,
        name: "nothing stays open without a reason",
        question: "Are entries open for over a year, or past their date, and does somebody say why?",
        strict: &[],
        rules: &[
            "hasty-closure",
            "overdue",
            "stale",
            "decision-pending",
            "deferral-expired",
            "review-again",
            "postponed-again",
            "late-without-reason",
            "owner-missing",
            "owner-not-a-person",
            "owner-gone",
            "due-missing",
            "source-deadline",
            "waiver-expired",
        ],
        grave: &[],
        below: "",
        for_a_human: false,
        ask: &["Ask the owners of the oldest entries what they wait for, and since when their manager knows."],
        look: standing::open,
    },
    Step {
        number: 5,
        name: "departments contribute",
        question: "Can heads of department say how they contribute to improvement?",
        strict: &[],
        rules: &["no-staff-contribution"],
        grave: &[],
        below: "",
        for_a_human: true,
        ask: &[],
        look: intake::departments,
    },
    Step {
        number: 6,
        name: "analyses look beyond the surface",
        question: "Do root causes name what the system allowed, or do they stop at the symptom or at a person?",
        strict: &[],
        rules: &[
            "hasty-closure",
            "downgraded",
            "root-cause-missing",
            "shallow-analysis",
            "repeated-why",
            "blame-root-cause",
            "analysis-after-fix",
            "generic-text",
            "empty-words",
        ],
        grave: &[],
        below: "",
        for_a_human: false,
        ask: &["Ask who made the analysis: which answer surprised you, and what shows that it is true?"],
        look: proof::causes,
    },
    Step {
        number: 7,
        name: "risks went down",
        question: "Did improvements lower the level of the risks that they were made for?",
        strict: &["risk-not-reduced"],
        rules: &["hasty-closure"],
        grave: &[],
        below: "",
        for_a_human: false,
        ask: &["Compare one score after with the risk register: is it the same there?"],
        look: proof::risks,
    },
    Step {
        number: 8,
        name: "somebody tested the new control",
        question: "Was each finished improvement tested by somebody independent, with evidence?",
        strict: &[],
        rules: &[
            "hasty-closure",
            "verification-overdue",
            "verification-without-evidence",
            "self-verified",
            "early-verification",
            "evidence-missing",
            "evidence-changed",
            "changed-after-sign-off",
            "not-effective-without-follow-up",
            "criterion-moved",
            "success-criterion-missing",
        ],
        grave: &[],
        below: "items/",
        for_a_human: false,
        ask: &["Have one test made again before your eyes."],
        look: proof::tests,
    },
    Step {
        number: 9,
        name: "management provided what was asked for",
        question: "Were requests for time and money decided, and granted?",
        strict: &["resources-pending"],
        rules: &["self-approved", "approval-without-reference"],
        grave: &[],
        below: "",
        for_a_human: false,
        ask: &["Ask owners: what did you need and not ask for?"],
        look: means::resources,
    },
    Step {
        number: 10,
        name: "findings do not come back",
        question: "Do the same findings keep coming back after they were fixed?",
        strict: &["recurrence"],
        rules: &["minors-add-up"],
        grave: &[],
        below: "",
        for_a_human: false,
        ask: &["Compare the findings of the last two internal audits: which stands in both?"],
        look: means::recurrences,
    },
];
