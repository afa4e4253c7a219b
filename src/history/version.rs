//! One version of a file of the register, as a commit has it.

use std::collections::BTreeMap;

use toml::{Table, Value};

use crate::git::{self, Objects, Side};
use crate::model::event::Event;
use crate::model::tree::{Node, Tree};
use crate::register::read::{self, MAX_BYTES};
use crate::register::typed;

/// A version of a file: as a table, and those of its events that can be read.
#[derive(Debug, Default)]
pub struct Version {
    /// Its text; empty where the file is not there, or is no text.
    pub text: String,
    /// All that stands in it; nothing where it is no TOML.
    pub table: Option<Table>,
    /// Its events by the names of their tables.
    pub events: BTreeMap<String, Event>,
    /// The names of tables that stand among the events and are none.
    pub odd: Vec<String>,
    /// What could not be read.
    pub problem: Option<String>,
}

impl Version {
    /// Reads one side of a change. A file that is not there is an empty one.
    #[must_use]
    pub fn read(objects: &Objects, side: Option<&Side>) -> Version {
        let Some(side) = side else { return Version { table: Some(Table::new()), ..Version::default() } };
        let failed = |problem: String| Version { problem: Some(problem), ..Version::default() };
        let bytes = match git::read_blob(objects, side.id, MAX_BYTES) {
            Ok(bytes) => bytes,
            Err(error) => return failed(format!("{error:#}")),
        };
        match String::from_utf8(bytes) {
            Ok(text) => Version::of(text),
            Err(_) => failed("not UTF-8 text".to_owned()),
        }
    }

    /// The version with this text. What cannot be read hides nothing else: an event not the others, nor the fields.
    #[must_use]
    pub fn of(text: String) -> Version {
        let mut version = Version::default();
        match read::tree(text.trim_start_matches('\u{feff}')) {
            Ok(tree) => version.add(&tree),
            Err(error) => version.problem = Some(format!("no TOML: {}", error.message())),
        }
        Version { text, ..version }
    }

    fn add(&mut self, tree: &Tree<'_>) {
        match tree.get("event") {
            None => {}
            Some(Node::Table(all)) => all.iter().for_each(|(name, value)| self.add_event(name, value)),
            Some(_) => self.problem = Some("`event` is no table".to_owned()),
        }
        self.table = Some(tree.into());
    }

    fn add_event(&mut self, name: &str, value: &Node<'_>) {
        let read = match value {
            Node::Table(table) => typed::typed::<Event>(table).map(|(event, _)| event),
            other => Value::from(other).try_into(),
        };
        match read {
            Ok(event) => {
                self.events.insert(name.to_owned(), event);
            }
            Err(error) => {
                self.odd.push(name.to_owned());
                self.problem.get_or_insert(format!("event {name}: {}", error.message().trim_end().replace('\n', ", ")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_that_is_none_hides_neither_the_others_nor_the_fields() {
        let hash = "a".repeat(64);
        let text = format!(
            "title = \"t\"\n[event.bad]\nact = \"no such act\"\n[event.good]\nafter = []\nact = \"noted\"\nby = \"x\"\nat = 2026-03-02T10:00:00Z\ncontent = \"sha256:{hash}\"\nhash = \"{hash}\"\n"
        );
        let version = Version::of(text);
        assert_eq!(version.events.keys().collect::<Vec<_>>(), ["good"]);
        assert_eq!(version.odd, ["bad"]);
        assert!(version.table.is_some_and(|t| t.contains_key("title")));
        assert!(version.problem.unwrap().contains("event bad"));
    }
}
