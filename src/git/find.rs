//! Where in the trees of commits a file of some name lies.

use std::collections::HashMap;
use std::path::PathBuf;
use std::rc::Rc;

use anyhow::Result;
use git2::{ObjectType, Odb, Oid};

use super::objects::{MAX_DEPTH, ObjectKind, enter, is_name};
use super::raw;
use super::run;

/// So many folders of one commit are found; trees that name each other many times can stand for any number.
pub const MAX_FOUND: usize = 64;

/// Looks for the folders that hold a wanted file of one name. A tree is looked at once, however often it is named, so that
/// many commits cost little more than one.
pub struct Finder<'r> {
    objects: &'r git2::Repository,
    name: &'r str,
    /// What trees hold, with the depth at which they were looked at: less deep, more of them is seen.
    known: HashMap<Oid, (usize, Rc<Held>)>,
}

/// The folders of a commit that hold a file.
#[derive(Debug, Default)]
pub struct Folders {
    /// The folders, and the blob of the file in each.
    pub found: Vec<(PathBuf, Oid)>,
    /// Whether there are more.
    pub more: bool,
}

/// The folders below a tree, the tree's own among them.
#[derive(Default)]
struct Held {
    found: Vec<(Vec<u8>, Oid)>,
    more: bool,
}

impl Held {
    fn add(&mut self, path: Vec<u8>, blob: Oid) {
        if self.found.len() == MAX_FOUND {
            self.more = true;
        } else {
            self.found.push((path, blob));
        }
    }
}

impl<'r> Finder<'r> {
    /// A finder of the file called `name`.
    #[must_use]
    pub fn new(objects: &'r git2::Repository, name: &'r str) -> Finder<'r> {
        Finder { objects, name, known: HashMap::new() }
    }

    /// The folders of a commit that hold the file with a blob that is wanted, which has to mean the same at each call. What
    /// is malformed, and what no file can be called, is passed over.
    ///
    /// # Errors
    /// Where a tree is missing or cannot be read.
    pub fn folders(&mut self, commit: Oid, is_wanted: &mut dyn FnMut(Oid) -> bool) -> Result<Folders> {
        let odb = self.objects.odb()?;
        let tree = raw::links(commit, raw::read(&odb, commit, ObjectType::Commit)?.data())?.tree;
        let held = self.descend(&odb, tree, 0, is_wanted)?;
        let found = held.found.iter().map(|(path, blob)| (run::path(path), *blob)).collect();
        Ok(Folders { found, more: held.more })
    }

    fn descend(
        &mut self,
        odb: &Odb,
        tree: Oid,
        depth: usize,
        is_wanted: &mut dyn FnMut(Oid) -> bool,
    ) -> Result<Rc<Held>> {
        if let Some((_, held)) = self.known.get(&tree).filter(|(known, _)| *known <= depth) {
            return Ok(Rc::clone(held));
        }
        let mut held = Held::default();
        let object = match raw::tree(odb, tree) {
            Err(error) if error.is::<raw::Malformed>() => return Ok(Rc::default()),
            object => object?,
        };
        for entry in raw::entries(object.data()) {
            let entry = entry?;
            if entry.is_tree() && is_name(entry.name) && depth < MAX_DEPTH {
                let below = self.descend(odb, entry.id, depth + 1, is_wanted)?;
                held.more |= below.more;
                for (path, blob) in &below.found {
                    let mut whole = Vec::new();
                    enter(&mut whole, entry.name);
                    if !path.is_empty() {
                        whole.push(b'/');
                        whole.extend(path);
                    }
                    held.add(whole, *blob);
                }
            } else if entry.name == self.name.as_bytes()
                && ObjectKind::of(entry.mode) == ObjectKind::Blob
                && is_wanted(entry.id)
            {
                held.add(Vec::new(), entry.id);
            }
        }
        let held = Rc::new(held);
        self.known.insert(tree, (depth, Rc::clone(&held)));
        Ok(held)
    }
}
