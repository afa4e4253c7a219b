//! What an import comes to.

use super::terminal::{STRONG, WARN, clean_cell, clean_line, styled, table};
use crate::act::raise_list::New;
use crate::record::import::{Incoming, Skipped};
use crate::report::import::{ChangedKey, ImportReport};

/// So many lines of a kind are shown.
const SHOWN: usize = 20;

/// What an import of sources comes to, for eyes.
#[must_use]
pub fn sources(report: &ImportReport) -> String {
    let ImportReport { file, new, changed, same, skipped, renamed, kept_significant, .. } = report;
    let (new, changes, skips) = (new.len(), changed.len(), skipped.len());
    let counts = format!("{}: {new} new, {changes} changed, {same} same, {skips} skipped", clean_line(file));
    let mut out = head(&counts, report.dry_run);
    out += &lines(changed.iter().map(|changed| {
        let keys: Vec<String> = changed.keys.iter().map(change).collect();
        format!("changed {}: {}", changed.source, keys.join("; "))
    }));
    out += &lines(renamed.iter().map(|one| {
        let (before, now) = (&one.before, &one.now);
        format!("{now} was {before} before (the same number in its system): the record of {before} stays")
    }));
    out += &lines(kept_significant.iter().map(|name| {
        format!("{name} stays significant; to call it less, a manager says why: kaizen source set {name} --not-significant -m REASON")
    }));
    out += &lines(report.kept_words.iter().map(|kept| {
        let (name, keys) = (&kept.source, kept.keys.join(", "));
        format!("{name}: somebody changed it here, and the other system too; what people wrote stays ({keys})")
    }));
    out + &told(report)
}

fn change(changed: &ChangedKey) -> String {
    let ChangedKey { key, before, after } = changed;
    match (before.as_str(), after.as_str()) {
        (_, after) if key == "description" && !after.is_empty() => "description".to_owned(),
        ("", after) => format!("{key} {after}"),
        (before, after) => format!("{key} {before} → {after}"),
    }
}

/// What an import of items comes to, for eyes.
#[must_use]
pub fn items(report: &ImportReport) -> String {
    let ImportReport { file, new, same, skipped, .. } = report;
    let counts = format!("{}: {} new, {same} there already, {} skipped", clean_line(file), new.len(), skipped.len());
    let mut out = head(&counts, report.dry_run);
    if report.dry_run {
        out += &lines(new.iter().map(|title| format!("would raise “{title}”")));
    }
    out + &told(report)
}

/// Records as they would come in, for whoever says which column says what.
#[must_use]
pub fn preview_of_sources(records: &[Incoming], skipped: &[Skipped]) -> String {
    let rows = records.iter().map(|one| {
        let day = one.content.occurred_on.map(|day| day.to_string()).unwrap_or_default();
        let cell = |text: &Option<String>| clean_cell(text.as_deref().unwrap_or_default());
        let (severity, title) = (cell(&one.content.severity), cell(&one.content.title));
        vec![clean_cell(&one.name.to_string()), day, severity, cell(&one.content.department), title]
    });
    table(&["source", "on", "severity", "department", "what"], rows.collect()) + &first_skipped(skipped)
}

/// Items as they would be raised.
#[must_use]
pub fn preview_of_items(items: &[New], skipped: &[Skipped]) -> String {
    let rows = items.iter().map(|new| {
        let day = |day: Option<crate::model::date::Day>| day.map(|day| day.to_string()).unwrap_or_default();
        let grade = new.content.grade.map(|grade| grade.to_string()).unwrap_or_default();
        let owner = clean_cell(new.owner.as_deref().unwrap_or_default());
        vec![day(new.content.raised_on), owner, day(new.content.due), grade, clean_cell(&new.title)]
    });
    table(&["raised", "owner", "due", "grade", "what"], rows.collect()) + &first_skipped(skipped)
}

/// The first rows that would not be taken.
fn first_skipped(skipped: &[Skipped]) -> String {
    lines(skipped.iter().take(3).map(|one| format!("not taken: line {}: {}", one.place, one.reason)))
}

fn head(counts: &str, dry_run: bool) -> String {
    let dry = if dry_run { " (nothing was recorded: --dry-run)" } else { "" };
    format!("{}{dry}\n", styled(STRONG, counts))
}

fn told(report: &ImportReport) -> String {
    let mut out: String = report.words.iter().map(|word| format!("{}\n", styled(WARN, &clean_line(word)))).collect();
    out += &lines(report.skipped.iter().map(|one| format!("skipped {} {}: {}", one.unit, one.place, one.reason)));
    if !report.not_taken.is_empty() {
        let each = report.not_taken.iter().map(|(name, count)| match count {
            1 => name.clone(),
            count => format!("{name} ({count} times)"),
        });
        out += &format!("  not taken: {}\n", clean_line(&each.collect::<Vec<_>>().join(", ")));
    }
    out
}

fn lines(all: impl Iterator<Item = String>) -> String {
    let all: Vec<String> = all.collect();
    let more = all.len().saturating_sub(SHOWN);
    let mut out: String = all.iter().take(SHOWN).map(|line| format!("  {}\n", clean_line(line))).collect();
    if more > 0 {
        out += &format!("  and {more} more\n");
    }
    out
}
