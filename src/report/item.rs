//! One item with what its events amount to.

use schemars::JsonSchema;
use serde::Serialize;

use super::clocks;
use super::next_act::{NextAct, next_acts};
use crate::lifecycle::replay::{Replay, Verdict};
use crate::lifecycle::state::{Progress, ResourceState, State};
use crate::model::date::{Day, Moment};
use crate::model::event::Event;
use crate::model::id::{Handle, PartId, ReviewId};
use crate::model::item::Item;
use crate::model::origin::Origin;
use crate::model::review::Review;
use crate::model::terms::Terms;
use crate::model::word::{Decision, Status};
use crate::register::load::{Loaded, Register};

/// One item: its content as it stands in the file, and what the events make of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ItemView {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// Where the item stands, as the events fold it; absent where no event counts.
    pub status: Option<Status>,
    /// The agreed terms, as the events fold them.
    pub terms: Terms,
    /// Days since the target date, where it is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue_days: Option<i64>,
    /// The target date of the first acceptance, where it was moved since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_due: Option<Day>,
    /// Day of the effectiveness review, where one waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verify_on: Option<Day>,
    /// The first day on which a deferral is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deferred_until: Option<Day>,
    /// Actions with how far they are.
    pub actions: Vec<ActionView>,
    /// Resources with what was decided.
    pub resources: Vec<ResourceView>,
    /// Events in their order, with what became of each.
    pub timeline: Vec<EventView>,
    /// The management reviews that decided on it or looked at it, by their ids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<ReviewId>,
    /// What stands in the file and does not count, since the act that brought it was made void.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub void: Vec<String>,
    /// What of the file its events do not vouch for; `check` says more of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
    /// What may be done next.
    #[serde(skip)]
    pub next: Vec<NextAct>,
    /// The content that counts.
    pub item: Item,
}

/// One action.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActionView {
    /// Its id.
    pub action: PartId,
    /// Who does it.
    pub owner: Option<Handle>,
    /// Until when.
    pub due: Option<Day>,
    /// `open`, `done` or `dropped`.
    pub progress: &'static str,
    /// When it was done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done_at: Option<Moment>,
    /// Days since its date, where it is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue_days: Option<i64>,
}

/// One resource.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ResourceView {
    /// Its id.
    pub resource: PartId,
    /// `requested`, `approved`, `declined` or `withdrawn`.
    pub decision: &'static str,
    /// How much was granted, where that is less than was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub granted: Option<f64>,
}

/// One event and what became of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct EventView {
    /// `effective`, `unlawful`, `superseded` or `void`.
    pub verdict: &'static str,
    /// Why it does not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub because: Option<String>,
    /// The event.
    pub event: Event,
}

/// Looks at one item; `reviews` are those of the register.
#[must_use]
pub fn view(register: &Register, loaded: &Loaded, reviews: &[Review], origin: Origin) -> ItemView {
    let (today, law, policy) = (origin.as_of, register.law(), &register.settings.policy);
    let replay = loaded.replay(&law);
    let doubts = register.doubts(loaded, &replay);
    let item = replay.state.void.in_force(&loaded.item).into_owned();
    let timeline = timeline(&replay, item.id.as_str());
    let state = replay.state;
    let spoke = reviews.iter().filter(|review| review.items().contains(&&item.id));
    ItemView {
        next: next_acts(&item, &state, policy, law.zone),
        status: state.status,
        overdue_days: clocks::overdue(&state, today),
        first_due: state.first_due.filter(|first| Some(*first) != state.terms.due),
        verify_on: clocks::verification_day(&state, policy, law.zone),
        deferred_until: state.deferred_until.filter(|_| state.status == Some(Status::Deferred)),
        actions: actions(&state, today),
        resources: resources(&item, &state),
        timeline,
        reviews: spoke.map(|review| review.id.clone()).collect(),
        void: state.void.shown(),
        doubts,
        terms: state.terms,
        origin,
        item,
    }
}

fn actions(state: &State, today: Day) -> Vec<ActionView> {
    let late: Vec<(&PartId, i64)> = clocks::overdue_actions(state, today).map(|(id, _, days)| (id, days)).collect();
    let each = state.actions.iter().map(|(id, action)| ActionView {
        action: id.clone(),
        owner: action.owner.clone(),
        due: action.due,
        progress: match action.progress {
            Progress::Open => "open",
            Progress::Done(_) => "done",
            Progress::Dropped => "dropped",
        },
        done_at: match action.progress {
            Progress::Done(at) => Some(at),
            Progress::Open | Progress::Dropped => None,
        },
        overdue_days: late.iter().find(|(l, _)| *l == id).map(|(_, days)| *days),
    });
    each.collect()
}

fn resources(item: &Item, state: &State) -> Vec<ResourceView> {
    let each = state.resources_as(&item.resource).map(|(id, resource)| ResourceView {
        resource: id.clone(),
        granted: match &resource {
            ResourceState::Decided(made) => made.granted,
            _ => None,
        },
        decision: match resource {
            ResourceState::Requested(_) => "requested",
            ResourceState::Decided(made) => match made.decision {
                Decision::Approved => "approved",
                Decision::Declined => "declined",
            },
            ResourceState::Withdrawn => "withdrawn",
        },
    });
    each.collect()
}

fn timeline(replay: &Replay<'_>, id: &str) -> Vec<EventView> {
    let events = replay.graph.events();
    let each = events.iter().zip(&replay.verdicts).map(|(event, verdict)| {
        let (verdict, because) = match verdict {
            Verdict::Effective => ("effective", None),
            Verdict::Unlawful(refusal) => ("unlawful", Some(refusal.of(id).reason)),
            Verdict::Beside(refusal) => ("beside", Some(refusal.of(id).reason)),
            Verdict::Superseded(refusal) => ("superseded", Some(refusal.of(id).reason)),
            Verdict::Void(by) => ("void", events.get(*by).map(|e| format!("made void by {} {}", e.by, e.hash.short()))),
        };
        EventView { verdict, because, event: (*event).clone() }
    });
    each.collect()
}
