//! Whether the signature of an event is good, and which key made it: in process, as `ssh-keygen -Y verify` does it.

use std::collections::BTreeMap;

use ssh_key::{Algorithm, PublicKey as SshKey, SshSig};

use super::digest::{Subject, event_hash};
use super::statement::{NAMESPACE, statement};
use crate::lifecycle::signature::{Signed, Signers};
use crate::model::event::Event;
use crate::model::key::PublicKey;
use crate::model::tree::Tree;

/// The longest signature that is looked at, in bytes: one with RSA of 4096 bits has about 1,600.
const MAX_SIGNATURE: usize = 8 << 10;

/// Letters on one line of the armour of a signature.
const WIDTH: usize = 70;

/// What the signature of an event is worth. `table` is the event as it stands in the file: its hash is made again,
/// so that a good signature vouches for all that the event says.
#[must_use]
pub fn verify(register: &str, subject: Subject<'_>, event: &Event, table: &Tree<'_>) -> Signed {
    let Some(signature) = &event.signature else { return Signed::No };
    if !event_hash(register, subject, table).is_ok_and(|hash| hash == event.hash) {
        return Signed::Bad("the event is not what was signed: its hash does not fit".to_owned());
    }
    match statement(register, subject, event) {
        Ok(statement) => verify_text(&statement, signature).map_or_else(Signed::Bad, Signed::By),
        Err(error) => Signed::Bad(error.to_string()),
    }
}

/// What the signatures of a file's events are worth. `file` is all that stands in it.
#[must_use]
pub fn signers(register: &str, subject: Subject<'_>, file: &Tree<'_>, events: &BTreeMap<String, Event>) -> Signers {
    let mut signers = Signers::default();
    if events.values().all(|event| event.signature.is_none()) {
        return signers;
    }
    for (name, table) in file.events() {
        if let Some(event) = events.get(name).filter(|event| event.signature.is_some()) {
            signers.note(&event.hash, verify(register, subject, event, table));
        }
    }
    signers
}

/// The key that signed a statement.
///
/// # Errors
/// Why the signature vouches for nothing.
pub fn verify_text(statement: &str, signature: &str) -> Result<PublicKey, String> {
    if signature.len() > MAX_SIGNATURE {
        return Err("it is too long for a signature".to_owned());
    }
    let plain = plain_armour(&signature.replace("\r\n", "\n"));
    let signature = plain.and_then(|pem| SshSig::from_pem(pem).ok()).ok_or("it is no whole SSH signature")?;
    if signature.namespace() != NAMESPACE {
        return Err("it was made for another purpose than a register (its namespace is not kaizen)".to_owned());
    }
    let key = PublicKey::from_data(signature.public_key()).map_err(|e| e.to_string())?;
    if matches!(signature.signature().algorithm(), Algorithm::Rsa { hash: None }) {
        return Err("it uses RSA with SHA-1".to_owned());
    }
    SshKey::from(signature.public_key().clone())
        .verify(NAMESPACE, statement.as_bytes(), &signature)
        .map_err(|_| "it is not over this event".to_owned())?;
    Ok(key)
}

/// The armour as `ssh-keygen` writes it. It reads lines of any width and what stands behind the last one, and refuses
/// what stands before the first.
fn plain_armour(text: &str) -> Option<String> {
    const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----\n";
    const END: &str = "\n-----END SSH SIGNATURE-----";
    let (body, _) = text.strip_prefix(BEGIN)?.split_once(END)?;
    let mut plain = BEGIN.trim_end().to_owned();
    for (i, c) in body.chars().filter(|c| !c.is_ascii_whitespace()).enumerate() {
        if i % WIDTH == 0 {
            plain.push('\n');
        }
        plain.push(c);
    }
    Some(plain + END + "\n")
}
