//! Key figures of all items, or of each group of them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::measure::{Measured, Whole, name};
use super::part::Part;
use super::{Kpi, KpiGroup, Material, amounts, answers, work};

/// What items are told apart by.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Serialize,
    JsonSchema,
    strum::IntoStaticStr,
    strum::EnumString,
    strum::VariantArray,
    strum::EnumMessage,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// The department it came from
    Department,
    /// The nature of the measure
    Category,
    /// Where people work that it is about; an item may be in several
    Environment,
    /// The kind of what it answers to; an item may be in several
    Source,
    /// Who owns it
    Owner,
}

/// The figures of all items, or of each group by name; items that are in none come last.
pub(super) fn groups(material: &Material<'_>, by: Option<By>) -> Vec<KpiGroup> {
    let whole = Whole::of(material);
    let Some(by) = by else {
        let part =
            Part { whole: &whole, items: whole.items.iter().collect(), sources: material.sources.iter().collect() };
        return vec![group(material, None, &part)];
    };
    let mut parts: BTreeMap<Option<String>, Part<'_>> = BTreeMap::new();
    let new = || Part { whole: &whole, items: Vec::new(), sources: Vec::new() };
    for item in &whole.items {
        let names = names(item, by);
        let none = names.is_empty().then_some(None);
        for name in names.into_iter().map(Some).chain(none) {
            parts.entry(name).or_insert_with(new).items.push(item);
        }
    }
    for source in material.sources {
        let own = match by {
            By::Department => source.department.as_deref().map(|d| vec![d.trim().to_owned()]),
            By::Source => Some(vec![source.kind.to_string()]),
            By::Category | By::Environment | By::Owner => None,
        };
        // What a source record does not say itself, the items that answer to it say.
        let reference = name(source);
        let answering = || {
            let items = whole.items.iter().filter(|item| item.entry.item.sources.contains(&reference));
            items.flat_map(|item| names(item, by)).collect()
        };
        let mut names: Vec<String> = own.unwrap_or_else(answering);
        names.sort();
        names.dedup();
        for name in names {
            parts.entry(Some(name)).or_insert_with(new).sources.push(source);
        }
    }
    let mut groups: Vec<KpiGroup> = Vec::new();
    let none = parts.remove(&None);
    for (name, part) in parts {
        groups.push(group(material, name, &part));
    }
    groups.extend(none.map(|part| group(material, Some("(none)".to_owned()), &part)));
    groups
}

fn names(item: &Measured<'_>, by: By) -> Vec<String> {
    let (entry, item) = (item.entry, &item.entry.item);
    let mut names: Vec<String> = match by {
        By::Department => item.department.iter().map(|d| d.trim().to_owned()).filter(|d| !d.is_empty()).collect(),
        By::Category => item.category.iter().map(ToString::to_string).collect(),
        By::Environment => item.environment.iter().map(ToString::to_string).collect(),
        By::Source => item.sources.iter().map(|source| source.kind.to_string()).collect(),
        By::Owner => entry.state.terms.owner.iter().map(ToString::to_string).collect(),
    };
    names.sort();
    names.dedup();
    names
}

fn group(material: &Material<'_>, name: Option<String>, part: &Part<'_>) -> KpiGroup {
    let mut kpis: Vec<Kpi> = vec![
        work::completion(material, part),
        answers::incidents_after_fix(material, part),
        answers::staff(material, part),
        work::time_to_close(material, part),
        work::waiting(material, part),
        answers::effective(material, part),
        answers::recurrence(material, part),
        work::age(material, part),
        amounts::resources(material, part),
        amounts::costs(material, part),
        work::entries_a_month(material, part),
        answers::coverage(material, part),
    ];
    let claimed = kpis.iter().position(|kpi| kpi.key == work::ENTRIES_A_MONTH);
    if let (Some(place), Some(committed)) = (claimed, material.committed) {
        kpis.insert(place + 1, work::commits_a_month(material, part, committed));
    }
    KpiGroup { name, items: part.items.len(), kpis }
}
