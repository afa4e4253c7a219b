//! The files of a register, each held against the rules about files of its kind.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::OnceLock;

use toml::Table;

use super::facts::{Chain, ItemFacts, LedgerFacts, Typed, World, typed};
use super::file_findings::{FileFindings, Tally, of_file, unreadable};
use super::finding::{Finding, RawFinding};
use super::{evidence, form, people as persons, process, record, summary};
use crate::attest::digest::{Subject, content_digest};
use crate::document::layout::LayoutKind;
use crate::lifecycle::graph::Graph;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::seals as seal_replay;
use crate::model::event::Event;
use crate::model::excerpt::{TITLE, shortened};
use crate::model::item::Item;
use crate::model::person::People;
use crate::model::seal::Seals;
use crate::model::settings::Settings;
use crate::register::load::{Basics, Register};
use crate::register::place::{PEOPLE, SEALS, SETTINGS};
use crate::register::read::Problem;
use crate::register::store::Store;

/// One TOML file of the register, but for people.toml and register.toml, which are judged together.
pub(super) fn file(world: &World<'_>, path: &str, text: Result<String, Problem>) -> FileFindings {
    let seen = text.and_then(|text| judged(world, path, &text));
    seen.unwrap_or_else(|problem| unreadable(world.store, &problem))
}

fn judged(world: &World<'_>, path: &str, text: &str) -> Result<FileFindings, Problem> {
    Ok(match path.split_once('/').map_or(path, |(folder, _)| folder) {
        "items" => item(world, path, &typed(path, text)?),
        "sources" => record::source(world, path, &typed(path, text)?),
        "reviews" => record::review(world, path, &typed(path, text)?),
        SEALS => seals(world, &typed(path, text)?),
        _ => typed::<Table>(path, text).map(|_| FileFindings::default())?,
    })
}

/// An item where only some are asked for, by their ids: of the others nothing is judged.
pub(super) fn item_among(
    world: &World<'_>,
    asked: &[String],
    path: &str,
    text: Result<String, Problem>,
) -> FileFindings {
    let seen = text.and_then(|text| {
        let typed = typed::<Item>(path, &text)?;
        let is_asked = asked.iter().any(|id| id == typed.value.id.as_str());
        Ok(if is_asked { item(world, path, &typed) } else { beside(world, path, &typed.value) })
    });
    seen.unwrap_or_else(|problem| unreadable(world.store, &problem))
}

/// What of an item counts for the register as a whole.
fn beside(world: &World<'_>, path: &str, item: &Item) -> FileFindings {
    let law = world.law();
    let older = |event: &Event, other: &Event| world.is_older(event, other);
    let replay = law.as_ref().map(|law| Replay::new(item.event.values(), law, Some(&older)));
    let in_force = replay.as_ref().map_or(Cow::Borrowed(item), |replay| replay.state.void.in_force(item));
    let gist = summary::item(path, &in_force, replay.as_ref(), world.zone);
    FileFindings { id: Some(item.id.to_string()), path: path.to_owned(), gist, ..FileFindings::default() }
}

fn seals(world: &World<'_>, typed: &Typed<'_, Seals>) -> FileFindings {
    let events = &typed.value.event;
    let drafts = form::unknown(LayoutKind::Seals, &typed.unknown);
    let Some(register) = world.register else {
        return of_file(SEALS, typed.text, None, drafts, Tally::of(events.values()));
    };
    let older = |event: &Event, other: &Event| world.is_older(event, other);
    let replay = seal_replay::replay(events.values(), &register.authority, Some(&older));
    let signers = world.signers(Subject::Seals, &typed.tree, events);
    let graph = &replay.ledger.graph;
    let chain = Chain { world, subject: Subject::Seals, tree: &typed.tree, events, graph, signers: &signers };
    let facts = LedgerFacts { chain, path: SEALS, ledger: &replay.ledger, fold: &replay.table };
    of_ledger(&facts, typed.text, drafts)
}

fn item(world: &World<'_>, path: &str, typed: &Typed<'_, Item>) -> FileFindings {
    let item = &typed.value;
    let id = item.id.as_str();
    let subject = Subject::Item(id);
    let law = world.law();
    let older = |event: &Event, other: &Event| world.is_older(event, other);
    let replay = law.as_ref().map(|law| Replay::new(item.event.values(), law, Some(&older)));
    let alone = replay.is_none().then(|| Graph::new(item.event.values()));
    let Some(graph) = replay.as_ref().map(|r| &r.graph).or(alone.as_ref()) else { return FileFindings::default() };
    let signers = world.signers(subject, &typed.tree, &item.event);
    let chain = Chain { world, subject, tree: &typed.tree, events: &item.event, graph, signers: &signers };
    let digest = content_digest(&typed.tree, subject);
    let in_force = replay.as_ref().map_or(Cow::Borrowed(item), |replay| replay.state.void.in_force(item));
    let (in_force, replay) = (&*in_force, replay.as_ref());
    let facts = ItemFacts { chain, path, item, in_force, unknown: &typed.unknown, replay, digest };
    let mut drafts: Vec<RawFinding> = evidence::CHAIN.iter().flat_map(|rule| rule(&chain)).collect();
    if let Some(replay) = replay {
        evidence::ask_void_no_time(&mut drafts, graph, |i| replay.is_void(i));
    }
    let rules = form::ITEM.iter().chain(evidence::ITEM).chain(process::ITEM);
    drafts.extend(rules.flat_map(|rule| rule(&facts)));
    let tally = Tally::of(item.event.values());
    let seen = of_file(path, typed.text, Some(id), drafts, tally);
    let mut seen = seen.with_unsigned(&chain).with_gist(summary::item(path, in_force, replay, world.zone));
    seen.findings.iter_mut().for_each(|open| open.finding.title = Some(shortened(&item.title, TITLE)));
    seen
}

/// people.toml and register.toml.
pub(super) fn basics(
    world: &World<'_>,
    settings: &Result<Typed<'_, Settings>, Problem>,
    people: &Result<Typed<'_, People>, Problem>,
) -> Vec<FileFindings> {
    let replayed = world.register.map(|register| (register, register.basics.replay_people()));
    let replayed = replayed.as_ref().map(|(register, people)| {
        let Register { basics, .. } = register;
        (basics, people, basics.replay_settings(people))
    });
    let settings = settings.as_ref().map(|typed| {
        let mut drafts = form::unknown(LayoutKind::Register, &typed.unknown);
        let now = world.register.map_or(&typed.value, |register| &register.settings);
        drafts.extend(form::rule_names(now));
        drafts.extend(form::suggestions(&typed.value));
        let Some((basics, _, replay)) = &replayed else {
            return of_file(SETTINGS, typed.text, None, drafts, Tally::of(typed.value.event.values()));
        };
        let (events, graph, signers) = (&basics.settings.event, &replay.ledger.graph, &basics.signers);
        let chain = Chain { world, subject: Subject::Register, tree: &typed.tree, events, graph, signers };
        let facts = LedgerFacts { chain, path: SETTINGS, ledger: &replay.ledger, fold: &replay.table };
        drafts.extend(evidence::sandbox(basics));
        of_ledger(&facts, typed.text, drafts)
    });
    let people = people.as_ref().map(|typed| {
        let mut drafts = form::unknown(LayoutKind::People, &typed.unknown);
        drafts.extend(form::duplicate_people(&typed.value));
        drafts.extend(persons::rules(world, &typed.value));
        let Some((basics, replay, _)) = &replayed else {
            return of_file(PEOPLE, typed.text, None, drafts, Tally::of(typed.value.event.values()));
        };
        let (events, graph, signers) = (&basics.people.event, &replay.ledger.graph, &basics.signers);
        let chain = Chain { world, subject: Subject::People, tree: &typed.tree, events, graph, signers };
        let facts = LedgerFacts { chain, path: PEOPLE, ledger: &replay.ledger, fold: &replay.table };
        of_ledger(&facts, typed.text, drafts)
    });
    [settings, people].map(|seen| seen.unwrap_or_else(|problem| unreadable(world.store, problem))).into()
}

/// A file that is what its lawful events make, with what was found in it besides.
fn of_ledger(facts: &LedgerFacts<'_>, text: &str, mut drafts: Vec<RawFinding>) -> FileFindings {
    drafts.extend(ledger(facts));
    let seen = of_file(facts.path, text, None, drafts, Tally::of(facts.chain.events.values()));
    seen.with_unsigned(&facts.chain)
}

fn ledger(facts: &LedgerFacts<'_>) -> Vec<RawFinding> {
    let chain = evidence::CHAIN.iter().flat_map(|rule| rule(&facts.chain));
    let mut drafts: Vec<RawFinding> = chain.chain(evidence::LEDGER.iter().flat_map(|rule| rule(facts))).collect();
    drafts.extend(process::empty_acts(facts));
    evidence::ask_void_no_time(&mut drafts, &facts.ledger.graph, |i| facts.ledger.is_void(i));
    drafts
}

/// What the rules about one file find in another version of it; nothing where it cannot be read.
pub(super) fn evidence_of(world: &World<'_>, path: &str, text: &str) -> Vec<Finding> {
    if matches!(path, SETTINGS | PEOPLE) {
        return ledger_of(world, path, text);
    }
    let seen = judged(world, path, text).unwrap_or_default();
    seen.findings.into_iter().map(|open| open.finding).collect()
}

/// The same of people.toml or register.toml, beside the other one as it is.
fn ledger_of(world: &World<'_>, path: &str, text: &str) -> Vec<Finding> {
    let Some(register) = world.register else { return Vec::new() };
    let now = &register.basics;
    let (Ok(settings), Ok(people)) = (match path {
        SETTINGS => (typed::<Settings>(path, text), typed::<People>(PEOPLE, &now.people_text)),
        PEOPLE => (typed::<Settings>(SETTINGS, &now.settings_text), typed::<People>(path, text)),
        _ => return Vec::new(),
    }) else {
        return Vec::new();
    };
    let both =
        Basics::new((people.text.to_owned(), people.value.clone()), (settings.text.to_owned(), settings.value.clone()));
    let Ok(then) = Register::of(Store::Folder(PathBuf::new()), both) else { return Vec::new() };
    let world = World { register: Some(&then), names: OnceLock::new(), ..world.clone() };
    let seen = basics(&world, &Ok(settings), &Ok(people));
    seen.into_iter().flat_map(|s| s.findings).map(|open| open.finding).filter(|f| f.file == path).collect()
}
