//! A table of a foreign file: its header and its rows, by the delimiter that fits.

use crate::lifecycle::refusal::Refusal;
use crate::record::import::Skipped;

/// More columns has no table that people made.
const MAX_COLUMNS: usize = 2_000;

/// A table.
#[derive(Debug, Clone)]
pub struct Table {
    /// The names of its columns, as written.
    pub header: Vec<String>,
    /// Its rows, each as long as the header.
    pub rows: Vec<Row>,
    /// Rows that are none.
    pub skipped: Vec<Skipped>,
}

/// A row.
#[derive(Debug, Clone)]
pub struct Row {
    /// The line on which it begins.
    pub line: usize,
    /// Its cells.
    pub cells: Vec<String>,
}

/// Reads comma-separated values, or those of another usual delimiter.
///
/// # Errors
/// There is no header, or it has more columns than any table.
pub fn read(text: &str) -> Result<Table, Refusal> {
    let mut reader = reader(text, delimiter(text));
    let mut table = Table { header: Vec::new(), rows: Vec::new(), skipped: Vec::new() };
    let mut record = csv::StringRecord::new();
    loop {
        let more = reader.read_record(&mut record).map_err(|error| Refusal::new(format!("no table: {error}")))?;
        if !more {
            break;
        }
        let line = record.position().map_or(0, |position| usize::try_from(position.line()).unwrap_or(usize::MAX));
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let cells = || record.iter().map(|cell| plain(cell).to_owned()).collect::<Vec<_>>();
        if table.header.is_empty() {
            table.header = cells();
            check_header(&table.header)?;
        } else if record.len() != table.header.len() {
            let reason = format!("the row has {} cells, the header {}", record.len(), table.header.len());
            table.skipped.push(Skipped { place: line, reason });
        } else if record.iter().zip(&table.header).all(|(cell, name)| plain(cell) == name) {
            table.skipped.push(Skipped { place: line, reason: "the header again".to_owned() });
        } else {
            table.rows.push(Row { line, cells: cells() });
        }
    }
    if table.header.is_empty() {
        return Err(Refusal::new("there is nothing in the file").next("the first line names the columns"));
    }
    Ok(table)
}

pub(super) fn check_header(header: &[String]) -> Result<(), Refusal> {
    if header.len() > MAX_COLUMNS {
        return Err(Refusal::new(format!("{} columns: a table has {MAX_COLUMNS} at most", header.len())));
    }
    let named = header.iter().filter(|name| name.chars().any(char::is_alphabetic)).count();
    if named == 0 {
        return Err(Refusal::new("the first line names no columns").next("write a header: one name a column"));
    }
    Ok(())
}

/// A cell without the mark by which exports keep a spreadsheet from taking it for a formula.
fn plain(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => cell,
    }
}

fn reader(text: &str, delimiter: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).has_headers(false).from_reader(text.as_bytes())
}

/// The delimiter by which the first rows have the same number of cells, and the most.
fn delimiter(text: &str) -> u8 {
    let score = |delimiter: u8| {
        let mut reader = reader(text, delimiter);
        let widths: Vec<usize> = reader.records().take(20).map_while(Result::ok).map(|record| record.len()).collect();
        let first = widths.first().copied().unwrap_or(1);
        let same = widths.iter().filter(|width| **width == first).count();
        if first < 2 { (0, 0) } else { (same, first) }
    };
    [b',', b';', b'\t', b'|'].into_iter().rev().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_read_with_any_usual_delimiter() {
        for text in ["a,b\n1,\"x,\ny\"\n", "a;b\n1;\"x,\ny\"\n", "a\tb\n1\t\"x,\ny\"\n"] {
            let table = read(text).unwrap();
            assert_eq!(table.header, ["a", "b"]);
            assert_eq!(table.rows[0].cells, ["1", "x,\ny"]);
            assert_eq!(table.rows[0].line, 2);
        }
    }

    #[test]
    fn odd_rows_are_counted_and_the_others_stay() {
        let table = read("a,b\n1,2\n3\n\na,b\n'=cmd|x,4\n").unwrap();
        let reasons: Vec<&str> = table.skipped.iter().map(|skipped| skipped.reason.as_str()).collect();
        assert_eq!(reasons, ["the row has 1 cells, the header 2", "the header again"]);
        assert_eq!(table.rows[1].cells[0], "=cmd|x");
        assert!(read("").is_err() && read("1,2\n3,4\n").is_err());
        assert!(read(&"a,".repeat(3_000)).unwrap_err().reason.contains("columns"));
    }
}
