//! Whether a next act on an item is lawful: order, person and role, and what the act must carry.

use chrono_tz::Tz;

use super::acts::{self, About, FileKind, Who};
use super::authority::Authority;
use super::reach::RAISER;
use super::refusal::Refusal;
use super::state::{Progress, ResourceState, State};
use crate::model::date::{Day, Moment};
use crate::model::event::{Act, Event, Party};
use crate::model::id::{Handle, PartId};
use crate::model::terms::Terms;
use crate::model::word::{Decision, Status, VerifyResult};

/// What acts are judged by: who had which role when, and where a day ends.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    /// People and roles, replayed from their own events.
    pub authority: &'a Authority,
    /// The zone in which a day ends.
    pub zone: Tz,
}

use Status::{Accepted, Closed, Deferred, Implemented, InProgress, Raised, Rejected};

/// The verbs that are lawful in a status, for the advice under a refusal.
#[must_use]
pub fn next_verbs(status: Status) -> &'static [&'static str] {
    match status {
        Raised => &["accept", "reject", "defer", "why", "correct", "edit", "note"],
        Accepted => &["start", "why", "action add", "sign-off", "extend", "amend", "note"],
        InProgress => &["why", "action add", "action done", "sign-off", "extend", "amend", "note"],
        Implemented => &["verify", "sign-off", "reopen", "note"],
        Closed => &["verify", "reopen", "note"],
        Rejected => &["reopen", "note"],
        Deferred => &["accept", "reject", "defer", "note"],
    }
}

/// Whether `event` may come next after `state`. Reads the event alone: what only the content of the file can answer
/// (a root cause, for example) is asked by whoever acts.
///
/// # Errors
/// Why not, and the commands that help.
pub fn lawful(state: &State, event: &Event, law: &Law<'_>) -> Result<(), Refusal> {
    let about = acts::of(FileKind::Item, event)?;
    check_order(about, state)?;
    check_person(about, state, event, law)?;
    check_words(about, event)?;
    check_raiser(state, event)?;
    check_adopted_analysis(event)?;
    check_carried(state, event, law)
}

/// An analysis that was written by hand is counted by the act that adopts it, so that it is not taken for a new one later.
/// Who joins two sides adopts what each of them counted.
fn check_adopted_analysis(event: &Event) -> Result<(), Refusal> {
    let adopts = event.edits.iter().flatten().any(|key| key == "analysis");
    if adopts && event.analyses.is_none() && event.after.len() < 2 {
        return Err(Refusal::new("an act that adopts an analysis says how many there are with it")
            .next("kaizen edit {id} --include-edits -m REASON adopts one; none is taken out (git checkout)"));
    }
    Ok(())
}

/// Who raised an item, and when, is fixed once it is accepted. An act that joins two sides names what came of both.
fn check_raiser(state: &State, event: &Event) -> Result<(), Refusal> {
    let named = event.edits.iter().flatten().find(|key| RAISER.contains(&key.as_str()));
    match named.filter(|_| state.status != Some(Raised) && event.after.len() < 2) {
        Some(key) => {
            Err(Refusal::new(format!("`{key}` of {{id}} is fixed: it is put right only while an item is raised"))
                .next("take that edit back (git checkout), and say what is wrong in a note: kaizen note {id} -m TEXT"))
        }
        None => Ok(()),
    }
}

/// Whether this person may do this act at all now: what can be told before any words are asked for.
///
/// # Errors
/// As [`lawful`].
pub fn possible(state: &State, event: &Event, law: &Law<'_>) -> Result<(), Refusal> {
    let about = acts::of(FileKind::Item, event)?;
    check_order(about, state)?;
    // Who may do these depends on what the event will name.
    if matches!(about.who, Who::Independent | Who::ManagerNotOwner | Who::OwnerOfAction) {
        return Ok(());
    }
    check_person(about, state, event, law)
}

/// Whether the content of an item may be worked on where it stands.
#[must_use]
pub fn may_edit(state: &State) -> bool {
    let about = acts::about(FileKind::Item, Act::Edited);
    about.zip(state.status).is_some_and(|(about, status)| about.from.contains(&status))
}

fn check_order(about: &About, state: &State) -> Result<(), Refusal> {
    let Some(status) = state.status else {
        return match about.act {
            Act::Raised => Ok(()),
            _ => Err(Refusal::new("the first event of an item is `raised`")),
        };
    };
    if about.act == Act::Raised {
        return Err(Refusal::new("the item is raised already; a second event that follows nothing has no effect"));
    }
    if about.from.contains(&status) {
        return Ok(());
    }
    let mut refusal = Refusal::new(format!("{{id}} is {status}: `{}` is not possible there", about.verb));
    if about.changes_content && matches!(status, Implemented | Closed) {
        refusal = refusal.next("to change what was signed off, reopen it first: kaizen reopen {id} -m REASON");
    }
    Err(refusal.next(format!("possible now: {}", next_verbs(status).join(", "))))
}

fn check_person(about: &About, state: &State, event: &Event, law: &Law<'_>) -> Result<(), Refusal> {
    if about.who == Who::Anybody && !matches!(event.by, Party::Person(_)) {
        return Ok(());
    }
    let Party::Person(by) = &event.by else {
        return Err(Refusal::new(format!("{} cannot do this: it takes somebody in people.toml", event.by)));
    };
    let at = event.at;
    law.authority.require_present(by, at)?;
    let manager = law.authority.is_manager(by, at);
    let owner = state.owner() == Some(by);
    let owned_by = || state.owner().map_or_else(|| "nobody yet".to_owned(), ToString::to_string);
    let refuse = |who: String| Err(Refusal::new(format!("{by} cannot `{}` {{id}}: that takes {who}", about.verb)));
    match about.who {
        Who::Manager if !manager => refuse(format!("a manager ({})", law.authority.managers(at))),
        Who::OwnerOrManager if !manager && !owner => {
            refuse(format!("the owner ({}) or a manager ({})", owned_by(), law.authority.managers(at)))
        }
        Who::Owner if !owner => refuse(format!("the owner ({})", owned_by()))
            .map_err(|why| why.next("a manager can hand it over: kaizen amend {id} --owner HANDLE -m REASON")),
        Who::OwnerOfAction if !owner && action_owner(state, event.action.as_ref()) != Some(by) => {
            refuse(format!("the owner ({}) or the owner of the action", owned_by()))
        }
        Who::TopManagement if !law.authority.is_top(by, at) => {
            refuse(format!("top management ({})", law.authority.top(at)))
        }
        Who::ManagerOrAuditor if !manager && !law.authority.is_auditor(by, at) => {
            refuse(format!("a manager ({}) or an auditor", law.authority.managers(at)))
        }
        Who::Independent => check_independent(state, event, by, law),
        Who::ManagerNotOwner => check_voider(state, event, by, law),
        Who::Anybody
        | Who::Member
        | Who::Owner
        | Who::OwnerOfAction
        | Who::OwnerOrManager
        | Who::Manager
        | Who::ManagerOrAuditor
        | Who::TopManagement => Ok(()),
    }
}

fn action_owner<'a>(state: &'a State, id: Option<&PartId>) -> Option<&'a Handle> {
    state.actions.get(id?)?.owner.as_ref()
}

/// Why somebody is not independent of the work on an item; `None` when they are.
#[must_use]
pub fn involved(state: &State, person: &Handle) -> Option<&'static str> {
    if state.owner() == Some(person) {
        return Some("owns it");
    }
    if state.actions.values().any(|a| a.owner.as_ref() == Some(person)) {
        return Some("owns an action of it");
    }
    if state.signers.contains(person) {
        return Some("signed it off");
    }
    if state.workers.contains(person) {
        return Some("did an action of it, or had one, in this round");
    }
    None
}

fn check_independent(state: &State, event: &Event, by: &Handle, law: &Law<'_>) -> Result<(), Refusal> {
    let Some(how) = involved(state, by) else { return Ok(()) };
    let others: Vec<&Handle> =
        law.authority.present(event.at).filter(|p| *p != by && involved(state, p).is_none()).collect();
    let waived = event.waiver.as_ref().is_some_and(|w| !w.trim().is_empty());
    if others.is_empty() {
        if waived {
            return Ok(());
        }
        return Err(Refusal::new(format!("{by} {how}, so cannot verify {{id}}, and nobody else could"))
            .next("add a second person (kaizen people add), or say why there is none: --waiver WHY"));
    }
    Err(Refusal::new(format!("{by} {how}, so cannot verify {{id}}"))
        .next(format!("ask somebody independent: {}", names(&others))))
}

fn check_voider(state: &State, event: &Event, by: &Handle, law: &Law<'_>) -> Result<(), Refusal> {
    if !law.authority.is_manager(by, event.at) {
        return Err(Refusal::new(format!(
            "{by} cannot `void`: that takes a manager ({})",
            law.authority.managers(event.at)
        )));
    }
    if state.owner() != Some(by) {
        return Ok(());
    }
    let others: Vec<&Handle> = law
        .authority
        .present(event.at)
        .filter(|p| state.owner() != Some(*p) && law.authority.is_manager(p, event.at))
        .collect();
    let waived = event.waiver.as_ref().is_some_and(|w| !w.trim().is_empty());
    match (others.is_empty(), waived) {
        (true, true) => Ok(()),
        (true, false) => {
            Err(Refusal::new(format!("{by} owns {{id}}, so cannot void its events, and no other manager could"))
                .next("say why there is none: --waiver WHY"))
        }
        (false, _) => Err(Refusal::new(format!("{by} owns {{id}}, so cannot void its events"))
            .next(format!("ask another manager: {}", names(&others)))),
    }
}

fn names(people: &[&Handle]) -> String {
    let shown: Vec<&str> = people.iter().take(5).map(|p| p.as_str()).collect();
    let more = people.len().saturating_sub(shown.len());
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

fn check_words(about: &About, event: &Event) -> Result<(), Refusal> {
    about.check_words(event)?;
    let declined = event.act == Act::Resourced && event.decision == Some(Decision::Declined);
    if declined { (About { words: true, ..*about }).check_words(event) } else { Ok(()) }
}

fn check_carried(state: &State, event: &Event, law: &Law<'_>) -> Result<(), Refusal> {
    match event.act {
        Act::Accepted => check_accepted(state, event, law),
        Act::Edited => check_edited(state, event, law),
        Act::Amended => check_new_owner(event, law).and_then(|()| {
            require(event.terms.as_ref().is_some_and(|t| !t.is_empty()), "an amendment names the terms that change")
        }),
        Act::Extended => check_extended(state, event),
        Act::Deferred => require(event.until.is_some(), "a deferral says until when: --until DATE"),
        Act::Planned => check_planned(state, event, law),
        Act::Replanned | Act::Dropped | Act::Done => check_open_action(state, event, law),
        Act::Requested => check_request(state, event),
        Act::Analysed => check_analyses(state, event),
        Act::Withdrawn | Act::Resourced => check_resource(state, event, law),
        Act::Implemented => check_sign_off(state),
        Act::Verified => check_verification(state, event),
        Act::Reopened if event.terms.is_some() => {
            let manager = event.by.handle().is_some_and(|by| law.authority.is_manager(by, event.at));
            require(manager, "only a manager sets a new due date when reopening")
        }
        Act::Voided => require(event.event.is_some(), "`void` names the event that it makes void"),
        _ => Ok(()),
    }
}

fn require(holds: bool, otherwise: &str) -> Result<(), Refusal> {
    if holds { Ok(()) } else { Err(Refusal::new(otherwise)) }
}

fn check_accepted(state: &State, event: &Event, law: &Law<'_>) -> Result<(), Refusal> {
    let mut terms = state.terms.clone();
    if let Some(new) = &event.terms {
        terms.merge(new);
    }
    check_agreed(&terms, event.at, law)
}

/// Whether these terms may be agreed on when an item is accepted.
///
/// # Errors
/// A term is missing, or the owner is not there.
pub fn check_agreed(terms: &Terms, at: Moment, law: &Law<'_>) -> Result<(), Refusal> {
    let flags = [
        ("kind", "--kind"),
        ("grade", "--grade"),
        ("significance", "--significance"),
        ("owner", "--owner"),
        ("due", "--due"),
        ("success_criterion", "--criterion"),
    ];
    let present: Vec<&str> = terms.present().collect();
    let missing: Vec<&str> = flags.iter().filter(|(term, _)| !present.contains(term)).map(|(_, flag)| *flag).collect();
    if !missing.is_empty() {
        return Err(Refusal::new(format!("{{id}} cannot be accepted yet: not agreed are {}", missing.join(", ")))
            .next(format!("kaizen accept {{id}} {} … -m REASON", missing.join(" … "))));
    }
    match &terms.owner {
        Some(owner) => law.authority.require_present(owner, at),
        None => Ok(()),
    }
}

fn check_new_owner(event: &Event, law: &Law<'_>) -> Result<(), Refusal> {
    match event.terms.as_ref().and_then(|t| t.owner.as_ref()) {
        Some(owner) => law.authority.require_present(owner, event.at),
        None => Ok(()),
    }
}

fn check_extended(state: &State, event: &Event) -> Result<(), Refusal> {
    let new: Option<Day> = event.terms.as_ref().and_then(|t| t.due);
    require(new.is_some(), "an extension says to which day: --to DATE")?;
    require(new != state.terms.due, "the new target date is the one that is agreed already")
}

fn check_planned(state: &State, event: &Event, law: &Law<'_>) -> Result<(), Refusal> {
    let Some(id) = &event.action else { return Err(Refusal::new("a planned action has an id")) };
    let whole = event.terms.as_ref().is_some_and(|t| t.owner.is_some() && t.due.is_some());
    require(!state.actions.contains_key(id), "an action with this id is planned already")?;
    require(whole, "an action needs its own owner and date: --owner HANDLE --due DATE")?;
    check_new_owner(event, law)
}

fn check_open_action(state: &State, event: &Event, law: &Law<'_>) -> Result<(), Refusal> {
    let Some(action) = event.action.as_ref().and_then(|id| state.actions.get(id)) else {
        return Err(Refusal::new("{id} has no such action").next("kaizen show {id} lists them"));
    };
    match (action.progress, event.act) {
        (Progress::Open, Act::Replanned) => check_new_owner(event, law),
        (Progress::Open, _) => Ok(()),
        (Progress::Done(_), _) => Err(Refusal::new("the action is done already")),
        (Progress::Dropped, _) => Err(Refusal::new("the action was dropped")),
    }
}

fn check_request(state: &State, event: &Event) -> Result<(), Refusal> {
    let Some(id) = &event.resource else { return Err(Refusal::new("a request names its resource")) };
    require(!state.resources.contains_key(id), "a resource with this id was asked for already")
}

/// Terms are proposed while an item is raised, and what a manager amended is a manager's to change.
fn check_edited(state: &State, event: &Event, law: &Law<'_>) -> Result<(), Refusal> {
    if event.terms.is_some() && state.status != Some(Raised) {
        return Err(Refusal::new("agreed terms are no longer edited once an item is accepted")
            .next("kaizen amend {id} …, or kaizen extend {id} --to DATE"));
    }
    let manager = event.by.handle().is_some_and(|by| law.authority.is_manager(by, event.at));
    let amended = event.terms.iter().flat_map(Terms::present).find(|term| state.amended.contains(term));
    if let Some(term) = amended.filter(|_| !manager) {
        let managers = law.authority.managers(event.at);
        return Err(Refusal::new(format!(
            "`{term}` of {{id}} was amended by a manager, and only a manager changes it"
        ))
        .next(format!("ask a manager ({managers}): kaizen amend {{id}} …")));
    }
    check_analyses(state, event)
}

/// An act that adds an analysis says how many there are with it; one that adopts what was written by hand may add more.
fn check_analyses(state: &State, event: &Event) -> Result<(), Refusal> {
    let Some(count) = event.analyses else { return Ok(()) };
    let adopts = event.edits.as_ref().is_some_and(|keys| !keys.is_empty());
    require(
        count == state.analyses + 1 || (adopts && count > state.analyses),
        "an act that adds an analysis counts one more than there were",
    )
}

fn check_resource(state: &State, event: &Event, law: &Law<'_>) -> Result<(), Refusal> {
    let Some((id, resource)) = event.resource.as_ref().and_then(|id| Some((id, state.resources.get(id)?))) else {
        return Err(Refusal::new("{id} has no such resource").next("kaizen show {id} lists them"));
    };
    require(event.act != Act::Resourced || event.decision.is_some(), "a decision is approved or declined")?;
    if event.decision == Some(Decision::Approved) {
        check_not_own(state, event, id, law)?;
        let asked = event.asked.as_ref().map(|asked| asked.amount);
        let is_part = |amount: f64| amount > 0.0 && asked.is_none_or(|asked| amount <= asked);
        require(
            event.amount.is_none_or(is_part),
            "what is granted is more than nothing, and no more than was asked for",
        )?;
    } else {
        require(event.amount.is_none(), "only what is approved grants an amount")?;
    }
    match resource {
        ResourceState::Requested(_) => Ok(()),
        // What is asked for now is not what was decided on.
        ResourceState::Decided(made) if made.is_of_another(event.asked.as_ref()) => Ok(()),
        ResourceState::Decided(made) => Err(Refusal::new(format!("the request was {} already", made.decision))),
        ResourceState::Withdrawn => Err(Refusal::new("the request was withdrawn")),
    }
}

/// Whether whoever approves a request neither made it nor owns the item (A.5.3).
fn check_not_own(state: &State, event: &Event, id: &PartId, law: &Law<'_>) -> Result<(), Refusal> {
    let Some(by) = event.by.handle() else { return Ok(()) };
    let why = |person: &Handle| match state.asked_by(id).and_then(Party::handle) {
        Some(asked) if asked == person => Some("asked for it"),
        _ if state.owner() == Some(person) => Some("owns {id}"),
        _ => None,
    };
    let Some(how) = why(by) else { return Ok(()) };
    let others: Vec<&Handle> = law
        .authority
        .present(event.at)
        .filter(|person| law.authority.is_top(person, event.at) && why(person).is_none())
        .collect();
    let refusal = Refusal::new(format!("{by} {how}, so cannot approve the request"));
    if !others.is_empty() {
        return Err(refusal.next(format!("ask somebody else of top management: {}", names(&others))));
    }
    if event.waiver.as_ref().is_some_and(|waiver| !waiver.trim().is_empty()) {
        return Ok(());
    }
    Err(refusal.next("say why nobody else of top management could: --waiver WHY"))
}

fn check_sign_off(state: &State) -> Result<(), Refusal> {
    let open: Vec<String> = state.open_actions().map(|(id, _)| id.to_string()).collect();
    if !open.is_empty() {
        let mut refusal = Refusal::new(format!("{{id}} has actions that are not done: {}", open.join(", ")));
        for id in &open {
            refusal =
                refusal.next(format!("kaizen action done {{id}} {id}, or kaizen action drop {{id}} {id} -m REASON"));
        }
        return Err(refusal);
    }
    if state.lacks_analysis() {
        return Err(Refusal::new(
            "{id} was verified as not effective: it needs a new analysis before it is signed off again",
        )
        .next("kaizen why {id} --root-cause TEXT …"));
    }
    Ok(())
}

fn check_verification(state: &State, event: &Event) -> Result<(), Refusal> {
    require(event.method.is_some(), "a verification says how: --method METHOD")?;
    let Some(result) = event.result else {
        return Err(Refusal::new("a verification says what was found: --result RESULT"));
    };
    let due = event.terms.as_ref().and_then(|t| t.due);
    if result != VerifyResult::Effective && event.follow_up.is_none() && due.is_none() {
        return Err(Refusal::new(format!("{result}: the work goes on, so it needs a new target date"))
            .next("add --due DATE, or close it in favour of another item: --follow-up ID"));
    }
    require(
        result != VerifyResult::Effective || event.follow_up.is_none(),
        "a follow-up is for a fix that was not effective",
    )?;
    require(
        result != VerifyResult::Effective || event.terms.is_none(),
        "an act `verified` that finds a fix effective sets no terms",
    )?;
    match &state.signed_off {
        Some(signed) if signed.content == event.content => Ok(()),
        Some(_) => Err(Refusal::new("the content of {id} is not what was signed off")
            .next("the owner looks at it and signs off again: kaizen sign-off {id} -m STATEMENT")),
        None => Err(Refusal::new("{id} was never signed off")),
    }
}

/// Whether `now` is later than the target date: the day is over in `zone`.
#[must_use]
pub fn is_late(due: Option<Day>, now: Moment, zone: Tz) -> bool {
    due.is_some_and(|due| now.day(zone) > due)
}
