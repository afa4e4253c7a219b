//! Rows of the list of items, and which of them are wanted.

use schemars::JsonSchema;
use serde::Serialize;

use super::clocks;
use crate::lifecycle::state::State;
use crate::model::date::Day;
use crate::model::event::Risks;
use crate::model::id::{Handle, ItemId, SourceRef};
use crate::model::item::Item;
use crate::model::likeness::cause_code;
use crate::model::origin::Origin;
use crate::model::terms::Terms;
use crate::model::word::{Category, Environment, Grade, Kind, SourceKind, Status};
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

/// A kind of source, or one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceFilter {
    /// Any of this kind.
    Kind(SourceKind),
    /// This one.
    One(SourceRef),
}

impl std::str::FromStr for SourceFilter {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match SourceKind::from_str(text) {
            Ok(kind) => Ok(SourceFilter::Kind(kind)),
            Err(_) => text.parse().map(SourceFilter::One).map_err(|e: crate::model::id::NotAName| e.to_string()),
        }
    }
}

/// Which items are wanted. A filter that names several takes each of them; all filters that are set must hold.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Where they stand.
    pub status: Vec<Status>,
    /// Who owns them.
    pub owner: Vec<Handle>,
    /// Corrective action or improvement.
    pub kind: Option<Kind>,
    /// How they are graded.
    pub grade: Option<Grade>,
    /// The nature of the measure.
    pub category: Option<Category>,
    /// Where people work.
    pub environment: Option<Environment>,
    /// What they answer to.
    pub source: Option<SourceFilter>,
    /// A risk they are about.
    pub risk: Option<String>,
    /// A control or clause; with a star at its end all that begin so.
    pub control: Option<String>,
    /// A free word.
    pub tag: Option<String>,
    /// The cause code of the newest analysis.
    pub cause: Option<String>,
    /// Only what is overdue, by itself or by an action.
    pub overdue: bool,
}

impl Filter {
    fn wants(&self, item: &Item, state: &State, today: Day) -> bool {
        fn same<T: PartialEq>(wanted: Option<&T>, is: Option<&T>) -> bool {
            wanted.is_none() || wanted == is
        }
        let terms = &state.terms;
        let wanted_source = |source: &SourceRef| match &self.source {
            None => true,
            Some(SourceFilter::Kind(kind)) => source.kind == *kind,
            Some(SourceFilter::One(one)) => source.is_also(one),
        };
        (self.status.is_empty() || state.status.is_some_and(|s| self.status.contains(&s)))
            && (self.owner.is_empty() || terms.owner.as_ref().is_some_and(|o| self.owner.contains(o)))
            && same(self.kind.as_ref(), terms.kind.as_ref())
            && same(self.grade.as_ref(), terms.grade.as_ref())
            && same(self.category.as_ref(), item.category.as_ref())
            && self.environment.is_none_or(|e| item.environment.contains(&e))
            && (self.source.is_none() || item.sources.iter().any(wanted_source))
            && self.risk.as_ref().is_none_or(|r| item.risk.contains_key(r))
            && self
                .control
                .as_ref()
                .is_none_or(|wanted| item.controls.iter().any(|control| is_control(wanted, control)))
            && self.tag.as_ref().is_none_or(|t| item.tags.contains(t))
            && same(
                self.cause.as_deref().map(cause_code).as_ref(),
                item.analysis.last().and_then(|a| a.cause_code.as_deref()).map(cause_code).as_ref(),
            )
            && (!self.overdue || clocks::is_overdue(state, today))
    }
}

/// Whether a control is the one that is wanted, or begins so where that ends with a star: `CSF:*`.
fn is_control(wanted: &str, control: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(begin) => control.starts_with(begin),
        None => control == wanted,
    }
}

/// What a list is sorted by.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::IntoStaticStr, strum::EnumString, strum::VariantArray, strum::EnumMessage,
)]
#[strum(serialize_all = "kebab-case")]
#[allow(missing_docs, reason = "each is named after its column")]
pub enum SortKey {
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

/// The items that a filter wants, in the order of their ids, and what could not be read.
///
/// # Errors
/// The folder of items cannot be read.
pub fn list(register: &Register, filter: &Filter, today: Day) -> anyhow::Result<(Vec<Row>, Vec<Problem>)> {
    let law = register.law();
    let (mut rows, problems) = register.map_items(|loaded| {
        let replay = loaded.replay(&law);
        let item = replay.state.void.in_force(&loaded.item);
        filter.wants(&item, &replay.state, today).then(|| {
            let doubts = register.doubts(&loaded, &replay);
            row(&item, &replay.state, doubts, today)
        })
    })?;
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((rows, problems))
}

fn row(item: &Item, state: &State, doubts: Vec<String>, today: Day) -> Row {
    Row {
        id: item.id.clone(),
        title: item.title.clone(),
        status: state.status,
        overdue_days: clocks::overdue(state, today),
        overdue_actions: clocks::overdue_actions(state, today).count(),
        deferred_until: state.deferred_until.filter(|_| state.status == Some(Status::Deferred)),
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
