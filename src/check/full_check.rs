//! A whole check, all rules, for whoever goes on from what it found: the audit, and callers of the library.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono_tz::Tz;

use super::filter::Filter;
use super::finding::Report;
use super::{Input, Opened, Wanted, run};
use crate::git::{Head, Oid, Repo};
use crate::history::timeline::Timeline;
use crate::model::date::{Day, Moment};
use crate::register::store::Store;

/// A register with what `check` found in it.
#[derive(Debug)]
pub struct Checked {
    /// The register.
    pub opened: Opened,
    /// What was found.
    pub report: Report,
    /// The day it was told by.
    pub today: Day,
    /// Its history, where that was looked at.
    pub history: Option<Timeline>,
}

/// What of a check is asked.
#[derive(Debug, Default)]
pub struct Asked {
    /// Leave history out.
    pub no_history: bool,
    /// As an audit asks.
    pub audit: bool,
    /// Nothing but what is found about the items of the filter.
    pub brief: bool,
    /// Only some findings.
    pub filter: Filter,
}

impl Asked {
    /// All rules, with history.
    #[must_use]
    pub fn all() -> Asked {
        Asked { audit: true, ..Asked::default() }
    }
}

/// Checks a register once. `when` is asked for now and today once the time zone is known.
///
/// # Errors
/// A folder of the register or its repository cannot be read.
pub fn full_check(
    root: &Path,
    store: Store,
    asked: &Asked,
    when: impl FnOnce(Tz) -> anyhow::Result<(Moment, Day)>,
) -> anyhow::Result<Checked> {
    let repo = Repo::discover(root).context("the repository cannot be looked at")?;
    let commit = match commit_of(&store, repo.as_ref()) {
        Err(_) if asked.no_history => None,
        commit => commit?,
    };
    let opened = Opened::open(store);
    let (now, today) = when(opened.zone())?;
    let (report, history) = run(&Input {
        opened: &opened,
        now,
        today,
        root,
        folder: folder(root, repo.as_ref())?,
        history: Wanted::of(repo.as_ref(), asked.no_history),
        commit,
        since: None,
        introduction: None,
        audit: asked.audit,
        brief: asked.brief,
        filter: &asked.filter,
    })?;
    Ok(Checked { opened, report, today, history })
}

/// The commit that is looked at, or that the working tree is based on.
///
/// # Errors
/// The newest commit of the repository cannot be read.
pub fn commit_of(store: &Store, repo: Option<&Repo>) -> anyhow::Result<Option<Oid>> {
    Ok(match (store, repo) {
        (Store::Commit(store), _) => Some(store.commit.parse()?),
        (Store::Folder(_), Some(repo)) => match repo.head()? {
            Head::Branch(_, id) | Head::Detached(id) => Some(id),
            Head::Unborn(_) => None,
        },
        (Store::Folder(_), None) => None,
    })
}

/// The register's folder below the top of its repository.
///
/// # Errors
/// It lies outside.
pub fn folder(root: &Path, repo: Option<&Repo>) -> anyhow::Result<String> {
    let below = match repo {
        Some(repo) => repo.relative(root)?,
        None => root.file_name().map(PathBuf::from).unwrap_or_default(),
    };
    Ok(below.to_string_lossy().into_owned())
}
