//! Keys and tables taken out of a document; comments stay.

use std::ops::Range;

use toml_edit::{Item, Value as Toml};

use super::arrays::ArrayText;
use super::edit::Document;
use super::edit_error::EditError;
use super::inline;
use super::outline::{Step, keys};
use super::scan::comment_lines;
use super::splice::Splices;
use super::value::key_path;

impl Document {
    /// Takes a key or a whole table out. Comments stay, as lines of their own.
    ///
    /// # Errors
    /// Nothing at the path.
    pub fn remove(&mut self, path: &[&str]) -> Result<(), EditError> {
        let address = self.resolve(path);
        let item = self.outline.item(&address).ok_or_else(|| EditError::Missing(key_path(path)))?;
        if matches!(item, Item::Value(_)) && self.outline.entry(&address).is_none() && !self.has_lines(&address) {
            return self.remove_inline(path, &address);
        }
        let mut gone: Vec<Range<usize>> = Vec::new();
        for section in &self.outline.sections {
            if !section.header.is_empty() && section.address.starts_with(&address) {
                gone.push(section.header.clone());
            }
            let within = section.entries.iter().filter(|entry| entry.address.starts_with(&address));
            gone.extend(within.map(|entry| entry.lines.clone()));
        }
        let mut splices = Splices::default();
        for lines in joined(gone) {
            self.leave_comments(lines, &mut splices);
        }
        self.change(path, splices)
    }

    /// Whether any line beneath a header or with dotted keys makes up what is at the address.
    fn has_lines(&self, address: &[Step]) -> bool {
        let sections = &self.outline.sections;
        sections.iter().any(|section| !section.address.is_empty() && section.address.starts_with(address))
            || self.outline.entries().any(|entry| entry.address.starts_with(address))
    }

    /// Takes lines out but for their comments, and one of two blank lines that would meet.
    fn leave_comments(&self, lines: Range<usize>, splices: &mut Splices) {
        let kept = comment_lines(self.outline.slice(lines.clone()));
        let above = self.outline.slice(0..lines.start);
        let below = self.outline.slice(lines.end..self.text().len());
        let alone = kept.is_empty() && (above.is_empty() || above.ends_with("\n\n"));
        if alone && below.is_empty() && !above.is_empty() {
            splices.remove(lines.start - 1..lines.end);
            return;
        }
        let end = if alone && below.starts_with('\n') { lines.end + 1 } else { lines.end };
        splices.replace(lines.start..end, kept);
    }

    fn remove_inline(&mut self, path: &[&str], address: &[Step]) -> Result<(), EditError> {
        let missing = || EditError::Missing(key_path(path));
        let mut splices = Splices::default();
        let outer = address.get(..address.len().saturating_sub(1)).ok_or_else(missing)?;
        let holder = self.outline.item(outer).ok_or_else(missing)?;
        match (address.last(), holder) {
            (Some(Step::Index(index)), Item::Value(Toml::Array(array))) => {
                let range = array.span().ok_or_else(missing)?;
                ArrayText::read(self.text(), array, range).remove(self.text(), *index, &mut splices);
            }
            _ => self.remove_field(address, &mut splices).ok_or_else(missing)?,
        }
        self.change(path, splices)
    }

    /// Writes the inline table around an address anew, without what is at the address.
    fn remove_field(&self, address: &[Step], splices: &mut Splices) -> Option<()> {
        for end in (1..address.len()).rev() {
            let Some(table) = self.outline.item(address.get(..end)?).and_then(Item::as_inline_table) else { continue };
            if table.is_dotted() {
                continue;
            }
            let gone = keys(address.get(end..)?);
            let starts = |path: &[String]| path.len() >= gone.len() && path.iter().zip(&gone).all(|(a, b)| a == b);
            let mut fields = inline::fields(self.text(), table);
            fields.retain(|(path, _)| !starts(path));
            let range = table.span()?;
            let kept = comment_lines(self.outline.slice(range.clone()));
            let entry = self.outline.entries().find(|entry| address.starts_with(&entry.address))?;
            splices.insert(entry.lines.start, kept);
            splices.replace(range, inline::render(&fields));
            return Some(());
        }
        None
    }
}

/// Ranges in their order, those that touch made one.
fn joined(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| range.start);
    let mut out: Vec<Range<usize>> = Vec::new();
    for range in ranges {
        match out.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => out.push(range),
        }
    }
    out
}
