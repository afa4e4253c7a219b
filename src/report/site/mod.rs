//! Everything that a site of a register shows.

pub mod ages;
pub mod coverage;
pub mod departments;

use std::collections::BTreeMap;

use crate::model::date::{Day, Moment};
use crate::model::id::{Handle, SourceRef};
use crate::model::origin::Origin;
use crate::model::person::Person;
use crate::model::settings::{is_mailbox, is_new_issue_page};
use crate::model::source::Source;
use crate::register::load::Register;
use crate::register::read::Problem;
use crate::report::audit::{AuditedItem, answering};
use crate::report::kpi::{self, Kpi};
use crate::report::period::Days;
use crate::report::review::{self, ReviewList};
use crate::report::source::{self, SourceRow};
use crate::report::waiting::{Judge, Task};

/// Everything that a site of a register shows.
#[derive(Debug)]
pub struct Site {
    /// What it was made from.
    pub origin: Origin,
    /// Name of the organisation.
    pub organisation: String,
    /// Id of the register.
    pub register: String,
    /// The zone in which a day ends.
    pub zone: chrono_tz::Tz,
    /// The items by their ids, each with what of its file its events do not vouch for.
    pub items: Vec<(AuditedItem, Vec<String>)>,
    /// The source records in the order of their references, each with what came of it.
    pub sources: Vec<(SourceRow, Source)>,
    /// The places in `items` of those that name a source.
    naming: BTreeMap<SourceRef, Vec<usize>>,
    /// The people.
    pub people: BTreeMap<Handle, Person>,
    /// The management reviews.
    pub reviews: ReviewList,
    /// The days that the key figures look at.
    pub days: Days,
    /// The key figures.
    pub kpis: Vec<Kpi>,
    /// What waits for whom.
    pub tasks: Vec<Task>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// The page of a forge on which readers suggest something.
    pub suggest_issues: Option<String>,
    /// The mailbox that takes what they suggest.
    pub suggest_mail: Option<String>,
    /// Whether people are left out: everybody may read it.
    pub public: bool,
}

impl Site {
    /// The day it is told by.
    #[must_use]
    pub fn today(&self) -> Day {
        self.origin.as_of
    }

    /// The same for everybody, without people: nor does it lead to what is named after one of them.
    #[must_use]
    pub fn for_everybody(mut self) -> Self {
        let mails: Vec<String> = self.people.values().flat_map(|p| &p.email).map(|mail| mail.to_lowercase()).collect();
        let named = |page: &String| self.people.keys().any(|handle| page.to_lowercase().contains(handle.as_str()));
        self.suggest_mail = self.suggest_mail.filter(|mailbox| !mails.contains(&mailbox.to_lowercase()));
        self.suggest_issues = self.suggest_issues.filter(|page| !named(page));
        self.public = true;
        self
    }

    /// The items.
    pub fn entries(&self) -> impl Iterator<Item = &AuditedItem> {
        self.items.iter().map(|(entry, _)| entry)
    }

    /// The items that name a source.
    pub fn answering(&self, source: &SourceRef) -> impl Iterator<Item = &AuditedItem> {
        let places = self.naming.get(source).into_iter().flatten();
        places.filter_map(|at| self.items.get(*at)).map(|(entry, _)| entry)
    }

    /// Whether an item is there.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.items.binary_search_by(|(entry, _)| entry.id().cmp(id)).is_ok()
    }

    /// Whether a source has a record.
    #[must_use]
    pub fn has_record(&self, source: &SourceRef) -> bool {
        self.sources.binary_search_by(|(row, _)| row.source.cmp(source)).is_ok()
    }

    /// The departments that items came from, or people are in.
    #[must_use]
    pub fn departments(&self) -> Vec<&str> {
        let items = self.items.iter().filter_map(|(entry, _)| entry.item.department.as_deref());
        let people = self.people.values().filter_map(|person| person.department.as_deref());
        let mut all: Vec<&str> = items.chain(people).map(str::trim).filter(|name| !name.is_empty()).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Gathers it.
///
/// # Errors
/// A folder cannot be read.
pub fn site(register: &Register, days: Days, now: Moment, origin: Origin) -> anyhow::Result<Site> {
    let law = register.law();
    let (mut items, mut problems) = register.map_items(|loaded| {
        let replay = loaded.replay(&law);
        let doubts = register.doubts(&loaded, &replay);
        Some((AuditedItem::replayed(&loaded, replay), doubts))
    })?;
    items.sort_by(|(a, _), (b, _)| a.item.id.cmp(&b.item.id));
    let (entries, doubts): (Vec<AuditedItem>, Vec<Vec<String>>) = items.into_iter().unzip();
    let (records, more) = register.sources()?;
    problems.extend(more);
    let rows = source::beside(register, &records, answering(&entries));
    let (reviews, more) = review::list(register, origin.clone())?;
    problems.extend(more);
    let figures = kpi::of_entries(register, &entries, &records, days.clone(), None, (origin.clone(), None));
    let judge = Judge { law: register.law(), policy: &register.settings.policy, now, today: origin.as_of };
    let tasks = judge.tasks(&entries, &rows);
    let mut records: BTreeMap<SourceRef, Source> =
        records.into_iter().map(|s| (SourceRef { kind: s.kind, reference: s.reference.clone() }, s)).collect();
    let sources = rows.into_iter().filter_map(|row| records.remove(&row.source).map(|source| (row, source))).collect();
    let mut naming = BTreeMap::<SourceRef, Vec<usize>>::new();
    for (at, entry) in entries.iter().enumerate() {
        entry.item.sources.iter().for_each(|source| naming.entry(source.clone()).or_default().push(at));
    }
    Ok(Site {
        organisation: register.settings.name.clone(),
        register: register.settings.id.clone(),
        zone: register.zone(),
        items: entries.into_iter().zip(doubts).collect(),
        sources,
        naming,
        people: register.basics.people.person.clone(),
        reviews,
        days,
        kpis: figures.groups.into_iter().flat_map(|group| group.kpis).collect(),
        tasks,
        problems,
        origin,
        suggest_issues: register.settings.suggest_issues.clone().filter(|page| is_new_issue_page(page)),
        suggest_mail: register.settings.suggest_mail.clone().filter(|mailbox| is_mailbox(mailbox)),
        public: false,
    })
}
