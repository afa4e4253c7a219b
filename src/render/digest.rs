//! What waits for whom, as Markdown.

use super::markdown::escaped;
use super::screen::columns;
use super::terminal::{BAD, FAINT, GOOD, STRONG, clean_cell, clean_line, styled, wrapped};
use crate::model::id::Handle;
use crate::report::digest::Digest;
use crate::report::waiting::{Task, Wait};

/// A command as it is typed.
pub(super) fn code(command: &str) -> String {
    let line = super::terminal::clean_line(command);
    // Where the command holds backticks, more of them stand around it.
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    if longest == 0 { format!("`{line}`") } else { format!("{fence} {line} {fence}") }
}

/// A thing that waits as an entry of a list.
pub(super) fn entry(task: &Task) -> String {
    let first = format!("- **{}** {}: {}\n", escaped(&task.about), escaped(&task.title), escaped(&task.text));
    let commands = task.command.split(", or ").map(|command| match command.split_once(": ") {
        Some((who, command)) => format!("{who}: {}", code(command)),
        None => code(command),
    });
    first + &format!("  {}\n", commands.collect::<Vec<_>>().join(", or "))
}

fn title(wait: Wait) -> &'static str {
    match wait {
        Wait::Overdue => "Overdue",
        Wait::ToVerify => "To verify",
        Wait::ToDecide => "To decide",
        Wait::ToSignOff => "To sign off",
        Wait::ToAnalyse => "To analyse anew",
        Wait::DueSoon => "Due soon",
    }
}

fn tasks(tasks: &[Task]) -> String {
    let mut out = String::new();
    let mut before = None;
    for task in tasks {
        if before != Some(task.wait) {
            out += &format!("\n### {}\n\n", title(task.wait));
            before = Some(task.wait);
        }
        out += &entry(task);
    }
    out
}

/// So many things of a kind are shown of what waits.
const SHOWN: usize = 8;

/// What waits for one person, for the terminal.
#[must_use]
pub fn status(who: &Handle, digest: &Digest, unpushed: Option<usize>) -> String {
    let waiting: Vec<&Task> = digest.people.iter().flat_map(|person| &person.tasks).collect();
    let columns = columns();
    let mut out = match waiting.len() {
        0 => format!("{}: {}\n", who, styled(GOOD, "nothing waits for you")),
        1 => format!("{who}: 1 thing waits for you\n"),
        n => format!("{who}: {n} things wait for you\n"),
    };
    let mut kinds: Vec<Wait> = waiting.iter().map(|task| task.wait).collect();
    kinds.dedup();
    for kind in kinds {
        let of_kind: Vec<&&Task> = waiting.iter().filter(|task| task.wait == kind).collect();
        let style = if kind == Wait::Overdue { BAD } else { STRONG };
        out += &format!("\n{} ({})\n", styled(style, title(kind)), of_kind.len());
        for task in of_kind.iter().take(SHOWN) {
            let line = format!("{} {}: {}", task.about, task.title, task.text);
            out += &wrapped(&clean_cell(&line), columns, "  ");
            for command in task.command.split(", or ") {
                out += &styled(FAINT, wrapped(&clean_line(command), columns, "      ").trim_end());
                out.push('\n');
            }
        }
        let more = of_kind.len().saturating_sub(SHOWN);
        if more > 0 {
            out += &format!("  and {more} more: kaizen report digest --for {who}\n");
        }
    }
    match unpushed {
        Some(1) => out += "\nnot pushed: 1 commit (git push)\n",
        Some(n) if n > 1 => out += &format!("\nnot pushed: {n} commits (git push)\n"),
        _ => {}
    }
    out
}

/// The digest as Markdown.
#[must_use]
pub fn to_markdown(digest: &Digest) -> String {
    let mut out = format!("# What waits in the improvement register of {}\n\n", escaped(&digest.organisation));
    out +=
        &format!("As of {}, by {}. Words in capitals are to be filled in.\n", digest.origin.as_of, digest.origin.tool);
    if digest.people.iter().all(|person| person.tasks.is_empty()) && digest.nobody.is_empty() {
        out += "\nNothing waits.\n";
    }
    for person in digest.people.iter().filter(|person| !person.tasks.is_empty()) {
        out += &format!("\n## {} ({})\n", escaped(&person.name), person.handle);
        out += &tasks(&person.tasks);
    }
    if !digest.nobody.is_empty() {
        out += "\n## For nobody who is there\n\nA manager gives it to somebody: `kaizen amend ID --owner HANDLE -m REASON`.\n";
        out += &tasks(&digest.nobody);
    }
    out
}
