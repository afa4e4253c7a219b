//! What waits for each person today, for a mail or a note that somebody else sends.

use schemars::JsonSchema;
use serde::Serialize;

use super::audit::AuditedItem;
use super::source;
use super::waiting::{Judge, Task};
use crate::model::date::Moment;
use crate::model::id::Handle;
use crate::model::origin::Origin;
use crate::register::load::Register;
use crate::register::read::Problem;

/// What waits for whom.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Digest {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// Name of the organisation.
    pub organisation: String,
    /// Id of the register.
    pub register: String,
    /// The people for whom something waits, or the one who was asked for.
    pub people: Vec<PersonDigest>,
    /// What waits for nobody who is there; empty where one person was asked for.
    pub nobody: Vec<Task>,
}

/// What waits for one person.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PersonDigest {
    /// Who.
    pub handle: Handle,
    /// Their name.
    pub name: String,
    /// Where they are reached.
    pub email: Vec<String>,
    /// What waits for them, the most urgent first; several may be asked for the same.
    pub tasks: Vec<Task>,
}

impl Digest {
    /// The same of one person alone.
    #[must_use]
    pub fn only(&self, person: &PersonDigest) -> Digest {
        let (organisation, register) = (self.organisation.clone(), self.register.clone());
        Digest { origin: self.origin.clone(), organisation, register, people: vec![person.clone()], nobody: Vec::new() }
    }
}

/// What waits for one person, or for everybody for whom something does; beside it what could not be read.
///
/// # Errors
/// A folder cannot be read.
pub fn digest(
    register: &Register,
    person: Option<&Handle>,
    now: Moment,
    origin: Origin,
) -> anyhow::Result<(Digest, Vec<Problem>)> {
    let judge = Judge { law: register.law(), policy: &register.settings.policy, now, today: origin.as_of };
    // Of most items nothing waits, and none of them is kept.
    let (seen, mut problems) = register.map_items(|loaded| {
        let entry = AuditedItem::of(&loaded, &judge.law);
        let answers = entry.state.answers() && !entry.item.sources.is_empty();
        let tasks = judge.of_item(&entry);
        Some((tasks, answers.then_some((entry.item.id, entry.item.sources))))
    })?;
    let (waiting, answering): (Vec<Vec<Task>>, Vec<_>) = seen.into_iter().unzip();
    let (records, more) = register.sources()?;
    problems.extend(more);
    let answering = answering.iter().flatten().map(|(id, sources)| (id, sources.as_slice()));
    let sources = source::beside(register, &records, answering);
    let tasks = judge.sorted(waiting.into_iter().flatten().collect(), &sources);
    let there = |handle: &Handle| register.authority.is_present(handle, now);
    let people = register.basics.people.person.iter().filter(|(handle, _)| person.is_none_or(|p| p == *handle));
    let people = people.map(|(handle, entry)| PersonDigest {
        handle: handle.clone(),
        name: entry.name.clone(),
        email: entry.email.clone(),
        tasks: tasks.iter().filter(|task| task.who.contains(handle)).cloned().collect(),
    });
    // Who left is no reader, and what they left is for nobody.
    let people = people.filter(|p| person.is_some() || (there(&p.handle) && !p.tasks.is_empty())).collect();
    let nobody = tasks.iter().filter(|task| person.is_none() && !task.who.iter().any(there)).cloned().collect();
    let (organisation, register) = (register.settings.name.clone(), register.settings.id.clone());
    Ok((Digest { origin, organisation, register, people, nobody }, problems))
}
