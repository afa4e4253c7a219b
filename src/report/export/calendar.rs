//! The dates of a register, each with a name that stays and a number that grows when it moves, so that a calendar updates.

use crate::lifecycle::acts::FileKind;
use crate::lifecycle::record::RecordReplay;
use crate::lifecycle::state::State;
use crate::model::date::{Day, Moment};
use crate::model::event::Act;
use crate::model::origin::Origin;
use crate::model::word::Status;
use crate::register::load::Register;
use crate::register::read::Problem;
use crate::report::audit::{AuditedItem, answering, entries};
use crate::report::clocks::verification_day;
use crate::report::review::due_on;
use crate::report::source::{self, Answer};

/// The dates of a register.
#[derive(Debug)]
pub struct Calendar {
    /// What it was made from.
    pub origin: Origin,
    /// Name of the organisation.
    pub organisation: String,
    /// The dates.
    pub dates: Vec<Dated>,
}

/// A date that something is due on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Its name, which stays: what it is of, and the register.
    pub uid: String,
    /// The day.
    pub day: Day,
    /// What it is, in words.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// The newest act on what it is of.
    pub stamp: Moment,
    /// How often acts moved it, took it away or brought it back.
    pub sequence: u32,
    /// Whether it is gone.
    pub gone: bool,
}

/// The target dates and effectiveness reviews of items, when answers to sources are due, and the next management review;
/// beside them what could not be read.
///
/// # Errors
/// A folder cannot be read.
pub fn calendar(register: &Register, origin: Origin) -> anyhow::Result<(Calendar, Vec<Problem>)> {
    let (entries, mut problems) = entries(register)?;
    let mut dates: Vec<Dated> = entries.iter().flat_map(|entry| of_item(register, entry)).collect();
    let (records, more) = register.sources()?;
    problems.extend(more);
    for row in &source::beside(register, &records, answering(&entries)) {
        let is = |s: &&crate::model::source::Source| s.kind == row.source.kind && s.reference == row.source.reference;
        let Some((record, day)) = records.iter().find(is).zip(row.answer_by) else { continue };
        let Some(stamp) = record.event.values().map(|event| event.at).max() else { continue };
        let gone = row.answer != Answer::Open;
        dates.push(Dated {
            uid: format!("{}-{}@{}", row.source.kind, row.source.reference, register.settings.id),
            day,
            summary: format!("Answer due: {} {}", row.source, record.title),
            description: record.url.clone().unwrap_or_default(),
            stamp,
            sequence: count(record.event.len().saturating_sub(1) + usize::from(gone)),
            gone,
        });
    }
    dates.extend(next_review(register, &mut problems)?);
    Ok((Calendar { origin, organisation: register.settings.name.clone(), dates }, problems))
}

fn count(times: usize) -> u32 {
    u32::try_from(times).unwrap_or(u32::MAX)
}

/// A date of an item by its state: the day, and what it is called.
type DateOf<'a> = (&'static str, &'static str, &'a dyn Fn(&State) -> Option<Day>);

fn of_item(register: &Register, entry: &AuditedItem) -> Vec<Dated> {
    let (zone, policy) = (register.zone(), &register.settings.policy);
    let kinds: [DateOf<'_>; 2] = [
        ("due", "Target date", &|state| state.terms.due.filter(|_| state.status.is_some_and(Status::is_running))),
        ("verify", "Effectiveness review", &|state| verification_day(state, policy, zone)),
    ];
    let mut dates = Vec::new();
    for (kind, called, day_of) in kinds {
        let (mut state, mut now, mut last, mut moved) = (State::default(), None, None, 0);
        let mut look = |state: &State| {
            let day = day_of(state);
            if day != now {
                moved += usize::from(last.is_some());
                now = day;
                last = day.or(last);
            }
        };
        for event in &entry.events {
            state.apply(event);
            look(&state);
        }
        // Acts beside each other may come to something else than one after the other.
        look(&entry.state);
        let (Some(day), Some(stamp)) = (last, entry.state.last_act) else { continue };
        let owner = entry.state.terms.owner.as_ref().map(|owner| format!("Owner: {owner}\n")).unwrap_or_default();
        let criterion = entry.state.terms.success_criterion.as_deref().unwrap_or_default();
        dates.push(Dated {
            uid: format!("{}-{kind}@{}", entry.id(), register.settings.id),
            day,
            summary: format!("{called}: {} {}", entry.id(), entry.item.title),
            description: format!("{owner}{criterion}"),
            stamp,
            sequence: count(moved),
            gone: now.is_none(),
        });
    }
    dates
}

fn next_review(register: &Register, problems: &mut Vec<Problem>) -> anyhow::Result<Option<Dated>> {
    let (mut reviews, more) = register.reviews()?;
    problems.extend(more);
    reviews.retain(|r| {
        RecordReplay::new(FileKind::Review, r.event.values(), &register.authority, None).recorded().is_some()
    });
    let acts: Vec<Moment> = reviews
        .iter()
        .flat_map(|review| review.event.values())
        .filter(|event| matches!(event.act, Act::Recorded | Act::Changed))
        .map(|event| event.at)
        .collect();
    let next = due_on(&reviews, &register.settings.policy).zip(acts.iter().max().copied());
    Ok(next.map(|(day, stamp)| Dated {
        uid: format!("management-review@{}", register.settings.id),
        day,
        summary: format!("Management review is due: {}", register.settings.name),
        description: String::new(),
        stamp,
        sequence: count(acts.len().saturating_sub(1)),
        gone: false,
    }))
}
