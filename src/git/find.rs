//! Where in the trees of commits a file of some name lies.

use std::collections::HashMap;
use std::path::PathBuf;

use anyhow::{Result, bail};
use git2::{ObjectType, Odb, Oid};

use super::objects::{Kind, MAX_DEPTH, enter, is_name};
use super::raw;
use super::run;

/// So many folders of one commit are found; trees that name each other many times can stand for any number.
const MAX_FOUND: usize = 4096;

/// Looks for the folders that hold a file of one name. A tree that was found to hold none is not looked at again, so
/// that many commits cost little more than one.
pub struct Finder<'r> {
    objects: &'r git2::Repository,
    name: &'r str,
    /// Trees that hold none, by the depth at which they were looked at: less deep, more of them is seen.
    without: HashMap<Oid, usize>,
}

impl<'r> Finder<'r> {
    /// A finder of the file called `name`.
    #[must_use]
    pub fn new(objects: &'r git2::Repository, name: &'r str) -> Finder<'r> {
        Finder { objects, name, without: HashMap::new() }
    }

    /// The folders of a commit that hold the file, and its blob. What is malformed, and what no file can be called, is
    /// passed over.
    ///
    /// # Errors
    /// Where a tree is missing or cannot be read, or far too many folders hold such a file.
    pub fn folders(&mut self, commit: Oid) -> Result<Vec<(PathBuf, Oid)>> {
        let odb = self.objects.odb()?;
        let tree = raw::links(commit, raw::read(&odb, commit, ObjectType::Commit)?.data())?.tree;
        let mut found = Vec::new();
        self.descend(&odb, tree, &mut Vec::new(), 0, &mut found)?;
        Ok(found)
    }

    fn descend(
        &mut self,
        odb: &Odb,
        tree: Oid,
        path: &mut Vec<u8>,
        depth: usize,
        found: &mut Vec<(PathBuf, Oid)>,
    ) -> Result<()> {
        if depth > MAX_DEPTH || self.without.get(&tree).is_some_and(|known| *known <= depth) {
            return Ok(());
        }
        let before = found.len();
        let object = match raw::tree(odb, tree) {
            Err(error) if error.is::<raw::Malformed>() => return Ok(()),
            object => object?,
        };
        for entry in raw::entries(object.data()) {
            let entry = entry?;
            if entry.is_tree() && is_name(entry.name) {
                let start = enter(path, entry.name);
                self.descend(odb, entry.id, path, depth + 1, found)?;
                path.truncate(start);
            } else if entry.name == self.name.as_bytes() && Kind::of(entry.mode) == Kind::Blob {
                if found.len() == MAX_FOUND {
                    bail!("more than {MAX_FOUND} folders hold a file `{}`", self.name);
                }
                found.push((run::path(path), entry.id));
            }
        }
        if found.len() == before {
            let known = self.without.entry(tree).or_insert(depth);
            *known = depth.min(*known);
        }
        Ok(())
    }
}
