//! One line that says what happened and what comes next.

use std::sync::atomic::{AtomicBool, Ordering};

use super::context::Globals;
use crate::git::Repo;
use crate::model::date::days;
use crate::model::event::Act;
use crate::record::item::Recorded;
use crate::record::publish::Published;
use crate::record::words::in_past;
use crate::record::workspace::Workspace;
use crate::render::terminal::{clean_line, inform, inform_under};
use crate::report::next_act::{Step, next_acts};

/// Tells what an act came to.
pub fn tell_recorded(workspace: &Workspace, recorded: &Recorded, published: &Published) {
    let Recorded { id, event, state, put_back, adopted, .. } = recorded;
    let status = state.status.map(|s| s.to_string()).unwrap_or_default();
    let due = match (state.status, state.terms.due) {
        (Some(status), Some(due)) if status.is_running() => {
            let left = due.since(workspace.today());
            if left < 0 { format!(", {} overdue", days(left)) } else { format!(", due {due} (in {})", days(left)) }
        }
        _ => String::new(),
    };
    let did = in_past(event);
    let now = if did == status { String::new() } else { format!("; now {status}") };
    inform(&clean_line(&format!("{id} {did}{now}{due}")));
    if !adopted.is_empty() {
        tell_more(&format!("adopted what was edited or joined: {}", adopted.join(", ")));
    }
    if !put_back.is_empty() {
        tell_more(&format!("put back to what was agreed: {}", put_back.join(", ")));
    }
    tell_published(published);
    if let Some(next) = next(workspace, recorded) {
        tell_next(&next);
    }
}

/// Tells what comes next.
pub fn tell_next(next: &str) {
    tell_more(&format!("next: {next}"));
}

/// Whether this run of the program committed an act.
static COMMITTED: AtomicBool = AtomicBool::new(false);

/// More acts than these are not counted.
const MANY: usize = 1000;

/// Tells at the end of a run that committed acts how many the others do not have yet.
pub fn tell_not_pushed(globals: &Globals) {
    if !COMMITTED.load(Ordering::Relaxed) {
        return;
    }
    // The act is recorded, whatever can be asked of git now.
    let repo = globals.root_or_here().ok().and_then(|root| Repo::discover(&root).ok().flatten());
    match repo.and_then(|repo| repo.acts_not_pushed(MANY).ok().flatten()) {
        Some(1) => inform("not pushed: 1 act (git push)"),
        Some(MANY) => inform(&format!("not pushed: {MANY} acts or more (git push)")),
        Some(n) if n > 1 => inform(&format!("not pushed: {n} acts (git push)")),
        _ => {}
    }
}

/// Tells how an act was committed, where there is something to tell.
pub fn tell_published(published: &Published) {
    if matches!(published, Published::Commit(..)) {
        COMMITTED.store(true, Ordering::Relaxed);
    }
    match published {
        Published::Commit(_, Some(word)) => tell_more(&format!("note: {word}")),
        Published::Commit(_, None) => {}
        Published::Written(command) => inform(&format!("  not committed; to commit it:\n{command}")),
    }
}

/// A line under the one that says what happened.
fn tell_more(text: &str) {
    inform_under(&clean_line(text));
}

fn next(workspace: &Workspace, recorded: &Recorded) -> Option<String> {
    let (state, event) = (&recorded.state, &recorded.event);
    let register = &workspace.register;
    let item = state.void.in_force(&recorded.item);
    let mut acts = next_acts(&item, state, &register.settings.policy, register.zone());
    // Who asked for a resource waits for that, and who began has said that the plan is made.
    acts.retain(|act| match act.step {
        Step::Grant => event.act == Act::Requested,
        Step::Plan => event.act != Act::Started,
        _ => true,
    });
    match acts.as_slice() {
        [plan, done, ..] if plan.step == Step::Plan => {
            Some(format!("{}; or, when it is done: {}", plan.line(), done.command))
        }
        [first, ..] => Some(first.line()),
        [] => None,
    }
}

/// Tells a change of people.toml or register.toml.
pub fn tell_change(what: &str, published: &Published) {
    inform(&clean_line(what));
    tell_published(published);
}
