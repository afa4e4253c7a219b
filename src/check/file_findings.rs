//! What was seen in one file, and each finding placed in it.

use std::collections::BTreeMap;

use super::evidence;
use super::facts::Chain;
use super::finding::{Finding, RawFinding};
use super::form;
use super::level;
use super::place::{Places, excerpt};
use super::remedy;
use super::summary::Summary;
use crate::model::event::Event;
use crate::model::excerpt::{MESSAGE, shortened};
use crate::model::id::Digest;
use crate::model::rule::Rule;
use crate::model::word::Level;
use crate::register::read::Problem;
use crate::register::store::Store;

/// What was seen in one file.
#[derive(Debug, Default)]
pub(super) struct FileFindings {
    pub(super) findings: Vec<PlacedFinding>,
    pub(super) id: Option<String>,
    pub(super) path: String,
    pub(super) tally: Tally,
    pub(super) unsigned: evidence::Unsigned,
    pub(super) gist: Summary,
}

impl FileFindings {
    /// With its acts that are only wanted to be signed.
    pub(super) fn with_unsigned(mut self, chain: &Chain<'_>) -> FileFindings {
        evidence::wanted(chain, &mut self.unsigned);
        self
    }

    /// With what counts of it for the register as a whole.
    pub(super) fn with_gist(self, gist: Summary) -> FileFindings {
        FileFindings { gist, ..self }
    }
}

/// Numbers for the last lines of the report.
#[derive(Debug, Default, Clone)]
pub(super) struct Tally {
    pub(super) events: usize,
    pub(super) signed: usize,
    pub(super) links: usize,
    /// Events that bring what a program drafted.
    pub(super) drafted: usize,
    /// The files that events name as their evidence.
    pub(super) evidence: Vec<String>,
}

impl Tally {
    pub(super) fn of<'e>(events: impl Iterator<Item = &'e Event>) -> Tally {
        let mut tally = Tally::default();
        for event in events {
            tally.events += 1;
            tally.signed += usize::from(event.signature.is_some());
            tally.drafted += usize::from(event.drafted_with.is_some());
            let evidence = event.evidence.iter().flatten();
            tally.links += evidence.clone().filter(|e| e.url.is_some() && e.sha256.is_none()).count();
            tally.evidence.extend(evidence.filter_map(|e| e.path.clone()));
        }
        tally
    }

    pub(super) fn add(&mut self, other: &Tally) {
        self.events += other.events;
        self.signed += other.signed;
        self.links += other.links;
        self.drafted += other.drafted;
        self.evidence.extend(other.evidence.iter().cloned());
    }
}

/// A finding, and the contents that history may know.
#[derive(Debug)]
pub(super) struct PlacedFinding {
    /// With a remedy that is not filled in yet.
    pub(super) finding: Finding,
    /// The item as commands name it.
    pub(super) short: String,
    pub(super) vouched: Vec<Digest>,
}

/// What is said of a file that cannot be read.
pub(super) fn unreadable(store: &Store, problem: &Problem) -> FileFindings {
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

/// Findings about a file as a whole.
pub(super) fn whole(path: &str, drafts: Vec<RawFinding>) -> FileFindings {
    of_file(path, "", None, drafts, Tally::default())
}

/// So many findings of one rule are told one by one of a file; of the others, how many there are.
const TOLD: usize = 500;

/// Takes out what is more than [`TOLD`] of a rule, and says of each rule how many more there are: a finding as heavy as
/// the heaviest of them, which nothing but an end of them answers for.
fn bounded(drafts: Vec<RawFinding>) -> Vec<RawFinding> {
    if drafts.len() <= TOLD {
        return drafts;
    }
    let level = |draft: &RawFinding| draft.level.unwrap_or(draft.rule.about().level);
    let mut counts: BTreeMap<Rule, (usize, Level)> = BTreeMap::new();
    let mut told: Vec<RawFinding> = Vec::new();
    for draft in drafts {
        let (count, heaviest) = counts.entry(draft.rule).or_insert((0, Level::Off));
        *count += 1;
        if *count <= TOLD {
            told.push(draft);
        } else {
            *heaviest = level::heavier(*heaviest, level(&draft));
        }
    }
    let more = counts.into_iter().filter(|(_, (count, _))| *count > TOLD);
    told.extend(more.map(|(rule, (count, heaviest))| {
        let message = format!("{} more findings of this kind in this file are not told one by one", count - TOLD);
        let remedy = "Mend those that are told, then run the check again.";
        RawFinding::new(rule, &[], message).level(heaviest).remedy(remedy)
    }));
    told
}

/// Findings of a file, placed. The file is parsed for its places only where something was found.
pub(super) fn of_file(path: &str, text: &str, id: Option<&str>, drafts: Vec<RawFinding>, tally: Tally) -> FileFindings {
    let drafts = bounded(drafts);
    let places = (!drafts.is_empty()).then(|| Places::new(text));
    let short = id.and_then(|id| id.rsplit('-').next()).unwrap_or("ID");
    let findings = drafts
        .into_iter()
        .map(|draft| {
            let place = places.as_ref().and_then(|p| p.of(&draft.key));
            let usual = || draft.rule.about().remedy.replace("FILE", &remedy::path(path));
            let remedy = draft.remedy.unwrap_or_else(usual);
            let finding = Finding {
                rule: draft.rule,
                // register.toml may say otherwise; that is asked when all is known.
                level: draft.level.unwrap_or(draft.rule.about().level),
                file: path.to_owned(),
                key: (!draft.key.is_empty()).then(|| shortened(&draft.key.join("."), MESSAGE)),
                line: place.as_ref().map(|p| p.line),
                column: place.as_ref().map(|p| p.column),
                end_column: place.as_ref().map(|p| p.end_column),
                excerpt: place.and_then(|p| p.excerpt),
                item: id.map(ToOwned::to_owned),
                title: None,
                event: draft.event,
                commit: draft.commit,
                message: shortened(&draft.message, MESSAGE),
                remedy,
                waived: None,
                waiver_ended: None,
                error_on: draft.error_on,
            };
            PlacedFinding { finding, short: short.to_owned(), vouched: draft.vouched }
        })
        .collect();
    let (id, path) = (id.map(ToOwned::to_owned), path.to_owned());
    FileFindings { findings, id, path, tally, unsigned: BTreeMap::new(), gist: Summary::None }
}
