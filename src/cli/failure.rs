//! How a failure is told: what is wrong, then what to do, and the exit code.

use super::kept_words::Kept;
use crate::lifecycle::refusal::Refusal;
use crate::model::excerpt::{MESSAGE, shortened};
use crate::record::workspace::Broken;
use crate::register::read::Problem;
use crate::render::terminal::clean;
use crate::report::failure::Failure;

/// Exit code when something was found that should not be (`check`, `stale --exit-code`, `trace --unanswered`).
pub const FOUND: u8 = 1;
/// Exit code when it could not be done, or could not be looked at.
pub const COULD_NOT: u8 = 2;

/// What is wrong, its causes in one sentence, and what to do about it.
#[must_use]
pub fn of(error: &anyhow::Error) -> Failure {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    let mut next: Vec<String> = Vec::new();
    if let Some(refusal) = error.chain().find_map(|e| e.downcast_ref::<Refusal>()) {
        next.extend(refusal.next.iter().cloned());
    }
    if let Some(kept) = error.downcast_ref::<Kept>() {
        next.push(format!("to take it up again: {}", kept.command));
    }
    if error.chain().any(|e| e.is::<Problem>() || e.is::<Broken>()) {
        next.push("put it right there; git diff shows what was changed since the last commit".to_owned());
    }
    Failure { error: causes.join(": "), next }
}

/// The lines that tell it to people: what is wrong, then the hints.
#[must_use]
pub fn lines(failure: &Failure) -> Vec<String> {
    let hints = failure.next.iter().map(|advice| format!("  {advice}"));
    let lines = std::iter::once(format!("error: {}", failure.error)).chain(hints);
    lines.map(|line| shortened(&clean(&line), MESSAGE)).collect()
}

/// Whether the error is a pipe that nobody reads any more, which is a success.
#[must_use]
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|e| e.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}
