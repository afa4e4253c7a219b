//! What the signature of an act is worth, for the log.

use schemars::JsonSchema;
use serde::Serialize;

use crate::attest::digest::Subject;
use crate::attest::verify::verify;
use crate::lifecycle::authority::Authority;
use crate::lifecycle::signature::{Signed, Worth};
use crate::model::date::Moment;
use crate::model::event::Event;
use crate::model::key::PublicKey;
use crate::model::tree::Tree;
use crate::register::load::Register;

/// What the signature of an act is worth, by the people and keys of the register as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Signature {
    /// In a word.
    pub status: SignatureStatus,
    /// Fingerprint of the key that made it, where one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Why it does not count, or is missing, or is in doubt.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// What a signature is worth, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureStatus {
    /// It is over this event, by a key that its person had then.
    Good,
    /// It is by a key that was revoked: somebody else may have made it. `check` tells whether a seal vouches for it.
    RevokedKey,
    /// It is by a key of the person that did not count yet, or no longer, at the time that the event claims.
    KeyNotThen,
    /// It is by a key that is not one of the person's.
    UnknownKey,
    /// It is no whole signature, or not over this event.
    Bad,
    /// There is none, and none had to be.
    Unsigned,
    /// There is none, and the act had to be signed.
    Missing,
}

impl Signature {
    /// Judges the signature of an event; `table` is the event as the file has it.
    #[must_use]
    pub fn of(register: &Register, subject: Option<Subject<'_>>, event: &Event, table: &Tree<'_>) -> Signature {
        let signed = match subject {
            Some(subject) => verify(&register.basics.settings.id, subject, event, table),
            None if event.signature.is_none() => Signed::No,
            None => Signed::Bad("it stands in a file that is none of the register's".to_owned()),
        };
        let worth = Worth::of(event, &signed, &register.authority);
        let key = worth.key().map(PublicKey::fingerprint);
        let with = |status, why| Signature { status, key, why };
        match &worth {
            Worth::Bad(_) => with(SignatureStatus::Bad, worth.why_not(event)),
            Worth::UnknownKey(_) => with(SignatureStatus::UnknownKey, worth.why_not(event)),
            Worth::NotThen(_) => with(SignatureStatus::KeyNotThen, worth.why_not(event)),
            Worth::Good(held) => match revoked(&register.authority, &held.key) {
                Some(since) => {
                    let why = format!("somebody else may have used the key since {since}");
                    with(SignatureStatus::RevokedKey, Some(why))
                }
                None => with(SignatureStatus::Good, None),
            },
            Worth::Unsigned => match event.by.handle().filter(|by| register.should_be_signed(by, event)) {
                Some(by) => {
                    let had = if register.authority.had_key(by, event.at) { "had a key" } else { "had to sign" };
                    with(SignatureStatus::Missing, Some(format!("{by} {had} then")))
                }
                None => with(SignatureStatus::Unsigned, None),
            },
        }
    }
}

/// Since when somebody else may have used a key, where that was reported.
fn revoked(authority: &Authority, key: &PublicKey) -> Option<Moment> {
    let keys = authority.people.values().flat_map(|person| &person.keys);
    keys.filter(|held| held.key == *key).filter_map(|held| held.compromised_since).min()
}
