//! The solver for conflicts of git.

use std::ops::Range;

use super::edit::Document;
use super::layout::LayoutKind;
use super::markers::{ConflictError, Labels, Reading, Side, readings};
use super::merge::{Base, Clash, Outcome, aligned, merge as merge_outlines};
use super::outline::{Outline, ParseError};
use super::text::SourceText;

/// A file after a conflict was solved as far as it can be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solved {
    /// The bytes of the file: without markers, or with one small conflict for each key in `unresolved`.
    pub bytes: Vec<u8>,
    /// What both sides set differently and only a person can decide.
    pub unresolved: Vec<Vec<String>>,
    /// Whether there was a conflict at all.
    pub had_conflict: bool,
}

/// Solves the conflicts that git left in a file: every table and list entry of both sides is kept. Where
/// both set a key differently, `derived` says whether the caller will write it anyway (then ours stays);
/// else both values are left between markers.
///
/// The ancestor that the styles `diff3` and `zdiff3` show decides which side changed a value and what was
/// taken out; without it nothing is ever taken out. A file without conflict comes back as it is.
///
/// # Errors
/// Markers that do not match, sides that are not TOML, or a key that is a table on one side and a value
/// on the other, with the line in the file. The file is to be left as it is.
pub fn solve(bytes: &[u8], kind: LayoutKind, derived: &dyn Fn(&[&str]) -> bool) -> Result<Solved, ConflictError> {
    let source = SourceText::read(bytes)
        .map_err(|error| ConflictError { line: error.line, message: format!("not UTF-8 at byte {}", error.offset) })?;
    let Err(error) = Outline::parse(source.text()) else {
        return Ok(Solved { bytes: bytes.to_vec(), unresolved: Vec::new(), had_conflict: false });
    };
    let mut first_error = None;
    for reading in readings(source.text())? {
        match solve_reading(&reading, kind, derived) {
            Ok((text, unresolved)) => {
                return Ok(Solved { bytes: source.restore(&text), unresolved, had_conflict: true });
            }
            Err(error) => drop(first_error.get_or_insert(error)),
        }
    }
    Err(first_error.unwrap_or(ConflictError { line: error.line, message: error.message }))
}

/// Merges two versions of a file with their common ancestor, as a merge driver of git does; `labels` name
/// the sides where both set a key differently. Line ends are those of our side.
///
/// # Errors
/// A key that is a table on one side and a value on the other.
pub fn merge(
    base: Option<&Document>,
    ours: &Document,
    theirs: &Document,
    labels: &Labels,
    derived: &dyn Fn(&[&str]) -> bool,
) -> Result<Solved, ConflictError> {
    let base = base.map(|document| Base::new(document.outline.clone(), None));
    let sides = (ours.outline.clone(), theirs.outline.clone());
    let (text, unresolved) = merge_sides(ours.kind(), sides, base.as_ref(), labels, derived)?;
    Ok(Solved { bytes: ours.source.restore(&text), unresolved, had_conflict: true })
}

type Merged = (String, Vec<Vec<String>>);

fn solve_reading(
    reading: &Reading,
    kind: LayoutKind,
    derived: &dyn Fn(&[&str]) -> bool,
) -> Result<Merged, ConflictError> {
    let ours = parse_side(&reading.ours, "our", &reading.labels.ours)?;
    let theirs = parse_side(&reading.theirs, "the other", &reading.labels.theirs)?;
    // An ancestor that is no TOML (lines around it that both sides added) is not known.
    let base = reading.base.as_ref().and_then(|side| {
        let outline = Outline::parse(&side.text).ok()?;
        Some(Base::new(outline, Some(side.inside.clone())))
    });
    merge_sides(kind, (ours, theirs), base.as_ref(), &reading.labels, derived)
}

fn parse_side(side: &Side, name: &str, label: &str) -> Result<Outline, ConflictError> {
    Outline::parse(&side.text).map_err(|ParseError { line, message, .. }| {
        let last = side.numbers.last().copied().unwrap_or(1);
        let line = side.numbers.get(line.saturating_sub(1)).copied().unwrap_or(last);
        let label = if label.is_empty() { String::new() } else { format!(" ({label})") };
        ConflictError { line, message: format!("{name} side{label} is not TOML: {message}") }
    })
}

fn merge_sides(
    kind: LayoutKind,
    sides: (Outline, Outline),
    base: Option<&Base>,
    labels: &Labels,
    derived: &dyn Fn(&[&str]) -> bool,
) -> Result<Merged, ConflictError> {
    let (ours, theirs) = aligned(kind, sides.0, sides.1);
    let failed = |message: String| ConflictError { line: 1, message };
    let outcome = merge_outlines(kind, &ours, &theirs, base, derived)
        .map_err(|path| failed(format!("`{path}` is a table on one side and a value on the other")))?;
    let broken = || failed("the two sides cannot be put together".to_owned());
    // Both ways to end the conflicts that are left must be a valid file.
    for side in [Part::Ours, Part::Theirs] {
        let text = written(&ours, &outcome, labels, side).ok_or_else(broken)?;
        Outline::parse(&text)
            .map_err(|error| failed(format!("the two sides cannot be put together: {}", error.message)))?;
    }
    let text = written(&ours, &outcome, labels, Part::Both).ok_or_else(broken)?;
    Ok((text, outcome.clashes.into_iter().map(|clash| clash.path).collect()))
}

/// What is written where both sides clash.
#[derive(Clone, Copy)]
enum Part {
    Ours,
    Theirs,
    Both,
}

fn written(ours: &Outline, outcome: &Outcome, labels: &Labels, part: Part) -> Option<String> {
    let mut splices = outcome.splices.clone();
    for Clash { range, theirs, .. } in &outcome.clashes {
        match part {
            Part::Ours => {}
            Part::Theirs => splices.replace(range.clone(), theirs.clone()),
            Part::Both => splices.replace(range.clone(), between_markers(ours, range, theirs, labels)),
        }
    }
    splices.apply(ours.text())
}

fn between_markers(ours: &Outline, range: &Range<usize>, theirs: &str, labels: &Labels) -> String {
    let marker = |letter: &str, label: &str| format!("{} {label}", letter.repeat(labels.size)).trim_end().to_owned();
    let own = ours.slice(range.clone());
    let end = if own.ends_with('\n') { "" } else { "\n" };
    let (open, middle, close) = (marker("<", &labels.ours), marker("=", ""), marker(">", &labels.theirs));
    format!("{open}\n{own}{end}{middle}\n{theirs}{close}\n")
}
