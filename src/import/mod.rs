//! Foreign files to source records: what a system exports, read as it is, and what is not understood counted and named.

pub mod adf;
pub mod csv;
pub mod dates;
pub mod forge;
pub mod items;
pub mod jira_json;
mod json;
pub mod mapping;
pub mod proposal;
pub mod sarif;
pub mod sheet;
pub mod suggested_issues;
pub mod table;
pub mod text;

use std::collections::{BTreeMap, BTreeSet};

use crate::lifecycle::refusal::Refusal;
use crate::record::import::{Incoming, Skipped};

/// The largest file that is read, in bytes.
pub const MAX_BYTES: u64 = 512 << 20;

/// What was read of a file.
#[derive(Debug, Default)]
pub struct Imported {
    /// The sources that it names.
    pub incoming: Vec<Incoming>,
    /// What was not taken, and why.
    pub skipped: Vec<Skipped>,
    /// What of it has no place in a record: the name, and how often it had a value.
    pub unknown: BTreeMap<String, usize>,
    /// Whether places are lines of a table, and not entries of a list.
    pub is_table: bool,
    /// The scanners that ran: what they found before and do not name now is no longer open.
    pub ran: BTreeSet<String>,
    /// What a reader has to know: that the file was probably cut off, for example.
    pub words: Vec<String>,
}

impl Imported {
    fn skip(&mut self, place: usize, reason: impl Into<String>) {
        self.skipped.push(Skipped { place, reason: reason.into() });
    }

    fn note_unknown(&mut self, name: &str) {
        *self.unknown.entry(name.to_owned()).or_default() += 1;
    }
}

/// What kind of file a text looks like, by its beginning.
#[must_use]
pub fn looks_like(text: &str) -> &'static str {
    let start = text.trim_start();
    if start.starts_with('{') && start.contains("\"runs\"") && start.contains("\"driver\"") {
        return "sarif";
    }
    let head: String = start.chars().take(20_000).collect();
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    if start.starts_with(['{', '[']) {
        return match () {
            () if has("fields") && has("key") || has("issueTypeId") => "jira",
            () if has("iid") && has("web_url") => "gitlab-issues",
            () if has("html_url") && has("number") || has("number") && has("title") => "github-issues",
            () => "json",
        };
    }
    "csv"
}

/// Refuses a file that is of another format than the one asked for.
///
/// # Errors
/// It is; with the verb that reads it.
pub fn check_format(wanted: &str, text: &str) -> Result<(), Refusal> {
    let found = looks_like(text);
    let fits = match wanted {
        "jira" => matches!(found, "jira" | "csv" | "json"),
        "github-issues" | "gitlab-issues" | "forgejo-issues" => {
            matches!(found, "github-issues" | "gitlab-issues" | "json")
        }
        other => found == other,
    };
    if fits || text.trim().is_empty() {
        return Ok(());
    }
    let refusal = Refusal::new(format!("this looks like {found}, not like {wanted}"));
    Err(match found {
        "json" => refusal.next("kaizen import --help lists the formats that are read"),
        found => refusal.next(format!("kaizen import {found} FILE")),
    })
}
