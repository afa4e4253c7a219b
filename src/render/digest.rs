//! What waits for whom, as Markdown.

use super::bounded::more_entries;
use super::markdown::{code, escaped};
use super::screen::{MOST_LINES, columns};
use super::terminal::{BAD, FAINT, GOOD, STRONG, clean_cell, clean_line, styled, wrapped};
use crate::model::id::Handle;
use crate::report::digest::Digest;
use crate::report::waiting::{Task, Wait};

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

/// Tasks by what they wait for: of each kind the first, and how to see the others.
fn tasks(tasks: &[Task], most: usize, command: &str) -> String {
    let mut out = String::new();
    for of_kind in tasks.chunk_by(|a, b| a.wait == b.wait) {
        let kind = of_kind.first().map(|task| title(task.wait)).unwrap_or_default();
        out += &format!("\n### {kind}\n\n");
        out.extend(of_kind.iter().take(most).map(entry));
        out += &more_entries(of_kind.len().saturating_sub(most), command);
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

/// How much is shown of a digest: so many things of a kind, of so many people. The first that fits a screen is taken.
const FEWER: [(usize, usize); 6] =
    [(usize::MAX, usize::MAX), (20, usize::MAX), (8, usize::MAX), (3, usize::MAX), (1, 10), (1, 3)];

/// The digest as Markdown: as much as somebody reads, or all in `full`.
#[must_use]
pub fn to_markdown(digest: &Digest, full: bool) -> String {
    let mut out = String::new();
    for (tasks, people) in FEWER {
        out = document(digest, tasks, people);
        if full || out.lines().count() <= MOST_LINES {
            break;
        }
    }
    out
}

fn document(digest: &Digest, most: usize, people: usize) -> String {
    let mut out = format!("# What waits in the improvement register of {}\n\n", escaped(&digest.organisation));
    out +=
        &format!("As of {}, by {}. Words in capitals are to be filled in.\n", digest.origin.as_of, digest.origin.tool);
    let waited_for: Vec<_> = digest.people.iter().filter(|person| !person.tasks.is_empty()).collect();
    if waited_for.is_empty() && digest.nobody.is_empty() {
        out += "\nNothing waits.\n";
    }
    for person in waited_for.iter().take(people) {
        out += &format!("\n## {} ({})\n", escaped(&person.name), person.handle);
        out += &tasks(&person.tasks, most, &format!("kaizen report digest --for {} --full", person.handle));
    }
    let others = waited_for.len().saturating_sub(people);
    if others > 0 {
        out += &format!("\n## And {others} more people\n\n{}\n", code(FULL));
    }
    if !digest.nobody.is_empty() {
        out += "\n## For nobody who is there\n\nA manager gives it to somebody: `kaizen amend ID --owner HANDLE -m REASON`.\n";
        out += &tasks(&digest.nobody, most, FULL);
    }
    out
}

/// The command that shows all that waits for everybody.
const FULL: &str = "kaizen report digest --all --full";
