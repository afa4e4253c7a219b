//! What a remedy names that is known only later, or comes from a file: written as marks, and filled in once, quoted for
//! the shell that somebody may paste it into.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::model::shell;

/// A path below the register.
#[must_use]
pub fn path(path: &str) -> String {
    mark("path", path)
}

/// A revision, and behind it the path of a file below the register: `REV:PATH`.
#[must_use]
pub fn path_at(revision: &str, path: &str) -> String {
    mark(&format!("path {revision}"), path)
}

/// Any other value from a file.
#[must_use]
pub fn value(text: &str) -> String {
    mark("value", text)
}

fn mark(kind: &str, text: &str) -> String {
    format!("{{{kind}={}}}", utf8_percent_encode(text, NON_ALPHANUMERIC))
}

/// A remedy with its marks filled in, `{id}` with `id`, paths below `folder`. What is filled in is not looked at again.
#[must_use]
pub fn filled(remedy: &str, id: &str, folder: &str) -> String {
    let mut out = String::with_capacity(remedy.len());
    let mut rest = remedy;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let filled = after.split_once('}').and_then(|(mark, left)| Some((one(mark, id, folder)?, left)));
        if let Some((text, left)) = filled {
            out.push_str(&text);
            rest = left;
        } else {
            out.push('{');
            rest = after;
        }
    }
    out + rest
}

fn one(mark: &str, id: &str, folder: &str) -> Option<String> {
    if mark == "id" {
        return Some(shell::word(id).into_owned());
    }
    let (kind, text) = mark.split_once('=')?;
    let text = percent_decode_str(text).decode_utf8().ok()?;
    let whole = |path: &str| if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") };
    match kind.split_once(' ').unwrap_or((kind, "")) {
        ("value", "") => Some(shell::word(&text).into_owned()),
        ("path", "") => Some(shell::path(std::path::Path::new(&whole(&text)))),
        ("path", revision) => Some(shell::word(&format!("{revision}:{}", whole(&text))).into_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_quoted_and_not_looked_at_again() {
        let remedy = format!("git x {{id}} {} {} {{other}} {{", value("{id}"), path("a$(x).toml"));
        let words = shlex::split(&filled(&remedy, "K7QD", "it's")).unwrap();
        assert_eq!(words, ["git", "x", "K7QD", "{id}", "it's/a$(x).toml", "{other}", "{"]);
        assert_eq!(filled(&path_at("HEAD", "a b"), "", ""), "'HEAD:a b'");
        assert_eq!(filled(&path("-x"), "", ""), "./-x");
        assert_eq!(filled("{id}", "$(x)", ""), "'$(x)'");
    }
}
