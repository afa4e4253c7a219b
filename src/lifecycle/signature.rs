//! Which events are signed, by which key: facts from outside that the replay judges by.

use std::collections::HashMap;

use super::authority::{Authority, KeySpan};
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

/// What a signature is worth to its event, by the people of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Worth<'a> {
    /// There is none.
    Unsigned,
    /// It vouches for nothing, and why.
    Bad(String),
    /// It was made with a key that is not one of the person's.
    UnknownKey(PublicKey),
    /// It was made with a key of the person that did not count at the time of the event.
    NotThen(&'a KeySpan),
    /// It is the person's.
    Good(&'a KeySpan),
}

impl<'a> Worth<'a> {
    /// Judges what is known of an event's signature.
    #[must_use]
    pub fn of(event: &Event, signed: &Signed, authority: &'a Authority) -> Worth<'a> {
        let key = match signed {
            Signed::No => return Worth::Unsigned,
            Signed::Bad(why) => return Worth::Bad(why.clone()),
            Signed::By(key) => key,
        };
        match event.by.handle().and_then(|by| authority.key_of(by, key, event.at)) {
            None => Worth::UnknownKey(key.clone()),
            Some(held) if held.span.holds(event.at) => Worth::Good(held),
            Some(held) => Worth::NotThen(held),
        }
    }

    /// The key that made it.
    #[must_use]
    pub fn key(&self) -> Option<&PublicKey> {
        match self {
            Worth::Unsigned | Worth::Bad(_) => None,
            Worth::UnknownKey(key) => Some(key),
            Worth::NotThen(held) | Worth::Good(held) => Some(&held.key),
        }
    }

    /// Why it does not count, where there is one that does not.
    #[must_use]
    pub fn why_not(&self, event: &Event) -> Option<String> {
        let print = || self.key().map(PublicKey::fingerprint).unwrap_or_default();
        match self {
            Worth::Unsigned | Worth::Good(_) => None,
            Worth::Bad(why) => Some(why.clone()),
            Worth::UnknownKey(_) => Some(format!("it was made with {}, which is not a key of {}", print(), event.by)),
            Worth::NotThen(held) if event.at < held.span.from => {
                Some(format!("{} counts only since {}", print(), held.span.from))
            }
            Worth::NotThen(held) => Some(match held.span.until {
                Some(until) => format!("{} was ended on {until}", print()),
                None => format!("{} did not count then", print()),
            }),
        }
    }
}
