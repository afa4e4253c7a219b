//! What other frameworks ask of improvement, and what of this register answers each: ids, and the command that shows it.

mod rows;

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::audit::AuditedItem;
use crate::model::event::Act;
use crate::model::origin::Origin;
use crate::model::review::Review;
use crate::model::source::Source;
use crate::model::word::{Grade, Kind, SourceKind, VerifyResult};

pub use rows::requirements;

/// A framework that asks for improvement too.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    JsonSchema,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::VariantArray,
    strum::EnumMessage,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Framework {
    /// NIST Cybersecurity Framework 2.0, ID.IM
    Csf,
    /// Implementing Regulation (EU) 2024/2690 of NIS 2
    Nis2,
    /// Regulation (EU) 2022/2554, digital operational resilience
    Dora,
    /// SOC 2, the trust services criteria
    Soc2,
    /// TISAX, the catalogue VDA ISA 6
    Tisax,
    /// ISO 9001:2015
    #[strum(serialize = "iso9001")]
    #[serde(rename = "iso9001")]
    Iso9001,
}

impl Framework {
    /// Its name for people.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Framework::Csf => "NIST Cybersecurity Framework 2.0",
            Framework::Nis2 => "NIS 2, Implementing Regulation (EU) 2024/2690, Annex",
            Framework::Dora => "DORA, Regulation (EU) 2022/2554",
            Framework::Soc2 => "SOC 2, trust services criteria",
            Framework::Tisax => "TISAX, VDA ISA 6",
            Framework::Iso9001 => "ISO 9001:2015",
        }
    }

    /// The prefix under which `controls` of an item name it.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Framework::Csf => "CSF",
            Framework::Nis2 => "NIS2",
            Framework::Dora => "DORA",
            Framework::Soc2 => "SOC2",
            Framework::Tisax => "TISAX",
            Framework::Iso9001 => "ISO9001",
        }
    }
}

/// What of a register answers a requirement. Items that name the requirement itself in their `controls` always do.
#[derive(Debug, Clone, Copy)]
pub enum Answering {
    /// Items that answer to sources of these kinds.
    From(&'static [SourceKind]),
    /// Those of them of which the root cause is known.
    CausesFrom(&'static [SourceKind]),
    /// Items about one of these controls.
    Controls(&'static [&'static str]),
    /// Nonconformities and corrective actions.
    Nonconformities,
    /// Those of them that somebody owns, with a date.
    Assigned,
    /// Those of them of which the root cause is known.
    Causes,
    /// Items that were found effective.
    Effective,
    /// Items of which a fix was found not effective, or that follow one up.
    Failed,
    /// Items with an action that names the procedure that it changes.
    Procedures,
    /// Items after which the score of a risk is lower.
    LowerRisk,
    /// Records of sources of these kinds.
    Records(&'static [SourceKind]),
    /// Management reviews.
    Reviews,
    /// Management reviews that decided something.
    Decisions,
}

/// What a crosswalk is made from.
#[derive(Debug)]
pub struct Ground<'a> {
    /// The items.
    pub entries: &'a [AuditedItem],
    /// The source records.
    pub sources: &'a [Source],
    /// The management reviews that a lawful act recorded.
    pub reviews: &'a [Review],
}

/// A framework, requirement by requirement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Crosswalk {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// Which.
    pub framework: Framework,
    /// Its name for people.
    pub name: &'static str,
    /// The requirements that it makes of improvement.
    pub rows: Vec<CrosswalkRow>,
}

/// One requirement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CrosswalkRow {
    /// Its place in the framework.
    pub requirement: &'static str,
    /// What it asks, in words of our own.
    pub asks: &'static str,
    /// What of this register answers it.
    pub answered_by: &'static str,
    /// The items, source records and reviews that do, in order; nothing where none does.
    pub ids: Vec<String>,
    /// The command that shows it.
    pub command: &'static str,
}

/// Goes through a framework.
#[must_use]
pub fn crosswalk(framework: Framework, ground: &Ground<'_>, origin: Origin) -> Crosswalk {
    let rows = requirements(framework).iter().map(|row| {
        let named = format!("{}:{}", framework.prefix(), row.requirement);
        let mut ids: BTreeSet<String> = row.answering.iter().flat_map(|what| what.ids(ground)).collect();
        ids.extend(items(ground, |entry| entry.item.controls.contains(&named)));
        CrosswalkRow {
            requirement: row.requirement,
            asks: row.asks,
            answered_by: row.answered_by,
            ids: ids.into_iter().collect(),
            command: row.command,
        }
    });
    Crosswalk { origin, framework, name: framework.name(), rows: rows.collect() }
}

fn items(ground: &Ground<'_>, wanted: impl Fn(&AuditedItem) -> bool) -> Vec<String> {
    ground.entries.iter().filter(|entry| wanted(entry)).map(|entry| entry.id().to_owned()).collect()
}

fn is_from(entry: &AuditedItem, kinds: &[SourceKind]) -> bool {
    entry.item.sources.iter().any(|source| kinds.contains(&source.kind))
}

fn is_nonconformity(entry: &AuditedItem) -> bool {
    let terms = &entry.state.terms;
    terms.kind == Some(Kind::CorrectiveAction) || terms.grade.is_some_and(Grade::is_nonconformity)
}

fn failed(entry: &AuditedItem) -> bool {
    let short = |result: Option<VerifyResult>| result.is_some_and(|result| result != VerifyResult::Effective);
    let verified = entry.events.iter().any(|event| event.act == Act::Verified && short(event.result));
    verified || entry.item.follow_up_of.is_some()
}

fn lowered(entry: &AuditedItem) -> bool {
    let mut risks = entry.item.risk.iter();
    risks.any(|(risk, before)| entry.state.scores.get(risk).is_some_and(|after| after < before))
}

impl Answering {
    fn ids(self, ground: &Ground<'_>) -> Vec<String> {
        match self {
            Answering::From(kinds) => items(ground, |entry| is_from(entry, kinds)),
            Answering::CausesFrom(kinds) => {
                items(ground, |entry| is_from(entry, kinds) && entry.item.root_cause().is_some())
            }
            Answering::Controls(controls) => {
                items(ground, |entry| entry.item.controls.iter().any(|control| controls.contains(&control.as_str())))
            }
            Answering::Nonconformities => items(ground, is_nonconformity),
            Answering::Assigned => items(ground, |entry| {
                is_nonconformity(entry) && entry.state.terms.owner.is_some() && entry.state.terms.due.is_some()
            }),
            Answering::Causes => items(ground, |entry| is_nonconformity(entry) && entry.item.root_cause().is_some()),
            Answering::Effective => items(ground, |entry| entry.effective().is_some()),
            Answering::Failed => items(ground, failed),
            Answering::Procedures => {
                items(ground, |entry| entry.item.action.values().any(|action| action.procedure.is_some()))
            }
            Answering::LowerRisk => items(ground, lowered),
            Answering::Records(kinds) => {
                let wanted = ground.sources.iter().filter(|source| kinds.contains(&source.kind));
                wanted.map(|source| format!("{}:{}", source.kind, source.reference)).collect()
            }
            Answering::Reviews => ground.reviews.iter().map(review).collect(),
            Answering::Decisions => {
                ground.reviews.iter().filter(|review| !review.decision.is_empty()).map(review).collect()
            }
        }
    }
}

fn review(review: &Review) -> String {
    format!("review {}", review.id)
}
