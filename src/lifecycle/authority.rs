//! Who may act, in which role, from when until when: what the lawful events of people.toml amount to.

use std::collections::BTreeMap;

use super::refusal::Refusal;
use crate::model::date::{Day, Moment};
use crate::model::id::{Handle, Hash};
use crate::model::key::PublicKey;
use crate::model::word::Role;

/// A handle that nobody has is compared with so many at most.
const COMPARED: usize = 200;

/// A stretch of time, open at its end while nothing ended it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The first moment.
    pub from: Moment,
    /// The first moment after it.
    pub until: Option<Moment>,
    /// The event that set the end, where one did.
    pub ended: Option<Ended>,
}

/// How a stretch of time was ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// The event that says so.
    pub by: Hash,
    /// Whether the end lies later than that event: acts up to then are still judged by their own time.
    pub ahead: bool,
}

impl Span {
    /// A stretch that nothing ended yet.
    #[must_use]
    pub fn open(from: Moment) -> Span {
        Span { from, until: None, ended: None }
    }

    /// Ends it at `until`, or when the event said so, whichever is later. An earlier end that is known already stays.
    pub fn end(&mut self, until: Moment, event: &Hash, at: Moment) {
        let end = until.max(at);
        if self.until.is_none_or(|known| end < known) {
            self.until = Some(end);
            self.ended = Some(Ended { by: event.clone(), ahead: until > at });
        }
    }

    /// Whether `at` is within.
    #[must_use]
    pub fn holds(&self, at: Moment) -> bool {
        self.from <= at && self.until.is_none_or(|end| at < end)
    }
}

/// One person's time in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    /// Full name.
    pub name: String,
    /// Mail addresses, in small letters.
    pub email: Vec<String>,
    /// Department, where known.
    pub department: Option<String>,
    /// A manager's word that it is one human being, whatever the name sounds like.
    pub one_human: bool,
    /// Membership.
    pub member: Span,
    /// The day that ends the membership, as written.
    pub last_day: Option<Day>,
    /// Roles, each with its time.
    pub roles: Vec<RoleSpan>,
    /// Signing keys, each with its time.
    pub keys: Vec<KeySpan>,
}

/// A role, as written and as it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleSpan {
    /// Which role.
    pub role: Role,
    /// First day, as written; with the role it names the entry.
    pub from: Day,
    /// First day without it, as written.
    pub until: Option<Day>,
    /// When it counts.
    pub span: Span,
}

/// A signing key, as written and as it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySpan {
    /// The key.
    pub key: PublicKey,
    /// The line of the `.pub` file, with its comment.
    pub line: String,
    /// From when it counts, as written; with the line it names the entry.
    pub from: Moment,
    /// When it counts.
    pub span: Span,
    /// Since when somebody else may have used it, where that was reported.
    pub compromised_since: Option<Moment>,
    /// The event that entered it.
    pub entered: Hash,
}

impl Membership {
    fn holds(&self, at: Moment, wanted: impl Fn(Role) -> bool) -> bool {
        self.member.holds(at) && self.roles.iter().any(|r| wanted(r.role) && r.span.holds(at))
    }
}

/// All people, by handle.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authority {
    /// Each person's standing.
    pub people: BTreeMap<Handle, Membership>,
}

impl Authority {
    /// Whether the person is known, at any time.
    #[must_use]
    pub fn knows(&self, person: &Handle) -> bool {
        self.people.contains_key(person)
    }

    /// Whether the person was there at that moment.
    #[must_use]
    pub fn is_present(&self, person: &Handle, at: Moment) -> bool {
        self.people.get(person).is_some_and(|p| p.member.holds(at))
    }

    /// Everybody who was there at that moment.
    pub fn present(&self, at: Moment) -> impl Iterator<Item = &Handle> {
        self.people.iter().filter(move |(_, p)| p.member.holds(at)).map(|(handle, _)| handle)
    }

    /// Whether the person was ISMS manager or top management at that moment.
    #[must_use]
    pub fn is_manager(&self, person: &Handle, at: Moment) -> bool {
        self.people.get(person).is_some_and(|p| p.holds(at, Role::is_manager))
    }

    /// Whether the person was top management at that moment.
    #[must_use]
    pub fn is_top(&self, person: &Handle, at: Moment) -> bool {
        self.people.get(person).is_some_and(|p| p.holds(at, |r| r == Role::TopManagement))
    }

    /// Whether the person was an auditor at that moment.
    #[must_use]
    pub fn is_auditor(&self, person: &Handle, at: Moment) -> bool {
        self.people.get(person).is_some_and(|p| p.holds(at, |r| r == Role::Auditor))
    }

    /// The person's entry of this key: the one that counts at that moment, else any.
    #[must_use]
    pub fn key_of(&self, person: &Handle, key: &PublicKey, at: Moment) -> Option<&KeySpan> {
        let keys = &self.people.get(person)?.keys;
        let theirs = || keys.iter().filter(|k| k.key == *key);
        theirs().find(|k| k.span.holds(at)).or_else(|| theirs().next())
    }

    /// The keys of a person that count at that moment.
    pub fn keys(&self, person: &Handle, at: Moment) -> impl Iterator<Item = &KeySpan> {
        self.people.get(person).into_iter().flat_map(|p| &p.keys).filter(move |k| k.span.holds(at))
    }

    /// Whether the person had a key before that moment that counted in it. The act that enters a key cannot be signed
    /// with it, nor can one of the same second that did not know of it.
    #[must_use]
    pub fn had_key(&self, person: &Handle, at: Moment) -> bool {
        self.keys(person, at).any(|k| k.span.from < at)
    }

    /// Whether a manager ever had a key: from then on changes of people and settings are signed.
    #[must_use]
    pub fn managers_sign(&self) -> bool {
        self.people.values().any(|p| !p.keys.is_empty() && p.roles.iter().any(|r| r.role.is_manager()))
    }

    /// The managers of that moment, as a text for messages.
    #[must_use]
    pub fn managers(&self, at: Moment) -> String {
        self.list(at, Role::is_manager)
    }

    /// Top management of that moment, as a text for messages.
    #[must_use]
    pub fn top(&self, at: Moment) -> String {
        self.list(at, |r| r == Role::TopManagement)
    }

    fn list(&self, at: Moment, wanted: impl Fn(Role) -> bool) -> String {
        let names: Vec<&str> =
            self.people.iter().filter(|(_, p)| p.holds(at, &wanted)).map(|(h, _)| h.as_str()).take(5).collect();
        if names.is_empty() { "there is none".to_owned() } else { names.join(", ") }
    }

    /// The people who have this mail address.
    pub fn by_mail<'a>(&'a self, mail: &str) -> impl Iterator<Item = &'a Handle> {
        let mail = mail.to_lowercase();
        self.people.iter().filter(move |(_, p)| p.email.contains(&mail)).map(|(handle, _)| handle)
    }

    /// Asks that the person is known and there at that moment.
    ///
    /// # Errors
    /// Unknown (with the closest handles), not there yet, or gone.
    pub fn require_present(&self, person: &Handle, at: Moment) -> Result<(), Refusal> {
        let Some(standing) = self.people.get(person) else {
            return Err(self.unknown(person.as_str()));
        };
        if standing.member.holds(at) {
            return Ok(());
        }
        Err(Refusal::new(if at < standing.member.from {
            format!("{person} is in people.toml only since {}", standing.member.from)
        } else {
            format!("{person} has left")
        })
        .next("kaizen people list shows who is there"))
    }

    /// The refusal for a handle that nobody has, with the closest ones.
    #[must_use]
    pub fn unknown(&self, written: &str) -> Refusal {
        // In a long list only those that begin alike are looked at.
        let begin: String = written.chars().take(2).collect();
        let long = self.people.len() > COMPARED;
        let among = self.people.iter().filter(|(h, _)| !long || h.as_str().starts_with(&begin)).take(COMPARED);
        let mut close: Vec<(f64, &Handle)> = among
            .map(|(h, p)| {
                let by_name = strsim::jaro_winkler(&p.name.to_lowercase(), &written.to_lowercase());
                (strsim::jaro_winkler(h.as_str(), written).max(by_name), h)
            })
            .filter(|(likeness, _)| *likeness > 0.75)
            .collect();
        close.sort_by(|a, b| b.0.total_cmp(&a.0));
        let refusal = Refusal::new(format!("“{written}” is nobody in people.toml"));
        let names: Vec<&str> = close.iter().take(3).map(|(_, h)| h.as_str()).collect();
        if names.is_empty() {
            refusal.next("kaizen people list shows who is there; kaizen people add enters somebody")
        } else {
            refusal.next(format!("did you mean {}?", names.join(" or ")))
        }
    }
}
