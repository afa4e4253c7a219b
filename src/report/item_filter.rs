//! Which items are wanted.

use super::audit::AuditedItem;
use super::clocks;
use super::search::Words;
use super::waiting::{Judge, Wait};
use crate::lifecycle::state::State;
use crate::model::date::{Day, Moment};
use crate::model::id::{Handle, SourceRef};
use crate::model::item::Item;
use crate::model::likeness::cause_code;
use crate::model::word::{Category, Environment, Grade, Kind, SourceKind, Status};
use crate::register::load::{Loaded, Register};

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
        match text.parse::<SourceKind>() {
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
    pub kind: Vec<Kind>,
    /// How they are graded.
    pub grade: Vec<Grade>,
    /// The nature of the measure.
    pub category: Vec<Category>,
    /// Where people work.
    pub environment: Vec<Environment>,
    /// What they answer to.
    pub source: Vec<SourceFilter>,
    /// Risks they are about.
    pub risk: Vec<String>,
    /// Controls or clauses; with a star at its end all that begin so.
    pub control: Vec<String>,
    /// Free words.
    pub tag: Vec<String>,
    /// Cause codes of the newest analysis.
    pub cause: Vec<String>,
    /// Suggestions of these people: a handle, or a name or mail address of somebody outside people.toml.
    pub suggested_by: Vec<String>,
    /// Only what is overdue, by itself or by an action.
    pub overdue: bool,
    /// Only what waits for somebody's decision.
    pub to_decide: bool,
    /// Only what holds all these words.
    pub words: Words,
}

impl Filter {
    /// Whether an item is wanted, whatever it waits for.
    fn wants(&self, item: &Item, state: &State, today: Day) -> bool {
        fn one_of<T: PartialEq>(wanted: &[T], is: Option<&T>) -> bool {
            wanted.is_empty() || is.is_some_and(|is| wanted.contains(is))
        }
        let terms = &state.terms;
        let wanted_source = |source: &SourceRef| {
            self.source.iter().any(|wanted| match wanted {
                SourceFilter::Kind(kind) => source.kind == *kind,
                SourceFilter::One(one) => source.is_also(one),
            })
        };
        let any = |wanted: &[String], is: &dyn Fn(&String) -> bool| wanted.is_empty() || wanted.iter().any(is);
        let cause = || item.analysis.last().and_then(|a| a.cause_code.as_deref()).map(cause_code);
        one_of(&self.status, state.status.as_ref())
            && one_of(&self.owner, terms.owner.as_ref())
            && one_of(&self.kind, terms.kind.as_ref())
            && one_of(&self.grade, terms.grade.as_ref())
            && one_of(&self.category, item.category.as_ref())
            && (self.environment.is_empty() || item.environment.iter().any(|e| self.environment.contains(e)))
            && (self.source.is_empty() || item.sources.iter().any(wanted_source))
            && any(&self.risk, &|risk| item.risk.contains_key(risk))
            && any(&self.control, &|wanted| item.controls.iter().any(|control| is_control(wanted, control)))
            && any(&self.tag, &|tag| item.tags.contains(tag))
            && any(&self.cause, &|wanted| cause() == Some(cause_code(wanted)))
            && any(&self.suggested_by, &|who| is_suggested_by(who, item))
            && (!self.overdue || clocks::is_overdue(state, today))
    }

    /// Whether an item is wanted.
    pub(super) fn wants_all(&self, asked: &Asked<'_>, item: &Item, state: &State) -> bool {
        self.wants(item, state, asked.now.1)
            && (self.words.is_empty() || self.words.in_item(&asked.loaded.item).is_some())
            && (!self.to_decide || asked.waits_for_a_decision())
    }
}

/// An item that is asked for, and when.
pub(super) struct Asked<'a> {
    pub register: &'a Register,
    pub loaded: &'a Loaded,
    pub now: (Moment, Day),
}

impl Asked<'_> {
    /// Whether somebody has to decide about it, by what is told of what waits.
    fn waits_for_a_decision(&self) -> bool {
        let law = self.register.law();
        let entry = AuditedItem::of(self.loaded, &law);
        let judge = Judge { law, policy: &self.register.settings.policy, now: self.now.0, today: self.now.1 };
        judge.of_item(&entry).iter().any(|task| task.wait == Wait::ToDecide)
    }
}

/// Whether an item is a suggestion of somebody; of who is outside people.toml the name or the mail address is enough.
fn is_suggested_by(who: &str, item: &Item) -> bool {
    let suggested = item.sources.iter().any(|source| source.kind == SourceKind::StaffSuggestion);
    suggested
        && item.raised_by.as_ref().is_some_and(|party| {
            let text = party.to_string();
            let (name, mail) = text.split_once(" <").unwrap_or((&text, ""));
            [&text, name, mail.trim_end_matches('>')].iter().any(|part| part.eq_ignore_ascii_case(who.trim()))
        })
}

/// Whether a control is the one that is wanted, or begins so where that ends with a star: `CSF:*`.
fn is_control(wanted: &str, control: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(begin) => control.starts_with(begin),
        None => control == wanted,
    }
}
