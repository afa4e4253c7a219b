//! What an import comes to, as plain data: for eyes and for programs.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::act::raise_list::New;
use crate::import::Imported;
use crate::record::import::{ImportSummary, Skipped};

/// What an import comes to.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ImportReport {
    /// The name of the file, without folders.
    pub file: String,
    /// Whether nothing was recorded, since only the look was wanted.
    pub dry_run: bool,
    /// Sources that had no record; of a list of items, the titles of those that were not there.
    pub new: Vec<String>,
    /// Records that change.
    pub changed: Vec<ChangedRecord>,
    /// How many say the same as before; of a list of items, how many are there already.
    pub same: usize,
    /// What was not taken, and why.
    pub skipped: Vec<SkippedEntry>,
    /// Sources with the number of a record that has another reference: renamed in their system.
    pub renamed: Vec<Renamed>,
    /// Sources that stay significant though the file does not call them so.
    pub kept_significant: Vec<String>,
    /// Records in which both people and the other system changed something: the keys in which the words of people stay.
    pub kept_words: Vec<KeptWords>,
    /// What of the file has no place in a record: the name of a column or field, and how often it had a value.
    pub not_taken: BTreeMap<String, usize>,
    /// What a reader has to know: that the file was probably cut off, for example.
    pub words: Vec<String>,
}

/// A record that changes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedRecord {
    /// Which.
    pub source: String,
    /// What of it.
    pub keys: Vec<ChangedKey>,
}

/// A key of a record that changes.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ChangedKey {
    /// The key.
    pub key: String,
    /// What it said; empty where it said nothing.
    pub before: String,
    /// What it says now.
    pub after: String,
}

/// Something that was not taken.
#[derive(Debug, Serialize, JsonSchema)]
pub struct SkippedEntry {
    /// `line`, or `entry` where the file is no table.
    pub unit: &'static str,
    /// Its line, or its place among the entries of the file, counted from 1.
    pub place: usize,
    /// Why.
    pub reason: String,
}

/// Words of people that an import did not write over.
#[derive(Debug, Serialize, JsonSchema)]
pub struct KeptWords {
    /// The record.
    pub source: String,
    /// The keys in which they stay.
    pub keys: Vec<String>,
}

/// A source that has another reference now.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Renamed {
    /// The reference of the record, which stays.
    pub before: String,
    /// The reference in the file.
    pub now: String,
}

/// What an import of sources comes to.
#[must_use]
pub fn of_sources(
    file: &str,
    summary: &ImportSummary,
    imported: &Imported,
    renamed: &[(String, String)],
    dry_run: bool,
) -> ImportReport {
    let changed = summary.changed.iter().map(|changed| ChangedRecord {
        source: changed.name.to_string(),
        keys: changed
            .keys
            .iter()
            .map(|(key, before, after)| ChangedKey {
                key: (*key).to_owned(),
                before: before.clone(),
                after: after.clone(),
            })
            .collect(),
    });
    ImportReport {
        new: summary.new.iter().map(ToString::to_string).collect(),
        changed: changed.collect(),
        same: summary.same,
        skipped: skipped(imported, &summary.skipped),
        renamed: renamed.iter().map(|(before, now)| Renamed { before: before.clone(), now: now.clone() }).collect(),
        kept_words: summary
            .kept_words
            .iter()
            .map(|(name, keys)| KeptWords { source: name.to_string(), keys: keys.clone() })
            .collect(),
        kept_significant: summary.kept_significant.iter().map(ToString::to_string).collect(),
        ..of_file(file, imported, dry_run)
    }
}

/// What an import of items comes to; `there` of them are in the register already.
#[must_use]
pub fn of_items(file: &str, new: &[New], there: usize, imported: &Imported, dry_run: bool) -> ImportReport {
    ImportReport {
        new: new.iter().map(|new| new.title.clone()).collect(),
        same: there,
        skipped: skipped(imported, &[]),
        ..of_file(file, imported, dry_run)
    }
}

fn of_file(file: &str, imported: &Imported, dry_run: bool) -> ImportReport {
    ImportReport {
        file: file.to_owned(),
        dry_run,
        new: Vec::new(),
        changed: Vec::new(),
        same: 0,
        skipped: Vec::new(),
        renamed: Vec::new(),
        kept_significant: Vec::new(),
        kept_words: Vec::new(),
        not_taken: imported.unknown.clone(),
        words: imported.words.clone(),
    }
}

fn skipped(imported: &Imported, more: &[Skipped]) -> Vec<SkippedEntry> {
    let unit = if imported.is_table { "line" } else { "entry" };
    let all = imported.skipped.iter().chain(more);
    all.map(|one| SkippedEntry { unit, place: one.place, reason: one.reason.clone() }).collect()
}
