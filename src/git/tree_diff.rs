//! What differs between two trees, reading only the subtrees that do.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::rc::Rc;

use anyhow::Result;
use git2::{Odb, OdbObject, Oid};

use super::objects::{Closed, MAX_DEPTH, MAX_FILES, ObjectKind, enter, is_name};
use super::raw::{self, Malformed, TreeEntry};

/// One version of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Side {
    /// Its blob; of a submodule its commit.
    pub id: Oid,
    /// Whether it is a file at all.
    pub kind: ObjectKind,
}

impl Side {
    pub(super) fn of(entry: TreeEntry) -> Side {
        Side { id: entry.id, kind: ObjectKind::of(entry.mode) }
    }

    pub(super) fn closed(id: Oid, why: Closed) -> Side {
        Side { id, kind: ObjectKind::Closed(why) }
    }
}

/// One path that differs: its bytes below the starting folder, and both sides.
pub type Difference = (Vec<u8>, Option<Side>, Option<Side>);

/// Reads trees of one thread. The parent's tree of one commit is the tree of the next, so the last
/// ones are kept.
pub struct Trees<'odb> {
    odb: &'odb Odb<'odb>,
    recent: VecDeque<(Oid, Rc<OdbObject<'odb>>)>,
}

impl<'odb> Trees<'odb> {
    pub fn new(odb: &'odb Odb<'odb>) -> Trees<'odb> {
        Trees { odb, recent: VecDeque::new() }
    }

    fn read(&mut self, id: Oid) -> Result<Rc<OdbObject<'odb>>> {
        if let Some((_, tree)) = self.recent.iter().find(|(known, _)| *known == id) {
            return Ok(Rc::clone(tree));
        }
        let tree = Rc::new(raw::tree(self.odb, id)?);
        // A few levels of folders, of a commit and its parents.
        if self.recent.len() == 16 {
            self.recent.pop_front();
        }
        self.recent.push_back((id, Rc::clone(&tree)));
        Ok(tree)
    }

    /// The id of a folder below a tree, or none where there is no folder of that path.
    pub fn folder(&mut self, tree: Oid, parts: &[&[u8]]) -> Result<Option<Oid>> {
        let mut at = tree;
        for part in parts {
            let data = self.read(at)?;
            match raw::find(data.data(), part, &mut 0)? {
                Some(entry) if entry.is_tree() => at = entry.id,
                _ => return Ok(None),
            }
        }
        Ok(Some(at))
    }

    /// The first of several folders that holds one of some names; the first name that is held anywhere decides.
    /// Without names it is the first folder that is there.
    pub fn first_folder(&mut self, tree: Oid, places: &[Vec<&[u8]>], marks: &[&[u8]]) -> Result<Option<Oid>> {
        let mut folders = Vec::new();
        for parts in places {
            match self.folder(tree, parts)? {
                Some(found) if marks.is_empty() => return Ok(Some(found)),
                found => folders.extend(found),
            }
        }
        for mark in marks {
            for folder in &folders {
                if raw::find(self.read(*folder)?.data(), mark, &mut 0)?.is_some() {
                    return Ok(Some(*folder));
                }
            }
        }
        Ok(None)
    }

    /// All files that differ between two trees, in git's order of their paths. A folder that is not looked into is told
    /// itself, as if it held nothing.
    pub fn differences(&mut self, old: Option<Oid>, new: Option<Oid>) -> Result<Vec<Difference>> {
        let mut walk = Walk { path: Vec::new(), left: MAX_FILES, found: Vec::new() };
        self.descend(old, new, 0, &mut walk)?;
        Ok(walk.found)
    }

    fn descend(&mut self, old: Option<Oid>, new: Option<Oid>, depth: usize, walk: &mut Walk) -> Result<()> {
        if old == new {
            return Ok(());
        }
        if depth > MAX_DEPTH {
            walk.close(old, new, Closed::Deep);
            return Ok(());
        }
        let (old, old_closed) = self.open(old)?;
        let (new, new_closed) = self.open(new)?;
        walk.close(old_closed, new_closed, Closed::Malformed);
        let old = old.as_deref().map_or(&[][..], OdbObject::data);
        let new = new.as_deref().map_or(&[][..], OdbObject::data);
        each_difference(old, new, |old, new| {
            let Some(entry) = new.or(old) else { return Ok(true) };
            let ids = (old.map(|entry| entry.id), new.map(|entry| entry.id));
            if walk.left == 0 {
                walk.close(ids.0, ids.1, Closed::Many);
                return Ok(false);
            }
            walk.left -= 1;
            let start = enter(&mut walk.path, entry.name);
            // Both sides are of one sort: a file and a folder of one name have different places.
            if !is_name(entry.name) {
                walk.close(ids.0, ids.1, Closed::Name);
            } else if entry.is_tree() {
                self.descend(ids.0, ids.1, depth + 1, walk)?;
            } else if old.map(Side::of) != new.map(Side::of) {
                walk.found.push((walk.path.clone(), old.map(Side::of), new.map(Side::of)));
            }
            walk.path.truncate(start);
            Ok(true)
        })
    }

    /// A tree that can be looked into, or the one that is malformed.
    fn open(&mut self, id: Option<Oid>) -> Result<(Option<Rc<OdbObject<'odb>>>, Option<Oid>)> {
        match id.map(|id| self.read(id)).transpose() {
            Err(error) if error.is::<Malformed>() => Ok((None, id)),
            read => Ok((read?, None)),
        }
    }
}

/// Two trees, being compared.
struct Walk {
    path: Vec<u8>,
    /// So many more entries are looked at.
    left: usize,
    found: Vec<Difference>,
}

impl Walk {
    /// What is at the path is not looked into.
    fn close(&mut self, old: Option<Oid>, new: Option<Oid>, why: Closed) {
        let side = |id| Side::closed(id, why);
        if old.or(new).is_some() {
            self.found.push((self.path.clone(), old.map(side), new.map(side)));
        }
    }
}

/// Calls back for each entry that differs between two trees, until it says that it wants no more.
///
/// Nearly all bytes of two versions of a folder are the same, so they are compared as bytes, and
/// entries are made out only where they are not.
fn each_difference<'a>(
    mut old: &'a [u8],
    mut new: &'a [u8],
    mut found: impl FnMut(Option<TreeEntry<'a>>, Option<TreeEntry<'a>>) -> Result<bool>,
) -> Result<()> {
    loop {
        let same = same_bytes(old, new);
        if same == old.len() && same == new.len() {
            return Ok(());
        }
        let skip = raw::boundary(if old.len() > new.len() { old } else { new }, 0, same);
        (old, new) = (&old[skip..], &new[skip..]);
        let a = if old.is_empty() { None } else { Some(raw::entry(old)?) };
        let b = if new.is_empty() { None } else { Some(raw::entry(new)?) };
        let order = match (&a, &b) {
            (Some((a, _)), Some((b, _))) => raw::order(a, b),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        let a = a.filter(|_| order != Ordering::Greater);
        let b = b.filter(|_| order != Ordering::Less);
        old = &old[a.map_or(0, |(_, length)| length)..];
        new = &new[b.map_or(0, |(_, length)| length)..];
        if !found(a.map(|(entry, _)| entry), b.map(|(entry, _)| entry))? {
            return Ok(());
        }
    }
}

/// How many bytes from the start are the same.
fn same_bytes(a: &[u8], b: &[u8]) -> usize {
    const STEP: usize = 2048;
    let blocks = a.chunks_exact(STEP).zip(b.chunks_exact(STEP)).take_while(|(a, b)| a == b).count();
    let from = blocks * STEP;
    from + a[from..].iter().zip(&b[from..]).take_while(|(a, b)| a == b).count()
}
