//! What of an item's content counts: all that stands in its file, without what acts brought that were made void.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::reach::{self, Reach};
use crate::model::event::{Act, Event};
use crate::model::id::SourceRef;
use crate::model::item::Item;

/// What void acts brought and nobody has said anew since.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Void {
    /// Keys of the content; an entry of a list, or a link, by the form that a `linked` names it in.
    keys: BTreeSet<String>,
    /// The void ones among the analyses, counted from one.
    analyses: BTreeSet<u32>,
}

impl Void {
    /// Takes over that an act was made void which left the file with so many analyses.
    pub fn take_back(&mut self, event: &Event, analyses: u32) {
        for key in brought(event) {
            if is_analysis(&key) {
                self.analyses.insert(analyses);
            } else {
                self.keys.insert(key);
            }
        }
    }

    /// Takes over that an act counts which left the file with so many analyses: what it says, it says anew.
    pub fn lift(&mut self, event: &Event, analyses: u32) {
        if self.keys.is_empty() && self.analyses.is_empty() {
            return;
        }
        let keys = brought(event);
        let said = Reach::new(&keys);
        self.keys.retain(|key| !said.covers(key));
        if keys.iter().any(|key| is_analysis(key)) {
            self.analyses.remove(&analyses);
        }
    }

    /// Whether this key of the content was brought by a void act.
    #[must_use]
    pub fn holds(&self, key: &str) -> bool {
        self.keys.contains(key)
    }

    /// Whether an analysis from this one on, of so many, counts.
    #[must_use]
    pub fn leaves_analysis(&self, from: u32, of: u32) -> bool {
        (from.max(1)..=of).any(|number| !self.analyses.contains(&number))
    }

    /// The keys, for people.
    #[must_use]
    pub fn shown(&self) -> Vec<String> {
        let analyses = self.analyses.iter().map(|n| format!("analysis {n}"));
        self.keys.iter().cloned().chain(analyses).collect()
    }

    /// The content that counts.
    #[must_use]
    pub fn in_force<'i>(&self, item: &'i Item) -> Cow<'i, Item> {
        if self.keys.is_empty() && self.analyses.is_empty() {
            return Cow::Borrowed(item);
        }
        let mut item = item.clone();
        let mut number = 0_u32;
        item.analysis.retain(|_| {
            number += 1;
            !self.analyses.contains(&number)
        });
        if self.holds("correction") {
            item.correction = None;
        }
        item.action.retain(|id, _| !self.holds(&format!("action.{id}")));
        item.resource.retain(|id, _| !self.holds(&format!("resource.{id}")));
        item.sources.retain(|source| !self.holds("sources") && !self.holds(&source_link(source)));
        item.controls.retain(|control| !self.holds("controls") && !self.holds(&control_link(control)));
        item.risk.retain(|risk, _| !self.holds("risk") && !self.holds(&risk_link(risk)));
        item.recurrence_of = item.recurrence_of.filter(|_| !self.holds("recurrence_of"));
        item.follow_up_of = item.follow_up_of.filter(|_| !self.holds("follow_up_of"));
        Cow::Owned(item)
    }
}

/// A source that a `linked` brings, as it names it.
#[must_use]
pub fn source_link(source: &SourceRef) -> String {
    format!("sources.{source}")
}

/// The same of a control.
#[must_use]
pub fn control_link(control: &str) -> String {
    format!("controls.{control}")
}

/// The same of a risk.
#[must_use]
pub fn risk_link(risk: &str) -> String {
    format!("risk.{risk}")
}

/// The keys of the content that an act brought: all that it may change, or the links that it names.
fn brought(event: &Event) -> Vec<String> {
    let edits = event.edits.iter().flatten();
    match event.links.as_ref().filter(|links| event.act == Act::Linked && !links.is_empty()) {
        Some(links) => links.iter().chain(edits).cloned().collect(),
        None => reach::of(event),
    }
}

fn is_analysis(key: &str) -> bool {
    key.strip_prefix("analysis").is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}
