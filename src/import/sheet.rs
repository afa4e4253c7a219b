//! A spreadsheet's first sheet as a table. What it unpacks to is bounded before it is opened.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use super::table::{Row, Table, check_header};
use crate::lifecycle::refusal::Refusal;

/// A workbook unpacks to no more bytes than this.
const MAX_UNPACKED: u64 = 256 << 20;

/// Whether bytes are a workbook.
#[must_use]
pub fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads the first sheet of a workbook.
///
/// # Errors
/// It is no workbook, unpacks to too much, or has no sheet with a header.
pub fn read(bytes: &[u8]) -> Result<Table, Refusal> {
    let unread = |why: String| Refusal::new(format!("the workbook cannot be read: {why}")).next("save it as CSV UTF-8");
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| unread(error.to_string()))?;
    let mut size = 0_u64;
    for i in 0..archive.len() {
        let file = archive.by_index_raw(i).map_err(|error| unread(error.to_string()))?;
        size = size.saturating_add(file.size());
    }
    if size > MAX_UNPACKED {
        return Err(Refusal::new(format!(
            "the workbook unpacks to {} MiB; that is no list that people keep",
            size >> 20
        )));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| unread(error.to_string()))?;
    let sheet = book.worksheet_range_at(0).ok_or_else(|| unread("it has no sheet".to_owned()))?;
    let sheet = sheet.map_err(|error| unread(error.to_string()))?;
    let first = sheet.start().map_or(0, |(row, _)| row as usize);
    let mut table = Table { header: Vec::new(), rows: Vec::new(), skipped: Vec::new() };
    for (i, row) in sheet.rows().enumerate() {
        let cells: Vec<String> = row.iter().map(cell).collect();
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if table.header.is_empty() {
            check_header(&cells)?;
            table.header = cells;
        } else {
            table.rows.push(Row { line: first + i + 1, cells });
        }
    }
    if table.header.is_empty() {
        return Err(Refusal::new("the first sheet is empty").next("its first row names the columns"));
    }
    Ok(table)
}

fn cell(data: &Data) -> String {
    match data {
        Data::Empty => String::new(),
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        other => other.to_string().trim().to_owned(),
    }
}
