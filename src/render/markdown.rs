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

/// A command as it is typed.
pub(super) fn code(command: &str) -> String {
    let line = clean_line(command);
    // Where the command holds backticks, more of them stand around it.
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("`{line}`") } else { format!("{fence} {line} {fence}") }
}
