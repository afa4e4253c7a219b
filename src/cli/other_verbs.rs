//! Verbs of other tools, and what does here what they do there.

use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What other tools call it, and the commands that do it here.
const INSTEAD: &[(&[&str], &str)] = &[
    (
        &["close", "resolve", "done", "complete", "fix"],
        "an item closes when its effectiveness is verified\n  kaizen sign-off ID: its owner says that the work is \
         done\n  kaizen verify ID: somebody independent verifies it\n  kaizen action done ID: one action is done",
    ),
    (
        &["delete", "rm", "remove", "cancel", "wontfix"],
        "nothing is deleted\n  kaizen reject ID -m REASON: an item that is not done\n  kaizen void ID EVENT -m REASON: an \
         act that was a mistake\n  kaizen undo: your newest act, while it is not pushed",
    ),
    (
        &["assign", "owner", "reassign"],
        "an item gets its owner when it is accepted\n  kaizen accept ID --owner HANDLE\n  kaizen amend ID --owner HANDLE \
         -m REASON: another owner later",
    ),
    (
        &["due", "postpone", "snooze", "reschedule"],
        "the target date is agreed, and moved with a reason\n  kaizen extend ID --to DATE -m REASON\n  kaizen defer ID \
         --until DATE -m REASON: put off as a whole",
    ),
    (
        &["new", "create", "open", "raise"],
        "an item is raised\n  kaizen add\n  kaizen suggest \"What should become better\"",
    ),
    (
        &["update", "modify", "change", "set"],
        "what changes has a verb of its own\n  kaizen amend ID: agreed terms\n  kaizen edit ID: the text\n  kaizen link \
         ID: sources, risks, controls, tags",
    ),
    (
        &["approve", "grant"],
        "a manager decides\n  kaizen accept ID: an item\n  kaizen resource approve ID: time or money",
    ),
    (&["comment", "reply", "say"], "words are added to an item\n  kaizen note ID -m TEXT"),
    (&["view", "cat", "get"], "an item is shown\n  kaizen show ID"),
    (&["ls", "todo"], "items are listed\n  kaizen list"),
    (&["lint", "validate", "test"], "the register is judged\n  kaizen check"),
];

/// What to do instead, where the verb that is not there is one of another tool.
pub fn instead_of(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(verb)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    if error.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let (_, instead) = INSTEAD.iter().find(|(names, _)| names.contains(&verb.as_str()))?;
    Some(format!("there is no verb “{verb}”: {instead}"))
}
