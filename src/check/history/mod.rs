//! History: whether everything that was ever recorded is still there, and who recorded it when.

mod adopted;
mod attached;
mod author;
mod blame;
mod cause;
mod cosmetic;
mod edited;
mod ended;
mod ends;
mod facts;
mod hidden;
mod introduction;
mod lost;
mod order;
mod past;
mod seals;
mod signed;
mod time;

pub use blame::Blame;
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
    seals::broken,
    seals::compromised,
    ended::acts,
    edited::put_back,
    edited::not_compared,
    attached::put_back,
    edited::records_put_back,
    adopted::unnamed,
    cause::late,
    hidden::folders,
    hidden::in_part,
    hidden::doubled,
];
