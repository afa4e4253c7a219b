//! A small account of who may do what next, by rules of its own: the program is not asked.

use std::collections::BTreeMap;

/// Short name, as scripts and keys have it, and handle.
pub const PEOPLE: [(&str, &str); 7] = [
    ("mona", "mona.lind"),
    ("viktor", "viktor.hale"),
    ("arjun", "arjun.mehta"),
    ("dana", "dana.okafor"),
    ("priya", "priya.nair"),
    ("eve", "eve.stone"),
    ("tom", "tom.berg"),
];

/// Who may own an item or an action; never Eve, so that it is known that she may not act as an owner.
pub const OWNERS: [&str; 4] = ["arjun", "dana", "viktor", "priya"];

pub fn handle(who: &str) -> &'static str {
    PEOPLE.iter().find(|(name, _)| *name == who).map(|(_, handle)| *handle).unwrap()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Raised,
    Accepted,
    InProgress,
    Implemented,
    Closed,
    Rejected,
    Deferred,
}

use Status::{Accepted, Closed, Deferred, Implemented, InProgress, Raised, Rejected};

#[derive(Debug, Clone)]
pub struct Part {
    pub name: String,
    pub owner: &'static str,
    pub open: bool,
}

#[derive(Debug, Clone)]
pub struct Item {
    /// The variable of the scripts that holds its id.
    pub name: String,
    pub status: Status,
    pub owner: Option<&'static str>,
    pub needs_cause: bool,
    pub corrected: bool,
    pub analyses: usize,
    pub analyses_needed: usize,
    pub actions: Vec<Part>,
    /// What it needs, with who asked for it.
    pub resources: Vec<Part>,
    pub signed_by: Option<&'static str>,
    /// Who did an action.
    pub workers: Vec<&'static str>,
    /// Notes that nobody made void.
    pub notes: Vec<String>,
    /// Two sides decided on it at the same time: what came of it is not for this model to say.
    pub contested: bool,
}

impl Item {
    pub fn new(name: &str, status: Status) -> Self {
        Item {
            name: name.to_owned(),
            status,
            owner: None,
            needs_cause: false,
            corrected: false,
            analyses: 0,
            analyses_needed: 0,
            actions: Vec::new(),
            resources: Vec::new(),
            signed_by: None,
            workers: Vec::new(),
            notes: Vec::new(),
            contested: false,
        }
    }

    pub fn plan(&mut self, name: &str, owner: &'static str) {
        self.actions.push(Part { name: name.to_owned(), owner, open: true });
    }

    pub fn is_open(&self) -> bool {
        matches!(self.status, Raised | Accepted | InProgress)
    }

    pub fn is_underway(&self) -> bool {
        matches!(self.status, Accepted | InProgress)
    }

    /// Whether somebody had no part in the work.
    fn is_independent(&self, who: &str) -> bool {
        let worked = self.workers.contains(&who);
        !worked
            && self.owner != Some(who)
            && self.signed_by != Some(who)
            && self.actions.iter().all(|action| action.owner != who)
    }
}

#[derive(Debug, Clone, Copy, Default)]
pub struct Rights {
    pub manager: bool,
    pub top: bool,
}

#[derive(Debug, Clone)]
pub struct State {
    pub items: BTreeMap<String, Item>,
    pub people: BTreeMap<&'static str, Rights>,
}

impl State {
    pub fn of_people() -> Self {
        let mut people: BTreeMap<&'static str, Rights> =
            PEOPLE.iter().map(|(name, _)| (*name, Rights::default())).collect();
        people.insert("mona", Rights { manager: true, top: true });
        people.insert("viktor", Rights { manager: true, ..Rights::default() });
        State { items: BTreeMap::new(), people }
    }

    pub fn managers(&self) -> Vec<&'static str> {
        self.people.iter().filter(|(_, rights)| rights.manager).map(|(name, _)| *name).collect()
    }
}

/// What is done to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    Note,
    Void,
    Correct,
    Edit,
    Why,
    Link,
    Request,
    Plan,
    Accept,
    Reject,
    Defer,
    HandOver,
    Criterion,
    Extend,
    Start,
    Replan,
    Drop,
    Done,
    Approve,
    Decline,
    Withdraw,
    SignOff,
    Verify,
    Fail,
    Reopen,
}

impl Act {
    pub const ALL: [Act; 25] = [
        Act::Note,
        Act::Void,
        Act::Correct,
        Act::Edit,
        Act::Why,
        Act::Link,
        Act::Request,
        Act::Plan,
        Act::Accept,
        Act::Reject,
        Act::Defer,
        Act::HandOver,
        Act::Criterion,
        Act::Extend,
        Act::Start,
        Act::Replan,
        Act::Drop,
        Act::Done,
        Act::Approve,
        Act::Decline,
        Act::Withdraw,
        Act::SignOff,
        Act::Verify,
        Act::Fail,
        Act::Reopen,
    ];

    /// Whether it adds content and touches nothing that is there.
    pub fn only_adds(self) -> bool {
        matches!(self, Act::Link | Act::Request | Act::Plan)
    }

    /// Whether it is a decision on the item as a whole, which another one may come before.
    pub fn decides(self) -> bool {
        matches!(
            self,
            Act::Accept
                | Act::Reject
                | Act::Defer
                | Act::HandOver
                | Act::Extend
                | Act::Start
                | Act::SignOff
                | Act::Verify
                | Act::Fail
                | Act::Reopen
        )
    }

    /// Whether `who` may do it to `item` now.
    pub fn is_lawful(self, who: &str, item: &Item, rights: Rights) -> bool {
        let owner = item.owner == Some(who);
        let status = item.status;
        match self {
            Act::Note => true,
            Act::Void => rights.manager && !owner && !item.notes.is_empty(),
            Act::Correct => item.is_open() && !item.corrected,
            Act::Edit | Act::Why | Act::Link | Act::Request => item.is_open(),
            Act::Plan => item.is_open() && (rights.manager || owner),
            Act::Accept => rights.manager && matches!(status, Raised | Deferred),
            Act::Reject | Act::Defer => rights.manager && (item.is_open() || status == Deferred),
            Act::HandOver | Act::Criterion => {
                rights.manager && (item.is_open() || matches!(status, Implemented | Deferred))
            }
            Act::Extend => rights.manager && item.is_underway(),
            Act::Start => owner && status == Accepted,
            Act::Replan | Act::Drop => {
                item.is_open() && (rights.manager || owner) && item.actions.iter().any(|action| action.open)
            }
            Act::Done => {
                item.is_underway() && item.actions.iter().any(|action| action.open && (owner || action.owner == who))
            }
            // Nobody grants money to themselves.
            Act::Approve | Act::Decline => {
                rights.top && !owner && status != Rejected && item.resources.iter().any(|r| r.open && r.owner != who)
            }
            Act::Withdraw => item.is_open() && (rights.manager || owner) && item.resources.iter().any(|r| r.open),
            Act::SignOff => {
                owner
                    && (item.is_underway() || status == Implemented)
                    && item.actions.iter().all(|action| !action.open)
                    && item.analyses >= item.analyses_needed.max(usize::from(item.needs_cause))
            }
            Act::Verify | Act::Fail => matches!(status, Implemented | Closed) && item.is_independent(who),
            Act::Reopen => matches!(status, Implemented | Closed | Rejected),
        }
    }
}
