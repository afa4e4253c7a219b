//! The table of acts: which act may stand in which kind of file, and what is asked of it there.
//!
//! What is not in the table is refused. An event that carries a key its act has no use for is unlawful, and then nothing
//! of it is read: no key can give power to an act that was not made for it.

use super::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::model::terms::{TERM_KEYS, Terms};
use crate::model::word::Status;

use Status::{Accepted, Closed, Deferred, Implemented, InProgress, Raised, Rejected};

/// The kinds of file that hold events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// An improvement item.
    Item,
    /// people.toml
    People,
    /// register.toml
    Register,
    /// seals.toml
    Seals,
    /// The record of a management review.
    Review,
    /// A source record.
    Source,
}

/// Who may do an act. Everybody but [`Who::Anybody`] is somebody in people.toml who is there at that moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Also somebody anonymous or from outside.
    Anybody,
    /// Whoever is there.
    Member,
    /// The owner of the item.
    Owner,
    /// The owner of the item, or of the action.
    OwnerOfAction,
    /// The owner of the item, or a manager.
    OwnerOrManager,
    /// A manager: ISMS manager or top management.
    Manager,
    /// A manager who does not own the item.
    ManagerNotOwner,
    /// A manager or an auditor.
    ManagerOrAuditor,
    /// Top management.
    TopManagement,
    /// Somebody who did not do the work: see [`super::lawful::involved`].
    Independent,
}

/// What is asked of an act in a kind of file.
#[derive(Debug)]
pub struct About {
    /// The kind of file.
    pub file: FileKind,
    /// The act.
    pub act: Act,
    /// The verb that makes it, as a person types it.
    pub verb: &'static str,
    /// Who may do it.
    pub who: Who,
    /// The states of an item in which it is lawful.
    pub from: &'static [Status],
    /// Whether it takes words of the actor.
    pub words: bool,
    /// Whether it changes the content of the file, so that its digest may differ from what it follows.
    pub changes_content: bool,
    /// The keys of the content that it changes by itself; one that ends in a dot takes the id of the action or resource
    /// that the event names. Whatever else it changes it names in `edits`.
    pub owns: &'static [&'static str],
    /// The agreed terms that it may set.
    pub terms: &'static [&'static str],
    /// The keys that it may carry, beside those that every event has.
    pub carries: &'static [&'static str],
}

impl About {
    const fn new(file: FileKind, act: Act, verb: &'static str, who: Who, carries: &'static [&'static str]) -> About {
        About { file, act, verb, who, from: &[], words: false, changes_content: false, owns: &[], terms: &[], carries }
    }

    const fn from(self, from: &'static [Status]) -> About {
        About { from, ..self }
    }

    const fn words(self) -> About {
        About { words: true, ..self }
    }

    const fn content(self) -> About {
        About { changes_content: true, ..self }
    }

    const fn owns(self, owns: &'static [&'static str]) -> About {
        About { changes_content: true, owns, ..self }
    }

    const fn terms(self, terms: &'static [&'static str]) -> About {
        About { terms, ..self }
    }
}

const fn item(act: Act, verb: &'static str, who: Who, carries: &'static [&'static str]) -> About {
    About::new(FileKind::Item, act, verb, who, carries)
}

/// Raised, accepted, in progress: the content may be worked on.
const OPEN: &[Status] = &[Raised, Accepted, InProgress];
const EVERY: &[Status] = &[Raised, Accepted, InProgress, Implemented, Closed, Rejected, Deferred];

/// The acts, by kind of file. `edits` names what was edited by hand and is adopted with an act,
/// `drafted_with` the program that drafted it: none drafts what is decided, signed off or verified.
const TABLE: &[About] = &[
    item(Act::Raised, "add", Who::Anybody, &["text", "terms", "drafted_with"]).content().terms(&TERM_KEYS),
    item(Act::Accepted, "accept", Who::Manager, &["text", "reference", "terms", "edits"])
        .from(&[Raised, Deferred])
        .words()
        .terms(&TERM_KEYS),
    item(Act::Rejected, "reject", Who::Manager, &["text", "reference", "review_on", "edits"])
        .from(&[Raised, Accepted, InProgress, Deferred]),
    item(Act::Deferred, "defer", Who::Manager, &["text", "until", "edits"])
        .from(&[Raised, Accepted, InProgress, Deferred])
        .words(),
    item(Act::Amended, "amend", Who::Manager, &["text", "terms", "edits"])
        .from(&[Raised, Accepted, InProgress, Implemented, Deferred])
        .words()
        .terms(&["kind", "grade", "significance", "owner", "verify_on", "success_criterion"]),
    item(Act::Extended, "extend", Who::Manager, &["text", "terms", "edits"])
        .from(&[Accepted, InProgress])
        .words()
        .terms(&["due"]),
    item(Act::Corrected, "correct", Who::Member, &["text", "edits", "drafted_with"]).from(OPEN).owns(&["correction"]),
    item(Act::Analysed, "why", Who::Member, &["text", "analyses", "edits", "drafted_with"])
        .from(OPEN)
        .owns(&["analysis"]),
    item(Act::Requested, "resource request", Who::Member, &["text", "resource", "edits", "drafted_with"])
        .from(OPEN)
        .owns(&["resource."]),
    item(Act::Linked, "link", Who::Member, &["text", "links", "edits", "drafted_with"]).from(OPEN).owns(&[
        "sources",
        "risk",
        "controls",
        "recurrence_of",
        "follow_up_of",
    ]),
    item(Act::Edited, "edit", Who::Member, &["text", "terms", "analyses", "edits", "drafted_with"])
        .from(OPEN)
        .content()
        .terms(&TERM_KEYS),
    item(Act::Planned, "action add", Who::OwnerOrManager, &["text", "action", "terms", "edits", "drafted_with"])
        .from(OPEN)
        .owns(&["action."])
        .terms(&["owner", "due"]),
    item(Act::Replanned, "action set", Who::OwnerOrManager, &["text", "action", "terms", "edits"])
        .from(OPEN)
        .words()
        .terms(&["owner", "due"]),
    item(Act::Dropped, "action drop", Who::OwnerOrManager, &["text", "action", "edits"]).from(OPEN).words(),
    item(Act::Withdrawn, "resource withdraw", Who::OwnerOrManager, &["text", "resource", "edits"]).from(OPEN).words(),
    item(Act::Started, "start", Who::Owner, &["text", "edits"]).from(&[Accepted]),
    item(Act::Done, "action done", Who::OwnerOfAction, &["text", "action", "edits"]).from(&[Accepted, InProgress]),
    item(
        Act::Resourced,
        "resource approve",
        Who::TopManagement,
        &["text", "resource", "decision", "asked", "amount", "reference", "waiver", "edits"],
    )
    .from(&[Raised, Accepted, InProgress, Implemented, Closed, Deferred]),
    item(Act::Implemented, "sign-off", Who::Owner, &["text", "late_reason", "evidence", "edits"])
        .from(&[Accepted, InProgress, Implemented])
        .words(),
    item(
        Act::Verified,
        "verify",
        Who::Independent,
        &["text", "terms", "method", "result", "risk", "follow_up", "evidence", "early_reason", "waiver", "edits"],
    )
    .from(&[Implemented, Closed])
    .words()
    .terms(&["due"]),
    item(Act::Reopened, "reopen", Who::Member, &["text", "terms", "edits"])
        .from(&[Implemented, Closed, Rejected])
        .words()
        .terms(&["due"]),
    item(Act::Noted, "note", Who::Member, &["text", "edits", "drafted_with"]).from(EVERY).words(),
    item(Act::Voided, "void", Who::ManagerNotOwner, &["text", "event", "waiver", "edits"]).from(EVERY).words(),
    About::new(FileKind::People, Act::Changed, "people set", Who::Manager, &["text", "set", "edits"]).content(),
    About::new(FileKind::People, Act::Noted, "note", Who::Member, &["text", "edits"]).words(),
    About::new(FileKind::People, Act::Voided, "void", Who::Manager, &["text", "event", "waiver", "edits"])
        .words()
        .content(),
    About::new(FileKind::Register, Act::Changed, "config set", Who::Manager, &["text", "people", "set", "edits"])
        .content(),
    About::new(FileKind::Register, Act::Noted, "note", Who::Member, &["text", "people", "edits"]).words(),
    About::new(FileKind::Register, Act::Voided, "void", Who::Manager, &["text", "people", "event", "waiver", "edits"])
        .words()
        .content(),
    About::new(FileKind::Seals, Act::Sealed, "seal", Who::ManagerOrAuditor, &["text", "set"]).content(),
    About::new(FileKind::Seals, Act::Noted, "note", Who::Member, &["text"]).words(),
    About::new(FileKind::Seals, Act::Voided, "void", Who::Manager, &["text", "event"]).words().content(),
    About::new(FileKind::Review, Act::Recorded, "review record", Who::Manager, &["text", "evidence"]).content(),
    About::new(FileKind::Review, Act::Changed, "review edit", Who::Manager, &["text", "evidence", "edits"])
        .words()
        .content(),
    About::new(FileKind::Source, Act::Recorded, "source add", Who::Member, &["text", "set", "edits"]).content(),
    About::new(FileKind::Source, Act::Changed, "source set", Who::Member, &["text", "set", "edits"]).words().content(),
    About::new(FileKind::Source, Act::Dismissed, "source dismiss", Who::Manager, &["text", "reference"]).words(),
    About::new(FileKind::Source, Act::Noted, "note", Who::Member, &["text"]).words(),
    About::new(FileKind::Source, Act::Voided, "void", Who::Manager, &["text", "event"]).words(),
];

/// What is asked of an act in a kind of file; nothing where it has no place there.
#[must_use]
pub fn about(file: FileKind, act: Act) -> Option<&'static About> {
    TABLE.iter().find(|about| about.file == file && about.act == act)
}

/// Every act of every kind of file.
pub fn all() -> impl Iterator<Item = &'static About> {
    TABLE.iter()
}

/// What is asked of an event in a kind of file, by its act; asks first that it carries nothing else.
///
/// # Errors
/// The act has no place there, or the event carries a key that its act does not, or a term that it may not set.
pub fn of(file: FileKind, event: &Event) -> Result<&'static About, Refusal> {
    let Some(about) = about(file, event.act) else {
        return Err(Refusal::new(format!("an act `{}` has no place in this file", event.act)));
    };
    if let Some(key) = event.carried().find(|key| !about.carries.contains(key)) {
        let refusal = Refusal::new(format!("an act `{}` does not carry `{key}`", event.act));
        return Err(if key == "drafted_with" { own_words(refusal) } else { refusal });
    }
    match event.terms.iter().flat_map(Terms::present).find(|term| !about.terms.contains(term)) {
        Some(term) => Err(Refusal::new(format!("an act `{}` may not set `{term}`", event.act))),
        None => Ok(about),
    }
}

/// What is decided, signed off, verified or sealed is a person's own, whoever found the words.
fn own_words(refusal: Refusal) -> Refusal {
    refusal
        .next("a program drafts what an item says; who decides, signs off, verifies or seals does so without it:")
        .next("look for yourself, say it in words of your own, and leave out --drafted-with")
}

impl About {
    /// Asks for the words of the actor where the act takes them.
    ///
    /// # Errors
    /// There are none.
    pub fn check_words(&self, event: &Event) -> Result<(), Refusal> {
        if self.words && event.text.as_ref().is_none_or(|text| text.trim().is_empty()) {
            return Err(Refusal::new(format!("`{}` needs words of your own", self.verb)).next("add -m TEXT"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_act_stands_once_in_a_kind_of_file_and_carries_keys_that_events_have() {
        for (i, about) in TABLE.iter().enumerate() {
            let again = TABLE.iter().skip(i + 1).any(|other| other.file == about.file && other.act == about.act);
            assert!(!again, "{:?} {}", about.file, about.act);
            assert!(about.carries.iter().all(|key| crate::model::event::KEYS.contains(key)), "{about:?}");
            assert_eq!(about.terms.is_empty(), !about.carries.contains(&"terms"), "{about:?}");
            assert!(about.file != FileKind::Item || about.act == Act::Raised || !about.from.is_empty(), "{about:?}");
        }
    }
}
