//! Asking a person on a terminal for the agreed terms that an item still lacks.

use clap::ValueEnum;

use super::ask;
use crate::model::date::{Day, Moment};
use crate::model::id::Handle;
use crate::model::terms::Terms;
use crate::model::word::{Grade, Kind, Significance};
use crate::record::answers::{Again, Answers};
use crate::register::load::Register;

/// The terms that `terms` lacks and an accepted item has, as the person says them; none where nobody can be asked.
///
/// # Errors
/// The person broke it off.
pub fn missing(answers: &Answers, terms: &Terms, register: &Register, now: Moment) -> anyhow::Result<Terms> {
    let mut asked = Terms::default();
    if !ask::is_terminal() {
        return Ok(asked);
    }
    if terms.kind.is_none() {
        asked.kind = Some(kind(answers)?);
    }
    if terms.grade.is_none() {
        asked.grade =
            Some(ask::choice(answers, "How is it graded?", Again::Flag("--grade"), Grade::value_variants().to_vec())?);
    }
    if terms.significance.is_none() {
        asked.significance = Some(ask::choice(
            answers,
            "How much depends on it?",
            Again::Flag("--significance"),
            Significance::value_variants().to_vec(),
        )?);
    }
    if terms.owner.is_none() {
        let there: Vec<Handle> = register.authority.present(now).cloned().collect();
        asked.owner = Some(ask::choice(answers, "Who owns it?", Again::Flag("--owner"), there)?);
    }
    if terms.due.is_none() {
        asked.due = Some(day(answers, "By which day is it implemented?", Again::Flag("--due"))?);
    }
    if terms.success_criterion.is_none() {
        asked.success_criterion =
            Some(ask::line(answers, "What must be seen to call the fix effective?", Again::Flag("--criterion"))?);
    }
    Ok(asked)
}

/// The kind of an item.
///
/// # Errors
/// The person broke it off.
pub fn kind(answers: &Answers) -> anyhow::Result<Kind> {
    let question = "Is it a corrective action or an improvement?";
    ask::choice(answers, question, Again::Flag("--kind"), Kind::value_variants().to_vec())
}

/// A day; asked again while it is none.
fn day(answers: &Answers, question: &str, again: Again) -> anyhow::Result<Day> {
    let text = answers.get(question, again, || {
        let mut said = ask::typed_line(&format!("{question} (2026-05-15)"))?;
        loop {
            match said.parse::<Day>() {
                Ok(day) => return Ok(day.to_string()),
                Err(error) => said = ask::typed_line(&format!("{error}:"))?,
            }
        }
    })?;
    Ok(text.parse()?)
}
