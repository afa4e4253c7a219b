//! What the events of people.toml, register.toml and seals.toml make: what each `changed` sets, merged in their order.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use toml::{Table, Value};

use crate::model::event::Event;

/// The key of register.toml under which waivers stand.
const WAIVERS: &str = "waiver";

/// Merges what a `changed` sets into `into`: tables key by key, list entries by union, single values by the newer one.
/// Nothing is taken out by leaving it out, and of two ends (`until`) the earlier counts. A waiver alone lasts until the
/// newer act says: it takes nothing from anybody, so that it can be lengthened.
pub fn merge(into: &mut Table, set: &Table) {
    merge_known(into, set, &mut Known::default());
}

/// The entries of the lists of a table by what they say, kept from one act to the next. `Known` mirrors the tables.
#[derive(Default)]
struct Known {
    entries: HashMap<u64, Vec<usize>>,
    /// How many entries of the list are in `entries`.
    counted: usize,
    inner: HashMap<String, Known>,
}

fn merge_known(into: &mut Table, set: &Table, known: &mut Known) {
    for (key, new) in set {
        match (into.get_mut(key), new) {
            (Some(Value::Table(old)), Value::Table(new)) => merge_known(old, new, known.of(key)),
            (Some(Value::Array(old)), Value::Array(new)) => {
                let merge_one =
                    if key == WAIVERS { |known: &mut Value, new: &Value| known.clone_from(new) } else { merge_entry };
                merge_entries(old, new, known.of(key), merge_one);
            }
            (Some(Value::Datetime(old)), Value::Datetime(new)) if is_end(key) => *old = (*old).min(*new),
            _ => {
                into.insert(key.clone(), new.clone());
                known.inner.remove(key);
            }
        }
    }
}

impl Known {
    fn of(&mut self, key: &str) -> &mut Known {
        // The name is copied only where it is new.
        if !self.inner.contains_key(key) {
            self.inner.insert(key.to_owned(), Known::default());
        }
        self.inner.entry(key.to_owned()).or_default()
    }

    /// The entry of a list that is the same as `entry` but for its end.
    fn place(&mut self, list: &[Value], entry: &Value) -> Option<usize> {
        for (i, known) in list.iter().enumerate().skip(self.counted) {
            if let Some(said) = said(known) {
                self.entries.entry(said).or_default().push(i);
            }
        }
        self.counted = list.len();
        let alike = self.entries.get(&said(entry)?)?;
        alike.iter().copied().find(|i| list.get(*i).is_some_and(|known| same_entry(known, entry)))
    }
}

/// Whether a key says when something ended: of two such the earlier counts, and an entry is the same with it or without.
#[must_use]
pub fn is_end(key: &str) -> bool {
    matches!(key, "until" | "compromised_since")
}

/// An entry that is a table is the same entry when it is equal but for its end; of the same waiver for the same reason
/// the newer end counts.
fn merge_entries(old: &mut Vec<Value>, new: &[Value], known: &mut Known, merge_one: fn(&mut Value, &Value)) {
    for entry in new {
        match known.place(old, entry).and_then(|i| old.get_mut(i)) {
            Some(same) => merge_one(same, entry),
            None => old.push(entry.clone()),
        }
    }
}

fn merge_entry(known: &mut Value, entry: &Value) {
    if let (Value::Table(known), Value::Table(entry)) = (known, entry) {
        merge(known, entry);
    }
}

/// Whether two list entries are the same one, but for its end.
#[must_use]
pub fn same_entry(one: &Value, other: &Value) -> bool {
    let (Value::Table(one), Value::Table(other)) = (one, other) else { return one == other };
    let count = |table: &Table| table.keys().filter(|key| !is_end(key)).count();
    count(one) == count(other)
        && one.iter().filter(|(key, _)| !is_end(key)).all(|(key, value)| other.get(key) == Some(value))
}

/// A number for what an entry says but for its end, the same for equal ones; `None` for what equals nothing, not even
/// itself.
fn said(entry: &Value) -> Option<u64> {
    fn number(value: &Value, ends: bool) -> Option<u64> {
        let mut hasher = DefaultHasher::new();
        match value {
            Value::String(text) => text.hash(&mut hasher),
            Value::Integer(n) => n.hash(&mut hasher),
            Value::Float(x) if x.is_nan() => return None,
            Value::Float(x) => (if *x == 0.0 { 0.0 } else { *x }).to_bits().hash(&mut hasher),
            Value::Boolean(yes) => yes.hash(&mut hasher),
            Value::Datetime(date) => date.to_string().hash(&mut hasher),
            Value::Array(list) => {
                for entry in list {
                    number(entry, true)?.hash(&mut hasher);
                }
            }
            Value::Table(table) => {
                // Whatever the order of the keys.
                let mut sum = 0_u64;
                for (key, value) in table.iter().filter(|(key, _)| ends || !is_end(key)) {
                    let mut pair = DefaultHasher::new();
                    (key, number(value, true)?).hash(&mut pair);
                    sum = sum.wrapping_add(pair.finish());
                }
                sum.hash(&mut hasher);
            }
        }
        Some(hasher.finish())
    }
    number(entry, false)
}

/// What the events of a file set, merged in their order.
#[must_use]
pub fn fold<'a>(events: impl IntoIterator<Item = &'a Event>) -> Table {
    let mut table = Table::new();
    let mut known = Known::default();
    for set in events.into_iter().filter_map(|e| e.set.as_ref()) {
        merge_known(&mut table, set, &mut known);
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
                entries.sort_by_cached_key(ToString::to_string);
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

    /// The plain definition: each entry held against each.
    fn merge_simply(into: &mut Table, set: &Table) {
        for (key, new) in set {
            match (into.get_mut(key), new) {
                (Some(Value::Table(old)), Value::Table(new)) => merge_simply(old, new),
                (Some(Value::Array(old)), Value::Array(new)) => {
                    for entry in new {
                        match (old.iter_mut().find(|known| same_entry(known, entry)), entry) {
                            (Some(known), _) if key == WAIVERS => known.clone_from(entry),
                            (Some(Value::Table(known)), Value::Table(entry)) => merge_simply(known, entry),
                            (Some(_), _) => {}
                            (None, _) => old.push(entry.clone()),
                        }
                    }
                }
                (Some(Value::Datetime(old)), Value::Datetime(new)) if is_end(key) => *old = (*old).min(*new),
                _ => {
                    into.insert(key.clone(), new.clone());
                }
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn the_fold_is_that_of_the_plain_merge(sets in proptest::collection::vec(
            proptest::sample::select(vec![
                "a = [1, 2, 1.0]", "a = [0.0, -0.0, nan]", "a = [nan]", "a = 1", "b.a = [{ x = 1, y = 2, until = 2026-01-02 }]",
                "b.a = [{ y = 2, x = 1 }]", "b.a = [{ x = 1, y = 2, until = 2026-01-01 }, 2026-01-01]", "b = 1", "b.a = [2026-01-01]",
                "waiver = [{ r = 1, until = 2026-01-01 }]", "waiver = [{ r = 1, until = 2026-03-01 }, { r = 2 }]",
                "b.a = [{ x = [{ until = 2026-01-01 }] }]", "b.a = [{ x = [{ until = 2026-01-02 }] }]", "b.a = \"t\"",
            ]), 0..12,
        )) {
            let sets: Vec<Table> = sets.into_iter().map(table).collect();
            let (mut quick, mut simple, mut known) = (Table::new(), Table::new(), Known::default());
            for set in &sets {
                merge_known(&mut quick, set, &mut known);
                merge_simply(&mut simple, set);
            }
            proptest::prop_assert_eq!(quick.to_string(), simple.to_string());
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
