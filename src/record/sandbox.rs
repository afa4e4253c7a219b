//! Whether a register is a sandbox, in which anybody acts for everybody.

use std::path::Path;

use crate::attest::digest::Subject;
use crate::git::{self, Repo};
use crate::model::id::Hash;
use crate::register::load::Basics;
use crate::register::place::SETTINGS;
use crate::register::read::{self, MAX_BYTES};
use crate::register::vouched::altered;

/// Whether a register is a sandbox in earnest: its introduction says so, is as it was made, and has been there since the
/// first commit of register.toml. What is written into a register later, by an act or by hand, gives nobody anything.
pub(super) fn is_one(repo: &Repo, root: &Path, basics: &Basics) -> bool {
    let Some(introduction) = basics.introduction.as_ref().filter(|_| basics.is_sandbox()) else { return false };
    is_whole(basics, &basics.settings_text, introduction) && is_first(repo, root, basics, introduction).unwrap_or(false)
}

/// Whether a text of register.toml has the introduction as it was made.
fn is_whole(basics: &Basics, text: &str, introduction: &Hash) -> bool {
    let Ok(tree) = read::tree(text) else { return false };
    let events = &basics.settings.event;
    let changed = altered(&basics.settings.id, Subject::Register, &tree, events);
    let has = tree
        .events()
        .any(|(name, table)| name == introduction.short() && table.text("hash") == Some(introduction.as_str()));
    has && !changed.iter().any(|(_, event, _)| event.hash == *introduction)
}

/// Whether every commit that brought register.toml brought it with this introduction.
fn is_first(repo: &Repo, root: &Path, basics: &Basics, introduction: &Hash) -> anyhow::Result<bool> {
    let path = repo.relative(&root.join(SETTINGS))?;
    let commits = repo.commits_that_added(&path)?;
    let objects = repo.objects()?;
    for commit in &commits {
        let Some(blob) = git::file_at(&objects, *commit, &path)? else { return Ok(false) };
        let text = String::from_utf8(git::read_blob(&objects, blob, MAX_BYTES)?)?;
        if !is_whole(basics, &text, introduction) {
            return Ok(false);
        }
    }
    Ok(!commits.is_empty())
}
