//! Hash of an event, digest of a file's content, and the keys in which two contents differ.

use sha2::{Digest as _, Sha256};
use toml::{Table, Value};

use super::canonical::{NotCanonical, bytes};
use crate::model::id::{Digest, Hash};
use crate::model::terms::TERM_KEYS;

/// What an event is about; its name stands in the hash and in the statement that is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject<'a> {
    /// An item, by its id.
    Item(&'a str),
    /// people.toml.
    People,
    /// register.toml.
    Register,
    /// seals.toml.
    Seals,
    /// A source record, by kind and reference.
    Source(&'a str, &'a str),
    /// A management review, by its id.
    Review(&'a str),
}

impl std::fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Subject::Item(id) => f.write_str(id),
            Subject::People => f.write_str("people"),
            Subject::Register => f.write_str("register"),
            Subject::Seals => f.write_str("seals"),
            Subject::Source(kind, reference) => write!(f, "source/{kind}/{reference}"),
            Subject::Review(id) => write!(f, "review/{id}"),
        }
    }
}

fn hex(data: &[u8]) -> String {
    Sha256::digest(data).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// SHA-256 of a file's bytes.
#[must_use]
pub fn of_bytes(data: &[u8]) -> Option<Hash> {
    hex(data).parse().ok()
}

/// The hash of an event: SHA-256 of the canonical form of
/// `{"register": id, "subject": …, "event": {…}}`, the event without `hash` and `signature`.
///
/// # Errors
/// A value that has no canonical form.
pub fn event_hash(register: &str, subject: Subject<'_>, event: &Table) -> Result<Hash, NotCanonical> {
    let mut event = event.clone();
    event.remove("hash");
    event.remove("signature");
    let mut whole = Table::new();
    whole.insert("register".into(), Value::String(register.to_owned()));
    whole.insert("subject".into(), Value::String(subject.to_string()));
    whole.insert("event".into(), Value::Table(event));
    let digest = hex(&bytes(&whole)?);
    digest.parse().map_err(|_| NotCanonical { key: String::new(), reason: "no hash" })
}

/// The part of a file that its content digest is about: without `event` and `schema`; in items also without
/// `status`, `tags` and the agreed terms.
#[must_use]
pub fn content(file: &Table, subject: Subject<'_>) -> Table {
    let mut content = file.clone();
    content.remove("event");
    content.remove("schema");
    if let Subject::Item(_) = subject {
        content.remove("status");
        content.remove("tags");
        for term in TERM_KEYS {
            content.remove(term);
        }
        if let Some(Value::Table(actions)) = content.get_mut("action") {
            for (_, action) in actions.iter_mut() {
                if let Value::Table(action) = action {
                    action.remove("owner");
                    action.remove("due");
                }
            }
        }
    }
    content
}

/// The content digest of a file.
///
/// # Errors
/// A value that has no canonical form.
pub fn content_digest(file: &Table, subject: Subject<'_>) -> Result<Digest, NotCanonical> {
    let digest = hex(&bytes(&content(file, subject))?);
    format!("sha256:{digest}").parse().map_err(|_| NotCanonical { key: String::new(), reason: "no digest" })
}

/// The keys in which the content of two versions of a file differs, each once, as `analysis.root_cause`.
#[must_use]
pub fn differing_keys(one: &Table, other: &Table, subject: Subject<'_>) -> Vec<String> {
    let mut keys = Vec::new();
    differ(&Value::Table(content(one, subject)), &Value::Table(content(other, subject)), "", &mut keys);
    keys.sort();
    keys.dedup();
    keys
}

fn differ(one: &Value, other: &Value, at: &str, keys: &mut Vec<String>) {
    match (one, other) {
        (Value::Table(one), Value::Table(other)) => {
            for key in one.keys().chain(other.keys().filter(|k| !one.contains_key(*k))) {
                let path = if at.is_empty() { key.clone() } else { format!("{at}.{key}") };
                match (one.get(key), other.get(key)) {
                    (Some(a), Some(b)) => differ(a, b, &path, keys),
                    _ => keys.push(path),
                }
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (a, b) in one.iter().zip(other) {
                differ(a, b, at, keys);
            }
        }
        _ if same(one, other) => {}
        _ => keys.push(at.to_owned()),
    }
}

/// Equal in the canonical form.
fn same(one: &Value, other: &Value) -> bool {
    let wrap = |value: &Value| bytes(&Table::from_iter([("v".to_owned(), value.clone())])).ok();
    one == other || matches!((wrap(one), wrap(other)), (Some(a), Some(b)) if a == b)
}
