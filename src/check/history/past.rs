//! What of history can be looked at.

use std::collections::BTreeSet;
use std::path::Path;

use crate::check::finding::RawFinding;
use crate::git::{Oid, Repo};
use crate::history::outer_repository::holds_it_too;
use crate::history::timeline::Timeline;
use crate::history::worktree::{Uncommitted, compare};
use crate::model::date::Moment;
use crate::model::rule::Rule;
use crate::register::store::Store;

/// Whether history is to be looked at.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'r> {
    /// This repository's.
    Of(&'r Repo),
    /// It is left out.
    No,
    /// There is no repository.
    NoRepository,
}

impl<'r> Wanted<'r> {
    /// The history of a repository, unless it is left out.
    #[must_use]
    pub fn of(repo: Option<&'r Repo>, left_out: bool) -> Self {
        match repo {
            _ if left_out => Wanted::No,
            Some(repo) => Wanted::Of(repo),
            None => Wanted::NoRepository,
        }
    }
}

/// The history of the register that is checked.
#[derive(Debug, Default)]
pub struct Past {
    /// Its commits, where they can be read.
    pub timeline: Option<Timeline>,
    /// What the working tree has beyond them.
    pub uncommitted: Uncommitted,
    /// Why it could not be looked at, where it should have been: the message and the command that helps.
    trouble: Option<(String, String)>,
}

impl Past {
    /// What there is to look at where no repository holds the register.
    #[must_use]
    pub fn of_no_repository() -> Past {
        Past::unavailable(
            "the register is in no git repository, so that its history cannot be looked at",
            "Check it in a clone of its repository, or leave history out with --no-history.",
        )
    }

    /// What there is to look at where nothing of the register is committed: nothing yet of one that has just begun.
    #[must_use]
    pub fn of_nothing_committed(begins: bool) -> Past {
        if begins {
            return Past::default();
        }
        Past::unavailable(
            "nothing of the register is committed here, though it has more than a beginning: its history is somewhere else",
            "Switch to the branch that has it (git branch -a, git log --all), or leave history out with --no-history.",
        )
    }

    /// Looks at the history that ends at `tip`, of the register in `root`; `begins` says that it has just begun.
    #[must_use]
    pub fn look(repo: &Repo, tip: Oid, root: &Path, store: &Store, hide: &[Oid], begins: bool, now: Moment) -> Past {
        if repo.is_shallow() {
            return Past::unavailable(
                "this clone is shallow: commits before its first one are not here",
                "Fetch the rest: git fetch --unshallow (in CI: a checkout with fetch-depth 0), or leave it out with --no-history.",
            );
        }
        match Past::read(repo, tip, root, store, hide, now) {
            Ok(past) if past.has_none() => Past::of_nothing_committed(begins),
            Ok(past) => past,
            Err(error) => {
                let partial = repo.is_partial().unwrap_or(false);
                let message = format!("history cannot be read: {error:#}");
                if partial {
                    Past::unavailable(
                        message,
                        "This clone is partial; fetch everything: git fetch --refetch --no-filter (before git 2.36: clone it anew without --filter), or leave it out with --no-history.",
                    )
                } else {
                    Past::unavailable(message, "git fsck tells what is damaged; fetch or clone the repository anew.")
                }
            }
        }
    }

    fn read(repo: &Repo, tip: Oid, root: &Path, store: &Store, hide: &[Oid], now: Moment) -> anyhow::Result<Past> {
        let folder = repo.relative(root)?;
        let timeline = Timeline::read(repo, tip, &folder, hide, now)?;
        let missing = timeline.unread.iter().find(|unread| unread.missing);
        if let Some(unread) = missing {
            anyhow::bail!("{}: {}", unread.file, unread.why);
        }
        let uncommitted = match (store, &timeline.place) {
            (Store::Folder(_), Some(place)) => compare(&repo.objects()?, tip, place, store)?,
            _ => Uncommitted::default(),
        };
        Ok(Past { timeline: Some(timeline), uncommitted, trouble: None })
    }

    /// Whether nothing of the register is in the commits that were looked at.
    fn has_none(&self) -> bool {
        self.timeline.as_ref().is_some_and(|timeline| timeline.place.is_none() && timeline.commits.is_empty())
    }

    /// Why the history that was looked at may be the wrong one: another repository around this one has it too.
    #[must_use]
    pub fn beside(repo: &Repo, root: &Path, id: &str) -> Option<Past> {
        match holds_it_too(repo, root, id) {
            Ok(None) => None,
            Ok(Some(outer)) => Some(Past::unavailable(
                format!(
                    "the register lies in the repository {}, and the one around it, {}, has a history of it too",
                    repo.workdir().display(),
                    outer.display()
                ),
                "Find out who made the inner one a repository or a submodule, and check a clone of the one that is meant by itself.",
            )),
            Err(error) => Some(Past::unavailable(
                format!("there is a repository around the one of the register, and it cannot be read: {error:#}"),
                "Check a clone of the one that is meant by itself.",
            )),
        }
    }

    fn unavailable(message: impl Into<String>, remedy: &str) -> Past {
        Past { trouble: Some((message.into(), remedy.to_owned())), ..Past::default() }
    }

    /// How many commits were looked at.
    #[must_use]
    pub fn commits(&self) -> usize {
        self.timeline.as_ref().map_or(0, |timeline| timeline.history.len())
    }

    /// The files that commits, or the working tree, changed; what a merge took over unchanged is not among them.
    #[must_use]
    pub fn changed(&self) -> Option<BTreeSet<String>> {
        let commits = &self.timeline.as_ref()?.commits;
        let own = commits.iter().flat_map(|commit| &commit.paths).filter(|change| change.is_own());
        let mut changed: BTreeSet<String> = own.map(|change| change.path.to_string_lossy().into_owned()).collect();
        changed.extend(self.uncommitted.files.iter().cloned());
        Some(changed)
    }

    /// What is said of history at the end of the report.
    #[must_use]
    pub fn said(&self, wanted: Wanted<'_>) -> Option<String> {
        let Some(timeline) = &self.timeline else {
            let why = match (&self.trouble, wanted) {
                (Some(_), _) => "History could not be looked at",
                (None, Wanted::Of(_)) => "Nothing is committed yet, so there is no history",
                (None, Wanted::No) => "History was not looked at",
                (None, Wanted::NoRepository) => {
                    "The register is in no git repository, so there is no history to look at"
                }
            };
            return Some(format!("{why}: whether events or items were taken out is not known."));
        };
        let mut files: Vec<&str> = timeline.unread.iter().map(|unread| unread.file.as_str()).collect();
        files.sort_unstable();
        files.dedup();
        let versions = match timeline.unread.len() {
            0 => return None,
            1 => "One version".to_owned(),
            n => format!("{n} versions"),
        };
        let more = if files.len() > 3 { " and others" } else { "" };
        files.truncate(3);
        Some(format!(
            "{versions} in history could not be read ({}{more}): they were taken to hold the events of the versions before them.",
            files.join(", ")
        ))
    }

    /// `history-unavailable`.
    #[must_use]
    pub fn trouble(&self) -> Option<RawFinding> {
        let (message, remedy) = self.trouble.as_ref()?;
        Some(RawFinding::new(Rule::HistoryUnavailable, &[], message.as_str()).remedy(remedy.as_str()))
    }
}
