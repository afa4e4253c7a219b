//! Whether the own signature of an event is good, whoever committed it.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Deserialize;

use super::facts::{HistoryFacts, SignedEvents};
use crate::check::facts::{Typed, typed};
use crate::history::Brought;
use crate::lifecycle::signature::Worth;
use crate::model::event::Event;
use crate::model::id::Hash;
use crate::register::load::text;
use crate::register::place;

/// The events of any file.
#[derive(Debug, Deserialize)]
struct Events {
    #[serde(default)]
    event: BTreeMap<String, Event>,
}

/// The event with a hash: by its short name, which is the name of its table unless somebody wrote another one.
#[must_use]
pub fn with_hash<'e>(events: &'e BTreeMap<String, Event>, hash: &Hash) -> Option<&'e Event> {
    let named = events.get(hash.short()).filter(|event| event.hash == *hash);
    named.or_else(|| events.values().find(|event| event.hash == *hash))
}

impl HistoryFacts<'_> {
    /// Whether an event, as its file has it now, is signed with a key that its person had then.
    #[must_use]
    pub fn is_signed(&self, brought: &Brought, hash: &Hash) -> bool {
        let Some(known) = self.known_events(&self.path_now(&brought.file)) else { return false };
        let (events, signers) = known.as_ref();
        let authority = self.world.register.map(|register| &register.authority);
        let Some((authority, event)) = authority.zip(with_hash(events, hash)) else {
            return false;
        };
        matches!(Worth::of(event, signers.of(event), authority), Worth::Good(_))
    }

    /// Whether an event stands in its file as it is now.
    #[must_use]
    pub fn stands(&self, brought: &Brought, hash: &Hash) -> bool {
        let known = self.known_events(&self.path_now(&brought.file));
        known.is_some_and(|known| with_hash(&known.0, hash).is_some())
    }

    /// As [`HistoryFacts::signed_events`], read once however often a file is asked for, and kept.
    #[must_use]
    pub fn known_events(&self, path: &str) -> Option<Rc<SignedEvents>> {
        if let Some(known) = self.signed.borrow().get(path) {
            return known.clone();
        }
        let read = self.signed_events(path).map(Rc::new);
        self.signed.borrow_mut().insert(path.to_owned(), read.clone());
        read
    }

    /// The events of a file as it is now, and what their signatures are worth.
    #[must_use]
    pub fn signed_events(&self, path: &str) -> Option<SignedEvents> {
        let text = text(self.world.store, path).ok()?;
        let Typed { tree, value: Events { event: events }, .. } = typed(path, &text).ok()?;
        let subject = place::subject(path, &tree)?;
        let signers = self.world.signers(subject, &tree, &events);
        Some((events, signers))
    }

    /// Where a file is now: an item may have moved.
    #[must_use]
    pub fn path_now(&self, file: &str) -> String {
        let name = file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
        let moved = || name.filter(|_| file.starts_with("items/")).and_then(|id| self.items.get(id)).cloned();
        if self.world.store.has(file) { file.to_owned() } else { moved().unwrap_or_else(|| file.to_owned()) }
    }
}
