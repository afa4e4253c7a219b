//! The closed lists of words: each is a type that knows its own spelling.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A closed list of words: each knows how it is written, and what it means.
pub trait Word: Copy + FromStr + Into<&'static str> + strum::VariantArray + strum::EnumMessage {
    /// All words of the list, in their order.
    #[must_use]
    fn all() -> &'static [Self] {
        Self::VARIANTS
    }

    /// How it is written.
    #[must_use]
    fn written(self) -> &'static str {
        self.into()
    }

    /// What it means, where it is not its own meaning.
    #[must_use]
    fn meaning(self) -> Option<&'static str> {
        self.get_documentation()
    }

    /// The word that is written so.
    #[must_use]
    fn of(text: &str) -> Option<Self> {
        text.parse().ok()
    }

    /// The word that is written so, in capital or small letters.
    #[must_use]
    fn of_any_case(text: &str) -> Option<Self> {
        Self::all().iter().copied().find(|word| word.written().eq_ignore_ascii_case(text))
    }
}

impl<T: Copy + FromStr + Into<&'static str> + strum::VariantArray + strum::EnumMessage> Word for T {}

/// Declares a list of words, written in kebab case in files, on the command line and in JSON.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        #[derive(strum::Display, strum::EnumString, strum::IntoStaticStr, strum::VariantArray, strum::EnumMessage)]
        #[serde(rename_all = "kebab-case")]
        #[strum(serialize_all = "kebab-case")]
        #[allow(missing_docs, reason = "most of these words are their own meaning")]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }
    };
}

words! {
    /// Where an item stands. Folded from its events, never set.
    Status { Raised, Accepted, InProgress, Implemented, Closed, Rejected, Deferred }
}

impl Status {
    /// Raised to implemented: the work is not over.
    #[must_use]
    pub fn is_active(self) -> bool {
        matches!(self, Status::Raised | Status::Accepted | Status::InProgress | Status::Implemented)
    }

    /// Neither closed nor rejected; what is put off comes back.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.is_active() || self == Status::Deferred
    }

    /// Accepted or in progress: the target date runs.
    #[must_use]
    pub fn is_running(self) -> bool {
        matches!(self, Status::Accepted | Status::InProgress)
    }
}

words! {
    /// What an item is: it removes the cause of a nonconformity (10.2), or it improves (10.1).
    Kind {
        /// It removes the cause of a nonconformity, so that it does not happen again (10.2)
        CorrectiveAction,
        /// It makes something better that is no nonconformity (10.1)
        Improvement,
    }
}

words! {
    /// How an item is graded, in the words of certification (ISO/IEC 17021-1); ISO/IEC 27001 has no grades.
    Grade {
        /// A requirement not fulfilled that affects the capability of the management system to achieve its intended results (ISO/IEC 17021-1, 3.12); several minor ones on one requirement can make one
        MajorNonconformity,
        /// A requirement not fulfilled that does not affect that capability (ISO/IEC 17021-1, 3.13)
        MinorNonconformity,
        /// Not a nonconformity; worth watching
        Observation,
        /// Not a nonconformity; an opportunity for improvement
        Opportunity,
    }
}

impl Grade {
    /// Whether this grade is a nonconformity.
    #[must_use]
    pub fn is_nonconformity(self) -> bool {
        matches!(self, Grade::MajorNonconformity | Grade::MinorNonconformity)
    }
}

words! {
    /// How much depends on an item.
    Significance {
        /// Much depends on it: its effectiveness is reviewed after a longer time
        Major,
        /// Little depends on it
        Minor,
    }
}

words! {
    /// The nature of the measure.
    Category { Physical, Technical, Behavioural, Process }
}

words! {
    /// Where people work that an item is about.
    Environment { Office, Home, Cloud }
}

words! {
    /// What of the management system an item enhances (10.1).
    Enhances { Suitability, Adequacy, Effectiveness }
}

words! {
    /// How causes were analysed.
    AnalysisMethod {
        FiveWhys,
        Fishbone,
        FaultTree,
        Fmea,
        #[serde(rename = "8d")]
        #[strum(serialize = "8d")]
        EightD,
        Other,
    }
}

words! {
    /// What a resource is.
    ResourceKind {
        /// Money
        Budget,
        /// Hours or days of work
        Time,
        /// More people
        People,
        /// Software or equipment
        Tool,
    }
}

words! {
    /// What management decided about a resource.
    Decision { Approved, Declined }
}

words! {
    /// How effectiveness was verified (10.2 d).
    VerifyMethod {
        /// What failed was tried again
        Test,
        /// The scan that found it was run again
        ReScan,
        /// Somebody watched the work
        Observation,
        /// A sample of cases was looked at
        Sampling,
        /// A figure was followed over time
        Metric,
        /// An audit looked at it
        Audit,
        /// The people concerned were asked
        Interview,
    }
}

words! {
    /// What a verification of effectiveness found.
    VerifyResult {
        /// The success criterion is met; the item is closed
        Effective,
        /// The criterion is met in part
        PartiallyEffective,
        /// The criterion is not met
        NotEffective,
    }
}

words! {
    /// What an item answers to.
    SourceKind {
        Incident, InternalAudit, ExternalAudit, ManagementReview, Risk, VulnerabilityScan, PenetrationTest,
        SiteWalkthrough, Exercise, TrainingFeedback, StaffSuggestion, Supplier, Customer, Regulator, Other,
    }
}

words! {
    /// What a person may do beyond what everybody may.
    Role {
        /// Decides about items, and keeps people and settings
        IsmsManager,
        /// Decides about items and resources, and holds the management review
        TopManagement,
        /// Verifies effectiveness, and audits
        Auditor,
        /// Raises items, owns them, does the work
        Staff,
    }
}

impl Role {
    /// The two roles that the design calls "a manager".
    #[must_use]
    pub fn is_manager(self) -> bool {
        matches!(self, Role::IsmsManager | Role::TopManagement)
    }
}

words! {
    /// Whether acts must be signed.
    Signatures { Required, Wanted, Off }
}

words! {
    /// How much a finding weighs.
    Level { Error, Warn, Off }
}
