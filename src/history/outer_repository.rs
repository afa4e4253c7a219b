//! Another repository around the one that holds a register: which of the two has its history?

use std::path::{Path, PathBuf};

use super::register_folder::id_of;
use crate::git::{self, Finder, History, Repo};
use crate::register::place::SETTINGS;

/// The top of a repository around this one whose history has the register with this id too: at the very place of
/// `root`, or, where this one is a submodule of it, anywhere. What lies in a folder that turned into a repository of its
/// own would have no history but the one that came with it.
///
/// # Errors
/// The repository around cannot be read.
pub fn holds_it_too(repo: &Repo, root: &Path, id: &str) -> anyhow::Result<Option<PathBuf>> {
    let Some(outer) = repo.around()? else { return Ok(None) };
    let Some(tip) = outer.repo.tip()? else { return Ok(None) };
    let settings = root.canonicalize()?.join(SETTINGS);
    let place = outer.repo.relative(&settings)?;
    let objects = outer.repo.objects()?;
    let history = History::read(&outer.repo, tip, &[])?;
    let mut finder = Finder::new(&objects, SETTINGS);
    let mut known = std::collections::HashMap::new();
    let mut is_it = |blob| known.entry(blob).or_insert_with(|| id_of(&objects, blob)).as_deref() == Some(id);
    for commit in history.commits() {
        let found = if outer.is_submodule {
            !finder.folders(commit, &mut is_it)?.found.is_empty()
        } else {
            git::file_at(&objects, commit, &place).ok().flatten().is_some_and(&mut is_it)
        };
        if found {
            return Ok(Some(outer.repo.workdir().to_owned()));
        }
    }
    Ok(None)
}
