//! What every verb needs: the register, the day, who acts.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::ask;
use super::failure::COULD_NOT;
use crate::git::{self, Repo};
use crate::history::register_folder::place_at;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::{Day, Moment};
use crate::model::excerpt::{MESSAGE, shortened};
use crate::model::id::Handle;
use crate::model::origin::Origin;
use crate::record::actor;
use crate::record::session::Session;
use crate::record::workspace::{Broken, Options, repository};
use crate::register::load::Register;
use crate::register::place;
use crate::register::read::Problem;
use crate::register::store::Store;
use crate::render::screen::Colour;
use crate::render::terminal::{clean_line, tell};

/// Under what `--help` shows the flags that are the same for every verb.
pub(super) const EVERYWHERE: &str = "Everywhere";
/// Under what it shows those of verbs that record an act.
const RECORDING: &str = "How it is recorded";

/// Flags of all verbs.
#[derive(Debug, Clone, Default, Args)]
pub struct Globals {
    /// The register's folder (default: searched for from here upwards)
    #[arg(long, global = true, value_name = "DIR", env = "KAIZEN_REGISTER", hide_env_values = true, help_heading = EVERYWHERE)]
    pub register: Option<PathBuf>,
    /// The moment or day that counts as now, instead of the clock's
    #[arg(long, global = true, value_name = "DATE", env = "KAIZEN_TODAY", hide_env_values = true, hide = true)]
    pub today: Option<String>,
    /// When colours are shown: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value = "auto", hide_possible_values = true, help_heading = EVERYWHERE)]
    pub color: Colour,
    /// Do not use a pager (`KAIZEN_PAGER`, `PAGER` or less) for long output
    #[arg(long, global = true, help_heading = EVERYWHERE)]
    pub no_pager: bool,
    /// Print nothing after an act but why it was refused; a new id still goes to a pipe
    #[arg(long, short = 'q', global = true, help_heading = EVERYWHERE)]
    pub quiet: bool,
}

/// Flags of verbs that record an act.
#[derive(Debug, Clone, Default, Args)]
pub struct ActFlags {
    /// Who you are in the register, where your mail address alone does not say
    #[arg(long = "as", value_name = "HANDLE", env = "KAIZEN_USER", hide_env_values = true, help_heading = RECORDING)]
    pub named: Option<String>,
    /// Take the words from a file instead of -m; - reads standard input
    #[arg(long = "file", short = 'F', value_name = "FILE", help_heading = RECORDING)]
    pub words_file: Option<PathBuf>,
    /// Leave the change in the working tree, and print the command to commit it
    #[arg(long, help_heading = RECORDING)]
    pub no_commit: bool,
    /// Include manual edits of this file; the event names the keys
    #[arg(long, help_heading = RECORDING)]
    pub include_edits: bool,
    /// The program that drafted what you add or include (--include-edits); every report names it
    #[arg(long, value_name = "PROGRAM", value_parser = parse_program, help_heading = RECORDING)]
    pub drafted_with: Option<String>,
    #[command(flatten)]
    pub signing: SignFlags,
}

/// A name of a program, as a report shows it.
fn parse_program(text: &str) -> Result<String, Refusal> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > 80 || name.chars().any(char::is_control) {
        return Err(Refusal::new("--drafted-with names a program, in one line of at most 80 characters"));
    }
    Ok(name.to_owned())
}

/// Whether the act is signed; what register.toml says where nothing is said.
#[derive(Debug, Clone, Copy, Default, Args)]
pub struct SignFlags {
    /// Sign the act even where register.toml does not ask for it
    #[arg(long, overrides_with = "no_sign", help_heading = RECORDING)]
    sign: bool,
    /// Do not sign the act
    #[arg(long, overrides_with = "sign", help_heading = RECORDING)]
    no_sign: bool,
}

/// Flags of verbs that only look.
#[derive(Debug, Clone, Default, Args)]
pub struct ReadFlags {
    /// The register as a commit, branch or tag has it
    #[arg(long, value_name = "REV", conflicts_with = "as_of")]
    pub at: Option<String>,
    /// The register as it was at the end of a day
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
}

/// How what was looked at is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    Table,
    Json,
}

/// A list of what a file of its own holds: reviews, people, settings.
#[derive(Debug, Args)]
pub struct Listing {
    /// How to print it
    #[arg(long, default_value = "table")]
    pub format: Format,
    #[command(flatten)]
    pub read: ReadFlags,
}

/// A list of which a screen shows the first.
#[derive(Debug, Args)]
pub struct LongListing {
    /// Every line of it, however many there are
    #[arg(long)]
    pub all: bool,
    #[command(flatten)]
    pub listing: Listing,
}

/// A register to look at, and the day it is looked at on.
#[derive(Debug)]
pub struct View {
    /// The register.
    pub register: Register,
    /// The day that overdue and the like are told by.
    pub today: Day,
    /// The moment that events must not be later than.
    pub now: Moment,
    /// The commit it was read from, where it was.
    pub commit: Option<String>,
    /// The folder of the register in the working tree.
    pub root: PathBuf,
}

impl Globals {
    /// The folder of the register.
    ///
    /// # Errors
    /// None is found.
    pub fn root(&self) -> anyhow::Result<PathBuf> {
        let here = std::env::current_dir().context("the current folder is gone")?;
        place::find(self.register.as_deref(), &here).map_err(|e| {
            let refusal = Refusal::new(format!("{e:#}"));
            refusal.next("make one: kaizen init").next("or name one: --register DIR").into()
        })
    }

    /// The folder of the register, or else the current one: a register whose making was broken off may lack its files.
    ///
    /// # Errors
    /// The current folder is gone.
    pub fn root_or_here(&self) -> anyhow::Result<PathBuf> {
        let here = std::env::current_dir().context("the current folder is gone")?;
        Ok(self.root().unwrap_or(here))
    }

    /// Now, as said or by the clock. A bare day is its noon in the register's zone.
    ///
    /// # Errors
    /// What was said is no date.
    pub fn now(&self, register: &Register) -> anyhow::Result<Moment> {
        self.now_in(register.zone())
    }

    /// As [`Globals::now`], with the zone.
    ///
    /// # Errors
    /// What was said is no date.
    pub fn now_in(&self, zone: chrono_tz::Tz) -> anyhow::Result<Moment> {
        match self.said() {
            None => {
                let now = chrono::Utc::now();
                Ok(Moment(chrono::DateTime::from_timestamp(now.timestamp(), 0).unwrap_or(now)))
            }
            Some(text) => match text.parse::<Day>() {
                Ok(day) => Ok(day.noon(zone)),
                Err(not_a_day) => text.parse::<Moment>().map_err(|_| {
                    anyhow::anyhow!("KAIZEN_TODAY or --today: {not_a_day}, or as a moment, 2026-05-15T09:12:44Z")
                }),
            },
        }
    }

    /// The day or moment that was said to be now; an empty variable says nothing.
    fn said(&self) -> Option<&str> {
        self.today.as_deref().map(str::trim).filter(|t| !t.is_empty())
    }

    /// Begins to record acts on the register.
    ///
    /// # Errors
    /// There is no register, or no repository.
    pub fn session(&self, flags: &ActFlags) -> anyhow::Result<Session<'_>> {
        let root = self.root()?;
        let options = Options {
            named: flags.named.clone().filter(|n| !n.is_empty()),
            no_commit: flags.no_commit,
            include_edits: flags.include_edits,
            drafted_with: flags.drafted_with.clone(),
            dated: false,
            sign: if flags.signing.no_sign { Some(false) } else { flags.signing.sign.then_some(true) },
        };
        let session = Session::new(&root, options, ask::prompt(), |register| self.now(register))?;
        session.answers().take_words_from(flags.words_file.clone());
        Ok(session)
    }

    /// Opens the register to look at it, now or as it was.
    ///
    /// # Errors
    /// No register, an unknown revision, or one that cannot be read.
    pub fn view(&self, flags: &ReadFlags) -> anyhow::Result<View> {
        let root = self.root()?;
        let (store, moment) = self.store(&root, flags)?;
        let commit = match &store {
            Store::Commit(store) => Some(store.commit.clone()),
            Store::Folder(_) => None,
        };
        let register = Register::open(store).map_err(Broken)?;
        if register.settings.sandbox {
            tell("sandbox: people and items are made up, and nothing here is evidence");
        }
        let (now, today) = self.moment(register.zone(), moment)?;
        Ok(View { register, today, now, commit, root })
    }

    /// Now and today: the day that `--as-of` names, else as said, else those of the commit that is looked at, else by the
    /// clock. Who looks on a day that is said looks at its end: an act of its evening is none of the future.
    ///
    /// # Errors
    /// What was said is no date.
    pub fn moment(&self, zone: chrono_tz::Tz, then: Option<Then>) -> anyhow::Result<(Moment, Day)> {
        match (self.said(), then) {
            (said, Some(Then::Day(day))) => {
                if let Some(said) = said.filter(|said| said.parse::<Day>().ok() != Some(day)) {
                    tell(&clean_line(&format!(
                        "as of {day}, by --as-of; --today or KAIZEN_TODAY ({said}) is not asked"
                    )));
                }
                Ok((day.end(zone), day))
            }
            (Some(text), _) if text.parse::<Day>().is_ok() => {
                let today = self.now_in(zone)?.day(zone);
                Ok((today.end(zone), today))
            }
            (None, Some(Then::Moment(moment))) => Ok((moment, moment.day(zone))),
            _ => self.now_in(zone).map(|now| (now, now.day(zone))),
        }
    }

    /// Where the bytes come from, and the moment that goes with them.
    ///
    /// # Errors
    /// An unknown revision, or a day before the first commit.
    pub fn store(&self, root: &Path, flags: &ReadFlags) -> anyhow::Result<(Store, Option<Then>)> {
        if flags.at.is_none() && flags.as_of.is_none() {
            return Ok((Store::Folder(root.to_owned()), None));
        }
        let repo = repository(root)?;
        let folder = repo.relative(root)?;
        if let Some(rev) = &flags.at {
            let commit = git::resolve(&repo, rev)?;
            let time = git::committed_at(&repo, commit)?;
            let folder = place_at(&repo, commit, &folder)?.unwrap_or(folder);
            return Ok((Store::at(&repo, commit, &folder)?, Some(Then::Moment(Moment(time)))));
        }
        let day: Day = flags.as_of.as_deref().unwrap_or_default().parse().context("--as-of")?;
        let zone = Register::open(Store::Folder(root.to_owned())).map_or(chrono_tz::UTC, |r| r.zone());
        let commit = git::as_of(&repo, day.end(zone).0)?;
        let folder = place_at(&repo, commit, &folder)?.unwrap_or(folder);
        Ok((Store::at(&repo, commit, &folder)?, Some(Then::Day(day))))
    }
}

impl View {
    /// What every report names: the tool, the day, the commit.
    #[must_use]
    pub fn origin(&self) -> Origin {
        Origin::new(self.today, self.commit.clone()).from_sandbox(self.register.settings.sandbox)
    }

    /// Names what could not be read, each with its place, and gives the exit code that goes with it.
    #[must_use]
    pub fn tell_problems(&self, problems: &[Problem]) -> ExitCode {
        for problem in problems {
            tell(&shortened(&clean_line(&format!("cannot read {problem}")), MESSAGE));
        }
        if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(COULD_NOT) }
    }
}

/// The time of a register of the past.
#[derive(Debug, Clone, Copy)]
pub enum Then {
    /// As of a day.
    Day(Day),
    /// At a commit.
    Moment(Moment),
}

/// The handle of whoever runs the program, where git knows them; for `--mine`.
///
/// # Errors
/// No repository, no identity, or nobody in people.toml has it.
pub fn me(root: &Path, named: Option<&str>, register: &Register) -> anyhow::Result<Handle> {
    let repo: Repo = repository(root)?;
    Ok(actor::who(named, &repo, root, (register, &repo.author()?))?)
}
