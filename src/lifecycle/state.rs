//! What the events of an item amount to.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::in_force::Void;
use crate::model::date::{Day, Moment};
use crate::model::event::{Act, Event, Party, Risks};
use crate::model::id::{Digest, Handle, Hash, ItemId, PartId};
use crate::model::resource::Resource;
use crate::model::settings::Policy;
use crate::model::terms::Terms;
use crate::model::word::{Decision, Status, VerifyResult};

/// How far an action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Not done yet.
    Open,
    /// Done on that moment.
    Done(Moment),
    /// Dropped with a reason.
    Dropped,
}

/// What the events say of an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionState {
    /// Who does it.
    pub owner: Option<Handle>,
    /// Until when.
    pub due: Option<Day>,
    /// How far it is.
    pub progress: Progress,
}

/// A request for a resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Requested {
    /// Who asked.
    pub by: Party,
    /// Since when it waits for a decision.
    pub at: Moment,
}

/// What the events say of a resource.
#[derive(Debug, Clone, PartialEq)]
pub enum ResourceState {
    /// Asked for, not decided.
    Requested(Requested),
    /// Decided by top management.
    Decided(Decided),
    /// Taken back.
    Withdrawn,
}

/// A decision about a resource.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    /// What was decided.
    pub decision: Decision,
    /// When.
    pub at: Moment,
    /// The request as it stood then, where the decision carries it.
    pub asked: Option<Resource>,
    /// How much of it was granted, where that is less.
    pub granted: Option<f64>,
    /// Who asked, where somebody did.
    pub asked_by: Option<Party>,
}

impl Decided {
    /// Whether it was about something else than the request as it is shown.
    #[must_use]
    pub fn is_of_another(&self, shown: Option<&Resource>) -> bool {
        self.asked.as_ref().zip(shown).is_some_and(|(asked, shown)| asked != shown)
    }
}

/// The newest sign-off of the round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignOff {
    /// Who signed off.
    pub by: Handle,
    /// When.
    pub at: Moment,
    /// When it was first signed off since work on it went on: from then the time to its effectiveness review runs, however
    /// often it is signed off again.
    pub first: Moment,
    /// The content that was signed off.
    pub content: Digest,
    /// The event.
    pub hash: Hash,
}

/// The newest verification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Who verified.
    pub by: Handle,
    /// When.
    pub at: Moment,
    /// What was found.
    pub result: VerifyResult,
    /// The item that follows up, where it closed without being effective.
    pub follow_up: Option<ItemId>,
}

/// The fold of an item's lawful events.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// Where the item stands; `None` before it is raised.
    pub status: Option<Status>,
    /// The agreed terms.
    pub terms: Terms,
    /// Actions by id.
    pub actions: BTreeMap<PartId, ActionState>,
    /// Resources by id.
    pub resources: BTreeMap<PartId, ResourceState>,
    /// Number of analyses, and the number that a sign-off needs (one more after a round that failed).
    pub analyses: u32,
    /// See `analyses`.
    pub analyses_needed: u32,
    /// When it was raised.
    pub raised_at: Option<Moment>,
    /// When it was first accepted.
    pub accepted_at: Option<Moment>,
    /// The due date of the first acceptance.
    pub first_due: Option<Day>,
    /// How often the target date was extended.
    pub extensions: u32,
    /// The first day on which a deferral is over.
    pub deferred_until: Option<Day>,
    /// The day to look again at a rejection.
    pub review_on: Option<Day>,
    /// The newest sign-off of the round, kept through a verification that closed it.
    pub signed_off: Option<SignOff>,
    /// Everybody who signed off in this round.
    pub signers: Vec<Handle>,
    /// Everybody who did an action in this round, or owned one that was given to somebody else or dropped.
    pub workers: Vec<Handle>,
    /// The terms that a manager amended.
    pub amended: Vec<&'static str>,
    /// The content that void acts brought.
    pub void: Void,
    /// The newest verification.
    pub verified: Option<Verified>,
    /// The newest score that a verification gave each risk.
    pub scores: Risks,
    /// Since when a manager's decision is wanted: since it was raised, or raised anew after a rejection.
    pub undecided_since: Option<Moment>,
    /// The newest act that counts.
    pub last_act: Option<Moment>,
}

impl State {
    /// Whether the round needs an analysis that is not there, or was made void.
    #[must_use]
    pub fn lacks_analysis(&self) -> bool {
        self.analyses_needed > 0 && !self.void.leaves_analysis(self.analyses_needed, self.analyses)
    }

    /// Whether the newest analysis was made void.
    #[must_use]
    pub fn newest_analysis_is_void(&self) -> bool {
        self.analyses > 0 && !self.void.leaves_analysis(self.analyses, self.analyses)
    }

    /// The owner, where one is agreed.
    #[must_use]
    pub fn owner(&self) -> Option<&Handle> {
        self.terms.owner.as_ref()
    }

    /// The actions that are neither done nor dropped.
    pub fn open_actions(&self) -> impl Iterator<Item = (&PartId, &ActionState)> {
        self.actions.iter().filter(|(_, a)| a.progress == Progress::Open)
    }

    /// How the resources stand, given the requests as the file has them now: one that is not what was decided on is
    /// undecided, since the decision.
    pub fn resources_as<'s>(
        &'s self,
        shown: &'s BTreeMap<PartId, Resource>,
    ) -> impl Iterator<Item = (&'s PartId, ResourceState)> {
        self.resources.iter().map(|(id, state)| {
            let state = match state {
                ResourceState::Decided(Decided { at, asked_by: Some(by), .. })
                    if is_of_another(state, shown.get(id)) =>
                {
                    ResourceState::Requested(Requested { by: by.clone(), at: *at })
                }
                state => state.clone(),
            };
            (id, state)
        })
    }

    /// Who asked for a resource.
    #[must_use]
    pub fn asked_by(&self, id: &PartId) -> Option<&Party> {
        match self.resources.get(id)? {
            ResourceState::Requested(request) => Some(&request.by),
            ResourceState::Decided(made) => made.asked_by.as_ref(),
            ResourceState::Withdrawn => None,
        }
    }

    /// Whether the work is signed off and nobody has verified it yet.
    #[must_use]
    pub fn is_waiting_for_verification(&self) -> bool {
        self.status == Some(Status::Implemented)
    }

    /// The day of the effectiveness review: the one agreed, else the day of the sign-off plus a number of days by
    /// significance.
    #[must_use]
    pub fn verify_on(&self, policy: &Policy, zone: Tz) -> Option<Day> {
        let after = |s: &SignOff| s.first.day(zone).plus(policy.verify_days(self.terms.significance));
        self.terms.verify_on.or_else(|| self.signed_off.as_ref().map(after))
    }

    /// Whether an item that stands so answers to its sources: what was rejected answers nothing.
    #[must_use]
    pub fn answers(&self) -> bool {
        self.status != Some(Status::Rejected)
    }

    /// Takes over what a lawful event does.
    pub fn apply(&mut self, event: &Event) {
        self.last_act = self.last_act.max(Some(event.at));
        if let Some(terms) = &event.terms {
            self.apply_terms(event, terms);
        }
        self.count_analysis(event);
        self.void.lift(event, self.analyses);
        match event.act {
            Act::Raised => {
                self.status = Some(Status::Raised);
                self.raised_at = Some(event.at);
                self.undecided_since = Some(event.at);
            }
            Act::Accepted => self.accept(event),
            Act::Rejected => {
                self.status = Some(Status::Rejected);
                self.review_on = event.review_on;
            }
            Act::Deferred => {
                self.status = Some(Status::Deferred);
                self.deferred_until = event.until;
            }
            Act::Extended => self.extensions += 1,
            Act::Amended => self.amended.extend(event.terms.iter().flat_map(Terms::present)),
            Act::Started => {
                self.status = Some(Status::InProgress);
                self.note_worker(event.by.handle().cloned());
            }
            // Who put it right at once did work on it, whoever owns it later.
            Act::Corrected => self.note_worker(event.by.handle().cloned()),
            Act::Implemented => self.sign_off(event),
            Act::Verified => self.verify(event),
            Act::Reopened => self.reopen(event),
            Act::Dropped => {
                let owner = event.action.as_ref().and_then(|id| self.actions.get(id)?.owner.clone());
                self.note_worker(owner);
                self.set_progress(event, Progress::Dropped);
            }
            Act::Done => {
                self.note_worker(event.by.handle().cloned());
                self.set_progress(event, Progress::Done(event.at));
            }
            Act::Requested => self.set_resource(event, requested(event)),
            Act::Withdrawn => self.set_resource(event, ResourceState::Withdrawn),
            Act::Resourced => {
                if let Some(decision) = event.decision {
                    let asked_by = event.resource.as_ref().and_then(|id| self.asked_by(id)).cloned();
                    let (asked, granted) = (event.asked.clone(), event.amount);
                    let made = Decided { decision, at: event.at, asked, granted, asked_by };
                    self.set_resource(event, ResourceState::Decided(made));
                }
            }
            _ => {}
        }
    }

    /// Takes over what an act brings that came beside another one after which it would not be lawful: new actions,
    /// requests and analyses are there, and a fix that failed is not done; nothing that was agreed or decided moves.
    pub fn apply_beside(&mut self, event: &Event) {
        self.last_act = self.last_act.max(Some(event.at));
        self.count_analysis(event);
        self.void.lift(event, self.analyses);
        match (event.act, &event.action, &event.resource, &event.terms) {
            // What did not work is not done, whatever stands beside it; what else the act brings does not count.
            (Act::Verified, ..) if matches!(self.status, Some(Status::Implemented | Status::Closed)) => {
                self.status = Some(Status::InProgress);
                self.analyses_needed = self.analyses + 1;
                self.terms.verify_on = None;
            }
            (Act::Planned, Some(id), _, Some(terms)) if !self.actions.contains_key(id) => {
                self.apply_terms(event, terms);
            }
            (Act::Requested, _, Some(id), _) if !self.resources.contains_key(id) => {
                self.set_resource(event, requested(event));
            }
            _ => {}
        }
    }

    /// Takes over that an act was made void: what it brought stands in the file, and does not count.
    pub fn make_void(&mut self, event: &Event) {
        self.count_analysis(event);
        self.void.take_back(event, self.analyses);
    }

    /// Each act that says how many analyses there are added one, also where two did so side by side. One that adopts what
    /// was written by hand may add several.
    fn count_analysis(&mut self, event: &Event) {
        let Some(count) = event.analyses else { return };
        let adopted = if event.edits.is_some() { count } else { 0 };
        self.analyses = adopted.max(self.analyses.saturating_add(1));
    }

    fn note_worker(&mut self, who: Option<Handle>) {
        if let Some(who) = who.filter(|who| !self.workers.contains(who)) {
            self.workers.push(who);
        }
    }

    fn apply_terms(&mut self, event: &Event, terms: &Terms) {
        match (event.act, &event.action) {
            (Act::Planned | Act::Replanned, Some(id)) => {
                let action = self.actions.entry(id.clone()).or_insert(ActionState {
                    owner: None,
                    due: None,
                    progress: Progress::Open,
                });
                let before = action.owner.take();
                action.owner = terms.owner.clone().or_else(|| before.clone());
                action.due = terms.due.or(action.due);
                let moved = action.owner != before;
                self.note_worker(before.filter(|_| moved));
            }
            _ => self.terms.merge(terms),
        }
    }

    fn accept(&mut self, event: &Event) {
        self.status = Some(Status::Accepted);
        self.deferred_until = None;
        self.accepted_at.get_or_insert(event.at);
        if self.first_due.is_none() {
            self.first_due = self.terms.due;
        }
    }

    fn sign_off(&mut self, event: &Event) {
        let again = self.status == Some(Status::Implemented);
        let first = self.signed_off.as_ref().filter(|_| again).map_or(event.at, |signed| signed.first);
        self.status = Some(Status::Implemented);
        if let Party::Person(by) = &event.by {
            if !self.signers.contains(by) {
                self.signers.push(by.clone());
            }
            self.signed_off = Some(SignOff {
                by: by.clone(),
                at: event.at,
                first,
                content: event.content.clone(),
                hash: event.hash.clone(),
            });
        }
    }

    fn verify(&mut self, event: &Event) {
        let (Some(result), Party::Person(by)) = (event.result, &event.by) else { return };
        self.scores.extend(event.risk.iter().flatten().map(|(risk, score)| (risk.clone(), *score)));
        self.verified = Some(Verified { by: by.clone(), at: event.at, result, follow_up: event.follow_up.clone() });
        if result == VerifyResult::Effective || event.follow_up.is_some() {
            self.status = Some(Status::Closed);
        } else {
            self.status = Some(Status::InProgress);
            self.analyses_needed = self.analyses + 1;
            self.signers.clear();
            self.workers.clear();
        }
        if result != VerifyResult::Effective {
            self.terms.verify_on = None;
        }
    }

    fn reopen(&mut self, event: &Event) {
        self.terms.verify_on = None;
        self.review_on = None;
        self.signers.clear();
        self.workers.clear();
        self.status = Some(match self.status {
            Some(Status::Rejected) => {
                self.undecided_since = Some(event.at);
                Status::Raised
            }
            _ => Status::InProgress,
        });
    }

    fn set_progress(&mut self, event: &Event, progress: Progress) {
        if let Some(action) = event.action.as_ref().and_then(|id| self.actions.get_mut(id)) {
            action.progress = progress;
        }
    }

    fn set_resource(&mut self, event: &Event, state: ResourceState) {
        if let Some(id) = &event.resource {
            self.resources.insert(id.clone(), state);
        }
    }
}

fn requested(event: &Event) -> ResourceState {
    ResourceState::Requested(Requested { by: event.by.clone(), at: event.at })
}

fn is_of_another(state: &ResourceState, shown: Option<&Resource>) -> bool {
    matches!(state, ResourceState::Decided(made) if made.is_of_another(shown))
}
