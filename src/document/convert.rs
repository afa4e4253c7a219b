//! Other spellings of a table (inline, dotted keys) turned into header tables, losing nothing.

use std::collections::BTreeMap;

use toml_edit::{Item, Value as Toml};

use super::layout::{LayoutKind, Shape};
use super::outline::{Address, Outline, OutlineEntry, Section, Step, keys};
use super::place::{entry_lead, section_lead, section_place, spaced_section};
use super::scan::comment_lines;
use super::splice::Splices;
use super::value::key_path;

/// A table that is to get a header: its lines as they are gathered.
#[derive(Default)]
struct NewSection {
    /// Comments above the header.
    lead: String,
    lines: String,
}

/// What a family becomes.
struct Conversion<'o> {
    outline: &'o Outline,
    kind: LayoutKind,
    /// New tables in the order in which they were found.
    order: Vec<Address>,
    tables: BTreeMap<Address, NewSection>,
    splices: Splices,
}

/// The header of the table at an address.
pub(crate) fn header(address: &[Step]) -> String {
    let path = key_path(&keys(address));
    if matches!(address.last(), Some(Step::Index(_))) { format!("[[{path}]]\n") } else { format!("[{path}]\n") }
}

/// Whether the table at an address is one that the layout writes with a header, and how.
pub(crate) fn shape_at(kind: LayoutKind, address: &[Step]) -> Option<Shape> {
    let path = keys(address);
    if let Some(shape) = kind.shape(&path) {
        return Some(shape);
    }
    // A family unknown to the layout: tables and arrays of tables as they are.
    match path.first() {
        Some(family) if kind.family_shape(family).is_none() && path.len() == 1 => match address.last() {
            Some(Step::Index(_)) => Some(Shape::Array),
            _ => Some(Shape::Table),
        },
        _ => None,
    }
}

/// The text in which the tables of `family` have headers, or nothing where they have already, or where
/// the family is no table.
pub(crate) fn with_headers(outline: &Outline, kind: LayoutKind, family: &str) -> Option<String> {
    let mut work =
        Conversion { outline, kind, order: Vec::new(), tables: BTreeMap::new(), splices: Splices::default() };
    for (index, section) in outline.sections.iter().enumerate() {
        let first = work.order.len();
        for (at, entry) in section.entries.iter().enumerate() {
            if entry.address.first() == Some(&Step::Key(family.to_owned())) && !work.is_home(section, entry) {
                work.take(section, at, entry)?;
            }
        }
        if index > 0 {
            work.drop_bare_header(index, section, family, first);
        }
    }
    if work.order.is_empty() && work.splices.is_empty() {
        return None;
    }
    work.place();
    let text = work.splices.apply(outline.text())?;
    let blank = !outline.text().starts_with('\n');
    Some(if blank { text.trim_start_matches('\n').to_owned() } else { text })
}

impl Conversion<'_> {
    /// Whether an entry stands beneath the header of its table already, or belongs to no such table.
    fn is_home(&self, section: &Section, entry: &OutlineEntry) -> bool {
        let beneath = self.container(&entry.address).is_none_or(|table| section.address.len() >= table.len());
        beneath && !self.outline.item(&entry.address).is_some_and(|item| self.opens(&entry.address, item))
    }

    /// Whether what stands at an address is to be opened into tables of its own.
    fn opens(&self, address: &[Step], item: &Item) -> bool {
        let table = item.is_inline_table() || matches!(item, Item::Table(table) if table.is_dotted());
        let array = item.as_array().is_some_and(|array| array.iter().all(Toml::is_inline_table) && !array.is_empty());
        let path = keys(address);
        let shape = shape_at(self.kind, address);
        match shape {
            Some(Shape::Array) if matches!(address.last(), Some(Step::Index(_))) => table,
            Some(Shape::Array) => array,
            Some(Shape::Table) => table || (array && self.kind.shape(&path).is_none()),
            Some(Shape::Named) => table,
            None => path.len() == 1 && self.kind.family_shape(path.first().copied().unwrap_or("")).is_some() && table,
        }
    }

    /// The table with a header that a value at this address belongs to.
    fn container<'a>(&self, address: &'a [Step]) -> Option<&'a [Step]> {
        let mut end = address.len().checked_sub(1)?;
        while end > 0 {
            let outer = address.get(..end)?;
            let complete = match shape_at(self.kind, outer) {
                Some(Shape::Array) => matches!(outer.last(), Some(Step::Index(_))),
                Some(_) => true,
                None => false,
            };
            if complete {
                return Some(outer);
            }
            end -= 1;
        }
        None
    }

    /// Takes an entry from its place and gives its values to their tables.
    fn take(&mut self, section: &Section, at: usize, entry: &OutlineEntry) -> Option<()> {
        let outline = self.outline;
        let item = outline.item(&entry.address)?;
        let lead = entry_lead(outline, section, at);
        let mut notes = outline.slice(lead.clone()).to_owned();
        let rest = outline.slice(entry.lines.clone()).trim_end_matches('\n');
        if self.opens(&entry.address, item) {
            notes.push_str(&comment_lines(rest));
            self.open(&entry.address, item, &mut notes)?;
            if !notes.is_empty() {
                // Nothing was in it to carry the comments: they stay.
                self.splices.insert(lead.start, notes);
            }
        } else {
            let tail = outline.slice(entry.value.end..entry.lines.end).trim_end_matches('\n').to_owned();
            let raw = format!("{}{tail}", outline.slice(entry.value.clone()));
            self.give(&entry.address, &raw, &mut notes)?;
        }
        self.splices.remove(lead.start..entry.lines.end);
        Some(())
    }

    /// Gives the values of an inline table, or of an array of them, to their tables.
    fn open(&mut self, address: &[Step], item: &Item, notes: &mut String) -> Option<()> {
        if let Some(array) = item.as_array() {
            for (index, value) in array.iter().enumerate() {
                let mut inner = address.to_vec();
                inner.push(Step::Index(index));
                self.table(&inner, notes);
                self.fields(&inner, value.as_inline_table()?, notes)?;
            }
            return Some(());
        }
        let table = item.as_inline_table()?;
        if table.is_empty() && (shape_at(self.kind, address).is_some()) {
            self.table(address, notes);
        }
        self.fields(address, table, notes)
    }

    fn fields(&mut self, address: &[Step], table: &toml_edit::InlineTable, notes: &mut String) -> Option<()> {
        for (name, value) in table {
            let mut inner = address.to_vec();
            inner.push(Step::Key(name.to_owned()));
            let item = Item::Value(value.clone());
            let dotted = value.as_inline_table().is_some_and(toml_edit::InlineTable::is_dotted);
            if dotted || self.opens(&inner, &item) {
                self.open(&inner, &item, notes)?;
            } else {
                let raw = self.outline.slice(value.span()?).to_owned();
                self.give(&inner, &raw, notes)?;
            }
        }
        Some(())
    }

    /// Adds a line to the table that the address is in.
    fn give(&mut self, address: &[Step], raw: &str, notes: &mut String) -> Option<()> {
        let container = self.container(address)?.to_vec();
        let name = key_path(&keys(address.get(container.len()..)?));
        let line = format!("{name} = {raw}\n");
        if !self.tables.contains_key(&container) {
            self.table(&container, notes);
        }
        let table = self.tables.entry(container).or_default();
        // Comments go above the table's header with its first line, else above the line.
        table.lines.push_str(&std::mem::take(notes));
        table.lines.push_str(&line);
        Some(())
    }

    fn table(&mut self, address: &[Step], notes: &mut String) -> &mut NewSection {
        if !self.tables.contains_key(address) {
            self.order.push(address.to_vec());
        }
        let table = self.tables.entry(address.to_vec()).or_default();
        if table.lines.is_empty() {
            table.lead.push_str(&std::mem::take(notes));
        }
        table
    }

    /// Takes out the header `[action]` of which nothing but a name would be left; its comments go to the
    /// first table that came out of it.
    fn drop_bare_header(&mut self, index: usize, section: &Section, family: &str, first: usize) {
        let named = self.kind.family_shape(family) == Some(Shape::Named);
        let ours = section.address.as_slice() == [Step::Key(family.to_owned())];
        let stays = section.entries.iter().any(|entry| self.is_home(section, entry));
        if !named || !ours || stays || section.entries.is_empty() {
            return;
        }
        let lines = section_lead(self.outline, index).start..section.header.end;
        let mut notes = comment_lines(self.outline.slice(lines.clone()));
        if let Some(table) = self.order.get(first).and_then(|address| self.tables.get_mut(address)) {
            table.lead.insert_str(0, &std::mem::take(&mut notes));
        }
        // The blank line above goes too: the new tables bring their own.
        let blank = notes.is_empty() && self.outline.slice(0..lines.start).ends_with("\n\n");
        self.splices.replace(lines.start - usize::from(blank)..lines.end, notes);
    }

    /// Puts the gathered lines to the tables that are there, and the new tables where they belong.
    fn place(&mut self) {
        let mut fresh: BTreeMap<usize, String> = BTreeMap::new();
        for address in std::mem::take(&mut self.order) {
            let Some(table) = self.tables.remove(&address) else { continue };
            if let Some(index) = self.outline.section(&address) {
                let end = self.outline.sections.get(index).map_or(0, Section::content_end);
                self.splices.insert(end, format!("{}{}", table.lead, table.lines));
                continue;
            }
            let at = section_place(self.outline, self.kind, &address);
            let lines = fresh.entry(at).or_default();
            if !lines.is_empty() {
                lines.push('\n');
            }
            lines.push_str(&table.lead);
            lines.push_str(&header(&address));
            lines.push_str(&table.lines);
        }
        for (at, lines) in fresh {
            let lines = spaced_section(self.outline.text(), at, &lines);
            self.splices.insert(at, lines);
        }
    }
}
