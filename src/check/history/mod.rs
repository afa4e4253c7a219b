//! History: whether everything that was ever recorded is still there, and who recorded it when.

mod adopted;
mod after_the_end;
mod attached;
mod author;
mod cause;
mod commit_finder;
mod cosmetic;
mod ends;
mod facts;
mod hidden;
mod introduction;
mod lost;
mod order;
mod past;
mod put_back;
mod seals;
mod signed;
mod time;

pub use commit_finder::CommitFinder;
pub use facts::{HistoryFacts, HistoryFinding, Items};
pub use introduction::not_as_noted;
pub use past::{Past, Wanted};
pub use seals::{newest as newest_seal, tags_not_here};

/// A rule about the history of the whole register.
pub type HistoryRule = fn(&HistoryFacts<'_>) -> Vec<HistoryFinding>;

/// The rules about the history of the whole register.
pub const HISTORY: &[HistoryRule] = &[
    lost::deleted,
    lost::removed,
    author::by_another,
    time::backdated,
    cosmetic::cosmetic,
    introduction::moved,
    introduction::was_sandbox,
    seals::broken,
    seals::compromised,
    after_the_end::acts,
    put_back::put_back,
    put_back::not_compared,
    attached::put_back,
    put_back::records_put_back,
    adopted::unnamed,
    cause::late,
    hidden::folders,
    hidden::in_part,
    hidden::doubled,
];
