//! Texts in the cells of a spreadsheet.

/// A text that no spreadsheet takes for a formula: one that begins like it, also behind quotes and blanks that a spreadsheet
/// may take away, gets an apostrophe before it.
#[must_use]
pub fn no_formula(text: &str) -> String {
    let skipped = |c: char| c.is_whitespace() || matches!(c, '\'' | '"');
    let behind = text.trim_start_matches(skipped);
    let before = text.get(..text.len() - behind.len()).unwrap_or_default();
    // Wide forms of the signs count as the signs in some languages.
    let begins = behind.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if begins || before.contains(['\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_a_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\rx", " =1", "\"=1", "' \"@x", "\u{a0}-1", "＝1"] {
            assert_eq!(no_formula(text), format!("'{text}"));
        }
        for text in ["", "a=b", "'quoted'", "\n\nDoors", " Doors", "1-2", "“=”"] {
            assert_eq!(no_formula(text), text);
        }
    }
}
