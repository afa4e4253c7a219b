//! Taking out of people.toml or register.toml what their events no longer make once one of them is void.

use toml::{Table, Value};

use crate::document::edit::Document;
use crate::lifecycle::fold::{is_end, same_entry};

/// Takes out of a file what `before` has and `after` has not. What else is in the file stays.
///
/// # Errors
/// The file is not TOML any more.
pub fn retract(doc: &mut Document, before: &Table, after: &Table) -> anyhow::Result<()> {
    gone(doc, &mut Vec::new(), before, after)
}

fn gone(doc: &mut Document, path: &mut Vec<String>, before: &Table, after: &Table) -> anyhow::Result<()> {
    for (key, old) in before {
        path.push(key.clone());
        let at: Vec<&str> = path.iter().map(String::as_str).collect();
        match (old, after.get(key)) {
            // The header of a table such as [rules] stays for what comes next.
            (Value::Table(old), None) if at.len() == 1 => gone(doc, path, old, &Table::new())?,
            (_, None) => take_out(doc, &at)?,
            (Value::Array(old), Some(Value::Array(new))) => gone_entries(doc, &at, old, new)?,
            (Value::Table(old), Some(Value::Table(new))) => gone(doc, path, old, new)?,
            // Another single value is written by who writes the fold.
            _ => {}
        }
        path.pop();
    }
    Ok(())
}

/// Entries that are gone, and the ends of those that go on.
fn gone_entries(doc: &mut Document, at: &[&str], before: &[Value], after: &[Value]) -> anyhow::Result<()> {
    for old in before {
        let new = after.iter().find(|new| same_entry(old, new));
        // By its place, which the removals before have moved.
        let Some(place) = entries(doc, at)?.iter().position(|entry| same_entry(entry, old)) else { continue };
        let place = format!("[{place}]");
        let entry: Vec<&str> = at.iter().copied().chain([place.as_str()]).collect();
        match (old, new) {
            (_, None) => take_out(doc, &entry)?,
            (Value::Table(old), Some(Value::Table(new))) => {
                for key in old.keys().filter(|key| is_end(key) && !new.contains_key(*key)) {
                    let end: Vec<&str> = entry.iter().copied().chain([key.as_str()]).collect();
                    take_out(doc, &end)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn entries(doc: &Document, at: &[&str]) -> anyhow::Result<Vec<Value>> {
    let whole: Table = doc.text().parse()?;
    let mut here = at.first().and_then(|key| whole.get(*key));
    for key in at.iter().skip(1) {
        here = here.and_then(|value| value.get(*key));
    }
    Ok(here.and_then(Value::as_array).cloned().unwrap_or_default())
}

fn take_out(doc: &mut Document, at: &[&str]) -> anyhow::Result<()> {
    if doc.get(at).is_some() {
        doc.remove(at)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::LayoutKind;

    #[test]
    fn what_is_gone_is_taken_out_and_the_rest_stays() {
        let text = r#"schema = 1

[person."a.b"]
name = "A"
email = ["a@x", "b@x"] # two
until = 2026-06-01
role = [
  { name = "staff", from = 2026-01-01, until = 2026-05-01 },
  { name = "auditor", from = 2026-02-01 },
]

[person."c.d"]
# kept by hand
name = "C"
"#;
        let before: Table = text.parse().unwrap();
        let after: Table = r#"schema = 1
person."a.b" = { name = "A", email = ["a@x"], role = [{ name = "staff", from = 2026-01-01 }] }"#
            .parse()
            .unwrap();
        let mut doc = Document::parse(text.as_bytes(), LayoutKind::People).unwrap();
        retract(&mut doc, &before, &after).unwrap();
        let left: Table = doc.text().parse().unwrap();
        assert_eq!(left, after, "{}", doc.text());
        assert!(doc.text().contains("# two") && doc.text().contains("# kept by hand"), "{}", doc.text());
    }
}
