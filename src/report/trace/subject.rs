//! What a person asks a trace of, by whatever name.

use std::collections::BTreeMap;

use super::Ground;
use crate::lifecycle::refusal::Refusal;
use crate::model::id::SourceRef;
use crate::register::find;
use crate::register::ids::matching;
use crate::report::audit::AuditedItem;

/// What a person asks a trace of.
#[derive(Debug)]
pub(super) enum Subject<'a> {
    Source(&'a SourceRef),
    Item(&'a AuditedItem),
}

/// The source or the item that a person means.
pub(super) fn meant<'g>(
    ground: &'g Ground<'_>,
    answers: &BTreeMap<&'g SourceRef, Vec<&'g AuditedItem>>,
    written: &str,
) -> anyhow::Result<Subject<'g>> {
    let by_id = |id: &str| ground.entries.iter().find(|entry| entry.id() == id).map(Subject::Item);
    if let Some(item) = by_id(written) {
        return Ok(item);
    }
    let known = || answers.keys().copied();
    let refused = |written: &str| {
        Refusal::new(format!("nothing is recorded of {written}, and no item names it"))
            .next("kaizen source list and kaizen list show what there is")
            .next("record it: kaizen source add KIND:REFERENCE --title TEXT")
    };
    if let Ok(name) = written.parse::<SourceRef>() {
        let found = find::one_source(&name, known())?;
        return found.map(Subject::Source).ok_or_else(|| refused(written).into());
    }
    let lower = written.to_lowercase();
    let mut named: Vec<&SourceRef> = known().filter(|name| name.reference == written).collect();
    if named.is_empty() {
        named = known().filter(|name| name.reference.to_lowercase() == lower).collect();
    }
    match named.as_slice() {
        [one] => Ok(Subject::Source(one)),
        [] => {
            let ids: Vec<&str> = ground.entries.iter().map(AuditedItem::id).collect();
            if matching(written, &ids.iter().copied()).is_empty() {
                return Err(refused(written).into());
            }
            by_id(find::one_of(written, &ids)?).ok_or_else(|| refused(written).into())
        }
        several => {
            let names: Vec<String> = several.iter().take(8).map(ToString::to_string).collect();
            Err(Refusal::new(format!("“{written}” could be {}", names.join(" or "))).next("name its kind too").into())
        }
    }
}
