//! The canonical layout of a whole file.

use toml_edit::{Item, Value as Toml};

use super::arrays::ArrayText;
use super::edit::Document;
use super::inline;
use super::layout::{LayoutKind, ListForm};
use super::outline::{Outline, Section, Step, keys};
use super::place::{first_key, head_end};
use super::plain::Plain;
use super::scan::comments;
use super::value::{Value, key_path};

/// The bytes of a file in its canonical layout: keys and tables in their order, one blank line between
/// groups and tables, lists in their form. No value changes, comments stay with what they precede or
/// trail, and a file that cannot be laid out safely comes back as it was.
#[must_use]
pub fn format(document: &Document) -> Vec<u8> {
    let text = laid_out(&document.outline, document.kind());
    let meant = Plain::of_table(document.table());
    let safe = Outline::parse(&text).is_ok_and(|outline| {
        let kept = sorted_comments(document.text()) == sorted_comments(&text);
        kept && Plain::of_table(outline.toml.as_table()) == meant
    });
    document.source.restore(if safe { &text } else { document.text() })
}

fn sorted_comments(text: &str) -> Vec<&str> {
    let mut all = comments(text);
    all.sort_unstable();
    all
}

/// Comment lines and the blank lines around them.
#[derive(Default)]
struct Gap {
    blank_before: bool,
    /// Comments; an empty one is a blank line among them.
    lines: Vec<String>,
    blank_after: bool,
}

impl Gap {
    fn read(text: &str) -> Self {
        let mut gap = Self::default();
        for line in text.lines().map(str::trim) {
            if line.is_empty() {
                if gap.lines.is_empty() {
                    gap.blank_before = true;
                } else {
                    gap.blank_after = true;
                }
                continue;
            }
            if gap.blank_after {
                gap.lines.push(String::new());
                gap.blank_after = false;
            }
            gap.lines.push(line.to_owned());
        }
        gap
    }

    fn write(&self, out: &mut String) {
        for line in &self.lines {
            out.push_str(line);
            out.push('\n');
        }
        if self.blank_after && !self.lines.is_empty() {
            out.push('\n');
        }
    }
}

/// One entry with the comments above it.
struct Chunk {
    gap: Gap,
    rank: usize,
    group: usize,
    text: String,
}

/// One section with the comments above its header.
struct Block {
    lead: Gap,
    rank: usize,
    text: String,
}

fn laid_out(outline: &Outline, kind: LayoutKind) -> String {
    let text = outline.text();
    let top = text.len() - text.trim_start_matches('\n').len();
    let head = top + head_end(text.get(top..).unwrap_or_default());
    let mut lead = Gap::default();
    let mut blocks = Vec::new();
    for (index, section) in outline.sections.iter().enumerate() {
        let start = if index == 0 { head } else { section.header.end };
        let tail = outline.tail_end(index).max(start);
        let rank = if index == 0 { 0 } else { 1 + kind.family_rank(first_of(section)) };
        let block = Block { lead, rank, text: section_text(outline, kind, section, start, tail) };
        lead = Gap::read(outline.slice(tail..section.region.end));
        blocks.push(block);
    }
    blocks.sort_by_key(|block| block.rank);
    let mut out = String::new();
    Gap::read(text.get(..head).unwrap_or_default()).write(&mut out);
    let spaced = text.get(head..).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with('\n'));
    for (index, block) in blocks.iter().enumerate() {
        if !out.is_empty() && !block.text.is_empty() && (index > 0 || spaced) {
            out.push('\n');
        }
        block.lead.write(&mut out);
        out.push_str(&block.text);
    }
    if !lead.lines.is_empty() && !out.is_empty() {
        out.push('\n');
    }
    lead.blank_after = false;
    lead.write(&mut out);
    out
}

fn first_of(section: &Section) -> &str {
    match section.address.first() {
        Some(Step::Key(key)) => key,
        _ => "",
    }
}

/// Header, entries and the comments after them.
fn section_text(outline: &Outline, kind: LayoutKind, section: &Section, start: usize, tail: usize) -> String {
    let table = keys(&section.address);
    let mut at = start;
    let mut chunks = Vec::new();
    for entry in &section.entries {
        let name = first_key(section, entry);
        chunks.push(Chunk {
            gap: Gap::read(outline.slice(at..entry.lines.start)),
            rank: kind.key_rank(&table, name),
            group: if table.is_empty() { kind.group(name) } else { 0 },
            text: entry_text(outline, kind, section, entry),
        });
        at = entry.lines.end;
    }
    chunks.sort_by_key(|chunk| chunk.rank);
    let mut out = header_text(outline, section);
    let mut before: Option<usize> = None;
    for chunk in &chunks {
        let paragraph = chunk.gap.blank_before && !chunk.gap.lines.is_empty();
        if before.is_some_and(|group| group != chunk.group || paragraph) {
            out.push('\n');
        }
        chunk.gap.write(&mut out);
        out.push_str(&chunk.text);
        before = Some(chunk.group);
    }
    let mut rest = Gap::read(outline.slice(at.min(tail)..tail));
    rest.blank_after = false;
    rest.write(&mut out);
    out
}

fn header_text(outline: &Outline, section: &Section) -> String {
    if section.header.is_empty() {
        return String::new();
    }
    let path = key_path(&keys(&section.address));
    let header = if section.array { format!("[[{path}]]") } else { format!("[{path}]") };
    let line = outline.slice(section.header.clone()).trim_end();
    // The space before a comment stays: people align them.
    let note = comments(line).first().map_or("", |note| {
        let body = line.get(..line.len() - note.len()).unwrap_or_default();
        line.get(body.trim_end().len()..).unwrap_or(note)
    });
    format!("{header}{}\n", spaced(note))
}

fn spaced(note: &str) -> String {
    if note.starts_with('#') { format!(" {note}") } else { note.to_owned() }
}

fn entry_text(outline: &Outline, kind: LayoutKind, section: &Section, entry: &super::outline::OutlineEntry) -> String {
    let name = key_path(&keys(entry.address.get(section.address.len()..).unwrap_or_default()));
    let raw = outline.slice(entry.value.clone());
    let value = match outline.item(&entry.address) {
        Some(Item::Value(value)) => value_text(outline, value, raw, kind.list_form(&keys(&entry.address))),
        _ => raw.to_owned(),
    };
    let note = outline.slice(entry.value.end..entry.lines.end).trim_end();
    format!("{name} = {value}{}\n", spaced(note))
}

fn value_text(outline: &Outline, value: &Toml, raw: &str, form: ListForm) -> String {
    let Toml::Array(array) = value else { return plain_text(outline.text(), value, raw) };
    let Some(range) = array.span() else { return raw.to_owned() };
    let mut list = ArrayText::read(outline.text(), array, range);
    if form != ListForm::Free {
        for (member, value) in list.members.iter_mut().zip(array) {
            member.raw = plain_text(outline.text(), value, &member.raw);
        }
    }
    let lines = match form {
        ListForm::Free => return raw.to_owned(),
        ListForm::Lines => true,
        ListForm::Grow => list.members.len() > 1 || list.has_comments(),
        ListForm::OneLine => false,
    };
    if lines { list.lines() } else { list.one_line().unwrap_or_else(|| raw.to_owned()) }
}

/// Inline tables evenly spaced and on one line, strings without the escapes that TOML 1.0 has not.
fn plain_text(text: &str, value: &Toml, raw: &str) -> String {
    match value {
        Toml::InlineTable(table) if comments(raw).is_empty() => {
            let fields = inline::fields(text, table);
            let fixed: Vec<(Vec<String>, String)> = fields
                .into_iter()
                .map(|(path, raw)| {
                    let inner = path.iter().try_fold(value, |at, name| at.as_inline_table()?.get(name));
                    let fixed = inner.map_or_else(|| raw.to_owned(), |inner| plain_text(text, inner, raw));
                    (path, fixed)
                })
                .collect();
            inline::render(&fixed)
        }
        Toml::String(string) if has_new_escapes(raw) => {
            if raw.starts_with("\"\"\"") {
                Value::Prose(string.value().clone()).render()
            } else {
                Value::Text(string.value().clone()).render()
            }
        }
        _ => raw.to_owned(),
    }
}

/// Whether a basic string has `\e` or `\x`, which came with TOML 1.1.
fn has_new_escapes(raw: &str) -> bool {
    let mut escaped = false;
    raw.starts_with('"')
        && raw.chars().any(|letter| {
            let found = escaped && (letter == 'e' || letter == 'x');
            escaped = !escaped && letter == '\\';
            found
        })
}
