//! A seal: what the register is at HEAD, stated in seals.toml.

use anyhow::Context as _;
use rayon::prelude::*;
use toml::{Table, Value};

use super::chain;
use super::desk::{Desk, Prepared};
use super::fields;
use super::publish::Publication;
use super::retract::retract;
use super::settings::write_fold;
use super::sign::attest;
use super::telling::check_event;
use crate::attest::digest::{Subject, content_digest};
use crate::attest::event_table;
use crate::document::edit::Document;
use crate::document::layout::Kind;
use crate::git::{self, Head, Oid};
use crate::lifecycle::fold::comparable;
use crate::lifecycle::refusal::Refusal;
use crate::lifecycle::seals;
use crate::model::event::{Act, Event, Party};
use crate::model::id::Hash;
use crate::model::seal::{Seal, Seals};
use crate::register::load::is_toml;
use crate::register::place::SEALS;
use crate::register::read;
use crate::register::store::Store;

/// The tags of seals stand below this name.
pub const TAGS: &str = "kaizen/seal/";

/// The file as it is before its first seal.
const EMPTY: &str = "#:schema schemas/seals.schema.json\nschema = 1\n";

/// Makes a seal of the register as HEAD has it ready.
///
/// # Errors
/// HEAD is not on the default branch, something is not committed, or the actor may not.
pub fn seal(desk: &Desk, name: &str, text: String) -> anyhow::Result<Prepared<Seal>> {
    let by = desk.actor()?;
    let tip = default_tip(desk)?;
    let (doc, known) = open(desk)?;
    let replay = seals::replay(known.event.values(), &desk.register.authority, None);
    let previous = replay.ledger.effective().iter().rev().find_map(|event| {
        let made = event.set.as_ref()?.get("seal")?.as_table()?;
        made.keys().next().cloned()
    });
    let made = statement(desk, tip, previous)?;
    let mut event = chain::blank(Act::Sealed, Party::Person(by), desk.now, chain::newest(&replay.ledger.graph));
    event.text = Some(text);
    check_event(desk, &event)?;
    event.set = Some(set_of(name, &made)?);
    let unsigned = "the seal is not signed, so anybody could have made it";
    Ok(record(desk, doc, &known, event, format!("seals: seal {name}"), Some(unsigned))?.map(|()| made))
}

/// Makes an event of seals.toml void: a seal that was made void states nothing.
///
/// # Errors
/// No such event, the actor may not; or files or commit do not come about; then nothing changed.
pub fn void(desk: &Desk, target: &Hash, text: String) -> anyhow::Result<Prepared<()>> {
    let by = desk.actor()?;
    let (doc, known) = open(desk)?;
    let replay = seals::replay(known.event.values(), &desk.register.authority, None);
    let mut event = chain::blank(Act::Voided, Party::Person(by), desk.now, chain::newest(&replay.ledger.graph));
    event.text = Some(text);
    event.event = Some(target.clone());
    record(desk, doc, &known, event, format!("seals: void event {}", target.short()), None)
}

/// seals.toml as it stands: what its lawful events made, else it is refused.
///
/// # Errors
/// It cannot be read, or says what no lawful event made.
pub fn open(desk: &Desk) -> anyhow::Result<(Document, Seals)> {
    let bytes = match std::fs::read(desk.root.join(SEALS)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => EMPTY.as_bytes().to_vec(),
        other => other.with_context(|| format!("{SEALS} cannot be read"))?,
    };
    let doc = Document::parse(&bytes, Kind::Seals)
        .map_err(|e| anyhow::anyhow!("{SEALS}:{}:{}: {}", e.line, e.column, e.message))?;
    let known: Seals = read::typed(SEALS, doc.text())?;
    let replay = seals::replay(known.event.values(), &desk.register.authority, None);
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
    desk: &Desk,
    mut doc: Document,
    known: &Seals,
    mut event: Event,
    subject: String,
    unsigned: Option<&str>,
) -> anyhow::Result<Prepared<()>> {
    let authority = &desk.register.authority;
    let before = seals::replay(known.event.values(), authority, None);
    if event.act != Act::Voided {
        let tolerance = desk.register.settings.policy.clock_tolerance_minutes;
        chain::check_future(&before.ledger.graph, desk.now, tolerance).map_err(|r| r.of(SEALS))?;
    }
    event_table::seal(&desk.register.settings.id, Subject::Seals, &mut event)?;
    let after = seals::replay(known.event.values().chain([&event]), authority, None);
    let place = after.ledger.graph.place(&event.hash);
    if let Some(refusal) = place.and_then(|i| after.ledger.refused.get(i).cloned().flatten()) {
        return Err(refusal.of("seals").into());
    }
    let fold = after.table;
    retract(&mut doc, &before.table, &fold)?;
    write_fold(&mut doc, &fold)?;
    event.content = content_digest(&read::tree(doc.text())?, Subject::Seals)?;
    let (table, word) = attest(desk, Subject::Seals, &mut event)?;
    doc.insert_table(&["event", event.hash.short()], &fields::event(&table))?;
    let publication = Publication {
        files: vec![(desk.root.join(SEALS), doc.to_bytes())],
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

/// The commit of HEAD, which is the default branch's and has the register as it is in the working tree.
fn default_tip(desk: &Desk) -> anyhow::Result<Oid> {
    let repo = &desk.repo;
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
        return Err(Refusal::new(said).next(format!("git switch {default}")).into());
    }
    if repo.is_changed(&repo.relative(&desk.root)?)? {
        return Err(Refusal::new("something in the register is not committed, and a seal is of what is committed")
            .next("git status shows it; commit it or take it back")
            .into());
    }
    Ok(tip)
}

fn statement(desk: &Desk, tip: Oid, previous: Option<String>) -> anyhow::Result<Seal> {
    let folder = desk.repo.relative(&desk.root)?;
    let tree = git::tree_of(&desk.repo.objects()?, tip, &folder)?
        .with_context(|| format!("{tip} has no folder {}", folder.display()))?;
    let (items, events) = counted(&Store::at(&desk.repo, tip, &folder)?)?;
    let folder = folder.to_string_lossy().into_owned();
    Ok(Seal { commit: tip.to_string(), folder, tree: tree.to_string(), items, events, previous })
}

/// Number of items, and of events in all files.
///
/// # Errors
/// A file that is no TOML.
pub fn counted(store: &Store) -> anyhow::Result<(usize, usize)> {
    let entries = store.list("")?;
    let files: Vec<&str> = entries
        .iter()
        .filter(|e| e.is_plain() && is_toml(&e.path) && !e.path.starts_with("evidence/"))
        .map(|e| e.path.as_str())
        .collect();
    let events = |path: &&&str| -> anyhow::Result<usize> {
        let bytes = store.read(path)?.unwrap_or_default();
        let table: Table = read::text(path, bytes)?.parse().with_context(|| format!("{path} cannot be counted"))?;
        Ok(table.get("event").and_then(Value::as_table).map_or(0, Table::len))
    };
    let counts: Vec<usize> = files.par_iter().map(|path| events(&path)).collect::<anyhow::Result<_>>()?;
    Ok((files.iter().filter(|path| path.starts_with("items/")).count(), counts.iter().sum()))
}

fn set_of(name: &str, seal: &Seal) -> anyhow::Result<Table> {
    let named = Table::from_iter([(name.to_owned(), Value::Table(Table::try_from(seal)?))]);
    Ok(Table::from_iter([("seal".to_owned(), Value::Table(named))]))
}
