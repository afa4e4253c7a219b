//! Changes to a text that are all made at once, each named by its place in the text before.

use std::ops::Range;

/// Replacements and insertions that do not overlap.
#[derive(Debug, Default, Clone)]
pub(crate) struct Splices {
    all: Vec<(Range<usize>, String)>,
}

impl Splices {
    /// Puts `text` in the place of `range`.
    pub(crate) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.all.push((range, text.into()));
    }

    /// Puts `text` before what is at `at`; several at one place keep their order.
    pub(crate) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// Takes `range` out.
    pub(crate) fn remove(&mut self, range: Range<usize>) {
        self.replace(range, String::new());
    }

    /// Whether nothing is to be changed.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The text with all changes made, or nothing when two of them overlap.
    pub(crate) fn apply(mut self, text: &str) -> Option<String> {
        self.all.sort_by_key(|(range, _)| (range.start, range.end));
        let mut out = String::with_capacity(text.len() + self.all.iter().map(|(_, new)| new.len()).sum::<usize>());
        let mut at = 0;
        for (range, new) in self.all {
            out.push_str(text.get(at..range.start)?);
            // A new line after a last one that has no line break.
            if range.start == text.len() && range.is_empty() && !out.is_empty() && !out.ends_with('\n') {
                out.push('\n');
            }
            out.push_str(&new);
            at = range.end;
        }
        out.push_str(text.get(at..)?);
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_made_by_their_places_before() {
        let mut splices = Splices::default();
        splices.insert(4, "x\n");
        splices.remove(0..2);
        splices.insert(4, "y\n");
        assert_eq!(splices.clone().apply("a\nb\nc\n").unwrap(), "b\nx\ny\nc\n");
        splices.remove(1..3);
        assert_eq!(splices.apply("a\nb\nc\n"), None);
    }
}
