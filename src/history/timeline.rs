//! The whole history of a register in one pass: which commit brought which event, and what was lost on the way.
//!
//! The commits are compared subtree by subtree; then each file is followed by itself, so that a version is read and
//! parsed once and forgotten when its file is done.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use chrono::DateTime;
use rayon::prelude::*;

use super::file_history::{Brought, Caused, FileHistory, Follow, Loss, Refounded, Touch, Unread};
use super::hand_edit::HandEdit;
use super::register_folder::{Doubled, MARKS, Places, came};
use super::unexplained_content::UnexplainedContent;
use super::version_sketch::Reader;
use crate::git::{self, Closed, CommitChange, History, Malformed, Merges, ObjectKind, Objects, Oid, Repo, Scope, Tree};
use crate::model::date::Moment;
use crate::model::id::Hash;
use crate::register::load::is_toml;
use crate::register::place::{PEOPLE, SEALS, SETTINGS};
use crate::register::read::MAX_BYTES;

/// The history of a register, from a commit back.
#[derive(Debug)]
pub struct Timeline {
    /// The commit.
    pub tip: Oid,
    /// All commits that were looked at, and how they are linked.
    pub history: History,
    /// The commits that touched the register, newest first.
    pub commits: Vec<CommitChange>,
    /// The events that each commit brought, by file and age.
    pub brought: Vec<Brought>,
    /// What was lost, by file and age.
    pub losses: Vec<Loss>,
    /// Changes that no act made, by file and age.
    pub edits: Vec<HandEdit>,
    /// Items whose content a commit changed by more than its acts may change.
    pub rewritten: Vec<UnexplainedContent>,
    /// For each item the commit that first wrote a root cause into it.
    pub caused: Vec<Caused>,
    /// Changes of the introduction.
    pub refounded: Vec<Refounded>,
    /// Versions that could not be read.
    pub unread: Vec<Unread>,
    /// Where the register's folder was before.
    pub before: Vec<PathBuf>,
    /// Commits that have the register at several of these places.
    pub doubled: Vec<Doubled>,
    /// Commits that are looked at in part alone, and why.
    pub in_part: Vec<(CommitChange, String)>,
    /// Folders that a commit made and that are not looked into, by age.
    pub hidden: Vec<Hidden>,
    /// Where the commit has the register: elsewhere where a move is not committed yet, nowhere where none of it is.
    pub place: Option<PathBuf>,
    by_hash: HashMap<Hash, Vec<usize>>,
    /// For each commit the last one of itself and those before it.
    latest: HashMap<Oid, Oid>,
    /// Where the commits begin that were left out, and the register's folder.
    left_out: Vec<Oid>,
    folder: PathBuf,
    repo: Repo,
}

/// A folder of the register that a commit made and that is not looked into.
#[derive(Debug, Clone)]
pub struct Hidden {
    /// The commit, by its place in the list of commits.
    pub commit: usize,
    /// The folder below the register; empty where it is the register's own, or one on the way to it.
    pub path: String,
    /// Why it is not looked into.
    pub why: Closed,
    /// Whether it is still there, or was so large that not all could be compared.
    pub stays: bool,
}

/// Whether a file of the register holds events.
#[must_use]
pub fn holds_events(path: &str) -> bool {
    let folder = |name: &str| path.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
    is_toml(path)
        && (matches!(path, PEOPLE | SETTINGS | SEALS) || ["items", "sources", "reviews"].into_iter().any(folder))
}

/// What tells that two paths are places of one file: the name of an item, else the path.
pub(super) fn same_file(path: &str) -> String {
    let item = path.strip_prefix("items/").and_then(|rest| rest.rsplit('/').next());
    item.map_or_else(|| path.to_owned(), |name| format!("items/{name}"))
}

impl Timeline {
    /// The commit that brought each event, by the name of the event's table.
    #[must_use]
    pub fn commits_of_events(&self) -> BTreeMap<String, String> {
        let commit = |brought: &Brought| Some(self.commits.get(brought.commit)?.id.to_string());
        self.brought.iter().filter_map(|brought| Some((brought.event.name.clone(), commit(brought)?))).collect()
    }

    /// When each event was committed: by the oldest of the commits that brought it.
    #[must_use]
    pub fn moments_of_events(&self) -> HashMap<Hash, Moment> {
        let first = |(hash, places): (&Hash, &Vec<usize>)| {
            let brought = places.first().and_then(|place| self.brought.get(*place))?;
            Some((hash.clone(), self.committed(brought.commit)?))
        };
        self.by_hash.iter().filter_map(first).collect()
    }

    /// Reads the history of the register in `folder` (relative to the top of the working tree) from `tip` back to where
    /// the commits begin that `hide` descends from. What was made after `now` has a wrong clock.
    ///
    /// # Errors
    /// Commits or trees are missing or damaged. A file that cannot be read is passed over and told.
    pub fn read(repo: &Repo, tip: Oid, folder: &Path, hide: &[Oid], now: Moment) -> anyhow::Result<Timeline> {
        let history = History::read(repo, tip, hide)?;
        let objects = repo.objects()?;
        let changes = |before: &[PathBuf]| {
            let scope = Scope { before, marks: &MARKS, merges: Merges::Any, hide, ..Scope::below(folder) };
            git::changes_among(repo, &history, &scope)
        };
        let mut commits = changes(&[])?;
        let mut before = Vec::new();
        let mut doubled = Vec::new();
        let mut place = Some(folder.to_owned());
        let mut crowded = Vec::new();
        if let Some(mut places) = Places::of(&objects, &history, tip, repo.workdir(), folder) {
            let moving = places.first(tip)?.is_none().then_some(tip);
            places.follow(&came(&commits).into_iter().chain(moving).collect::<Vec<_>>())?;
            place = places.first(tip)?;
            places.look_for_copies(tip, &place.as_deref().unwrap_or(folder).join("evidence"))?;
            crowded = places.crowded();
            before = places.before().to_vec();
            if !before.is_empty() {
                commits = changes(&before)?;
                doubled = places.doubled()?;
            }
        }
        let latest = history.latest(now.0.timestamp());
        let mut timeline = Timeline {
            tip,
            history,
            commits,
            brought: Vec::new(),
            losses: Vec::new(),
            edits: Vec::new(),
            rewritten: Vec::new(),
            caused: Vec::new(),
            refounded: Vec::new(),
            unread: Vec::new(),
            before,
            doubled,
            in_part: Vec::new(),
            hidden: Vec::new(),
            place,
            by_hash: HashMap::new(),
            latest,
            left_out: hide.to_vec(),
            folder: folder.to_owned(),
            repo: repo.clone(),
        };
        for trail in timeline.trails(repo)? {
            timeline.brought.extend(trail.brought);
            timeline.losses.extend(trail.losses);
            timeline.edits.extend(trail.edits);
            timeline.rewritten.extend(trail.rewritten);
            timeline.caused.extend(trail.caused);
            timeline.refounded.extend(trail.refounded);
            timeline.unread.extend(trail.unread);
        }
        timeline.in_part = timeline.looked_at_in_part(&objects, crowded)?;
        timeline.settle_moves(&objects);
        timeline.hidden = timeline.hidden_folders(&objects)?;
        for (i, brought) in timeline.brought.iter().enumerate() {
            if let Some(hash) = &brought.event.hash {
                timeline.by_hash.entry(hash.clone()).or_default().push(i);
            }
        }
        Ok(timeline)
    }

    /// The commits that brought an event, oldest first; several where it was picked or put back.
    pub fn bringing<'t>(&'t self, event: &Hash) -> impl Iterator<Item = &'t Brought> + use<'t> {
        self.by_hash.get(event).into_iter().flatten().filter_map(|i| self.brought.get(*i))
    }

    /// Whether older commits were left out.
    #[must_use]
    pub fn is_part(&self) -> bool {
        !self.left_out.is_empty()
    }

    /// The events that stood in a file (below the register) already, in one of the commits with which those begin that
    /// were left out.
    #[must_use]
    pub fn events_before(&self, file: &str) -> HashSet<Hash> {
        self.left_out.iter().flat_map(|commit| self.events_at(*commit, file)).collect()
    }

    /// The events that stand in a file (below the register) in a commit.
    #[must_use]
    pub fn events_at(&self, commit: Oid, file: &str) -> HashSet<Hash> {
        let Some(objects) = self.objects() else { return HashSet::new() };
        let places = std::iter::once(&self.folder).chain(&self.before).map(|folder| folder.join(file));
        let versions = places.filter_map(|path| {
            let blob = git::file_at(&objects, commit, &path).ok().flatten()?;
            Some(Reader::default().bytes(git::read_blob(&objects, blob, MAX_BYTES).ok()?))
        });
        versions.flat_map(|version| version.events).filter_map(|event| event.hash.clone()).collect()
    }

    /// The files that stood in a folder (below the register) already, in the commits with which those begin that were left
    /// out: their paths below the register, and their bytes.
    #[must_use]
    pub fn files_before(&self, folder: &str) -> Vec<(String, Oid)> {
        let Some(objects) = self.objects() else { return Vec::new() };
        let folders = || std::iter::once(&self.folder).chain(&self.before);
        let places = self.left_out.iter().flat_map(|commit| folders().map(|place| (*commit, place.join(folder))));
        let trees = places.filter_map(|(commit, place)| Tree::at(&objects, commit, &place).ok().flatten());
        let files = trees.flat_map(|tree| tree.files);
        files.map(|file| (format!("{folder}/{}", file.path.to_string_lossy()), file.id)).collect()
    }

    /// Whether the commits show that one event came into history before another: a commit that brought it comes before
    /// each that brought the other. Dates say nothing here; what is in no commit is the youngest.
    #[must_use]
    pub fn is_older(&self, event: &Hash, other: &Hash) -> bool {
        let ids =
            |event| self.bringing(event).filter_map(|brought| self.commit(brought.commit)).map(|commit| commit.id);
        let others: Vec<Oid> = ids(other).collect();
        let comes_first = |id: Oid| others.iter().all(|other| id != *other && self.history.is_ancestor(id, *other));
        ids(event).any(comes_first)
    }

    /// The moment at which a commit of the list was made, by its own date, or by that of the last commit it descends
    /// from where that is later: it was not made before that.
    #[must_use]
    pub fn committed(&self, place: usize) -> Option<Moment> {
        let own = Moment(self.commit(place)?.committer.time.to_utc());
        let before = self.made_after(place).and_then(|commit| DateTime::from_timestamp(self.history.time(commit)?, 0));
        Some(before.map_or(own, |before| own.max(Moment(before))))
    }

    /// The last commit that a commit of the list descends from, where the list's own claims to have been made before it.
    #[must_use]
    pub fn made_after(&self, place: usize) -> Option<Oid> {
        let commit = self.commit(place)?;
        let latest = *self.latest.get(&commit.id)?;
        let is_later = self.history.time(latest) > Some(commit.committer.time.timestamp());
        (latest != commit.id && is_later).then_some(latest)
    }

    /// A handle on the objects of the repository.
    #[must_use]
    pub fn objects(&self) -> Option<Objects> {
        self.repo.objects().ok()
    }

    /// Whether a commit is the one that is looked at, or comes before it.
    #[must_use]
    pub fn is_in_history(&self, commit: Oid) -> bool {
        self.history.is_ancestor(commit, self.tip)
    }

    /// The repository.
    #[must_use]
    pub fn repo(&self) -> &Repo {
        &self.repo
    }

    /// The commit at a place of the list.
    #[must_use]
    pub fn commit(&self, place: usize) -> Option<&CommitChange> {
        self.commits.get(place)
    }

    fn trails(&self, repo: &Repo) -> anyhow::Result<Vec<FileHistory>> {
        let mut files: BTreeMap<String, Vec<Touch<'_>>> = BTreeMap::new();
        for (commit, changed) in self.commits.iter().enumerate().rev() {
            for change in &changed.paths {
                let path = change.path.to_string_lossy();
                if holds_events(&path) {
                    files.entry(same_file(&path)).or_default().push(Touch { commit, change });
                }
            }
        }
        let files: Vec<Vec<Touch<'_>>> = files.into_values().collect();
        let share = files.len().div_ceil(rayon::current_num_threads() * 4).max(16);
        let shares: Vec<Vec<FileHistory>> = files
            .par_chunks(share)
            .map(|files| {
                let objects = repo.objects()?;
                let follow =
                    |touches: &Vec<Touch<'_>>| Follow::new(&objects, &self.history, &self.commits).through(touches);
                Ok(files.iter().map(follow).collect())
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(shares.into_iter().flatten().collect())
    }

    /// The commits with too many parents, or too many places of the register.
    fn looked_at_in_part(&self, objects: &Objects, crowded: Vec<Oid>) -> anyhow::Result<Vec<(CommitChange, String)>> {
        let parents = |commit: &Oid| self.history.parents(*commit).len();
        let merges = self.history.commits().filter(|commit| parents(commit) > git::MAX_PARENTS);
        let merges = merges.map(|commit| {
            (commit, format!("it has {} parents, and is compared with {} of them", parents(&commit), git::MAX_PARENTS))
        });
        let places = crowded.into_iter().map(|commit| {
            (commit, format!("the register is at more than {} places in it, and not all are looked at", git::MAX_FOUND))
        });
        let told = merges.chain(places);
        told.map(|(commit, why)| Ok((git::commit_at(objects, &self.history, commit)?, why))).collect()
    }

    fn hidden_folders(&self, objects: &Objects) -> anyhow::Result<Vec<Hidden>> {
        let closed = |kind: ObjectKind| match kind {
            ObjectKind::Closed(why) => Some(why),
            ObjectKind::Blob | ObjectKind::Symlink | ObjectKind::Submodule => None,
        };
        let made = self.commits.iter().enumerate().rev().flat_map(|(commit, changed)| {
            let own = changed.paths.iter().filter(|change| change.is_own());
            own.filter_map(move |change| {
                let why = closed(change.new?.kind)?;
                Some(Hidden {
                    commit,
                    path: change.path.to_string_lossy().into_owned(),
                    why,
                    stays: why == Closed::Many,
                })
            })
        });
        let mut made: Vec<Hidden> = made.collect();
        if made.is_empty() {
            return Ok(made);
        }
        let now = match Tree::at(objects, self.tip, self.place.as_deref().unwrap_or(&self.folder)) {
            Err(error) if error.is::<Malformed>() => None,
            tree => Some(tree?.map_or_else(Vec::new, |tree| tree.files)),
        };
        let paths = now.map(|files| {
            let closed = files.into_iter().filter(|file| matches!(file.kind, ObjectKind::Closed(_)));
            closed.map(|file| file.path.to_string_lossy().into_owned()).collect::<HashSet<_>>()
        });
        for hidden in &mut made {
            hidden.stays |= paths.as_ref().is_none_or(|paths| paths.contains(&hidden.path));
        }
        Ok(made)
    }

    /// A file that went while the same commit made another one with its id and its events was moved.
    fn settle_moves(&mut self, objects: &Objects) {
        let commits = &self.commits;
        self.losses.retain_mut(|loss| {
            let Some(commit) = loss.commit.and_then(|place| commits.get(place)).filter(|_| loss.gone) else {
                return true;
            };
            let mut reader = Reader::default();
            let new = commit.paths.iter().filter(|change| {
                change.new.is_some()
                    && change.path.parent().and_then(Path::parent)
                        == Path::new(&loss.file).parent().and_then(Path::parent)
                    && holds_events(&change.path.to_string_lossy())
            });
            for version in new.filter_map(|change| Some(reader.side(objects, change.new?))) {
                let same = match &loss.id {
                    Some(id) => version.id.as_ref() == Some(id),
                    None => loss.events.iter().any(|event| version.has(event)),
                };
                if same {
                    loss.gone = false;
                    loss.events.retain(|event| !version.has(event));
                }
            }
            loss.gone || !loss.events.is_empty()
        });
    }
}
