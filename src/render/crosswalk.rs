//! A crosswalk to another framework: a table for eyes, and Markdown.

use super::markdown::escaped;
use super::screen::columns;
use super::terminal::{WARN, clean_cell, clean_line, styled, wrapped};
use crate::report::crosswalk::{Crosswalk, CrosswalkRow};

/// So many ids are shown of a requirement to eyes; Markdown and JSON have all.
const SHOWN: usize = 8;

fn head(crosswalk: &Crosswalk) -> String {
    let origin = &crosswalk.origin;
    let commit = origin.commit.as_ref().map(|commit| format!(", commit {commit}")).unwrap_or_default();
    format!("{}, as of {}{commit}", origin.tool, origin.as_of)
}

fn ids(row: &CrosswalkRow, most: usize) -> String {
    let shown: Vec<String> = row.ids.iter().take(most).map(|id| clean_cell(id)).collect();
    let more = row.ids.len().saturating_sub(most);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// One requirement after another.
#[must_use]
pub fn human(crosswalk: &Crosswalk) -> String {
    let columns = columns();
    let mut out = format!("{}\n{}\n", crosswalk.name, clean_line(&head(crosswalk)));
    for row in &crosswalk.rows {
        let begin = format!("{:<9} ", row.requirement);
        out += &format!("\n{}\n", wrapped(&format!("{begin}{}", row.asks), columns, "          ").trim_end());
        let found = if row.ids.is_empty() {
            styled(WARN, &format!("nothing here ({})", row.answered_by))
        } else {
            format!("{}: {}", row.answered_by, ids(row, SHOWN))
        };
        for line in [found, row.command.to_owned()] {
            let text = wrapped(&line, columns.saturating_sub(10), "");
            text.lines().for_each(|line| out += &format!("          {line}\n"));
        }
    }
    let open = crosswalk.rows.iter().filter(|row| row.ids.is_empty()).count();
    out + &format!(
        "\nSomething here answers {} of {} requirements. Whether it is enough is for a human.\n",
        crosswalk.rows.len() - open,
        crosswalk.rows.len()
    )
}

/// The same as a table in Markdown, with all ids.
#[must_use]
pub fn to_markdown(crosswalk: &Crosswalk) -> String {
    let mut out = format!(
        "# Improvement by {}\n\n{}. Requirements are told in words of our own; whether what answers one is enough is for a human.\n\n\
         | requirement | what it asks | what answers it | ids | shown by |\n|---|---|---|---|---|\n",
        escaped(crosswalk.name),
        escaped(&head(crosswalk))
    );
    for row in &crosswalk.rows {
        let ids = if row.ids.is_empty() { "**nothing here**".to_owned() } else { escaped(&ids(row, usize::MAX)) };
        out += &format!(
            "| {} | {} | {} | {ids} | `{}` |\n",
            row.requirement,
            escaped(row.asks),
            escaped(row.answered_by),
            row.command
        );
    }
    out
}
