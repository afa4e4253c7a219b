//! A register, opened: settings and people replayed, items read in parallel.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use rayon::prelude::*;
use serde::Deserialize;
use toml::{Table, Value};

use super::place::{PEOPLE, SETTINGS};
use super::read::{self, Problem};
use super::store::{FileEntry, Store};
use crate::attest::digest::Subject;
use crate::attest::verify::signers;
use crate::lifecycle::authority::Authority;
use crate::lifecycle::graph::Graph;
use crate::lifecycle::lawful::Law;
use crate::lifecycle::people::{self, PeopleReplay};
use crate::lifecycle::replay::Replay;
use crate::lifecycle::settings::{self, SANDBOX, SettingsReplay, SignatureTimes};
use crate::lifecycle::signature::Signers;
use crate::model::event::Event;
use crate::model::id::{Handle, Hash};
use crate::model::item::Item;
use crate::model::person::People;
use crate::model::review::Review;
use crate::model::settings::Settings;
use crate::model::source::Source;
use crate::model::word::Signatures;

/// people.toml and register.toml as they are written.
#[derive(Debug)]
pub struct Basics {
    /// register.toml.
    pub settings: Settings,
    /// Its text.
    pub settings_text: String,
    /// people.toml.
    pub people: People,
    /// Its text.
    pub people_text: String,
    /// What the signatures in both are worth.
    pub signers: Signers,
    /// The introduction: the hash of register.toml's first event.
    pub introduction: Option<Hash>,
}

impl Basics {
    /// Reads both files.
    ///
    /// # Errors
    /// What is wrong with them, both together.
    pub fn read(store: &Store) -> Result<Basics, Vec<Problem>> {
        let settings = typed::<Settings>(store, SETTINGS);
        let people = typed::<People>(store, PEOPLE);
        match (settings, people) {
            (Ok((settings_text, settings)), Ok((people_text, people))) => {
                Ok(Basics::new((people_text, people), (settings_text, settings)))
            }
            (settings, people) => Err(settings.err().into_iter().chain(people.err()).collect()),
        }
    }

    /// The two files, each with its text.
    #[must_use]
    pub fn new((people_text, people): (String, People), (settings_text, settings): (String, Settings)) -> Basics {
        let mut signers = signatures(&settings.id, Subject::People, &people_text, &people.event);
        signers.extend(signatures(&settings.id, Subject::Register, &settings_text, &settings.event));
        let graph = Graph::new(settings.event.values());
        let introduction = graph.founding(None).and_then(|i| graph.events().get(i)).map(|event| event.hash.clone());
        Basics { settings, settings_text, people, people_text, signers, introduction }
    }

    /// The same with another one of register.toml's first events as its introduction.
    #[must_use]
    pub fn introduced_by(self, introduction: Hash) -> Basics {
        Basics { introduction: Some(introduction), ..self }
    }

    /// Replays people.toml, founded by what register.toml's first event names.
    #[must_use]
    pub fn replay_people(&self) -> PeopleReplay<'_> {
        people::replay(self.people.event.values(), self.founding(), self.settings.timezone, &self.signers)
    }

    /// The first event of people.toml, as register.toml's first event names it.
    #[must_use]
    pub fn founding(&self) -> Option<&Hash> {
        let introduction = self.introduction.as_ref()?;
        self.settings.event.values().find(|e| e.hash == *introduction).and_then(|e| e.people.as_ref())
    }

    /// Whether the introduction says that the register is a sandbox.
    #[must_use]
    pub fn is_sandbox(&self) -> bool {
        let introduction = self.introduction.as_ref();
        let founding = introduction.and_then(|hash| self.settings.event.values().find(|event| event.hash == *hash));
        founding.is_some_and(says_sandbox)
    }

    /// Replays register.toml.
    #[must_use]
    pub fn replay_settings<'a>(&'a self, people: &PeopleReplay<'_>) -> SettingsReplay<'a> {
        settings::replay(self.settings.event.values(), self.introduction.as_ref(), people, &self.signers)
    }
}

/// Whether an event sets that the register is a sandbox.
fn says_sandbox(event: &Event) -> bool {
    event.set.as_ref().and_then(|set| set.get(SANDBOX)?.as_bool()) == Some(true)
}

/// What the signatures of a file's events are worth. Most files have none, and then nothing is parsed.
fn signatures(register: &str, subject: Subject<'_>, text: &str, events: &BTreeMap<String, Event>) -> Signers {
    let tree = events.values().any(|event| event.signature.is_some()).then(|| read::tree(text).ok()).flatten();
    tree.map_or_else(Signers::default, |tree| signers(register, subject, &tree, events))
}

/// What the signatures of an item's events are worth.
#[must_use]
pub fn item_signatures(register: &str, loaded: &Loaded) -> Signers {
    signatures(register, Subject::Item(loaded.item.id.as_str()), &loaded.text, &loaded.item.event)
}

/// Reads one file of the register.
///
/// # Errors
/// It is not there, cannot be read, or is not what it should be.
pub fn typed<T: serde::de::DeserializeOwned>(store: &Store, path: &str) -> Result<(String, T), Problem> {
    let text = text(store, path)?;
    let value = read::typed(path, &text)?;
    Ok((text, value))
}

/// The text of a file.
///
/// # Errors
/// It is not there, cannot be read, or is no text.
pub fn text(store: &Store, path: &str) -> Result<String, Problem> {
    let bytes = store.read(path).map_err(|e| Problem::of(path, format!("{e:#}")))?;
    read::text(path, bytes.ok_or_else(|| Problem::of(path, "the file is not there"))?)
}

/// The text of a file that was just listed.
///
/// # Errors
/// It cannot be read, or is no text.
pub fn listed_text(store: &Store, entry: &FileEntry) -> Result<String, Problem> {
    let bytes = store.read_listed(entry).map_err(|e| Problem::of(&entry.path, format!("{e:#}")))?;
    read::text(&entry.path, bytes)
}

/// A register that can be read.
#[derive(Debug)]
pub struct Register {
    /// Where its bytes come from.
    pub store: Store,
    /// The two files as written.
    pub basics: Basics,
    /// The settings that lawful events make.
    pub settings: Settings,
    /// Who may act.
    pub authority: Authority,
    /// Whether acts had to be signed, over time.
    pub signatures: SignatureTimes,
}

/// An item as it was read.
#[derive(Debug)]
pub struct Loaded {
    /// The text of the file.
    pub text: String,
    /// The item.
    pub item: Item,
}

impl Loaded {
    /// Folds its events.
    #[must_use]
    pub fn replay(&self, law: &Law<'_>) -> Replay<'_> {
        Replay::new(self.item.event.values(), law, None)
    }
}

impl Register {
    /// Opens a register.
    ///
    /// # Errors
    /// What is wrong with people.toml and register.toml.
    pub fn open(store: Store) -> Result<Register, Vec<Problem>> {
        let basics = Basics::read(&store)?;
        Register::of(store, basics).map_err(|problem| vec![problem])
    }

    /// The register that two files make.
    ///
    /// # Errors
    /// The lawful events of register.toml make no settings that can be read. What the file says beside them is nothing
    /// that anybody agreed on, and is not taken in their place.
    pub fn of(store: Store, basics: Basics) -> Result<Register, Problem> {
        let people = basics.replay_people();
        let replay = basics.replay_settings(&people);
        let lawful = effective(&replay.table);
        let (authority, signatures) = (people.authority, replay.signatures);
        let settings = lawful.map_err(|error| {
            let why = error.message().trim_end().replace('\n', ", ");
            Problem::of(SETTINGS, format!("its lawful events make no settings that can be read: {why}"))
        })?;
        Ok(Register { store, basics, settings, authority, signatures })
    }

    /// The zone in which a day ends.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.settings.timezone
    }

    /// What acts are judged by.
    #[must_use]
    pub fn law(&self) -> Law<'_> {
        Law { authority: &self.authority, zone: self.zone() }
    }

    /// Whether an act had to be signed: by the setting of its time, and by whether its person had a key.
    #[must_use]
    pub fn should_be_signed(&self, by: &Handle, event: &Event) -> bool {
        match self.signatures.at(event.at) {
            Signatures::Off => false,
            Signatures::Wanted => self.authority.had_key(by, event.at),
            Signatures::Required => true,
        }
    }

    /// What stands under `items/`, in order.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn item_entries(&self) -> anyhow::Result<Vec<FileEntry>> {
        let mut entries = self.store.list("items")?;
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    /// Reads one item.
    ///
    /// # Errors
    /// What is wrong with its file.
    pub fn item(&self, path: &str) -> Result<Loaded, Problem> {
        loaded(path, text(&self.store, path)?)
    }

    /// Reads all management reviews, in the order in which they were held; beside them what could not be read.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn reviews(&self) -> anyhow::Result<(Vec<Review>, Vec<Problem>)> {
        let (mut reviews, problems) = self.records::<Review>("reviews")?;
        reviews.sort_by(|a, b| (a.held_on, &a.id).cmp(&(b.held_on, &b.id)));
        Ok((reviews, problems))
    }

    /// Reads all source records, in the order of their paths; beside them what could not be read.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn sources(&self) -> anyhow::Result<(Vec<Source>, Vec<Problem>)> {
        self.records("sources")
    }

    fn records<T: serde::de::DeserializeOwned + Send>(&self, folder: &str) -> anyhow::Result<(Vec<T>, Vec<Problem>)> {
        let mut entries = self.store.list(folder)?;
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        let read = |entry: &FileEntry| typed::<T>(&self.store, &plain(entry)?.path).map(|(_, record)| record);
        let each: Vec<Result<T, Problem>> = entries.par_iter().filter(|entry| is_read(entry)).map(read).collect();
        let mut records = Vec::with_capacity(each.len());
        let mut problems = Vec::new();
        for result in each {
            match result {
                Ok(record) => records.push(record),
                Err(problem) => problems.push(problem),
            }
        }
        Ok((records, problems))
    }

    /// Reads all items in parallel and keeps what `view` makes of each, in the order of their paths; beside them what
    /// could not be read. One broken file does not hide the others.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn map_items<R: Send>(
        &self,
        view: impl Fn(Loaded) -> Option<R> + Sync,
    ) -> anyhow::Result<(Vec<R>, Vec<Problem>)> {
        let read = |entry: &FileEntry| loaded(&entry.path, listed_text(&self.store, plain(entry)?)?);
        let entries = self.item_entries()?;
        let each: Vec<Result<Option<R>, Problem>> =
            entries.par_iter().filter(|entry| is_read(entry)).map(|entry| read(entry).map(&view)).collect();
        let mut views = Vec::new();
        let mut problems = Vec::new();
        for result in each {
            match result {
                Ok(view) => views.extend(view),
                Err(problem) => problems.push(problem),
            }
        }
        Ok((views, problems))
    }
}

/// Whether something in a folder of records is read, or told where it is odd.
fn is_read(entry: &FileEntry) -> bool {
    !entry.is_plain() || is_toml(&entry.path)
}

/// The entry, where it is a plain file.
fn plain(entry: &FileEntry) -> Result<&FileEntry, Problem> {
    match entry.odd {
        None => Ok(entry),
        Some(odd) => Err(Problem::of(&entry.path, odd.to_string())),
    }
}

fn loaded(path: &str, text: String) -> Result<Loaded, Problem> {
    let item = read::item(path, &text)?;
    Ok(Loaded { text, item })
}

/// Whether the name of a file says that it is TOML.
#[must_use]
pub fn is_toml(path: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|e| e == "toml")
}

fn effective(table: &Table) -> Result<Settings, toml::de::Error> {
    let mut table = table.clone();
    table.insert("schema".to_owned(), Value::Integer(1));
    Settings::deserialize(Value::Table(table))
}
