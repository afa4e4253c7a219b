//! What an import comes to.

use super::terminal::{STRONG, WARN, clean_line, styled};
use crate::act::raise::New;
use crate::import::Imported;
use crate::record::import::{ImportSummary, Skipped};

/// So many lines of a kind are shown.
const SHOWN: usize = 20;

/// What an import of sources comes to, for eyes.
#[must_use]
pub fn human(
    file: &str,
    summary: &ImportSummary,
    imported: &Imported,
    renamed: &[(String, String)],
    dry_run: bool,
) -> String {
    let skipped: Vec<&Skipped> = imported.skipped.iter().chain(&summary.skipped).collect();
    let counts = format!(
        "{}: {} new, {} changed, {} same, {} skipped",
        clean_line(file),
        summary.new.len(),
        summary.changed.len(),
        summary.same,
        skipped.len()
    );
    let mut out = head(&counts, dry_run);
    let changed = summary.changed.iter().map(|changed| {
        let keys = changed.keys.iter().map(|(key, before, after)| match (before.as_str(), after.as_str()) {
            (_, after) if *key == "description" && !after.is_empty() => "description".to_owned(),
            ("", after) => format!("{key} {after}"),
            (before, after) => format!("{key} {before} → {after}"),
        });
        format!("changed {}: {}", changed.name, keys.collect::<Vec<_>>().join("; "))
    });
    out += &lines(changed);
    out += &lines(renamed.iter().map(|(before, now)| {
        format!("{now} was {before} before (the same number in its system): the record of {before} stays")
    }));
    let kept = summary.kept_significant.iter();
    out += &lines(kept.map(|name| {
        format!("{name} stays significant; to call it less, a manager says why: kaizen source set {name} --not-significant -m REASON")
    }));
    out + &told(imported, &skipped)
}

/// What an import of items comes to, for eyes.
#[must_use]
pub fn items(file: &str, new: &[New], there: usize, imported: &Imported, dry_run: bool) -> String {
    let skipped: Vec<&Skipped> = imported.skipped.iter().collect();
    let counts = format!("{}: {} new, {there} there already, {} skipped", clean_line(file), new.len(), skipped.len());
    let mut out = head(&counts, dry_run);
    if dry_run {
        out += &lines(new.iter().map(|new| format!("would raise “{}”", new.title)));
    }
    out + &told(imported, &skipped)
}

fn head(counts: &str, dry_run: bool) -> String {
    let dry = if dry_run { " (nothing was recorded: --dry-run)" } else { "" };
    format!("{}{dry}\n", styled(STRONG, counts))
}

fn told(imported: &Imported, skipped: &[&Skipped]) -> String {
    let mut out: String = imported.words.iter().map(|word| format!("{}\n", styled(WARN, &clean_line(word)))).collect();
    let place = if imported.is_table { "line" } else { "entry" };
    out += &lines(skipped.iter().map(|one| format!("skipped {place} {}: {}", one.place, one.reason)));
    if !imported.unknown.is_empty() {
        let each = imported.unknown.iter().map(|(name, count)| match count {
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
