//! The requirements as data, in words of our own; no catalogue is copied.

use super::Answering::{
    Assigned, Causes, CausesFrom, Controls, Decisions, Effective, Failed, From, LowerRisk, Nonconformities, Procedures,
    Records, Reviews,
};
use super::{Answering, Framework};
use crate::model::word::SourceKind::{
    Customer, Exercise, ExternalAudit, Incident, InternalAudit, ManagementReview, PenetrationTest, Regulator,
    SiteWalkthrough, StaffSuggestion, Supplier, TrainingFeedback, VulnerabilityScan,
};

/// A requirement that a framework makes of improvement.
#[derive(Debug)]
pub struct Requirement {
    /// Its place in the framework.
    pub requirement: &'static str,
    /// What it asks.
    pub asks: &'static str,
    /// What of a register answers it, in words.
    pub answered_by: &'static str,
    /// What of a register answers it.
    pub answering: &'static [Answering],
    /// The command that shows it.
    pub command: &'static str,
}

/// The requirements of a framework, in its order.
#[must_use]
pub fn requirements(framework: Framework) -> &'static [Requirement] {
    match framework {
        Framework::Csf => CSF,
        Framework::Nis2 => NIS2,
        Framework::Dora => DORA,
        Framework::Soc2 => SOC2,
        Framework::Tisax => TISAX,
        Framework::Iso9001 => ISO9001,
    }
}

/// Declares rows: place, what it asks, what answers it, the command.
macro_rules! rows {
    ($($place:literal $asks:literal $by:literal [$($what:expr),+] $command:literal;)+) => {
        &[$(Requirement { requirement: $place, asks: $asks, answered_by: $by, answering: &[$($what),+], command: $command }),+]
    };
}

const CSF: &[Requirement] = rows! {
    "ID.IM-01" "Evaluations lead to improvements." "items that came from audits and management reviews"
        [From(&[InternalAudit, ExternalAudit, ManagementReview])] "kaizen list --all --source internal-audit";
    "ID.IM-02" "Tests and exercises lead to improvements, those with suppliers too."
        "items that came from exercises, tests, scans and suppliers"
        [From(&[Exercise, PenetrationTest, VulnerabilityScan, Supplier])] "kaizen list --all --source exercise";
    "ID.IM-03" "Daily operation leads to improvements." "items that came from incidents, walkthroughs, training, staff and customers"
        [From(&[Incident, SiteWalkthrough, TrainingFeedback, StaffSuggestion, Customer])] "kaizen list --all --source incident";
    "ID.IM-04" "Plans for incidents and other plans that matter are kept up and improved."
        "items about the controls of incidents and continuity"
        [Controls(&["A.5.24", "A.5.26", "A.5.27", "A.5.29", "A.5.30"]), From(&[Exercise])] "kaizen list --all --control A.5.24";
};

const NIS2: &[Requirement] = rows! {
    "2.3.1" "Somebody independent reviews how security is managed." "records of audits"
        [Records(&[InternalAudit, ExternalAudit])] "kaizen source list";
    "2.3.3" "Management hears the results; what was found is put right, or the risk is accepted."
        "management reviews with decisions, and items that came from audits"
        [Decisions, From(&[InternalAudit, ExternalAudit])] "kaizen review list";
    "2.3.4" "That is done at planned intervals, and after incidents and changes that matter." "management reviews"
        [Reviews] "kaizen audit --step 3";
    "3.6.1" "After an incident its cause is looked for and what it teaches is written down."
        "items that came from incidents, with a root cause" [CausesFrom(&[Incident])] "kaizen audit --step 6";
    "3.6.2" "What it taught makes security better." "items that came from incidents, and those found effective"
        [From(&[Incident])] "kaizen trace --unanswered";
    "3.6.3" "It is looked at from time to time whether incidents were followed by such a review."
        "records of incidents, each answered or dismissed" [Records(&[Incident])] "kaizen audit --step 2";
};

const DORA: &[Requirement] = rows! {
    "6(5)" "The handling of ICT risk is reviewed each year and after major incidents, and improved by what was learnt."
        "management reviews, and items that came from incidents and regulators" [Reviews, From(&[Incident, Regulator])] "kaizen review list";
    "6(7)" "Findings of ICT audits are followed up formally, and critical ones verified and put right in time."
        "items that came from audits" [From(&[InternalAudit, ExternalAudit])] "kaizen list --all --source internal-audit";
    "13(2)" "After a major incident it is examined why it happened and what has to become better."
        "items that came from incidents, with a root cause" [CausesFrom(&[Incident])] "kaizen audit --step 6";
    "13(3)" "What tests and incidents taught goes into the assessment of risk." "items after which the score of a risk is lower"
        [LowerRisk] "kaizen audit --step 7";
    "13(5)" "Management hears each year what was found and recommended." "management reviews with decisions"
        [Decisions] "kaizen audit --step 3";
    "17(2)" "Root causes of incidents are found, written down and removed, so that they do not come back."
        "nonconformities with a root cause, and fixes found effective" [CausesFrom(&[Incident]), Causes, Effective] "kaizen audit --step 10";
    "24(5)" "What tests revealed is ranked and put right, and it is verified that it is."
        "items that came from tests, scans and exercises" [From(&[PenetrationTest, VulnerabilityScan, Exercise])] "kaizen audit --step 8";
};

const SOC2: &[Requirement] = rows! {
    "CC4.2" "Deficiencies reach those who put them right, and management, in time; it is watched that they do."
        "nonconformities with an owner and a date, and management reviews" [Assigned, Reviews] "kaizen audit --step 4";
    "CC5.3" "Controls live in policies and procedures, which are corrected where they fail."
        "items with an action that changes a procedure" [Procedures] "kaizen list --all --format json";
    "CC7.4" "Incidents are handled by a set procedure, understood, put right and learnt from."
        "items that came from incidents" [From(&[Incident])] "kaizen list --all --source incident";
};

const TISAX: &[Requirement] = rows! {
    "1.5.1" "It is checked that policies and procedures are followed, and what is not is put right."
        "items that came from audits and walkthroughs" [From(&[InternalAudit, SiteWalkthrough])] "kaizen list --all --source internal-audit";
    "1.5.2" "Somebody independent reviews the management system." "items that came from external audits, and their records"
        [From(&[ExternalAudit]), Records(&[ExternalAudit])] "kaizen list --all --source external-audit";
    "1.6.1" "What may matter for security is reported." "records of incidents, and suggestions of staff"
        [Records(&[Incident]), From(&[StaffSuggestion])] "kaizen audit --step 5";
    "1.6.2" "What was reported is handled, and learnt from." "items that came from incidents"
        [From(&[Incident])] "kaizen trace --unanswered";
    "1.6.3" "The organisation is prepared for a crisis, and exercises it." "items that came from exercises, or about continuity"
        [From(&[Exercise]), Controls(&["A.5.29", "A.5.30"])] "kaizen list --all --source exercise";
};

const ISO9001: &[Requirement] = rows! {
    "9.3.1" "Top management reviews the system at planned intervals." "management reviews" [Reviews] "kaizen review list";
    "9.3.2" "It looks at nonconformities, corrective actions and chances to improve." "nonconformities and corrective actions"
        [Nonconformities] "kaizen list --all --kind corrective-action";
    "9.3.3" "It decides on improvement, changes and resources." "management reviews with decisions" [Decisions] "kaizen audit --step 9";
    "10.2.1" "A nonconformity is corrected, its cause removed, and the effect reviewed."
        "nonconformities with a root cause, fixes found effective, and fixes that failed" [Causes, Effective, Failed] "kaizen audit --step 8";
    "10.2.2" "What the nonconformity was, what was done and what came of it is kept." "nonconformities and corrective actions"
        [Nonconformities] "kaizen log";
};
