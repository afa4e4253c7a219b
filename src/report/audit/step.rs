//! The ten steps as data: what the auditor asks, which rules of `check` answer, what to ask people.

use super::{Material, Noted, StepNotes, cycle, intake, means, proof, standing};
use crate::model::rule::Rule;
use crate::model::word::Level;
use crate::register::place::SETTINGS;

/// The files that a step looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Files {
    /// All of the register.
    All,
    /// The items.
    Items,
    /// The management reviews, and register.toml, which says how often there is one.
    Reviews,
}

impl Files {
    fn hold(self, file: &str) -> bool {
        match self {
            Files::All => true,
            Files::Items => file.starts_with("items/"),
            Files::Reviews => file.starts_with("reviews/") || file == SETTINGS,
        }
    }
}

/// One step.
pub struct Step {
    /// 1 to 10.
    pub number: u8,
    /// Its name.
    pub name: &'static str,
    /// What the auditor asks.
    pub question: &'static str,
    /// Rules of which any finding fails the step.
    pub strict: &'static [Rule],
    /// Rules of which an error fails the step, and a warning is for a human.
    pub rules: &'static [Rule],
    /// Rules of which an error fails the step, and a warning is left to `check`.
    pub grave: &'static [Rule],
    /// Only findings in these files count.
    pub files: Files,
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
    pub fn rests_on(&self, rule: Rule) -> bool {
        self.strict.contains(&rule) || self.rules.contains(&rule) || self.grave.contains(&rule)
    }

    /// Whether a finding is about this step.
    #[must_use]
    pub fn concerns(&self, noted: &Noted) -> bool {
        let grave = noted.level == Level::Error && self.grave.contains(&noted.rule);
        let named = self.strict.contains(&noted.rule) || self.rules.contains(&noted.rule) || grave;
        named && self.files.hold(&noted.file)
    }

    /// Whether a finding fails this step.
    #[must_use]
    pub fn fails(&self, noted: &Noted) -> bool {
        noted.level == Level::Error || self.strict.contains(&noted.rule)
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
            Rule::UnknownReference,
            Rule::Unreadable,
            Rule::NewerSchema,
            Rule::DuplicateId,
            Rule::DuplicatePerson,
            Rule::OutsideRegister,
            Rule::EventAltered,
            Rule::EventMissing,
            Rule::UnauthorisedEvent,
            Rule::Sandbox,
            Rule::StatusMismatch,
            Rule::UnauthorisedChange,
            Rule::TermsMovedSilently,
            Rule::FutureDated,
            Rule::TooFewActive,
            Rule::NoRecentEntries,
            Rule::BurstBeforeReview,
            Rule::BadSignature,
            Rule::HistoryUnavailable,
            Rule::UnreadableCommit,
            Rule::TwoPlaces,
            Rule::ItemDeleted,
            Rule::EventRemoved,
            Rule::EventByAnother,
            Rule::EndedAuthority,
            Rule::EndCopied,
            Rule::IntroductionMoved,
            Rule::SealBroken,
            Rule::Backdated,
            Rule::CosmeticUpdate,
        ],
        grave: &[Rule::UnsignedEvent],
        files: Files::All,
        for_a_human: false,
        ask: &["Who may read it? Does every head of department know where it is?"],
        look: standing::exists,
    },
    Step {
        number: 2,
        name: "a recent incident is in it",
        question: "Is an incident that I pick found in the register, or a decision that it needs no item?",
        strict: &[],
        rules: &[Rule::UnansweredSource],
        grave: &[],
        files: Files::All,
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
            Rule::ManagementReviewOverdue,
            Rule::EvidenceMissing,
            Rule::EvidenceChanged,
            Rule::EditedByHand,
            Rule::UnauthorisedEvent,
            Rule::EventAltered,
            Rule::Unreadable,
        ],
        grave: &[],
        files: Files::Reviews,
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
            Rule::HastyClosure,
            Rule::Overdue,
            Rule::Stale,
            Rule::DecisionPending,
            Rule::DeferralExpired,
            Rule::ReviewAgain,
            Rule::PostponedAgain,
            Rule::LateWithoutReason,
            Rule::OwnerMissing,
            Rule::OwnerNotAPerson,
            Rule::OwnerGone,
            Rule::DueMissing,
            Rule::SourceDeadline,
            Rule::WaiverExpired,
        ],
        grave: &[],
        files: Files::All,
        for_a_human: false,
        ask: &["Ask the owners of the oldest entries what they wait for, and since when their manager knows."],
        look: standing::open,
    },
    Step {
        number: 5,
        name: "departments contribute",
        question: "Can heads of department say how they contribute to improvement?",
        strict: &[],
        rules: &[Rule::NoStaffContribution],
        grave: &[],
        files: Files::All,
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
            Rule::HastyClosure,
            Rule::Downgraded,
            Rule::RootCauseMissing,
            Rule::ShallowAnalysis,
            Rule::RepeatedWhy,
            Rule::BlameRootCause,
            Rule::AnalysisAfterFix,
            Rule::GenericText,
            Rule::EmptyWords,
        ],
        grave: &[],
        files: Files::All,
        for_a_human: false,
        ask: &["Ask who made the analysis: which answer surprised you, and what shows that it is true?"],
        look: proof::causes,
    },
    Step {
        number: 7,
        name: "risks went down",
        question: "Did improvements lower the level of the risks that they were made for?",
        strict: &[Rule::RiskNotReduced],
        rules: &[Rule::HastyClosure],
        grave: &[],
        files: Files::All,
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
            Rule::HastyClosure,
            Rule::VerificationOverdue,
            Rule::VerificationWithoutEvidence,
            Rule::SelfVerified,
            Rule::EarlyVerification,
            Rule::EvidenceMissing,
            Rule::EvidenceChanged,
            Rule::ChangedAfterSignOff,
            Rule::NotEffectiveWithoutFollowUp,
            Rule::CriterionMoved,
            Rule::SuccessCriterionMissing,
        ],
        grave: &[],
        files: Files::Items,
        for_a_human: false,
        ask: &["Have one test made again before your eyes."],
        look: proof::tests,
    },
    Step {
        number: 9,
        name: "management provided what was asked for",
        question: "Were requests for time and money decided, and granted?",
        strict: &[Rule::ResourcesPending],
        rules: &[Rule::SelfApproved, Rule::ApprovalWithoutReference],
        grave: &[],
        files: Files::All,
        for_a_human: false,
        ask: &["Ask owners: what did you need and not ask for?"],
        look: means::resources,
    },
    Step {
        number: 10,
        name: "findings do not come back",
        question: "Do the same findings keep coming back after they were fixed?",
        strict: &[Rule::Recurrence],
        rules: &[Rule::MinorsAddUp],
        grave: &[],
        files: Files::All,
        for_a_human: false,
        ask: &["Compare the findings of the last two internal audits: which stands in both?"],
        look: means::recurrences,
    },
];
