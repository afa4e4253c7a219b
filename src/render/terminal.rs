//! Text on a terminal: nothing from a file may steer it.

use std::borrow::Cow;
use std::io::{IsTerminal, Write};

use anstream::adapter::strip_str;
use anstyle::{AnsiColor, Style};
use anyhow::Context as _;
use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::link::link_of;
use super::pager::{Paged, page};
use super::screen::{columns_told, is_longer, quiet, shows_colour, width};
use crate::model::excerpt::{TITLE, shortened};

/// Most marks without a width in a row: more of them paint over the lines around.
const MARKS: usize = 4;

/// Text that may be printed: control characters and those that nobody sees, or that turn the direction of text, are
/// shown as `\u{…}`; line ends and tabs stay.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut before, mut marks) = (None, 0);
    for c in text.chars() {
        let joins = matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0e}' | '\u{fe0f}');
        marks = if c.width() == Some(0) { marks + 1 } else { 0 };
        let shown = match c {
            '\n' | '\t' => true,
            // Emoji and several scripts need one of these behind a character of theirs; several in a row hide something.
            _ if joins => before.is_some_and(|b: char| !b.is_ascii() && !is_unseen(b)),
            _ => !steers(c) && marks <= MARKS,
        };
        if shown {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
        before = Some(c);
    }
    out
}

/// The same on one line.
#[must_use]
pub fn clean_line(text: &str) -> String {
    clean(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// A title or another cell of a table: on one line, and no longer than anybody reads.
#[must_use]
pub fn clean_cell(text: &str) -> String {
    shortened(&clean_line(text), TITLE)
}

/// Whether a character could steer a terminal, hides what it says, or turns the direction of text.
#[must_use]
pub fn steers(c: char) -> bool {
    c.is_control() || is_unseen(c)
}

/// Characters that take no room or look like none: format characters, fillers, tags and selectors of Unicode.
fn is_unseen(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
        | '\u{8e2}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{110bd}' | '\u{110cd}'
        | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' | '\u{fdd0}'..='\u{fdef}')
        // Non-characters, which XML does not take.
        || u32::from(c) & 0xfffe == 0xfffe
}

/// What is printed, whoever put it together: only the styles and links of this program pass, and line ends.
fn guarded(text: &str) -> Cow<'_, str> {
    let plain = |byte: u8| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\n');
    if text.bytes().all(plain) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (number, part) in text.split('\u{1b}').enumerate() {
        let style = if number == 0 { None } else { style_of(part).or_else(|| link_of(part)) };
        match style {
            Some(length) => {
                let (style, rest) = part.split_at(length);
                out.push('\u{1b}');
                out.push_str(style);
                out.push_str(&guarded_lines(rest));
            }
            None if number == 0 => out.push_str(&guarded_lines(part)),
            None => out.push_str(&format!("\\u{{1b}}{}", guarded_lines(part))),
        }
    }
    Cow::Owned(out)
}

/// Length of the style that this begins with, behind its escape; only those of [`styled`] and of help are any.
fn style_of(text: &str) -> Option<usize> {
    let end = text.find('m')?;
    let numbers = text.get(..end)?.strip_prefix('[')?;
    ["0", "1", "2", "4", "31", "32", "33"].contains(&numbers).then_some(end + 1)
}

/// CSV ends its lines with CRLF.
fn guarded_lines(text: &str) -> String {
    text.split("\r\n").map(clean).collect::<Vec<_>>().join("\r\n")
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
    print(&guarded(text))
}

/// What [`out`] prints where colour is not wanted, for a file.
#[must_use]
pub fn plain(text: &str) -> String {
    strip_str(&guarded(text)).to_string()
}

/// Prints what another program reads byte by byte, as it is; on a terminal nothing in it may steer that.
///
/// # Errors
/// As [`out`].
pub fn out_exact(text: &str) -> anyhow::Result<()> {
    if std::io::stdout().is_terminal() {
        return out(text);
    }
    std::io::stdout()
        .write_all(text.as_bytes())
        .and_then(|()| std::io::stdout().flush())
        .context("cannot write to standard output")
}

fn print(text: &str) -> anyhow::Result<()> {
    if is_longer(text) {
        let shown = if shows_colour() { Cow::Borrowed(text) } else { Cow::Owned(strip_str(text).to_string()) };
        match page(&shown) {
            Paged::Shown => return Ok(()),
            Paged::NotStarted(pager) => tell(&format!("the pager cannot be started: {}", clean_line(&pager))),
            Paged::Unwanted => {}
        }
    }
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
    writeln!(anstream::stderr(), "{}", guarded(text)).ok();
}

/// Tells the person what came of an act, unless they want to hear of refusals alone.
pub fn inform(text: &str) {
    if !quiet() {
        tell(text);
    }
}

/// Tells a line under another, wrapped between words where standard error is a terminal that it does not fit.
pub fn inform_under(text: &str) {
    match columns_told() {
        Some(width) if columns_of(text) + 2 > width => {
            let lines = wrapped(text, width, "    ");
            inform(&format!("  {}", lines.trim()));
        }
        _ => inform(&format!("  {text}")),
    }
}

/// A text cut to so many columns, with `…` where something is left out. Styles in it take no room.
#[must_use]
pub fn cut(text: &str, width: usize) -> String {
    if columns_of(text) <= width {
        return text.to_owned();
    }
    let (mut out, mut used, mut ended) = (String::new(), 0, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let style = rest.strip_prefix('\u{1b}').and_then(|behind| style_of(behind).map(|length| length + 1));
        let (part, behind) = rest.split_at(style.unwrap_or(c.len_utf8()));
        rest = behind;
        if style.is_some() {
            out.push_str(part);
        } else if !ended && used + c.width().unwrap_or(0) < width {
            used += c.width().unwrap_or(0);
            out.push(c);
        } else if !ended {
            ended = true;
            out.push('…');
        }
    }
    out
}

/// A cell filled with blanks to so many columns.
#[must_use]
pub fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns_of(text))))
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
#[must_use]
pub fn columns_of(text: &str) -> usize {
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
        assert_eq!(clean("a\u{e0041}\u{200b}\u{ad}\u{3164}"), "a\\u{e0041}\\u{200b}\\u{ad}\\u{3164}");
        assert_eq!(
            clean(&format!("a{}", "\u{301}".repeat(6))),
            format!("a{}\\u{{301}}\\u{{301}}", "\u{301}".repeat(4))
        );
    }

    #[test]
    fn what_scripts_and_emoji_need_stays() {
        for text in ["👩\u{200d}💻 ❤\u{fe0f}", "می\u{200c}خواهم", "e\u{301} नमस्ते", "日本 Ünï"]
        {
            assert_eq!(clean(text), text);
        }
        assert_eq!(clean("a\u{200d}b"), "a\\u{200d}b");
        assert_eq!(clean("❤\u{fe0f}\u{fe0e}\u{fe0f}"), "❤\u{fe0f}\\u{fe0e}\\u{fe0f}");
    }

    #[test]
    fn what_is_cut_keeps_its_styles_and_its_width() {
        assert_eq!(cut("short", 5), "short");
        assert_eq!(cut("longer", 5), "long…");
        assert_eq!(cut("日本日本", 5), "日本…");
        let red = cut(&styled(BAD, "longer"), 5);
        assert_eq!((strip_str(&red).to_string().as_str(), red.ends_with("\u{1b}[0m")), ("long…", true));
    }

    #[test]
    fn only_our_own_styles_are_printed() {
        let own = format!("{} … {}\n", styled(BAD, "red"), styled(FAINT, "faint"));
        assert_eq!(guarded(&own), own);
        assert_eq!(guarded("a,b\r\nc\rd\r\n"), "a,b\r\nc\\u{d}d\r\n");
        for (raw, shown) in [
            ("\u{1b}[8mhidden", "\\u{1b}[8mhidden"),
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("\u{1b}[2J\u{1b}", "\\u{1b}[2J\\u{1b}"),
            ("\u{1b}[31\u{9b}m", "\\u{1b}[31\\u{9b}m"),
            ("\u{1b}]8;;ssh://h/\u{1b}\\a", "\\u{1b}]8;;ssh://h/\u{1b}\\a"),
            ("\u{1b}]8;;https://h/\u{7}a", "\\u{1b}]8;;https://h/\\u{7}a"),
        ] {
            assert_eq!(guarded(raw), shown);
        }
    }
}
