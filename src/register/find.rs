//! What a person means by what they typed: an item, a person, an event, a part of an item.

use std::collections::BTreeSet;

use anyhow::Context as _;

use super::file_name::reference;
use super::ids::matching;
use super::load::{Register, is_toml};
use super::place::source_path;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Event;
use crate::model::id::{Handle, ItemId, PartId, SourceRef};

/// The item that a person means by a part of its id.
///
/// # Errors
/// Nothing or several match; then those are named.
pub fn item(register: &Register, written: &str) -> anyhow::Result<ItemId> {
    let entries = register.item_entries()?;
    let names: Vec<&str> = entries
        .iter()
        .filter(|e| is_toml(&e.path))
        .filter_map(|e| e.path.rsplit('/').next()?.strip_suffix(".toml"))
        .collect();
    // A path that the shell completed names the item too.
    let written = written.strip_suffix(".toml").map_or(written, |stem| stem.rsplit('/').next().unwrap_or(stem));
    let one = one_of(written, &names)?;
    one.parse().with_context(|| format!("items: the file {one}.toml is not named after an id"))
}

/// The one of these ids that a person means by a part of it.
///
/// # Errors
/// Nothing or several match; then those are named.
pub fn one_of<'a>(written: &str, ids: &[&'a str]) -> anyhow::Result<&'a str> {
    match matching(written, &ids.iter().copied()).as_slice() {
        [one] => Ok(*one),
        [] => Err(Refusal::new(format!("no item matches “{written}”"))
            .next(match written {
                "people" => "kaizen people list shows them",
                "register" => "kaizen config list shows what register.toml holds",
                _ => "kaizen list shows them; any unique part of an id will do",
            })
            .into()),
        several => {
            let shown: Vec<&str> = several.iter().take(8).copied().collect();
            let more = several.len() - shown.len();
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            Err(Refusal::new(format!("“{written}” could be {}{more}", shown.join(" or ")))
                .next("type more of the id")
                .into())
        }
    }
}

/// The recorded source that a person means: the one of this reference, else the one that differs in case alone. Where there
/// is none it is as it was written.
///
/// # Errors
/// Several differ in nothing but case, or the folder cannot be read.
pub fn source(register: &Register, written: &SourceRef) -> anyhow::Result<SourceRef> {
    let kind = written.kind.to_string();
    if register.store.has(&source_path(&kind, &written.reference)) {
        return Ok(written.clone());
    }
    let entries = register.store.list(&format!("sources/{kind}"))?;
    let names = entries.iter().filter_map(|entry| reference(entry.path.rsplit('/').next()?.strip_suffix(".toml")?));
    let known: Vec<SourceRef> = names.map(|reference| SourceRef { kind: written.kind, reference }).collect();
    Ok(one_source(written, known.iter())?.unwrap_or(written).clone())
}

/// The one of these sources that has this name, else the one whose name differs in case alone.
///
/// # Errors
/// Several differ in nothing but case.
pub fn one_source<'a>(
    written: &SourceRef,
    known: impl Iterator<Item = &'a SourceRef>,
) -> anyhow::Result<Option<&'a SourceRef>> {
    let alike: BTreeSet<&SourceRef> = known.filter(|source| source.is_also(written)).collect();
    if let Some(exact) = alike.get(written) {
        return Ok(Some(exact));
    }
    if alike.len() > 1 {
        let names: Vec<String> = alike.iter().map(ToString::to_string).collect();
        let said = format!("“{written}” could be {}", names.join(" or "));
        return Err(Refusal::new(said).next("write it with its capitals and small letters").into());
    }
    Ok(alike.first().copied())
}

/// A person by handle, who must be known.
///
/// # Errors
/// Nobody has the handle; the closest ones are named.
pub fn person(register: &Register, written: &str) -> anyhow::Result<Handle> {
    match written.parse::<Handle>() {
        Ok(handle) if register.authority.knows(&handle) => Ok(handle),
        _ => Err(register.authority.unknown(written).into()),
    }
}

/// The action or resource that a person means.
///
/// # Errors
/// Nothing or several match; then those are named.
pub fn part<'a>(
    written: &str,
    ids: impl Iterator<Item = &'a PartId>,
    what: &str,
    item: &ItemId,
) -> anyhow::Result<PartId> {
    let names: Vec<&str> = ids.map(PartId::as_str).collect();
    match matching(written, &names.iter().copied()).as_slice() {
        [one] => Ok(one.parse()?),
        [] => Err(Refusal::new(format!("{item} has no {what} “{written}”"))
            .next(format!("there are: {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") }))
            .into()),
        several => Err(Refusal::new(format!("“{written}” could be {}", several.join(" or "))).into()),
    }
}

/// The event whose hash begins so.
///
/// # Errors
/// Nothing or several match.
pub fn event<'a>(written: &str, events: impl Iterator<Item = &'a Event>) -> anyhow::Result<&'a Event> {
    let wanted = written.to_lowercase();
    let found: Vec<&Event> = events.filter(|e| e.hash.as_str().starts_with(&wanted)).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            Err(Refusal::new(format!("no event begins with “{written}”")).next("kaizen show names the events").into())
        }
        several => {
            let names: Vec<&str> = several.iter().map(|e| e.hash.short()).collect();
            Err(Refusal::new(format!("“{written}” could be {}", names.join(" or "))).into())
        }
    }
}

/// Refuses to make an event void a second time.
///
/// # Errors
/// It is void already.
pub fn not_void(event: &Event, by: Option<&Event>) -> Result<(), Refusal> {
    match by {
        None => Ok(()),
        Some(by) => {
            let said = format!("the event {} is void already, by {} on {}", event.hash.short(), by.by, by.at);
            Err(Refusal::new(said).next("kaizen note says more about it"))
        }
    }
}
