//! Minor nonconformities that may be a major one together.

use std::collections::BTreeMap;

use crate::check::finding::RawFinding;
use crate::check::summary::{ItemSummary, WholeRegister};
use crate::model::likeness::cause_code;
use crate::model::rule::Rule;
use crate::model::word::{Grade, Status};

/// What minors have in common: a control or clause, or a cause as it is compared.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Shared {
    Control(String),
    Cause(String),
}

/// `minors-add-up`: several open ones of one control, or of one cause. It is told at the newest of them, so that a waiver
/// answers for no more than were there.
pub fn minors_add_up(whole: &WholeRegister<'_>) -> Vec<(String, RawFinding)> {
    let open = |item: &&ItemSummary| {
        item.grade == Some(Grade::MinorNonconformity) && item.status.is_some_and(Status::is_active)
    };
    let mut groups: BTreeMap<Shared, Vec<&ItemSummary>> = BTreeMap::new();
    for item in whole.items.iter().filter(open) {
        let controls = item.controls.iter().map(|control| Shared::Control(control.trim().to_owned()));
        let cause = item.cause_code.as_deref().map(cause_code).filter(|code| !code.is_empty()).map(Shared::Cause);
        for shared in controls.chain(cause) {
            let group = groups.entry(shared).or_default();
            // A control that stands twice in an item is one.
            if group.last().is_none_or(|last| last.id != item.id) {
                group.push(item);
            }
        }
    }
    let enough = (whole.world.policy.minors_add_up as usize).max(2);
    let mut told: BTreeMap<Vec<&str>, (&ItemSummary, Vec<String>)> = BTreeMap::new();
    for (shared, items) in groups.iter().filter(|(_, items)| items.len() >= enough) {
        let Some(newest) = items.iter().max_by_key(|item| (item.claimed, &item.id)) else { continue };
        let what = match shared {
            Shared::Control(control) => control.clone(),
            Shared::Cause(_) => format!("the cause {}", newest.cause_code.as_deref().unwrap_or_default().trim()),
        };
        let ids = items.iter().map(|item| item.id.as_str()).collect();
        told.entry(ids).or_insert((newest, Vec::new())).1.push(what);
    }
    told.into_iter()
        .map(|(ids, (newest, shared))| {
            let message = format!(
                "{} open minor nonconformities share {}: together they may be a major one ({})",
                ids.len(),
                shared.join(" and "),
                ids.join(", ")
            );
            (newest.path.clone(), RawFinding::new(Rule::MinorsAddUp, &["grade"], message))
        })
        .collect()
}
