//! What is longer than the screen goes through the person's pager.

use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::SIGINT;

/// Exit codes of a shell that could not start the command: not to be run, not found.
const NOT_STARTED: [i32; 2] = [126, 127];

/// The pager in the order in which git looks for one; `None` where none is wanted.
fn command() -> Option<String> {
    let said = ["KAIZEN_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
    let pager = said.unwrap_or_else(|| "less".to_owned());
    Some(pager.trim().to_owned()).filter(|pager| !pager.is_empty() && pager != "cat")
}

/// How it went.
#[derive(Debug, PartialEq, Eq)]
pub enum Paged {
    /// It was shown, to its end or as far as the person read.
    Shown,
    /// No pager is wanted.
    Unwanted,
    /// The pager could not be started; its command.
    NotStarted(String),
}

/// Shows a text in the pager, and waits until the person is done with it.
#[must_use]
pub fn page(text: &str) -> Paged {
    let Some(pager) = command() else { return Paged::Unwanted };
    // Ctrl-C is for the pager: ending here would leave it with a terminal that the shell reads too.
    let held = signal_hook::flag::register(SIGINT, Arc::new(AtomicBool::new(false)));
    let shown = shown(&pager, text);
    if let Ok(id) = held {
        signal_hook::low_level::unregister(id);
    }
    if shown { Paged::Shown } else { Paged::NotStarted(pager) }
}

fn shown(pager: &str, text: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", pager]).stdin(Stdio::piped());
    for (name, value) in [("LESS", "FRX"), ("LV", "-c")] {
        if std::env::var_os(name).is_none() {
            command.env(name, value);
        }
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // Closed early, it has shown what the person wanted to see.
        stdin.write_all(text.as_bytes()).ok();
    }
    let ended = child.wait();
    !ended.is_ok_and(|status| status.code().is_some_and(|code| NOT_STARTED.contains(&code)))
}
