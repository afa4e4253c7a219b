//! JSON of a foreign system: one document, or several one after the other; not deeper than anybody nests.

use serde_json::{Deserializer, Value};

use crate::lifecycle::refusal::Refusal;

/// The documents of a text.
///
/// # Errors
/// It is no JSON, is cut off, or is nested too deep.
pub fn documents(text: &str) -> Result<Vec<Value>, Refusal> {
    let mut all = Vec::new();
    for value in Deserializer::from_str(text).into_iter::<Value>() {
        let value = value.map_err(|error| {
            let refusal = Refusal::new(format!("no JSON: {error}"));
            if error.is_eof() { refusal.next("the file ends too early: export it again") } else { refusal }
        })?;
        all.push(value);
    }
    if all.is_empty() {
        return Err(Refusal::new("there is nothing in the file"));
    }
    Ok(all)
}

/// A text at a path of keys.
#[must_use]
pub fn at<'v>(value: &'v Value, path: &[&str]) -> Option<&'v str> {
    path.iter().try_fold(value, |value, key| value.get(key))?.as_str().map(str::trim).filter(|text| !text.is_empty())
}
