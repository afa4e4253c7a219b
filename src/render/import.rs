//! What an import comes to.

use super::terminal::{STRONG, WARN, clean_line, styled};
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
