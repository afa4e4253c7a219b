//! Who acts.

use std::path::Path;

use super::sandbox;
use crate::git::{Ident, Repo};
use crate::lifecycle::authority::Authority;
use crate::lifecycle::refusal::Refusal;
use crate::model::id::Handle;
use crate::register::load::Register;

/// The person who acts on a register in `root`: as [`resolve`] tells, and in a sandbox whoever is named.
///
/// # Errors
/// As [`resolve`]; in a sandbox, that nobody is named.
pub fn who(
    named: Option<&str>,
    repo: &Repo,
    root: &Path,
    (register, git): (&Register, &Ident),
) -> Result<Handle, Refusal> {
    let authority = &register.authority;
    let asked = resolve(named, git, authority);
    if asked.is_ok() || !sandbox::is_one(repo, root, &register.basics) {
        return asked;
    }
    match named.map(|named| (named, named.parse::<Handle>())) {
        Some((_, Ok(handle))) if authority.knows(&handle) => Ok(handle),
        Some((named, _)) => Err(authority.unknown(named)),
        None => {
            let people: Vec<&str> = authority.people.keys().map(Handle::as_str).collect();
            Err(Refusal::new("this is a sandbox, in which you act for anybody: say as whom")
                .next(format!("add --as HANDLE (or set KAIZEN_USER): {}", people.join(", "))))
        }
    }
}

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
