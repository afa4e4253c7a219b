//! What a search found, for eyes.

use super::screen::{MOST_LINES, width};
use super::terminal::{FAINT, STRONG, WARN, clean_cell, clean_line, styled, wrapped};
use crate::report::search::SearchReport;

/// Each item with the places of the words; of many the first, unless `all` are asked for.
#[must_use]
pub fn human(found: &SearchReport, all: bool) -> String {
    let mut out = String::new();
    for (shown, item) in found.items.iter().enumerate() {
        if !all && out.lines().count() > MOST_LINES {
            let more = found.items.len() - shown;
            return out + &format!("and {more} more: kaizen search --all, or more words\n");
        }
        let status = item.status.map(|s| s.to_string()).unwrap_or_default();
        out += &fitted(&format!("{}  {status}  {}", styled(STRONG, item.id.as_str()), clean_cell(&item.title)), "");
        for excerpt in &item.excerpts {
            let part = |text: &str| super::terminal::clean(text).replace(['\n', '\t'], " ");
            let line = format!(
                "  {} {}{}{}",
                styled(FAINT, &format!("{}:", clean_line(&excerpt.field))),
                part(&excerpt.before),
                styled(WARN, &part(&excerpt.matched)),
                part(&excerpt.after).trim_end()
            );
            out += &fitted(&line, "  ");
        }
    }
    out
}

/// A line, broken where a terminal is narrower.
fn fitted(line: &str, indent: &str) -> String {
    match width() {
        Some(width) => wrapped(line, width.into(), indent),
        None => format!("{line}\n"),
    }
}
