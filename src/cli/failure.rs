//! How a failure is told: what is wrong, then what to do, and the exit code.

use super::kept_words::Kept;
use crate::lifecycle::refusal::Refusal;
use crate::model::excerpt::{MESSAGE, shortened};
use crate::record::workspace::Broken;
use crate::register::read::Problem;
use crate::render::terminal::clean;

/// Exit code when something was found that should not be (`check`, `stale --exit-code`, `trace --unanswered`).
pub const FOUND: u8 = 1;
/// Exit code when it could not be done, or could not be looked at.
pub const COULD_NOT: u8 = 2;

/// The lines that tell an error: its causes on one line, then the hints of a refusal.
#[must_use]
pub fn lines(error: &anyhow::Error) -> Vec<String> {
    let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    let mut lines = vec![format!("error: {}", causes.join(": "))];
    if let Some(refusal) = error.chain().find_map(|e| e.downcast_ref::<Refusal>()) {
        lines.extend(refusal.next.iter().map(|advice| format!("  {advice}")));
    }
    if let Some(kept) = error.downcast_ref::<Kept>() {
        lines.push(format!("  to take it up again: {}", kept.command));
    }
    if error.chain().any(|e| e.is::<Problem>() || e.is::<Broken>()) {
        lines.push("  put it right there; git diff shows what was changed since the last commit".to_owned());
    }
    lines.iter().map(|line| shortened(&clean(line), MESSAGE)).collect()
}

/// Whether the error is a pipe that nobody reads any more, which is a success.
#[must_use]
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|e| e.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}
