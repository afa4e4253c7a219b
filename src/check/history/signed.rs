//! Whether the own signature of an event is good, whoever committed it.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::{Table, Value};

use super::facts::HistoryFacts;
use crate::attest::digest::Subject;
use crate::check::facts::{Typed, read};
use crate::history::Brought;
use crate::lifecycle::signature::Signed;
use crate::model::event::Event;
use crate::model::id::Hash;
use crate::register::place::{PEOPLE, SETTINGS};

/// The events of any file.
#[derive(Debug, Deserialize)]
struct Events {
    #[serde(default)]
    event: BTreeMap<String, Event>,
}

impl HistoryFacts<'_> {
    /// Whether an event, as its file has it now, is signed with a key that its person had then.
    #[must_use]
    pub fn is_signed(&self, brought: &Brought, hash: &Hash) -> bool {
        let path = self.path_now(&brought.file);
        let Ok(Typed { table, .. }) = read::<Table>(self.world.store, &path) else { return false };
        let Ok(Events { event: events }) = table.clone().try_into() else { return false };
        let text = |key: &str| table.get(key).and_then(Value::as_str).unwrap_or_default();
        let subject = match path.as_str() {
            PEOPLE => Subject::People,
            SETTINGS => Subject::Register,
            path if path.starts_with("items/") => Subject::Item(text("id")),
            path if path.starts_with("reviews/") => Subject::Review(text("id")),
            path if path.starts_with("sources/") => Subject::Source(text("kind"), text("reference")),
            _ => return false,
        };
        let signers = self.world.signers(subject, &table, &events);
        let authority = self.world.register.map(|register| &register.authority);
        let Some((authority, event)) = authority.zip(events.values().find(|event| event.hash == *hash)) else {
            return false;
        };
        match (signers.of(event), event.by.handle()) {
            (Signed::By(key), Some(by)) => {
                authority.key_of(by, key, event.at).is_some_and(|held| held.span.holds(event.at))
            }
            _ => false,
        }
    }

    /// Where a file is now: an item may have moved.
    fn path_now(&self, file: &str) -> String {
        let name = file.rsplit('/').next().and_then(|name| name.strip_suffix(".toml"));
        let moved = || name.filter(|_| file.starts_with("items/")).and_then(|id| self.items.get(id)).cloned();
        if self.world.store.has(file) { file.to_owned() } else { moved().unwrap_or_else(|| file.to_owned()) }
    }
}
