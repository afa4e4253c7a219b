//! Rows of the list of items.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::clocks;
use super::item_filter::{Asked, Filter};
use crate::lifecycle::state::State;
use crate::model::date::{Day, Moment};
use crate::model::event::Risks;
use crate::model::id::{ItemId, SourceRef};
use crate::model::item::Item;
use crate::model::origin::Origin;
use crate::model::terms::Terms;
use crate::model::word::{Category, Environment, Status};
use crate::register::load::Register;
use crate::register::read::Problem;

/// A list of items.
#[derive(Debug, Serialize, JsonSchema)]
pub struct List {
    /// What it was made from.
    #[serde(flatten)]
    pub origin: Origin,
    /// The items.
    pub items: Vec<Row>,
}

/// One item of a list. Status and terms are as the events fold them.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Row {
    /// Its id.
    pub id: ItemId,
    /// What it is about.
    pub title: String,
    /// Where it stands; absent where no event counts.
    pub status: Option<Status>,
    /// The agreed terms.
    #[serde(flatten)]
    pub terms: Terms,
    /// Days since the target date, where it is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue_days: Option<i64>,
    /// Open actions whose own date has passed.
    pub overdue_actions: usize,
    /// The first day on which a deferral is over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deferred_until: Option<Day>,
    /// Since when a raised item waits for a decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undecided_since: Option<Day>,
    /// The day of the effectiveness review of an implemented item, as agreed or by the policy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verification_day: Option<Day>,
    /// The day on which it becomes late, by which the most urgent come first.
    #[serde(skip)]
    pub late_from: Option<Day>,
    /// The nature of the measure.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<Category>,
    /// Where people work that it is about.
    pub environment: Vec<Environment>,
    /// Controls and clauses.
    pub controls: Vec<String>,
    /// Free words.
    pub tags: Vec<String>,
    /// What it answers to.
    pub sources: Vec<SourceRef>,
    /// Scores of its risks, before the fix.
    pub risk: Risks,
    /// The cause code of the newest analysis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause_code: Option<String>,
    /// The department it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The day on which it was raised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_on: Option<Day>,
    /// What of its file its events do not vouch for; `check` says more of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
}

/// What a list is sorted by.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString, strum::VariantArray, strum::EnumMessage,
)]
#[strum(serialize_all = "kebab-case")]
#[allow(missing_docs, reason = "each is named after its column")]
pub enum SortKey {
    Urgent,
    Id,
    Title,
    Status,
    Kind,
    Grade,
    Owner,
    Due,
    Raised,
    VerifyOn,
}

/// What was found in a register.
#[derive(Debug)]
pub struct Found {
    /// The items that are listed, in the order of their ids.
    pub rows: Vec<Row>,
    /// How many are wanted, whether they are listed or not.
    pub wanted: usize,
    /// How many of those are open.
    pub open: usize,
    /// How many of those are overdue, by themselves or by an action.
    pub overdue: usize,
    /// How many items the register has whose ids end like this.
    ends: HashMap<String, usize>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

impl Found {
    /// Whether the register has no item at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty() && self.problems.is_empty()
    }

    /// How an item is called for short: what no other item's id ends with, else its whole id.
    #[must_use]
    pub fn short<'a>(&self, id: &'a ItemId) -> &'a str {
        if self.ends.get(id.random()).is_none_or(|n| *n <= 1) { id.random() } else { id.as_str() }
    }
}

/// What one item adds to what was found.
struct Seen {
    end: String,
    open: bool,
    overdue: bool,
    wanted: bool,
    row: Option<Row>,
}

/// The items that a filter wants, of those that are open where `all` are not asked for.
///
/// # Errors
/// The folder of items cannot be read.
pub fn list(register: &Register, filter: &Filter, all: bool, now: (Moment, Day)) -> anyhow::Result<Found> {
    let law = register.law();
    let (seen, problems) = register.map_items(|loaded| {
        let replay = loaded.replay(&law);
        let (item, state) = (replay.state.void.in_force(&loaded.item), &replay.state);
        let wanted = filter.wants_all(&Asked { register, loaded: &loaded, now }, &item, state);
        // What no event counts of is nowhere else to be seen.
        let open = state.status.is_none_or(Status::is_open);
        let row =
            (wanted && (all || open)).then(|| row(register, &item, state, register.doubts(&loaded, &replay), now.1));
        let overdue = wanted && clocks::is_overdue(state, now.1);
        Some(Seen { end: item.id.random().to_owned(), open, overdue, wanted, row })
    })?;
    let count = |is: fn(&Seen) -> bool| seen.iter().filter(|seen| is(seen)).count();
    let (wanted, open) = (count(|seen| seen.wanted), count(|seen| seen.wanted && seen.open));
    let overdue = count(|seen| seen.overdue);
    let mut ends = HashMap::with_capacity(seen.len());
    let mut rows = Vec::new();
    for seen in seen {
        *ends.entry(seen.end).or_insert(0) += 1;
        rows.extend(seen.row);
    }
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(Found { rows, wanted, open, overdue, ends, problems })
}

fn row(register: &Register, item: &Item, state: &State, doubts: Vec<String>, today: Day) -> Row {
    let (zone, policy) = (register.zone(), &register.settings.policy);
    Row {
        id: item.id.clone(),
        title: item.title.clone(),
        status: state.status,
        overdue_days: clocks::overdue(state, today),
        overdue_actions: clocks::overdue_actions(state, today).count(),
        deferred_until: state.deferred_until.filter(|_| state.status == Some(Status::Deferred)),
        undecided_since: clocks::undecided_since(state, zone),
        verification_day: clocks::verification_day(state, policy, zone),
        late_from: clocks::late_from(state, policy, zone, today),
        terms: state.terms.clone(),
        category: item.category,
        environment: item.environment.clone(),
        controls: item.controls.clone(),
        tags: item.tags.clone(),
        sources: item.sources.clone(),
        risk: item.risk.clone(),
        cause_code: item.newest_analysis().and_then(|analysis| analysis.cause_code.clone()),
        department: item.department.clone(),
        raised_on: item.raised_on,
        doubts,
    }
}

/// Sorts rows that are in the order of their ids; what has no value comes last either way.
pub fn sort(rows: &mut [Row], key: SortKey, descending: bool) {
    fn by<T: Ord>(rows: &mut [Row], descending: bool, value: impl Fn(&Row) -> Option<T>) {
        rows.sort_by(|a, b| match (value(a), value(b)) {
            (Some(a), Some(b)) if descending => b.cmp(&a),
            (Some(a), Some(b)) => a.cmp(&b),
            (a, b) => b.is_some().cmp(&a.is_some()),
        });
    }
    match key {
        SortKey::Urgent => by(rows, descending, |r| r.late_from),
        SortKey::Id => by(rows, descending, |r| Some(r.id.clone())),
        SortKey::Title => by(rows, descending, |r| Some(r.title.to_lowercase())),
        SortKey::Status => by(rows, descending, |r| r.status),
        SortKey::Kind => by(rows, descending, |r| r.terms.kind),
        SortKey::Grade => by(rows, descending, |r| r.terms.grade),
        SortKey::Owner => by(rows, descending, |r| r.terms.owner.clone()),
        SortKey::Due => by(rows, descending, |r| r.terms.due),
        SortKey::Raised => by(rows, descending, |r| r.raised_on),
        SortKey::VerifyOn => by(rows, descending, |r| r.terms.verify_on),
    }
}
