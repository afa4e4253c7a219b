//! Questions that several acts ask, with what can be known of their answers.

use super::answers::{Again, Answers};
use super::prompt::Choice;
use super::workspace::Workspace;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::day_words;
use crate::model::id::{Handle, SourceRef};
use crate::model::word::{SourceKind, Word as _};

/// Names all that is missing where nobody can be asked.
#[must_use]
pub fn still_missing(missing: &[&str], verb: &str) -> Refusal {
    Refusal::new(format!("still missing: {}", missing.join(", ")))
        .next(format!("kaizen {verb} --help shows an example; on a terminal it is asked for"))
}

/// Somebody who is there, `first` before the others; nobody where nobody can be asked.
///
/// # Errors
/// The person broke it off.
pub fn person(
    workspace: &Workspace,
    question: &str,
    again: Again,
    first: Option<&Handle>,
) -> anyhow::Result<Option<Handle>> {
    let there: Vec<Handle> = workspace.register.authority.present(workspace.now).cloned().collect();
    workspace.answers.choice(question, again, beginning_with(first, there), |handle| called(workspace, handle))
}

/// The name and the department of somebody in people.toml.
#[must_use]
pub fn called(workspace: &Workspace, handle: &Handle) -> Option<String> {
    let known = workspace.register.basics.people.person.get(handle)?;
    let department = known.department.as_ref().map(|department| format!(", {department}"));
    Some(format!("{}{}", known.name, department.unwrap_or_default()))
}

/// The choices in their order, but for the first.
#[must_use]
pub fn beginning_with<T: PartialEq>(first: Option<&T>, mut choices: Vec<T>) -> Vec<T> {
    choices.sort_by_key(|choice| Some(choice) != first);
    choices
}

/// A source: its kind, then its reference; nothing where nobody can be asked.
///
/// # Errors
/// The person broke it off.
pub fn source(answers: &Answers, question: &str, again: Again) -> anyhow::Result<Option<SourceRef>> {
    let Some(prompt) = answers.prompt() else { return Ok(None) };
    let said = answers.get(question, again, || {
        let kinds = SourceKind::all().iter().map(|kind| Choice::of(kind.to_string())).collect();
        let kind = prompt.choice(question, kinds)?;
        loop {
            let source = format!("{kind}:{}", prompt.line("Its reference (a ticket, a report, a date):")?);
            match source.parse::<SourceRef>() {
                Ok(_) => return Ok(source),
                Err(error) => prompt.tell(&error.to_string()),
            }
        }
    })?;
    Ok(Some(said.parse()?))
}

impl Answers {
    /// A line that may stay empty, asked again while `parse` does not take it; nothing where nobody can be asked.
    ///
    /// # Errors
    /// The person broke it off.
    pub fn checked_line<T>(
        &self,
        question: &str,
        again: Again,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> anyhow::Result<Option<T>> {
        let Some(prompt) = self.prompt() else { return Ok(None) };
        let said = self.get(question, again, || {
            loop {
                let said = prompt.line_from(question, "")?;
                match parse(&said) {
                    _ if said.is_empty() => return Ok(said),
                    Ok(_) => return Ok(said),
                    Err(error) => prompt.tell(&error),
                }
            }
        })?;
        Ok(parse(&said).ok().filter(|_| !said.is_empty()))
    }

    /// One of some choices, or the one that stands for none of them, which is the first; nothing where nobody can be asked.
    ///
    /// # Errors
    /// The person broke it off.
    pub fn choice_or_none<T: std::fmt::Display>(
        &self,
        question: &str,
        again: Again,
        (none, choices): (Choice, Vec<T>),
        meaning: impl Fn(&T) -> Option<String>,
    ) -> anyhow::Result<Option<T>> {
        let Some(prompt) = self.prompt() else { return Ok(None) };
        let said = self.get(question, again, || {
            let others = choices.iter().map(|one| Choice { word: one.to_string(), meaning: meaning(one) });
            let said = prompt.choice(question, std::iter::once(none.clone()).chain(others).collect())?;
            Ok(if said == none.word { String::new() } else { said })
        })?;
        Ok(choices.into_iter().find(|choice| choice.to_string() == said))
    }

    /// A day, as a date or in a word; asked again while it is none. `there` stands there already.
    ///
    /// # Errors
    /// The person broke it off.
    pub fn day(&self, question: &str, again: Again, today: Day, there: Option<Day>) -> anyhow::Result<Option<Day>> {
        let Some(prompt) = self.prompt() else { return Ok(None) };
        let there = there.map(|day| day.to_string()).unwrap_or_default();
        let said = self.get(question, again, || {
            let mut asked = format!("{question} (2026-05-15, +30d, friday, eom)");
            loop {
                let said = prompt.line_from(&asked, &there)?;
                match (said.parse::<Day>(), day_words::said(&said, today)) {
                    (Ok(day), _) => return Ok(day.to_string()),
                    (Err(_), Some(day)) => {
                        prompt.tell(&format!("  {said} is {day}"));
                        return Ok(day.to_string());
                    }
                    (Err(error), None) => asked = format!("{error}:"),
                }
            }
        })?;
        Ok(Some(said.parse()?))
    }
}
