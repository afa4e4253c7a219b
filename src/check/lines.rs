//! The lines of a text, found once, so that each of many places in it is told quickly.

use std::ops::Range;

/// Characters are counted ahead for every so many bytes, for lines that are very long.
const STEP: usize = 1024;

/// Where the lines of a text begin, and how many characters stand before each piece of it.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
    counts: Vec<usize>,
}

impl<'t> Lines<'t> {
    /// Looks through a text.
    #[must_use]
    pub fn of(text: &'t str) -> Self {
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1)).collect();
        let mut before = 0;
        let counts = text.as_bytes().chunks(STEP).map(|piece| {
            let here = before;
            before += characters(piece);
            here
        });
        Lines { text, counts: counts.collect(), starts }
    }

    /// Line and column (in characters) of a byte offset, both counted from 1.
    #[must_use]
    pub fn position(&self, offset: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = line.checked_sub(1).and_then(|i| self.starts.get(i)).copied().unwrap_or_default();
        (line, self.count(offset).saturating_sub(self.count(start)) + 1)
    }

    /// The number of characters of a stretch of text, as far as its first line goes.
    #[must_use]
    pub fn width(&self, span: &Range<usize>) -> usize {
        let (line, _) = self.position(span.start);
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1).min(span.end);
        let end = if end > span.start && end < span.end && self.byte(end - 1) == Some(b'\r') { end - 1 } else { end };
        self.count(end).saturating_sub(self.count(span.start))
    }

    /// A line, counted from 1, without its end.
    #[must_use]
    pub fn line(&self, line: usize) -> Option<&'t str> {
        let start = *self.starts.get(line.checked_sub(1)?)?;
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        let shown = self.text.get(start..end)?;
        Some(if end < self.text.len() { shown.strip_suffix('\r').unwrap_or(shown) } else { shown })
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.text.as_bytes().get(at).copied()
    }

    fn count(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        let piece = (offset / STEP).min(self.counts.len().saturating_sub(1));
        let rest = self.text.as_bytes().get(piece * STEP..offset).unwrap_or_default();
        self.counts.get(piece).copied().unwrap_or_default() + characters(rest)
    }
}

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::read::position;

    proptest::proptest! {
        #[test]
        fn places_are_those_that_counting_from_the_top_gives(text in "([aé\u{1f600}]{0,40}(\n|\r\n|x{1500}|)){0,12}", at in 0usize..9000, long in 0usize..40) {
            let lines = Lines::of(&text);
            let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            proptest::prop_assert_eq!(lines.position(at), position(&text, at));
            let end = (0..=(at + long).min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let simply = text[at..end].lines().next().unwrap_or_default().chars().count();
            proptest::prop_assert_eq!(lines.width(&(at..end)), simply);
            for (i, line) in text.lines().enumerate() {
                proptest::prop_assert_eq!(lines.line(i + 1), Some(line));
            }
        }
    }
}
