//! Inline tables as text.

use std::ops::Range;

use toml_edit::{InlineTable, Value as Toml};

use super::scan::comma;
use super::splice::Splices;
use super::value::key_path;

/// The keys of an inline table with the spelling of their values; dotted keys as their paths.
pub(crate) fn fields<'t>(text: &'t str, table: &InlineTable) -> Vec<(Vec<String>, &'t str)> {
    let mut out = Vec::new();
    collect(text, table, &mut Vec::new(), &mut out);
    out
}

fn collect<'t>(text: &'t str, table: &InlineTable, path: &mut Vec<String>, out: &mut Vec<(Vec<String>, &'t str)>) {
    for (name, value) in table {
        path.push(name.to_owned());
        match value {
            Toml::InlineTable(inner) if inner.is_dotted() => collect(text, inner, path, out),
            _ => {
                let raw = value.span().and_then(|span| text.get(span)).unwrap_or_default();
                out.push((path.clone(), raw));
            }
        }
        path.pop();
    }
}

/// The spelling of an inline table on one line.
pub(crate) fn render<S: AsRef<str>>(fields: &[(Vec<String>, S)]) -> String {
    if fields.is_empty() {
        return "{}".to_owned();
    }
    let fields: Vec<String> =
        fields.iter().map(|(path, raw)| format!("{} = {}", key_path(path), raw.as_ref())).collect();
    format!("{{ {} }}", fields.join(", "))
}

/// Adds a key to the inline table at `range`.
pub(crate) fn insert(
    text: &str,
    table: &InlineTable,
    range: Range<usize>,
    path: &[String],
    raw: &str,
    splices: &mut Splices,
) {
    let field = format!("{} = {raw}", key_path(path));
    match last_end(table) {
        None => splices.replace(range, format!("{{ {field} }}")),
        Some(end) => match comma(text.get(end..range.end).unwrap_or_default()) {
            Some(at) => splices.insert(end + at + 1, format!(" {field}")),
            None => splices.insert(end, format!(", {field}")),
        },
    }
}

fn last_end(table: &InlineTable) -> Option<usize> {
    let end = |value: &Toml| match value {
        Toml::InlineTable(inner) if inner.is_dotted() => last_end(inner),
        _ => value.span().map(|span| span.end),
    };
    table.iter().filter_map(|(_, value)| end(value)).max()
}
