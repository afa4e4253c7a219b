//! What of items and sources is measured: worked out once for all groups.

use std::collections::{BTreeMap, BTreeSet};

use super::Material;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::id::{ItemId, SourceRef};
use crate::model::likeness::cause_code;
use crate::model::source::Source;
use crate::model::word::{SourceKind, Status, VerifyResult};
use crate::report::audit::AuditedItem;
use crate::report::recurrence::{Cause, Fixes, came_back};

/// What of one item is measured.
#[derive(Debug)]
pub(super) struct Measured<'a> {
    /// The item.
    pub entry: &'a AuditedItem,
    /// When it was raised.
    pub raised: Option<Day>,
    /// When it was signed off in this round.
    pub finished: Option<Day>,
    /// When it was closed, where it is.
    pub closed: Option<Day>,
    /// When a fix of it was first found effective, whatever came later.
    pub first_effective: Option<Day>,
    /// Whether the cause came back after that: it was reopened, or another item has it.
    pub came_back: bool,
}

impl Measured<'_> {
    /// Its id.
    pub fn id(&self) -> String {
        self.entry.id().to_owned()
    }
}

/// A cause that a fix was found effective for, and what came of it later.
#[derive(Debug)]
pub(super) struct FixedCause {
    /// Its code.
    pub code: String,
    /// The items that were found effective.
    pub fixes: Vec<ItemId>,
    /// Each incident after such a fix: the source record, or the item that answers to one, and its day.
    pub after: Vec<(String, Day)>,
}

/// Everything that is measured, of the whole register.
#[derive(Debug)]
pub(super) struct Whole<'a> {
    /// The items.
    pub items: Vec<Measured<'a>>,
    /// The causes for which a fix was found effective.
    pub causes: Vec<FixedCause>,
}

impl<'a> Whole<'a> {
    pub fn of(material: &Material<'a>) -> Self {
        let zone = material.zone;
        let causes: Vec<Cause<'_>> = material.entries.iter().map(|entry| entry.cause(zone)).collect();
        let fixes = Fixes::among(&causes);
        let back = came_back(&causes, &fixes);
        let again: BTreeSet<&ItemId> = back.iter().map(|back| back.fix).collect();
        let items = material.entries.iter().map(|entry| measured(material, entry, &again)).collect();
        let mut fixed: BTreeMap<String, FixedCause> = BTreeMap::new();
        for cause in &causes {
            if let (Some(code), Some(_)) = (cause.code, cause.effective) {
                let key = cause_code(code);
                let new = || FixedCause { code: code.trim().to_owned(), fixes: Vec::new(), after: Vec::new() };
                fixed.entry(key).or_insert_with(new).fixes.push(cause.item.clone());
            }
        }
        let mut after = |code: &str, what: String, day: Day| {
            if let Some(cause) = fixed.get_mut(&cause_code(code)) {
                cause.after.push((what, day));
            }
        };
        let incidents = material.sources.iter().filter(|source| source.kind == SourceKind::Incident);
        let mut told: BTreeSet<SourceRef> = BTreeSet::new();
        for source in incidents {
            let (Some(code), Some(day)) = (source.cause_code.as_deref(), source.occurred_on) else { continue };
            if fixes.before(code, day, None).is_some() {
                told.insert(name(source));
                after(code, name(source).to_string(), day);
            }
        }
        // An incident without a cause in its record is known by the item that answers to it.
        for item in &back {
            let Some(entry) = material.entries.iter().find(|entry| entry.item.id == *item.item) else { continue };
            let of_incident = |s: &&SourceRef| s.kind == SourceKind::Incident && !told.contains(s);
            let code = item.code.or_else(|| causes.iter().find(|cause| cause.item == item.fix)?.code);
            if let (Some(_), Some(code), Some(day)) =
                (entry.item.sources.iter().find(of_incident), code, entry.raised(zone))
            {
                after(code, entry.id().to_owned(), day);
            }
        }
        Whole { items, causes: fixed.into_values().collect() }
    }
}

/// How a source is named.
pub(super) fn name(source: &Source) -> SourceRef {
    SourceRef { kind: source.kind, reference: source.reference.clone() }
}

fn measured<'a>(material: &Material<'_>, entry: &'a AuditedItem, again: &BTreeSet<&ItemId>) -> Measured<'a> {
    let zone = material.zone;
    let effective =
        entry.events.iter().position(|e| e.act == Act::Verified && e.result == Some(VerifyResult::Effective));
    let reopened = effective.is_some_and(|at| entry.events.iter().skip(at).any(|event| event.act == Act::Reopened));
    let day = |at: usize| entry.events.get(at).map(|event| event.at.day(zone));
    Measured {
        entry,
        raised: entry.raised(zone),
        finished: entry.state.signed_off.as_ref().map(|signed| signed.at.day(zone)),
        closed: entry.newest(Act::Verified).filter(|_| entry.is(&[Status::Closed])).map(|e| e.at.day(zone)),
        first_effective: effective.and_then(day),
        came_back: reopened || again.contains(&entry.item.id),
    }
}
