//! A seal: what the register is at HEAD, stated in seals.toml.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use anyhow::Context as _;
use rayon::prelude::*;
use toml::{Table, Value};

use super::fields;
use super::next_event;
use super::publish::Publication;
use super::retract::retract;
use super::settings::write_fold;
use super::sign::attest;
use super::word_checks::check_event;
use super::workspace::{Prepared, Workspace};
use crate::attest::digest::{Subject, content_digest};
use crate::attest::event_table;
use crate::document::edit::Document;
use crate::document::layout::LayoutKind;
use crate::git::{self, Head, Oid, Repo, Tree};
use crate::lifecycle::fold::comparable;
use crate::lifecycle::refusal::Refusal;
use crate::lifecycle::seals;
use crate::model::event::{Act, Event, Party};
use crate::model::id::Hash;
use crate::model::seal::{Seal, Seals};
use crate::model::shell;
use crate::register::load::{Register, is_toml, typed};
use crate::register::place::SEALS;
use crate::register::read::{self, MAX_BYTES};
use crate::register::save;

/// The tags of seals stand below this name.
pub const TAGS: &str = "kaizen/seal/";

/// The file as it is before its first seal.
const EMPTY: &str = "#:schema schemas/seals.schema.json\nschema = 1\n";

/// Makes a seal of the register as HEAD has it ready; it says whether a tag is to be made of it.
///
/// # Errors
/// HEAD is not on the default branch, something is not committed, or the actor may not.
pub fn seal(workspace: &Workspace, name: &str, tagged: bool, text: String) -> anyhow::Result<Prepared<Seal>> {
    let by = workspace.actor()?;
    let tip = default_tip(workspace)?;
    let (doc, known) = open(workspace)?;
    let replay = seals::replay(known.event.values(), &workspace.register.authority, None);
    let previous = replay.ledger.effective().iter().rev().find_map(|event| {
        let made = event.set.as_ref()?.get("seal")?.as_table()?;
        made.keys().next().cloned()
    });
    let made = Seal { tag: tagged.then(|| format!("{TAGS}{name}")), ..statement(workspace, tip, previous)? };
    let mut event = next_event::on(workspace, Act::Sealed, Party::Person(by), next_event::newest(&replay.ledger.graph));
    event.text = Some(text);
    check_event(workspace, &event)?;
    event.set = Some(set_of(name, &made)?);
    let unsigned = "the seal is not signed, so anybody could have made it";
    Ok(record(workspace, doc, &known, event, format!("seals: seal {name}"), Some(unsigned))?.map(|()| made))
}

/// Makes an event of seals.toml void: a seal that was made void states nothing.
///
/// # Errors
/// No such event, the actor may not; or files or commit do not come about; then nothing changed.
pub fn void(workspace: &Workspace, target: &Hash, text: String) -> anyhow::Result<Prepared<()>> {
    let by = workspace.actor()?;
    let (doc, known) = open(workspace)?;
    let replay = seals::replay(known.event.values(), &workspace.register.authority, None);
    let mut event = next_event::on(workspace, Act::Voided, Party::Person(by), next_event::newest(&replay.ledger.graph));
    event.text = Some(text);
    event.event = Some(target.clone());
    record(workspace, doc, &known, event, format!("seals: void event {}", target.short()), None)
}

/// seals.toml as it stands: what its lawful events made, else it is refused.
///
/// # Errors
/// It cannot be read, or says what no lawful event made.
pub fn open(workspace: &Workspace) -> anyhow::Result<(Document, Seals)> {
    let bytes = save::bytes_of(&workspace.root.join(SEALS))?.unwrap_or_else(|| EMPTY.as_bytes().to_vec());
    let doc = Document::parse(&bytes, LayoutKind::Seals)
        .map_err(|e| anyhow::anyhow!("{SEALS}:{}:{}: {}", e.line, e.column, e.message))?;
    let known: Seals = read::typed(SEALS, doc.text())?;
    let replay = seals::replay(known.event.values(), &workspace.register.authority, None);
    let content: Table = crate::attest::digest::content(&doc.text().parse()?, Subject::Seals);
    if comparable(&content) != comparable(&replay.table) {
        return Err(Refusal::new(format!("{SEALS} says what no lawful event made"))
            .next("kaizen check tells what, and who did it")
            .into());
    }
    Ok((doc, known))
}

/// Asks whether an event of seals.toml is lawful, and writes what its events make with it. `unsigned` is said
/// where it is not signed.
fn record(
    workspace: &Workspace,
    mut doc: Document,
    known: &Seals,
    mut event: Event,
    subject: String,
    unsigned: Option<&str>,
) -> anyhow::Result<Prepared<()>> {
    let authority = &workspace.register.authority;
    let before = seals::replay(known.event.values(), authority, None);
    if event.act != Act::Voided {
        let tolerance = workspace.register.settings.policy.clock_tolerance_minutes;
        next_event::check_future(&before.ledger.graph, workspace.now, tolerance).map_err(|r| r.of(SEALS))?;
    }
    event_table::seal(&workspace.register.settings.id, Subject::Seals, &mut event)?;
    let after = seals::replay(known.event.values().chain([&event]), authority, None);
    let place = after.ledger.graph.place(&event.hash);
    if let Some(refusal) = place.and_then(|i| after.ledger.refused.get(i).cloned().flatten()) {
        return Err(refusal.of("seals").into());
    }
    let fold = after.table;
    retract(&mut doc, &before.table, &fold)?;
    write_fold(&mut doc, &fold)?;
    event.content = content_digest(&read::tree(doc.text())?, Subject::Seals)?;
    let (table, word) = attest(workspace, Subject::Seals, &mut event)?;
    doc.insert_table(&["event", event.hash.short()], &fields::event(&table))?;
    let publication = Publication {
        files: vec![(workspace.root.join(SEALS), doc.to_bytes())],
        subject,
        body: event.text.clone().unwrap_or_default(),
        trailers: vec![
            ("Kaizen-Item".to_owned(), Subject::Seals.to_string()),
            ("Kaizen-Act".to_owned(), event.act.to_string()),
            ("Kaizen-By".to_owned(), event.by.to_string()),
        ],
        ..Publication::default()
    };
    let unsigned = unsigned.filter(|_| event.signature.is_none()).map(ToOwned::to_owned);
    Ok(Prepared { publication, word: word.or(unsigned), outcome: () })
}

/// A seal that stands in seals.toml, with the short name of the event that made it.
///
/// # Errors
/// The file cannot be read.
pub fn made(register: &Register, name: &str) -> anyhow::Result<Option<(Seal, String)>> {
    if !register.store.has(SEALS) {
        return Ok(None);
    }
    let (_, known) = typed::<Seals>(&register.store, SEALS)?;
    let replay = seals::replay(known.event.values(), &register.authority, None);
    let seal = |event: &&Event| event.set.as_ref()?.get("seal")?.as_table()?.get(name)?.clone().try_into().ok();
    let found = replay.ledger.effective().iter().find_map(|event| Some((seal(event)?, event.hash.short().to_owned())));
    Ok(found)
}

/// The commit of HEAD, which is the default branch's and has the register as it is in the working tree.
fn default_tip(workspace: &Workspace) -> anyhow::Result<Oid> {
    let repo = &workspace.repo;
    let (branch, tip) = match repo.head()? {
        Head::Branch(branch, tip) => (branch, tip),
        Head::Unborn(_) => return Err(Refusal::new("there is no commit yet, so there is nothing to seal").into()),
        Head::Detached(_) => {
            return Err(Refusal::new("HEAD is detached; a seal is made on the default branch")
                .next("git switch BRANCH")
                .into());
        }
    };
    if let Some(default) = repo.default_branch()?.filter(|default| *default != branch) {
        let said = format!("this is the branch {branch}; a seal is made on the default branch ({default})");
        return Err(Refusal::new(said).next(format!("git switch {}", shell::word(&default))).into());
    }
    if repo.is_changed(&repo.relative(&workspace.root)?)? {
        return Err(Refusal::new("something in the register is not committed, and a seal is of what is committed")
            .next("git status shows it; commit it or take it back")
            .into());
    }
    Ok(tip)
}

fn statement(workspace: &Workspace, tip: Oid, previous: Option<String>) -> anyhow::Result<Seal> {
    let folder = workspace.repo.relative(&workspace.root)?;
    let tree = git::tree_of(&workspace.repo.objects()?, tip, &folder)?
        .with_context(|| format!("{tip} has no folder {}", folder.display()))?;
    let (items, events) = Counter::default().count(&workspace.repo, tip, &folder)?;
    let folder = folder.to_string_lossy().into_owned();
    Ok(Seal { commit: tip.to_string(), folder, tree: tree.to_string(), items, events, previous, tag: None })
}

/// Counts what commits hold. The events of a version of a file are counted once, however many commits have it.
#[derive(Debug, Default)]
pub struct Counter {
    events: HashMap<Oid, usize>,
}

impl Counter {
    /// Number of items, and of events in all files, of the register below `folder` at a commit.
    ///
    /// # Errors
    /// The commit has no such folder; a file is no TOML.
    pub fn count(&mut self, repo: &Repo, commit: Oid, folder: &Path) -> anyhow::Result<(usize, usize)> {
        let tree = Tree::at(&repo.objects()?, commit, folder)?
            .with_context(|| format!("{commit} has no register at {}", folder.display()))?;
        let named = |file: &git::File| file.path.to_string_lossy().into_owned();
        let plain =
            tree.files.iter().filter(|file| file.kind == git::ObjectKind::Blob).map(|file| (named(file), file.id));
        let files: Vec<_> = plain.filter(|(path, _)| is_toml(path) && !path.starts_with("evidence/")).collect();
        let new: BTreeMap<Oid, &str> = files
            .iter()
            .filter(|(_, id)| !self.events.contains_key(id))
            .map(|(path, id)| (*id, path.as_str()))
            .collect();
        let ids: Vec<Oid> = new.keys().copied().collect();
        let read = git::read_blobs(repo, &ids, MAX_BYTES)?;
        let counts: Vec<(Oid, usize)> = new
            .into_iter()
            .zip(read)
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|((id, path), bytes)| Ok((id, events_in(path, bytes?)?)))
            .collect::<anyhow::Result<_>>()?;
        self.events.extend(counts);
        let events = files.iter().filter_map(|(_, id)| self.events.get(id)).sum();
        Ok((files.iter().filter(|(path, _)| path.starts_with("items/")).count(), events))
    }
}

fn events_in(path: &str, bytes: Vec<u8>) -> anyhow::Result<usize> {
    let text = read::text(path, bytes)?;
    let tree = read::tree(&text).with_context(|| format!("{path} cannot be counted"))?;
    Ok(tree.get("event").and_then(|events| events.as_table()).map_or(0, crate::model::tree::Tree::len))
}

fn set_of(name: &str, seal: &Seal) -> anyhow::Result<Table> {
    let named = Table::from_iter([(name.to_owned(), Value::Table(Table::try_from(seal)?))]);
    Ok(Table::from_iter([("seal".to_owned(), Value::Table(named))]))
}
