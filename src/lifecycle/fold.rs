//! What the events of people.toml, register.toml and seals.toml make: what each `changed` sets, merged in their order.

use toml::{Table, Value};

use crate::model::event::Event;

/// The key of register.toml under which waivers stand.
const WAIVERS: &str = "waiver";

/// Merges what a `changed` sets into `into`: tables key by key, list entries by union, single values by the newer one.
/// Nothing is taken out by leaving it out, and of two ends (`until`) the earlier counts. A waiver alone lasts until the
/// newer act says: it takes nothing from anybody, so that it can be lengthened.
pub fn merge(into: &mut Table, set: &Table) {
    for (key, new) in set {
        match (into.get_mut(key), new) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (Some(Value::Array(old)), Value::Array(new)) if key == WAIVERS => merge_waivers(old, new),
            (Some(Value::Array(old)), Value::Array(new)) => merge_entries(old, new),
            (Some(Value::Datetime(old)), Value::Datetime(new)) if is_end(key) => *old = (*old).min(*new),
            _ => {
                into.insert(key.clone(), new.clone());
            }
        }
    }
}

/// Whether a key says when something ended: of two such the earlier counts, and an entry is the same with it or without.
#[must_use]
pub fn is_end(key: &str) -> bool {
    matches!(key, "until" | "compromised_since")
}

/// An entry that is a table is the same entry when it is equal but for its end.
fn merge_entries(old: &mut Vec<Value>, new: &[Value]) {
    for entry in new {
        let same = old.iter_mut().find(|known| same_entry(known, entry));
        match (same, entry) {
            (Some(Value::Table(known)), Value::Table(entry)) => merge(known, entry),
            (Some(_), _) => {}
            (None, _) => old.push(entry.clone()),
        }
    }
}

/// A waiver for the same with the same reason is the same one, with the newer end.
fn merge_waivers(old: &mut Vec<Value>, new: &[Value]) {
    for waiver in new {
        match old.iter_mut().find(|known| same_entry(known, waiver)) {
            Some(known) => known.clone_from(waiver),
            None => old.push(waiver.clone()),
        }
    }
}

/// Whether two list entries are the same one, but for its end.
#[must_use]
pub fn same_entry(one: &Value, other: &Value) -> bool {
    identity(one) == identity(other)
}

fn identity(entry: &Value) -> Value {
    let mut entry = entry.clone();
    if let Value::Table(table) = &mut entry {
        table.retain(|key, _| !is_end(key));
    }
    entry
}

/// What the events of a file set, merged in their order.
#[must_use]
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Table {
    let mut table = Table::new();
    for set in events.into_iter().filter_map(|e| e.set.as_ref()) {
        merge(&mut table, set);
    }
    table
}

/// The same content with list entries and keys in one order and without empty tables, to compare a file with its fold.
#[must_use]
pub fn comparable(table: &Table) -> Value {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Array(entries) => {
                let mut entries: Vec<Value> = entries.iter().map(sorted).collect();
                entries.sort_by_key(ToString::to_string);
                Value::Array(entries)
            }
            Value::Table(table) => {
                let mut keys: Vec<&String> = table.keys().collect();
                keys.sort();
                let inner = keys.into_iter().filter_map(|k| Some((k.clone(), sorted(table.get(k)?))));
                Value::Table(inner.filter(|(_, v)| v.as_table().is_none_or(|t| !t.is_empty())).collect())
            }
            other => other.clone(),
        }
    }
    sorted(&Value::Table(table.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        text.parse().unwrap()
    }

    #[test]
    fn entries_unite_and_the_earlier_end_counts() {
        let mut into = table(
            r#"person.a = { name = "A", email = ["a@x"], role = [{ name = "staff", from = 2026-01-01, until = 2026-06-01 }] }"#,
        );
        merge(
            &mut into,
            &table(
                r#"person.a = { email = ["b@x"], role = [{ name = "staff", from = 2026-01-01, until = 2026-05-01 }, { name = "staff", from = 2026-07-01 }] }"#,
            ),
        );
        merge(
            &mut into,
            &table(r#"person.a = { name = "AA", role = [{ name = "staff", from = 2026-01-01, until = 2026-09-01 }] }"#),
        );
        assert_eq!(
            into,
            table(
                r#"person.a = { name = "AA", email = ["a@x", "b@x"], role = [{ name = "staff", from = 2026-01-01, until = 2026-05-01 }, { name = "staff", from = 2026-07-01 }] }"#
            )
        );
    }

    #[test]
    fn a_waiver_is_lengthened_and_shortened_by_a_newer_act() {
        let waiver = |until: &str, reason: &str| {
            table(&format!("waiver = [{{ rule = \"overdue\", reason = \"{reason}\", until = {until} }}]"))
        };
        for until in ["2026-09-30", "2026-04-30"] {
            let mut into = waiver("2026-06-30", "Parts.");
            merge(&mut into, &waiver(until, "Parts."));
            assert_eq!(into, waiver(until, "Parts."));
            merge(&mut into, &waiver(until, "Another reason."));
            assert_eq!(into["waiver"].as_array().map(Vec::len), Some(2));
        }
    }

    proptest::proptest! {
        #[test]
        fn merging_twice_changes_nothing(names in proptest::collection::vec("[a-c]", 0..4), end in proptest::option::of(1u8..28)) {
            let entries: Vec<String> = names.iter().map(|n| match end {
                Some(day) => format!("{{ name = \"{n}\", until = 2026-01-{day:02} }}"),
                None => format!("{{ name = \"{n}\" }}"),
            }).collect();
            let set = table(&format!("person.a = {{ role = [{}] }}", entries.join(", ")));
            let mut once = Table::new();
            merge(&mut once, &set);
            let mut twice = once.clone();
            merge(&mut twice, &set);
            proptest::prop_assert_eq!(comparable(&once), comparable(&twice));
        }
    }
}
