//! For how long the items are open that are.

use crate::model::date::Day;
use crate::model::event::Event;
use crate::model::word::Status;
use crate::report::audit::AuditedItem;
use crate::report::stale::said_why;

/// An item that is open.
#[derive(Debug)]
pub struct OpenItem<'a> {
    /// The item.
    pub entry: &'a AuditedItem,
    /// Days since it was raised.
    pub days: i64,
    /// Why it is still open, in the newest words of somebody.
    pub why: Option<String>,
}

/// Ages by which open items are told apart: each with its name and its last day.
pub const BANDS: [(&str, i64); 5] = [
    ("up to 30 days", 30),
    ("31 to 90 days", 90),
    ("91 to 180 days", 180),
    ("181 to 365 days", 365),
    ("over a year", i64::MAX),
];

/// Whether the work on an item is not over: it is active, or deferred.
#[must_use]
pub fn is_open(entry: &AuditedItem) -> bool {
    entry.state.status.is_some_and(|status| status.is_active() || status == Status::Deferred)
}

/// The open items, the oldest first.
pub fn open<'a>(entries: impl Iterator<Item = &'a AuditedItem>, zone: chrono_tz::Tz, today: Day) -> Vec<OpenItem<'a>> {
    let mut all: Vec<OpenItem<'a>> = entries
        .filter(|entry| is_open(entry))
        .filter_map(|entry| {
            let events: Vec<&Event> = entry.events.iter().collect();
            let why = said_why(&entry.item, &entry.state, &events);
            Some(OpenItem { entry, days: today.since(entry.raised(zone)?), why })
        })
        .collect();
    all.sort_by(|a, b| b.days.cmp(&a.days).then_with(|| a.entry.id().cmp(b.entry.id())));
    all
}

/// How many of them are of each age.
#[must_use]
pub fn by_band(open: &[OpenItem<'_>]) -> Vec<(&'static str, usize)> {
    let mut least = i64::MIN;
    BANDS
        .iter()
        .map(|(name, last)| {
            let count = open.iter().filter(|item| item.days > least && item.days <= *last).count();
            least = *last;
            (*name, count)
        })
        .collect()
}
