//! JSON Schemas of every file and of every JSON output, generated from the types.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};

use crate::check::finding::Report;
use crate::model::item::Item;
use crate::model::person::People;
use crate::model::settings::Settings;
use crate::model::source::Source;

/// The schemas of files that a register holds; `init` writes them beside it.
pub const FILES: [(&str, fn() -> String); 4] = [
    ("item", text_of::<Item>),
    ("people", text_of::<People>),
    ("register", text_of::<Settings>),
    ("source", text_of::<Source>),
];

/// The schemas of JSON outputs.
pub const OUTPUTS: [(&str, fn() -> String); 1] = [("check", text_of::<Report>)];

/// The schema with this name.
#[must_use]
pub fn named(name: &str) -> Option<String> {
    FILES.iter().chain(OUTPUTS.iter()).find(|(n, _)| *n == name).map(|(_, text)| text())
}

fn text_of<T: JsonSchema>() -> String {
    let schema = SchemaGenerator::new(SchemaSettings::draft07()).into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
