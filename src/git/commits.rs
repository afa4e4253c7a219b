//! The commits of a walk: which ones, how they are linked, in which order.

use std::cmp::Reverse;
use std::collections::hash_map::Entry as Slot;
use std::collections::{BinaryHeap, HashMap, HashSet};

use anyhow::{Context, Result};
use git2::{ObjectType, Odb, Oid};

use super::raw::{self, Links};
use super::repo::Repo;

/// The commits to look at, in order, and the parents of them that are hidden.
#[derive(Debug)]
pub struct History {
    pub(super) order: Vec<Oid>,
    links: HashMap<Oid, Links>,
}

impl History {
    /// The commits that `tip` descends from, itself among them, without those that the hidden ones descend from.
    ///
    /// # Errors
    /// Where a commit is missing or damaged.
    pub fn read(repo: &Repo, tip: Oid, hide: &[Oid]) -> Result<History> {
        let objects = repo.objects()?;
        let odb = objects.odb()?;
        let cut: HashSet<Oid> = repo.cut_at()?.into_iter().collect();
        let mut links = HashMap::new();
        let hidden = reach(&odb, hide, &cut, &mut links)?;
        let shown = reach(&odb, &[tip], &cut, &mut links)?;
        let order = sorted(&shown.difference(&hidden).copied().collect(), &links);
        Ok(History { order, links })
    }

    /// How many commits are looked at.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// The commits that are looked at, newest first.
    pub fn commits(&self) -> impl Iterator<Item = Oid> + use<'_> {
        self.order.iter().copied()
    }

    /// Whether `commit` is `of`, or `of` descends from it; hidden commits count too.
    #[must_use]
    pub fn is_ancestor(&self, commit: Oid, of: Oid) -> bool {
        let mut seen = HashSet::from([of]);
        let mut open = vec![of];
        while let Some(id) = open.pop() {
            if id == commit {
                return true;
            }
            open.extend(self.parents(id).iter().copied().filter(|parent| seen.insert(*parent)));
        }
        false
    }

    /// A commit and all that it descends from; hidden commits count too.
    #[must_use]
    pub fn ancestors(&self, of: Oid) -> HashSet<Oid> {
        let mut seen = HashSet::from([of]);
        let mut open = vec![of];
        while let Some(id) = open.pop() {
            open.extend(self.parents(id).iter().copied().filter(|parent| seen.insert(*parent)));
        }
        seen
    }

    /// The parents of a commit; none where a shallow history was cut.
    #[must_use]
    pub fn parents(&self, commit: Oid) -> &[Oid] {
        self.links.get(&commit).map_or(&[], |links| &links.parents)
    }

    /// The committer's time of a commit, in seconds since 1970.
    #[must_use]
    pub fn time(&self, commit: Oid) -> Option<i64> {
        self.links.get(&commit).map(|links| links.time)
    }

    /// For each commit that is looked at the one, of itself and all that it descends from, that was made last, of those
    /// not made after `now` (seconds since 1970): nobody makes a commit before what it descends from, whatever its own
    /// date says, and a date of the future is a wrong clock.
    #[must_use]
    pub fn latest(&self, now: i64) -> HashMap<Oid, Oid> {
        let time = |commit: &Oid| self.time(*commit).unwrap_or(i64::MIN);
        let mut latest: HashMap<Oid, Oid> = HashMap::with_capacity(self.links.len());
        let hidden: HashSet<Oid> = if self.links.len() == self.order.len() {
            HashSet::new()
        } else {
            let shown: HashSet<&Oid> = self.order.iter().collect();
            self.links.keys().filter(|commit| !shown.contains(commit)).copied().collect()
        };
        let hidden = sorted(&hidden, &self.links);
        for commit in hidden.iter().rev().chain(self.order.iter().rev()) {
            let own = Some(*commit).filter(|commit| time(commit) <= now);
            let before = self.parents(*commit).iter().filter_map(|parent| latest.get(parent)).copied();
            // Of several made in the same second the commit itself.
            if let Some(last) = before.chain(own).max_by_key(time) {
                latest.insert(*commit, last);
            }
        }
        latest
    }

    pub(super) fn tree(&self, commit: Oid) -> Result<Oid> {
        Ok(self.links.get(&commit).context("a commit of the walk is missing")?.tree)
    }
}

/// All commits that can be reached, their links read where they are not known yet.
fn reach(odb: &Odb, from: &[Oid], cut: &HashSet<Oid>, known: &mut HashMap<Oid, Links>) -> Result<HashSet<Oid>> {
    let mut seen: HashSet<Oid> = from.iter().copied().collect();
    let mut open: Vec<Oid> = seen.iter().copied().collect();
    while let Some(id) = open.pop() {
        let links = match known.entry(id) {
            Slot::Occupied(links) => links.into_mut(),
            Slot::Vacant(place) => {
                let mut links = raw::links(id, raw::read(odb, id, ObjectType::Commit)?.data())?;
                if cut.contains(&id) {
                    links.parents.clear();
                }
                place.insert(links)
            }
        };
        open.extend(links.parents.iter().copied().filter(|parent| seen.insert(*parent)));
    }
    Ok(seen)
}

/// Children before parents; where that leaves a choice, the newer first, then by id, so that the
/// order is the same every time.
fn sorted(commits: &HashSet<Oid>, links: &HashMap<Oid, Links>) -> Vec<Oid> {
    let mut children: HashMap<Oid, usize> = commits.iter().map(|id| (*id, 0)).collect();
    for id in commits {
        for parent in &links[id].parents {
            if let Some(count) = children.get_mut(parent) {
                *count += 1;
            }
        }
    }
    let mut ready: BinaryHeap<(i64, Reverse<Oid>)> =
        children.iter().filter(|(_, count)| **count == 0).map(|(id, _)| (links[id].time, Reverse(*id))).collect();
    let mut order = Vec::with_capacity(commits.len());
    while let Some((_, Reverse(id))) = ready.pop() {
        order.push(id);
        for parent in &links[&id].parents {
            if let Some(count) = children.get_mut(parent) {
                *count -= 1;
                if *count == 0 {
                    ready.push((links[parent].time, Reverse(*parent)));
                }
            }
        }
    }
    order
}
