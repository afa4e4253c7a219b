use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags};
use super::failure::{COULD_NOT, FOUND};
use super::output::OutputFlags;
use crate::check::filter::Filter;
use crate::check::finding::Report;
use crate::check::full_check::{commit_of, folder};
use crate::check::{Input, Opened, Wanted, run};
use crate::git::{self, Oid, Repo};
use crate::history::register_folder::place_at;
use crate::lifecycle::refusal::Refusal;
use crate::model::rule::Rule;
use crate::model::word::Level;
use crate::record::workspace::Broken;
use crate::register::find;
use crate::register::load::Register;
use crate::register::store::Store;
use crate::render::gate::{by_rule, github, gitlab, human, junit, markdown, sarif};
use crate::render::terminal::{out, tell};
use crate::render::{check as render, json};
use crate::report::change::BranchChange;

/// Check the register: its form, its evidence, and whether the work is on track
#[derive(Debug, Args)]
#[command(
    after_help = "Ten findings of each rule are shown, what cannot be lowered first; --full shows all.\n\nExit codes: 0 nothing that fails, 1 something found, 2 could not look.\n\n\
    Examples:\n  kaizen check\n  kaizen check --output sarif=kaizen.sarif --output junit=kaizen.xml\n  \
    kaizen check --item k7qd --full\n  kaizen check --statistics\n  kaizen check --at v1.2 --format json\n  kaizen check --since origin/main --format markdown\n  kaizen check --explain overdue"
)]
#[allow(clippy::struct_excessive_bools, reason = "each is a flag")]
pub struct Arguments {
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    #[command(flatten)]
    output: OutputFlags,
    /// Which findings make the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "LEVEL")]
    fail_on: FailOn,
    /// Skip the history: what was removed from the register is not noticed then
    #[arg(long, conflicts_with = "since")]
    no_history: bool,
    /// Look at what came after this commit only, with the people and settings it has: for a pull request
    #[arg(long, value_name = "REV")]
    since: Option<String>,
    /// The introduction that was noted before (the hash of register.toml's first event): another one is an error
    #[arg(long, value_name = "HASH", value_parser = parse_introduction, env = "KAIZEN_INTRODUCTION", hide_env_values = true)]
    introduction: Option<String>,
    /// Only this rule; may be repeated
    #[arg(long, value_name = "RULE", value_parser = parse_rule)]
    rule: Vec<Rule>,
    /// Only these items; files that cannot be read are reported all the same
    #[arg(long, value_name = "ID", num_args = 1..)]
    item: Vec<String>,
    /// List only findings of this level and above; the others still count
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<Listed>,
    /// Name every finding with its place, and what to do about each
    #[arg(long)]
    full: bool,
    /// Only how many findings each rule has
    #[arg(long, conflicts_with_all = ["full", "verbose"])]
    statistics: bool,
    /// List everything that this cannot prove
    #[arg(long)]
    verbose: bool,
    /// List all rules
    #[arg(long, conflicts_with_all = ["explain", "rule", "item", "level", "at", "as_of"])]
    list: bool,
    /// Explain what a rule means, where it comes from, and what to do
    #[arg(long, value_name = "RULE", value_parser = parse_rule, conflicts_with_all = ["rule", "item", "level", "at", "as_of"])]
    explain: Option<Rule>,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs (kaizen schema check)
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// JUnit XML, for test reports
    Junit,
    /// Annotations in the log of GitHub Actions
    Github,
    /// The code quality report of GitLab
    Gitlab,
    /// A comment on a pull request: with --since what the change does, and what was found
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listed {
    /// Errors
    Error,
    /// Warnings too
    Warn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Errors
    Error,
    /// Errors and warnings
    Warn,
    /// Nothing
    Never,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        if self.list {
            let rules = match self.format {
                Format::Human => render::list(),
                Format::Json => render::list_json()?,
                _ => return Err(Refusal::new("check --list prints --format human or json").into()),
            };
            out(&rules)?;
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(rule) = self.explain {
            let told = match self.format {
                Format::Human => render::explain(rule.about()),
                Format::Json => render::explain_json(rule.about())?,
                _ => return Err(Refusal::new("check --explain prints --format human or json").into()),
            };
            out(&told)?;
            return Ok(ExitCode::SUCCESS);
        }
        if self.format != Format::Human && (self.full || self.statistics || self.verbose) {
            return Err(Refusal::new("--full, --statistics and --verbose are for --format human")
                .next("formats for programs hold everything as they are")
                .into());
        }
        let root = globals.root()?;
        let (store, then) = globals.store(&root, &self.read)?;
        let repo = Repo::discover(&root).context("the repository cannot be looked at")?;
        let commit = match commit_of(&store, repo.as_ref()) {
            Err(_) if self.no_history => None,
            commit => commit?,
        };
        let mut opened = Opened::open(store);
        let since = match (&self.since, &repo) {
            (None, _) => None,
            (Some(rev), Some(repo)) => {
                let commit = git::resolve(repo, rev)?;
                opened = judged_by(opened, repo, commit, &repo.relative(&root)?)?;
                Some(commit)
            }
            (Some(_), None) => {
                return Err(Refusal::new("--since asks history, and this is no git repository").into());
            }
        };
        let (now, today) = globals.moment(opened.zone(), then)?;
        let filter = self.filter(opened.store())?;
        let (report, _) = run(&Input {
            opened: &opened,
            now,
            today,
            root: &root,
            folder: folder(&root, repo.as_ref())?,
            history: Wanted::of(repo.as_ref(), self.no_history),
            commit,
            since,
            introduction: self.introduction.as_deref(),
            audit: false,
            brief: false,
            filter: &filter,
        })?;
        let change = match (since, commit, &repo) {
            (Some(base), Some(tip), Some(repo)) if self.prints(Format::Markdown) => {
                Some(BranchChange::of(repo, &root, opened.register(), base, tip)?)
            }
            _ => None,
        };
        self.output.deliver(self.format, |format| self.print(format, &report, change.as_ref()))?;
        // Where people.toml or register.toml cannot be read no act was judged, so nothing found says nothing.
        if opened.register().is_none() {
            return Ok(ExitCode::from(COULD_NOT));
        }
        let counted = &report.counted;
        if report.findings.iter().any(|finding| finding.rule == Rule::HistoryUnavailable) {
            return Ok(ExitCode::from(COULD_NOT));
        }
        let failing = match self.fail_on {
            FailOn::Error => counted.errors,
            FailOn::Warn => counted.errors + counted.warnings,
            FailOn::Never => 0,
        };
        Ok(if failing > 0 { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
    }

    /// The least level that makes the exit code 1.
    fn fails(&self) -> Option<Level> {
        match self.fail_on {
            FailOn::Error => Some(Level::Error),
            FailOn::Warn => Some(Level::Warn),
            FailOn::Never => None,
        }
    }

    /// Whether a format is asked for, on standard output or in a file.
    fn prints(&self, format: Format) -> bool {
        self.format == format || self.output.names(format)
    }

    fn print(&self, format: Format, report: &Report, change: Option<&BranchChange>) -> anyhow::Result<String> {
        match format {
            Format::Human if self.statistics => Ok(by_rule::statistics(report)),
            Format::Human if self.full => Ok(human::report(report)),
            Format::Human => Ok(by_rule::screen(report, self.verbose)),
            Format::Json => json::pretty(report),
            Format::Sarif => sarif::log(report),
            Format::Junit => junit::xml(report, self.fails()),
            Format::Github => Ok(github::annotations(report)),
            Format::Gitlab => gitlab::code_quality(report),
            Format::Markdown => Ok(markdown::comment(report, change)),
        }
    }

    /// The filters, with whole ids of items.
    fn filter(&self, store: &Store) -> anyhow::Result<Filter> {
        let level = self.level.map(|level| if level == Listed::Error { Level::Error } else { Level::Warn });
        let mut filter = Filter { rules: self.rule.clone(), items: Vec::new(), level };
        if !self.item.is_empty() {
            let entries = store.list("items")?;
            let names: Vec<&str> =
                entries.iter().filter_map(|e| e.path.rsplit('/').next()?.strip_suffix(".toml")).collect();
            for written in &self.item {
                filter.items.push(find::one_of(written, &names)?.to_owned());
            }
        }
        Ok(filter)
    }
}

/// The register as the people and settings of an older commit judge it; where that has none yet, as it judges itself.
fn judged_by(opened: Opened, repo: &Repo, commit: Oid, folder: &Path) -> anyhow::Result<Opened> {
    if let Some(place) = place_at(repo, commit, folder)? {
        let before = Register::open(Store::at(repo, commit, &place)?).map_err(Broken)?;
        return Ok(opened.judged_by(before));
    }
    tell("--since: there was no register yet, so it is judged by its own people and settings");
    Ok(opened)
}

fn parse_introduction(text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::new("it is empty; KAIZEN_INTRODUCTION and --introduction name the introduction"));
    }
    let lower = text.trim().to_lowercase();
    if (16..=64).contains(&lower.len()) && lower.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(lower);
    }
    Err(Refusal::new(format!(
        "“{text}” is no introduction: it is the 64 digits that kaizen check names, or the first 16"
    )))
}

/// The rule that a person names.
pub(super) fn parse_rule(text: &str) -> Result<Rule, Refusal> {
    Rule::named(text).ok_or_else(|| {
        let close = Rule::closest(text).map(|name| format!("; did you mean {name}?")).unwrap_or_default();
        Refusal::new(format!("there is no rule “{text}”{close} (kaizen check --list shows all)"))
    })
}
