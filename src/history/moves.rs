//! The commits that changed a register, or one of its files, wherever it was when they did: what moved is followed.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::register_folder::{MARKS, Places, came, place_at};
use super::timeline::same_file;
use crate::git::{self, CommitChange, History, Merges, Objects, Oid, PathChange, Repo, Scope, Side, Tree};

/// The commits that changed the register in `folder` (below the top of the working tree), newest first: of merges their
/// own doing.
///
/// # Errors
/// History cannot be read.
pub fn of_register(repo: &Repo, tip: Oid, folder: &Path) -> anyhow::Result<Vec<CommitChange>> {
    let (objects, history) = (repo.objects()?, History::read(repo, tip, &[])?);
    let changes = |before: &[PathBuf]| {
        let scope = Scope { before, marks: &MARKS, merges: Merges::Own, ..Scope::below(folder) };
        git::changes_among(repo, &history, &scope)
    };
    let mut commits = changes(&[])?;
    if let Some(mut places) = Places::of(&objects, &history, tip, repo.workdir(), folder) {
        places.follow(&came(&commits))?;
        if !places.before().is_empty() {
            commits = changes(places.before())?;
        }
    }
    commits.iter_mut().for_each(join_moves);
    Ok(commits)
}

/// Makes one change of two where a commit took an item from one folder to another.
fn join_moves(commit: &mut CommitChange) {
    let name = |change: &PathChange| same_file(&change.path.to_string_lossy());
    let (gone, mut kept): (Vec<PathChange>, Vec<PathChange>) =
        std::mem::take(&mut commit.paths).into_iter().partition(|change| change.new.is_none());
    let came = |change: &PathChange| change.old.iter().all(Option::is_none);
    let mut new: HashMap<String, usize> = kept
        .iter()
        .enumerate()
        .filter(|(_, change)| came(change))
        .map(|(place, change)| (name(change), place))
        .collect();
    for change in gone {
        match new.remove(&name(&change)).and_then(|place| kept.get_mut(place)) {
            Some(moved) => moved.old = change.old,
            None => kept.push(change),
        }
    }
    kept.sort_by(|a, b| a.path.cmp(&b.path));
    commit.paths = kept;
}

/// The commits that changed one file of the register, newest first: of merges their own doing. The change with which it
/// moved has what it was before on its old sides.
///
/// # Errors
/// History cannot be read.
pub fn of_file(repo: &Repo, tip: Oid, folder: &Path, file: &str) -> anyhow::Result<Vec<CommitChange>> {
    let objects = repo.objects()?;
    let mut all: Vec<CommitChange> = Vec::new();
    let mut open = vec![(tip, folder.to_owned(), file.to_owned())];
    let mut looked: HashSet<(Oid, PathBuf)> = HashSet::new();
    while let Some((from, folder, file)) = open.pop() {
        let scope = Scope { only: Some(Path::new(&file)), ..Scope::below(&folder) };
        let known: HashSet<Oid> = all.iter().map(|commit| commit.id).collect();
        for mut commit in git::changes(repo, from, &scope)?.into_iter().filter(|commit| !known.contains(&commit.id)) {
            let parents = commit.parents.clone();
            for change in &mut commit.paths {
                let came = change.new.is_some() && change.old.iter().all(Option::is_none);
                for (parent, old) in parents.iter().zip(&mut change.old).filter(|_| came) {
                    let Some((place, path, side)) = before(repo, &objects, *parent, &folder, &file)? else { continue };
                    *old = Some(side);
                    if looked.insert((*parent, place.join(&path))) {
                        open.push((*parent, place, path));
                    }
                }
            }
            all.push(commit);
        }
    }
    Ok(all)
}

/// Where a commit has a file that the one after it has elsewhere: the register's place then, and the path below it.
fn before(
    repo: &Repo,
    objects: &Objects,
    commit: Oid,
    folder: &Path,
    file: &str,
) -> anyhow::Result<Option<(PathBuf, String, Side)>> {
    let Some(place) = place_at(repo, commit, folder)? else { return Ok(None) };
    let below = Path::new(file).components().next().filter(|_| file.contains('/'));
    let part = below.map_or_else(|| place.clone(), |below| place.join(below));
    let Some(tree) = Tree::at(objects, commit, &part)? else { return Ok(None) };
    let path = |path: &Path| match below {
        Some(below) => Path::new(&below).join(path).to_string_lossy().into_owned(),
        None => path.to_string_lossy().into_owned(),
    };
    let same = |found: &&git::File| path(&found.path) == file || same_file(&path(&found.path)) == same_file(file);
    Ok(tree.files.iter().find(same).map(|found| (place, path(&found.path), Side { id: found.id, kind: found.kind })))
}
