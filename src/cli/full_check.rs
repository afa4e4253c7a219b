//! A whole check whose findings another verb reports on.

use anyhow::Context as _;

use super::check::{commit_of, folder};
use super::context::{Globals, ReadFlags};
use crate::check::filter::Filter;
use crate::check::finding::{Finding, Report};
use crate::check::{Input, Opened, Wanted, run};
use crate::git::Repo;
use crate::history::timeline::Timeline;
use crate::model::date::Day;
use crate::model::id::ItemId;

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

/// Checks a register once, all rules.
///
/// # Errors
/// No register, or a folder of it or its repository cannot be read.
pub fn checked(globals: &Globals, read: &ReadFlags, no_history: bool) -> anyhow::Result<Checked> {
    let asked = Asked { no_history, audit: true, filter: Filter::default() };
    checked_as(globals, read, &asked)
}

/// What is found about some items, by their files alone.
///
/// # Errors
/// As [`checked`].
pub fn found_about(globals: &Globals, read: &ReadFlags, items: &[ItemId]) -> anyhow::Result<Vec<Finding>> {
    let items = items.iter().map(ToString::to_string).collect();
    let asked = Asked { no_history: true, audit: false, filter: Filter { items, ..Filter::default() } };
    Ok(checked_as(globals, read, &asked)?.report.findings)
}

/// What of a check is asked.
struct Asked {
    no_history: bool,
    audit: bool,
    filter: Filter,
}

fn checked_as(globals: &Globals, read: &ReadFlags, asked: &Asked) -> anyhow::Result<Checked> {
    let root = globals.root()?;
    let (store, then) = globals.store(&root, read)?;
    let repo = Repo::discover(&root).context("the repository cannot be looked at")?;
    let commit = match commit_of(&store, repo.as_ref()) {
        Err(_) if asked.no_history => None,
        commit => commit?,
    };
    let opened = Opened::open(store);
    let (now, today) = globals.moment(opened.zone(), then)?;
    let (report, history) = run(&Input {
        opened: &opened,
        now,
        today,
        root: &root,
        folder: folder(&root, repo.as_ref())?,
        history: Wanted::of(repo.as_ref(), asked.no_history),
        commit,
        since: None,
        introduction: None,
        audit: asked.audit,
        filter: &asked.filter,
    })?;
    Ok(Checked { opened, report, today, history })
}
