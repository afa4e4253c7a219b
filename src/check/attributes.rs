//! Attributes of git that change what is stored, or what a clone gets to see, of a file of the register.

use super::finding::Draft;
use super::rule::Rule;
use super::seen::{Seen, Tally, of_file};
use crate::register::store::{Entry, Store};

/// The file in which git looks for them.
const NAME: &str = ".gitattributes";
/// A file of them is not larger than this, in bytes.
const LARGEST: usize = 1 << 20;
/// Those that rewrite a file: `$Id$` in it, by a program, into another encoding. A merge by `union`, or by a program,
/// does too.
const REWRITING: [&str; 3] = ["ident", "filter", "working-tree-encoding"];

/// `altered-by-git`, of the register's own file of attributes and those below it.
pub fn found(store: &Store, entries: &[Entry]) -> Vec<Seen> {
    let below = entries
        .iter()
        .filter(|e| e.is_plain() && e.path.contains('/') && e.path.rsplit('/').next() == Some(NAME))
        .map(|e| e.path.as_str());
    std::iter::once(NAME)
        .chain(below)
        .map(|path| of_file(path, "", None, drafts(store, path), Tally::default()))
        .collect()
}

fn drafts(store: &Store, path: &str) -> Vec<Draft> {
    let bytes = match store.read_bounded(path, LARGEST) {
        Ok(bytes) => bytes.unwrap_or_default(),
        Err(error) => return vec![Draft::new(Rule::AlteredByGit, &[], format!("it cannot be looked at: {error:#}"))],
    };
    let text = String::from_utf8_lossy(&bytes);
    let rewriting = text.lines().enumerate().filter_map(|(number, line)| Some((number + 1, rewriting(line)?)));
    rewriting
        .map(|(line, attribute)| {
            let message = format!(
                "line {line} sets the attribute {attribute}: git rewrites or merges files by itself that it applies to"
            );
            Draft::new(Rule::AlteredByGit, &[], message)
        })
        .collect()
}

/// The attribute of a line that rewrites files. Where one is taken away (`-ident`, `!ident`), it does not.
fn rewriting(line: &str) -> Option<&str> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    // A pattern in quotes may hold blanks.
    let attributes = match line.strip_prefix('"') {
        Some(quoted) => {
            let mut escaped = false;
            let end = quoted.find(|c| {
                let ends = c == '"' && !escaped;
                escaped = c == '\\' && !escaped;
                ends
            })?;
            quoted.get(end + 1..)?
        }
        None => line.split_once(char::is_whitespace)?.1,
    };
    attributes.split_whitespace().find(|word| {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        REWRITING.contains(&name) || name == "merge" && !matches!(value, "" | "text" | "binary" | "kaizen")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rewrites_files() {
        for line in [
            "* ident",
            "*.toml text ident eol=lf",
            "\"a \\\" b\" filter=x",
            "* working-tree-encoding=UTF-16",
            "[attr]x filter=y",
            "*.toml merge=union",
        ] {
            assert!(rewriting(line).is_some(), "{line}");
        }
        for line in [
            "",
            "# * ident",
            "ident",
            "* -ident !filter -text",
            "* -merge",
            "* merge=binary",
            "\"x ident",
            "\"a ident\" text",
            "*.toml text eol=lf",
        ] {
            assert!(rewriting(line).is_none(), "{line}");
        }
    }
}
