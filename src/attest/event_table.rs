//! An event as the TOML table that is hashed and written.

use toml::{Table, Value};

use super::canonical::NotCanonical;
use super::digest::{Subject, event_hash};
use crate::model::event::Event;
use crate::model::tree::Tree;

/// Keys of an event that hold a day or a moment, by path.
const DATES: [&[&str]; 5] = [&["at"], &["until"], &["review_on"], &["terms", "due"], &["terms", "verify_on"]];

/// The table of an event, with dates as TOML has them.
///
/// # Errors
/// A value that TOML cannot hold.
pub fn table(event: &Event) -> Result<Table, toml::ser::Error> {
    let mut table = Table::try_from(event)?;
    // Dates within what a change sets are TOML's own already; serde would not keep them.
    if let Some(set) = &event.set {
        table.insert("set".to_owned(), Value::Table(set.clone()));
    }
    for path in DATES {
        if let Some(Value::String(text)) = find(&mut table, path).cloned()
            && let Ok(date) = text.parse()
            && let Some(slot) = find(&mut table, path)
        {
            *slot = Value::Datetime(date);
        }
    }
    Ok(table)
}

fn find<'a>(table: &'a mut Table, path: &[&str]) -> Option<&'a mut Value> {
    match path {
        [] => None,
        [key] => table.get_mut(*key),
        [key, rest @ ..] => find(table.get_mut(*key)?.as_table_mut()?, rest),
    }
}

/// Seals an event: its hash over everything it carries.
///
/// # Errors
/// A value that has no canonical form, or that TOML cannot hold.
pub fn seal(register: &str, subject: Subject<'_>, event: &mut Event) -> Result<(), NotCanonical> {
    let unwritable = |_| NotCanonical { key: "event".to_owned(), reason: "cannot be written as TOML" };
    event.hash = event_hash(register, subject, &Tree::from(table(event).map_err(unwritable)?))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::event::{Act, Party};
    use crate::record::next_event;

    #[test]
    fn dates_stay_dates_at_every_level() {
        let by = Party::Person("mona.lind".parse().unwrap());
        let mut event = next_event::blank(Act::Changed, by, "2026-03-02T09:00:00Z".parse().unwrap(), Vec::new());
        event.until = Some("2026-04-01".parse().unwrap());
        event.set =
            Some("person.a = { from = 2026-03-02, role = [{ name = \"staff\", from = 2026-03-02 }] }".parse().unwrap());
        let written = table(&event).unwrap();
        assert_eq!(written.get("set"), event.set.clone().map(Value::Table).as_ref());
        assert!(written["at"].is_datetime() && written["until"].is_datetime());
        // What is written reads back as the same event.
        assert_eq!(toml::from_str::<Event>(&written.to_string()).unwrap(), event);
    }
}
