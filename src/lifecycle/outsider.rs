//! People who are named as somebody outside people.toml, and are in it: under another spelling of their name, or with
//! their mail address.

use std::collections::HashMap;

use super::authority::{Authority, Span};
use super::refusal::Refusal;
use crate::model::date::Moment;
use crate::model::event::Party;
use crate::model::id::Handle;
use crate::model::lookalike::{called, mailbox};

/// The people of a register by what their names, handles and mail addresses look like.
#[derive(Debug, Clone)]
pub struct Names(HashMap<String, Vec<(Handle, Span)>>);

impl Names {
    /// All people of a register.
    #[must_use]
    pub fn new(authority: &Authority) -> Self {
        let mut names: HashMap<String, Vec<(Handle, Span)>> = HashMap::new();
        for (handle, standing) in &authority.people {
            let mut all: Vec<String> = standing.email.iter().map(|mail| mailbox(mail)).collect();
            all.extend([called(&standing.name), called(handle.as_str())]);
            all.sort();
            all.dedup();
            for name in all {
                names.entry(name).or_default().push((handle.clone(), standing.member.clone()));
            }
        }
        Names(names)
    }

    /// Who of them, there at that moment, is meant by somebody who is named as one from outside.
    ///
    /// # Errors
    /// Somebody is.
    pub fn check(&self, party: &Party, at: Moment) -> Result<(), Refusal> {
        let Party::Outside(text) = party else { return Ok(()) };
        let (name, mail) = text.rsplit_once(" <").unwrap_or((text, ""));
        let faces = [mailbox(mail.trim_end_matches('>')), called(name.trim_matches('"'))];
        let mut alike = faces.iter().filter_map(|face| self.0.get(face)).flatten();
        let Some((handle, _)) = alike.find(|(_, member)| member.holds(at)) else { return Ok(()) };
        Err(Refusal::new(format!(
            "“{text}” is named as somebody from outside, and is {handle} of people.toml by name or mail"
        ))
        .next(format!("name the handle: {handle}"))
        .next("if it is somebody else of that name, say so in the name: \"Name (Company) <mail>\""))
    }
}

#[cfg(test)]
mod tests {
    use super::super::authority::Membership;
    use super::*;

    #[test]
    fn who_is_in_people_toml_is_not_from_outside() {
        let at = |text: &str| text.parse::<Moment>().unwrap();
        let standing = Membership {
            name: "Dana Okafor".to_owned(),
            email: vec!["dana@example.com".to_owned()],
            department: None,
            one_human: false,
            member: Span::open(at("2026-03-01T00:00:00Z")),
            last_day: None,
            roles: Vec::new(),
            keys: Vec::new(),
        };
        let people = [("dana.okafor".parse().unwrap(), standing)].into_iter().collect();
        let authority = Authority { people };
        let names = Names::new(&authority);
        let is = |text: &str, day: &str| names.check(&text.parse().unwrap(), at(&format!("{day}T09:00:00Z"))).is_err();
        for (text, found) in [
            ("Dana Okafor <private@example.org>", true),
            ("dana  okafor <private@example.org>", true),
            ("DANA OKAFOR <x@example.org>", true),
            ("Dana.Okafor <x@example.org>", true),
            ("D. O. <Dana@Example.com>", true),
            ("D. O. <dana+private@example.com>", true),
            ("Dana Okafor (Acme) <x@example.org>", false),
            ("Dana <x@example.org>", false),
            ("Ann Smith <ann@example.com>", false),
            ("anonymous", false),
        ] {
            assert_eq!(is(text, "2026-03-02"), found, "{text}");
            assert!(!is(text, "2026-02-01"), "{text}: not there yet");
        }
    }
}
