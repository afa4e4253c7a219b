//! The one canonical form that hashes and digests are made of: RFC 8785 JSON of a TOML document.

use std::fmt;

use toml::value::{Date, Datetime, Offset};

use crate::model::date::Moment;
use crate::model::tree::{Node, Tree};

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

/// The canonical bytes of a table: dates and moments as `{"$date": "…"}`, CRLF as LF.
///
/// # Errors
/// A local date-time or time, NaN or an infinity, or an integer beyond 2^53, with its key.
pub fn bytes(table: &Tree<'_>) -> Result<Vec<u8>, NotCanonical> {
    bytes_of(table, &|_| true)
}

/// The canonical bytes of those parts of a table that `keep` says yes to; it is asked with the path of each key.
///
/// # Errors
/// As [`bytes`].
pub fn bytes_of(table: &Tree<'_>, keep: &dyn Fn(&[&str]) -> bool) -> Result<Vec<u8>, NotCanonical> {
    let mut writer = Writer::new(keep);
    writer.table(table)?;
    Ok(writer.out)
}

/// Writes objects and their order; the form of texts and numbers is that of the libraries.
pub(super) struct Writer<'t, 'k> {
    /// What is written so far.
    pub(super) out: Vec<u8>,
    path: Vec<&'t str>,
    keep: &'k dyn Fn(&[&str]) -> bool,
}

impl<'t, 'k> Writer<'t, 'k> {
    pub(super) fn new(keep: &'k dyn Fn(&[&str]) -> bool) -> Self {
        Writer { out: Vec::with_capacity(2048), path: Vec::new(), keep }
    }

    pub(super) fn table(&mut self, table: &'t Tree<'t>) -> Result<(), NotCanonical> {
        let mut entries: Vec<(&str, &Node<'_>)> = table.iter().collect();
        // By their UTF-16 code units (RFC 8785, 3.2.3), which is the order of bytes for most.
        if entries.iter().all(|(key, _)| key.is_ascii()) {
            entries.sort_unstable_by_key(|(key, _)| *key);
        } else {
            entries.sort_unstable_by(|a, b| a.0.encode_utf16().cmp(b.0.encode_utf16()));
        }
        self.out.push(b'{');
        let mut first = true;
        for (key, value) in entries {
            self.path.push(key);
            if (self.keep)(&self.path) {
                if !std::mem::take(&mut first) {
                    self.out.push(b',');
                }
                self.key(key)?;
                self.out.push(b':');
                self.value(value)?;
            }
            self.path.pop();
        }
        self.out.push(b'}');
        Ok(())
    }

    fn value(&mut self, value: &'t Node<'t>) -> Result<(), NotCanonical> {
        match value {
            Node::Text(text) => self.text(text),
            Node::Integer(n) if (-EXACT..=EXACT).contains(n) => self.json(n),
            Node::Integer(_) => Err(self.refuse("an integer beyond 2^53 is not kept exactly everywhere")),
            Node::Float(x) if x.is_finite() => {
                let number = serde_json_canonicalizer::to_vec(x).map_err(|_| self.refuse(UNWRITABLE))?;
                self.out.extend(number);
                Ok(())
            }
            Node::Float(_) => Err(self.refuse("not a finite number")),
            Node::Boolean(yes) => self.json(yes),
            Node::Date(date) => {
                let text = date_text(date).ok_or_else(|| {
                    self.refuse("a time without its zone; write a day (2026-05-15) or a moment (2026-05-15T09:12:44Z)")
                })?;
                self.out.extend(b"{\"$date\":");
                self.text(&text)?;
                self.out.push(b'}');
                Ok(())
            }
            Node::List(entries) => {
                self.out.push(b'[');
                for (i, entry) in entries.iter().enumerate() {
                    if i > 0 {
                        self.out.push(b',');
                    }
                    self.value(entry)?;
                }
                self.out.push(b']');
                Ok(())
            }
            Node::Table(table) => self.table(table),
        }
    }

    /// RFC 8785 writes a text as `serde_json` does: what must be escaped, in the shortest way, and nothing else.
    pub(super) fn text(&mut self, text: &str) -> Result<(), NotCanonical> {
        if !is_plain(text) {
            return self.json(text.replace("\r\n", "\n").as_str());
        }
        self.quoted(text);
        Ok(())
    }

    /// A key stays as it is.
    fn key(&mut self, key: &str) -> Result<(), NotCanonical> {
        if !is_plain(key) {
            return self.json(key);
        }
        self.quoted(key);
        Ok(())
    }

    fn quoted(&mut self, plain: &str) {
        self.out.push(b'"');
        self.out.extend_from_slice(plain.as_bytes());
        self.out.push(b'"');
    }

    fn json<T: serde::Serialize + ?Sized>(&mut self, value: &T) -> Result<(), NotCanonical> {
        serde_json::to_writer(&mut self.out, value).map_err(|_| self.refuse(UNWRITABLE))
    }

    fn refuse(&self, reason: &'static str) -> NotCanonical {
        NotCanonical { key: self.path.join("."), reason }
    }
}

/// Whether nothing in a text is escaped. Without a way out, so that many bytes are looked at in one step.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy one is a way out")]
fn is_plain(text: &str) -> bool {
    !text.bytes().fold(false, |odd, b| odd | (b < b' ') | (b == b'"') | (b == b'\\'))
}

const UNWRITABLE: &str = "cannot be written as canonical JSON";

fn date_text(date: &Datetime) -> Option<String> {
    match (date.date, date.time, date.offset) {
        (Some(_), None, None) | (Some(_), Some(_), Some(_)) => plain_date(date).or_else(|| moment_text(date)),
        _ => None,
    }
}

/// A day, or a moment in UTC with whole seconds, as its type writes it; `None` for any other date.
fn plain_date(date: &Datetime) -> Option<String> {
    let day = day_text(date.date?);
    let Some(time) = date.time else { return date.offset.is_none().then_some(day) };
    let second = time.second.unwrap_or_default();
    // There are leap seconds in TOML, and they have to be converted.
    if date.offset != Some(Offset::Z) || time.nanosecond.is_some_and(|n| n > 0) || time.second.is_none() || second > 59
    {
        return None;
    }
    let mut text = day;
    for (mark, number) in [('T', time.hour), (':', time.minute), (':', second)] {
        text.push(mark);
        two(&mut text, number);
    }
    text.push('Z');
    Some(text)
}

/// A moment of any zone, in UTC.
fn moment_text(date: &Datetime) -> Option<String> {
    let text = date.to_string();
    if date.time.is_some_and(|time| time.nanosecond.is_none_or(|n| n == 0)) {
        return text.parse::<Moment>().ok().map(|m| m.to_string());
    }
    let exact = chrono::DateTime::parse_from_rfc3339(&text).ok()?.to_utc();
    Some(exact.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
}

/// As its own `Display` writes it.
fn day_text(day: Date) -> String {
    let mut text = String::with_capacity(20);
    let [century, year] = [day.year / 100, day.year % 100].map(|n| u8::try_from(n).unwrap_or_default());
    two(&mut text, century);
    two(&mut text, year);
    for number in [day.month, day.day] {
        text.push('-');
        two(&mut text, number);
    }
    text
}

fn two(text: &mut String, number: u8) {
    text.push(char::from(b'0' + number / 10));
    text.push(char::from(b'0' + number % 10));
}

#[cfg(test)]
mod tests {
    use toml::{Table, Value};

    use super::*;
    use proptest::prelude::*;

    /// The same as JSON of another library, which puts it into its canonical form.
    fn by_the_library(value: &Value) -> serde_json::Value {
        use serde_json::{Map, Number, Value as Json};
        match value {
            Value::String(text) => Json::String(text.replace("\r\n", "\n")),
            Value::Integer(n) => Json::Number(Number::from(*n)),
            Value::Float(x) => Json::Number(Number::from_f64(*x).unwrap()),
            Value::Boolean(yes) => Json::Bool(*yes),
            Value::Datetime(date) => {
                Json::Object(Map::from_iter([("$date".to_owned(), Json::String(date_text(date).unwrap()))]))
            }
            Value::Array(entries) => Json::Array(entries.iter().map(by_the_library).collect()),
            Value::Table(table) => table.iter().map(|(key, value)| (key.clone(), by_the_library(value))).collect(),
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let date = prop_oneof![Just("2026-05-15"), Just("2026-05-15T11:00:00+02:00"), Just("2026-05-15T09:00:00.250Z")];
        let leaf = prop_oneof![
            any::<String>().prop_map(Value::String),
            "[a-z\r\n\t\"\\\\\u{7f}\u{2028}]{0,8}".prop_map(Value::String),
            (-EXACT..=EXACT).prop_map(Value::Integer),
            (any::<i32>(), -30..30_i32).prop_map(|(n, e)| Value::Float(f64::from(n) * 10f64.powi(e))),
            any::<bool>().prop_map(Value::Boolean),
            date.prop_map(|date| Value::Datetime(date.parse().unwrap())),
        ];
        leaf.prop_recursive(4, 40, 6, |inner| {
            let key = prop_oneof![any::<String>(), "[a-cA-C_é\u{ff5a}\u{1d538}]{1,3}"];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
                prop::collection::vec((key, inner), 0..5).prop_map(|t| Value::Table(t.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn a_date_is_the_text_that_its_type_writes(
            y in 0..10_000_u16, m in 1..13_u8, d in 1..29_u8, h in 0..24_u8, i in 0..60_u8, s in 0..61_u8,
        ) {
            let day: Datetime = format!("{y:04}-{m:02}-{d:02}").parse().unwrap();
            prop_assert_eq!(date_text(&day).unwrap(), day.to_string());
            let moment: Datetime = format!("{day}T{h:02}:{i:02}:{s:02}Z").parse().unwrap();
            prop_assert_eq!(date_text(&moment), moment_text(&moment));
            prop_assert!(plain_date(&moment).is_none_or(|text| text == moment.to_string()));
        }

        #[test]
        fn the_form_is_that_of_rfc_8785(value in values()) {
            let table = Table::from_iter([("v".to_owned(), value)]);
            let other = serde_json_canonicalizer::to_vec(&by_the_library(&Value::Table(table.clone()))).unwrap();
            let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
            prop_assert_eq!(text(bytes(&Tree::from(&table)).unwrap()), text(other));
        }
    }

    fn canonical(text: &str) -> Result<String, NotCanonical> {
        bytes(&Tree::from(text.parse::<Table>().unwrap())).map(|b| String::from_utf8(b).unwrap())
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
