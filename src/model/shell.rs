//! Words for a line that somebody will paste into a shell.

use std::borrow::Cow;
use std::path::Path;

/// A text as one word of a shell: nothing in it is a command, a variable or a pattern there. The one place where this
/// is done, for every path, id and value in a line that is meant for pasting.
#[must_use]
pub fn word(text: &str) -> Cow<'_, str> {
    // No shell takes a NUL, and no path holds one.
    shlex::Quoter::new().allow_nul(true).quote(text).unwrap_or(Cow::Borrowed("''"))
}

/// A path as one word. One that begins with a dash is no option.
#[must_use]
pub fn path(path: &Path) -> String {
    let text = path.to_string_lossy();
    if text.starts_with('-') { word(&format!("./{text}")).into_owned() } else { word(&text).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_back_as_it_was() {
        for text in [
            "plain/path.toml",
            "a b",
            "a$(curl x|sh).toml",
            "it's",
            "`x`",
            "",
            "!!",
            "~",
            "a\nb",
            "*",
            "\\",
            "-x",
            "é'\"$",
        ] {
            assert_eq!(shlex::split(&word(text)), Some(vec![text.to_owned()]), "{text}");
        }
        assert_eq!(word("register/items/2026/IMP-2026-K7QD.toml"), "register/items/2026/IMP-2026-K7QD.toml");
        assert_eq!(path(Path::new("-rf x")), "'./-rf x'");
    }
}
