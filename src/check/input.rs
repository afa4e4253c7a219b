//! What a check is asked, and of which register.

use std::path::Path;

use chrono_tz::Tz;

use super::filter::Filter;
use super::history::Wanted;
use crate::git::Oid;
use crate::model::date::{Day, Moment};
use crate::model::id::Hash;
use crate::register::load::{Basics, Register};
use crate::register::read::Problem;
use crate::register::store::Store;

/// A register to be checked, as far as it can be opened.
#[derive(Debug)]
pub enum Opened {
    /// people.toml and register.toml can be read.
    Whole(Box<Register>),
    /// One of them cannot, or their lawful events make no settings: the files are checked for their form, and no act is
    /// judged.
    Broken(Box<Store>, Option<Problem>),
}

impl Opened {
    /// Opens what `store` holds.
    #[must_use]
    pub fn open(store: Store) -> Opened {
        match Basics::read(&store) {
            Ok(basics) => Opened::of(store, basics),
            Err(_) => Opened::Broken(Box::new(store), None),
        }
    }

    fn of(store: Store, basics: Basics) -> Opened {
        match Register::of(store.clone(), basics) {
            Ok(register) => Opened::Whole(Box::new(register)),
            Err(problem) => Opened::Broken(Box::new(store), Some(problem)),
        }
    }

    /// The same register with another one of register.toml's first events as its introduction.
    #[must_use]
    pub fn introduced_by(&self, introduction: Hash) -> Opened {
        match Basics::read(self.store()) {
            Ok(basics) => Opened::of(self.store().clone(), basics.introduced_by(introduction)),
            Err(_) => Opened::Broken(Box::new(self.store().clone()), None),
        }
    }

    /// Judged by the people and the settings of another register: those from before the change that is checked, so
    /// that it cannot write the law it is judged by.
    #[must_use]
    pub fn judged_by(self, before: Register) -> Opened {
        match self {
            Opened::Whole(register) => {
                let Register { store, basics, .. } = *register;
                let Register { settings, authority, signatures, .. } = before;
                Opened::Whole(Box::new(Register { store, basics, settings, authority, signatures }))
            }
            broken @ Opened::Broken(..) => broken,
        }
    }

    /// Where the files come from.
    #[must_use]
    pub fn store(&self) -> &Store {
        match self {
            Opened::Whole(register) => &register.store,
            Opened::Broken(store, _) => store,
        }
    }

    /// The register, where it can be opened.
    #[must_use]
    pub fn register(&self) -> Option<&Register> {
        match self {
            Opened::Whole(register) => Some(register),
            Opened::Broken(..) => None,
        }
    }

    /// Why the settings cannot be made of the events, where each file by itself can be read.
    #[must_use]
    pub fn problem(&self) -> Option<&Problem> {
        match self {
            Opened::Whole(_) => None,
            Opened::Broken(_, problem) => problem.as_ref(),
        }
    }

    /// The zone in which a day ends.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.register().map_or(chrono_tz::UTC, Register::zone)
    }
}

/// What a check is asked.
#[derive(Debug)]
pub struct Input<'a> {
    /// The register.
    pub opened: &'a Opened,
    /// The moment that events must not be later than.
    pub now: Moment,
    /// The day that overdue and the like are told by.
    pub today: Day,
    /// The folder of the register in the working tree.
    pub root: &'a Path,
    /// The same below the top of the repository, or of where people are: it stands before paths in remedies.
    pub folder: String,
    /// Whose history is looked at.
    pub history: Wanted<'a>,
    /// The commit that is looked at, or that the working tree is based on.
    pub commit: Option<Oid>,
    /// Only what came after this commit.
    pub since: Option<Oid>,
    /// The introduction that was noted before: the hash of the first event of register.toml, or its first digits.
    pub introduction: Option<&'a str>,
    /// Whether an audit asks: then its own day is one before which a register could have been filled.
    pub audit: bool,
    /// Whether nothing counts but what is found about the items of the filter: the others are looked at only for rules about
    /// the whole register, and what the report counts is of no use.
    pub brief: bool,
    /// What is asked for.
    pub filter: &'a Filter,
}
