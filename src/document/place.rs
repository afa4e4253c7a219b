//! Where new keys and tables belong in a text.

use std::ops::Range;

use super::layout::Kind;
use super::outline::{Entry, Outline, Section, Step, keys};
use super::scan::line_start;

/// The first key of an entry beneath its section's table.
pub(crate) fn first_key<'e>(section: &Section, entry: &'e Entry) -> &'e str {
    match entry.address.get(section.address.len()) {
        Some(Step::Key(key)) => key,
        _ => "",
    }
}

/// The start of the comment lines directly above `at`, not reaching above `floor`.
/// Lines for editors (`#:schema …`) are no comment on what follows them.
pub(crate) fn lead_start(text: &str, floor: usize, at: usize) -> usize {
    let mut start = at;
    while start > floor {
        let above = line_start(text, start - 1).max(floor);
        let line = text.get(above..start).unwrap_or_default().trim_start();
        if !line.starts_with('#') || line.starts_with("#:") {
            break;
        }
        start = above;
    }
    start
}

/// The lines above an entry that belong to it.
pub(crate) fn entry_lead(outline: &Outline, section: &Section, index: usize) -> Range<usize> {
    let Some(entry) = section.entries.get(index) else { return 0..0 };
    let before = index.checked_sub(1).and_then(|before| section.entries.get(before));
    let floor = before.map_or(section.header.end, |before| before.lines.end);
    lead_start(outline.text(), floor, entry.lines.start)..entry.lines.start
}

/// The lines above a section's header that belong to it.
pub(crate) fn section_lead(outline: &Outline, index: usize) -> Range<usize> {
    let Some(section) = outline.sections.get(index) else { return 0..0 };
    let floor = index.checked_sub(1).map_or(0, |before| outline.tail_end(before));
    lead_start(outline.text(), floor, section.header.start)..section.header.start
}

/// The end of the comments that stand over the whole file.
pub(crate) fn head_end(text: &str) -> usize {
    let mut end = 0;
    let mut directives = 0;
    for line in text.split_inclusive('\n') {
        if !line.trim_start().starts_with('#') {
            return if line.trim().is_empty() { end } else { directives };
        }
        end += line.len();
        if line.starts_with("#:") {
            directives = end;
        }
    }
    end
}

/// Adds the lines of a new key to a section: its place, and the lines with the blank lines they need.
pub(crate) fn entry_place(outline: &Outline, kind: Kind, section: usize, key: &str, lines: &str) -> (usize, String) {
    let Some(section) = outline.sections.get(section) else { return (outline.text().len(), lines.to_owned()) };
    let table = keys(&section.address);
    let rank = kind.key_rank(&table, key);
    let ranks: Vec<usize> =
        section.entries.iter().map(|entry| kind.key_rank(&table, first_key(section, entry))).collect();
    let nearest =
        ranks.iter().enumerate().filter(|(_, other)| **other <= rank).max_by_key(|(index, other)| (**other, *index));
    let group = |index: usize| section.entries.get(index).map(|entry| kind.group(first_key(section, entry)));
    let own = Some(kind.group(key));
    let grouped = table.is_empty();
    let (before, after) = match nearest {
        Some((index, _)) => (Some(index), index + 1),
        None => (None, 0),
    };
    let joins_before = before.is_some_and(|index| !grouped || group(index) == own);
    if let Some(entry) = before.and_then(|index| section.entries.get(index))
        && (joins_before || group(after) != own)
    {
        return (entry.lines.end, if joins_before { lines.to_owned() } else { format!("\n{lines}") });
    }
    if after < section.entries.len() {
        let gap = if grouped && group(after) != own { "\n" } else { "" };
        return (entry_lead(outline, section, after).start, format!("{lines}{gap}"));
    }
    if section.address.is_empty() {
        let at = head_end(outline.text());
        let gap = if outline.text().get(at..).is_none_or(|rest| rest.is_empty() || rest.starts_with('\n')) {
            ""
        } else {
            "\n"
        };
        return (at, format!("{lines}{gap}"));
    }
    (section.header.end, lines.to_owned())
}

/// Where a new section belongs: after the last one of its own family, else in the order of families.
pub(crate) fn section_place(outline: &Outline, kind: Kind, address: &[Step]) -> usize {
    let after = last_within(outline, parent_array(address)).or_else(|| {
        let rank = family_rank(kind, address);
        let below = |section: &Section| !section.address.is_empty() && family_rank(kind, &section.address) < rank;
        outline.sections.iter().rposition(below)
    });
    match after {
        Some(index) => outline.tail_end(index),
        None => match outline.tail_end(0) {
            0 => head_end(outline.text()),
            end => end,
        },
    }
}

/// The lines of a new section with the blank lines around it.
pub(crate) fn spaced_section(text: &str, at: usize, lines: &str) -> String {
    let before = text.get(..at).unwrap_or_default();
    let after = text.get(at..).unwrap_or_default();
    let above = if before.is_empty() || before.ends_with("\n\n") || before == "\n" { "" } else { "\n" };
    let below = if after.is_empty() || after.starts_with('\n') { "" } else { "\n" };
    format!("{above}{lines}{below}")
}

fn family_rank(kind: Kind, address: &[Step]) -> usize {
    match address.first() {
        Some(Step::Key(family)) => kind.family_rank(family),
        _ => 0,
    }
}

/// The part of an address that a new section must stay with: the entry of the array of tables that it
/// is in, else its family.
fn parent_array(address: &[Step]) -> &[Step] {
    let inside = address.len().saturating_sub(1);
    let entry = address.get(..inside).and_then(|outer| outer.iter().rposition(|step| matches!(step, Step::Index(_))));
    let end = entry.map_or(1, |index| index + 1);
    address.get(..end.min(address.len())).unwrap_or_default()
}

fn last_within(outline: &Outline, prefix: &[Step]) -> Option<usize> {
    if prefix.is_empty() {
        return None;
    }
    outline.sections.iter().rposition(|section| section.address.starts_with(prefix))
}
