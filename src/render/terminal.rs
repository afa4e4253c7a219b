//! Text on a terminal: nothing from a file may steer it.

use std::io::{IsTerminal, Write};

use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Style};
use anyhow::Context as _;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::UnicodeWidthStr;

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
    fitted(headers, rows, width())
}

fn fitted(headers: &[&str], rows: Vec<Vec<String>>, width: Option<u16>) -> String {
    let needed: Vec<usize> = headers.iter().enumerate().map(|(i, head)| longest_word(head, i, &rows)).collect();
    let gaps = 2 * headers.len().saturating_sub(1);
    if let Some(width) = width.map(usize::from).filter(|width| needed.iter().sum::<usize>() + gaps > *width) {
        return stacked(headers, &rows, width);
    }
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    match width {
        // The gap behind the last column may stick out: it is cut off below.
        Some(width) => table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width.saturating_add(2)),
        None => table.set_content_arrangement(ContentArrangement::Disabled),
    };
    table.set_header(headers.iter().map(|h| h.to_uppercase()));
    for row in rows {
        table.add_row(row);
    }
    for (column, needed) in table.column_iter_mut().zip(needed) {
        column.set_padding((0, 2));
        // No word is broken: an id or an address that is cut in two cannot be copied.
        let least = u16::try_from(needed + 2).unwrap_or(u16::MAX);
        column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)));
    }
    table.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

/// Columns of the longest word of a column.
fn longest_word(head: &str, column: usize, rows: &[Vec<String>]) -> usize {
    let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| strip_str(cell).to_string());
    let widest = |text: &str| text.split_whitespace().map(UnicodeWidthStr::width).max().unwrap_or(0);
    cells.map(|cell| widest(&cell)).max().unwrap_or(0).max(widest(head))
}

/// A table for a terminal that is too narrow for its columns: each row a block, each cell on lines of its own.
fn stacked(headers: &[&str], rows: &[Vec<String>], width: usize) -> String {
    let names: Vec<String> = headers.iter().map(|head| head.to_uppercase()).collect();
    let indent = names.iter().map(|name| name.width()).max().unwrap_or(0) + 2;
    let block = |row: &Vec<String>| {
        let cells = names.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        cells
            .map(|(name, cell)| {
                wrapped(cell, width, &" ".repeat(indent)).replacen(&" ".repeat(indent), &format!("{name:<indent$}"), 1)
            })
            .collect::<String>()
    };
    rows.iter().map(block).collect::<Vec<_>>().join("\n")
}

/// Prints data to standard output.
///
/// # Errors
/// It cannot be written; a closed pipe is told apart by the caller.
pub fn out(text: &str) -> anyhow::Result<()> {
    let mut stdout = anstream::stdout();
    // In one piece: the stream would write what stands between two colours on its own.
    let written = if stdout.current_choice() == anstream::ColorChoice::Never {
        stdout.into_inner().write_all(anstream::adapter::strip_str(text).to_string().as_bytes())
    } else {
        stdout.write_all(text.as_bytes())
    };
    written.and_then(|()| std::io::stdout().flush()).context("cannot write to standard output")
}

/// Prints a word to the person, to standard error.
pub fn tell(text: &str) {
    // Where standard error is closed there is nobody to tell.
    writeln!(anstream::stderr(), "{text}").ok();
}

/// `text` wrapped to `width` columns, each line after `indent`.
#[must_use]
pub fn wrapped(text: &str, width: usize, indent: &str) -> String {
    let mut out = String::new();
    for paragraph in text.trim_end().lines() {
        let mut line = indent.to_owned();
        let mut empty = true;
        for word in paragraph.split_whitespace() {
            if !empty && columns_of(&line) + 1 + columns_of(word) > width {
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

/// Columns that a text takes, styles aside.
fn columns_of(text: &str) -> usize {
    strip_str(text).to_string().width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_never_breaks_a_word() {
        let rows = || {
            vec![
                vec!["IMP-2026-K7QD".to_owned(), styled(BAD, "103 days overdue"), "Screens at reception".to_owned()],
                vec!["IMP-2026-M2VA".to_owned(), String::new(), "Badges".to_owned()],
            ]
        };
        for width in [24, 40, 50, 80] {
            let text = strip_str(&fitted(&["id", "due", "title"], rows(), Some(width))).to_string();
            for word in rows()
                .concat()
                .iter()
                .flat_map(|cell| strip_str(cell).to_string().split(' ').map(ToOwned::to_owned).collect::<Vec<_>>())
            {
                assert!(text.contains(&word), "{word} at {width}:\n{text}");
            }
            assert!(text.lines().all(|line| line.width() <= usize::from(width)), "{width}:\n{text}");
        }
        let narrow = strip_str(&fitted(&["id", "due", "title"], rows(), Some(24))).to_string();
        assert!(
            narrow.starts_with(
                "ID     IMP-2026-K7QD\nDUE    103 days overdue\nTITLE  Screens at\n       reception\n\nID "
            ),
            "{narrow}"
        );
    }

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\u{202e}c\r\n\t"), "a\\u{1b}[31mb\\u{202e}c\\u{d}\n\t");
        assert_eq!(clean_line(" a\n b\t"), "a b");
    }
}
