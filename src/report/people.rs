//! Who may act, in which role, with which keys: what the lawful events of people.toml amount to.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::model::date::Moment;
use crate::model::id::Handle;
use crate::model::origin::Origin;
use crate::model::person::Person;
use crate::register::load::Register;

/// The people of a register, by handle.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PeopleList {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// The people, also those who left.
    pub people: Vec<PersonRow>,
}

/// One human being.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PersonRow {
    /// The handle.
    pub handle: Handle,
    /// Whether they are there on the day that is asked about.
    pub there: bool,
    /// What people.toml says of them.
    #[serde(flatten)]
    pub person: Person,
}

/// As much of people.toml as is listed.
#[derive(Debug, Default, Deserialize)]
struct Folded {
    #[serde(default)]
    person: BTreeMap<Handle, Person>,
}

/// Lists the people as the lawful events make them: what somebody wrote into the file by hand is not among it.
///
/// # Errors
/// The events make no people that can be read.
pub fn people(register: &Register, now: Moment, origin: Origin) -> anyhow::Result<PeopleList> {
    let Folded { person } = register.basics.replay_people().table.try_into()?;
    let row = |(handle, person): (Handle, Person)| PersonRow {
        there: register.authority.is_present(&handle, now),
        handle,
        person,
    };
    Ok(PeopleList { origin, people: person.into_iter().map(row).collect() })
}
