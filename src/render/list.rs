//! The list of items.

use super::cell::no_formula;
use super::json;
use super::terminal::{BAD, FAINT, GOOD, STRONG, WARN, clean, clean_cell, styled, table};
use crate::model::date::{Day, days};
use crate::model::word::{Status, Word};
use crate::report::list::{List, Row};

/// A column of the list.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString, strum::VariantArray, strum::EnumMessage,
)]
#[strum(serialize_all = "kebab-case")]
#[allow(missing_docs, reason = "each is named after what it shows")]
pub enum Column {
    Id,
    Title,
    Status,
    Owner,
    Due,
    Kind,
    Grade,
    Significance,
    Category,
    Sources,
    Risk,
    Controls,
    Tags,
    Cause,
    Department,
    Raised,
    VerifyOn,
}

/// The columns that are shown where none are asked for.
pub const COLUMNS: [Column; 5] = [Column::Id, Column::Status, Column::Owner, Column::Due, Column::Title];

impl Column {
    fn name(self) -> String {
        self.written().replace('-', "_")
    }

    /// What a row holds in this column, for programs.
    fn plain(self, row: &Row) -> String {
        fn text<T: ToString>(value: Option<&T>) -> String {
            value.map(ToString::to_string).unwrap_or_default()
        }
        fn join<T: ToString>(values: &[T]) -> String {
            values.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
        }
        match self {
            Column::Id => row.id.to_string(),
            Column::Title => row.title.clone(),
            Column::Status => text(row.status.as_ref()),
            Column::Owner => text(row.terms.owner.as_ref()),
            Column::Due => text(row.terms.due.as_ref()),
            Column::Kind => text(row.terms.kind.as_ref()),
            Column::Grade => text(row.terms.grade.as_ref()),
            Column::Significance => text(row.terms.significance.as_ref()),
            Column::Category => text(row.category.as_ref()),
            Column::Sources => join(&row.sources),
            Column::Risk => {
                row.risk.iter().map(|(name, score)| format!("{name}={score}")).collect::<Vec<_>>().join(" ")
            }
            Column::Controls => row.controls.join(" "),
            Column::Tags => row.tags.join(" "),
            Column::Cause => row.cause_code.clone().unwrap_or_default(),
            Column::Department => row.department.clone().unwrap_or_default(),
            Column::Raised => text(row.raised_on.as_ref()),
            Column::VerifyOn => text(row.terms.verify_on.as_ref()),
        }
    }

    /// The same for eyes.
    fn shown(self, row: &Row, today: Day) -> String {
        let plain = clean_cell(&self.plain(row));
        match self {
            Column::Id => {
                let (front, random) = plain.rsplit_once('-').unwrap_or(("", &plain));
                let id = format!("{}{}", styled(FAINT, &format!("{front}-")), styled(STRONG, random));
                format!("{id}{}", doubtful(&row.doubts))
            }
            Column::Status => styled(status_style(row.status), &plain),
            Column::Due => due(row, today),
            _ => plain,
        }
    }
}

/// How a status is shown.
pub(super) fn status_style(status: Option<Status>) -> anstyle::Style {
    match status {
        Some(Status::Closed) => GOOD,
        Some(Status::Implemented) => WARN,
        Some(Status::Rejected | Status::Deferred) => FAINT,
        _ => anstyle::Style::new(),
    }
}

/// The mark of a row whose file is not vouched for.
pub(super) fn doubtful(doubts: &[String]) -> String {
    if doubts.is_empty() { String::new() } else { format!(" {}", styled(BAD, "!")) }
}

/// What the mark means, below a table that has one.
pub(super) fn doubts_told(marked: usize) -> String {
    let of = if marked == 1 { "the file of this item is" } else { "the files of these items are" };
    match marked {
        0 => String::new(),
        _ => format!("{} {of} not what the events vouch for: kaizen check says why\n", styled(BAD, "!")),
    }
}

/// The target date as people say it.
fn due(row: &Row, today: Day) -> String {
    if let Some(late) = row.overdue_days {
        return styled(BAD, &format!("{} overdue", days(late)));
    }
    if row.overdue_actions > 0 {
        return styled(BAD, "an action is overdue");
    }
    if let Some(until) = row.deferred_until {
        return styled(FAINT, &format!("put off until {until}"));
    }
    let Some(due) = row.terms.due else { return String::new() };
    let left = due.since(today);
    match row.status {
        Some(status) if status.is_running() && left == 0 => styled(WARN, "today"),
        Some(status) if status.is_running() && left <= 14 => styled(WARN, &format!("in {}", days(left))),
        _ => due.to_string(),
    }
}

/// A table for eyes, of at most so many items.
#[must_use]
pub fn human(list: &List, columns: &[Column], most: usize) -> String {
    let names: Vec<String> = columns.iter().map(|c| c.name().replace('_', " ")).collect();
    let headers: Vec<&str> = names.iter().map(String::as_str).collect();
    let shown = || list.items.iter().take(most);
    let rows = shown().map(|row| columns.iter().map(|c| c.shown(row, list.origin.as_of)).collect());
    let marked = shown().filter(|row| columns.contains(&Column::Id) && !row.doubts.is_empty()).count();
    let more = list.items.len().saturating_sub(most);
    let rest = if more > 0 { format!("and {more} more: --all\n") } else { String::new() };
    table(&headers, rows.collect()) + &doubts_told(marked) + &rest
}

/// Comma-separated values (RFC 4180) that no spreadsheet takes for formulas and that steer no terminal.
///
/// # Errors
/// They cannot be written.
pub fn csv(list: &List, columns: &[Column]) -> anyhow::Result<String> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(columns.iter().map(|c| c.name()))?;
    for row in &list.items {
        writer.write_record(columns.iter().map(|c| no_formula(&clean(&c.plain(row)))))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// One JSON object a line.
///
/// # Errors
/// It cannot be written.
pub fn jsonl(list: &List) -> anyhow::Result<String> {
    list.items.iter().map(json::line).collect()
}

/// One id a line.
#[must_use]
pub fn ids(list: &List) -> String {
    list.items.iter().map(|row| format!("{}\n", row.id)).collect()
}
