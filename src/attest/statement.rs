//! The statement that a signature is made over, so that stock OpenSSH can check it.

use super::canonical::NotCanonical;
use super::digest::Subject;
use crate::model::event::Event;

/// The namespace of the signatures; `ssh-keygen -Y verify -n` is given the same.
pub const NAMESPACE: &str = "kaizen";

/// The statement of an event: one `key: value` a line, and no value holds a line break.
///
/// # Errors
/// A value with a line break or another control character, which could forge a line.
pub fn statement(register: &str, subject: Subject<'_>, event: &Event) -> Result<String, NotCanonical> {
    let subject = subject.to_string();
    let by = event.by.to_string();
    for (key, value) in [("id", register), ("subject", &subject), ("by", &by)] {
        if value.chars().any(char::is_control) {
            return Err(NotCanonical { key: key.to_owned(), reason: "holds a line break, so it cannot be signed" });
        }
    }
    Ok(format!(
        "kaizen event v1\nregister: {register}\nsubject: {subject}\nact: {}\nby: {by}\nat: {}\ncontent: {}\n\
         event: sha256:{}\n",
        event.act, event.at, event.content, event.hash
    ))
}
