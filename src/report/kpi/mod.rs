//! Key figures of a register (R37 to R41): each with its definition, what was counted of what, and the ids behind it.

mod amounts;
mod answers;
mod figure;
mod group;
mod measure;
mod part;
mod trend;
mod work;

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;
use schemars::JsonSchema;
use serde::Serialize;

use super::audit::{AuditedItem, entries};
use super::period::Days;
use crate::model::date::{Day, Moment};
use crate::model::id::{Handle, Hash};
use crate::model::origin::Origin;
use crate::model::person::Person;
use crate::model::settings::Policy;
use crate::model::source::Source;
use crate::register::load::Register;
use crate::register::read::Problem;

pub(super) use figure::whole;
pub use figure::{Counted, Figure};
pub use group::By;
pub use trend::{Course, KpiTrend, trend};

/// The key figures of a register.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KpiReport {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// Name of the organisation.
    pub organisation: String,
    /// Id of the register.
    pub register: String,
    /// The days that were looked at.
    pub period: Days,
    /// What the items were told apart by, where they were.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<By>,
    /// The figures: of all items together, or of each group.
    pub groups: Vec<KpiGroup>,
}

/// The key figures of some items.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KpiGroup {
    /// What these items have in common; absent where they are all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// How many they are, of any age.
    pub items: usize,
    /// The figures.
    pub kpis: Vec<Kpi>,
}

/// One key figure.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Kpi {
    /// Its name for programs.
    pub key: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// What is counted, and of what.
    pub definition: String,
    /// The numbers.
    pub figures: Vec<Figure>,
    /// Why there are none, where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing: Option<String>,
}

/// What key figures are made from.
#[derive(Debug, Clone, Copy)]
pub struct Material<'a> {
    /// The items.
    pub entries: &'a [AuditedItem],
    /// The source records.
    pub sources: &'a [Source],
    /// Who is in people.toml.
    pub people: &'a BTreeMap<Handle, Person>,
    /// Names and handles that are machines.
    pub machines: &'a [String],
    /// The numbers of register.toml.
    pub policy: &'a Policy,
    /// The zone in which a day ends.
    pub zone: Tz,
    /// The days that are looked at.
    pub days: &'a Days,
    /// The day that it is told by.
    pub today: Day,
    /// When each event was committed, where that is asked.
    pub committed: Option<&'a Committed>,
}

/// When the events of a register were committed, from its history.
pub type Committed = HashMap<Hash, Moment>;

/// The key figures of a register in some days; beside them what could not be read. Given when events were committed, what
/// was entered is told by that too.
///
/// # Errors
/// A folder cannot be read.
pub fn report(
    register: &Register,
    period: Days,
    by: Option<By>,
    committed: Option<&Committed>,
    origin: Origin,
) -> anyhow::Result<(KpiReport, Vec<Problem>)> {
    let (entries, mut problems) = entries(register)?;
    let (sources, more) = register.sources()?;
    problems.extend(more);
    let origin = (origin, committed);
    Ok((of_entries(register, &entries, &sources, period, by, origin), problems))
}

/// The same from what is read already.
#[must_use]
pub fn of_entries(
    register: &Register,
    entries: &[AuditedItem],
    sources: &[Source],
    period: Days,
    by: Option<By>,
    (origin, committed): (Origin, Option<&Committed>),
) -> KpiReport {
    let material = Material {
        entries,
        sources,
        people: &register.basics.people.person,
        machines: &register.settings.machines,
        policy: &register.settings.policy,
        zone: register.zone(),
        days: &period,
        today: origin.as_of,
        committed,
    };
    let groups = group::groups(&material, by);
    let (organisation, register) = (register.settings.name.clone(), register.settings.id.clone());
    KpiReport { origin, organisation, register, period, by, groups }
}

#[cfg(test)]
mod tests;
