//! Bytes of a file to typed data, with the place of what is wrong.

use std::fmt;
use std::sync::LazyLock;

use memchr::memmem;
use serde::de::DeserializeOwned;
use toml::Table;
use toml::de::{DeTable, Deserializer};

use super::{fast_reader, typed};
use crate::model::item::Item;
use crate::model::settings::SCHEMA;
use crate::model::shell;
use crate::model::tree::{Node, Tree};

/// The largest file that is read as TOML, in bytes.
pub const MAX_BYTES: usize = 4 << 20;
/// The largest number of events that one file may hold.
pub const MAX_EVENTS: usize = 5000;

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Path of the file below the register.
    pub file: String,
    /// Line, counted from 1; `None` where the whole file is meant.
    pub line: Option<usize>,
    /// Column in characters, counted from 1.
    pub column: Option<usize>,
    /// What is wrong and what to do.
    pub message: String,
    /// Whether the file was made by a newer version.
    pub newer: bool,
    /// Whether a conflict of git is not solved yet.
    pub conflict: bool,
}

impl Problem {
    /// A problem with a whole file.
    pub fn of(file: &str, message: impl Into<String>) -> Self {
        let (line, column, newer, conflict) = (None, None, false, false);
        Problem { file: file.to_owned(), line, column, message: message.into(), newer, conflict }
    }

    fn at(file: &str, text: &str, offset: Option<usize>, message: impl Into<String>) -> Self {
        let (line, column) = offset.map(|o| position(text, o)).unzip();
        Problem { line, column, ..Problem::of(file, message) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let (Some(line), Some(column)) = (self.line, self.column) {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Problem {}

/// Line and column (in characters) of a byte offset, both counted from 1.
#[must_use]
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let before = text.get(..offset).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before.get(line_start..).unwrap_or_default().chars().count() + 1)
}

/// The text of a file: its size bounded, UTF-8, without its byte order mark and without conflict markers.
///
/// # Errors
/// A problem with its place.
pub fn text(file: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    if bytes.len() > MAX_BYTES {
        let mib = bytes.len() >> 20;
        return Err(Problem::of(file, format!("{mib} MiB is too large for a file of the register (4 MiB at most)")));
    }
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let valid = String::from_utf8_lossy(error.as_bytes().get(..offset).unwrap_or_default()).into_owned();
        Problem::at(file, &valid, Some(offset), "not UTF-8 text")
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if let Some(offset) = conflict_marker(&text) {
        let advice = format!("a conflict of git is not solved yet; run: kaizen fmt {}", shell::word(file));
        return Err(Problem { conflict: true, ..Problem::at(file, &text, Some(offset), advice) });
    }
    Ok(text)
}

/// What a conflict of git begins with.
static OURS: LazyLock<memmem::Finder<'_>> = LazyLock::new(|| memmem::Finder::new("<<<<<<<"));

fn conflict_marker(text: &str) -> Option<usize> {
    let begins_line = |at: &usize| *at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    OURS.find_iter(text.as_bytes()).find(begins_line)
}

/// A file of the register, typed.
///
/// # Errors
/// The first thing that is wrong with it: the syntax, a newer schema, or a key with its place.
pub fn typed<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Problem> {
    let table = DeTable::parse(text).map_err(|e| syntax(file, text, &e))?;
    check_schema(file, text, table.get_ref())?;
    let events = table.get_ref().get("event").and_then(|events| events.get_ref().as_table());
    bounded(file, events.map_or(0, toml::map::Map::len))?;
    T::deserialize(Deserializer::from(table)).map_err(|e| syntax(file, text, &e))
}

/// All that stands in a file.
///
/// # Errors
/// It is no TOML.
pub fn tree(text: &str) -> Result<Tree<'_>, toml::de::Error> {
    fast_reader::tree(text).map_or_else(|| text.parse::<Table>().map(Tree::from), Ok)
}

/// The same where keys are borrowed from the text, so that they tell where they stand, all but those within a value that
/// is odd; `None` where anything else about the file is.
#[must_use]
pub fn borrowed(text: &str) -> Option<Tree<'_>> {
    fast_reader::tree(text)
}

/// The file of an item, typed; the same as [`typed`], quicker.
///
/// # Errors
/// As [`typed`], and too many events.
pub fn item(file: &str, text: &str) -> Result<Item, Problem> {
    let item = match quick_item(text) {
        Some(item) => item,
        None => typed::<Item>(file, text)?,
    };
    bounded(file, item.event.len())?;
    Ok(item)
}

/// Asks that a file holds no more events than are read.
///
/// # Errors
/// It holds more.
pub fn bounded(file: &str, events: usize) -> Result<(), Problem> {
    if events > MAX_EVENTS {
        return Err(Problem::of(file, format!("more than {MAX_EVENTS} events in one file")));
    }
    Ok(())
}

fn quick_item(text: &str) -> Option<Item> {
    let tree = fast_reader::tree(text)?;
    is_known(&tree).then(|| Some(typed::typed(&tree).ok()?.0)).flatten()
}

/// Whether a file is of the schema that is read.
#[must_use]
pub fn is_known(tree: &Tree<'_>) -> bool {
    tree.get("schema") == Some(&Node::Integer(i64::from(SCHEMA)))
}

fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    let offset = error.span().map(|span| span.start).filter(|start| *start > 0 || !text.is_empty());
    Problem::at(file, text, offset, error.message().trim_end().replace('\n', ", "))
}

fn check_schema(file: &str, text: &str, table: &DeTable<'_>) -> Result<(), Problem> {
    let found = table.get("schema");
    let number = found.and_then(|v| v.get_ref().as_integer()).and_then(|n| n.as_str().parse::<u32>().ok());
    match (found, number) {
        (None, _) => {
            Err(Problem::of(file, "the key `schema` is missing; a file of the register begins with `schema = 1`"))
        }
        (Some(_), Some(SCHEMA)) => Ok(()),
        (Some(at), Some(newer)) if newer > SCHEMA => {
            let message = format!(
                "schema {newer} is newer than this kaizen {} reads (schema {SCHEMA}); use a newer kaizen",
                env!("CARGO_PKG_VERSION")
            );
            Err(Problem { newer: true, ..Problem::at(file, text, Some(at.span().start), message) })
        }
        (Some(at), _) => {
            Err(Problem::at(file, text, Some(at.span().start), "`schema` is a number; this version writes 1"))
        }
    }
}
