//! What differs between two trees, reading only the subtrees that do.

use std::cmp::Ordering;
use std::collections::VecDeque;
use std::rc::Rc;

use anyhow::{Result, bail};
use git2::{ObjectType, Odb, OdbObject, Oid};

use super::objects::{Kind, MAX_DEPTH, MAX_FILES, checked_name};
use super::raw::{self, Entry};

/// One version of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Side {
    /// Its blob; of a submodule its commit.
    pub id: Oid,
    /// Whether it is a file at all.
    pub kind: Kind,
}

impl Side {
    pub(super) fn of(entry: Entry) -> Side {
        Side { id: entry.id, kind: Kind::of(entry.mode) }
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
        let tree = Rc::new(raw::read(self.odb, id, ObjectType::Tree)?);
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

    /// The id of the first of several folders that is there.
    pub fn first_folder(&mut self, tree: Oid, places: &[Vec<&[u8]>]) -> Result<Option<Oid>> {
        for parts in places {
            if let Some(found) = self.folder(tree, parts)? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// All files that differ between two trees, in git's order of their paths.
    pub fn differences(&mut self, old: Option<Oid>, new: Option<Oid>) -> Result<Vec<Difference>> {
        let mut found = Vec::new();
        self.descend(old, new, &mut Vec::new(), 0, &mut found)?;
        Ok(found)
    }

    fn descend(
        &mut self,
        old: Option<Oid>,
        new: Option<Oid>,
        path: &mut Vec<u8>,
        depth: usize,
        found: &mut Vec<Difference>,
    ) -> Result<()> {
        if old == new {
            return Ok(());
        }
        if depth > MAX_DEPTH {
            bail!("the folder {} is nested too deeply", String::from_utf8_lossy(path));
        }
        let old = old.map(|id| self.read(id)).transpose()?;
        let new = new.map(|id| self.read(id)).transpose()?;
        let old = old.as_deref().map_or(&[][..], OdbObject::data);
        let new = new.as_deref().map_or(&[][..], OdbObject::data);
        each_difference(old, new, |old, new| {
            let Some(name) = new.or(old).map(|entry| entry.name) else {
                return Ok(());
            };
            checked_name(name)?;
            let start = path.len();
            if start > 0 {
                path.push(b'/');
            }
            path.extend(name);
            // Both sides are of one sort: a file and a folder of one name have different places.
            if new.or(old).is_some_and(|entry| entry.is_tree()) {
                self.descend(old.map(|entry| entry.id), new.map(|entry| entry.id), path, depth + 1, found)?;
            } else if old.map(Side::of) != new.map(Side::of) {
                if found.len() == MAX_FILES {
                    bail!("more than {MAX_FILES} files differ");
                }
                found.push((path.clone(), old.map(Side::of), new.map(Side::of)));
            }
            path.truncate(start);
            Ok(())
        })
    }
}

/// Calls back for each entry that differs between two trees.
///
/// Nearly all bytes of two versions of a folder are the same, so they are compared as bytes, and
/// entries are made out only where they are not.
fn each_difference<'a>(
    mut old: &'a [u8],
    mut new: &'a [u8],
    mut found: impl FnMut(Option<Entry<'a>>, Option<Entry<'a>>) -> Result<()>,
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
            (Some((a, _)), Some((b, _))) => place(a, b),
            (Some(_), None) => Ordering::Less,
            _ => Ordering::Greater,
        };
        let a = a.filter(|_| order != Ordering::Greater);
        let b = b.filter(|_| order != Ordering::Less);
        old = &old[a.map_or(0, |(_, length)| length)..];
        new = &new[b.map_or(0, |(_, length)| length)..];
        found(a.map(|(entry, _)| entry), b.map(|(entry, _)| entry))?;
    }
}

/// Git's order within a tree: folders as if their names ended in `/`.
fn place(a: &Entry, b: &Entry) -> Ordering {
    let end = |entry: &Entry| entry.is_tree().then_some(b'/');
    a.name.iter().copied().chain(end(a)).cmp(b.name.iter().copied().chain(end(b)))
}

/// How many bytes from the start are the same.
fn same_bytes(a: &[u8], b: &[u8]) -> usize {
    const STEP: usize = 2048;
    let blocks = a.chunks_exact(STEP).zip(b.chunks_exact(STEP)).take_while(|(a, b)| a == b).count();
    let from = blocks * STEP;
    from + a[from..].iter().zip(&b[from..]).take_while(|(a, b)| a == b).count()
}
