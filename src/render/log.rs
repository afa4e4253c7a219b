//! The log, for eyes.

use chrono_tz::Tz;

use super::terminal::{BAD, FAINT, GOOD, STRONG, clean, clean_cell, clean_line, styled, width, wrapped};
use crate::history::log::{Log, LogEntry};
use crate::history::signature::{Signature, SignatureStatus};
use crate::model::date::{Moment, days};

/// Longest text of a field that is shown whole.
const SHOWN: usize = 70;

/// One line an act, newest first: a quarter on a page.
#[must_use]
pub fn lines(log: &Log, zone: Tz) -> String {
    let mut out = String::new();
    for entry in &log.entries {
        let commit = entry.commit.get(..10).unwrap_or_default();
        let mut line = |at: Moment, what: &str, mark: &str| {
            let told = format!("{:<13}  {}", name_of(entry), what);
            out += &format!("{}  {commit}  {}{mark}\n", time(at, zone), clean_line(&told));
        };
        for act in &entry.acts {
            let mark = format!("  {}{}", signature(&act.signature), committed(entry, act.at, zone));
            line(act.at, &format!("{} by {}", act.words, act.by), &mark);
        }
        if entry.acts.is_empty() {
            let word = if entry.deleted { "the file was deleted: " } else { "no act: " };
            line(
                entry.committed_at,
                &format!("{word}{}", clean_cell(&entry.summary)),
                &format!("  {}", styled(FAINT, &clean_line(&entry.author))),
            );
        }
    }
    out
}

fn name_of(entry: &LogEntry) -> &str {
    entry.file.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml")
}

/// Whole days between the time that is claimed and the time of the commit.
fn days_apart(entry: &LogEntry, claimed: Moment) -> i64 {
    (entry.committed_at.0 - claimed.0).num_days().abs()
}

/// When it was committed, where that is another time than the one that is claimed: in red where it is another day.
fn committed(entry: &LogEntry, claimed: Moment, zone: Tz) -> String {
    let recorded = time(entry.committed_at, zone);
    match days_apart(entry, claimed) {
        0 if recorded == time(claimed, zone) => String::new(),
        0 => format!("  {}", styled(FAINT, &format!("(committed {recorded})"))),
        apart => format!("  {}", styled(BAD, &format!("(committed {recorded}, {} from it)", days(apart)))),
    }
}

/// What a signature is worth, in a few words.
fn signature(signature: &Signature) -> String {
    let why = signature.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    let (style, word) = match signature.status {
        SignatureStatus::Good => (GOOD, "signed"),
        SignatureStatus::Unsigned => (FAINT, "not signed"),
        SignatureStatus::Missing => (BAD, "not signed"),
        SignatureStatus::RevokedKey => (BAD, "signed with a revoked key"),
        SignatureStatus::Bad | SignatureStatus::UnknownKey | SignatureStatus::KeyNotThen => {
            (BAD, "its signature does not count")
        }
    };
    styled(style, &clean_line(&format!("{word}{why}")))
}

/// One block an entry, newest first.
#[must_use]
pub fn human(log: &Log, zone: Tz) -> String {
    let width = usize::from(width().unwrap_or(100)).clamp(40, 110);
    log.entries.iter().map(|entry| block(entry, zone, width)).collect::<Vec<_>>().join("\n")
}

fn block(entry: &LogEntry, zone: Tz, width: usize) -> String {
    let name = name_of(entry);
    let committed = time(entry.committed_at, zone);
    let commit = entry.commit.get(..10).unwrap_or_default();
    let mut out = String::new();
    for act in &entry.acts {
        let head = format!("{}  {} by {}", time(act.at, zone), act.words, act.by);
        let (event, mark) = (styled(FAINT, &clean_line(&act.event)), signature(&act.signature));
        out += &format!(
            "{}  {}  {event}  {mark}
",
            styled(STRONG, &clean_line(name)),
            clean_line(&head)
        );
        let apart = days_apart(entry, act.at);
        if apart > 0 {
            let word = format!("    committed {committed}, {} from the time that is claimed", days(apart));
            out += &format!("{}\n", styled(BAD, &word));
        }
        if let Some(text) = &act.text {
            out += &wrapped(&clean_line(text), width, "    ");
        }
    }
    if entry.acts.is_empty() {
        out += &format!("{}  {committed}  {}\n", styled(STRONG, &clean_line(name)), clean_cell(&entry.summary));
    }
    for field in &entry.fields {
        let line = match (&field.from, &field.to) {
            (Some(from), Some(to)) => format!("{}: {} → {}", field.key, short(from), short(to)),
            (None, Some(to)) => format!("{}: + {}", field.key, short(to)),
            (Some(from), None) => format!("{}: − {}", field.key, short(from)),
            (None, None) => field.key.clone(),
        };
        out += &wrapped(&clean_line(&line), width, "      ");
    }
    if entry.deleted {
        out += &format!("      {}\n", styled(BAD, "the file was deleted"));
    }
    for line in entry.patch.iter().flat_map(|patch| patch.lines()) {
        let style = match line.as_bytes().first() {
            Some(b'+') => GOOD,
            Some(b'-') => BAD,
            _ => FAINT,
        };
        out += &format!("      {}\n", styled(style, &clean(line)));
    }
    if let Some(problem) = &entry.unreadable {
        out += &format!("      {}\n", styled(BAD, &clean_line(&format!("could not be read: {problem}"))));
    }
    out + &format!("    {}\n", styled(FAINT, &clean_line(&format!("commit {commit}, {committed}, {}", entry.author))))
}

fn time(at: Moment, zone: Tz) -> String {
    at.0.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string()
}

fn short(text: &str) -> String {
    let line = clean_line(text);
    if line.chars().count() <= SHOWN { line } else { line.chars().take(SHOWN - 1).collect::<String>() + "…" }
}
