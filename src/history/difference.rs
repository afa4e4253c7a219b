//! Which fields of a file changed from what to what.

use schemars::JsonSchema;
use serde::Serialize;
use toml::{Table, Value};

/// One field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldChange {
    /// Its path, `action.7KQ.due` or `analysis[0].root_cause`.
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
    tables(old, new, "", &mut changes);
    changes.retain(|c| c.key != "event" && !c.key.starts_with("event."));
    changes
}

fn tables(old: &Table, new: &Table, at: &str, changes: &mut Vec<FieldChange>) {
    for key in new.keys().chain(old.keys().filter(|k| !new.contains_key(*k))) {
        let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
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
            let gone: Vec<String> = old.iter().filter(|e| !new.contains(e)).map(text).collect();
            let come: Vec<String> = new.iter().filter(|e| !old.contains(e)).map(text).collect();
            let joined = |words: Vec<String>| (!words.is_empty()).then(|| words.join(", "));
            changes.push(FieldChange { key: at.to_owned(), from: joined(gone), to: joined(come) });
        }
        (old, new) => changes.push(FieldChange { key: at.to_owned(), from: old.map(text), to: new.map(text) }),
    }
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
}
