//! The people of a register, for eyes.

use super::bounded::bounded_table;
use super::terminal::clean_cell;
use crate::model::key::PublicKey;
use crate::model::person::{HeldKey, HeldRole};
use crate::report::people::{PeopleList, PersonRow};

/// A table, one person a row; keys where anybody has one. It holds a screen of them, unless `all` are asked for.
#[must_use]
pub fn human(list: &PeopleList, all: bool) -> String {
    let mut names = vec!["handle", "name", "department", "roles", "mail", "there"];
    let mut rows: Vec<Vec<String>> = list.people.iter().map(row).collect();
    if list.people.iter().any(|row| !row.person.key.is_empty()) {
        names.push("keys");
        for (row, PersonRow { person, .. }) in rows.iter_mut().zip(&list.people) {
            row.push(person.key.iter().map(key).collect::<Vec<_>>().join(", "));
        }
    }
    bounded_table(&names, rows, all, "kaizen people list --all")
}

/// A key by its comment, else by its fingerprint.
fn key(held: &HeldKey) -> String {
    let comment = held.public.splitn(3, ' ').nth(2).map(clean_cell).filter(|comment| !comment.is_empty());
    let print = || held.public.parse().map_or_else(|_| "no key".to_owned(), |key: PublicKey| key.fingerprint());
    let name = comment.unwrap_or_else(print);
    match (held.compromised_since, held.until) {
        (Some(_), _) => format!("{name} (revoked)"),
        (None, Some(until)) => format!("{name} (until {until})"),
        (None, None) => name,
    }
}

fn row(PersonRow { handle, there, person }: &PersonRow) -> Vec<String> {
    let role = |held: &HeldRole| match held.until {
        Some(until) => format!("{} (until {until})", held.name),
        None => held.name.to_string(),
    };
    vec![
        handle.to_string(),
        clean_cell(&person.name),
        clean_cell(person.department.as_deref().unwrap_or("")),
        person.role.iter().map(role).collect::<Vec<_>>().join(", "),
        clean_cell(&person.email.join(", ")),
        match (there, person.until) {
            (true, None) => format!("since {}", person.from),
            (true, Some(until)) => format!("leaves on {until}"),
            (false, Some(until)) => format!("left on {until}"),
            (false, None) => format!("from {}", person.from),
        },
    ]
}
