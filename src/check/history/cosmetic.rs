//! New dates on old content.

use toml::Table;

use super::facts::{HistoryFacts, HistoryFinding};
use crate::check::files::evidence_of;
use crate::check::finding::RawFinding;
use crate::git::{self, Objects, Oid};
use crate::history::HandEdit;
use crate::history::difference::{FieldChange, fields};
use crate::model::date::{Day, Moment};
use crate::model::rule::Rule;
use crate::register::read::{self, MAX_BYTES};

/// Rules that say that a file is not what its events say.
const OTHERWISE: [Rule; 4] =
    [Rule::StatusMismatch, Rule::TermsMovedSilently, Rule::EditedByHand, Rule::ChangedAfterSignOff];

/// `cosmetic-update`: a hand edit that changes dates or the status and nothing else, unless to what the events say.
pub fn cosmetic(facts: &HistoryFacts<'_>) -> Vec<HistoryFinding> {
    let Some(objects) = facts.timeline.objects() else { return Vec::new() };
    facts.compared_edits(&objects).0.into_iter().filter_map(|edit| found(facts, &objects, edit)).collect()
}

fn found(facts: &HistoryFacts<'_>, objects: &Objects, edit: &HandEdit) -> Option<HistoryFinding> {
    let text = text(objects, edit.new, &edit.file)?;
    let table = |text: &str| Some(Table::from(&read::tree(text).ok()?));
    let new = table(&text)?;
    let old = table(&self::text(objects, edit.old, &edit.file)?)?;
    let changed = fields(&old, &new);
    if changed.is_empty() || !changed.iter().all(is_cosmetic) {
        return None;
    }
    let otherwise = evidence_of(facts.world, &edit.file, &text);
    if !otherwise.iter().any(|finding| OTHERWISE.contains(&finding.rule)) {
        return None;
    }
    let none = || "nothing".to_owned();
    let keys: Vec<String> = changed
        .into_iter()
        .map(|c| format!("{} from {} to {}", c.key, c.from.unwrap_or_else(none), c.to.unwrap_or_else(none)))
        .collect();
    let message = format!("changed by hand, and nothing else: {}", keys.join(", "));
    let draft = RawFinding::new(Rule::CosmeticUpdate, &[], message).commit(facts.commit(edit.commit)?);
    Some(HistoryFinding { file: edit.file.clone(), draft })
}

fn text(objects: &Objects, blob: Oid, file: &str) -> Option<String> {
    read::text(file, git::read_blob(objects, blob, MAX_BYTES).ok()?).ok()
}

fn is_cosmetic(change: &FieldChange) -> bool {
    let is_date = |text: &String| text.parse::<Day>().is_ok() || text.parse::<Moment>().is_ok();
    change.key == "status" || change.from.iter().chain(&change.to).all(is_date)
}
