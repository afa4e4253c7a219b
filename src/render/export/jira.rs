//! Items as the CSV file that the importer of Jira reads.

use chrono_tz::Tz;

use crate::model::event::Event;
use crate::render::cell::no_formula;
use crate::render::terminal::{clean, clean_line};
use crate::report::export::{JiraIssue, JiraIssues};

/// The longest title that Jira takes, in characters.
const SUMMARY: usize = 255;

/// The longest text that Jira takes, in characters.
const LONGEST: usize = 32_767;

/// What stands at the end of a text that was cut.
const CUT: &str = " […]";

/// The columns that stand once; labels and comments stand as often as an item has them.
const COLUMNS: [&str; 8] =
    ["Summary", "Issue Type", "Status", "Assignee", "Reporter", "Date Created", "Due date", "Description"];

/// One row an item. Dates are `yyyy-MM-dd HH:mm`, the form to tell the importer. Unless it is wanted `raw`, no spreadsheet
/// takes a text for a formula.
///
/// # Errors
/// It cannot be written.
pub fn jira(issues: &JiraIssues, raw: bool) -> anyhow::Result<String> {
    let most = |of: fn(&JiraIssue) -> usize| issues.issues.iter().map(of).max().unwrap_or(0);
    let (labels, comments) = (most(|issue| issue.labels.len()), most(|issue| issue.comments.len()));
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let repeated = std::iter::repeat_n("Labels", labels).chain(std::iter::repeat_n("Comment", comments));
    writer.write_record(COLUMNS.into_iter().chain(repeated))?;
    for issue in &issues.issues {
        let mut row = fields(issue, issues.zone);
        row.extend(filled(issue.labels.iter().map(|label| self::label(label)), labels));
        row.extend(filled(issue.comments.iter().map(|comment| self::comment(issues, comment)), comments));
        writer.write_record(row.iter().map(|cell| if raw { cell.clone() } else { no_formula(cell) }))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn fields(issue: &JiraIssue, zone: Tz) -> Vec<String> {
    let title = clean_line(&issue.title);
    let summary = cut(&title, SUMMARY);
    // What does not fit into the summary is in the description.
    let whole = if summary == title { String::new() } else { format!("{title}\n\n") };
    let text = |value: &Option<String>| value.as_deref().map(clean_line).unwrap_or_default();
    vec![
        if summary.is_empty() { issue.id.clone() } else { summary },
        issue.kind.to_owned(),
        issue.status.clone(),
        text(&issue.assignee),
        text(&issue.reporter),
        issue.raised.map(|at| at.0.with_timezone(&zone).format(FORM).to_string()).unwrap_or_default(),
        issue.due.map(|day| format!("{day} 00:00")).unwrap_or_default(),
        cut(&format!("{whole}{}", clean(&issue.description)), LONGEST),
    ]
}

/// How a date is written.
const FORM: &str = "%Y-%m-%d %H:%M";

/// `date;author;body`, as the importer takes a comment apart.
fn comment(issues: &JiraIssues, (event, words): &(Event, String)) -> String {
    let at = event.at.0.with_timezone(&issues.zone).format(FORM);
    let author = clean_line(&issues.author(&event.by)).replace(';', ",");
    let said = event.text.as_deref().map(|text| format!(": {}", clean(text))).unwrap_or_default();
    cut(&format!("{at};{author};{}{said}", clean_line(words)), LONGEST)
}

/// A label has no blanks.
fn label(text: &str) -> String {
    clean_line(text).split_whitespace().collect::<Vec<_>>().join("-")
}

fn filled(cells: impl Iterator<Item = String>, width: usize) -> Vec<String> {
    let mut all: Vec<String> = cells.collect();
    all.resize(width, String::new());
    all
}

/// No longer than `most` characters, with a mark where something is missing.
fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - CUT.chars().count()).collect::<String>() + CUT
}
