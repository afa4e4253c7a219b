//! Text on a terminal: nothing from a file may steer it.

use std::io::{IsTerminal, Write};

use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};

/// Text that may be printed: control characters and those that change the direction of text are shown as `\u{…}`,
/// line ends and tabs stay.
#[must_use]
pub fn clean(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if matches!(c, '\n' | '\t') || !steers(c) {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
        out
    })
}

/// The same on one line.
#[must_use]
pub fn clean_line(text: &str) -> String {
    clean(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Whether a character could steer a terminal, or turn the direction of text.
#[must_use]
pub fn steers(c: char) -> bool {
    c.is_control() || is_direction(c)
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{061c}' | '\u{feff}' | '\u{2028}' | '\u{2029}')
}

/// Columns of the terminal that standard output is; `None` where it is no terminal.
#[must_use]
pub fn width() -> Option<u16> {
    if !std::io::stdout().is_terminal() {
        return None;
    }
    let forced = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    forced.or_else(|| Table::new().width()).or(Some(80))
}

/// Red, for what is wrong.
pub const BAD: Style = AnsiColor::Red.on_default().bold();
/// Yellow, for what will be.
pub const WARN: Style = AnsiColor::Yellow.on_default();
/// Green, for what is well.
pub const GOOD: Style = AnsiColor::Green.on_default();
/// Bold, for what to find.
pub const STRONG: Style = Style::new().bold();
/// Faint, for what is beside the point.
pub const FAINT: Style = Style::new().dimmed();

/// Text in a style. Written through [`out`], it is plain where colour is not wanted (`NO_COLOR`, a pipe).
#[must_use]
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A table without borders, fitted to the terminal; as wide as its content in a pipe.
#[must_use]
pub fn table(headers: &[&str], rows: Vec<Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    match width() {
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table.set_header(headers.iter().map(|h| h.to_uppercase()));
    for row in rows {
        table.add_row(row);
    }
    for column in table.column_iter_mut() {
        column.set_padding((0, 2));
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Prints data to standard output.
///
/// # Errors
/// It cannot be written; a closed pipe is told apart by the caller.
pub fn out(text: &str) -> anyhow::Result<()> {
    let mut stdout = anstream::stdout();
    stdout.write_all(text.as_bytes())?;
    stdout.flush()?;
    Ok(())
}

/// Prints a word to the person, to standard error.
pub fn tell(text: &str) {
    // Where standard error is closed there is nobody to tell.
    writeln!(anstream::stderr(), "{text}").ok();
}

/// `text` wrapped to `width` columns, each line after `indent`.
#[must_use]
pub fn wrapped(text: &str, width: usize, indent: &str) -> String {
    use unicode_width::UnicodeWidthStr;
    let mut out = String::new();
    for paragraph in text.trim_end().lines() {
        let mut line = indent.to_owned();
        let mut empty = true;
        for word in paragraph.split_whitespace() {
            if !empty && line.width() + 1 + word.width() > width {
                out.push_str(line.trim_end());
                out.push('\n');
                indent.clone_into(&mut line);
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\r\n\t"), "a\\u{1b}[31mb\\u{202e}c\\u{d}\n\t");
        assert_eq!(clean_line(" a\n b\t"), "a b");
    }
}
