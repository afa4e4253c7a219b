//! What changed between two days, for eyes and as Markdown.

use super::bounded::{bounded_table, entries, more};
use super::markdown::escaped;
use super::screen::MOST_LINES;
use super::terminal::{FAINT, STRONG, clean_cell, clean_line, styled};
use crate::history::period::{FileChange, How, PeriodChanges};

fn how(change: &FileChange) -> &'static str {
    match change.how {
        How::Added => "added",
        How::Changed => "changed",
        How::Removed => "removed",
    }
}

fn title(change: &FileChange) -> String {
    let title = change.title.as_ref().map(|title| format!(" {title}")).unwrap_or_default();
    format!("{}{title} ({})", change.name, how(change))
}

fn origin(period: &PeriodChanges) -> Vec<String> {
    let commit = period.origin.commit.as_deref().unwrap_or_default();
    let before = period.before.as_ref().map_or("nothing".to_owned(), |commit| format!("commit {commit}"));
    vec![
        format!("register {} of {}", period.register, period.organisation),
        format!("{} to {}: from {before} to commit {commit}, by {}", period.from, period.to, period.origin.tool),
    ]
}

/// One file after the other until a screen is full, or all in `full`; and how to see the others.
fn bounded(period: &PeriodChanges, full: bool, shown: impl Fn(&FileChange, &str) -> String) -> String {
    let command = format!("kaizen report period --from {} --to {} --full", period.from, period.to);
    let mut out = String::new();
    for (place, change) in period.changes.iter().enumerate() {
        let next = shown(change, &command);
        if !full && place > 0 && out.lines().count() + next.lines().count() > MOST_LINES {
            let others = period.changes.len() - place;
            return out + "\n" + &more(others, &command);
        }
        out += &next;
    }
    out
}

/// What changed as tables, one a file: each act and each field is a row. A screen of them, or all in `full`.
#[must_use]
pub fn human(period: &PeriodChanges, full: bool) -> String {
    let mut out: String = origin(period).iter().map(|line| format!("{}\n", styled(FAINT, &clean_line(line)))).collect();
    if period.changes.is_empty() {
        out += "\nnothing changed\n";
    }
    out + &bounded(period, full, |change, command| tables(change, full, command))
}

fn tables(change: &FileChange, full: bool, command: &str) -> String {
    let mut out = format!("\n{}\n", styled(STRONG, &clean_cell(&title(change))));
    let acts = change.acts.iter().map(|act| {
        let said = act.text.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
        [act.at.to_string(), String::new(), clean_cell(&format!("{} by {}{said}", act.words, act.by))]
    });
    let cell = |value: &Option<String>| value.as_deref().map(clean_cell).unwrap_or_default();
    let fields = change.fields.iter().map(|field| [clean_line(&field.key), cell(&field.from), cell(&field.to)]);
    let rows: Vec<Vec<String>> = acts.chain(fields).map(Vec::from).collect();
    if !rows.is_empty() {
        out += &bounded_table(&["what", "before", "after"], rows, full, command);
    }
    out + &change.unreadable.iter().map(|why| format!("cannot be read: {}\n", clean_line(why))).collect::<String>()
}

/// What changed as Markdown: a screen of it, or all in `full`.
#[must_use]
pub fn to_markdown(period: &PeriodChanges, full: bool) -> String {
    let mut out = format!("# What changed in the improvement register, {} to {}\n\n", period.from, period.to);
    out += &origin(period).iter().map(|line| format!("- {}\n", escaped(line))).collect::<String>();
    out += "\nDays are those of the commits; the time of an act is as claimed.\n";
    if period.changes.is_empty() {
        out += "\nNothing changed.\n";
    }
    out + &bounded(period, full, |change, command| section(change, full, command))
}

fn section(change: &FileChange, full: bool, command: &str) -> String {
    let mut out = format!("\n## {}\n\n", escaped(&title(change)));
    out += &entries(&change.acts, full, command, |act| {
        let said = act.text.as_ref().map(|text| format!(": {}", escaped(text))).unwrap_or_default();
        format!("- {} {} by {}{said}\n", act.at, escaped(&act.words), escaped(&act.by.to_string()))
    });
    out += &change.unreadable.iter().map(|why| format!("- cannot be read: {}\n", escaped(why))).collect::<String>();
    if !change.fields.is_empty() {
        out += "\n| field | before | after |\n|---|---|---|\n";
    }
    for field in &change.fields {
        let cell = |value: &Option<String>| value.as_deref().map(escaped).unwrap_or_default();
        out += &format!("| {} | {} | {} |\n", escaped(&field.key), cell(&field.from), cell(&field.to));
    }
    out
}
