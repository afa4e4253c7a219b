//! Asking a person on a terminal: a line, a choice, or words in their editor.

use std::io::{IsTerminal, Read as _, Write as _};
use std::process::Command;

use anyhow::{Context, bail};

use super::kept::kept_text;
use crate::lifecycle::refusal::Refusal;
use crate::record::answers::{Again, Answers};
use crate::register::shield::{self, Shield};
use crate::render::terminal::clean_line;

/// Whether there is a person to ask: standard input and standard error are a terminal.
#[must_use]
pub fn is_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// A line; asked again while it is empty.
///
/// # Errors
/// The person broke it off.
pub fn line(answers: &Answers, question: &str, again: Again) -> anyhow::Result<String> {
    answers.get(question, again, || typed_line(question))
}

/// A line, always asked.
///
/// # Errors
/// The person broke it off.
pub fn typed_line(question: &str) -> anyhow::Result<String> {
    loop {
        let answer = inquire::Text::new(&clean_line(question)).prompt().context("broken off; nothing was recorded")?;
        if !answer.trim().is_empty() {
            return Ok(answer.trim().to_owned());
        }
    }
}

/// A line that is there already and may be changed.
///
/// # Errors
/// The person broke it off.
pub fn line_with_default(question: &str, default: &str) -> anyhow::Result<String> {
    // What stands there may come from a file.
    let answer = inquire::Text::new(&clean_line(question)).with_initial_value(&clean_line(default)).prompt();
    Ok(answer.context("broken off; nothing was recorded")?.trim().to_owned())
}

/// A line that may stay empty.
///
/// # Errors
/// The person broke it off.
pub fn optional_line(question: &str) -> anyhow::Result<Option<String>> {
    let answer = inquire::Text::new(&clean_line(question)).prompt().context("broken off; nothing was recorded")?;
    Ok(Some(answer.trim().to_owned()).filter(|a| !a.is_empty()))
}

/// One of some choices.
///
/// # Errors
/// The person broke it off.
pub fn choice<T: std::fmt::Display>(
    answers: &Answers,
    question: &str,
    again: Again,
    choices: Vec<T>,
) -> anyhow::Result<T> {
    let texts: Vec<String> = choices.iter().map(ToString::to_string).collect();
    let chosen = answers.get(question, again, || typed_choice(question, texts))?;
    let one = choices.into_iter().find(|choice| choice.to_string() == chosen);
    one.with_context(|| format!("“{chosen}” is no choice any more: {question}"))
}

/// One of some choices, always asked.
///
/// # Errors
/// The person broke it off.
pub fn typed_choice<T: std::fmt::Display>(question: &str, choices: Vec<T>) -> anyhow::Result<T> {
    inquire::Select::new(&clean_line(question), choices).prompt().context("broken off; nothing was recorded")
}

/// Yes or no.
///
/// # Errors
/// The person broke it off.
pub fn confirm(question: &str) -> anyhow::Result<bool> {
    inquire::Confirm::new(&clean_line(question)).with_default(true).prompt().context("broken off; nothing was recorded")
}

/// The words of an act where it has some, with `-m`.
///
/// # Errors
/// They are empty.
pub fn optional_words(answers: &Answers, given: Option<&str>) -> anyhow::Result<Option<String>> {
    given.map(|given| words(answers, Some(given), "the text after -m")).transpose()
}

/// The words of an act: those given with `-m` (`-` reads standard input), else typed in the editor on a terminal.
///
/// # Errors
/// None are given and there is nobody to ask, or they are empty.
pub fn words(answers: &Answers, given: Option<&str>, what: &str) -> anyhow::Result<String> {
    let text = match given {
        Some("-") => answers.get("standard input", Again::Input, || {
            let mut text = String::new();
            std::io::stdin().read_to_string(&mut text).context("cannot read standard input")?;
            Ok(text)
        })?,
        Some(text) => text.to_owned(),
        None => answers.get(what, Again::Text("-m"), || typed_words(what))?,
    };
    let text = text.trim().to_owned();
    if text.is_empty() { Err(words_missing(what).into()) } else { Ok(text) }
}

fn words_missing(what: &str) -> Refusal {
    Refusal::new(format!("words are missing: {what}")).next("add -m TEXT")
}

fn typed_words(what: &str) -> anyhow::Result<String> {
    if !is_terminal() {
        return Err(words_missing(what).into());
    }
    let left = in_editor(&format!("\n# {what}\n# Lines that begin with # are left out; an empty text breaks off.\n"))?;
    let text = left.lines().filter(|line| !line.starts_with('#')).collect::<Vec<_>>().join("\n").trim().to_owned();
    if text.is_empty() { Err(words_missing(what).into()) } else { Ok(text) }
}

fn in_editor(text: &str) -> anyhow::Result<String> {
    let mut file = tempfile::Builder::new().prefix("kaizen-").suffix(".txt").tempfile()?;
    file.write_all(text.as_bytes())?;
    let path = file.into_temp_path();
    let edited = edit_file(&path);
    let left = std::fs::read_to_string(&path).context("cannot read what the editor left")?;
    edited.map(|()| left.clone()).map_err(
        |error| {
            if left == text { error } else { kept_text(error, &left, Again::Text("-m")) }
        },
    )
}

/// Opens a file in `$VISUAL`, else `$EDITOR`, else on a terminal vi, and waits.
///
/// # Errors
/// There is no editor, it cannot be run, or says that it failed.
pub fn edit_file(path: &std::path::Path) -> anyhow::Result<()> {
    let named = |name| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
    let fallback = || is_terminal().then(|| "vi".to_owned());
    let editor = named("VISUAL").or_else(|| named("EDITOR")).or_else(fallback).ok_or_else(|| {
        Refusal::new("there is no terminal to edit on")
            .next("set VISUAL or EDITOR to a program that edits the file it is given")
    })?;
    // Ctrl-C is the editor's while it is open, as it is with git.
    let _shield = Shield::raise()?;
    // As git does: the value may hold arguments, so a shell reads it, which must outlive a Ctrl-C too.
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("trap : INT; {editor} \"$@\""))
        .arg(&editor)
        .arg(path)
        .status()
        .with_context(|| format!("cannot run the editor {editor}"))?;
    if !status.success() {
        bail!("the editor {editor} ended with {status}");
    }
    shield::forget_interrupt();
    Ok(())
}
