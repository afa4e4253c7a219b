//! Where everything is in a TOML text: sections, entries and the lines they stand on.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use toml_edit::{Item, Table};

use super::scan::{line_end, line_start};

/// One step of an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Step {
    /// A key of a table.
    Key(String),
    /// An entry of an array of tables.
    Index(usize),
}

impl Step {
    /// The key, where it is one.
    fn key(&self) -> Option<&str> {
        match self {
            Self::Key(key) => Some(key),
            Self::Index(_) => None,
        }
    }
}

/// The place of a value or table in a document.
pub(crate) type Address = Vec<Step>;

/// The keys of an address, without the indexes.
pub(crate) fn keys(address: &[Step]) -> Vec<&str> {
    address.iter().filter_map(Step::key).collect()
}

/// Why a text is not TOML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseError {
    /// The line, counted from 1.
    pub line: usize,
    /// The letter in the line, counted from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}: {}", self.line, self.column, self.message)
    }
}

impl std::error::Error for ParseError {}

/// `key = value`, on its lines.
#[derive(Debug, Clone)]
pub(crate) struct OutlineEntry {
    /// Its place in the document.
    pub(crate) address: Address,
    /// How many steps of the address stand in the line itself (more than one for dotted keys).
    pub(crate) depth: usize,
    /// The text of the value.
    pub(crate) value: Range<usize>,
    /// The lines of key and value, the last line break included.
    pub(crate) lines: Range<usize>,
}

/// A table with a header, or the keys before the first one.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    /// Its place in the document; empty for the keys before the first header.
    pub(crate) address: Address,
    /// Whether the header is `[[…]]`.
    pub(crate) array: bool,
    /// The line of the header; empty at the start of the text for the first section.
    pub(crate) header: Range<usize>,
    /// From the header to the line of the next header.
    pub(crate) region: Range<usize>,
    /// Its entries in the order of the text.
    pub(crate) entries: Vec<OutlineEntry>,
}

impl Section {
    /// The end of its last entry, or of its header.
    pub(crate) fn content_end(&self) -> usize {
        self.entries.last().map_or(self.header.end, |entry| entry.lines.end)
    }
}

/// A parsed text and where everything stands in it.
#[derive(Debug, Clone)]
pub(crate) struct Outline {
    pub(crate) toml: toml_edit::Document<String>,
    pub(crate) sections: Vec<Section>,
    /// Sections by address.
    by_address: BTreeMap<Address, usize>,
    /// Entries by address: section and place in it.
    entry_places: BTreeMap<Address, (usize, usize)>,
}

impl Outline {
    /// Parses a text with LF line ends.
    pub(crate) fn parse(text: &str) -> Result<Self, ParseError> {
        let toml = toml_edit::Document::parse(text.to_owned()).map_err(|error| position(text, &error))?;
        let mut found = FoundKey::default();
        found.table(toml.as_table(), &mut Vec::new());
        let sections = found.sections(text);
        let mut by_address = BTreeMap::new();
        let mut entry_places = BTreeMap::new();
        for (index, section) in sections.iter().enumerate() {
            by_address.insert(section.address.clone(), index);
            for (at, entry) in section.entries.iter().enumerate() {
                entry_places.insert(entry.address.clone(), (index, at));
            }
        }
        Ok(Self { toml, sections, by_address, entry_places })
    }

    pub(crate) fn text(&self) -> &str {
        self.toml.raw()
    }

    pub(crate) fn slice(&self, range: Range<usize>) -> &str {
        self.text().get(range).unwrap_or_default()
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &OutlineEntry> {
        self.sections.iter().flat_map(|section| &section.entries)
    }

    pub(crate) fn entry(&self, address: &[Step]) -> Option<&OutlineEntry> {
        self.entry_place(address).and_then(|(section, at)| self.sections.get(section)?.entries.get(at))
    }

    /// The section of an entry and its place in it.
    pub(crate) fn entry_place(&self, address: &[Step]) -> Option<(usize, usize)> {
        self.entry_places.get(address).copied()
    }

    /// The entry that a value stands in: its own, or that of an inline table or array around it.
    pub(crate) fn entry_around(&self, address: &[Step]) -> Option<&OutlineEntry> {
        (1..=address.len()).rev().find_map(|end| self.entry(address.get(..end)?))
    }

    pub(crate) fn section(&self, address: &[Step]) -> Option<usize> {
        self.by_address.get(address).copied()
    }

    /// The sections of a table and of all tables in it, in the order of the text.
    pub(crate) fn sections_within(&self, address: &[Step]) -> Vec<usize> {
        let mut found = within(&self.by_address, address);
        found.sort_unstable();
        found
    }

    /// The entries of a table and of all tables in it, in the order of the text.
    pub(crate) fn entries_within(&self, address: &[Step]) -> Vec<(usize, usize)> {
        let mut found = within(&self.entry_places, address);
        found.sort_unstable();
        found
    }

    /// The item at an address, through tables and inline tables.
    pub(crate) fn item(&self, address: &[Step]) -> Option<&Item> {
        let mut item = self.toml.as_item();
        for step in address {
            item = match step {
                Step::Key(key) => item.get(key.as_str())?,
                Step::Index(index) => item.get(*index)?,
            };
        }
        Some(item)
    }

    /// The end of a section with the comments that follow its last entry without a blank line, unless
    /// they lead on to the next header in the same way.
    pub(crate) fn tail_end(&self, index: usize) -> usize {
        let Some(section) = self.sections.get(index) else { return self.text().len() };
        let start = section.content_end();
        let rest = self.slice(start..section.region.end);
        let block: usize = rest.split_inclusive('\n').take_while(|line| !line.trim().is_empty()).map(str::len).sum();
        let reaches_next = start + block == section.region.end && index + 1 < self.sections.len();
        if reaches_next || start == 0 { start } else { start + block }
    }
}

fn within<T: Copy>(map: &BTreeMap<Address, T>, prefix: &[Step]) -> Vec<T> {
    let after = map.range(prefix.to_vec()..);
    after.take_while(|(address, _)| address.starts_with(prefix)).map(|(_, found)| *found).collect()
}

/// The position of a parser's error.
fn position(text: &str, error: &toml_edit::TomlError) -> ParseError {
    let at = error.span().map_or(0, |span| span.start.min(text.len()));
    let before = text.get(..at).unwrap_or_default();
    let line_text = before.get(line_start(before, before.len())..).unwrap_or_default();
    ParseError {
        line: before.matches('\n').count() + 1,
        column: line_text.chars().count() + 1,
        message: error.message().to_owned(),
    }
}

/// Headers and entries as they are found in the parsed tree, which is not in the order of the text.
#[derive(Default)]
struct FoundKey {
    headers: Vec<(Range<usize>, Address, bool)>,
    entries: Vec<(Range<usize>, Range<usize>, Address)>,
}

impl FoundKey {
    fn table(&mut self, table: &Table, address: &mut Address) {
        for (key, item) in table {
            address.push(Step::Key(key.to_owned()));
            match item {
                Item::Value(value) => {
                    let key_span = table.key(key).and_then(toml_edit::Key::span);
                    if let (Some(key), Some(value)) = (key_span, value.span()) {
                        self.entries.push((key, value, address.clone()));
                    }
                }
                Item::Table(inner) => {
                    self.header(inner, address, false);
                    self.table(inner, address);
                }
                Item::ArrayOfTables(array) => {
                    for (index, inner) in array.iter().enumerate() {
                        address.push(Step::Index(index));
                        self.header(inner, address, true);
                        self.table(inner, address);
                        address.pop();
                    }
                }
                Item::None => {}
            }
            address.pop();
        }
    }

    fn header(&mut self, table: &Table, address: &Address, array: bool) {
        if !table.is_dotted()
            && !table.is_implicit()
            && let Some(span) = table.span()
        {
            self.headers.push((span, address.clone(), array));
        }
    }

    fn sections(mut self, text: &str) -> Vec<Section> {
        self.headers.sort_by_key(|(span, ..)| span.start);
        self.entries.sort_by_key(|(key, ..)| key.start);
        let mut sections = vec![Section {
            address: Vec::new(),
            array: false,
            header: 0..0,
            region: 0..text.len(),
            entries: Vec::new(),
        }];
        for (span, address, array) in self.headers {
            let header = line_start(text, span.start)..line_end(text, span.end);
            if let Some(last) = sections.last_mut() {
                last.region.end = header.start;
            }
            let region = header.start..text.len();
            sections.push(Section { address, array, header, region, entries: Vec::new() });
        }
        let mut at = 0;
        for (key, value, address) in self.entries {
            while sections.get(at + 1).is_some_and(|next| next.region.start <= key.start) {
                at += 1;
            }
            if let Some(section) = sections.get_mut(at) {
                let depth = address.len().saturating_sub(section.address.len());
                let lines = line_start(text, key.start)..line_end(text, value.end);
                section.entries.push(OutlineEntry { address, depth, value, lines });
            }
        }
        sections
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_found_where_it_stands() {
        let text = "# top\na . x.y = {b=1} # c\nb = [\n 1,\n]\n\n[[q]]\nk = 1\n[q.r]\n# tail\n\n# next\n[p] # p\nz = 1";
        let outline = Outline::parse(text).unwrap();
        let lines: Vec<&str> = outline.entries().map(|entry| outline.slice(entry.lines.clone())).collect();
        assert_eq!(lines, ["a . x.y = {b=1} # c\n", "b = [\n 1,\n]\n", "k = 1\n", "z = 1"]);
        let headers: Vec<&str> = outline.sections.iter().map(|section| outline.slice(section.header.clone())).collect();
        assert_eq!(headers, ["", "[[q]]\n", "[q.r]\n", "[p] # p\n"]);
        assert_eq!(outline.slice(outline.sections[2].header.start..outline.tail_end(2)), "[q.r]\n# tail\n");
        assert_eq!(outline.entries().next().unwrap().depth, 3);
    }

    #[test]
    fn errors_have_a_place() {
        let error = Outline::parse("a = 1\nb = é\n").unwrap_err();
        assert_eq!((error.line, error.column), (2, 5));
        let error = Outline::parse("a = 1\na = 2\n").unwrap_err();
        assert_eq!((error.line, error.column), (2, 1));
    }

    #[test]
    fn deep_and_huge_input_is_answered() {
        for text in [
            format!("{}=1", vec!["a"; 10_000].join(".")),
            format!("[{}]", vec!["a"; 10_000].join(".")),
            format!("x={}", "[".repeat(10_000)),
            format!("x={}", "{a=".repeat(10_000)),
        ] {
            assert!(Outline::parse(&text).is_err());
        }
        assert!(Outline::parse(&format!("x=[{}]", "1,".repeat(10_000))).is_ok());
        assert_eq!(Outline::parse(&"[[a]]\n".repeat(5_000)).unwrap().sections.len(), 5_001);
    }
}
