//! Where a key stands in a file.

use toml::de::{DeTable, DeValue};

use crate::register::read::position;

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

    /// Line and column of a key: of the deepest part of `path` that is there. `[2]` is an entry of a list; without
    /// it the last one counts.
    #[must_use]
    pub fn of(&self, path: &[String]) -> Option<(usize, usize)> {
        let mut table = self.table.as_ref()?;
        let mut offset = None;
        let mut keys = path.iter().peekable();
        while let Some(key) = keys.next() {
            let Some((name, value)) = table.get_key_value(key.as_str()) else { break };
            offset = Some(name.span().start);
            let mut value = value;
            while let DeValue::Array(entries) = value.get_ref() {
                let number = keys.peek().and_then(|k| k.strip_prefix('[')?.strip_suffix(']')?.parse::<usize>().ok());
                if number.is_some() {
                    keys.next();
                }
                let Some(entry) = number.map_or_else(|| entries.last(), |n| entries.get(n)) else { break };
                if number.is_some() {
                    offset = Some(entry.span().start);
                }
                value = entry;
            }
            match value.get_ref() {
                DeValue::Table(inner) => table = inner,
                _ => break,
            }
        }
        offset.map(|o| position(self.text, o))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_entries_and_what_is_not_there() {
        let text = "a = 1\n[[b]]\nc = 2\n[[b]]\nc = 3\n[d.\"e.f\"]\ng = [1, 2]\n";
        let places = Places::new(text);
        let of = |path: &[&str]| places.of(&path.iter().map(|k| (*k).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&["a"]), Some((1, 1)));
        assert_eq!(of(&["b", "[0]", "c"]), Some((3, 1)));
        assert_eq!(of(&["b", "c"]), Some((5, 1)));
        assert_eq!(of(&["d", "e.f", "g", "[1]"]), Some((7, 9)));
        assert_eq!(of(&["d", "e.f", "x"]), Some((6, 4)));
        assert_eq!(of(&["x"]), None);
    }
}
