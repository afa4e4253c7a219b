//! Files that a forge takes suggestions in with, written into the working tree: whoever wrote them looks at them first.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::ValueEnum;

use crate::git::Repo;
use crate::lifecycle::refusal::Refusal;
use crate::model::shell;
use crate::record::workspace::repository;
use crate::render::forge::{self, ForgeFile, files, next_steps};
use crate::render::terminal::inform;

/// A forge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Forge {
    /// GitHub: .github/
    Github,
    /// GitLab: .gitlab/
    Gitlab,
    /// Forgejo and Gitea: .forgejo/
    Forgejo,
}

impl From<Forge> for forge::Forge {
    fn from(forge: Forge) -> Self {
        match forge {
            Forge::Github => forge::Forge::Github,
            Forge::Gitlab => forge::Forge::Gitlab,
            Forge::Forgejo => forge::Forge::Forgejo,
        }
    }
}

/// The files, those first that are to be written; none that is there and says something else is written over.
fn wanted(forge: Forge, repo: &Repo, root: &Path) -> anyhow::Result<(Vec<ForgeFile>, Vec<ForgeFile>)> {
    let register = repo.relative(root)?.to_string_lossy().replace('\\', "/");
    let all = files(forge.into(), if register.is_empty() { "." } else { &register });
    let there = |file: &ForgeFile| repo.workdir().join(file.path).symlink_metadata().is_ok();
    let same =
        |file: &ForgeFile| std::fs::read(repo.workdir().join(file.path)).is_ok_and(|b| b == file.text.as_bytes());
    let others: Vec<&ForgeFile> = all.iter().filter(|file| there(file) && !same(file)).collect();
    if others.is_empty() {
        return Ok(all.into_iter().partition(|file| !there(file)));
    }
    let names: Vec<&str> = others.iter().map(|file| file.path).collect();
    let said = format!("{} is there already and says something else; nothing was written", names.join(" and "));
    let refusal = others.iter().fold(Refusal::new(said), |refusal, file| {
        let path = shell::word(file.path).into_owned();
        refusal.next(format!("put it aside and compare then: mv {path} {}", shell::word(&format!("{}.old", file.path))))
    });
    Err(refusal.into())
}

/// Asks that nothing stands in the way of the files.
///
/// # Errors
/// Something does.
pub fn check(forge: Forge, repo: &Repo, root: &Path) -> anyhow::Result<()> {
    wanted(forge, repo, root).map(|_| ())
}

/// Writes the files, and tells what is left to be done.
///
/// # Errors
/// Something stands in their way, or they cannot be written.
pub fn write(forge: Forge, root: &Path) -> anyhow::Result<ExitCode> {
    let repo = repository(root)?;
    let (new, there) = wanted(forge, &repo, root)?;
    for file in &new {
        let path = repo.workdir().join(file.path);
        let folder = path.parent().context("a file stands in a folder")?;
        let written = std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, &file.text));
        written.with_context(|| format!("cannot write {}", path.display()))?;
        inform(&format!("written: {}", file.path));
    }
    there.iter().for_each(|file| inform(&format!("there already, and the same: {}", file.path)));
    if !new.is_empty() {
        let paths: Vec<String> = new.iter().map(|file| shell::word(file.path).into_owned()).collect();
        inform("Next:");
        inform("  look at them, and say in KAIZEN_SOURCE where the program comes from");
        inform(&format!("  {}", next_steps(forge.into())));
        let top = shell::path(repo.workdir());
        inform(&format!("  git -C {top} add {0} && git -C {top} commit", paths.join(" ")));
    }
    Ok(ExitCode::SUCCESS)
}
