//! A reader of TOML's surface: where comments are, where a comma follows, beneath the parser.

use std::ops::Range;

/// What stands at a place in a valid piece of TOML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    /// `# …` up to the end of the line.
    Comment,
    /// A string in any spelling, quotes included.
    String,
    /// One other letter.
    Letter(char),
}

/// The tokens of a valid piece of TOML with their ranges.
pub(crate) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0 }
}

/// See [`tokens`].
pub(crate) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl Iterator for Tokens<'_> {
    type Item = (Token, Range<usize>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.at..)?;
        let first = rest.chars().next()?;
        let (token, len) = match first {
            '#' => (Token::Comment, rest.find('\n').unwrap_or(rest.len())),
            '"' | '\'' => (Token::String, string_length(rest, first)),
            other => (Token::Letter(other), other.len_utf8()),
        };
        let start = self.at;
        self.at += len;
        Some((token, start..self.at))
    }
}

/// The length of the string at the start of `text`, up to its closing quotes.
fn string_length(text: &str, quote: char) -> usize {
    let triple: String = std::iter::repeat_n(quote, 3).collect();
    let (open, long) = if text.starts_with(&triple) { (3, true) } else { (1, false) };
    let mut escaped = false;
    let mut run = 0;
    for (at, letter) in text.char_indices().skip(open) {
        if escaped {
            escaped = false;
            run = 0;
            continue;
        }
        if long && run >= 3 && letter != quote {
            return at;
        }
        match letter {
            '\\' if quote == '"' => {
                escaped = true;
                run = 0;
            }
            _ if letter == quote => {
                run += 1;
                // Up to two quotes may stand right before the closing three.
                if !long || run == 5 {
                    return at + 1;
                }
            }
            _ => run = 0,
        }
    }
    text.len()
}

/// The comments in a valid piece of TOML, each from `#` to the end of its line without trailing space.
pub(crate) fn comments(text: &str) -> Vec<&str> {
    let found = tokens(text).filter(|(token, _)| *token == Token::Comment);
    found.filter_map(|(_, range)| text.get(range)).map(str::trim_end).collect()
}

/// The same, each as a line of its own.
pub(crate) fn comment_lines(text: &str) -> String {
    lines_of(comments(text))
}

/// Each of them on a line of its own.
pub(crate) fn lines_of<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> String {
    let mut out = String::new();
    for line in lines {
        out.push_str(line.as_ref());
        out.push('\n');
    }
    out
}

/// Where the comma is that stands first in `text`, if nothing but space and comments comes before it.
pub(crate) fn comma(text: &str) -> Option<usize> {
    for (token, range) in tokens(text) {
        match token {
            Token::Letter(',') => return Some(range.start),
            Token::Letter(letter) if !letter.is_whitespace() => return None,
            Token::String => return None,
            _ => {}
        }
    }
    None
}

/// The start of the line in which `at` is.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |end| end + 1)
}

/// The end of the line in which `at` is, after its line break.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|after| after.find('\n')).map_or(text.len(), |end| at + end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_told_from_strings() {
        let text = "[ # one\n  \"# not\", '# nor', \"\"\"# \\\"\"\" this\"\"\"\"\" , # two  \n '''#\n''' ]";
        assert_eq!(comments(text), ["# one", "# two"]);
    }

    #[test]
    fn hostile_text_ends() {
        for text in ["\"", "\"\"\"", "'''", "\"\\", "#", "\"\"\"\"\"\"\"", "é\"é\\é\"#é"] {
            let end = tokens(text).last().map_or(0, |(_, range)| range.end);
            assert_eq!(end, text.len(), "{text}");
        }
    }
}
