//! What rules look at: files as they were read, with what their events amount to.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::OnceLock;

use chrono_tz::Tz;
use serde::de::DeserializeOwned;
use toml::Table;

use super::finding::RawFinding;
use super::process::blame_phrases::Phrases;
use crate::attest::canonical::NotCanonical;
use crate::attest::digest::Subject;
use crate::attest::verify::signers;
use crate::history::timeline::Timeline;
use crate::lifecycle::graph::Graph;
use crate::lifecycle::lawful::Law;
use crate::lifecycle::ledger::Ledger;
use crate::lifecycle::outsider::Names;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::signature::Signers;
use crate::lifecycle::state::State;
use crate::model::date::{Day, Moment};
use crate::model::event::Event;
use crate::model::id::Digest;
use crate::model::item::Item;
use crate::model::settings::Policy;
use crate::model::tree::{Node, Tree};
use crate::model::wording::Wording;
use crate::register::load::Register;
use crate::register::read::{self, Problem};
use crate::register::store::Store;
use crate::register::typed;

/// What all files have in common.
#[derive(Debug, Clone)]
pub struct World<'a> {
    /// Where files come from.
    pub store: &'a Store,
    /// The register, where people.toml and register.toml can both be read.
    pub register: Option<&'a Register>,
    /// The id of the register, where it is known.
    pub register_id: Option<String>,
    /// The numbers that rules use.
    pub policy: Policy,
    /// The phrases by which an analysis ends at a person.
    pub blame_phrases: Phrases,
    /// The phrases that say nothing.
    pub wording: Wording,
    /// The zone in which a day ends.
    pub zone: Tz,
    /// The moment that events must not be later than.
    pub now: Moment,
    /// The day that overdue and the like are told by.
    pub today: Day,
    /// What is known of its history.
    pub timeline: Option<&'a Timeline>,
    /// What stands under evidence/, and whether it is a plain file.
    pub evidence: BTreeMap<String, bool>,
    /// The people by their names, made when they are first asked for.
    pub names: OnceLock<Option<Names>>,
}

impl World<'_> {
    /// The people of the register by their names, where it is known.
    #[must_use]
    pub fn names(&self) -> Option<&Names> {
        self.names.get_or_init(|| self.register.map(|register| Names::new(&register.authority))).as_ref()
    }

    /// What acts are judged by, where it is known.
    #[must_use]
    pub fn law(&self) -> Option<Law<'_>> {
        self.register.map(Register::law)
    }

    /// What the signatures of a file's events are worth; none counts where the register's id is not known.
    #[must_use]
    pub fn signers(&self, subject: Subject<'_>, file: &Tree<'_>, events: &BTreeMap<String, Event>) -> Signers {
        self.register_id.as_deref().map_or_else(Signers::default, |id| signers(id, subject, file, events))
    }

    /// Whether history shows that one event is older than another; nothing is known where history is not looked at.
    #[must_use]
    pub fn is_older(&self, event: &Event, other: &Event) -> bool {
        self.timeline.is_some_and(|timeline| timeline.is_older(&event.hash, &other.hash))
    }
}

/// A file with what it says.
#[derive(Debug)]
pub struct Typed<'t, T> {
    /// Its text.
    pub text: &'t str,
    /// All that stands in it.
    pub tree: Tree<'t>,
    /// What this program reads of it.
    pub value: T,
    /// Paths of the keys that this program does not know.
    pub unknown: Vec<Vec<String>>,
}

/// Reads the text of a file: one parse where nothing is wrong with it.
///
/// # Errors
/// What is wrong, with its place.
pub fn typed<'t, T: DeserializeOwned>(path: &str, text: &'t str) -> Result<Typed<'t, T>, Problem> {
    let exact = |otherwise: String| match read::typed::<T>(path, text) {
        Err(problem) => problem,
        Ok(_) => Problem::of(path, otherwise),
    };
    let tree = read::tree(text).map_err(|e| exact(e.message().to_owned()))?;
    if !read::is_known(&tree) {
        return Err(exact("`schema` is not known".to_owned()));
    }
    read::bounded(path, tree.get("event").and_then(Node::as_table).map_or(0, Tree::len))?;
    let (value, unknown) = typed::typed(&tree).map_err(|e| exact(e.message().to_owned()))?;
    Ok(Typed { text, tree, value, unknown })
}

/// The events of one file.
#[derive(Debug, Clone, Copy)]
pub struct Chain<'a> {
    /// What all files have in common.
    pub world: &'a World<'a>,
    /// What the events are about.
    pub subject: Subject<'a>,
    /// All that stands in the file.
    pub tree: &'a Tree<'a>,
    /// The events by the names of their tables.
    pub events: &'a BTreeMap<String, Event>,
    /// The events in their order.
    pub graph: &'a Graph<'a>,
    /// What their signatures are worth.
    pub signers: &'a Signers,
}

impl Chain<'_> {
    /// The name of an event's table.
    #[must_use]
    pub fn name<'e>(&'e self, event: &'e Event) -> &'e str {
        let name = event.hash.short();
        if self.events.get(name).is_some_and(|e| std::ptr::eq(e, event)) {
            return name;
        }
        self.events.iter().find(|(_, e)| std::ptr::eq(*e, event)).map_or(name, |(name, _)| name)
    }
}

/// One item.
#[derive(Debug)]
pub struct ItemFacts<'a> {
    /// Its events.
    pub chain: Chain<'a>,
    /// Path below the register.
    pub path: &'a str,
    /// The item as written.
    pub item: &'a Item,
    /// What of it counts: without what void acts brought.
    pub in_force: &'a Item,
    /// Keys that this program does not know.
    pub unknown: &'a [Vec<String>],
    /// What its events amount to, where people and settings are known.
    pub replay: Option<&'a Replay<'a>>,
    /// The digest of its content.
    pub digest: Result<Digest, NotCanonical>,
}

impl ItemFacts<'_> {
    /// What all files have in common.
    #[must_use]
    pub fn world(&self) -> &World<'_> {
        self.chain.world
    }

    /// The state, where people and settings are known and the item was raised lawfully.
    #[must_use]
    pub fn state(&self) -> Option<&State> {
        self.replay.map(|replay| &replay.state).filter(|state| state.status.is_some())
    }
}

/// people.toml or register.toml.
#[derive(Debug)]
pub struct LedgerFacts<'a> {
    /// Its events.
    pub chain: Chain<'a>,
    /// Its name.
    pub path: &'a str,
    /// What became of its events.
    pub ledger: &'a Ledger<'a>,
    /// What its lawful events make.
    pub fold: &'a Table,
}

/// A rule about items.
pub type ItemRule = fn(&ItemFacts<'_>) -> Vec<RawFinding>;

/// The ids that stand in more than one file.
#[must_use]
pub fn repeated<'a>(ids: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = HashSet::new();
    ids.filter(|id| !seen.insert(*id)).collect()
}
