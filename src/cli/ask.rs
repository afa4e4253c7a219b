//! Asking a person on a terminal: a line, a choice, or words in their editor.

use std::io::{IsTerminal, Write as _};
use std::process::Command;

use anyhow::{Context as _, anyhow, bail};
use inquire::InquireError;

use super::kept_words::kept_text;
use super::line::{CtrlE, Typed, read};
use crate::lifecycle::refusal::Refusal;
use crate::record::answers::Again;
use crate::record::prompt::{CANCELLED, Choice, Prompt};
use crate::register::shield::{self, Shield};
use crate::render::screen::columns;
use crate::render::terminal::{clean_line, cut, tell};

/// Whether there is a person to ask: standard input and standard error are a terminal.
#[must_use]
pub fn is_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Whoever sits at the terminal.
#[must_use]
pub fn prompt() -> Option<Box<dyn Prompt>> {
    is_terminal().then(|| Box::new(Terminal) as Box<dyn Prompt>)
}

/// As many choices are shown at once.
const PAGE: usize = 12;
/// The columns of a line of choices that are not the choice.
const ROOM: usize = 3;

#[derive(Debug)]
struct Terminal;

impl Prompt for Terminal {
    fn line(&self, question: &str) -> anyhow::Result<String> {
        loop {
            let answer = self.line_from(question, "")?;
            if !answer.is_empty() {
                return Ok(answer);
            }
        }
    }

    fn line_from(&self, question: &str, there: &str) -> anyhow::Result<String> {
        // What stands there may come from a file.
        let (question, there) = (clean_line(question), clean_line(there));
        match read(&question, &there, CtrlE::EndOfLine)? {
            Typed::Line(line) | Typed::ForEditor(line) => Ok(line),
        }
    }

    fn words(&self, question: &str, about: &[String]) -> anyhow::Result<String> {
        tell("One line, or Ctrl-E for your editor:");
        loop {
            match read(&clean_line(question), "", CtrlE::OpensEditor)? {
                Typed::Line(line) if line.is_empty() => {}
                Typed::Line(line) => return Ok(line),
                Typed::ForEditor(there) => return written_in_editor(&there, question, about),
            }
        }
    }

    fn choice(&self, question: &str, choices: Vec<Choice>) -> anyhow::Result<String> {
        // An option that is broken over lines cannot be told from the next one.
        let room = columns().saturating_sub(ROOM);
        let shown: Vec<String> = choices.iter().map(|choice| cut(&clean_line(&choice.to_string()), room)).collect();
        let chosen = inquire::Select::new(&clean_line(question), shown).with_page_size(PAGE).raw_prompt();
        let index = answered(chosen)?.index;
        let choice = choices.into_iter().nth(index).context("nothing was chosen")?;
        Ok(choice.word)
    }

    fn confirm(&self, question: &str) -> anyhow::Result<bool> {
        confirm(question)
    }

    fn tell(&self, line: &str) {
        tell(&clean_line(line));
    }
}

/// Yes or no.
///
/// # Errors
/// The person broke it off.
pub fn confirm(question: &str) -> anyhow::Result<bool> {
    answered(inquire::Confirm::new(&clean_line(question)).with_default(true).prompt())
}

/// A number of days.
///
/// # Errors
/// The person broke it off.
pub fn days(question: &str, usual: u32) -> anyhow::Result<u32> {
    let asked = inquire::CustomType::<u32>::new(question).with_default(usual);
    answered(asked.with_error_message("A whole number of days.").prompt())
}

/// What was answered; Escape and Ctrl-C answer nothing.
fn answered<T>(asked: Result<T, InquireError>) -> anyhow::Result<T> {
    asked.map_err(|error| match error {
        InquireError::OperationCanceled | InquireError::OperationInterrupted => anyhow!(CANCELLED),
        error => anyhow::Error::from(error).context("the terminal takes no answer"),
    })
}

/// Words that are typed in an editor, below what stands there, with the question and what it is about as comments.
fn written_in_editor(there: &str, question: &str, about: &[String]) -> anyhow::Result<String> {
    let about: String = about.iter().map(|line| format!("#   {}\n", clean_line(line))).collect();
    let hint =
        format!("{there}\n# {question}\n#\n{about}#\n# Lines that begin with # are left out; an empty text cancels.\n");
    let left = in_editor(&hint)?;
    let lines: Vec<&str> = left.lines().filter(|line| !line.starts_with('#')).collect();
    Ok(lines.join("\n").trim().to_owned())
}

fn in_editor(text: &str) -> anyhow::Result<String> {
    let mut file = tempfile::Builder::new().prefix("kaizen-").suffix(".txt").tempfile()?;
    file.write_all(text.as_bytes())?;
    let path = file.into_temp_path();
    let edited = edit_file(&path);
    let left = std::fs::read_to_string(&path).context("cannot read what the editor left")?;
    edited.map(|()| left.clone()).map_err(
        |error| {
            if left == text { error } else { kept_text(error, &left, Again::Text) }
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
    // The codes by which a shell says that it found no such program, or may not run it.
    if matches!(status.code(), Some(126 | 127)) {
        return Err(Refusal::new(format!("the editor “{editor}” cannot be started"))
            .next("set VISUAL or EDITOR to a program that edits the file it is given, for example EDITOR=nano")
            .into());
    }
    if !status.success() {
        bail!("the editor {editor} ended with {status}");
    }
    shield::forget_interrupt();
    Ok(())
}
