//! Tables as an XLSX workbook, whose bytes are the same again.

use anyhow::Context as _;
use rust_xlsxwriter::{DocProperties, Format, Url, Workbook, Worksheet};

use crate::model::date::{Day, Moment};
use crate::render::terminal::clean;
use crate::report::export::{Cell, Table, Tables};

/// The longest text of a cell, in units of UTF-16.
const LONGEST: usize = 32_767;

/// The longest link that a cell opens.
const LONGEST_LINK: usize = 2_000;

/// What stands at the end of a text that was cut.
const CUT: &str = " […]";

/// How dates look.
struct Looks {
    head: Format,
    day: Format,
    moment: Format,
}

/// A sheet for each table, with dates that are dates, filters and a header that stays. The day that it is told by is the
/// time at which it says it was made.
///
/// # Errors
/// A table has more rows than a sheet.
pub fn xlsx(all: &Tables) -> anyhow::Result<Vec<u8>> {
    let mut workbook = Workbook::new();
    let origin = &all.origin;
    let commit = origin.commit.as_ref().map_or("the working tree".to_owned(), |c| format!("commit {c}"));
    let made = format!("Register {}, read from {commit}, as of {}, by {}.", all.register, origin.as_of, origin.tool);
    let title = clean(&format!("Improvement register of {}", all.organisation));
    let properties =
        DocProperties::new().set_title(title).set_comment(clean(&made)).set_creation_datetime(&origin.as_of.0);
    workbook.set_properties(&properties);
    let looks = Looks {
        head: Format::new().set_bold(),
        day: Format::new().set_num_format("yyyy-mm-dd"),
        moment: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
    };
    for table in &all.tables {
        let refuse =
            || format!("the table {} does not fit into a sheet; export it as CSV: kaizen export csv", table.name);
        fill(workbook.add_worksheet(), table, &looks).with_context(refuse)?;
    }
    workbook.save_to_buffer().context("cannot make the workbook")
}

fn fill(sheet: &mut Worksheet, table: &Table, looks: &Looks) -> anyhow::Result<()> {
    sheet.set_name(table.name)?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, (name, width)) in (0..).zip(table.columns) {
        sheet.set_column_width(column, f64::from(*width))?;
        sheet.write_string_with_format(0, column, *name, &looks.head)?;
    }
    let last = u16::try_from(table.columns.len())?.saturating_sub(1);
    sheet.autofilter(0, 0, u32::try_from(table.rows.len())?, last)?;
    for (row, cells) in (1..).zip(&table.rows) {
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Empty => {}
                Cell::Number(number) => {
                    sheet.write_number(row, column, *number)?;
                }
                Cell::Day(day) if is_dated(*day) => {
                    sheet.write_datetime_with_format(row, column, day.0, &looks.day)?;
                }
                Cell::Moment(moment) if is_dated(moment.day(chrono_tz::UTC)) => {
                    sheet.write_datetime_with_format(row, column, naive(*moment), &looks.moment)?;
                }
                Cell::Day(day) => {
                    sheet.write_string(row, column, day.to_string())?;
                }
                Cell::Moment(moment) => {
                    sheet.write_string(row, column, moment.to_string())?;
                }
                Cell::Text(text) => write(sheet, row, column, text)?,
            }
        }
    }
    Ok(())
}

fn naive(moment: Moment) -> chrono::NaiveDateTime {
    moment.0.naive_utc()
}

/// Whether a spreadsheet knows the day: its calendar begins in 1900 and has years of four digits.
fn is_dated(day: Day) -> bool {
    use chrono::Datelike as _;
    (1901..=9999).contains(&day.0.year())
}

/// A text; a link only where all of it is one to the web.
fn write(sheet: &mut Worksheet, row: u32, column: u16, text: &str) -> anyhow::Result<()> {
    let text = clean(text);
    let web = ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme));
    if web && text.len() <= LONGEST_LINK && !text.contains(char::is_whitespace) {
        // A link that the sheet does not take, for there are too many of them, is a text like any other.
        if sheet.write_url(row, column, Url::new(text.as_str()).set_text(text.as_str())).is_ok() {
            return Ok(());
        }
    }
    sheet.write_string(row, column, cut(&text))?;
    Ok(())
}

/// No longer than a cell holds, with a mark where something is missing.
fn cut(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST {
        return text.to_owned();
    }
    let (mut room, mut out) = (LONGEST - CUT.encode_utf16().count(), String::new());
    for c in text.chars() {
        let Some(left) = room.checked_sub(c.len_utf16()) else { break };
        room = left;
        out.push(c);
    }
    out + CUT
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::origin::Origin;

    #[test]
    fn a_text_is_cut_where_a_cell_ends_and_bytes_are_the_same_again() {
        assert_eq!(cut("short"), "short");
        let whole = "é".repeat(LONGEST);
        assert_eq!(cut(&whole), whole);
        let long = cut(&"😀".repeat(LONGEST));
        assert!(long.ends_with(CUT) && (LONGEST - 1..=LONGEST).contains(&long.encode_utf16().count()));
        let day: Day = "2026-09-25".parse().unwrap();
        let moment = day.noon(chrono_tz::UTC);
        let early = Day("1066-10-14".parse().unwrap());
        let texts = ["=1+1", "javascript:alert(1)", "https://e.example/a b", "https://e.example/1", "a\u{0}\u{7}b"];
        let mut rows: Vec<Vec<Cell>> =
            texts.iter().map(|t| vec![Cell::Text((*t).to_owned()), Cell::Day(day)]).collect();
        rows.push(vec![Cell::Day(early), Cell::Moment(moment)]);
        rows.push(vec![Cell::Number(1.5), Cell::Text("x".repeat(40_000))]);
        let table = Table { name: "items", columns: &[("a", 10), ("b", 12)], rows };
        let all = Tables {
            origin: Origin::new(day, None),
            organisation: "Example & Co".to_owned(),
            register: "example-1".to_owned(),
            tables: vec![table, Table { name: "events", columns: &[("a", 10)], rows: Vec::new() }],
        };
        let first = xlsx(&all).unwrap();
        assert!(first.starts_with(b"PK"));
        assert_eq!(first, xlsx(&all).unwrap());
    }
}
