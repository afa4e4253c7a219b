//! What may be done next with an item: the same under an act that was recorded and at the end of `show`.

use chrono_tz::Tz;

use crate::lifecycle::needs;
use crate::lifecycle::state::{ResourceState, State};
use crate::model::item::Item;
use crate::model::settings::Policy;
use crate::model::word::Status;

/// What can be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextAct {
    /// Who does it, or what for; empty where the command says it.
    pub what: String,
    /// The command; words in capitals are to be filled in.
    pub command: String,
    /// Which step it is.
    pub step: Step,
}

/// A step in the life of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A manager decides whether it is done.
    Decide,
    /// The cause is found.
    Analyse,
    /// Top management decides about a resource that was asked for.
    Grant,
    /// An action is done.
    Act,
    /// An action is planned.
    Plan,
    /// The owner signs off.
    SignOff,
    /// Somebody independent verifies it.
    Verify,
}

impl NextAct {
    fn new(step: Step, what: impl Into<String>, command: String) -> Self {
        NextAct { what: what.into(), command, step }
    }

    /// Both on one line.
    #[must_use]
    pub fn line(&self) -> String {
        if self.what.is_empty() { self.command.clone() } else { format!("{}: {}", self.what, self.command) }
    }
}

/// The acts that bring an item on, the nearest first; `item` is the content that counts.
#[must_use]
pub fn next_acts(item: &Item, state: &State, policy: &Policy, zone: Tz) -> Vec<NextAct> {
    let id = item.id.random();
    match state.status {
        Some(Status::Raised) => vec![NextAct::new(
            Step::Decide,
            "a manager decides",
            format!("kaizen accept {id} … -m REASON, or kaizen reject {id} -m REASON"),
        )],
        Some(Status::Accepted | Status::InProgress) => in_work(item, state, id),
        Some(Status::Implemented) => {
            let on = state.verify_on(policy, zone).map(|day| format!(" on {day}")).unwrap_or_default();
            let verify = format!("kaizen verify {id} --method … --result … -m FINDING");
            vec![NextAct::new(Step::Verify, format!("somebody independent verifies it{on}"), verify)]
        }
        Some(Status::Deferred) => {
            vec![NextAct::new(Step::Decide, "", format!("kaizen accept {id} -m REASON when its time has come"))]
        }
        None | Some(Status::Closed | Status::Rejected) => Vec::new(),
    }
}

fn in_work(item: &Item, state: &State, id: &str) -> Vec<NextAct> {
    let mut acts = Vec::new();
    if needs::lacks_cause(state, item) {
        acts.push(NextAct::new(Step::Analyse, "find the cause", format!("kaizen why {id}")));
    }
    for (resource, asked) in state.resources_as(&item.resource) {
        if matches!(asked, ResourceState::Requested(_)) {
            let command = format!(
                "kaizen resource approve {id} {resource}, or kaizen resource decline {id} {resource} -m REASON"
            );
            acts.push(NextAct::new(Step::Grant, "top management decides", command));
        }
    }
    acts.extend(
        state
            .open_actions()
            .map(|(action, _)| NextAct::new(Step::Act, "", format!("kaizen action done {id} {action}"))),
    );
    if state.actions.is_empty() {
        acts.push(NextAct::new(Step::Plan, "plan what changes", format!("kaizen action add {id} TEXT")));
    }
    if state.open_actions().next().is_none() && !needs::lacks_cause(state, item) {
        acts.push(NextAct::new(Step::SignOff, "the owner signs off", format!("kaizen sign-off {id} -m STATEMENT")));
    }
    acts
}
