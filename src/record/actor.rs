//! Who acts.

use crate::git::Ident;
use crate::lifecycle::authority::Authority;
use crate::lifecycle::refusal::Refusal;
use crate::model::id::Handle;

/// The person who acts: the one named, else the one with git's author mail. Naming somebody else is refused, since
/// the commit would be made under another mail than theirs.
///
/// # Errors
/// Nobody or more than one person has the mail; the named one is unknown, or has another mail.
pub fn resolve(named: Option<&str>, git: &Ident, authority: &Authority) -> Result<Handle, Refusal> {
    let by_mail: Vec<&Handle> = authority.by_mail(&git.mail).collect();
    if let Some(named) = named {
        let handle: Handle = named.parse().map_err(|_| authority.unknown(named))?;
        let Some(standing) = authority.people.get(&handle) else { return Err(authority.unknown(named)) };
        if by_mail.contains(&&handle) {
            return Ok(handle);
        }
        return Err(Refusal::new(format!(
            "git's author mail is {}, which is not {handle}'s ({})",
            git.mail,
            standing.email.join(", ")
        ))
        .next("act under your own name, or set git's user.email to a mail of theirs on their own machine"));
    }
    match by_mail.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(Refusal::new(format!("git's author mail {} belongs to nobody in people.toml", git.mail)).next(
            "a manager enters you: kaizen people add HANDLE --name NAME --email MAIL; or set git's user.email to \
             the mail that is there",
        )),
        several => {
            let names: Vec<&str> = several.iter().map(|h| h.as_str()).collect();
            Err(Refusal::new(format!("git's author mail {} belongs to {}", git.mail, names.join(" and ")))
                .next("one mail address is one person's; say who you are: --as HANDLE"))
        }
    }
}
