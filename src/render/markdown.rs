//! Text of people in a document in Markdown: shown as it is, read as nothing else.

use super::terminal::clean_line;

/// A text on one line in which nothing is markup.
#[must_use]
pub fn escaped(text: &str) -> String {
    let plain = clean_line(text);
    plain.chars().fold(String::with_capacity(plain.len()), |mut out, c| {
        if "\\`*_[]<>#|~&!".contains(c) {
            out.push('\\');
        }
        out.push(c);
        out
    })
}
