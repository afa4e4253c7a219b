//! TOML tables as fields to be written, in the order that people read them in.

use toml::{Table, Value as Toml};

use crate::document::layout::LayoutKind;
use crate::document::value::{Fields, Value};

/// The fields of an event table, in the order of the file's layout.
#[must_use]
pub fn event(table: &Table) -> Fields {
    let mut keys: Vec<&String> = table.keys().collect();
    keys.sort_by_key(|key| LayoutKind::Item.key_rank(&["event", "*"], key));
    keys.into_iter().filter_map(|key| Some((key.clone(), value_of(key, table.get(key)?)))).collect()
}

/// A value as it is written: text of several lines as prose, the rest on one line.
fn value_of(key: &str, value: &Toml) -> Value {
    match value {
        Toml::String(text) if text.contains('\n') && key != "signature" => Value::Prose(text.clone()),
        other => grown(other),
    }
}

/// A value of a table: several entries that are tables (roles, keys, evidence) stand one a line, the rest on one line.
#[must_use]
pub fn grown(value: &Toml) -> Value {
    match value {
        Toml::Array(entries) if entries.len() > 1 && entries.iter().all(Toml::is_table) => {
            Value::Lines(entries.iter().map(plain).collect())
        }
        other => plain(other),
    }
}

/// A value on one line.
#[must_use]
pub fn plain(value: &Toml) -> Value {
    match value {
        Toml::String(text) => Value::text(text.clone()),
        Toml::Integer(n) => Value::Integer(*n),
        Toml::Float(x) => Value::Float(*x),
        Toml::Boolean(b) => Value::Boolean(*b),
        Toml::Datetime(d) => Value::Datetime(*d),
        Toml::Array(entries) => Value::List(entries.iter().map(plain).collect()),
        Toml::Table(table) => Value::Inline(table.iter().map(|(k, v)| (k.clone(), plain(v))).collect()),
    }
}

/// A day as a value.
#[must_use]
pub fn date(text: &impl ToString) -> Value {
    let text = text.to_string();
    text.parse().map_or_else(|_| Value::text(text), Value::Datetime)
}

/// Words of a person: on one line where they are short, else as prose.
#[must_use]
pub fn words(text: &str) -> Value {
    if text.contains('\n') || text.chars().count() > 100 {
        let mut text = text.trim_end().to_owned();
        text.push('\n');
        Value::Prose(text)
    } else {
        Value::text(text)
    }
}

/// A number as it is written: whole numbers without a point.
#[must_use]
#[allow(clippy::cast_possible_truncation, reason = "only whole numbers that fit are cast")]
pub fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 1e9 { Value::Integer(number as i64) } else { Value::Float(number) }
}
