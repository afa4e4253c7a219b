//! Days that an act agrees on: none of the past, none beyond what anybody plans for, and the effectiveness review after
//! the work.

use crate::lifecycle::refusal::Refusal;
use crate::lifecycle::state::State;
use crate::model::date::Day;
use crate::model::terms::Terms;
use crate::model::word::Status;
use crate::record::workspace::Workspace;

/// Days in twenty years: nobody plans that far, so a longer one is a slip.
const FAR: i64 = 7305;

/// Asks that a target date is not past.
///
/// # Errors
/// It is, or lies beyond twenty years.
pub fn check_due(flag: &str, due: Option<Day>, workspace: &Workspace) -> Result<(), Refusal> {
    let Some(due) = due else { return Ok(()) };
    if due < workspace.today() {
        return Err(Refusal::new(format!("{flag} {due} is past; today is {}", workspace.today())));
    }
    check_far(flag, due, workspace)
}

/// Asks that a day is still to come.
///
/// # Errors
/// It is not, or lies beyond twenty years.
pub fn check_ahead(flag: &str, day: Option<Day>, workspace: &Workspace) -> Result<(), Refusal> {
    let Some(day) = day else { return Ok(()) };
    if day <= workspace.today() {
        return Err(Refusal::new(format!("{flag} {day} is not in the future; today is {}", workspace.today())));
    }
    check_far(flag, day, workspace)
}

fn check_far(flag: &str, day: Day, workspace: &Workspace) -> Result<(), Refusal> {
    if day.since(workspace.today()) <= FAR {
        return Ok(());
    }
    Err(Refusal::new(format!("{flag} {day} is more than twenty years away")).next("look at its year"))
}

/// Asks that the day of the effectiveness review that `terms` sets lies after the work: whether a fix holds is seen later.
///
/// # Errors
/// It is past, or, while the work is not signed off, not after the target date.
pub fn check_verify_on(terms: &Terms, before: &State, workspace: &Workspace) -> Result<(), Refusal> {
    let Some(day) = terms.verify_on else { return Ok(()) };
    check_ahead("--verify-on", Some(day), workspace)?;
    let due = terms.due.or(before.terms.due).filter(|_| before.status != Some(Status::Implemented));
    match due.filter(|due| day <= *due) {
        None => Ok(()),
        Some(due) => Err(Refusal::new(format!("--verify-on {day} is not after the target date, {due}"))
            .next("whether a fix holds is seen some time after it: name a later day")),
    }
}
