#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr as _;

use super::command;

/// A command and all below it, each with the words that call it.
fn all(command: &clap::Command, before: &str) -> Vec<(String, clap::Command)> {
    let called = format!("{before} {}", command.get_name()).trim().to_owned();
    let below: Vec<_> = command.get_subcommands().flat_map(|below| all(below, &called)).collect();
    std::iter::once((called, command.clone())).chain(below).collect()
}

fn after_help(command: &clap::Command) -> String {
    command.get_after_help().map(ToString::to_string).unwrap_or_default()
}

/// The words of a command line as a shell splits it; what is redirected is left out.
fn words(line: &str) -> Vec<String> {
    let line = line.split(" > ").next().unwrap_or_default();
    let parts = line.split('"').enumerate();
    let mut words = vec![String::new()];
    for (i, part) in parts {
        if i % 2 == 1 {
            words.last_mut().unwrap().push_str(part);
            continue;
        }
        for (j, plain) in part.split(' ').enumerate() {
            if j > 0 {
                words.push(String::new());
            }
            words.last_mut().unwrap().push_str(plain);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What is copied from the help of a terminal of 80 columns works, since no line of it is broken there.
#[test]
fn the_examples_of_help_are_commands_and_fit_a_terminal() {
    let mut wrong = Vec::new();
    for (called, verb) in all(&command(), "") {
        let help = after_help(&verb);
        let example = |line: &str| line.starts_with("  ");
        let wide = help.lines().filter(|line| example(line) && line.width() > 79);
        wrong.extend(wide.map(|line| format!("{called}: too wide: {line}")));
        // Prose is broken by the terminal alone, else it is broken twice on a narrow one.
        let broken = help.lines().zip(help.lines().skip(1)).filter(|(line, next)| {
            !line.is_empty() && !line.ends_with(':') && !next.is_empty() && !example(next) && !example(line)
        });
        wrong.extend(broken.map(|(line, _)| format!("{called}: broken by hand: {line}")));
        let joined = help.replace("\\\n    ", "");
        for line in joined.lines().filter(|line| line.starts_with("  kaizen ")) {
            if let Err(error) = command().try_get_matches_from(words(line)) {
                wrong.push(format!("{called}: {line}\n{error}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn sources(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, ending, found);
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
}

/// A message that names a command which is not there would lead nowhere.
#[test]
fn every_command_that_is_named_is_there() {
    // Words of prose that follow the program's name, and the first line of a statement.
    let prose =
        ["would", "that", "keeps", "is", "has", "cannot", "does", "in", "event", "itself", "was", "reads", "writes"];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("README.md")];
    sources(&root.join("src"), "rs", &mut files);
    sources(&root.join("src"), "md", &mut files);
    sources(&root.join("docs"), "md", &mut files);
    let top = command();
    let mut wrong = Vec::new();
    for file in files {
        for line in std::fs::read_to_string(&file).unwrap().lines() {
            for (at, _) in line.match_indices("kaizen ") {
                if line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "/.-_".contains(c)) {
                    continue;
                }
                let name = |word: &&str| {
                    !word.is_empty()
                        && !word.starts_with('-')
                        && word.chars().all(|c| c.is_ascii_lowercase() || c == '-')
                };
                let mut rest = line[at + 7..].split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
                let Some(verb) = rest.next().filter(name).filter(|verb| !prose.contains(verb)) else { continue };
                let found = top.find_subcommand(verb);
                if found.is_none() {
                    wrong.push(format!("{}: there is no kaizen {verb}: {line}", file.display()));
                }
                let below = found.filter(|verb| verb.has_subcommands());
                if let Some((verb, word)) =
                    below.zip(rest.next().filter(name)).filter(|(verb, word)| verb.find_subcommand(word).is_none())
                {
                    wrong.push(format!("{}: kaizen {} has no {word}: {line}", file.display(), verb.get_name()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
