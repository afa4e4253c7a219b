//! Where in the trees of commits a file of some name lies.

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::Result;
use git2::{ObjectType, Odb, Oid};

use super::objects::{Kind, checked_name};
use super::raw;
use super::run;

/// Deeper than this no folder is looked for.
const DEPTH: usize = 8;

/// Looks for the folders that hold a file of one name. A tree that was found to hold none is not looked at again, so
/// that many commits cost little more than one.
pub struct Finder<'r> {
    objects: &'r git2::Repository,
    name: &'r str,
    without: HashSet<Oid>,
}

impl<'r> Finder<'r> {
    /// A finder of the file called `name`.
    #[must_use]
    pub fn new(objects: &'r git2::Repository, name: &'r str) -> Finder<'r> {
        Finder { objects, name, without: HashSet::new() }
    }

    /// The folders of a commit that hold the file, and its blob.
    ///
    /// # Errors
    /// Where a tree is missing or damaged.
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
        if depth > DEPTH || self.without.contains(&tree) {
            return Ok(());
        }
        let before = found.len();
        let object = raw::read(odb, tree, ObjectType::Tree)?;
        for entry in raw::entries(object.data()) {
            let entry = entry?;
            checked_name(entry.name)?;
            if entry.is_tree() {
                let start = path.len();
                if start > 0 {
                    path.push(b'/');
                }
                path.extend(entry.name);
                self.descend(odb, entry.id, path, depth + 1, found)?;
                path.truncate(start);
            } else if entry.name == self.name.as_bytes() && Kind::of(entry.mode) == Kind::Blob {
                found.push((run::path(path), entry.id));
            }
        }
        if found.len() == before {
            self.without.insert(tree);
        }
        Ok(())
    }
}
