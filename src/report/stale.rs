//! What stands still, why, and for how long (R23, R44).

use schemars::JsonSchema;
use serde::Serialize;

use super::clocks;
use crate::lifecycle::lawful::Law;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::state::{ResourceState, State};
use crate::model::date::{Day, days};
use crate::model::event::{Act, Event};
use crate::model::id::{Handle, ItemId};
use crate::model::item::Item;
use crate::model::origin::Origin;
use crate::model::settings::Policy;
use crate::model::word::{Decision, Status};
use crate::register::load::Register;
use crate::register::read::Problem;

/// What stands still.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Stale {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// The items, the most urgent first.
    pub items: Vec<StaleItem>,
}

/// One item that stands still.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StaleItem {
    /// Its id.
    pub id: ItemId,
    /// What it is about.
    pub title: String,
    /// Where it stands.
    pub status: Status,
    /// Who owns it.
    pub owner: Option<Handle>,
    /// In which ways it stands still, the most urgent first.
    pub reasons: Vec<Reason>,
    /// Why, as far as the events tell.
    pub why: String,
    /// Whether somebody said so.
    #[serde(skip)]
    pub said: bool,
    /// What of its file its events do not vouch for; `check` says more of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
}

/// One way in which an item stands still.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Reason {
    /// Which.
    pub kind: ReasonKind,
    /// For how many days.
    pub days: i64,
    /// The same in words.
    pub text: String,
}

/// The ways in which items stand still, the most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReasonKind {
    /// The target date has passed.
    Overdue,
    /// The date of an action has passed.
    ActionOverdue,
    /// The day of the effectiveness review has passed.
    VerificationOverdue,
    /// A deferral is over and nobody has decided.
    DeferralExpired,
    /// A rejection was to be looked at again.
    ReviewAgain,
    /// Nobody has decided about it.
    Undecided,
    /// Nothing was done.
    NoAct,
    /// It has been open for long.
    Old,
}

/// What stands still as of a day, and what could not be read.
///
/// # Errors
/// The folder of items cannot be read.
pub fn stale(register: &Register, today: Day) -> anyhow::Result<(Vec<StaleItem>, Vec<Problem>)> {
    let law = register.law();
    let (mut items, problems) = register.map_items(|loaded| {
        let replay = loaded.replay(&law);
        let reasons = reasons(&replay, &law, &register.settings.policy, today);
        let status = replay.state.status.filter(|_| !reasons.is_empty())?;
        let events: Vec<&Event> = replay.effective().collect();
        let item = replay.state.void.in_force(&loaded.item);
        let said = said_why(&item, &replay.state, &events);
        let (said, why) = (said.is_some(), said.unwrap_or_else(|| waits_for(&reasons)));
        let owner = replay.state.terms.owner.clone();
        let doubts = register.doubts(&loaded, &replay);
        Some(StaleItem { id: item.id.clone(), title: item.title.clone(), status, owner, reasons, why, said, doubts })
    })?;
    items.sort_by_key(|item| (item.reasons.first().map(|r| (r.kind, -r.days)), item.id.clone()));
    Ok((items, problems))
}

fn reasons(replay: &Replay<'_>, law: &Law<'_>, policy: &Policy, today: Day) -> Vec<Reason> {
    let state = &replay.state;
    let Some(status) = state.status else { return Vec::new() };
    let mut all = Vec::new();
    let mut add = |kind, count: i64, text: String| all.push(Reason { kind, days: count, text });
    if let Some(late) = clocks::overdue(state, today) {
        add(ReasonKind::Overdue, late, format!("{} overdue", days(late)));
    }
    for (id, _, late) in clocks::overdue_actions(state, today) {
        add(ReasonKind::ActionOverdue, late, format!("action {id} {} overdue", days(late)));
    }
    if let Some(day) = clocks::verification_day(state, policy, law.zone).filter(|day| *day < today) {
        let late = today.since(day);
        add(ReasonKind::VerificationOverdue, late, format!("verification {} overdue", days(late)));
    }
    if let Some(until) = state.deferred_until.filter(|until| status == Status::Deferred && *until <= today) {
        let late = today.since(until);
        add(ReasonKind::DeferralExpired, late, format!("put off until {until}, {} ago", days(late)));
    }
    if let Some((on, late)) = clocks::review_again(state, replay.effective(), law, today) {
        let when = if late == 0 { "today".to_owned() } else { format!("{} ago", days(late)) };
        add(ReasonKind::ReviewAgain, late, format!("to be looked at again on {on}, {when}"));
    }
    let age = |at: Option<crate::model::date::Moment>| at.map_or(0, |at| today.since(at.day(law.zone)));
    let open = age(state.raised_at);
    let undecided = clocks::undecided_since(state, law.zone).map_or(0, |since| today.since(since));
    if undecided > i64::from(policy.decision_days) {
        add(ReasonKind::Undecided, undecided, format!("undecided for {}", days(undecided)));
    }
    let idle = age(state.last_act);
    if status.is_active() && idle > i64::from(policy.stale_days) {
        add(ReasonKind::NoAct, idle, format!("nothing done for {}", days(idle)));
    }
    if status.is_active() && open > i64::from(policy.open_days) {
        add(ReasonKind::Old, open, format!("open for {}", days(open)));
    }
    all
}

/// Why it stands still, as people said: slipped for lack of resources is not the same as forgotten (R44). The newest word
/// counts; a request that is undecided, or was declined, goes before it.
#[must_use]
pub fn said_why(item: &Item, state: &State, events: &[&Event]) -> Option<String> {
    let resources = || state.resources_as(&item.resource);
    if let Some((id, _)) = resources().find(|(_, r)| matches!(r, ResourceState::Requested(_))) {
        return Some(format!("waits for a decision on resource {id}"));
    }
    let declined = |r: &ResourceState| matches!(r, ResourceState::Decided(made) if made.decision == Decision::Declined);
    let decision = events.iter().rfind(|e| e.act == Act::Resourced && e.text.is_some());
    if let Some(event) = decision.filter(|_| resources().any(|(_, r)| declined(&r))) {
        return Some(format!("a resource was declined: {}", event.text.as_deref().unwrap_or_default()));
    }
    let said =
        events.iter().rfind(|e| matches!(e.act, Act::Extended | Act::Deferred | Act::Noted) && e.text.is_some())?;
    let on = if said.act == Act::Noted { "noted" } else { "said on moving the date" };
    Some(format!("{} {on}: {}", said.by, said.text.as_deref().unwrap_or_default().trim()))
}

fn waits_for(reasons: &[Reason]) -> String {
    match reasons.first().map(|r| r.kind) {
        Some(ReasonKind::Undecided) => "waits for a manager to accept or reject it".to_owned(),
        Some(ReasonKind::VerificationOverdue) => "waits for somebody independent to verify it".to_owned(),
        Some(ReasonKind::ReviewAgain) => "waits for a manager to look again".to_owned(),
        _ => "nobody said why".to_owned(),
    }
}
