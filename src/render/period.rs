//! What changed between two days, for eyes and as Markdown.

use super::markdown::escaped;
use super::terminal::{FAINT, STRONG, clean_cell, clean_line, styled, table};
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

/// What changed as tables, one a file: each act and each field is a row.
#[must_use]
pub fn human(period: &PeriodChanges) -> String {
    let mut out: String = origin(period).iter().map(|line| format!("{}\n", styled(FAINT, &clean_line(line)))).collect();
    if period.changes.is_empty() {
        out += "\nnothing changed\n";
    }
    for change in &period.changes {
        out += &format!("\n{}\n", styled(STRONG, &clean_cell(&title(change))));
        let acts = change.acts.iter().map(|act| {
            let said = act.text.as_ref().map(|text| format!(": {text}")).unwrap_or_default();
            [act.at.to_string(), String::new(), clean_cell(&format!("{} by {}{said}", act.words, act.by))]
        });
        let cell = |value: &Option<String>| value.as_deref().map(clean_cell).unwrap_or_default();
        let fields = change.fields.iter().map(|field| [clean_line(&field.key), cell(&field.from), cell(&field.to)]);
        let rows: Vec<Vec<String>> = acts.chain(fields).map(Vec::from).collect();
        if !rows.is_empty() {
            out += &table(&["what", "before", "after"], rows);
        }
        out +=
            &change.unreadable.iter().map(|why| format!("cannot be read: {}\n", clean_line(why))).collect::<String>();
    }
    out
}

/// What changed as Markdown.
#[must_use]
pub fn to_markdown(period: &PeriodChanges) -> String {
    let mut out = format!("# What changed in the improvement register, {} to {}\n\n", period.from, period.to);
    out += &origin(period).iter().map(|line| format!("- {}\n", escaped(line))).collect::<String>();
    out += "\nDays are those of the commits; the time of an act is as claimed.\n";
    if period.changes.is_empty() {
        out += "\nNothing changed.\n";
    }
    for change in &period.changes {
        out += &format!("\n## {}\n\n", escaped(&title(change)));
        for act in &change.acts {
            let said = act.text.as_ref().map(|text| format!(": {}", escaped(text))).unwrap_or_default();
            out += &format!("- {} {} by {}{said}\n", act.at, escaped(&act.words), escaped(&act.by.to_string()));
        }
        out += &change.unreadable.iter().map(|why| format!("- cannot be read: {}\n", escaped(why))).collect::<String>();
        if !change.fields.is_empty() {
            out += "\n| field | before | after |\n|---|---|---|\n";
        }
        for field in &change.fields {
            let cell = |value: &Option<String>| value.as_deref().map(escaped).unwrap_or_default();
            out += &format!("| {} | {} | {} |\n", escaped(&field.key), cell(&field.from), cell(&field.to));
        }
    }
    out
}
