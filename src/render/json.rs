//! JSON for programs.

use serde::Serialize;

use super::terminal::steers;

/// An output as JSON with two spaces of indentation and a line end. What could steer a terminal is escaped, so that it
/// may be printed on one.
///
/// # Errors
/// It cannot be written.
pub fn pretty<T: Serialize>(output: &T) -> anyhow::Result<String> {
    Ok(escaped(&serde_json::to_string_pretty(output)?))
}

/// The same on one line.
///
/// # Errors
/// It cannot be written.
pub fn line<T: Serialize>(output: &T) -> anyhow::Result<String> {
    Ok(escaped(&serde_json::to_string(output)?))
}

fn escaped(json: &str) -> String {
    // All such characters stand within strings.
    let mut out = String::with_capacity(json.len() + 1);
    for c in json.chars() {
        if c != '\n' && steers(c) {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal_and_nothing_is_lost() {
        let text = "a\u{9b}31m\u{202e}\u{7f}\u{1b}\u{e0041}\n";
        for json in [pretty(&text).unwrap(), line(&text).unwrap()] {
            assert_eq!(json, "\"a\\u009b31m\\u202e\\u007f\\u001b\\udb40\\udc41\\n\"\n");
            assert_eq!(serde_json::from_str::<String>(&json).unwrap(), text);
        }
    }
}
