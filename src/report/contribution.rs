//! From whom an item came: asked by the rule `no-staff-contribution` and by the key figures.

use std::collections::BTreeMap;

use crate::model::event::Party;
use crate::model::id::Handle;
use crate::model::person::{Person, group_named};

/// Who raised an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raiser {
    /// A person outside the security team, in people.toml or not.
    Staff,
    /// A person of the security team.
    SecurityTeam,
    /// Somebody who chose not to say.
    Anonymous,
    /// A group or a machine, by its name.
    Machine,
    /// Nobody is named, or nobody who is known.
    Unknown,
}

/// Who raised an item; `machines` are names and handles that are machines, though they do not sound like it.
#[must_use]
pub fn raiser(party: Option<&Party>, people: &BTreeMap<Handle, Person>, machines: &[String]) -> Raiser {
    let machine = |name: &str| machines.iter().any(|machine| machine.eq_ignore_ascii_case(name.trim()));
    match party {
        Some(Party::Anonymous) => Raiser::Anonymous,
        Some(Party::Outside(text)) => {
            let name = text.split(" <").next().unwrap_or(text);
            // An account of a forge is named with its host.
            let account = name.split(" (").next().unwrap_or(name);
            if machine(name) || machine(account) || group_named([account]).is_some() || group_named([name]).is_some() {
                Raiser::Machine
            } else {
                Raiser::Staff
            }
        }
        Some(Party::Person(handle)) => match people.get(handle) {
            None => Raiser::Unknown,
            Some(person) if machine(handle.as_str()) || machine(&person.name) => Raiser::Machine,
            Some(person) if !person.one_human && group_named([person.name.as_str()]).is_some() => Raiser::Machine,
            Some(person) if person.security_team => Raiser::SecurityTeam,
            Some(_) => Raiser::Staff,
        },
        None => Raiser::Unknown,
    }
}
