//! Where new keys and tables belong in a text.

use std::ops::Range;

use super::layout::LayoutKind;
use super::outline::{Outline, OutlineEntry, Section, Step, keys};
use super::scan::line_start;

/// The first key of an entry beneath its section's table.
pub(crate) fn first_key<'e>(section: &Section, entry: &'e OutlineEntry) -> &'e str {
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

/// Where the lines of a new key go, with the blank lines they need.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Spot {
    pub(crate) at: usize,
    /// What comes before them: nothing, or a blank line.
    pub(crate) above: &'static str,
    /// What comes after them.
    pub(crate) below: &'static str,
}

/// The place of a new key in a section: after the nearest key before it in the canonical order.
pub(crate) fn entry_place(outline: &Outline, kind: LayoutKind, section: usize, key: &str) -> Spot {
    let spot = |at, above, below| Spot { at, above, below };
    let Some(section) = outline.sections.get(section) else { return spot(outline.text().len(), "", "") };
    let table = keys(&section.address);
    let rank = kind.key_rank(&table, key);
    let ranks = section.entries.iter().map(|entry| kind.key_rank(&table, first_key(section, entry)));
    let before = ranks.enumerate().filter(|(_, other)| *other <= rank).max_by_key(|(index, other)| (*other, *index));
    let before = before.map(|(index, _)| index);
    let after = before.map_or(0, |index| index + 1);
    // Only the keys at the top stand in groups.
    let group = |index: usize| section.entries.get(index).map(|entry| kind.group(first_key(section, entry)));
    let joins = |index: usize| !table.is_empty() || group(index) == Some(kind.group(key));
    if let Some(index) = before
        && let Some(entry) = section.entries.get(index)
        && (joins(index) || !joins(after))
    {
        return spot(entry.lines.end, if joins(index) { "" } else { "\n" }, "");
    }
    if after < section.entries.len() {
        return spot(entry_lead(outline, section, after).start, "", if joins(after) { "" } else { "\n" });
    }
    if !section.address.is_empty() {
        return spot(section.header.end, "", "");
    }
    let at = head_end(outline.text());
    let rest = outline.text().get(at..).unwrap_or_default();
    spot(at, "", if rest.is_empty() || rest.starts_with('\n') { "" } else { "\n" })
}

/// Where a new section belongs: after the last one of its own family, else in the order of families.
pub(crate) fn section_place(outline: &Outline, kind: LayoutKind, address: &[Step]) -> usize {
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

fn family_rank(kind: LayoutKind, address: &[Step]) -> usize {
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
