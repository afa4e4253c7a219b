//! Asking a person on a terminal for the agreed terms that an item still lacks.

use clap::ValueEnum;

use super::ask;
use crate::model::date::{Day, Moment};
use crate::model::id::Handle;
use crate::model::terms::Terms;
use crate::model::word::{Grade, Kind, Significance};
use crate::register::load::Register;

/// The terms that `terms` lacks and an accepted item has, as the person says them; none where nobody can be asked.
///
/// # Errors
/// The person broke it off.
pub fn missing(terms: &Terms, register: &Register, now: Moment) -> anyhow::Result<Terms> {
    let mut asked = Terms::default();
    if !ask::is_terminal() {
        return Ok(asked);
    }
    if terms.kind.is_none() {
        asked.kind =
            Some(ask::choice("Is it a corrective action or an improvement?", Kind::value_variants().to_vec())?);
    }
    if terms.grade.is_none() {
        asked.grade = Some(ask::choice("How is it graded?", Grade::value_variants().to_vec())?);
    }
    if terms.significance.is_none() {
        asked.significance = Some(ask::choice("How much depends on it?", Significance::value_variants().to_vec())?);
    }
    if terms.owner.is_none() {
        let there: Vec<Handle> = register.authority.present(now).cloned().collect();
        asked.owner = Some(ask::choice("Who owns it?", there)?);
    }
    if terms.due.is_none() {
        asked.due = Some(day("By which day is it implemented?")?);
    }
    if terms.success_criterion.is_none() {
        asked.success_criterion = Some(ask::line("What must be seen to call the fix effective?")?);
    }
    Ok(asked)
}

/// A day; asked again while it is none.
fn day(question: &str) -> anyhow::Result<Day> {
    let mut said = ask::line(&format!("{question} (2026-05-15)"))?;
    loop {
        match said.parse::<Day>() {
            Ok(day) => return Ok(day),
            Err(error) => said = ask::line(&format!("{error}:"))?,
        }
    }
}
