//! One line that says what happened and what comes next.

use std::sync::atomic::{AtomicBool, Ordering};

use super::context::Globals;
use crate::git::Repo;
use crate::lifecycle::needs;
use crate::model::date::days;
use crate::model::event::{Act, Event};
use crate::model::word::Status;
use crate::record::item::Recorded;
use crate::record::publish::Published;
use crate::record::words::in_past;
use crate::record::workspace::Workspace;
use crate::render::terminal::{clean_line, tell};

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
    tell(&clean_line(&format!("{id} {did}{now}{due}")));
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
        Some(1) => tell("not pushed: 1 act (git push)"),
        Some(MANY) => tell(&format!("not pushed: {MANY} acts or more (git push)")),
        Some(n) if n > 1 => tell(&format!("not pushed: {n} acts (git push)")),
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
        Published::Written(command) => tell(&format!("  not committed; to commit it:\n{command}")),
    }
}

/// A line under the one that says what happened.
fn tell_more(text: &str) {
    tell(&format!("  {}", clean_line(text)));
}

fn next(workspace: &Workspace, recorded: &Recorded) -> Option<String> {
    let state = &recorded.state;
    let id = recorded.id.random();
    Some(match state.status? {
        Status::Raised => format!("a manager decides: kaizen accept {id} … -m REASON, or kaizen reject {id} -m REASON"),
        Status::Accepted | Status::InProgress => next_in_work(recorded, id),
        Status::Implemented => {
            let planned = state.verify_on(&workspace.register.settings.policy, workspace.register.zone());
            let on = planned.map(|d| format!(" on {d}")).unwrap_or_default();
            format!("somebody independent verifies it{on}: kaizen verify {id} --method … --result … -m FINDING")
        }
        Status::Deferred => format!("kaizen accept {id} -m REASON when its time has come"),
        Status::Closed | Status::Rejected => return None,
    })
}

fn next_in_work(recorded: &Recorded, id: &str) -> String {
    let state = &recorded.state;
    let event: &Event = &recorded.event;
    if needs::lacks_cause(state, &state.void.in_force(&recorded.item)) {
        return format!("find the cause: kaizen why {id}");
    }
    if event.act == Act::Requested {
        return format!(
            "top management decides: kaizen resource approve {id}, or kaizen resource decline {id} -m REASON"
        );
    }
    if let Some((action, _)) = state.open_actions().next() {
        return format!("kaizen action done {id} {action}");
    }
    if state.actions.is_empty() && event.act != Act::Started {
        return format!(
            "plan what changes: kaizen action add {id} TEXT; or, when it is done: kaizen sign-off {id} -m STATEMENT"
        );
    }
    format!("the owner signs off: kaizen sign-off {id} -m STATEMENT")
}

/// Tells a change of people.toml or register.toml.
pub fn tell_change(what: &str, published: &Published) {
    tell(&clean_line(what));
    tell_published(published);
}
