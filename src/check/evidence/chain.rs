//! What holds for the events of every file.

use crate::check::facts::Chain;
use crate::check::finding::RawFinding;
use crate::model::event::Event;
use crate::model::rule::Rule;
use crate::register::vouched::{self, Altered};

/// `event-altered`.
pub fn altered(chain: &Chain<'_>) -> Vec<RawFinding> {
    let Some(register) = chain.world.register_id.as_deref() else { return Vec::new() };
    let of_event = |(name, event, how): (&str, &Event, Altered)| {
        let message = match how {
            Altered::Renamed => format!("the table is named {name}, and its hash begins with {}", event.hash.short()),
            Altered::Changed => {
                format!("the event {name} ({} by {}) is not what it was: its hash does not fit", event.act, event.by)
            }
            Altered::NoHash(error) => format!("the event {name} holds a value that no hash can be made of: {error}"),
        };
        RawFinding::new(Rule::EventAltered, &["event", name], message).event(&event.hash)
    };
    vouched::altered(register, chain.subject, chain.tree, chain.events).into_iter().map(of_event).collect()
}

/// `event-missing`.
pub fn missing(chain: &Chain<'_>) -> Vec<RawFinding> {
    let mut drafts = Vec::new();
    for (i, event) in chain.graph.events().iter().enumerate() {
        for gone in chain.graph.missing(i) {
            let name = chain.name(event);
            let message = format!("the event {name} follows {}, which is not in the file", gone.short());
            drafts.push(RawFinding::new(Rule::EventMissing, &["event", name, "after"], message).event(gone));
        }
    }
    drafts
}

/// `future-dated`.
pub fn future(chain: &Chain<'_>) -> Vec<RawFinding> {
    let tolerance = chrono::Duration::minutes(i64::from(chain.world.policy.clock_tolerance_minutes));
    let limit = chain.world.now.0 + tolerance;
    let late = chain.events.iter().filter(|(_, event)| event.at.0 > limit);
    late.map(|(name, event)| {
        let message =
            format!("{} by {} is of the future: {}, and it is {}", event.act, event.by, event.at, chain.world.now);
        RawFinding::new(Rule::FutureDated, &["event", name, "at"], message).event(&event.hash)
    })
    .collect()
}

/// `backdated`, by the events alone: an act that claims to be older than what it follows.
pub fn before_what_it_follows(chain: &Chain<'_>) -> Vec<RawFinding> {
    let tolerance = chrono::Duration::minutes(i64::from(chain.world.policy.clock_tolerance_minutes));
    let events = chain.graph.events();
    let mut drafts = Vec::new();
    for (i, event) in events.iter().enumerate() {
        let newest = chain.graph.parents(i).iter().filter_map(|p| events.get(*p)).max_by_key(|parent| parent.at);
        if let Some(parent) = newest.filter(|parent| event.at.0 + tolerance < parent.at.0) {
            let message = format!(
                "`{}` by {} claims {}, and follows `{}` by {} of {}",
                event.act, event.by, event.at, parent.act, parent.by, parent.at
            );
            let key = ["event", chain.name(event), "at"];
            drafts.push(RawFinding::new(Rule::Backdated, &key, message).event(&event.hash));
        }
    }
    drafts
}
