//! Which events are signed, by which key: facts from outside that the replay judges by.

use std::collections::HashMap;

use crate::model::event::Event;
use crate::model::id::Hash;
use crate::model::key::PublicKey;

/// What is known of the signature of an event. Whose key it is, is a question for people.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Signed {
    /// There is none.
    No,
    /// A good signature over the event's statement, made with this key.
    By(PublicKey),
    /// A signature that vouches for nothing, and why.
    Bad(String),
}

/// The signatures of some events, by their hashes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signers(HashMap<Hash, Signed>);

impl Signers {
    /// Takes over what is known of an event. Of two events that claim one hash, a bad signature counts.
    pub fn note(&mut self, event: &Hash, signed: Signed) {
        match self.0.get(event) {
            Some(Signed::Bad(_)) => {}
            _ => {
                self.0.insert(event.clone(), signed);
            }
        }
    }

    /// Takes over what is known of other events.
    pub fn extend(&mut self, other: Signers) {
        for (hash, signed) in other.0 {
            self.note(&hash, signed);
        }
    }

    /// What is known of an event; nothing is known of one that nobody looked at.
    #[must_use]
    pub fn of(&self, event: &Event) -> &Signed {
        self.0.get(&event.hash).unwrap_or(&Signed::No)
    }
}
