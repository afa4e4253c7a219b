//! What the rules of history look at.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use crate::check::facts::World;
use crate::check::finding::{ByCommit, RawFinding};
use crate::history::timeline::Timeline;
use crate::history::version_sketch::{Reader, VersionSketch};
use crate::history::{Brought, Loss};
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::graph::Graph;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::signature::Signers;
use crate::model::date::Moment;
use crate::model::event::Event;
use crate::model::id::{Handle, Hash};
use crate::model::item::Item;
use crate::register::load::Loaded;
use crate::register::place::{PEOPLE, SEALS, SETTINGS};

/// A finding about a file of the register.
#[derive(Debug)]
pub struct HistoryFinding {
    /// The file.
    pub file: String,
    /// What is wrong.
    pub draft: RawFinding,
}

/// The events of a file by the names of their tables, and what their signatures are worth.
pub type SignedEvents = (BTreeMap<String, Event>, Signers);

/// The items of a register, each read once when it is first asked for.
#[derive(Debug)]
pub struct Items(BTreeMap<String, OnceCell<Option<Loaded>>>);

impl Items {
    /// Those at these paths.
    pub fn at(paths: impl Iterator<Item = String>) -> Self {
        Items(paths.map(|path| (path, OnceCell::new())).collect())
    }
}

/// The history of a register beside the register as it is.
pub struct HistoryFacts<'a> {
    /// What all files have in common.
    pub world: &'a World<'a>,
    /// The history.
    pub timeline: &'a Timeline,
    /// What is lost in the working tree alone.
    pub uncommitted: &'a [Loss],
    /// The paths of items by the ids that stand in them.
    pub items: BTreeMap<String, String>,
    /// Who has which mail address, in small letters.
    pub mails: HashMap<String, Vec<Handle>>,
    /// The events that were made void, by the files that were asked for.
    voids: RefCell<HashMap<String, HashSet<Hash>>>,
    read: &'a Items,
    /// What the events of items amount to, of those that were asked for.
    replays: RefCell<HashMap<&'a str, Rc<Replay<'a>>>>,
    /// The events of files with the worth of their signatures, of those that were asked for.
    pub(super) signed: RefCell<HashMap<String, Option<Rc<SignedEvents>>>>,
}

/// The kind of file that stands at a path below the register and holds events.
#[must_use]
pub fn file_kind(path: &str) -> FileKind {
    match path {
        PEOPLE => FileKind::People,
        SETTINGS => FileKind::Register,
        SEALS => FileKind::Seals,
        path if path.starts_with("items/") => FileKind::Item,
        path if path.starts_with("reviews/") => FileKind::Review,
        _ => FileKind::Source,
    }
}

impl<'a> HistoryFacts<'a> {
    /// Puts together what the rules look at.
    #[must_use]
    pub fn new(
        world: &'a World<'a>,
        timeline: &'a Timeline,
        uncommitted: &'a [Loss],
        items: BTreeMap<String, String>,
        read: &'a Items,
    ) -> Self {
        let mut mails: HashMap<String, Vec<Handle>> = HashMap::new();
        for (handle, standing) in world.register.iter().flat_map(|register| &register.authority.people) {
            for mail in &standing.email {
                mails.entry(mail.clone()).or_default().push(handle.clone());
            }
        }
        let (voids, replays, signed) = (RefCell::default(), RefCell::default(), RefCell::default());
        HistoryFacts { world, timeline, uncommitted, items, mails, voids, read, replays, signed }
    }

    /// The commit at a place of the timeline, as a finding names it.
    #[must_use]
    pub fn commit(&self, place: usize) -> Option<ByCommit> {
        self.timeline.commit(place).map(ByCommit::of)
    }

    /// The moment at which a commit was made, as [`Timeline::committed`] tells it.
    #[must_use]
    pub fn committed(&self, place: usize) -> Option<Moment> {
        self.timeline.committed(place)
    }

    /// Who may have written a commit, by the author's mail address.
    #[must_use]
    pub fn authors(&self, place: usize) -> &[Handle] {
        let mail = self.timeline.commit(place).map(|commit| commit.author.mail.to_lowercase());
        mail.and_then(|mail| self.mails.get(&mail)).map_or(&[], Vec::as_slice)
    }

    /// The file that something was lost from, as it is now.
    #[must_use]
    pub fn now(&self, loss: &Loss) -> Option<(String, VersionSketch)> {
        let by_id = || loss.id.as_ref().and_then(|id| self.items.get(id));
        let read = |path: &String| {
            let bytes = self.world.store.read(path).ok().flatten()?;
            Some((path.clone(), Reader::default().bytes(bytes)))
        };
        // Another item in its place is not the item.
        let same = |(_, now): &(String, VersionSketch)| now.id.is_none() || loss.id.is_none() || now.id == loss.id;
        read(&loss.file).filter(same).or_else(|| by_id().and_then(read))
    }

    /// An item as it is now, with what its events amount to. It is read and folded once, however often it is asked for.
    pub fn item<R>(&self, file: &str, ask: impl FnOnce(&Item, &Replay<'_>) -> R) -> Option<R> {
        let (register, law) = (self.world.register?, self.world.law()?);
        let Some((path, read)) = self.read.0.get_key_value(file) else {
            let loaded = file.starts_with("items/").then(|| register.item(file).ok()).flatten()?;
            return Some(ask(&loaded.item, &loaded.replay(&law)));
        };
        let loaded = read.get_or_init(|| register.item(path).ok()).as_ref()?;
        let known = self.replays.borrow().get(path.as_str()).cloned();
        let replay = known.unwrap_or_else(|| {
            let made = Rc::new(loaded.replay(&law));
            self.replays.borrow_mut().insert(path, Rc::clone(&made));
            made
        });
        Some(ask(&loaded.item, &replay))
    }

    /// Whether an event of an item was made void.
    #[must_use]
    pub fn is_void(&self, brought: &Brought) -> bool {
        brought.event.hash.as_ref().is_some_and(|hash| self.is_void_in(&self.path_now(&brought.file), hash))
    }

    /// Whether an event of an item, of people.toml or of register.toml was made void. A file is folded once for that.
    #[must_use]
    pub fn is_void_in(&self, path: &str, hash: &Hash) -> bool {
        if let Some(known) = self.voids.borrow().get(path) {
            return known.contains(hash);
        }
        let void = self.void_of(path);
        let answer = void.contains(hash);
        self.voids.borrow_mut().insert(path.to_owned(), void);
        answer
    }

    fn void_of(&self, path: &str) -> HashSet<Hash> {
        fn of(graph: &Graph<'_>, is_void: impl Fn(usize) -> bool) -> HashSet<Hash> {
            let void = graph.events().iter().enumerate().filter(|(i, _)| is_void(*i));
            void.map(|(_, event)| event.hash.clone()).collect()
        }
        if let (PEOPLE | SETTINGS, Some(register)) = (path, self.world.register) {
            let people = register.basics.replay_people();
            let settings = (path == SETTINGS).then(|| register.basics.replay_settings(&people));
            let ledger = settings.as_ref().map_or(&people.ledger, |settings| &settings.ledger);
            return of(&ledger.graph, |i| ledger.is_void(i));
        }
        self.item(path, |_, replay| of(&replay.graph, |i| replay.is_void(i))).unwrap_or_default()
    }
}
