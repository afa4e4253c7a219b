//! Where a key stands in a file.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::register::read::position;

/// Lines longer than this, in characters, are not shown.
const EXCERPT: usize = 400;

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

impl Place {
    fn of(text: &str, span: &Range<usize>) -> Place {
        let (line, column) = position(text, span.start);
        let meant = text.get(span.clone()).and_then(|t| t.lines().next()).unwrap_or_default().chars().count();
        Place { line, column, end_column: column + meant.max(1), excerpt: excerpt(text, line) }
    }
}

/// A line of a text, counted from 1, where it is not too long to be shown.
#[must_use]
pub fn excerpt(text: &str, line: usize) -> Option<String> {
    let line = text.lines().nth(line.checked_sub(1)?)?;
    (line.chars().take(EXCERPT + 1).count() <= EXCERPT).then(|| line.to_owned())
}

/// A file, parsed to find keys in it.
#[derive(Debug)]
pub struct Places<'t> {
    text: &'t str,
    table: Option<DeTable<'t>>,
}

impl<'t> Places<'t> {
    /// Reads `text`; where it is no TOML, nothing is found in it.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Places { text, table: DeTable::parse(text).ok().map(toml::Spanned::into_inner) }
    }

    /// Where a key stands: the deepest part of `path` that is there. `[2]` is an entry of a list; without it the last
    /// one counts.
    #[must_use]
    pub fn of(&self, path: &[String]) -> Option<Place> {
        let mut table = self.table.as_ref()?;
        let mut span = None;
        let mut keys = path.iter().peekable();
        while let Some(key) = keys.next() {
            let Some((name, value)) = table.get_key_value(key.as_str()) else { break };
            span = Some(name.span());
            let mut value = value;
            while let DeValue::Array(entries) = value.get_ref() {
                let number = keys.peek().and_then(|k| k.strip_prefix('[')?.strip_suffix(']')?.parse::<usize>().ok());
                if number.is_some() {
                    keys.next();
                }
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
        span.map(|span| Place::of(self.text, &span))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_line_that_is_too_long_is_not_shown() {
        assert_eq!(excerpt("a\nb\n", 2).as_deref(), Some("b"));
        assert_eq!(excerpt(&"x".repeat(EXCERPT + 1), 1), None);
        assert_eq!(excerpt("a", 0), None);
    }
}
