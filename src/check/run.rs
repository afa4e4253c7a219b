//! A whole check: every file read in parallel, every rule asked, every finding placed.

use std::sync::OnceLock;

use chrono_tz::Tz;
use rayon::prelude::*;

use super::attributes;
use super::facts::{World, repeated, typed};
use super::file_findings::{FileFindings, PlacedFinding, Tally, of_file, unreadable};
use super::files::{basics, file, item_among};
use super::finding::{Counted, RawFinding, Report};
use super::history::{Past, Wanted, newest_seal, tags_not_here};
use super::input::{Input, Opened};
use super::stray::{entries, is_record, strays};
use super::weighing::weighed;
use super::with_history::{blame, look, only_changed, recorded};
use super::{across_files, evidence, level, process};
use crate::history::timeline::Timeline;
use crate::lifecycle::graph::Graph;
use crate::model::date::Moment;
use crate::model::event::Event;
use crate::model::origin::Origin;
use crate::model::person::People;
use crate::model::rule::{Family, Rule};
use crate::model::settings::{Policy, Settings};
use crate::model::word::Level;
use crate::model::wording::Wording;
use crate::register::load::{listed_text, text};
use crate::register::place::{PEOPLE, SEALS, SETTINGS};
use crate::register::store::{FileEntry, Store};

/// Checks a register; with the report comes the history that was looked at.
///
/// # Errors
/// A folder of it cannot be read.
pub fn run(input: &Input<'_>) -> anyhow::Result<(Report, Option<Timeline>)> {
    let past = look(input, input.opened.store());
    let report = match introduced_otherwise(input, &past) {
        Some(opened) => judged(&Input { opened: &opened, folder: input.folder.clone(), ..*input }, &past),
        None => judged(input, &past),
    }?;
    Ok((report, past.timeline))
}

/// The register by the introduction that history, or who checks, knows to be the real one, where register.toml has
/// several first events and its look tells otherwise.
fn introduced_otherwise(input: &Input<'_>, past: &Past) -> Option<Opened> {
    // Judged by older people and settings, their own introduction was looked at then.
    let basics = input.opened.register().filter(|_| input.since.is_none()).map(|register| &register.basics)?;
    let graph = Graph::new(basics.settings.event.values());
    let firsts: Vec<&Event> = graph.roots().into_iter().filter_map(|i| graph.events().get(i).copied()).collect();
    if firsts.len() < 2 {
        return None;
    }
    let noted = input.introduction.and_then(|noted| firsts.iter().find(|event| event.hash.as_str().starts_with(noted)));
    let older = |one: &Event, other: &Event| {
        past.timeline.as_ref().is_some_and(|timeline| timeline.is_older(&one.hash, &other.hash))
    };
    let real = noted.copied().or_else(|| graph.events().get(graph.founding(Some(&older))?).copied())?;
    (basics.introduction.as_ref() != Some(&real.hash)).then(|| input.opened.introduced_by(real.hash.clone()))
}

fn judged(input: &Input<'_>, past: &Past) -> anyhow::Result<Report> {
    let store = input.opened.store();
    let register = input.opened.register();
    let entries = entries(store, input.folder.is_empty(), &past.uncommitted.submodules)?;
    let evidence = entries.iter().filter(|e| e.path.starts_with("evidence/")).map(|e| (e.path.clone(), e.is_plain()));
    let (settings_text, people_text) = (text(store, SETTINGS), text(store, PEOPLE));
    let settings = settings_text.as_deref().map_err(Clone::clone).and_then(|text| typed::<Settings>(SETTINGS, text));
    let people = people_text.as_deref().map_err(Clone::clone).and_then(|text| typed::<People>(PEOPLE, text));
    let world = World {
        store,
        register,
        register_id: register.map(|r| r.settings.id.clone()).or_else(|| Some(settings.as_ref().ok()?.value.id.clone())),
        policy: register.map_or_else(Policy::default, |r| r.settings.policy.clone()),
        blame_phrases: process::blame_phrases::Phrases::new(register.map_or(&[], |r| &r.settings.blame_phrases))?,
        wording: register.map_or_else(
            || Wording::new(&[], &[]),
            |r| Wording::new(&r.settings.empty_phrases, &r.settings.generic_phrases),
        ),
        zone: input.opened.zone(),
        now: input.now,
        today: input.today,
        timeline: past.timeline.as_ref(),
        evidence: evidence.collect(),
        names: OnceLock::new(),
    };

    let mut seen: Vec<FileFindings> = Vec::new();
    seen.extend(basics(&world, &settings, &people));
    seen.extend(input.opened.problem().map(|problem| unreadable(store, problem)));
    let listed: Vec<&FileEntry> = entries.iter().filter(|entry| is_record(entry)).collect();
    let items = listed.iter().filter(|e| e.path.starts_with("items/")).count();
    let read_file = |entry: &&FileEntry| {
        let text = listed_text(store, entry);
        if input.brief && entry.path.starts_with("items/") {
            return item_among(&world, &input.filter.items, &entry.path, text);
        }
        file(&world, &entry.path, text)
    };
    // Git answers while the files are read.
    let (files, altered) =
        rayon::join(|| listed.par_iter().map(read_file).collect::<Vec<_>>(), || attributes::found(input, &entries));
    seen.extend(files);
    seen.extend(altered);
    let seals = store.has(SEALS);
    seen.extend(seals.then(|| file(&world, SEALS, text(store, SEALS))));
    seen.extend(duplicate_ids(&world, &seen));
    seen.extend(unsigned(&world, &seen));
    let (introduction, introduced) = across_files::introduced(register, world.zone).unzip();
    let mut whole = across_files::whole(&world, introduced, input.since.is_some(), &mut seen);
    whole.audit = input.audit;
    let usual_from = whole.is_new().then(|| whole.usual_from()).flatten();
    let dated = whole.committed.is_some();
    seen.extend(across_files::found(&whole));

    let recorded = recorded(input, &world, past, &seen, introduction.as_ref());
    seen.extend(recorded);

    let mut tally = Tally::default();
    seen.iter().for_each(|s| tally.add(&s.tally));
    if !input.brief {
        seen.extend(strays(&world, &entries, &tally.evidence));
    }
    let mut open: Vec<PlacedFinding> = seen.into_iter().flat_map(|s| s.findings).collect();
    only_changed(input, past, &mut open);
    blame(&world, &mut open);
    let commit = input.commit.map(|id| id.to_string());
    let (commit, based_on) = match store {
        Store::Commit(_) => (commit, None),
        Store::Folder(_) => (None, commit),
    };
    let (mut findings, mut lowered) = weighed(input, past, open, usual_from);
    lowered.retain(|lowered| input.filter.asks_rule(lowered.rule));
    let left_out = input.filter.sift(&mut findings);
    let mut report = Report {
        origin: Origin::new(input.today, commit).from_sandbox(register.is_some_and(|r| r.basics.is_sandbox())),
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
        lowered,
        numbers: register.map(|register| register.settings.policy.set_otherwise()).unwrap_or_default(),
        not_listed: 0,
        findings,
        cannot_prove: cannot_prove(&world, dated, past, input, &tally),
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
        Family::History => register.is_some() && !matches!(input.history, Wanted::No),
        _ => register.is_some(),
    };
    let asked = Rule::ALL.iter().filter(|about| judged(about.family) && on(about.rule));
    asked.map(|about| about.rule).filter(|rule| input.filter.asks_rule(*rule)).collect()
}

/// The one warning about acts that are only wanted to be signed.
fn unsigned(world: &World<'_>, seen: &[FileFindings]) -> Option<FileFindings> {
    let mut all = evidence::Unsigned::new();
    for (by, count) in seen.iter().flat_map(|s| &s.unsigned) {
        *all.entry(by.clone()).or_default() += count;
    }
    let people = &world.register?.basics.people_text;
    Some(of_file(PEOPLE, people, None, vec![evidence::told(&all)?], Tally::default()))
}

/// `duplicate-id`.
fn duplicate_ids(world: &World<'_>, seen: &[FileFindings]) -> Vec<FileFindings> {
    let twice = repeated(seen.iter().filter_map(|s| s.id.as_deref()));
    let files = |id: &str| -> Vec<&str> {
        seen.iter().filter(|s| s.id.as_deref() == Some(id)).map(|s| s.path.as_str()).collect()
    };
    let each = twice.into_iter().flat_map(|id| files(id).into_iter().map(move |path| (id, path)).collect::<Vec<_>>());
    each.map(|(id, path)| {
        let others: Vec<&str> = files(id).into_iter().filter(|p| *p != path).collect();
        let draft = RawFinding::new(Rule::DuplicateId, &["id"], format!("{id} is the id of {} too", others.join(", ")));
        let text = text(world.store, path).unwrap_or_default();
        of_file(path, &text, Some(id), vec![draft], Tally::default())
    })
    .collect()
}

fn cannot_prove(world: &World<'_>, dated: bool, past: &Past, input: &Input<'_>, tally: &Tally) -> Vec<String> {
    let mut said = Vec::new();
    if world.register.is_none() {
        said.push("people.toml or register.toml cannot be read, so no act was judged.".to_owned());
    }
    said.extend(past.said(input.history));
    if !dated {
        said.push("Entries were counted by the days that they claim, not by those of their commits.".to_owned());
    }
    said.push(unanchored(newest_seal(world), world.zone, tally.events));
    said.extend(tags_not_here(world));
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
    match tally.drafted {
        0 => {}
        1 => said.push("One act brings what a program drafted; how well its person read it does not show.".to_owned()),
        n => said.push(format!("{n} acts bring what a program drafted; how well people read it does not show.")),
    }
    said
}

/// Whose clock the times of events are by. A seal tells what was there when it was made to whoever had it then.
fn unanchored(seal: Option<(String, Moment, usize)>, zone: Tz, events: usize) -> String {
    match seal {
        None => "No seal anchors the times of events: each is by the clock of who acted.".to_owned(),
        Some((name, at, sealed)) => {
            let (day, sealed) = (at.day(zone), sealed.min(events));
            format!(
                "The seal {name} of {day} shows to whoever had it then that {sealed} of {events} events were there; other \
                 times are by the clock of who acted."
            )
        }
    }
}
