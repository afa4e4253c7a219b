//! The one canonical form that hashes and digests are made of: RFC 8785 JSON of a TOML document.

use std::fmt;

use serde_json::{Map, Number, Value as Json};
use toml::value::Datetime;
use toml::{Table, Value};

use crate::model::date::Moment;

/// The largest integer that every reader of JSON keeps exactly.
const EXACT: i64 = 1 << 53;

/// A value that has no canonical form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotCanonical {
    /// Path of the key, joined by dots.
    pub key: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

impl fmt::Display for NotCanonical {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.key, self.reason)
    }
}

impl std::error::Error for NotCanonical {}

/// The canonical bytes of a table.
///
/// # Errors
/// A local date-time or time, NaN or an infinity, or an integer beyond 2^53, with its key.
pub fn bytes(table: &Table) -> Result<Vec<u8>, NotCanonical> {
    let json = json(table)?;
    serde_json_canonicalizer::to_vec(&json)
        .map_err(|_| NotCanonical { key: String::new(), reason: "cannot be written as canonical JSON" })
}

/// A table as JSON: dates and moments as `{"$date": "…"}`, CRLF as LF.
///
/// # Errors
/// As [`bytes`].
pub fn json(table: &Table) -> Result<Json, NotCanonical> {
    table_json(table, "")
}

fn table_json(table: &Table, at: &str) -> Result<Json, NotCanonical> {
    let mut map = Map::with_capacity(table.len());
    for (key, value) in table {
        let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
        map.insert(key.clone(), value_json(value, &path)?);
    }
    Ok(Json::Object(map))
}

fn value_json(value: &Value, at: &str) -> Result<Json, NotCanonical> {
    let refuse = |reason| NotCanonical { key: at.to_owned(), reason };
    Ok(match value {
        Value::String(text) => Json::String(text.replace("\r\n", "\n")),
        Value::Integer(n) if (-EXACT..=EXACT).contains(n) => Json::Number(Number::from(*n)),
        Value::Integer(_) => return Err(refuse("an integer beyond 2^53 is not kept exactly everywhere")),
        Value::Float(x) => Json::Number(Number::from_f64(*x).ok_or_else(|| refuse("not a finite number"))?),
        Value::Boolean(b) => Json::Bool(*b),
        Value::Datetime(date) => {
            let text = date_text(date).ok_or_else(|| {
                refuse("a time without its zone; write a day (2026-05-15) or a moment (2026-05-15T09:12:44Z)")
            })?;
            Json::Object(Map::from_iter([("$date".to_owned(), Json::String(text))]))
        }
        Value::Array(entries) => {
            Json::Array(entries.iter().map(|entry| value_json(entry, at)).collect::<Result<_, _>>()?)
        }
        Value::Table(table) => table_json(table, at)?,
    })
}

fn date_text(date: &Datetime) -> Option<String> {
    match (date.date, date.time, date.offset) {
        (Some(day), None, None) => Some(day.to_string()),
        (Some(_), Some(time), Some(_)) => {
            let text = date.to_string();
            if time.nanosecond.is_none_or(|n| n == 0) {
                return text.parse::<Moment>().ok().map(|m| m.to_string());
            }
            let exact = chrono::DateTime::parse_from_rfc3339(&text).ok()?.to_utc();
            Some(exact.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Result<String, NotCanonical> {
        bytes(&text.parse().unwrap()).map(|b| String::from_utf8(b).unwrap())
    }

    #[test]
    fn one_form_for_one_meaning() {
        assert_eq!(
            canonical("b = 2026-05-15\na = 1.0\nc = 2026-05-15T11:00:00+02:00\nd = 'x'\ne.f = [true]").unwrap(),
            r#"{"a":1,"b":{"$date":"2026-05-15"},"c":{"$date":"2026-05-15T09:00:00Z"},"d":"x","e":{"f":[true]}}"#
        );
        assert_eq!(canonical("a = \"\"\"x\r\ny\"\"\"").unwrap(), canonical("a = \"x\\ny\"").unwrap());
    }

    #[test]
    fn what_has_no_form_is_refused_with_its_key() {
        for text in ["x.a = nan", "x.a = inf", "x.a = 9007199254740993", "x.a = 2026-05-15T09:00:00", "x.a = 09:00:00"]
        {
            assert_eq!(canonical(text).unwrap_err().key, "x.a", "{text}");
        }
    }
}
