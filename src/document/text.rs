//! The bytes of a file as text with LF line ends, and the way back.

use std::fmt;

use similar::{Algorithm, DiffOp, capture_diff_slices};

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// Above this many changed lines no line is matched with an old one: the diff is quadratic at worst.
const DIFF_LIMIT: usize = 20_000;

/// Where the bytes of a file are not UTF-8.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotUtf8 {
    /// The line, counted from 1.
    pub line: usize,
    /// The offset of the first wrong byte in the file.
    pub offset: usize,
}

impl fmt::Display for NotUtf8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: not UTF-8 at byte {}", self.line, self.offset)
    }
}

impl std::error::Error for NotUtf8 {}

/// A file as it was read: its text with LF line ends, and what is needed to put its bytes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceText {
    bom: bool,
    text: String,
    /// For each line that had an end, whether that was CRLF.
    ends: Vec<bool>,
}

impl SourceText {
    /// Reads the bytes of a file. CRLF becomes LF; a CR elsewhere stays, for the TOML parser to refuse.
    ///
    /// # Errors
    /// Bytes that are not UTF-8, with line and byte offset.
    pub fn read(bytes: &[u8]) -> Result<Self, NotUtf8> {
        let (bom, rest) = match bytes.strip_prefix(BOM) {
            Some(rest) => (true, rest),
            None => (false, bytes),
        };
        let raw = std::str::from_utf8(rest).map_err(|error| {
            let valid = rest.get(..error.valid_up_to()).unwrap_or_default();
            NotUtf8 {
                line: valid.split(|byte| *byte == b'\n').count(),
                offset: error.valid_up_to() + if bom { BOM.len() } else { 0 },
            }
        })?;
        let mut text = String::with_capacity(raw.len());
        let mut ends = Vec::new();
        for line in raw.split_inclusive('\n') {
            let Some(body) = line.strip_suffix('\n') else {
                text.push_str(line);
                continue;
            };
            let cut = body.strip_suffix('\r');
            ends.push(cut.is_some());
            text.push_str(cut.unwrap_or(body));
            text.push('\n');
        }
        Ok(Self { bom, text, ends })
    }

    /// The text with LF line ends and without the byte order mark.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of `new_text` (LF line ends) in the manner of this file: a line that was there before
    /// keeps the end it had, a new one gets the end that most lines have (LF in an empty file), and the
    /// byte order mark is put back.
    #[must_use]
    pub fn restore(&self, new_text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(new_text.len() + self.ends.len() + BOM.len());
        if self.bom {
            bytes.extend_from_slice(BOM);
        }
        let ends = self.ends_of(new_text);
        for (index, line) in new_text.split_inclusive('\n').enumerate() {
            match line.strip_suffix('\n') {
                Some(body) => {
                    bytes.extend_from_slice(body.as_bytes());
                    let crlf = ends.get(index).copied().unwrap_or(false);
                    bytes.extend_from_slice(if crlf { b"\r\n" } else { b"\n" });
                }
                None => bytes.extend_from_slice(line.as_bytes()),
            }
        }
        bytes
    }

    /// For each line of `new_text`, whether it ends in CRLF.
    fn ends_of(&self, new_text: &str) -> Vec<bool> {
        let count = new_text.split_inclusive('\n').count();
        let crlf = self.ends.iter().filter(|end| **end).count();
        let majority = crlf * 2 > self.ends.len();
        let mut ends = vec![majority; count];
        if crlf == 0 || crlf == self.ends.len() {
            return ends;
        }
        let old: Vec<&str> = self.text.split_inclusive('\n').map(trim_end).collect();
        let new: Vec<&str> = new_text.split_inclusive('\n').map(trim_end).collect();
        for (from, to, len) in matching_runs(&old, &new) {
            for step in 0..len {
                if let (Some(end), Some(slot)) = (self.ends.get(from + step), ends.get_mut(to + step)) {
                    *slot = *end;
                }
            }
        }
        ends
    }
}

fn trim_end(line: &str) -> &str {
    line.strip_suffix('\n').unwrap_or(line)
}

/// Runs of equal lines as (start in old, start in new, length).
fn matching_runs(old: &[&str], new: &[&str]) -> Vec<(usize, usize, usize)> {
    let shorter = old.len().min(new.len());
    let head = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = (old.iter().rev().zip(new.iter().rev())).take(shorter - head).take_while(|(a, b)| a == b).count();
    let mut runs = vec![(0, 0, head)];
    let old_middle = old.get(head..old.len() - tail).unwrap_or_default();
    let new_middle = new.get(head..new.len() - tail).unwrap_or_default();
    if old_middle.len() + new_middle.len() <= DIFF_LIMIT {
        for op in capture_diff_slices(Algorithm::Myers, old_middle, new_middle) {
            if let DiffOp::Equal { old_index, new_index, len } = op {
                runs.push((head + old_index, head + new_index, len));
            }
        }
    }
    runs.push((old.len() - tail, new.len() - tail, tail));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn mixed_ends_and_bom_survive_an_edit() {
        let source = SourceText::read(b"\xEF\xBB\xBFa = 1\r\nb = 2\nc = 3\r\nd = 4").unwrap();
        assert!(source.bom);
        assert_eq!(source.text(), "a = 1\nb = 2\nc = 3\nd = 4");
        assert_eq!(
            source.restore("a = 1\nx = 9\nb = 2\nc = 3\nd = 4"),
            b"\xEF\xBB\xBFa = 1\r\nx = 9\r\nb = 2\nc = 3\r\nd = 4"
        );
    }

    #[test]
    fn the_majority_ends_new_lines() {
        let source = SourceText::read(b"a\r\nb\r\n").unwrap();
        assert_eq!(source.restore("q\nr\n"), b"q\r\nr\r\n");
        assert_eq!(SourceText::read(b"").unwrap().restore("q\n"), b"q\n");
    }

    #[test]
    fn a_wrong_byte_is_named() {
        let error = SourceText::read(b"\xEF\xBB\xBFa\nb\xFF\n").unwrap_err();
        assert_eq!(error, NotUtf8 { line: 2, offset: 6 });
        assert_eq!(error.to_string(), "line 2: not UTF-8 at byte 6");
    }

    #[test]
    fn a_lone_carriage_return_stays() {
        let source = SourceText::read(b"a\rb\r\n\r").unwrap();
        assert_eq!(source.text(), "a\rb\n\r");
        assert_eq!(source.restore(source.text()), b"a\rb\r\n\r");
    }

    proptest! {
        #[test]
        fn untouched_text_is_byte_identical(text in "(\u{feff})?([ab\r]{0,3}\r?\n){0,12}[ab]{0,2}") {
            let source = SourceText::read(text.as_bytes()).unwrap();
            prop_assert_eq!(source.restore(source.text()), text.as_bytes());
        }

        #[test]
        fn restored_text_reads_as_the_new_text(old in "([ab]{0,2}\r?\n){0,8}", new in "([ab]{0,2}\n){0,8}") {
            let source = SourceText::read(old.as_bytes()).unwrap();
            let bytes = source.restore(&new);
            let again = SourceText::read(&bytes).unwrap();
            prop_assert_eq!(again.text(), new);
        }
    }
}
