//! One item as it lives: each act lawful, sealed, and a version of its file.

use chrono::Duration;
use kaizen::internals::attest::digest::{Subject, content_digest};
use kaizen::internals::lifecycle::acts::{self, FileKind};
use kaizen::internals::lifecycle::lawful::{Law, lawful};
use kaizen::internals::lifecycle::state::State;
use kaizen::internals::record::next_event;
use kaizen::internals::record::words::headline;
use kaizen::internals::register::read;
use kaizen::model::date::{Day, Moment};
use kaizen::model::event::{Act, Event, Party};
use kaizen::model::id::{Digest, Hash, ItemId, PartId};
use kaizen::model::item::{Action, Item};
use kaizen::model::word::Status;

use crate::keys;
use crate::people::Member;
use crate::random::Random;
use crate::text;
use crate::words::Facts;

/// What all lives share.
pub struct World<'w> {
    /// Who may do what.
    pub law: Law<'w>,
    /// The people.
    pub cast: &'w [Member],
    /// The moment after the last act of all.
    pub end: Moment,
    /// Whether people sign.
    pub signed: bool,
}

/// What is settled of an item before it lives.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Its id.
    pub id: ItemId,
    /// When it is raised.
    pub raised: Moment,
    /// How many acts it shall have.
    pub acts: usize,
    /// Whether the work stops before it is done.
    pub stalled: bool,
    /// The stream of random numbers.
    pub stream: u64,
}

/// The file after one act.
pub struct Version {
    /// When.
    pub at: Moment,
    /// Who.
    pub by: Party,
    /// Subject of the commit.
    pub subject: String,
    /// The actor's words.
    pub body: String,
    /// The act.
    pub act: Act,
    /// The text before the events.
    head: String,
    /// How much of the events' text belongs to it.
    events: usize,
}

/// An item and all versions of its file.
pub struct Life<'w> {
    /// What all lives share.
    pub world: &'w World<'w>,
    /// What was settled before.
    pub plan: Plan,
    /// Random numbers of this life.
    pub random: Random,
    /// What its sentences speak of.
    pub facts: Facts,
    /// The item, without its events.
    pub item: Item,
    /// What its events amount to.
    pub state: State,
    /// The versions.
    pub versions: Vec<Version>,
    events: String,
    content: Digest,
    newest: Vec<Hash>,
}

/// What an act may change before it is sealed: the item's content, and the event.
pub type Change<'c, 'w> = &'c mut dyn FnMut(&mut Life<'w>, &mut Event);

impl<'w> Life<'w> {
    /// An item that is not raised yet.
    pub fn new(world: &'w World<'w>, plan: Plan, seed: u64) -> Self {
        let mut random = Random::new(seed, plan.stream);
        let facts = Facts::draw(&mut random);
        let item = blank(&plan.id);
        Life {
            world,
            plan,
            random,
            facts,
            item,
            state: State::default(),
            versions: Vec::new(),
            events: String::new(),
            content: Digest::zero(),
            newest: Vec::new(),
        }
    }

    /// The path of its file below the register.
    pub fn path(&self) -> String {
        kaizen::internals::register::place::item_path(&self.plan.id)
    }

    /// The text of a version.
    pub fn text(&self, version: &Version) -> String {
        [&version.head, self.events.get(..version.events).unwrap_or_default()].concat()
    }

    /// The moment of its newest act.
    pub fn now(&self) -> Moment {
        self.versions.last().map_or(self.plan.raised, |v| v.at)
    }

    /// The day of a moment, where the organisation is.
    pub fn day(&self, at: Moment) -> Day {
        at.day(self.world.law.zone)
    }

    /// A working hour on the day `days` after `from`, later than the newest act.
    pub fn after(&mut self, from: Moment, days: u32) -> Moment {
        let second = self.random.within(6 * 3600, 15 * 3600);
        let midnight = (from.0 + Duration::days(i64::from(days))).date_naive().and_time(chrono::NaiveTime::MIN);
        let wanted = Moment(midnight.and_utc() + Duration::seconds(i64::from(second)));
        let soonest = Moment(self.now().0 + Duration::minutes(i64::from(self.random.within(4, 25))));
        if self.versions.is_empty() { wanted } else { wanted.max(soonest) }
    }

    /// Records an act; `None` where the life is over: all its acts are done, or the last day is.
    pub fn act(&mut self, at: Moment, act: Act, by: Party, change: Change<'_, 'w>) -> Option<()> {
        if self.versions.len() >= self.plan.acts || at >= self.world.end {
            return None;
        }
        let mut event = next_event::blank(act, by, at, self.newest.clone());
        change(self, &mut event);
        self.follow(&event);
        let head_of_content = text::head(&self.item);
        if changes_content(act) {
            let tree = read::tree(&head_of_content).expect("an item is TOML");
            self.content = content_digest(&tree, Subject::Item(self.plan.id.as_str())).expect("content has a digest");
        }
        event.content = self.content.clone();
        let sealed = keys::seal(Subject::Item(self.plan.id.as_str()), &mut event, self.world.signed);
        if let Err(refusal) = lawful(&self.state, &event, &self.world.law) {
            panic!("{} at {at}: {refusal:?}", self.plan.id);
        }
        self.state.apply(&event);
        self.show_state();
        self.events.push_str(&text::event(&sealed));
        let subject = match act {
            Act::Raised => format!("{}: {}", self.plan.id, self.item.title),
            _ => format!("{}: {}", self.plan.id, headline(&event)),
        };
        self.newest = vec![event.hash];
        let version = Version {
            at,
            by: event.by,
            subject,
            body: event.text.unwrap_or_default(),
            act,
            head: text::head(&self.item),
            events: self.events.len(),
        };
        self.versions.push(version);
        Some(())
    }

    /// A new action stands in the content before its terms are folded.
    fn follow(&mut self, event: &Event) {
        if let (Act::Planned, Some(id), Some(terms)) = (event.act, &event.action, &event.terms)
            && let Some(action) = self.item.action.get_mut(id)
        {
            action.owner.clone_from(&terms.owner);
            action.due = terms.due;
        }
    }

    /// Status and agreed terms, as folded.
    fn show_state(&mut self) {
        self.item.status = self.state.status.unwrap_or(Status::Raised);
        let terms = self.state.terms.clone();
        self.item.kind = terms.kind;
        self.item.grade = terms.grade;
        self.item.significance = terms.significance;
        self.item.owner = terms.owner;
        self.item.due = terms.due;
        self.item.verify_on = terms.verify_on;
        self.item.success_criterion = terms.success_criterion;
        for (id, action) in &self.state.actions {
            if let Some(shown) = self.item.action.get_mut(id) {
                shown.owner.clone_from(&action.owner);
                shown.due = action.due;
            }
        }
    }

    /// Somebody for whom `wanted` holds; the cast is small, so all are looked at.
    pub fn somebody(&mut self, wanted: impl Fn(&Member) -> bool) -> Member {
        let fitting: Vec<&Member> = self.world.cast.iter().filter(|m| wanted(m)).collect();
        (*self.random.pick(&fitting)).clone()
    }

    /// A manager.
    pub fn manager(&mut self) -> Party {
        self.somebody(|m| m.manager).party()
    }

    /// The owner, as who acts.
    pub fn owner(&self) -> Party {
        Party::Person(self.state.owner().expect("an accepted item has an owner").clone())
    }

    /// A free id of an action or a resource.
    pub fn part(&mut self) -> PartId {
        loop {
            let id: PartId = self.random.characters(3).parse().expect("three characters");
            if !self.item.action.contains_key(&id) && !self.item.resource.contains_key(&id) {
                return id;
            }
        }
    }

    /// Adds an action to the content.
    pub fn put_action(&mut self, id: &PartId) {
        let description = self.facts.clone().say(&mut self.random, self.facts.topic().actions);
        let procedure = self
            .random
            .chance(40)
            .then(|| format!("SOP-{}-{:02}", self.facts.topic().tag.to_uppercase(), self.random.within(1, 40)));
        self.item.action.insert(id.clone(), Action { owner: None, due: None, procedure, changes: None, description });
    }
}

fn blank(id: &ItemId) -> Item {
    Item {
        schema: 1,
        id: id.clone(),
        title: String::new(),
        status: Status::Raised,
        kind: None,
        grade: None,
        significance: None,
        owner: None,
        due: None,
        verify_on: None,
        success_criterion: None,
        category: None,
        environment: Vec::new(),
        enhances: Vec::new(),
        controls: Vec::new(),
        tags: Vec::new(),
        recurrence_of: None,
        follow_up_of: None,
        raised_on: None,
        raised_by: None,
        department: None,
        sources: Vec::new(),
        description: None,
        risk: std::collections::BTreeMap::new(),
        correction: None,
        analysis: Vec::new(),
        action: std::collections::BTreeMap::new(),
        resource: std::collections::BTreeMap::new(),
        event: std::collections::BTreeMap::new(),
    }
}

fn changes_content(act: Act) -> bool {
    acts::about(FileKind::Item, act).is_some_and(|about| about.changes_content)
}
