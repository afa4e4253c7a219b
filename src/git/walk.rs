//! History: which commits changed what below a folder.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, FixedOffset};
use git2::{ObjectType, Odb, Oid};
use rayon::prelude::*;

use super::commits::History;
use super::objects::{Closed, ObjectKind, parts, share};
use super::raw::{self, Malformed};
use super::repo::Repo;
use super::run;
use super::tree_diff::{Side, Trees};

/// With so many parents a commit is compared: more is an attack, not a merge.
pub const MAX_PARENTS: usize = 64;
/// So many bytes of a message are kept.
const LONGEST_MESSAGE: usize = 64 << 10;

/// Which part of history to look at.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    /// The folder, relative to the top of the working tree; empty for everything.
    pub folder: &'a Path,
    /// Where the folder was before: the first of these that a commit has, where it does not have `folder`.
    pub before: &'a [PathBuf],
    /// The folder is there where it holds the first of these names that is held at any of its places; where this is
    /// empty, where there is a folder at all.
    pub marks: &'a [&'a str],
    /// Only this path, relative to the folder. Much faster than all of them.
    pub only: Option<&'a Path>,
    /// What is told of merges.
    pub merges: Merges,
    /// Commits that are left out with everything they descend from.
    pub hide: &'a [Oid],
}

/// What is told of a merge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Merges {
    /// What differs from every parent, and so is the merge's own doing.
    #[default]
    Own,
    /// What differs from any parent: also what the merge took from one side only, by which it may
    /// have dropped what the other side had.
    Any,
}

/// A commit that changed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommitChange {
    /// Its id.
    pub id: Oid,
    /// Its parents; none where a shallow history was cut.
    pub parents: Vec<Oid>,
    /// Who wrote the change, and when.
    pub author: Signature,
    /// Who made the commit, and when.
    pub committer: Signature,
    /// The first paragraph of the message in one line.
    pub summary: String,
    /// The message, cut off after 64 KiB.
    pub message: String,
    /// What it changed, in git's order of the paths; an empty path is the way to the folder, or the folder itself.
    pub paths: Vec<PathChange>,
}

/// A person and a moment in a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Name.
    pub name: String,
    /// Mail address.
    pub mail: String,
    /// The moment, in the person's own zone.
    pub time: DateTime<FixedOffset>,
}

/// A path that a commit changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathChange {
    /// Path below the folder.
    pub path: PathBuf,
    /// What each parent had there, in the order of the parents, no more than [`MAX_PARENTS`]; empty for a first commit.
    pub old: Vec<Option<Side>>,
    /// What the commit has there.
    pub new: Option<Side>,
}

impl<'a> Scope<'a> {
    /// Everything below a folder: of merges their own doing, of history all.
    #[must_use]
    pub fn below(folder: &'a Path) -> Scope<'a> {
        Scope { folder, before: &[], marks: &[], only: None, merges: Merges::Own, hide: &[] }
    }
}

impl PathChange {
    /// Whether it differs from every parent: done by this commit, not brought in by a merge.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.old.iter().all(|old| *old != self.new)
    }

    fn counts(&self, merges: Merges) -> bool {
        if self.old.is_empty() {
            return self.new.is_some();
        }
        match merges {
            Merges::Own => self.is_own(),
            Merges::Any => self.old.iter().any(|old| *old != self.new),
        }
    }
}

/// The commits that changed something in the scope, seen from `tip`: newest first, none before a
/// commit that descends from it.
///
/// # Errors
/// Where objects are missing or damaged.
pub fn changes(repo: &Repo, tip: Oid, scope: &Scope) -> Result<Vec<CommitChange>> {
    changes_among(repo, &History::read(repo, tip, scope.hide)?, scope)
}

/// As [`changes`], of commits that were read already; what the scope hides is theirs to say. Earlier places of the
/// folder are looked for only where all of its paths are wanted.
///
/// # Errors
/// Where objects are missing or damaged.
pub fn changes_among(repo: &Repo, history: &History, scope: &Scope) -> Result<Vec<CommitChange>> {
    let folder = run::git_bytes(scope.folder);
    let Some(path) = scope.only else {
        let before: Vec<Vec<u8>> = scope.before.iter().map(|path| run::git_bytes(path)).collect();
        let places: Vec<Vec<&[u8]>> = std::iter::once(&folder).chain(&before).map(|path| parts(path)).collect();
        let marks: Vec<&[u8]> = scope.marks.iter().map(|name| name.as_bytes()).collect();
        let places = Places { folders: &places, marks: &marks };
        return all_paths(repo, history, places, scope.merges);
    };
    one_path(repo, history, &folder, path, scope.merges)
}

/// Follows one path: what each commit has there is looked up once, then compared along the links.
fn one_path(repo: &Repo, history: &History, folder: &[u8], only: &Path, merges: Merges) -> Result<Vec<CommitChange>> {
    let below = run::git_bytes(only);
    let names: Vec<&[u8]> = parts(folder).into_iter().chain(parts(&below)).collect();
    // Parents that are hidden are compared with, but not listed.
    let mut commits = history.order.clone();
    let listed: HashSet<Oid> = commits.iter().copied().collect();
    let mut outside: Vec<Oid> = history
        .order
        .iter()
        .flat_map(|id| history.parents(*id))
        .copied()
        .filter(|parent| !listed.contains(parent))
        .collect();
    outside.sort();
    outside.dedup();
    commits.extend(outside);

    let chunks: Vec<Vec<(Oid, Option<Side>)>> = commits
        .par_chunks(share(commits.len(), 256))
        .map(|chunk| {
            let objects = repo.objects()?;
            let odb = objects.odb()?;
            let mut follow = Follow::new(&odb, &names);
            chunk.iter().map(|id| Ok((*id, follow.at(history.tree(*id)?)?))).collect()
        })
        .collect::<Result<_>>()?;
    let had: HashMap<Oid, Option<Side>> = chunks.into_iter().flatten().collect();
    let has = |id: &Oid| had.get(id).copied().flatten();

    let objects = repo.objects()?;
    let odb = objects.odb()?;
    let mut found = Vec::new();
    for id in &history.order {
        let old = history.parents(*id).iter().take(MAX_PARENTS).map(has).collect();
        let change = PathChange { path: only.to_path_buf(), old, new: has(id) };
        if change.counts(merges) {
            found.push(described(&odb, *id, history, vec![change])?);
        }
    }
    Ok(found)
}

/// One path through the trees of many commits, each level remembering where it was last.
struct Follow<'a> {
    odb: &'a Odb<'a>,
    levels: Vec<Level<'a>>,
}

struct Level<'a> {
    name: &'a [u8],
    /// The tree that was looked at last, and what it has under the name: its mode and id.
    last: Option<(Oid, Option<(u32, Oid)>)>,
    hint: usize,
}

impl<'a> Follow<'a> {
    fn new(odb: &'a Odb<'a>, names: &[&'a [u8]]) -> Follow<'a> {
        let levels = names.iter().map(|name| Level { name, last: None, hint: 0 }).collect();
        Follow { odb, levels }
    }

    fn at(&mut self, tree: Oid) -> Result<Option<Side>> {
        let mut at = tree;
        let deepest = self.levels.len().saturating_sub(1);
        for (depth, level) in self.levels.iter_mut().enumerate() {
            let entry = match level.last {
                Some((last, entry)) if last == at => entry,
                _ => {
                    let object = raw::read(self.odb, at, ObjectType::Tree)?;
                    let entry = raw::find(object.data(), level.name, &mut level.hint)?;
                    let entry = entry.map(|entry| (entry.mode, entry.id));
                    level.last = Some((at, entry));
                    entry
                }
            };
            let Some((mode, id)) = entry else {
                return Ok(None);
            };
            let is_tree = mode & 0o170_000 == 0o040_000;
            if depth == deepest {
                return Ok((!is_tree).then(|| Side { id, kind: ObjectKind::of(mode) }));
            }
            if !is_tree {
                return Ok(None);
            }
            at = id;
        }
        Ok(None)
    }
}

/// Where a folder may be, and by what it is known.
#[derive(Clone, Copy)]
struct Places<'a> {
    folders: &'a [Vec<&'a [u8]>],
    marks: &'a [&'a [u8]],
}

impl Places<'_> {
    /// The folder in a tree, and what is malformed on the way to it.
    fn find(self, trees: &mut Trees, tree: Oid) -> Result<(Option<Oid>, Option<Side>)> {
        match trees.first_folder(tree, self.folders, self.marks) {
            Ok(found) => Ok((found, None)),
            Err(error) => match error.downcast_ref::<Malformed>() {
                Some(Malformed(id)) => Ok((None, Some(Side::closed(*id, Closed::Malformed)))),
                None => Err(error),
            },
        }
    }
}

/// Compares the trees of each commit with its parents', descending only where they differ.
fn all_paths(repo: &Repo, history: &History, places: Places<'_>, merges: Merges) -> Result<Vec<CommitChange>> {
    let chunks: Vec<Vec<CommitChange>> = history
        .order
        .par_chunks(share(history.order.len(), 64))
        .map(|chunk| {
            let objects = repo.objects()?;
            let odb = objects.odb()?;
            let mut trees = Trees::new(&odb);
            let mut found = Vec::new();
            for id in chunk {
                let paths = changed(&mut trees, history, *id, places, merges)
                    .with_context(|| format!("what commit {id} changed cannot be told"))?;
                if !paths.is_empty() {
                    found.push(described(&odb, *id, history, paths)?);
                }
            }
            Ok(found)
        })
        .collect::<Result<_>>()?;
    Ok(chunks.into_iter().flatten().collect())
}

fn changed(
    trees: &mut Trees,
    history: &History,
    commit: Oid,
    places: Places<'_>,
    merges: Merges,
) -> Result<Vec<PathChange>> {
    let (new, closed) = places.find(trees, history.tree(commit)?)?;
    let mut olds = Vec::new();
    for parent in history.parents(commit).iter().take(MAX_PARENTS) {
        olds.push(places.find(trees, history.tree(*parent)?)?);
    }
    // Nothing can differ from every parent where one parent has the same folder.
    if merges == Merges::Own && olds.contains(&(new, closed)) {
        return Ok(Vec::new());
    }
    let way = |old: Option<Side>| (old != closed).then(|| (Vec::new(), old, closed));
    if olds.is_empty() {
        let all = way(None).into_iter().chain(trees.differences(None, new)?);
        return Ok(all.map(|(path, _, new)| PathChange { path: run::path(&path), old: vec![], new }).collect());
    }
    // Per path what each parent had; a parent that does not differ there has what the commit has.
    let mut found: BTreeMap<Vec<u8>, PathChange> = BTreeMap::new();
    let count = olds.len();
    for (at, (old, old_closed)) in olds.into_iter().enumerate() {
        for (path, old, new) in way(old_closed).into_iter().chain(trees.differences(old, new)?) {
            let change = found.entry(path).or_insert_with_key(|path| PathChange {
                path: run::path(path),
                old: vec![new; count],
                new,
            });
            change.old[at] = old;
        }
    }
    Ok(found.into_values().filter(|change| change.counts(merges)).collect())
}

/// One commit of a history, without what it changed.
///
/// # Errors
/// Where it is missing or cannot be read.
pub fn commit_at(objects: &git2::Repository, history: &History, id: Oid) -> Result<CommitChange> {
    described(&objects.odb()?, id, history, Vec::new())
}

fn described(odb: &Odb, id: Oid, history: &History, paths: Vec<PathChange>) -> Result<CommitChange> {
    let object = raw::read(odb, id, ObjectType::Commit)?;
    let (headers, _) = raw::split(object.data());
    let message = raw::message(object.data(), LONGEST_MESSAGE);
    let lines = message.trim_start_matches('\n').lines().take_while(|line| !line.trim().is_empty());
    let summary = lines.map(str::trim).collect::<Vec<_>>().join(" ");
    let person = |name: &[u8]| signature(raw::header(headers, name).unwrap_or_default());
    Ok(CommitChange {
        id,
        parents: history.parents(id).to_vec(),
        author: person(b"author"),
        committer: person(b"committer"),
        summary,
        message,
        paths,
    })
}

fn signature(line: &[u8]) -> Signature {
    // Moments outside of the years 1 to 9999 are nonsense that nothing further in could print.
    const YEARS: std::ops::RangeInclusive<i64> = -62_135_510_400..=253_402_214_400;
    let (name, mail, seconds, zone) = raw::person(line);
    let seconds = seconds.clamp(*YEARS.start(), *YEARS.end());
    let zone = zone.checked_mul(60).and_then(FixedOffset::east_opt);
    let utc = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    Signature { name, mail, time: utc.with_timezone(&zone.unwrap_or_else(|| chrono::Offset::fix(&chrono::Utc))) }
}
