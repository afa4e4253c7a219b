//! Hash of an event, digest of a file's content, and the keys in which two contents differ.

use sha2::{Digest as _, Sha256};
use toml::{Table, Value};

use super::canonical::{NotCanonical, Writer, bytes, bytes_of};
use crate::model::id::{Digest, Hash};
use crate::model::terms::TERM_KEYS;
use crate::model::tree::{Node, Tree};

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
    hexadecimal(&Sha256::digest(data))
}

fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from(if half < 10 { b'0' + half } else { b'a' + half - 10 });
    let mut text = String::with_capacity(64);
    for byte in bytes {
        text.push(digit(byte >> 4));
        text.push(digit(byte & 15));
    }
    text
}

/// SHA-256 of what can be read, which is never whole in memory.
///
/// # Errors
/// It cannot be read.
pub fn of_reader(mut reader: impl std::io::Read) -> std::io::Result<Option<Hash>> {
    let mut hasher = Sha256::new();
    let mut part = vec![0; 1 << 16];
    loop {
        match reader.read(&mut part) {
            Ok(0) => return Ok(hexadecimal(&hasher.finalize()).parse().ok()),
            Ok(length) => hasher.update(part.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
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
pub fn event_hash(register: &str, subject: Subject<'_>, event: &Tree<'_>) -> Result<Hash, NotCanonical> {
    let mut writer = Writer::new(&|path| !matches!(path, ["hash" | "signature"]));
    // The keys are in their order.
    writer.out.extend(b"{\"event\":");
    writer.table(event)?;
    writer.out.extend(b",\"register\":");
    writer.text(register)?;
    writer.out.extend(b",\"subject\":");
    writer.text(&subject.to_string())?;
    writer.out.push(b'}');
    hex(&writer.out).parse().map_err(|_| NotCanonical { key: String::new(), reason: "no hash" })
}

/// Whether a key belongs to the part of a file that its content digest is about: all but `event` and `schema`; in items
/// also but `status`, `tags` and the agreed terms.
#[must_use]
pub fn is_content(path: &[&str], subject: Subject<'_>) -> bool {
    match path {
        ["event" | "schema"] => false,
        _ if !matches!(subject, Subject::Item(_)) => true,
        ["status" | "tags"] | ["action", _, "owner" | "due"] => false,
        [term] => !TERM_KEYS.contains(term),
        _ => true,
    }
}

/// What the content digest of people.toml, register.toml or seals.toml is about, as a table.
#[must_use]
pub fn content(file: &Table, subject: Subject<'_>) -> Table {
    let kept = file.iter().filter(|(key, _)| is_content(&[key.as_str()], subject));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// The content digest of a file.
///
/// # Errors
/// A value that has no canonical form.
pub fn content_digest(file: &Tree<'_>, subject: Subject<'_>) -> Result<Digest, NotCanonical> {
    let digest = hex(&bytes_of(file, &|path| is_content(path, subject))?);
    format!("sha256:{digest}").parse().map_err(|_| NotCanonical { key: String::new(), reason: "no digest" })
}

/// The keys in which the content of two versions of a file differs, each once, as `analysis.root_cause`.
#[must_use]
pub fn differing_keys(one: &Table, other: &Table, subject: Subject<'_>) -> Vec<String> {
    let mut keys = Vec::new();
    tables_differ(one, other, &mut Vec::new(), subject, &mut keys);
    keys.sort();
    keys.dedup();
    keys
}

fn tables_differ<'t>(
    one: &'t Table,
    other: &'t Table,
    path: &mut Vec<&'t str>,
    subject: Subject<'_>,
    keys: &mut Vec<String>,
) {
    for key in one.keys().chain(other.keys().filter(|k| !one.contains_key(*k))) {
        path.push(key);
        match (one.get(key), other.get(key)) {
            _ if !is_content(path, subject) => {}
            (Some(a), Some(b)) => differ(a, b, path, subject, keys),
            _ => keys.push(path.join(".")),
        }
        path.pop();
    }
}

fn differ<'t>(one: &'t Value, other: &'t Value, path: &mut Vec<&'t str>, subject: Subject<'_>, keys: &mut Vec<String>) {
    match (one, other) {
        (Value::Table(one), Value::Table(other)) => tables_differ(one, other, path, subject, keys),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).for_each(|(a, b)| differ(a, b, path, subject, keys));
        }
        _ if same(one, other) => {}
        _ => keys.push(path.join(".")),
    }
}

/// Equal in the canonical form.
fn same(one: &Value, other: &Value) -> bool {
    let form = |value| {
        let mut alone = Tree::with_capacity(1);
        alone.add("v", Node::from(value));
        bytes(&alone).ok()
    };
    one == other || matches!((form(one), form(other)), (Some(a), Some(b)) if a == b)
}
