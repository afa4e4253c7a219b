//! A version of a file as far as a walk over all of history needs it: digests of its events and of its content. The whole
//! version, for the log, is in `version`.

use std::collections::HashMap;
use std::hash::RandomState;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};
use toml::{Table, Value};

use super::content_parts::{Parts, parts};
use crate::attest::canonical;
use crate::git::{self, ObjectKind, Objects, Side, TooLarge};
use crate::lifecycle::reach;
use crate::lifecycle::settings::SANDBOX;
use crate::model::date::Moment;
use crate::model::event::{Act, Party};
use crate::model::id::Hash;
use crate::model::tree::{Node, Tree};
use crate::register::read::{self, MAX_BYTES};

/// A digest of all that stands in the table of an event, its signature included.
pub type TableDigest = [u8; 16];

/// An event as far as history has to know it. What is not as it should be is absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDigest {
    /// The name of its table.
    pub name: String,
    /// All that stands in it.
    pub whole: TableDigest,
    /// All but its signature.
    pub unsigned: TableDigest,
    /// The hash it states.
    pub hash: Option<Hash>,
    /// What was done.
    pub act: Option<Act>,
    /// By whom.
    pub by: Option<Party>,
    /// When, as claimed.
    pub at: Option<Moment>,
    /// Whether it follows nothing.
    pub first: bool,
    /// Whether it says that the register is a sandbox.
    pub sandbox: bool,
    /// What of an item's content it may change.
    pub reach: Vec<String>,
}

impl EventDigest {
    fn of(name: &str, (whole, unsigned): (TableDigest, TableDigest), table: &Tree<'_>) -> EventDigest {
        fn parsed<T: std::str::FromStr>(table: &Tree<'_>, key: &str) -> Option<T> {
            table.text(key)?.parse().ok()
        }
        let word = |act: &Node<'_>| Value::from(act).try_into().ok();
        let act = table.get("act").and_then(word);
        let edits = table.get("edits").and_then(Node::as_list).unwrap_or_default();
        let edits: Vec<String> = edits.iter().filter_map(Node::as_str).map(ToOwned::to_owned).collect();
        let reach = act.map(|act| reach::reach(act, table.text("action"), table.text("resource"), &edits));
        let time = |at: &Node<'_>| Moment::written(at.as_date()?);
        EventDigest {
            name: name.to_owned(),
            whole,
            unsigned,
            hash: parsed(table, "hash"),
            act,
            by: parsed(table, "by"),
            at: table.get("at").and_then(time),
            first: table.get("after").and_then(Node::as_list).is_some_and(<[_]>::is_empty),
            sandbox: table.get("set").and_then(|set| Value::from(set).get(SANDBOX)?.as_bool()) == Some(true),
            reach: reach.unwrap_or_default(),
        }
    }

    /// The same in words: `accepted of 2026-03-05T09:12:44Z by mona.lind`.
    #[must_use]
    pub fn words(&self) -> String {
        let act = self.act.map_or_else(|| "an act".to_owned(), |act| format!("`{act}`"));
        let at = self.at.map(|at| format!(" of {at}")).unwrap_or_default();
        let by = self.by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        format!("{act}{at}{by} ({})", self.name)
    }
}

/// One version of a file.
#[derive(Debug, Clone, Default)]
pub struct VersionSketch {
    /// The id that it states.
    pub id: Option<String>,
    /// Its events, by [`EventDigest::whole`].
    pub events: Vec<Arc<EventDigest>>,
    /// Whether an analysis in it states a root cause.
    pub has_cause: bool,
    /// What stands in it beside events, as far as it is content of an item.
    pub parts: Parts,
    /// Why it could not be read; its events are then those of the versions before.
    pub problem: Option<String>,
    /// Whether its bytes are not here at all, or damaged.
    pub missing: bool,
}

impl VersionSketch {
    /// Whether an event stands in it whole.
    #[must_use]
    pub fn has(&self, event: &EventDigest) -> bool {
        self.events.binary_search_by(|known| known.whole.cmp(&event.whole)).is_ok()
    }

    /// The event that founds the file: of those that follow nothing the earliest.
    #[must_use]
    pub fn founding(&self) -> Option<&Hash> {
        let firsts = self.events.iter().filter(|event| event.first);
        firsts.min_by_key(|event| (event.at, &event.hash)).and_then(|event| event.hash.as_ref())
    }

    /// With the events of others too.
    pub fn add(&mut self, events: &[Arc<EventDigest>]) {
        self.events.extend_from_slice(events);
        self.events.sort_by_key(|event| event.whole);
        self.events.dedup_by_key(|event| event.whole);
    }
}

/// Reads versions; what it knows of an event it keeps once.
#[derive(Default)]
pub struct Reader {
    events: HashMap<TableDigest, Arc<EventDigest>>,
    /// Makes the numbers by which parts are compared, other ones in each run, so that nobody can aim at them.
    state: RandomState,
}

impl Reader {
    /// A version that git has.
    pub fn side(&mut self, objects: &Objects, side: Side) -> VersionSketch {
        let failed = |problem: &str| VersionSketch { problem: Some(problem.to_owned()), ..VersionSketch::default() };
        match side.kind {
            ObjectKind::Symlink => failed("a symbolic link where a file should be"),
            ObjectKind::Submodule => failed("a submodule where a file should be"),
            ObjectKind::Closed(why) => failed(&format!("not looked into: {why}")),
            ObjectKind::Blob => match git::read_blob(objects, side.id, MAX_BYTES) {
                Ok(bytes) => self.bytes(bytes),
                Err(error) => VersionSketch { missing: !error.is::<TooLarge>(), ..failed(&format!("{error:#}")) },
            },
        }
    }

    /// A version by its bytes.
    pub fn bytes(&mut self, bytes: Vec<u8>) -> VersionSketch {
        let failed = |problem: String| VersionSketch { problem: Some(problem), ..VersionSketch::default() };
        let text = match read::text("it", bytes) {
            Ok(text) => text,
            Err(problem) => return failed(problem.message),
        };
        match read::tree(&text) {
            Ok(tree) => self.tree(&tree),
            Err(error) => failed(format!("no TOML: {}", error.message())),
        }
    }

    fn tree(&mut self, tree: &Tree<'_>) -> VersionSketch {
        let mut events = Vec::new();
        for (name, event) in tree.events() {
            let digests = digests(event);
            let event = self.events.entry(digests.0).or_insert_with(|| Arc::new(EventDigest::of(name, digests, event)));
            events.push(Arc::clone(event));
        }
        let parts = parts(tree, &self.state);
        let mut version = VersionSketch { id: id(tree), has_cause: has_cause(tree), parts, ..VersionSketch::default() };
        version.add(&events);
        version
    }
}

/// The id that a file states.
pub fn id(tree: &Tree<'_>) -> Option<String> {
    tree.text("id").map(ToOwned::to_owned)
}

fn has_cause(tree: &Tree<'_>) -> bool {
    let cause = |analysis: &Node<'_>| analysis.as_table()?.text("root_cause").map(|cause| !cause.trim().is_empty());
    tree.get("analysis").and_then(Node::as_list).is_some_and(|all| all.iter().any(|each| cause(each) == Some(true)))
}

/// The digests of an event's table: of all of it, and of all but its signature.
fn digests(event: &Tree<'_>) -> (TableDigest, TableDigest) {
    let signature = event.text("signature").unwrap_or_default();
    let without = short(&written(event));
    let mut floats = Vec::new();
    add_whole_floats(event, &mut 0, &mut floats);
    (short(&[&without, floats.as_slice(), signature.replace("\r\n", "\n").as_bytes()].concat()), without)
}

/// Tells `30.0` from `30`, which have one canonical form: what is known keeps the type in which it was written, since who
/// reads the number may ask for one of them.
fn add_whole_floats(table: &Tree<'_>, place: &mut u32, into: &mut Vec<u8>) {
    fn add(node: &Node<'_>, place: &mut u32, into: &mut Vec<u8>) {
        *place += 1;
        match node {
            Node::Float(x) if x.fract() == 0.0 => into.extend(place.to_be_bytes()),
            Node::List(list) => list.iter().for_each(|entry| add(entry, place, into)),
            Node::Table(table) => add_whole_floats(table, place, into),
            _ => {}
        }
    }
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by(|a, b| a.0.cmp(b.0));
    entries.into_iter().for_each(|(_, node)| add(node, place, into));
}

/// The canonical form without the signature; what has none is told apart by how it is written.
fn written(event: &Tree<'_>) -> Vec<u8> {
    canonical::bytes_of(event, &|path| path != ["signature"]).unwrap_or_else(|_| {
        let mut event = Table::from(event);
        event.remove("signature");
        event.to_string().into_bytes()
    })
}

fn short(bytes: &[u8]) -> TableDigest {
    let mut short = TableDigest::default();
    short.iter_mut().zip(Sha256::digest(bytes)).for_each(|(to, from)| *to = from);
    short
}
