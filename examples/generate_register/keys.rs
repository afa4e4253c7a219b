//! Signing keys of the made-up people: made of their handles, so that they are no secret and always the same.

use kaizen::internals::attest::digest::Subject;
use kaizen::internals::attest::event_table;
use kaizen::internals::attest::statement::{NAMESPACE, statement};
use kaizen::model::event::{Event, Party};
use kaizen::model::id::Handle;
use sha2::{Digest as _, Sha256};
use ssh_key::private::{Ed25519Keypair, PrivateKey};
use ssh_key::{HashAlg, LineEnding};
use toml::Table;

use crate::REGISTER;

fn key(handle: &Handle) -> PrivateKey {
    let seed: [u8; 32] = Sha256::digest(format!("made up: {handle}")).into();
    PrivateKey::from(Ed25519Keypair::from_seed(&seed))
}

/// The line of a person's public key.
pub fn public_line(handle: &Handle) -> String {
    let mut public = key(handle).public_key().clone();
    public.set_comment(format!("{handle}@example.com"));
    public.to_openssh().expect("a public key is a line")
}

/// Seals an event, signs it where that is wanted, and gives its table.
pub fn seal(subject: Subject<'_>, event: &mut Event, signed: bool) -> Table {
    event_table::seal(REGISTER, subject, event).expect("the event has a hash");
    if let (true, Party::Person(by)) = (signed, &event.by) {
        let text = statement(REGISTER, subject, event).expect("the event has a statement");
        let signature = key(by).sign(NAMESPACE, HashAlg::Sha512, text.as_bytes()).expect("an Ed25519 key signs");
        event.signature = Some(signature.to_pem(LineEnding::LF).expect("a signature is text"));
    }
    event_table::table(event).expect("the event is a table")
}
