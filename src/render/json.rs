//! JSON for programs.

use serde::Serialize;

use super::terminal::steers;

/// An output as JSON with two spaces of indentation and a line end. What could steer a terminal is escaped, so that it
/// may be printed on one.
///
/// # Errors
/// It cannot be written.
pub fn pretty<T: Serialize>(output: &T) -> anyhow::Result<String> {
    let text = serde_json::to_string_pretty(output)?;
    // All such characters stand within strings, and below U+10000.
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if c != '\n' && steers(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal_and_nothing_is_lost() {
        let text = "a\u{9b}31m\u{202e}\u{7f}\u{1b}\n";
        let json = pretty(&text).unwrap();
        assert_eq!(json, "\"a\\u009b31m\\u202e\\u007f\\u001b\\n\"\n");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
    }
}
