//! Whether what was written says anything.

use crate::check::facts::{ItemFacts, LedgerFacts, World};
use crate::check::finding::RawFinding;
use crate::model::event::Event;
use crate::model::rule::Rule;
use crate::model::word::Status;
use crate::model::written_words::{each_of_event, each_of_item};

/// `empty-words`, of an item and of its acts that count.
pub fn empty(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    if facts.state().is_some_and(|state| state.status == Some(Status::Rejected)) {
        return Vec::new();
    }
    let mut drafts = Vec::new();
    each_of_item(facts.item, |key, what, text| {
        if facts.world().wording.is_empty(text) {
            drafts.push(RawFinding::new(Rule::EmptyWords, key, says_nothing(what, text)));
        }
    });
    let events = facts.replay.iter().flat_map(|replay| replay.effective());
    drafts.extend(events.flat_map(|event| empty_event(facts.world(), facts.chain.name(event), event)));
    drafts
}

/// `empty-words`, of acts on people, settings and seals that count.
#[must_use]
pub fn empty_acts(facts: &LedgerFacts<'_>) -> Vec<RawFinding> {
    let events = facts.ledger.effective().into_iter();
    let drafts = events.flat_map(|event| empty_event(facts.chain.world, facts.chain.name(event), event));
    drafts.map(|draft| draft.remedy("Say what it left out: kaizen note people|register -m TEXT.")).collect()
}

fn empty_event(world: &World<'_>, name: &str, event: &Event) -> Vec<RawFinding> {
    let mut drafts = Vec::new();
    each_of_event(event, |key, what, text| {
        if world.wording.is_empty(text) {
            let draft = RawFinding::new(Rule::EmptyWords, &["event", name, key], says_nothing(what, text));
            drafts.push(draft.event(&event.hash));
        }
    });
    drafts
}

fn says_nothing(what: &str, text: &str) -> String {
    let shown: String = text.trim().chars().take(60).collect();
    if shown.is_empty() { format!("{what} is empty") } else { format!("{what} says nothing: “{shown}”") }
}

/// `generic-text`, by phrases that nobody wrote about anything.
pub fn generic(facts: &ItemFacts<'_>) -> Vec<RawFinding> {
    if facts.state().is_some_and(|state| state.status == Some(Status::Rejected)) {
        return Vec::new();
    }
    let wording = &facts.world().wording;
    let message = |what: &str, phrase: &str| {
        let shown: String = phrase.chars().take(60).collect();
        format!("{what} could stand anywhere: it holds “{shown}”")
    };
    let mut drafts = Vec::new();
    each_of_item(facts.item, |key, what, text| {
        if let Some(phrase) = wording.generic(text) {
            drafts.push(RawFinding::new(Rule::GenericText, key, message(what, &phrase)));
        }
    });
    for event in facts.replay.iter().flat_map(|replay| replay.effective()) {
        each_of_event(event, |key, what, text| {
            if let Some(phrase) = wording.generic(text) {
                let key = ["event", facts.chain.name(event), key];
                drafts.push(RawFinding::new(Rule::GenericText, &key, message(what, &phrase)).event(&event.hash));
            }
        });
    }
    drafts
}
