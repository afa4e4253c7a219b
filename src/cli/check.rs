use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags};
use super::failure::FOUND;
use crate::check::rule::Rule;
use crate::check::{Input, Opened, run};
use crate::git::{Head, Repo};
use crate::lifecycle::refusal::Refusal;
use crate::register::store::Store;
use crate::render::check as render;
use crate::render::terminal::out;

/// Check the register: form, evidence, and whether the work goes as it should
#[derive(Debug, Args)]
#[command(after_help = "Exit codes: 0 nothing that fails, 1 something found, 2 could not look.\n\n\
    Examples:\n  kaizen check\n  kaizen check --at v1.2 --format json\n  kaizen check --explain overdue")]
pub struct Arguments {
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// What makes the exit code 1
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "LEVEL")]
    fail_on: FailOn,
    /// Do not ask history anything, which keys were edited by hand neither
    #[arg(long)]
    no_history: bool,
    /// Only this rule; may be given several times
    #[arg(long, value_name = "RULE", value_parser = parse_rule)]
    rule: Vec<Rule>,
    /// List all rules
    #[arg(long, conflicts_with_all = ["explain", "rule", "at", "as_of"])]
    list: bool,
    /// Tell what a rule means, where it comes from, and what to do
    #[arg(long, value_name = "RULE", value_parser = parse_rule, conflicts_with_all = ["rule", "at", "as_of"])]
    explain: Option<Rule>,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For eyes
    Human,
    /// For programs (kaizen schema check)
    Json,
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
            out(&if self.format == Format::Json { render::list_json()? } else { render::list() })?;
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(rule) = self.explain {
            out(&render::explain(rule.about()))?;
            return Ok(ExitCode::SUCCESS);
        }
        let root = globals.root()?;
        let (store, then) = globals.store(&root, &self.read)?;
        let repo = Repo::discover(&root).context("the repository cannot be looked at")?;
        let commit = match (&store, &repo) {
            (Store::Commit(store), _) => Some(store.commit.clone()),
            (Store::Folder(_), Some(repo)) => match repo.head()? {
                Head::Branch(_, id) | Head::Detached(id) => Some(id.to_string()),
                Head::Unborn(_) => None,
            },
            (Store::Folder(_), None) => None,
        };
        let opened = Opened::open(store);
        let (now, today) = globals.moment(opened.zone(), then)?;
        let report = run(&Input {
            opened: &opened,
            now,
            today,
            root: &root,
            folder: folder(&root, repo.as_ref())?,
            repo: repo.as_ref().filter(|_| !self.no_history),
            commit,
            only: &self.rule,
        })?;
        out(&match self.format {
            Format::Human => render::human(&report),
            Format::Json => render::json(&report)?,
        })?;
        let counted = &report.counted;
        let fails = match self.fail_on {
            FailOn::Error => counted.errors > 0,
            FailOn::Warn => counted.errors + counted.warnings > 0,
            FailOn::Never => false,
        };
        Ok(if fails { ExitCode::from(FOUND) } else { ExitCode::SUCCESS })
    }
}

/// The register's folder below the top of its repository.
pub fn folder(root: &Path, repo: Option<&Repo>) -> anyhow::Result<String> {
    let below = match repo {
        Some(repo) => repo.relative(root)?,
        None => root.file_name().map(PathBuf::from).unwrap_or_default(),
    };
    Ok(below.to_string_lossy().into_owned())
}

fn parse_rule(text: &str) -> Result<Rule, Refusal> {
    Rule::named(text).ok_or_else(|| {
        let close = Rule::closest(text).map(|name| format!("; did you mean {name}?")).unwrap_or_default();
        Refusal::new(format!("there is no rule “{text}”{close} (kaizen check --list shows all)"))
    })
}
