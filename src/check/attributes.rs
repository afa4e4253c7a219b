//! Attributes of git that change what is stored, or what a clone gets to see, of a file of the register.

use std::collections::{BTreeMap, HashSet};
use std::path::PathBuf;

use super::file_findings::{FileFindings, Tally, of_file};
use super::finding::RawFinding;
use super::history::Wanted;
use super::input::Input;
use super::remedy;
use crate::git::{self, Applied};
use crate::history::register_folder::place_at;
use crate::model::rule::Rule;
use crate::model::word::Level;
use crate::register::store::{FileEntry, Store};

/// The file in which git looks for them.
const NAME: &str = ".gitattributes";
/// A file of them is not larger than this, in bytes.
const LARGEST: usize = 1 << 20;
/// Those that rewrite a file: `$Id$` in it, by a program, into another encoding. A merge by `union`, or by a program,
/// does too.
const REWRITING: [&str; 3] = ["ident", "filter", "working-tree-encoding"];

/// `altered-by-git`: of each file of attributes in the register the lines that say so, and beyond them what git says of the
/// files themselves, for macros, and what stands above the register, do not show there. Without history git is not asked.
pub fn found(input: &Input<'_>, entries: &[FileEntry]) -> Vec<FileFindings> {
    let store = input.opened.store();
    let below = entries
        .iter()
        .filter(|e| e.is_plain() && e.path.contains('/') && e.path.rsplit('/').next() == Some(NAME))
        .map(|e| e.path.as_str());
    let mut all: Vec<(&str, Vec<RawFinding>)> =
        std::iter::once(NAME).chain(below).map(|path| (path, drafts(store, path))).collect();
    let told: String = all.iter().flat_map(|(_, drafts)| drafts).map(|draft| draft.message.as_str()).collect();
    let asked = match asked(input, entries) {
        Ok(applied) => applied_to(applied, &told),
        Err(error) => vec![RawFinding::new(Rule::AlteredByGit, &[], format!("{error:#}")).level(Level::Warn)],
    };
    if let Some((_, drafts)) = all.first_mut() {
        drafts.extend(asked);
    }
    all.into_iter().map(|(path, drafts)| of_file(path, "", None, drafts, Tally::default())).collect()
}

/// What git says of the files of the register, by their paths below it.
fn asked(input: &Input<'_>, entries: &[FileEntry]) -> anyhow::Result<Vec<Applied>> {
    let Wanted::Of(repo) = input.history else { return Ok(Vec::new()) };
    let mut folder = repo.relative(input.root)?;
    let commit = match input.opened.store() {
        Store::Commit(_) => input.commit,
        Store::Folder(_) => None,
    };
    // It may have moved since.
    if let Some(place) = commit.map(|commit| place_at(repo, commit, &folder)).transpose()?.flatten() {
        folder = place;
    }
    let files: Vec<_> = entries.iter().filter(|e| e.is_plain()).map(|e| folder.join(&e.path)).collect();
    let mut applied = git::applied_attributes(repo, commit, &files)?.unwrap_or_default();
    for each in &mut applied {
        if let Ok(below) = each.path.strip_prefix(&folder) {
            each.path = below.to_owned();
        }
    }
    Ok(applied)
}

/// One finding for each attribute and value that changes files, unless the lines of a file told it.
fn applied_to(applied: Vec<Applied>, told: &str) -> Vec<RawFinding> {
    let mut by: BTreeMap<(&str, String), Vec<String>> = BTreeMap::new();
    // Git looks at no line ends of what is said to be no text.
    let no_text: HashSet<PathBuf> =
        applied.iter().filter(|a| a.name == "text" && a.value == "unset").map(|a| a.path.clone()).collect();
    for Applied { name, value, path } in applied {
        if name == "eol" && no_text.contains(&path) {
            continue;
        }
        let path = path.to_string_lossy().into_owned();
        if changes(name, &value, path.starts_with("evidence/")) && !told.contains(&format!("attribute {name}:")) {
            by.entry((name, value)).or_default().push(path);
        }
    }
    let draft = |((name, value), paths): ((&str, String), Vec<String>)| {
        let first = paths.first()?;
        let more = if paths.len() > 1 { format!(" and {} more", paths.len() - 1) } else { String::new() };
        let shown = match value.as_str() {
            "set" => format!("`{name}`"),
            value => format!("`{name}={value}`"),
        };
        Some(if value == "unspecified" {
            let message = format!("nothing keeps git from changing line ends of evidence ({first}{more})");
            let remedy = "Let register/.gitattributes say again: evidence/** -text -filter -merge";
            RawFinding::new(Rule::AlteredByGit, &[], message).level(Level::Warn).remedy(remedy)
        } else {
            let message =
                format!("the attribute {shown} applies to {first}{more}: git rewrites or merges it by itself");
            let shows = format!(
                "Take it away where it is set; git check-attr -a -- {} shows what applies.",
                remedy::path(first)
            );
            RawFinding::new(Rule::AlteredByGit, &[], message).remedy(shows)
        })
    };
    by.into_iter().filter_map(draft).collect()
}

/// Whether git changes a file by an attribute with this value. Line ends matter of evidence alone, which is vouched for
/// byte for byte.
fn changes(name: &str, value: &str, is_evidence: bool) -> bool {
    match (name, value) {
        ("text", "unspecified") => is_evidence,
        (_, "unspecified" | "unset") => false,
        ("text" | "eol", _) => is_evidence,
        ("working-tree-encoding", value) => value != "UTF-8",
        ("merge", value) => !matches!(value, "set" | "text" | "binary" | "kaizen"),
        _ => true,
    }
}

fn drafts(store: &Store, path: &str) -> Vec<RawFinding> {
    let bytes = match store.read_bounded(path, LARGEST) {
        Ok(bytes) => bytes.unwrap_or_default(),
        Err(error) => {
            return vec![RawFinding::new(Rule::AlteredByGit, &[], format!("it cannot be looked at: {error:#}"))];
        }
    };
    let text = String::from_utf8_lossy(&bytes);
    let rewriting = text.lines().enumerate().filter_map(|(number, line)| Some((number + 1, rewriting(line)?)));
    rewriting
        .map(|(line, attribute)| {
            let message = format!(
                "line {line} sets the attribute {attribute}: git rewrites or merges files by itself that it applies to"
            );
            RawFinding::new(Rule::AlteredByGit, &[], message)
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
    attributes.split_whitespace().find_map(|word| {
        let (name, value) = word.split_once('=').unwrap_or((word, ""));
        let rewrites =
            REWRITING.contains(&name) || name == "merge" && !matches!(value, "" | "text" | "binary" | "kaizen");
        rewrites.then_some(name)
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
