//! Which fields of a file changed from what to what.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Serialize;
use toml::{Table, Value};

use crate::document::value;

/// One field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldChange {
    /// Its path, `action.7KQ.due`, `analysis[0].root_cause` or `person."arjun.mehta".name`.
    pub key: String,
    /// What it was; absent where it is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// What it is; absent where it was taken out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The fields in which two versions of a file differ, events left out: those are told as acts.
#[must_use]
pub fn fields(old: &Table, new: &Table) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let told =
        |table: &Table| table.iter().filter(|(k, _)| *k != "event").map(|(k, v)| (k.clone(), v.clone())).collect();
    tables(&told(old), &told(new), "", &mut changes);
    changes
}

/// What became of events that stood in the old version: the keys of one that says something else now, and in one line
/// one that was taken out. Events are never changed by an act.
#[must_use]
pub fn events(old: &Table, new: &Table) -> Vec<FieldChange> {
    let named = |table: &Table| table.get("event").and_then(Value::as_table).cloned().unwrap_or_default();
    let (old, new) = (named(old), named(new));
    let mut changes = Vec::new();
    for (name, before) in &old {
        let path = format!("event.{}", value::key(name));
        match (before, new.get(name)) {
            (Value::Table(before), Some(Value::Table(now))) => tables(before, now, &path, &mut changes),
            (Value::Table(before), None) => {
                let said = ["act", "by", "at"].into_iter().filter_map(|key| before.get(key)).map(text);
                let said = said.collect::<Vec<_>>().join(" ");
                changes.push(FieldChange { key: path, from: Some(said), to: None });
            }
            (before, now) => values(Some(before), now, &path, &mut changes),
        }
    }
    changes
}

impl FieldChange {
    /// Whether it is a change of this field or of a part of it: `action` and `action.7KQ` of `action.7KQ.due`.
    #[must_use]
    pub fn is_of(&self, field: &str) -> bool {
        let rest = self.key.strip_prefix(field);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
    }
}

fn tables(old: &Table, new: &Table, at: &str, changes: &mut Vec<FieldChange>) {
    for key in new.keys().chain(old.keys().filter(|k| !new.contains_key(*k))) {
        let name = value::key(key);
        let path = if at.is_empty() { name } else { format!("{at}.{name}") };
        values(old.get(key), new.get(key), &path, changes);
    }
}

fn values(old: Option<&Value>, new: Option<&Value>, at: &str, changes: &mut Vec<FieldChange>) {
    match (old, new) {
        (old, new) if old == new => {}
        (Some(Value::Table(old)), Some(Value::Table(new))) => tables(old, new, at, changes),
        (None, Some(Value::Table(new))) => tables(&Table::new(), new, at, changes),
        (Some(Value::Table(old)), None) => tables(old, &Table::new(), at, changes),
        (old, new) if holds_tables(old) || holds_tables(new) => {
            let (old, new) = (entries(old), entries(new));
            for i in 0..old.len().max(new.len()) {
                values(old.get(i), new.get(i), &format!("{at}[{i}]"), changes);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            let (gone, come) = (beyond(old, new), beyond(new, old));
            let joined = |words: Vec<String>| (!words.is_empty()).then(|| words.join(", "));
            changes.push(FieldChange { key: at.to_owned(), from: joined(gone), to: joined(come) });
        }
        (old, new) => changes.push(FieldChange { key: at.to_owned(), from: old.map(text), to: new.map(text) }),
    }
}

/// The entries of a list that another one has not, as texts.
fn beyond(list: &[Value], other: &[Value]) -> Vec<String> {
    // Entries that hold tables are looked at elsewhere, so that equal ones are written alike.
    let written: HashSet<String> = other.iter().map(ToString::to_string).collect();
    list.iter().filter(|entry| !written.contains(&entry.to_string())).map(text).collect()
}

fn entries(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn holds_tables(value: Option<&Value>) -> bool {
    entries(value).iter().any(Value::is_table)
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_from_what_to_what() {
        let old: Table =
            "a = 1\ntags = ['x', 'y']\n[event.1]\nx = 1\n[[analysis]]\nby = 'p'\n[action.A]\ndue = 2026-05-01"
                .parse()
                .unwrap();
        let new: Table = "b = 'n'\ntags = ['y', 'z']\n[[analysis]]\nby = 'p'\n[[analysis.why]]\nanswer = 'w'\n[action.A]\ndue = 2026-06-01".parse().unwrap();
        let told: Vec<String> = fields(&old, &new)
            .into_iter()
            .map(|c| format!("{} {}>{}", c.key, c.from.unwrap_or_default(), c.to.unwrap_or_default()))
            .collect();
        assert_eq!(
            told,
            ["b >n", "tags x>z", "analysis[0].why[0].answer >w", "action.A.due 2026-05-01>2026-06-01", "a 1>"]
        );
    }

    #[test]
    fn names_with_dots_are_quoted_and_a_field_holds_its_parts() {
        let new: Table = "[person.'arjun.mehta']\nname = 'A'\n[event.a]\nx = 1".parse().unwrap();
        let told = fields(&Table::new(), &new);
        assert_eq!(told.iter().map(|c| c.key.as_str()).collect::<Vec<_>>(), ["person.\"arjun.mehta\".name"]);
        assert!(told[0].is_of("person") && !told[0].is_of("pers") && !told[0].is_of("name"));
    }
}
