//! Texts of any length, as long as anybody reads.

/// Most characters of a title that are shown.
pub const TITLE: usize = 240;
/// Most characters of what a finding or an error says.
pub const MESSAGE: usize = 4000;

/// A text of at most `most` characters: of a longer one the middle is left out, which is said in its place.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    // Bytes are at least as many as characters.
    let count = if text.len() <= most { 0 } else { text.chars().count() };
    if count <= most {
        return text.to_owned();
    }
    let (front, back) = (most * 3 / 4, most / 4);
    let start: String = text.chars().take(front).collect();
    let end: String = text.chars().skip(count - back).collect();
    format!("{start}… ({} characters left out) …{end}", count - front - back)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_says_what_is_left_out() {
        assert_eq!(shortened("ääää", 4), "ääää");
        let text = shortened(&"ä".repeat(1000), 100);
        assert!(text.contains("… (900 characters left out) …") && text.chars().count() < 140, "{text}");
    }
}
