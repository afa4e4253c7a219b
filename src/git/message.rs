//! Commit messages that nothing from outside can forge a trailer in, and reading trailers back.

use anyhow::{Context, Result};
use git2::Oid;

use super::objects::message_of;
use super::repo::Repo;

/// Makes text safe for the body of a commit message.
///
/// Lines that git could take for a comment, a cut, the end of the message or a trailer are indented
/// by one space; control characters, and those that change the direction of text, are removed.
/// Blank lines at either end go.
#[must_use]
pub fn safe_text(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|char| if matches!(char, '\u{2028}' | '\u{2029}') { '\n' } else { char })
        .filter(|char| matches!(char, '\n' | '\t') || !(char.is_control() || turns(*char)))
        .collect();
    let lines: Vec<String> = clean
        .lines()
        .map(|line| match line.trim_end() {
            line if is_special(line) => format!(" {line}"),
            line => line.to_owned(),
        })
        .collect();
    let body = lines.join("\n");
    // Not `trim`: the indentation of a first line is what makes it safe.
    body.trim_end().trim_start_matches('\n').to_owned()
}

/// Puts a message together: one line that says what, a text, and the trailers in a block of their own.
///
/// The trailers' names must be words (letters, digits and `-`); subject and values become one line.
#[must_use]
pub fn compose(subject: &str, body: &str, trailers: &[(&str, &str)]) -> String {
    // Git takes no trailer from the first paragraph, so `IMP-2026-K7QD: accept` may stand there.
    let mut message = match one_line(subject) {
        subject if subject.is_empty() => "(no subject)".to_owned(),
        subject if is_mark(&subject) => format!(" {subject}"),
        subject => subject,
    };
    message.push('\n');
    let body = safe_text(body);
    if !body.is_empty() {
        message.push('\n');
        message.push_str(&body);
        message.push('\n');
    }
    for (at, (name, value)) in trailers.iter().enumerate() {
        if at == 0 {
            message.push('\n');
        }
        message.push_str(name);
        message.push_str(": ");
        message.push_str(&one_line(value));
        message.push('\n');
    }
    message
}

/// The trailers of a commit, in their order, as git finds them.
///
/// # Errors
/// Where the commit cannot be read.
pub fn trailers(repo: &Repo, commit: Oid) -> Result<Vec<(String, String)>> {
    let objects = repo.objects()?;
    // A message may hold a NUL, which the parser in C would take for its end.
    let message = message_of(&objects, commit)?.replace('\0', "\u{fffd}");
    let found = git2::message_trailers_strs(&message)
        .with_context(|| format!("the trailers of commit {commit} cannot be read"))?;
    Ok(found.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}

fn one_line(text: &str) -> String {
    let spaced: String = text
        .chars()
        .map(|char| if matches!(char, '\n' | '\t' | '\u{2028}' | '\u{2029}') { ' ' } else { char })
        .filter(|char| !(char.is_control() || turns(*char)))
        .collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters that make text read in another order than it is stored.
fn turns(char: char) -> bool {
    matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A comment (`#` or what `core.commentChar` may name), a cut, or the `---` that ends a message where
/// it is read from a patch.
fn is_mark(line: &str) -> bool {
    line.starts_with(['#', ';', '@', '!', '$', '%', '^', '&', '|', ':'])
        || line.starts_with("---")
        || (line.contains(" >8 ") && !line.starts_with(' '))
}

fn is_special(line: &str) -> bool {
    is_mark(line)
        || line.starts_with("(cherry picked from commit")
        || line.starts_with("Conflicts:")
        || is_trailer(line)
}

/// A word, perhaps spaces, and a separator: `:`, or one that `trailer.separators` may name.
fn is_trailer(line: &str) -> bool {
    let rest = line.trim_start_matches(|char: char| char.is_ascii_alphanumeric() || char == '-');
    rest.len() < line.len() && rest.trim_start_matches([' ', '\t']).starts_with([':', '#', '=', '%', '>', '|', '~'])
}
