//! The library, as it is kept for others: a register that is open, and what can be asked of it and done with it.

use std::path::{Path, PathBuf};

use crate::act::{self, ItemAct};
use crate::check::finding::Report;
use crate::check::full_check::{Asked, full_check};
use crate::git;
use crate::history::log::{LogEntry, Wanted, entries};
use crate::history::register_folder::place_at;
use crate::lifecycle::refusal::Refusal;
use crate::lifecycle::state::State;
use crate::model::date::{Day, Moment};
use crate::model::id::ItemId;
use crate::model::item::Item;
use crate::model::person::People;
use crate::model::review::Review;
use crate::model::settings::Settings;
use crate::model::source::Source;
use crate::record::session::Session;
use crate::record::workspace::{Broken, Options, repository};
use crate::register::find;
use crate::register::load::{self, Loaded};
use crate::register::place::{self, item_path};
use crate::register::read::Problem;
use crate::register::store::Store;
use crate::report::clocks;

/// What somebody asks to be done with an item; each says what its act needs and carries.
pub mod acts {
    pub use crate::act::action::{DropAction, FinishAction, PlanAction, ReplanAction};
    pub use crate::act::analysis::Analyse;
    pub use crate::act::content::{Correct, Link};
    pub use crate::act::decide::{Accept, Defer, Reject};
    pub use crate::act::evidence::Attachments;
    pub use crate::act::raise::{Content, Raise};
    pub use crate::act::resource::{DecideResource, RequestResource, WithdrawResource};
    pub use crate::act::sign_off::SignOff;
    pub use crate::act::terms::{Amend, Extend};
    pub use crate::act::turn::{Note, Reopen, Start};
    pub use crate::act::verify::Verify;
    pub use crate::act::void::Void;
}

/// Why something could not be done, or not be looked at.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// It is not lawful, or what was asked for is not there; everything is as it was. It tells what to do next.
    #[error("{0}")]
    Refused(Refusal),
    /// Files of the register cannot be read.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Unreadable(Vec<Problem>),
    /// Git failed, and it is not known whether the act was recorded.
    #[error("{0}")]
    Unsure(String),
    /// Anything else: the disk, git, a lock that others hold.
    #[error("{0}")]
    Other(Box<dyn std::error::Error + Send + Sync>),
}

impl From<anyhow::Error> for Error {
    fn from(error: anyhow::Error) -> Self {
        let told = |error: &anyhow::Error| format!("{error:#}");
        if let Some(refusal) = error.chain().find_map(|cause| cause.downcast_ref::<Refusal>()) {
            return Error::Refused(Refusal { reason: told(&error), next: refusal.next.clone() });
        }
        if error.chain().any(<dyn std::error::Error>::is::<git::Unsure>) {
            return Error::Unsure(told(&error));
        }
        match error.downcast::<Broken>() {
            Ok(broken) => Error::Unreadable(broken.0),
            Err(error) => match error.downcast::<Problem>() {
                Ok(problem) => Error::Unreadable(vec![problem]),
                Err(error) => Error::Other(error.into()),
            },
        }
    }
}

/// A register that is open, as of a moment: in a working tree, or as a commit has it.
#[derive(Debug)]
pub struct Register {
    root: PathBuf,
    now: Moment,
    inner: load::Register,
}

/// An item with what its events amount to.
#[derive(Debug)]
pub struct Entry {
    /// The item, as its file has it.
    pub item: Item,
    /// What the lawful ones of its events amount to: status, terms, who signed off, and what is open.
    pub state: State,
}

/// An act that is asked for; made from any of [`acts`].
pub struct Request(Box<dyn ItemAct>);

impl Entry {
    /// How many days its target date is past; nothing where it is not, or where the work is over.
    #[must_use]
    pub fn days_overdue(&self, today: Day) -> Option<i64> {
        clocks::overdue(&self.state, today)
    }
}

macro_rules! requests {
    ($($name:ident),+ $(,)?) => {
        $(impl From<acts::$name> for Request {
            fn from(request: acts::$name) -> Request {
                Request(Box::new(request))
            }
        })+
    };
}

requests!(
    Accept,
    Amend,
    Analyse,
    Correct,
    DecideResource,
    Defer,
    DropAction,
    Extend,
    FinishAction,
    Link,
    Note,
    PlanAction,
    Reject,
    Reopen,
    ReplanAction,
    RequestResource,
    SignOff,
    Start,
    Verify,
    Void,
    WithdrawResource,
);

impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Request").field(&self.0.act()).finish()
    }
}

impl Register {
    /// Opens the register in a folder of a working tree; `now` is what overdue and the like are told by, and the moment
    /// that acts carry.
    ///
    /// # Errors
    /// There is none, or it cannot be read.
    pub fn open(folder: &Path, now: Moment) -> Result<Register, Error> {
        let root = place::find(Some(folder), folder)?;
        let inner = load::Register::open(Store::Folder(root.clone())).map_err(Error::Unreadable)?;
        Ok(Register { root, now, inner })
    }

    /// The same register as a commit, a branch or a tag has it; acts are recorded on the working tree all the same.
    ///
    /// # Errors
    /// There is no such commit, or no register in it that can be read.
    pub fn at(&self, revision: &str, now: Moment) -> Result<Register, Error> {
        let repo = repository(&self.root)?;
        let commit = git::resolve(&repo, revision)?;
        let folder = repo.relative(&self.root)?;
        let folder = place_at(&repo, commit, &folder)?.unwrap_or(folder);
        let inner = load::Register::open(Store::at(&repo, commit, &folder)?).map_err(Error::Unreadable)?;
        Ok(Register { root: self.root.clone(), now, inner })
    }

    /// The day, where the organisation is.
    #[must_use]
    pub fn today(&self) -> Day {
        self.now.day(self.inner.zone())
    }

    /// The settings that lawful events make.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// people.toml, as it is written.
    #[must_use]
    pub fn people(&self) -> &People {
        &self.inner.basics.people
    }

    /// All items in the order of their ids, and beside them the files that cannot be read.
    ///
    /// # Errors
    /// The folder of items cannot be read.
    pub fn items(&self) -> Result<(Vec<Entry>, Vec<Problem>), Error> {
        Ok(self.inner.map_items(|loaded| Some(self.entry(loaded)))?)
    }

    /// The item that is meant by any unique part of an id.
    ///
    /// # Errors
    /// Nothing or several match, or its file cannot be read.
    pub fn item(&self, written: &str) -> Result<Entry, Error> {
        let id = find::item(&self.inner, written)?;
        let loaded = self.inner.item(&item_path(&id)).map_err(|problem| Error::Unreadable(vec![problem]))?;
        Ok(self.entry(loaded))
    }

    fn entry(&self, loaded: Loaded) -> Entry {
        let state = loaded.replay(&self.inner.law()).state;
        Entry { item: loaded.item, state }
    }

    /// All source records, and beside them the files that cannot be read.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn sources(&self) -> Result<(Vec<Source>, Vec<Problem>), Error> {
        Ok(self.inner.sources()?)
    }

    /// All management reviews in the order in which they were held, and beside them the files that cannot be read.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn reviews(&self) -> Result<(Vec<Review>, Vec<Problem>), Error> {
        Ok(self.inner.reviews()?)
    }

    /// What `kaizen check` finds, history and all rules.
    ///
    /// # Errors
    /// A folder of the register or its repository cannot be read. A history that is not there is a finding.
    pub fn check(&self) -> Result<Report, Error> {
        let checked =
            full_check(&self.root, self.inner.store.clone(), &Asked::all(), |zone| Ok((self.now, self.now.day(zone))))?;
        Ok(checked.report)
    }

    /// What commits did to the files of the register, or to one item, newest first.
    ///
    /// # Errors
    /// There is no commit yet, or history cannot be read.
    pub fn history(&self, item: Option<&ItemId>) -> Result<Vec<LogEntry>, Error> {
        let wanted = Wanted { file: item.map(item_path), ..Wanted::default() };
        Ok(entries(&repository(&self.root)?, &self.root, &self.inner, &wanted)?.1)
    }

    /// Records an act on an item: one event and one commit, by whom git's identity belongs to, or by `named` where
    /// several people share it. Nobody is asked: what the act lacks makes it refused.
    ///
    /// # Errors
    /// The act is not lawful, or files or commit do not come about; then everything is as it was.
    pub fn record(&self, named: Option<&str>, item: &ItemId, request: impl Into<Request>) -> Result<Entry, Error> {
        let request = request.into();
        let done = act::record(&self.session(named)?, item, request.0.as_ref())?;
        Ok(Entry { item: done.outcome.item, state: done.outcome.state })
    }

    /// Raises an item, as [`Register::record`] records an act.
    ///
    /// # Errors
    /// As [`Register::record`].
    pub fn raise(&self, named: Option<&str>, request: &acts::Raise) -> Result<Entry, Error> {
        let done = request.record(&self.session(named)?)?;
        Ok(Entry { item: done.outcome.item, state: done.outcome.state })
    }

    fn session(&self, named: Option<&str>) -> Result<Session<'_>, Error> {
        let options = Options { named: named.map(ToOwned::to_owned), ..Options::default() };
        Ok(Session::new(&self.root, options, None, |_| Ok(self.now))?)
    }
}
