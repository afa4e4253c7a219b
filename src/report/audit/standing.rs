//! Step 1, whether the register exists and is alive, and step 4, what stays open.

use super::{AuditedItem, Fault, Material, Proof, StepNotes, count};
use crate::lifecycle::state::State;
use crate::model::date::days;
use crate::model::event::{Act, Event};
use crate::model::excerpt::{TITLE, shortened};
use crate::model::settings::Number;
use crate::model::word::Status;
use crate::report::clocks;
use crate::report::stale::said_why;

/// Step 1.
pub(super) fn exists(material: &Material<'_>) -> StepNotes {
    let entries = material.entries;
    let mut seen = StepNotes { looked_at: count(entries.len(), "item"), ..StepNotes::default() };
    if let Some((hash, at)) = &material.introduced {
        let mut proof = Proof::about("register.toml", format!("introduced on {}", at.day(material.register.zone())));
        proof.event = Some(hash.short().to_owned());
        proof.at = Some(*at);
        proof.commit = material.commits.get(hash.short()).cloned();
        seen.evidence.push(proof);
    }
    for Number { key, value, usual } in material.register.settings.policy.set_otherwise() {
        seen.open.push(Fault::of(format!("register.toml sets policy.{key} to {value}, which is usually {usual}")));
    }
    if entries.is_empty() {
        seen.faults.push(Fault::of("the register is empty: nothing shows that anything is improved (10.1)"));
        return seen;
    }
    let statuses = [
        Status::Raised,
        Status::Accepted,
        Status::InProgress,
        Status::Implemented,
        Status::Closed,
        Status::Rejected,
        Status::Deferred,
    ];
    let by_status = statuses.iter().filter_map(|s| {
        let n = entries.iter().filter(|e| e.state.status == Some(*s)).count();
        (n > 0).then(|| format!("{n} {s}"))
    });
    let text = by_status.collect::<Vec<_>>().join(", ");
    seen.evidence.push(Proof::about("items", text));
    let newest =
        entries.iter().filter_map(|e| Some((e.newest(Act::Raised)?, e))).max_by_key(|(raised, e)| (raised.at, e.id()));
    if let Some((raised, entry)) = newest {
        let text = format!("the newest entry: {}", shortened(&entry.item.title, TITLE));
        seen.evidence.push(Proof::about(entry.id(), text).event(raised, material));
    }
    seen
}

/// Days before an audit in which a date that moves is looked at.
const EVE: i64 = 30;

/// A target date that was moved, or an item that was put off, after its date was over, and not long ago: it is within its
/// dates for that alone.
fn moved_when_over(material: &Material<'_>, entry: &AuditedItem) -> Option<Fault> {
    let zone = material.register.zone();
    let mut state = State::default();
    let mut moved = None;
    for event in &entry.events {
        let day = event.at.day(zone);
        if matches!(event.act, Act::Extended | Act::Deferred)
            && let Some(late) = clocks::overdue(&state, day)
        {
            moved = Some((event, day, late));
        }
        state.apply(event);
    }
    let (event, day, late) = moved.filter(|(_, day, _)| material.today.since(*day) <= EVE)?;
    let how = if event.act == Act::Deferred { "put off" } else { "given a later date" };
    Some(Fault::about(entry.id(), format!("{how} on {day}, when it was {} overdue, by {}", days(late), event.by)))
}

/// Step 4.
pub(super) fn open(material: &Material<'_>) -> StepNotes {
    let zone = material.register.zone();
    let limit = i64::from(material.register.settings.policy.open_days);
    let open: Vec<_> = material.entries.iter().filter(|e| e.state.status.is_some_and(Status::is_open)).collect();
    let mut seen = StepNotes { looked_at: count(open.len(), "open item"), ..StepNotes::default() };
    for entry in open {
        seen.open.extend(moved_when_over(material, entry));
        let Some(raised) = entry.state.raised_at else { continue };
        let age = material.today.since(raised.day(zone));
        if age <= limit {
            if !clocks::is_overdue(&entry.state, material.today) {
                seen.evidence.push(Proof::about(entry.id(), format!("open for {}, within its dates", days(age))));
            }
            continue;
        }
        let events: Vec<&Event> = entry.events.iter().collect();
        if let Some(why) = said_why(&entry.item, &entry.state, &events) {
            seen.open.push(Fault::about(entry.id(), format!("open for {}; {why}", days(age))));
        } else {
            let text = format!("open for {}, and nobody said why", days(age));
            seen.faults.push(Fault::about(entry.id(), text));
        }
    }
    if seen.evidence.is_empty() && seen.faults.is_empty() && seen.open.is_empty() && !material.entries.is_empty() {
        seen.evidence.push(Proof::about("items", "none is open"));
    }
    seen
}
