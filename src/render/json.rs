//! JSON for programs.

use serde::Serialize;

/// An output as JSON with two spaces of indentation and a line end.
///
/// # Errors
/// It cannot be written.
pub fn pretty<T: Serialize>(output: &T) -> anyhow::Result<String> {
    Ok(serde_json::to_string_pretty(output)? + "\n")
}
