//! The log, for eyes.

use chrono_tz::Tz;

use super::field_words::{change_told, changes_told};
use super::screen::{columns, width};
use super::terminal::{BAD, FAINT, GOOD, STRONG, clean, clean_cell, clean_line, cut, styled, wrapped};
use crate::history::difference::FieldChange;
use crate::history::log::{Log, LogEntry, LoggedAct};
use crate::history::signature::{Signature, SignatureStatus};
use crate::model::date::{Moment, days};
use crate::model::event::Act;

/// Longest text of a field that is shown whole.
const SHOWN: usize = 70;

/// One line an act, newest first: when, which item, what by whom, and what it changed in words. No more than `most`
/// lines; a last one says what shows the others.
#[must_use]
pub fn lines(log: &Log, zone: Tz, most: usize) -> String {
    let all: Vec<String> = log.entries.iter().flat_map(|entry| lines_of(entry, zone)).collect();
    let mut out: String = all.iter().take(most).map(|line| format!("{line}\n")).collect();
    if all.len() > most {
        out += &format!("and more before: kaizen log … -n {}, or --full\n", most.saturating_mul(2));
    }
    out
}

/// The lines of what one commit did to one file.
fn lines_of(entry: &LogEntry, zone: Tz) -> Vec<String> {
    let line = |at: Moment, what: &str, marks: &str| {
        let name = clean_line(name_of(entry));
        let short =
            name.rsplit_once('-').filter(|_| entry.file.starts_with("items/")).map_or(name.as_str(), |(_, r)| r);
        let line = format!("{}  {}  {}{marks}", time(at, zone), styled(STRONG, short), clean_line(what));
        width().map_or_else(|| line.clone(), |width| cut(&line, width.into()))
    };
    if entry.acts.is_empty() {
        let word = if entry.deleted { "the file was deleted: " } else { "no act: " };
        let told = format!("{word}{}", clean_cell(&entry.summary));
        return vec![line(entry.committed_at, &told, &format!("  {}", styled(FAINT, &clean_line(&entry.author))))];
    }
    let each = entry.acts.iter().map(|act| {
        let more = clean_cell(&said(entry, act));
        let more = if more.is_empty() { more } else { format!("  {}", styled(FAINT, &more)) };
        // That an act is not signed is worth a word where it has to be.
        let signed = (act.signature.status != SignatureStatus::Unsigned).then(|| signature(&act.signature));
        let signed = signed.map(|signed| format!("  {signed}")).unwrap_or_default();
        let marks = format!("{signed}{}{more}", committed(entry, act.at, zone));
        line(act.at, &format!("{} by {}", act.words, act.by), &marks)
    });
    each.collect()
}

/// What an act brought, in words: its main field, or what else it changed, and what the actor said.
fn said(entry: &LogEntry, act: &LoggedAct) -> String {
    let ends = |ending: &str| entry.fields.iter().rfind(|f| f.key.ends_with(ending) && f.to.is_some());
    let text = |field: Option<&FieldChange>| field.and_then(|field| field.to.clone());
    let told = match act.act {
        _ if entry.acts.len() > 1 => None,
        // The commit of an act names the item and its title.
        Act::Raised => {
            entry.summary.strip_prefix(name_of(entry)).and_then(|s| s.strip_prefix(": ")).map(ToOwned::to_owned)
        }
        Act::Planned | Act::Corrected => text(ends(".description")),
        Act::Requested => text(ends(".purpose")),
        Act::Analysed => ends(".root_cause").or_else(|| ends(".answer")).map(change_told),
        Act::Edited | Act::Changed | Act::Replanned | Act::Linked | Act::Noted => {
            Some(changes_told(&entry.fields.iter().filter(|field| field.key != "status").collect::<Vec<_>>()))
        }
        // The words of the others name what they change.
        _ => None,
    };
    let text = act.text.clone().filter(|text| told.as_ref() != Some(text));
    [told, text].into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
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
    let width = columns();
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
