//! One act on people.toml or register.toml: what it sets, its event, and the file as the events make it.

use chrono_tz::Tz;
use toml::{Table, Value as Toml};

use super::fields;
use super::next_event;
use super::publish::Publication;
use super::retract::retract;
use super::sign::attest;
use super::word_checks::check_event;
use super::workspace::{Prepared, Workspace};
use crate::attest::digest::{Subject, content, content_digest};
use crate::attest::event_table;
use crate::attest::verify::verify;
use crate::document::edit::Document;
use crate::document::layout::LayoutKind;
use crate::document::value::Fields;
use crate::lifecycle::authority::Authority;
use crate::lifecycle::fold::{comparable, is_end, merge, same_entry};
use crate::lifecycle::graph::Graph;
use crate::lifecycle::lawful::Law;
use crate::lifecycle::ledger::Ledger;
use crate::lifecycle::refusal::Refusal;
use crate::lifecycle::signature::{Signed, Signers};
use crate::lifecycle::{people, settings};
use crate::model::date::Moment;
use crate::model::event::{Act, Event, Party};
use crate::model::person::People;
use crate::model::settings::Settings;
use crate::model::tree::Tree;
use crate::model::word::Signatures;
use crate::register::place::{PEOPLE, SETTINGS, pasted, shown};
use crate::register::{find, read};

/// One of the two files that are agreed throughout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// people.toml
    People,
    /// register.toml
    Register,
}

impl SettingsChange {
    /// A change that is words alone.
    #[must_use]
    pub fn words(act: Act, text: String, subject: String) -> Self {
        SettingsChange { act, set: Table::new(), text: Some(text), voids: None, subject, edited: None }
    }
}

impl File {
    /// The file that a person means by `people` or `register`.
    #[must_use]
    pub fn named(name: &str) -> Option<File> {
        match name {
            "people" | PEOPLE => Some(File::People),
            "register" | SETTINGS => Some(File::Register),
            _ => None,
        }
    }

    /// Its name.
    #[must_use]
    pub fn path(self) -> &'static str {
        match self {
            File::People => PEOPLE,
            File::Register => SETTINGS,
        }
    }

    fn kind(self) -> LayoutKind {
        match self {
            File::People => LayoutKind::People,
            File::Register => LayoutKind::Register,
        }
    }

    /// Asks that a text can be read as this file.
    fn check(self, text: &str) -> anyhow::Result<()> {
        match self {
            File::People => read::typed::<People>(PEOPLE, text).map(|_| ()),
            File::Register => read::typed::<Settings>(SETTINGS, text).map(|_| ()),
        }
        .map_err(|error| anyhow::anyhow!("the act would leave a file that cannot be read: {error}"))
    }

    /// What its events are about.
    #[must_use]
    pub fn subject(self) -> Subject<'static> {
        match self {
            File::People => Subject::People,
            File::Register => Subject::Register,
        }
    }
}

/// What is to be recorded.
#[derive(Debug)]
pub struct SettingsChange {
    /// `changed`, `noted` or `voided`.
    pub act: Act,
    /// What it sets: a part of the file.
    pub set: Table,
    /// The actor's words.
    pub text: Option<String>,
    /// The event that it makes void, and why the actor does it who should not.
    pub voids: Option<(crate::model::id::Hash, Option<String>)>,
    /// Subject of the commit.
    pub subject: String,
    /// The file as a person edited it just now; what differs is adopted.
    pub edited: Option<Document>,
}

/// Refuses another time zone that would take their effect from acts that were lawful when they were made: days begin at
/// another moment there, those from which people are entered among them.
///
/// # Errors
/// It would, with the first such act; or the items cannot be read.
pub fn check_zone(workspace: &Workspace, zone: Tz) -> anyhow::Result<()> {
    let basics = &workspace.register.basics;
    let before = basics.replay_people();
    let after = people::replay(basics.people.event.values(), basics.founding(), zone, &basics.signers);
    let settings = |people: &people::PeopleReplay<'_>| {
        settings::replay(basics.settings.event.values(), basics.introduction.as_ref(), people, &basics.signers).ledger
    };
    let ledgers = [(&before.ledger, &after.ledger), (&settings(&before), &settings(&after))];
    let mut lost: Vec<String> = Vec::new();
    for (old, new) in ledgers {
        let pairs = old.refused.iter().zip(&new.refused).zip(old.graph.events());
        lost.extend(pairs.filter(|((old, new), _)| old.is_none() && new.is_some()).map(|(_, event)| told(event)));
    }
    let old = workspace.register.law();
    let new = Law { authority: &after.authority, zone };
    let (items, _) = workspace.register.map_items(|loaded| {
        let (before, after) = (loaded.replay(&old), loaded.replay(&new));
        let pairs = before.verdicts.iter().zip(&after.verdicts).zip(before.graph.events());
        let lost: Vec<String> =
            pairs.filter(|((old, new), _)| old.counts() && !new.counts()).map(|(_, event)| told(event)).collect();
        (!lost.is_empty()).then_some(lost)
    })?;
    lost.extend(items.into_iter().flatten());
    let Some(first) = lost.first() else { return Ok(()) };
    let many = if lost.len() == 1 { "an act".to_owned() } else { format!("{} acts", lost.len()) };
    Err(Refusal::new(format!(
        "in {zone} {many} would have been made before the day on which who made it was entered: {first}"
    ))
    .next("the days of a register stay as they are; take a zone in which these fall on the same day")
    .next("init --timezone says it from the start")
    .into())
}

fn told(event: &Event) -> String {
    format!("`{}` by {} at {}", event.act, event.by, event.at)
}

/// Makes a change of people.toml or register.toml ready.
///
/// # Errors
/// The actor may not, or the file holds what no act made.
pub fn change(workspace: &Workspace, file: File, change: SettingsChange) -> anyhow::Result<Prepared<()>> {
    let by = workspace.actor()?;
    let basics = &workspace.register.basics;
    let people_now = basics.replay_people();
    let settings_now = basics.replay_settings(&people_now);
    let (ledger, fold) = match file {
        File::People => (&people_now.ledger, &people_now.table),
        File::Register => (&settings_now.ledger, &settings_now.table),
    };
    if change.act != Act::Voided {
        let tolerance = workspace.register.settings.policy.clock_tolerance_minutes;
        next_event::check_future(&ledger.graph, workspace.now, tolerance)
            .map_err(|r| r.of(&file.subject().to_string()))?;
    }
    let on_disk = open(workspace, file)?;
    let edits = edits_by_hand(&on_disk, file, fold)?;
    if !edits.is_empty() && !workspace.options.include_edits {
        return Err(edited_by_hand(workspace, file, &edits).into());
    }
    let adopted: Vec<String> = edits.keys().cloned().collect();
    let before = on_disk.text().to_owned();
    let mut doc = change.edited.unwrap_or(on_disk);
    let mut set = edits_by_hand(&doc, file, fold)?;
    merge(&mut set, &change.set);
    let mut event = next_event::on(workspace, change.act, Party::Person(by), next_event::newest(&ledger.graph));
    event.text = change.text;
    if let Some((hash, waiver)) = change.voids {
        let target = ledger.graph.place(&hash).and_then(|place| ledger.graph.events().get(place));
        if let Some(target) = target {
            find::not_void(target, ledger.voided_by(&hash))?;
        }
        event.event = Some(hash);
        event.waiver = waiver;
    }
    check_event(workspace, &event)?;
    event.edits = (!adopted.is_empty()).then_some(adopted);
    if change.act != Act::Changed && !set.is_empty() {
        return Err(Refusal::new(format!(
            "`{}` changes nothing, so it cannot adopt what was edited by hand",
            change.act
        ))
        .next(format!("a manager adopts it: kaizen edit {} --include-edits -m REASON", file.subject()))
        .into());
    }
    event.set = (!set.is_empty()).then_some(set.clone());
    if file == File::Register {
        event.people = last(&people_now.ledger.graph).map(|e| e.hash.clone());
    }
    let mut new_fold =
        if event.act == Act::Voided { fold_with_void(workspace, file, &mut event)? } else { fold.clone() };
    merge(&mut new_fold, &set);
    retract(&mut doc, fold, &new_fold)?;
    write_fold(&mut doc, &new_fold)?;
    if change.act == Act::Changed && doc.text() == before && event.edits.is_none() {
        return Err(Refusal::new(format!("{} says that already; nothing to change", file.path())).into());
    }
    event.content = content_digest(&read::tree(doc.text())?, file.subject())?;
    let (table, word) = attest(workspace, file.subject(), &mut event)?;
    let mut signers = workspace.register.basics.signers.clone();
    signers.note(&event.hash, verify(&workspace.register.settings.id, file.subject(), &event, &Tree::from(&table)));
    check_lawful(workspace, file, &event, &signers)?;
    file.check(doc.text())?;
    doc.insert_table(&["event", event.hash.short()], &fields::event(&table))?;
    let mut publication = Publication {
        files: vec![(workspace.root.join(file.path()), doc.to_bytes())],
        subject: change.subject,
        body: event.text.clone().unwrap_or_default(),
        ..Publication::default()
    };
    publication.trailers = trailers(file, &event);
    Ok(Prepared { publication, word, outcome: () })
}

/// The trailers of an act on people.toml or register.toml.
#[must_use]
pub fn trailers(file: File, event: &Event) -> Vec<(String, String)> {
    let mut trailers = vec![
        ("Kaizen-Item".to_owned(), file.subject().to_string()),
        ("Kaizen-Act".to_owned(), event.act.to_string()),
        ("Kaizen-By".to_owned(), event.by.to_string()),
    ];
    if let Some(edits) = &event.edits {
        trailers.push(("Kaizen-Edits".to_owned(), edits.join(", ")));
    }
    trailers
}

fn last<'a>(graph: &Graph<'a>) -> Option<&'a Event> {
    graph.events().last().copied()
}

/// The file as it is.
///
/// # Errors
/// It cannot be read.
pub fn open(workspace: &Workspace, file: File) -> anyhow::Result<Document> {
    let bytes = std::fs::read(workspace.root.join(file.path()))?;
    Document::parse(&bytes, file.kind())
        .map_err(|e| anyhow::anyhow!("{}:{}:{}: {}", file.path(), e.line, e.column, e.message))
}

/// What the events of a file amount to with one more that makes another void. A manager who has a key is taken to sign
/// it; whether they do shows when it is recorded.
fn fold_with_void(workspace: &Workspace, file: File, event: &mut Event) -> anyhow::Result<Table> {
    event_table::seal(&workspace.register.settings.id, file.subject(), event)?;
    let mut signers = workspace.register.basics.signers.clone();
    let key = event.by.handle().and_then(|by| workspace.register.authority.keys(by, event.at).next());
    if let Some(held) = key {
        signers.note(&event.hash, Signed::By(held.key.clone()));
    }
    let basics = &workspace.register.basics;
    Ok(match file {
        File::People => {
            let events = basics.people.event.values().chain([&*event]);
            people::replay(events, basics.founding(), basics.settings.timezone, &signers).table
        }
        File::Register => {
            let events = basics.settings.event.values().chain([&*event]);
            settings::replay(events, basics.introduction.as_ref(), &basics.replay_people(), &signers).table
        }
    })
}

fn check_lawful(workspace: &Workspace, file: File, event: &Event, signers: &Signers) -> Result<(), Refusal> {
    let basics = &workspace.register.basics;
    let refused = |ledger: &Ledger<'_>| -> Result<(), Refusal> {
        let place = ledger.graph.place(&event.hash);
        place.and_then(|i| ledger.refused.get(i).cloned().flatten()).map_or(Ok(()), Err)
    };
    let before = workspace.register.settings.signatures;
    match file {
        File::People => {
            let events = basics.people.event.values().chain([event]);
            let after = people::replay(events, basics.founding(), basics.settings.timezone, signers);
            refused(&after.ledger)?;
            stays_open((&workspace.register.authority, before), (&after.authority, before))
        }
        File::Register => {
            let events = basics.settings.event.values().chain([event]);
            let people = basics.replay_people();
            let after = settings::replay(events, basics.introduction.as_ref(), &people, signers);
            refused(&after.ledger)?;
            let authority = &workspace.register.authority;
            stays_open((authority, before), (authority, after.signatures.at(event.at)))
        }
    }
}

/// Asks that somebody stays who can change people and settings: a manager, and one with a key where that is signed.
/// Without one, nobody could ever put it right.
fn stays_open(before: (&Authority, Signatures), after: (&Authority, Signatures)) -> Result<(), Refusal> {
    let end_of_time = Moment(chrono::DateTime::<chrono::Utc>::MAX_UTC);
    let managers = |authority: &Authority| -> Vec<String> {
        let stay = authority.people.keys().filter(|person| authority.is_manager(person, end_of_time));
        stay.map(ToString::to_string).collect()
    };
    let signs = |(authority, signatures): (&Authority, Signatures)| {
        signatures == Signatures::Required || authority.managers_sign()
    };
    let holds_key = |authority: &Authority| {
        let stay = authority.people.keys().filter(|person| authority.is_manager(person, end_of_time));
        stay.flat_map(|person| authority.keys(person, end_of_time)).next().is_some()
    };
    let left = managers(after.0);
    if left.is_empty() && !managers(before.0).is_empty() {
        return Err(Refusal::new("no manager would be left, and only a manager can enter another one")
            .next("name somebody else first: kaizen people set HANDLE --role isms-manager"));
    }
    let open = |state: (&Authority, Signatures)| !signs(state) || holds_key(state.0);
    if open(after) || !open(before) {
        return Ok(());
    }
    let who = left.first().map_or("HANDLE", String::as_str);
    Err(Refusal::new(
        "no manager with a key would be left: what managers change is signed, so nobody could change people or settings",
    )
    .next(format!("enter a key of a manager first: kaizen people key add {who} FILE.pub")))
}

/// What a file holds that its events did not make, as the part of the file that would make it.
fn edits_by_hand(doc: &Document, file: File, fold: &Table) -> anyhow::Result<Table> {
    let table: Table = doc.text().parse()?;
    let now = content(&table, file.subject());
    if comparable(&now) == comparable(fold) {
        return Ok(Table::new());
    }
    Ok(difference(&now, fold))
}

/// What `now` has that `fold` has not: whole values and entries.
fn difference(now: &Table, fold: &Table) -> Table {
    let mut more = Table::new();
    for (key, value) in now {
        match (value, fold.get(key)) {
            (Toml::Table(now), Some(Toml::Table(fold))) => {
                let inner = difference(now, fold);
                if !inner.is_empty() {
                    more.insert(key.clone(), Toml::Table(inner));
                }
            }
            (Toml::Array(now), Some(Toml::Array(fold))) => {
                let new: Vec<Toml> = now.iter().filter(|e| !fold.contains(e)).cloned().collect();
                if !new.is_empty() {
                    more.insert(key.clone(), Toml::Array(new));
                }
            }
            (value, Some(known)) if value == known => {}
            (value, _) => {
                more.insert(key.clone(), value.clone());
            }
        }
    }
    more
}

fn edited_by_hand(workspace: &Workspace, file: File, edits: &Table) -> Refusal {
    let path = workspace.root.join(file.path());
    let (name, path) = (shown(&path), pasted(&path));
    let keys: Vec<&str> = edits.keys().map(String::as_str).collect();
    Refusal::new(format!("{name} was edited by hand since its newest event: {}", keys.join(", ")))
        .next("a manager adopts the edits with an act: add --include-edits")
        .next(format!("or look at them (git diff -- {path}) and take them back (git checkout -- {path})"))
}

/// Writes into a file what its lawful events make of it; what is there already stays as it is written.
///
/// # Errors
/// Something in the file that is no table where one must be written.
pub fn write_fold(doc: &mut Document, fold: &Table) -> anyhow::Result<()> {
    write_table(doc, &mut Vec::new(), fold)
}

fn write_table(doc: &mut Document, path: &mut Vec<String>, table: &Table) -> anyhow::Result<()> {
    for (key, value) in table {
        path.push(key.clone());
        let at: Vec<&str> = path.iter().map(String::as_str).collect();
        match value {
            Toml::Table(inner) if doc.get(&at).is_none() && inner.values().all(|v| !v.is_table()) => {
                doc.insert_table(&at, &table_fields(inner))?;
            }
            Toml::Table(inner) => write_table(doc, path, inner)?,
            Toml::Array(entries) => write_entries(doc, &at, entries)?,
            single => {
                let value = fields::plain(single);
                if doc.get(&at).and_then(|i| i.as_value()).is_none_or(|old| !value.says(old)) {
                    doc.set(&at, &value)?;
                }
            }
        }
        path.pop();
    }
    Ok(())
}

fn table_fields(table: &Table) -> Fields {
    table.iter().map(|(k, v)| (k.clone(), fields::grown(v))).collect()
}

fn write_entries(doc: &mut Document, at: &[&str], entries: &[Toml]) -> anyhow::Result<()> {
    let whole: Table = doc.text().parse()?;
    let mut here: Option<&Toml> = None;
    for (i, key) in at.iter().enumerate() {
        here = if i == 0 { whole.get(*key) } else { here.and_then(|v| v.get(*key)) };
    }
    let known: Vec<Toml> = here.and_then(Toml::as_array).cloned().unwrap_or_default();
    if here.is_none() && at != ["waiver"] {
        doc.set(at, &fields::grown(&Toml::Array(entries.to_vec())))?;
        return Ok(());
    }
    // Two sides that set another end of the same entry left it twice; the events make one of them.
    let mut again: Vec<usize> = Vec::new();
    for entry in entries {
        let mut same = known.iter().enumerate().filter(|(_, k)| same_entry(k, entry)).map(|(i, _)| i);
        let first = same.next();
        again.extend(same.filter(|_| entry.is_table()));
        match (first, entry) {
            (Some(i), Toml::Table(table)) => {
                for (key, end) in table.iter().filter(|(key, _)| is_end(key)) {
                    if known.get(i).and_then(|k| k.get(key)) != Some(end) {
                        let number = format!("[{i}]");
                        let path: Vec<&str> = at.iter().copied().chain([number.as_str(), key]).collect();
                        doc.set(&path, &fields::plain(end))?;
                    }
                }
            }
            (Some(_), _) => {}
            (None, Toml::Table(table)) if at == ["waiver"] => doc.push_array_table(at, &table_fields(table))?,
            (None, entry) => doc.push_entry(at, &fields::plain(entry))?,
        }
    }
    // From the end, so that the places before stay.
    again.sort_unstable();
    for i in again.into_iter().rev() {
        let number = format!("[{i}]");
        doc.remove(&at.iter().copied().chain([number.as_str()]).collect::<Vec<_>>())?;
    }
    Ok(())
}
