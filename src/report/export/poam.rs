//! Items as a plan of action and milestones: what is to become better, until when, what is done for it, and what was done.

use chrono_tz::Tz;

use crate::lifecycle::state::{Progress, State};
use crate::model::date::Moment;
use crate::model::event::{Act, Event, Party};
use crate::model::id::{Handle, Hash, PartId};
use crate::model::origin::Origin;
use crate::model::settings::Policy;
use crate::model::word::Status;
use crate::record::words;
use crate::register::load::Register;
use crate::register::read::Problem;
use crate::report::audit::{AuditedItem, entries};
use crate::report::clocks::verification_day;

/// A plan of action and milestones.
#[derive(Debug)]
pub struct Poam {
    /// What it was made from.
    pub origin: Origin,
    /// Name of the organisation.
    pub organisation: String,
    /// Id of the register.
    pub register: String,
    /// The newest act on an item.
    pub last_act: Moment,
    /// Who owns or acted, each with name and mail addresses.
    pub people: Vec<(Handle, String, Vec<String>)>,
    /// The items.
    pub items: Vec<PoamItem>,
}

/// How far a risk is dealt with, in the words of OSCAL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody works on it yet.
    Open,
    /// It is worked on, or waits for its verification.
    Remediating,
    /// It was rejected: the risk is accepted.
    DeviationApproved,
    /// It is over.
    Closed,
}

/// One item.
#[derive(Debug)]
pub struct PoamItem {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about; its title where nothing else is said.
    pub description: String,
    /// Why it matters.
    pub statement: String,
    /// How far it is.
    pub standing: Standing,
    /// The end of its target date.
    pub deadline: Option<Moment>,
    /// What else is known of it: a name, and a value.
    pub props: Vec<(&'static str, String)>,
    /// What is done for it.
    pub remedies: Vec<Remedy>,
    /// Its acts.
    pub log: Vec<Logged>,
}

/// The correction, or the plan of what changes.
#[derive(Debug)]
pub struct Remedy {
    /// Its name within the item.
    pub name: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// What it is.
    pub description: String,
    /// Whether it is done.
    pub done: bool,
    /// Its parts.
    pub tasks: Vec<Task>,
}

/// An action, or a date that something is due on.
#[derive(Debug)]
pub struct Task {
    /// Its name within the item.
    pub name: String,
    /// Whether it is a date, and no action.
    pub milestone: bool,
    /// What it is.
    pub title: String,
    /// How far it is: `open`, `done` or `dropped`.
    pub progress: &'static str,
    /// The end of the day that it is due on.
    pub due: Option<Moment>,
    /// Who does it.
    pub owner: Option<Handle>,
}

/// One act.
#[derive(Debug)]
pub struct Logged {
    /// Its event.
    pub event: Hash,
    /// What was done, in words.
    pub title: String,
    /// The words of who did it.
    pub text: Option<String>,
    /// When.
    pub at: Moment,
    /// By whom.
    pub by: Party,
    /// Where the item stood after it, where that changed.
    pub standing: Option<Standing>,
}

impl Standing {
    fn of(status: Option<Status>) -> Standing {
        match status {
            None | Some(Status::Raised | Status::Deferred) => Standing::Open,
            Some(Status::Accepted | Status::InProgress | Status::Implemented) => Standing::Remediating,
            Some(Status::Rejected) => Standing::DeviationApproved,
            Some(Status::Closed) => Standing::Closed,
        }
    }
}

/// The plan of a register, beside it what could not be read; no plan where there is no item.
///
/// # Errors
/// A folder cannot be read.
pub fn poam(register: &Register, origin: Origin) -> anyhow::Result<(Option<Poam>, Vec<Problem>)> {
    let (entries, problems) = entries(register)?;
    let acts = || entries.iter().flat_map(|entry| &entry.events);
    let Some(last_act) = acts().map(|event| event.at).max() else { return Ok((None, problems)) };
    let named = |handle: &Handle| {
        let acted = acts().any(|event| event.by.handle() == Some(handle));
        let states = || entries.iter().map(|entry| &entry.state);
        let owns = |state: &State| {
            state.owner() == Some(handle) || state.actions.values().any(|action| action.owner.as_ref() == Some(handle))
        };
        acted || states().any(owns)
    };
    let people = register.basics.people.person.iter().filter(|(handle, _)| named(handle));
    let people = people.map(|(handle, person)| (handle.clone(), person.name.clone(), person.email.clone())).collect();
    let (policy, zone) = (&register.settings.policy, register.zone());
    let items = entries.iter().map(|entry| item(entry, policy, zone)).collect();
    let (organisation, register) = (register.settings.name.clone(), register.settings.id.clone());
    Ok((Some(Poam { origin, organisation, register, last_act, people, items }), problems))
}

fn item(entry: &AuditedItem, policy: &Policy, zone: Tz) -> PoamItem {
    let (item, state) = (&entry.item, &entry.state);
    let said = |text: &Option<String>| text.clone().filter(|text| !text.trim().is_empty());
    PoamItem {
        id: entry.id().to_owned(),
        title: item.title.clone(),
        description: said(&item.description).unwrap_or_else(|| item.title.clone()),
        statement: statement(entry),
        standing: Standing::of(state.status),
        deadline: state.terms.due.map(|day| day.end(zone)),
        props: props(entry),
        remedies: remedies(entry, policy, zone),
        log: log(entry),
    }
}

/// Why it matters: what it is graded as, its causes, the risks that it is about.
fn statement(entry: &AuditedItem) -> String {
    let terms = &entry.state.terms;
    let mut said: Vec<String> = Vec::new();
    let words = [terms.kind.map(|w| w.to_string()), terms.grade.map(|w| w.to_string())];
    let words: Vec<String> = words.into_iter().flatten().collect();
    if !words.is_empty() {
        said.push(format!("{}.", words.join(", ")));
    }
    said.extend(entry.item.root_cause().map(|cause| format!("Root cause: {cause}")));
    let after = |risk: &str| entry.state.scores.get(risk).map(|score| format!(", {score} after")).unwrap_or_default();
    said.extend(entry.item.risk.iter().map(|(risk, score)| format!("Risk {risk}: {score}{}.", after(risk))));
    if said.is_empty() { "Nothing is agreed on it yet.".to_owned() } else { said.join("\n\n") }
}

fn props(entry: &AuditedItem) -> Vec<(&'static str, String)> {
    let (item, state) = (&entry.item, &entry.state);
    let terms = &state.terms;
    let one = [
        ("item", Some(entry.id().to_owned())),
        ("status", state.status.map(|w| w.to_string())),
        ("kind", terms.kind.map(|w| w.to_string())),
        ("grade", terms.grade.map(|w| w.to_string())),
        ("significance", terms.significance.map(|w| w.to_string())),
        ("owner", terms.owner.as_ref().map(ToString::to_string)),
        ("category", item.category.map(|w| w.to_string())),
        ("department", item.department.clone()),
        ("first-due", state.first_due.map(|day| day.to_string())),
        ("deferred-until", state.deferred_until.filter(|_| entry.is(&[Status::Deferred])).map(|day| day.to_string())),
        ("result", state.verified.as_ref().map(|verified| verified.result.to_string())),
    ];
    let several = item.controls.iter().map(|control| ("control", control.clone()));
    let sources = item.sources.iter().map(|source| ("source", source.to_string()));
    let risks = item.risk.keys().map(|risk| ("risk", risk.clone()));
    let one = one.into_iter().filter_map(|(name, value)| Some((name, value?)));
    one.chain(several).chain(sources).chain(risks).collect()
}

fn remedies(entry: &AuditedItem, policy: &Policy, zone: Tz) -> Vec<Remedy> {
    let (item, state) = (&entry.item, &entry.state);
    let correction = item.correction.as_ref().map(|correction| Remedy {
        name: "correction",
        title: "Correction",
        description: correction.description.clone(),
        done: true,
        tasks: Vec::new(),
    });
    let done = entry.is(&[Status::Implemented, Status::Closed]);
    let mut tasks: Vec<Task> = state.actions.keys().map(|id| action(entry, id, zone)).collect();
    let milestone = |name: &str, title: &str, due: Option<Moment>, over: bool| {
        let progress = if over { "done" } else { "open" };
        let owner = state.terms.owner.clone().filter(|_| name == "due");
        due.map(|due| Task {
            name: name.to_owned(),
            milestone: true,
            title: title.to_owned(),
            progress,
            due: Some(due),
            owner,
        })
    };
    tasks.extend(milestone("due", "Target date", state.terms.due.map(|day| day.end(zone)), done));
    let verify = verification_day(state, policy, zone).or(state.terms.verify_on).map(|day| day.end(zone));
    tasks.extend(milestone("verify", "Effectiveness review", verify, entry.is(&[Status::Closed])));
    let plan = (!tasks.is_empty()).then(|| Remedy {
        name: "plan",
        title: "What changes",
        description: state.terms.success_criterion.clone().unwrap_or_else(|| "No criterion is agreed yet.".to_owned()),
        done,
        tasks,
    });
    correction.into_iter().chain(plan).collect()
}

fn action(entry: &AuditedItem, id: &PartId, zone: Tz) -> Task {
    let state = entry.state.actions.get(id);
    let written = entry.item.action.get(id).map(|action| action.description.clone());
    Task {
        name: id.to_string(),
        milestone: false,
        title: written.unwrap_or_else(|| format!("Action {id}")),
        progress: match state.map(|action| action.progress) {
            Some(Progress::Done(_)) => "done",
            Some(Progress::Dropped) => "dropped",
            Some(Progress::Open) | None => "open",
        },
        due: state.and_then(|action| action.due).map(|day| day.end(zone)),
        owner: state.and_then(|action| action.owner.clone()),
    }
}

fn log(entry: &AuditedItem) -> Vec<Logged> {
    let (mut state, mut before) = (State::default(), None);
    let mut logged = |event: &Event| {
        state.apply(event);
        let now = Some(Standing::of(state.status));
        let standing = now.filter(|_| now != before);
        before = now;
        Logged {
            event: event.hash.clone(),
            title: words::in_past(event),
            text: event.text.clone(),
            at: event.at,
            by: event.by.clone(),
            standing,
        }
    };
    entry.events.iter().filter(|event| event.act != Act::Voided).map(&mut logged).collect()
}
