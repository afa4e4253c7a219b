//! Tables as text: CSV, a line of JSON for each row, Markdown.

use crate::render::cell::no_formula;
use crate::render::json;
use crate::render::kpi::number;
use crate::render::markdown::escaped as plain;
use crate::render::terminal::clean;
use crate::report::export::{Cell, ExportLine, Table, Tables};

/// A cell as text.
fn text(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Number(value) => number(*value),
        Cell::Day(day) => day.to_string(),
        Cell::Moment(moment) => moment.to_string(),
    }
}

/// A table as comma-separated values (RFC 4180). Unless it is wanted `raw`, for a program, no spreadsheet takes a text for a
/// formula, and what could steer a terminal is shown as `\u{…}`.
///
/// # Errors
/// It cannot be written.
pub fn csv(table: &Table, raw: bool) -> anyhow::Result<String> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(table.columns.iter().map(|(name, _)| name))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(|cell| match cell {
            Cell::Text(text) if !raw => no_formula(&clean(text)),
            cell => text(cell),
        }))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// One JSON object for each row of these tables, which names its table.
///
/// # Errors
/// It cannot be written.
pub fn jsonl(tables: &[&Table]) -> anyhow::Result<String> {
    let mut out = String::new();
    for table in tables {
        for row in &table.rows {
            let named = table.columns.iter().zip(row);
            let cells = named.map(|((name, _), cell)| Ok(((*name).to_owned(), serde_json::to_value(cell)?)));
            let cells = cells.collect::<Result<_, serde_json::Error>>()?;
            out += &json::line(&ExportLine { table: table.name, cells })?;
        }
    }
    Ok(out)
}

/// These tables as Markdown.
#[must_use]
pub fn markdown(all: &Tables, tables: &[&Table]) -> String {
    let origin = &all.origin;
    let commit = origin.commit.as_ref().map_or("the working tree".to_owned(), |c| format!("commit {c}"));
    let mut out = format!("# Improvement register of {}\n\n", plain(&all.organisation));
    out += &format!(
        "Register {}, read from {commit}, as of {}, by {}.\n",
        plain(&all.register),
        origin.as_of,
        origin.tool
    );
    for table in tables {
        out += &format!("\n## {}\n\n", table.name);
        if table.rows.is_empty() {
            out += "Nothing is there.\n";
            continue;
        }
        let names: Vec<&str> = table.columns.iter().map(|(name, _)| *name).collect();
        out += &format!("| {} |\n|{}\n", names.join(" | ").replace('_', " "), "---|".repeat(names.len()));
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(|cell| plain(&text(cell))).collect();
            out += &format!("| {} |\n", cells.join(" | "));
        }
    }
    out
}
