//! A whole check: every file read in parallel, every rule asked, every finding placed.

use std::collections::BTreeMap;
use std::path::Path;

use chrono_tz::Tz;
use rayon::prelude::*;
use toml::Table;

use super::facts::{self, Chain, ItemFacts, LedgerFacts, Typed, World, repeated, typed};
use super::filter::Filter;
use super::finding::{Counted, Draft, Finding, Report};
use super::gather::{self, Gist};
use super::history::{Past, Wanted};
use super::place::{Places, excerpt};
use super::recorded::{blame, look, only_changed, recorded};
use super::rule::{Family, Rule};
use super::weighed::weighed;
use super::{evidence, form, level, process, review, together};
use crate::attest::digest::{Subject, content_digest};
use crate::git::Oid;
use crate::lifecycle::graph::Graph;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::seals as seal_replay;
use crate::model::date::{Day, Moment};
use crate::model::event::Event;
use crate::model::id::Digest;
use crate::model::item::Item;
use crate::model::person::People;
use crate::model::review::Review;
use crate::model::seal::Seals;
use crate::model::settings::{Policy, Settings};
use crate::model::source::Source;
use crate::model::word::Level;
use crate::register::load::{Basics, Register, is_toml};
use crate::register::place::{PEOPLE, SEALS, SETTINGS, source_path};
use crate::register::read::Problem;
use crate::register::store::{Entry, Store, stays_within};
use crate::report::origin::Origin;

/// The folders of a register that hold records, and the files beside them.
const FOLDERS: [&str; 4] = ["items", "sources", "reviews", "evidence"];
const FILES: [&str; 4] = [PEOPLE, SETTINGS, SEALS, "schemas"];

/// A register to be checked, as far as it can be opened.
#[derive(Debug)]
pub enum Opened {
    /// people.toml and register.toml can be read.
    Whole(Box<Register>),
    /// One of them cannot: the files are checked for their form, and no act is judged.
    Broken(Store),
}

impl Opened {
    /// Opens what `store` holds.
    #[must_use]
    pub fn open(store: Store) -> Opened {
        match Basics::read(&store) {
            Ok(basics) => Opened::Whole(Box::new(Register::of(store, basics))),
            Err(_) => Opened::Broken(store),
        }
    }

    /// Judged by the people and the settings of another register: those from before the change that is checked, so
    /// that it cannot write the law it is judged by.
    #[must_use]
    pub fn judged_by(self, before: Register) -> Opened {
        match self {
            Opened::Whole(register) => {
                let Register { store, basics, .. } = *register;
                let Register { settings, authority, signatures, .. } = before;
                Opened::Whole(Box::new(Register { store, basics, settings, authority, signatures }))
            }
            broken @ Opened::Broken(_) => broken,
        }
    }

    /// Where the files come from.
    #[must_use]
    pub fn store(&self) -> &Store {
        match self {
            Opened::Whole(register) => &register.store,
            Opened::Broken(store) => store,
        }
    }

    /// The register, where it can be opened.
    #[must_use]
    pub fn register(&self) -> Option<&Register> {
        match self {
            Opened::Whole(register) => Some(register),
            Opened::Broken(_) => None,
        }
    }

    /// The zone in which a day ends.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.register().map_or(chrono_tz::UTC, Register::zone)
    }
}

/// What a check is asked.
#[derive(Debug)]
pub struct Input<'a> {
    /// The register.
    pub opened: &'a Opened,
    /// The moment that events must not be later than.
    pub now: Moment,
    /// The day that overdue and the like are told by.
    pub today: Day,
    /// The folder of the register in the working tree.
    pub root: &'a Path,
    /// The same below the top of the repository, or of where people are: it stands before paths in remedies.
    pub folder: String,
    /// Whose history is looked at.
    pub history: Wanted<'a>,
    /// The commit that is looked at, or that the working tree is based on.
    pub commit: Option<Oid>,
    /// Only what came after this commit.
    pub since: Option<Oid>,
    /// The introduction that was noted before: the hash of the first event of register.toml, or its first digits.
    pub introduction: Option<&'a str>,
    /// What is asked for.
    pub filter: &'a Filter,
}

/// What was seen in one file.
#[derive(Debug, Default)]
pub(super) struct Seen {
    pub(super) findings: Vec<Open>,
    pub(super) id: Option<String>,
    pub(super) path: String,
    tally: Tally,
    unsigned: evidence::Unsigned,
    pub(super) gist: Gist,
}

impl Seen {
    /// With its acts that are only wanted to be signed.
    fn with_unsigned(mut self, chain: &Chain<'_>) -> Seen {
        evidence::wanted(chain, &mut self.unsigned);
        self
    }

    /// With what counts of it for the register as a whole.
    fn with_gist(self, gist: Gist) -> Seen {
        Seen { gist, ..self }
    }
}

/// Numbers for the last lines of the report.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Tally {
    events: usize,
    signed: usize,
    links: usize,
}

impl Tally {
    fn of<'e>(events: impl Iterator<Item = &'e Event>) -> Tally {
        let mut tally = Tally::default();
        for event in events {
            tally.events += 1;
            tally.signed += usize::from(event.signature.is_some());
            tally.links += event.evidence.iter().flatten().filter(|e| e.url.is_some() && e.sha256.is_none()).count();
        }
        tally
    }

    fn add(&mut self, other: Tally) {
        self.events += other.events;
        self.signed += other.signed;
        self.links += other.links;
    }
}

/// A finding, and the contents that history may know.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) finding: Finding,
    pub(super) vouched: Vec<Digest>,
}

/// Checks a register.
///
/// # Errors
/// A folder of it cannot be read.
pub fn run(input: &Input<'_>) -> anyhow::Result<Report> {
    let store = input.opened.store();
    let register = input.opened.register();
    let mut entries = Vec::new();
    for folder in FOLDERS.iter().filter(|f| !store.is_link(f)) {
        entries.extend(store.list(folder)?);
    }
    entries.par_sort_unstable_by(|a, b| a.path.cmp(&b.path));
    let evidence = entries.iter().filter(|e| e.path.starts_with("evidence/")).map(|e| (e.path.clone(), e.plain));
    let (settings_text, people_text) = (facts::text(store, SETTINGS), facts::text(store, PEOPLE));
    let settings = settings_text.as_deref().map_err(Clone::clone).and_then(|text| typed::<Settings>(SETTINGS, text));
    let people = people_text.as_deref().map_err(Clone::clone).and_then(|text| typed::<People>(PEOPLE, text));
    let past = look(input, store);
    let world = World {
        store,
        register,
        register_id: register.map(|r| r.settings.id.clone()).or_else(|| Some(settings.as_ref().ok()?.value.id.clone())),
        policy: register.map_or_else(Policy::default, |r| r.settings.policy.clone()),
        blame_phrases: process::blame::Phrases::new(register.map_or(&[], |r| &r.settings.blame_phrases))?,
        zone: input.opened.zone(),
        now: input.now,
        today: input.today,
        timeline: past.timeline.as_ref(),
        evidence: evidence.collect(),
    };

    let mut seen: Vec<Seen> = Vec::new();
    let links = FOLDERS.iter().chain(&FILES).filter(|name| store.is_link(name)).map(|name| (*name).to_owned());
    let links = links.chain(entries.iter().filter(|e| !e.plain).map(|e| e.path.clone()));
    seen.extend(links.map(|path| whole(&path, vec![form::link(&path)])));
    seen.extend(entries.iter().filter(|e| e.plain).filter_map(|e| Some(whole(&e.path, vec![form::stray(&e.path)?]))));
    seen.extend(basics(&world, &settings, &people));
    let listed = entries.iter().filter(|e| e.plain && is_toml(&e.path) && !e.path.starts_with("evidence/"));
    let listed: Vec<&Entry> = listed.collect();
    let items = listed.iter().filter(|e| e.path.starts_with("items/")).count();
    let read_file = |entry: &&Entry| file(&world, &entry.path, facts::listed_text(store, entry));
    seen.extend(listed.par_iter().map(read_file).collect::<Vec<_>>());
    let seals = store.has(SEALS);
    seen.extend(seals.then(|| file(&world, SEALS, facts::text(store, SEALS))));
    seen.extend(duplicate_ids(&world, &seen));
    seen.extend(unsigned(&world, &seen));
    let (introduction, introduced) = together::introduced(register, world.zone).unzip();
    let whole = together::whole(&world, introduced, input.since.is_some(), &mut seen);
    let (new, dated) = (whole.is_new(), whole.committed.is_some());
    seen.extend(together::found(&whole));

    let recorded = recorded(input, &world, &past, &seen, introduction.as_ref());
    seen.extend(recorded);

    let mut tally = Tally::default();
    seen.iter().for_each(|s| tally.add(s.tally));
    let mut open: Vec<Open> = seen.into_iter().flat_map(|s| s.findings).collect();
    only_changed(input, &past, &mut open);
    blame(&world, &mut open);
    let commit = input.commit.map(|id| id.to_string());
    let (commit, based_on) = match store {
        Store::Commit(_) => (commit, None),
        Store::Folder(_) => (None, commit),
    };
    let mut findings = weighed(input, open, new);
    let left_out = input.filter.sift(&mut findings);
    let mut report = Report {
        origin: Origin::new(input.today, commit),
        based_on,
        register: world.register_id.clone(),
        introduction,
        folder: input.folder.clone(),
        counted: Counted {
            items,
            files: listed.len() + usize::from(seals) + 2,
            events: tally.events,
            commits: past.commits(),
            ..Counted::default()
        },
        asked: asked(input),
        left_out,
        not_listed: 0,
        findings,
        cannot_prove: cannot_prove(register.is_some(), dated, &past, input, tally),
    };
    report.count();
    report.list_only(|finding| input.filter.lists(finding));
    Ok(report)
}

/// The rules that were asked of every file that can be read.
fn asked(input: &Input<'_>) -> Vec<Rule> {
    let register = input.opened.register();
    let on = |rule: Rule| level::of(rule, None, register.map(|r| &r.settings)) != Level::Off;
    let judged = |family: Family| match family {
        Family::Form => true,
        Family::History => register.is_some() && matches!(input.history, Wanted::Of(_)),
        _ => register.is_some(),
    };
    let asked = Rule::ALL.iter().filter(|about| judged(about.family) && on(about.rule));
    asked.map(|about| about.rule).filter(|rule| input.filter.asks_rule(*rule)).collect()
}

/// people.toml and register.toml.
pub(super) fn basics(
    world: &World<'_>,
    settings: &Result<Typed<'_, Settings>, Problem>,
    people: &Result<Typed<'_, People>, Problem>,
) -> Vec<Seen> {
    let mut seen = Vec::new();
    let replays = world.register.map(|r| (r, r.basics.replay_people()));
    let replays = replays.as_ref().map(|(r, people)| (people, r.basics.replay_settings(people)));
    let mut acts = Seen::default();
    match settings {
        Ok(typed) => {
            let lawful = world.register.map_or(&typed.value, |r| &r.settings);
            let mut drafts = form::unknown(&typed.unknown);
            drafts.extend(form::rule_names(lawful));
            if let (Some((_, replay)), Some(register)) = (&replays, world.register) {
                let events = &register.basics.settings.event;
                let chain = Chain {
                    world,
                    subject: Subject::Register,
                    tree: &typed.tree,
                    events,
                    graph: &replay.ledger.graph,
                    signers: &register.basics.signers,
                };
                acts = acts.with_unsigned(&chain);
                drafts.extend(ledger(&LedgerFacts {
                    chain,
                    path: SETTINGS,
                    ledger: &replay.ledger,
                    fold: &replay.table,
                }));
            }
            seen.push(of_file(SETTINGS, typed.text, None, drafts, Tally::of(typed.value.event.values())));
        }
        Err(problem) => seen.push(unreadable(world.store, problem)),
    }
    match people {
        Ok(typed) => {
            let mut drafts = form::unknown(&typed.unknown);
            drafts.extend(form::duplicate_people(&typed.value));
            if let (Some((replay, _)), Some(register)) = (&replays, world.register) {
                let events = &register.basics.people.event;
                let chain = Chain {
                    world,
                    subject: Subject::People,
                    tree: &typed.tree,
                    events,
                    graph: &replay.ledger.graph,
                    signers: &register.basics.signers,
                };
                acts = acts.with_unsigned(&chain);
                drafts.extend(ledger(&LedgerFacts {
                    chain,
                    path: PEOPLE,
                    ledger: &replay.ledger,
                    fold: &replay.table,
                }));
            }
            seen.push(of_file(PEOPLE, typed.text, None, drafts, Tally::of(typed.value.event.values())));
        }
        Err(problem) => seen.push(unreadable(world.store, problem)),
    }
    seen.push(acts);
    seen
}

fn ledger(facts: &LedgerFacts<'_>) -> Vec<Draft> {
    let chain = evidence::CHAIN.iter().flat_map(|rule| rule(&facts.chain));
    let mut drafts: Vec<Draft> = chain.chain(evidence::LEDGER.iter().flat_map(|rule| rule(facts))).collect();
    evidence::ask_void_no_time(&mut drafts, &facts.ledger.graph, |i| facts.ledger.is_void(i));
    drafts
}

/// One TOML file of the register.
fn file(world: &World<'_>, path: &str, text: Result<String, Problem>) -> Seen {
    let seen = text.and_then(|text| {
        Ok(match path.split_once('/').map_or(path, |(folder, _)| folder) {
            "items" => item(world, path, &typed(path, &text)?),
            "sources" => source(world, path, &typed(path, &text)?),
            "reviews" => review(world, path, &typed(path, &text)?),
            SEALS => seals(world, &typed(path, &text)?),
            _ => typed::<Table>(path, &text).map(|_| Seen::default())?,
        })
    });
    seen.unwrap_or_else(|problem| unreadable(world.store, &problem))
}

pub(super) fn review(world: &World<'_>, path: &str, typed: &Typed<'_, Review>) -> Seen {
    let tally = Tally::of(typed.value.event.values());
    let seen = of_file(path, typed.text, None, review::rules(world, path, typed), tally);
    seen.with_gist(gather::review(path, &typed.value))
}

pub(super) fn seals(world: &World<'_>, typed: &Typed<'_, Seals>) -> Seen {
    let events = &typed.value.event;
    let mut drafts = form::unknown(&typed.unknown);
    let tally = Tally::of(events.values());
    let Some(register) = world.register else { return of_file(SEALS, typed.text, None, drafts, tally) };
    let replay = seal_replay::replay(events.values(), &register.authority);
    let signers = world.signers(Subject::Seals, &typed.tree, events);
    let graph = &replay.ledger.graph;
    let chain = Chain { world, subject: Subject::Seals, tree: &typed.tree, events, graph, signers: &signers };
    drafts.extend(ledger(&LedgerFacts { chain, path: SEALS, ledger: &replay.ledger, fold: &replay.table }));
    of_file(SEALS, typed.text, None, drafts, tally).with_unsigned(&chain)
}

pub(super) fn item(world: &World<'_>, path: &str, typed: &Typed<'_, Item>) -> Seen {
    let item = &typed.value;
    let id = item.id.as_str();
    let subject = Subject::Item(id);
    let law = world.law();
    let age = |event: &Event| world.age(event);
    let older: Option<&dyn Fn(&Event) -> i64> = world.timeline.is_some().then_some(&age);
    let replay = law.as_ref().map(|law| Replay::new(item.event.values(), law, older));
    let alone = replay.is_none().then(|| Graph::new(item.event.values()));
    let Some(graph) = replay.as_ref().map(|r| &r.graph).or(alone.as_ref()) else { return Seen::default() };
    let signers = world.signers(subject, &typed.tree, &item.event);
    let chain = Chain { world, subject, tree: &typed.tree, events: &item.event, graph, signers: &signers };
    let digest = content_digest(&typed.tree, subject);
    let facts = ItemFacts { chain, path, item, unknown: &typed.unknown, replay: replay.as_ref(), digest };
    let mut drafts: Vec<Draft> = evidence::CHAIN.iter().flat_map(|rule| rule(&chain)).collect();
    if let Some(replay) = &replay {
        evidence::ask_void_no_time(&mut drafts, graph, |i| replay.is_void(i));
    }
    let rules = form::ITEM.iter().chain(evidence::ITEM).chain(process::ITEM);
    drafts.extend(rules.flat_map(|rule| rule(&facts)));
    let tally = Tally::of(item.event.values());
    let seen = of_file(path, typed.text, Some(id), drafts, tally);
    let mut seen = seen.with_unsigned(&chain).with_gist(gather::item(&facts));
    seen.findings.iter_mut().for_each(|open| open.finding.title = Some(item.title.clone()));
    seen
}

pub(super) fn source(world: &World<'_>, path: &str, typed: &Typed<'_, Source>) -> Seen {
    let source = &typed.value;
    let kind = source.kind.to_string();
    let graph = Graph::new(source.event.values());
    let subject = Subject::Source(&kind, &source.reference);
    let signers = world.signers(subject, &typed.tree, &source.event);
    let chain = Chain { world, subject, tree: &typed.tree, events: &source.event, graph: &graph, signers: &signers };
    let mut drafts = form::unknown(&typed.unknown);
    drafts.extend(evidence::CHAIN.iter().flat_map(|rule| rule(&chain)));
    let right = source_path(&kind, &source.reference);
    if stays_within(&right) && right != path {
        let message = format!("the source record {kind}:{} belongs in {right}", source.reference);
        drafts.push(
            Draft::new(Rule::MisplacedFile, &["reference"], message)
                .remedy(format!("git mv {{dir}}{path} {{dir}}{right}")),
        );
    }
    let seen = of_file(path, typed.text, None, drafts, Tally::of(source.event.values()));
    seen.with_unsigned(&chain).with_gist(gather::source(path, source))
}

/// The one warning about acts that are only wanted to be signed.
fn unsigned(world: &World<'_>, seen: &[Seen]) -> Option<Seen> {
    let mut all = evidence::Unsigned::new();
    for (by, count) in seen.iter().flat_map(|s| &s.unsigned) {
        *all.entry(by.clone()).or_default() += count;
    }
    let people = &world.register?.basics.people_text;
    Some(of_file(PEOPLE, people, None, vec![evidence::told(&all)?], Tally::default()))
}

/// `duplicate-id`.
fn duplicate_ids(world: &World<'_>, seen: &[Seen]) -> Vec<Seen> {
    let twice = repeated(seen.iter().filter_map(|s| s.id.as_deref()));
    let files = |id: &str| -> Vec<&str> {
        seen.iter().filter(|s| s.id.as_deref() == Some(id)).map(|s| s.path.as_str()).collect()
    };
    let each = twice.into_iter().flat_map(|id| files(id).into_iter().map(move |path| (id, path)).collect::<Vec<_>>());
    each.map(|(id, path)| {
        let others: Vec<&str> = files(id).into_iter().filter(|p| *p != path).collect();
        let draft = Draft::new(Rule::DuplicateId, &["id"], format!("{id} is the id of {} too", others.join(", ")));
        let text = facts::text(world.store, path).unwrap_or_default();
        of_file(path, &text, Some(id), vec![draft], Tally::default())
    })
    .collect()
}

fn unreadable(store: &Store, problem: &Problem) -> Seen {
    let bytes = problem.line.and_then(|_| store.read(&problem.file).ok().flatten());
    let shown = bytes.zip(problem.line).and_then(|(b, line)| excerpt(&String::from_utf8_lossy(&b), line));
    let mut seen = whole(&problem.file, vec![form::problem(problem)]);
    for open in &mut seen.findings {
        open.finding.line = problem.line;
        open.finding.column = problem.column;
        open.finding.end_column = problem.column.map(|column| column + 1);
        open.finding.excerpt.clone_from(&shown);
        let name = problem.file.rsplit('/').next().and_then(|n| n.strip_suffix(".toml"));
        open.finding.item = name.filter(|_| problem.file.starts_with("items/")).map(ToOwned::to_owned);
    }
    seen
}

pub(super) fn whole(path: &str, drafts: Vec<Draft>) -> Seen {
    of_file(path, "", None, drafts, Tally::default())
}

/// Findings of a file, placed. The file is parsed for its places only where something was found.
pub(super) fn of_file(path: &str, text: &str, id: Option<&str>, drafts: Vec<Draft>, tally: Tally) -> Seen {
    let places = (!drafts.is_empty()).then(|| Places::new(text));
    let short = id.and_then(|id| id.rsplit('-').next()).unwrap_or("ID");
    let findings = drafts
        .into_iter()
        .map(|draft| {
            let place = places.as_ref().and_then(|p| p.of(&draft.key));
            let remedy =
                draft.remedy.unwrap_or_else(|| draft.rule.about().remedy.replace("FILE", &format!("{{dir}}{path}")));
            let finding = Finding {
                rule: draft.rule,
                // register.toml may say otherwise; that is asked when all is known.
                level: draft.level.unwrap_or(draft.rule.about().level),
                file: path.to_owned(),
                key: (!draft.key.is_empty()).then(|| draft.key.join(".")),
                line: place.as_ref().map(|p| p.line),
                column: place.as_ref().map(|p| p.column),
                end_column: place.as_ref().map(|p| p.end_column),
                excerpt: place.and_then(|p| p.excerpt),
                item: id.map(ToOwned::to_owned),
                title: None,
                event: draft.event,
                commit: draft.commit,
                message: draft.message,
                remedy: remedy.replace("{id}", short),
                waived: None,
                waiver_ended: None,
            };
            Open { finding, vouched: draft.vouched }
        })
        .collect();
    let (id, path) = (id.map(ToOwned::to_owned), path.to_owned());
    Seen { findings, id, path, tally, unsigned: BTreeMap::new(), gist: Gist::None }
}

fn cannot_prove(judged: bool, dated: bool, past: &Past, input: &Input<'_>, tally: Tally) -> Vec<String> {
    let mut said = Vec::new();
    if !judged {
        said.push("people.toml or register.toml cannot be read, so no act was judged.".to_owned());
    }
    said.extend(past.said(input.history));
    if !dated {
        said.push("Entries were counted by the days that they claim, not by those of their commits.".to_owned());
    }
    said.push("No seal anchors the times of events: each is by the clock of who acted.".to_owned());
    match (tally.events - tally.signed, tally.signed) {
        (0, _) => {}
        (unsigned, 0) => said.push(format!("None of {unsigned} events is signed.")),
        (unsigned, signed) => said.push(format!("{unsigned} of {} events are not signed.", unsigned + signed)),
    }
    match tally.links {
        0 => {}
        1 => said.push("One piece of evidence is a link: nothing vouches for what is there.".to_owned()),
        n => said.push(format!("{n} pieces of evidence are links: nothing vouches for what is there.")),
    }
    said
}
