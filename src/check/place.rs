//! Where a key stands in a file.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::iter::Peekable;
use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::lines::Lines;
use crate::model::tree::{Node, Tree};
use crate::register::read;

/// Lines longer than this, in characters, are not shown.
const EXCERPT: usize = 400;

/// A table with more keys than this gets an index of them.
const LARGE: usize = 64;

/// Where something stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Line, counted from 1.
    pub line: usize,
    /// Column of its first character, counted from 1.
    pub column: usize,
    /// Column after its last character on this line.
    pub end_column: usize,
    /// The line, where it is not too long to be shown.
    pub excerpt: Option<String>,
}

/// A line of a text, counted from 1, where it is not too long to be shown.
#[must_use]
pub fn excerpt(text: &str, line: usize) -> Option<String> {
    shown(text.lines().nth(line.checked_sub(1)?)?)
}

fn shown(line: &str) -> Option<String> {
    (line.chars().take(EXCERPT + 1).count() <= EXCERPT).then(|| line.to_owned())
}

/// A file, parsed to find keys in it.
#[derive(Debug)]
pub struct Places<'t> {
    text: &'t str,
    tree: Option<Tree<'t>>,
    table: OnceCell<Option<DeTable<'t>>>,
    lines: OnceCell<Lines<'t>>,
    /// Where the keys of large tables stand in them, by the addresses of the tables.
    keys: RefCell<HashMap<usize, HashMap<String, usize>>>,
}

impl<'t> Places<'t> {
    /// Reads `text`; where it is no TOML, nothing is found in it.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let tree = read::borrowed(text);
        Places { text, tree, table: OnceCell::new(), lines: OnceCell::new(), keys: RefCell::default() }
    }

    /// Where a key stands: the deepest part of `path` that is there. `[2]` is an entry of a list; without it the last
    /// one counts.
    #[must_use]
    pub fn of(&self, path: &[String]) -> Option<Place> {
        let key = self.tree.as_ref().map(|tree| self.key_of(tree, path));
        let span = match key {
            Some(FoundNode::Nothing) => None,
            // A key within a value that the library read is a copy, which stands nowhere in the text.
            Some(FoundNode::Key(key)) => span_of(self.text, key).or_else(|| self.by_the_library(path)),
            Some(FoundNode::Entry) | None => self.by_the_library(path),
        };
        let lines = self.lines.get_or_init(|| Lines::of(self.text));
        span.map(|span| {
            let (line, column) = lines.position(span.start);
            let end_column = column + lines.width(&span).max(1);
            Place { line, column, end_column, excerpt: lines.line(line).and_then(shown) }
        })
    }

    /// A key of a table and its value. The keys of a large table are looked at once.
    fn entry<'a>(&self, tree: &'a Tree<'_>, key: &str) -> Option<(&'a str, &'a Node<'a>)> {
        if tree.len() <= LARGE {
            return tree.iter().find(|(name, _)| *name == key);
        }
        let mut keys = self.keys.borrow_mut();
        let made = || tree.iter().enumerate().map(|(i, (name, _))| (name.to_owned(), i)).collect();
        let at = *keys.entry(std::ptr::from_ref(tree).addr()).or_insert_with(made).get(key)?;
        tree.entries().as_slice().get(at).map(|(name, value)| (name.as_ref(), value))
    }

    fn key_of<'a>(&self, tree: &'a Tree<'_>, path: &[String]) -> FoundNode<'a> {
        let mut tree = tree;
        let mut found = FoundNode::Nothing;
        let mut keys = path.iter().peekable();
        while let Some(key) = keys.next() {
            let Some((name, value)) = self.entry(tree, key) else { break };
            found = FoundNode::Key(name);
            let mut value = value;
            while let Some(entries) = value.as_list() {
                let number = entry_number(&mut keys);
                let Some(entry) = number.map_or_else(|| entries.last(), |n| entries.get(n)) else { break };
                if number.is_some() {
                    found = FoundNode::Entry;
                }
                value = entry;
            }
            match value.as_table() {
                Some(inner) => tree = inner,
                None => break,
            }
        }
        found
    }

    /// The library knows the places of entries too, and reads every file, and takes some five times as long.
    fn by_the_library(&self, path: &[String]) -> Option<Range<usize>> {
        let parsed = || DeTable::parse(self.text).ok().map(toml::Spanned::into_inner);
        let mut table = self.table.get_or_init(parsed).as_ref()?;
        let mut span = None;
        let mut keys = path.iter().peekable();
        while let Some(key) = keys.next() {
            let Some((name, value)) = table.get_key_value(key.as_str()) else { break };
            span = Some(name.span());
            let mut value = value;
            while let DeValue::Array(entries) = value.get_ref() {
                let number = entry_number(&mut keys);
                let Some(entry) = number.map_or_else(|| entries.last(), |n| entries.get(n)) else { break };
                if number.is_some() {
                    span = Some(entry.span());
                }
                value = entry;
            }
            match value.get_ref() {
                DeValue::Table(inner) => table = inner,
                _ => break,
            }
        }
        span
    }
}

/// The number of an entry, where the next part of a path is one (`[2]`), which is then taken.
fn entry_number<'p>(path: &mut Peekable<impl Iterator<Item = &'p String>>) -> Option<usize> {
    let number = path.peek().and_then(|part| part.strip_prefix('[')?.strip_suffix(']')?.parse().ok())?;
    path.next();
    Some(number)
}

/// The deepest part of a path that is there.
enum FoundNode<'a> {
    Nothing,
    Key(&'a str),
    Entry,
}

/// Where a part of a text stands in it.
fn span_of(text: &str, part: &str) -> Option<Range<usize>> {
    let start = part.as_ptr().addr().checked_sub(text.as_ptr().addr())?;
    let span = start..start + part.len();
    text.get(span.clone()).map(|_| span)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::read::position;

    #[test]
    fn keys_entries_and_what_is_not_there() {
        let text = "a = 1\n[[b]]\nc = 2\n[[b]]\nc = 3\n[d.\"e.f\"]\ng = [1, 2]\n";
        let places = Places::new(text);
        let place = |path: &[&str]| places.of(&path.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>());
        let of = |path: &[&str]| place(path).map(|p| (p.line, p.column));
        assert_eq!(of(&["a"]), Some((1, 1)));
        assert_eq!(of(&["b", "[0]", "c"]), Some((3, 1)));
        assert_eq!(of(&["b", "c"]), Some((5, 1)));
        assert_eq!(of(&["d", "e.f", "g", "[1]"]), Some((7, 9)));
        assert_eq!(of(&["d", "e.f", "x"]), Some((6, 4)));
        assert_eq!(of(&["x"]), None);
        let name = place(&["d", "e.f"]).unwrap();
        assert_eq!((name.column, name.end_column, name.excerpt.as_deref()), (4, 9, Some("[d.\"e.f\"]")));
    }

    #[test]
    fn both_ways_tell_the_same_place() {
        let text = "a = 1\nodd = { \"due\" = 1, owner = { url = 2 } }\ny = [{ url = 1 }, { \"url\" = 2, c = [3] }]\n[[b]]\nc = \
                    \"x\"\nlist = [\"one\", \"two\"]\n[[b.w]]\nq = 1\n[[b]]\nc = 3\n[event.x]\nact = \"n\"\nterms = { due = \
                    2026-05-15, owner = \"y\" }\nevidence = [{ url = \"u\" }]\n[event.y]\nact = \"n\"\n";
        let places = Places::new(text);
        assert!(places.tree.is_some());
        let parts = [
            "a", "b", "c", "w", "q", "list", "event", "x", "y", "act", "terms", "due", "owner", "url", "evidence",
            "odd", "[0]", "[1]", "[7]",
        ];
        let mut asked = 0;
        for one in parts {
            for two in parts {
                for three in parts {
                    let path = [one, two, three].map(ToOwned::to_owned);
                    for path in [&path[..1], &path[..2], &path[..]] {
                        let start = places.by_the_library(path).map(|span| position(text, span.start));
                        assert_eq!(places.of(path).map(|p| (p.line, p.column)), start, "{path:?}");
                        asked += 1;
                    }
                }
            }
        }
        assert!(asked > 10_000);
    }

    #[test]
    fn a_line_that_is_too_long_is_not_shown() {
        assert_eq!(excerpt("a\nb\n", 2).as_deref(), Some("b"));
        assert_eq!(excerpt(&"x".repeat(EXCERPT + 1), 1), None);
        assert_eq!(excerpt("a", 0), None);
    }
}
