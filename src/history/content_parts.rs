//! What stands in a version of an item, as far as it takes to see which parts of the content changed.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use crate::attest::digest::{Subject, is_content};
use crate::model::tree::{Node, Tree};

/// The content of an item, each key with a number for what it says; actions and resources each by itself.
pub type Parts = Vec<(String, u64)>;

/// The parts of a file.
#[must_use]
pub fn parts(file: &Tree<'_>, state: &RandomState) -> Parts {
    let mut parts = Parts::new();
    for (key, node) in file.iter().filter(|(key, _)| is_content(&[key], Subject::Item(""))) {
        match node.as_table().filter(|_| matches!(key, "action" | "resource")) {
            None => parts.push((key.to_owned(), number(node, state))),
            Some(each) => parts.extend(each.iter().map(|(id, part)| {
                let agreed = |inner: &str| !is_content(&[key, id, inner], Subject::Item(""));
                (
                    format!("{key}.{id}"),
                    part.as_table().map_or_else(|| number(part, state), |t| of_table(t, &agreed, state)),
                )
            })),
        }
    }
    parts.sort();
    parts
}

fn number(node: &Node<'_>, state: &RandomState) -> u64 {
    let mut hasher = state.build_hasher();
    write(node, &mut hasher);
    hasher.finish()
}

fn of_table(table: &Tree<'_>, leave_out: &dyn Fn(&str) -> bool, state: &RandomState) -> u64 {
    let mut hasher = state.build_hasher();
    write_table(table, leave_out, &mut hasher);
    hasher.finish()
}

fn write_table(table: &Tree<'_>, leave_out: &dyn Fn(&str) -> bool, to: &mut impl Hasher) {
    let mut entries: Vec<_> = table.iter().filter(|(key, _)| !leave_out(key)).collect();
    entries.sort_by_key(|(key, _)| *key);
    entries.len().hash(to);
    for (key, node) in entries {
        key.hash(to);
        write(node, to);
    }
}

fn write(node: &Node<'_>, to: &mut impl Hasher) {
    if let Some(text) = node.as_str() {
        (0_u8, text).hash(to);
    } else if let Some(table) = node.as_table() {
        1_u8.hash(to);
        write_table(table, &|_| false, to);
    } else if let Some(list) = node.as_list() {
        (2_u8, list.len()).hash(to);
        list.iter().for_each(|entry| write(entry, to));
    } else {
        (3_u8, toml::Value::from(node).to_string()).hash(to);
    }
}
