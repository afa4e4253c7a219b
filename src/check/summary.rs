//! What rules about the whole register look at, gathered from each file while it is read.

use std::collections::{BTreeMap, HashMap};

use chrono_tz::Tz;

use super::facts::World;
use super::finding::RawFinding;
use super::near_duplicates::Sketch;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::state::State;
use crate::model::date::{Day, Moment};
use crate::model::event::{Act, Event, Party};
use crate::model::id::{Hash, ItemId, ReviewId, SourceRef};
use crate::model::item::Item;
use crate::model::review::Review;
use crate::model::source::Source;
use crate::model::word::{Grade, Status, VerifyResult};

/// A verification that was short of effective and that nothing has answered.
#[derive(Debug, Clone)]
pub struct Failed {
    /// When.
    pub at: Moment,
    /// On which day.
    pub on: Day,
    /// What was found.
    pub result: VerifyResult,
    /// The event.
    pub event: Hash,
    /// The item that was named to follow up.
    pub follow_up: Option<ItemId>,
}

/// What of an item counts for the register.
#[derive(Debug, Clone)]
pub struct ItemSummary {
    /// Path below the register.
    pub path: String,
    /// Its id.
    pub id: ItemId,
    /// Where it stands; `None` where nobody raised it lawfully.
    pub status: Option<Status>,
    /// The day on which it was raised, as claimed.
    pub claimed: Option<Day>,
    /// Who raised it.
    pub raised_by: Option<Party>,
    /// What it answers to; nothing where it was rejected.
    pub sources: Vec<SourceRef>,
    /// Controls and clauses.
    pub controls: Vec<String>,
    /// How it is graded, as agreed.
    pub grade: Option<Grade>,
    /// The cause that its newest analysis came to.
    pub cause_code: Option<String>,
    /// The item whose cause came back.
    pub recurrence_of: Option<ItemId>,
    /// The item whose ineffective fix led to this one.
    pub follow_up_of: Option<ItemId>,
    /// Since when it is closed as effective, as claimed.
    pub effective: Option<Day>,
    /// Since when it is closed, as claimed.
    pub closed: Option<Moment>,
    /// The verification that failed, where nothing came of it.
    pub failed: Option<Failed>,
    /// The target date that is agreed.
    pub due: Option<Day>,
    /// The sign-off of this round: its day, as claimed, and its event.
    pub signed_off: Option<(Day, Hash)>,
    /// The newest verification: its day, as claimed, and its event.
    pub verified: Option<(Day, Hash)>,
    /// Records of management reviews that its acts name.
    pub references: Vec<(String, Hash)>,
    /// Title and description, to be compared with those of others.
    pub sketch: Sketch,
}

/// What of a source record counts for the register.
#[derive(Debug, Clone)]
pub struct SourceSummary {
    /// Path below the register.
    pub path: String,
    /// Its name.
    pub name: SourceRef,
    /// When it happened.
    pub occurred_on: Option<Day>,
    /// Whether it must lead to an item or to a decision that none is needed.
    pub significant: bool,
    /// Whether it was decided that none is needed.
    pub dismissed: bool,
    /// Until when an answer is due, where that is set from outside.
    pub answer_by: Option<Day>,
    /// The organisation's own short word for the cause.
    pub cause_code: Option<String>,
}

/// What of a management review counts for the register.
#[derive(Debug, Clone)]
pub struct ReviewSummary {
    /// Path below the register.
    pub path: String,
    /// The day on which it was held.
    pub held_on: Day,
    /// Its id.
    pub id: ReviewId,
    /// The day of the next one, as decided.
    pub next_on: Day,
    /// Whether a lawful act recorded it.
    pub recorded: bool,
}

/// What was gathered from one file.
#[derive(Debug, Clone, Default)]
pub enum Summary {
    /// Nothing that counts.
    #[default]
    None,
    /// An item.
    Item(Box<ItemSummary>),
    /// A source record.
    Source(Box<SourceSummary>),
    /// A management review.
    Review(ReviewSummary),
}

/// All files together.
#[derive(Debug)]
pub struct WholeRegister<'a> {
    /// What all files have in common.
    pub world: &'a World<'a>,
    /// When the register was introduced, where that is known.
    pub introduced: Option<Day>,
    /// The items, by path.
    pub items: Vec<ItemSummary>,
    /// The source records, by path.
    pub sources: Vec<SourceSummary>,
    /// The management reviews, by path.
    pub reviews: Vec<ReviewSummary>,
    /// When the file of each item was first committed, by path, where history was asked.
    pub committed: Option<HashMap<String, Moment>>,
    /// Whether an audit asks.
    pub audit: bool,
}

/// A rule about all files together: each finding with the file it stands in.
pub type WholeRule = fn(&WholeRegister<'_>) -> Vec<(String, RawFinding)>;

impl<'a> WholeRegister<'a> {
    /// Puts together what was gathered from each file.
    #[must_use]
    pub fn new(world: &'a World<'a>, introduced: Option<Day>, gists: impl ExactSizeIterator<Item = Summary>) -> Self {
        let items = Vec::with_capacity(gists.len());
        let (sources, reviews) = (Vec::new(), Vec::new());
        let mut whole = WholeRegister { world, introduced, items, sources, reviews, committed: None, audit: false };
        for gist in gists {
            match gist {
                Summary::None => {}
                Summary::Item(item) => whole.items.push(*item),
                Summary::Source(source) => whole.sources.push(*source),
                Summary::Review(review) => whole.reviews.push(review),
            }
        }
        whole
    }

    /// Whether the register is so new that rules about it warn at most.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.is_new_on(self.world.today)
    }

    /// The day on which the register is new no more.
    #[must_use]
    pub fn usual_from(&self) -> Option<Day> {
        Some(self.introduced?.plus(self.world.policy.new_register_days + 1))
    }

    /// Whether the register was new on a day.
    #[must_use]
    pub fn is_new_on(&self, day: Day) -> bool {
        self.introduced.is_some_and(|first| day.since(first) <= i64::from(self.world.policy.new_register_days))
    }

    /// The day on which a claim about an item counts: the claimed one, or the one on which its file was first
    /// committed, whichever is later. What is not committed yet counts as of today.
    #[must_use]
    pub fn counted(&self, item: &ItemSummary, claimed: Day) -> Day {
        let Some(committed) = &self.committed else { return claimed };
        let recorded = committed.get(&item.path).map_or(self.world.today, |at| at.day(self.world.zone));
        claimed.max(recorded)
    }

    /// The day on which an item entered the register, as far as it counts.
    #[must_use]
    pub fn entered(&self, item: &ItemSummary) -> Option<Day> {
        item.claimed.map(|claimed| self.counted(item, claimed))
    }

    /// The day on which an item was signed off, as far as it counts: not before the commits of its file and of the
    /// sign-off.
    #[must_use]
    pub fn finished(&self, item: &ItemSummary) -> Option<Day> {
        Some(self.acted(item, item.signed_off.as_ref()?))
    }

    /// The same of its newest verification.
    #[must_use]
    pub fn verified(&self, item: &ItemSummary) -> Option<Day> {
        Some(self.acted(item, item.verified.as_ref()?))
    }

    fn acted(&self, item: &ItemSummary, (claimed, event): &(Day, Hash)) -> Day {
        let counted = self.counted(item, *claimed);
        let Some(timeline) = self.world.timeline.filter(|_| self.committed.is_some()) else { return counted };
        let oldest = timeline.bringing(event).map(|brought| brought.commit).max();
        let committed = oldest.and_then(|place| timeline.committed(place));
        let recorded = committed.map_or(self.world.today, |at| at.day(self.world.zone));
        counted.max(recorded)
    }

    /// The items by their ids.
    #[must_use]
    pub fn by_id(&self) -> BTreeMap<&ItemId, &ItemSummary> {
        self.items.iter().map(|item| (&item.id, item)).collect()
    }
}

/// What counts of an item: of its content that is in force, and of what its events amount to, where that is known.
#[must_use]
pub fn item(path: &str, item: &Item, replay: Option<&Replay<'_>>, zone: Tz) -> Summary {
    let state = replay.map(|replay| &replay.state).filter(|state| state.status.is_some());
    let raised = state.and_then(|s| s.raised_at).map(|at| at.day(zone));
    let raiser = item.event.values().find(|e| e.act == Act::Raised).map(|e| &e.by);
    let text = format!("{}\n{}", item.title, item.description.as_deref().unwrap_or_default());
    let events: Vec<&Event> = replay.map(|r| r.effective().collect()).unwrap_or_default();
    let closed = state.is_some_and(|s| s.status == Some(Status::Closed));
    let answers = state.is_none_or(State::answers);
    Summary::Item(Box::new(ItemSummary {
        path: path.to_owned(),
        id: item.id.clone(),
        status: state.and_then(|s| s.status),
        claimed: item.raised_on.or(raised),
        raised_by: item.raised_by.as_ref().or(raiser).cloned(),
        sources: if answers { item.sources.clone() } else { Vec::new() },
        controls: item.controls.clone(),
        grade: state.and_then(|s| s.terms.grade),
        cause_code: item.newest_analysis().and_then(|a| a.cause_code.clone()),
        recurrence_of: item.recurrence_of.clone(),
        follow_up_of: item.follow_up_of.clone(),
        effective: effective_since(&events).filter(|_| closed).map(|at| at.day(zone)),
        closed: events.iter().rev().find(|e| closed && e.act == Act::Verified).map(|e| e.at),
        failed: failed(&events, item.root_cause().is_some(), |at| at.day(zone)),
        due: state.and_then(|s| s.terms.due),
        signed_off: state.and_then(|s| s.signed_off.as_ref()).map(|s| (s.at.day(zone), s.hash.clone())),
        verified: newest_verification(&events).map(|e| (e.at.day(zone), e.hash.clone())),
        references: references(&events),
        sketch: Sketch::of(&text),
    }))
}

fn newest_verification<'e>(events: &[&'e Event]) -> Option<&'e Event> {
    events.iter().rfind(|event| event.act == Act::Verified).copied()
}

/// What acts name as `MR-…`, the record of a management review.
fn references(events: &[&Event]) -> Vec<(String, Hash)> {
    let named = |event: &&Event| Some((event.reference.as_ref()?.trim().to_owned(), event.hash.clone()));
    events.iter().filter_map(named).filter(|(reference, _)| reference.starts_with("MR-")).collect()
}

/// When an item was verified as effective, where no later act says otherwise.
fn effective_since(events: &[&Event]) -> Option<Moment> {
    let mut since = None;
    for event in events {
        match (event.act, event.result) {
            (Act::Verified, Some(VerifyResult::Effective)) => since = since.or(Some(event.at)),
            (Act::Verified | Act::Reopened, _) => since = None,
            _ => {}
        }
    }
    since
}

/// The newest verification that was short of effective, where neither a new analysis that names a cause nor a verification
/// came after it.
fn failed(events: &[&Event], has_cause: bool, day: impl Fn(Moment) -> Day) -> Option<Failed> {
    let mut failed = None;
    for event in events {
        match (event.act, event.result) {
            (Act::Verified, Some(VerifyResult::Effective)) => failed = None,
            (Act::Verified, Some(result)) => {
                failed = Some(Failed {
                    at: event.at,
                    on: day(event.at),
                    result,
                    event: event.hash.clone(),
                    follow_up: event.follow_up.clone(),
                });
            }
            _ if event.analyses.is_some() && has_cause => failed = None,
            _ => {}
        }
    }
    failed
}

/// What counts of a source record, given whether it is significant by its file or its events, and whether a decision counts
/// that it needs no item.
#[must_use]
pub fn source(path: &str, source: &Source, significant: bool, dismissed: bool) -> Summary {
    Summary::Source(Box::new(SourceSummary {
        path: path.to_owned(),
        name: SourceRef { kind: source.kind, reference: source.reference.clone() },
        occurred_on: source.occurred_on,
        significant,
        dismissed,
        answer_by: source.answer_by,
        cause_code: source.cause_code.clone(),
    }))
}

/// What counts of a management review, given whether a lawful act recorded it.
#[must_use]
pub fn review(path: &str, review: &Review, recorded: bool) -> Summary {
    let (path, id) = (path.to_owned(), review.id.clone());
    Summary::Review(ReviewSummary { path, id, held_on: review.held_on, next_on: review.next_on, recorded })
}
