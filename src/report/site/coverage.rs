//! What the items are about: kinds of work, places, sources, controls; and what nothing was raised about.

use std::collections::BTreeSet;

use super::ages::is_open;
use crate::model::word::{Category, Environment, SourceKind, Word};
use crate::report::audit::AuditedItem;

/// So many items are about something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// What.
    pub name: String,
    /// Items about it.
    pub items: usize,
    /// Those of them that are open.
    pub open: usize,
}

/// What the items are about.
#[derive(Debug)]
pub struct Coverage {
    /// Kinds of work, those without an item too.
    pub categories: Vec<Covered>,
    /// Places, those without an item too.
    pub environments: Vec<Covered>,
    /// Kinds of sources, those without an item too.
    pub sources: Vec<Covered>,
    /// Controls and clauses that an item names.
    pub controls: Vec<Covered>,
    /// Items of each kind of work (a row) in each place.
    pub matrix: Vec<(String, Vec<usize>)>,
}

/// Counts it. An item that names two places counts in both.
pub fn coverage<'a>(entries: impl Iterator<Item = &'a AuditedItem>) -> Coverage {
    let all: Vec<&AuditedItem> = entries.collect();
    let counted = |name: String, is: &dyn Fn(&AuditedItem) -> bool| {
        let about: Vec<&&AuditedItem> = all.iter().filter(|entry| is(entry)).collect();
        Covered { name, items: about.len(), open: about.iter().filter(|entry| is_open(entry)).count() }
    };
    let categories = Category::all();
    let in_category = |category: Category| counted(category.to_string(), &|e| e.item.category == Some(category));
    let in_place = |place: Environment| counted(place.to_string(), &|e| e.item.environment.contains(&place));
    let from = |kind: SourceKind| counted(kind.to_string(), &|e| e.item.sources.iter().any(|s| s.kind == kind));
    let both = |category: Category, place: Environment| {
        all.iter().filter(|e| e.item.category == Some(category) && e.item.environment.contains(&place)).count()
    };
    let row = |category: &Category| {
        (category.to_string(), Environment::all().iter().map(|place| both(*category, *place)).collect())
    };
    let mut named: BTreeSet<(Vec<u32>, &str)> = BTreeSet::new();
    for control in all.iter().flat_map(|entry| &entry.item.controls) {
        named.insert((numbers(control), control.as_str()));
    }
    let control = |name: &str| counted(name.to_owned(), &|e| e.item.controls.iter().any(|c| c == name));
    Coverage {
        categories: categories.iter().map(|c| in_category(*c)).collect(),
        environments: Environment::all().iter().map(|e| in_place(*e)).collect(),
        sources: SourceKind::all().iter().map(|kind| from(*kind)).collect(),
        controls: named.iter().map(|(_, name)| control(name)).collect(),
        matrix: categories.iter().map(row).collect(),
    }
}

/// The numbers of a reference, so that `A.5.9` stands before `A.5.24`.
fn numbers(control: &str) -> Vec<u32> {
    control.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}
