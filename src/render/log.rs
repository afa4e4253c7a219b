//! The log, for eyes.

use chrono_tz::Tz;

use super::terminal::{BAD, FAINT, STRONG, clean_line, styled, width, wrapped};
use crate::history::log::{Entry, Log};
use crate::model::date::Moment;

/// Longest text of a field that is shown whole.
const SHOWN: usize = 70;

/// One block an entry, newest first.
#[must_use]
pub fn human(log: &Log, zone: Tz) -> String {
    let width = usize::from(width().unwrap_or(100)).clamp(40, 110);
    log.entries.iter().map(|entry| block(entry, zone, width)).collect::<Vec<_>>().join("\n")
}

fn block(entry: &Entry, zone: Tz, width: usize) -> String {
    let name = entry.file.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
    let committed = time(entry.committed_at, zone);
    let commit = entry.commit.get(..10).unwrap_or_default();
    let mut out = String::new();
    for deed in &entry.acts {
        let head = format!("{}  {} by {}", time(deed.at, zone), deed.deed, deed.by);
        out += &format!("{}  {}\n", styled(STRONG, &clean_line(name)), clean_line(&head));
        let apart = (entry.committed_at.0 - deed.at.0).num_hours().abs();
        if apart > 24 {
            let word = format!("    committed {committed}, {} days from the time that is claimed", apart / 24);
            out += &format!("{}\n", styled(BAD, &word));
        }
        if let Some(text) = &deed.text {
            out += &wrapped(&clean_line(text), width, "    ");
        }
    }
    if entry.acts.is_empty() {
        out += &format!("{}  {committed}  {}\n", styled(STRONG, &clean_line(name)), clean_line(&entry.summary));
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
