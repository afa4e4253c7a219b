//! The commit that HEAD stands on: what it did, who else has it, and taking it back.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use git2::Oid;

use super::message::trailers;
use super::objects::{blob_id, file_at};
use super::repo::{Ident, Repo};
use super::run;
use crate::model::shell;

/// The commit that HEAD stands on, where it follows exactly one other.
#[derive(Debug, Clone)]
pub struct Newest {
    /// It.
    pub id: Oid,
    /// The one before.
    pub parent: Oid,
    /// Its first line.
    pub subject: String,
    /// Its author.
    pub author: Ident,
    /// Its trailers.
    pub trailers: Vec<(String, String)>,
    /// The files that it brought, changed or took out, below the top of the working tree.
    pub paths: Vec<PathBuf>,
}

impl Repo {
    /// The commit that HEAD stands on; none where there is no commit yet, or it follows none or several.
    ///
    /// # Errors
    /// Git cannot be asked, or the commit before it is not here.
    pub fn newest(&self) -> Result<Option<Newest>> {
        let Some(id) = self.tip()? else { return Ok(None) };
        let show = self.read("read the newest commit").args(["show", "-s", "--format=%P%x00%an%x00%ae%x00%s"]);
        let said = run::text(&show.args(["--encoding=UTF-8", "--no-show-signature"]).arg(id.to_string()).run()?);
        let mut parts = said.splitn(4, '\0');
        let mut part = || parts.next().unwrap_or_default().to_owned();
        let (parents, name, mail, subject) = (part(), part(), part(), part());
        let Ok(parent) = Oid::from_str(&parents) else { return Ok(None) };
        let diff = self.read("read what the newest commit changed").args(["diff-tree", "--no-commit-id", "-r", "-z"]);
        let changed = diff.args(["--name-only", "--no-renames"]).args([parent, id].map(|id| id.to_string())).run()?;
        let paths = changed.split(|byte| *byte == 0).filter(|name| !name.is_empty()).map(run::path).collect();
        Ok(Some(Newest { id, parent, subject, author: Ident { name, mail }, trailers: trailers(self, id)?, paths }))
    }

    /// The branches, branches of remotes and tags that have a commit, by their full names, but for the branch that HEAD is.
    ///
    /// # Errors
    /// Git cannot be asked.
    pub fn others_with(&self, commit: Oid) -> Result<Vec<String>> {
        let own = self.read("read HEAD").args(["symbolic-ref", "-q", "HEAD"]).find()?;
        let list = self.read("ask which branches have a commit").args(["for-each-ref", "--format=%(refname)"]);
        let list = list.arg(format!("--contains={commit}")).args(["refs/heads", "refs/remotes", "refs/tags"]).run()?;
        let names = run::text(&list);
        Ok(names.lines().filter(|name| Some(*name) != own.as_deref()).map(ToOwned::to_owned).collect())
    }

    /// Those of the paths that are not in the index and the working tree as HEAD has them.
    ///
    /// # Errors
    /// Git cannot be asked, or a file cannot be read.
    pub fn changed_since_head(&self, head: Oid, paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
        let diff = self.read("ask what is staged").args(["--literal-pathspecs", "diff-index", "--cached", "-z"]);
        let diff = diff.args(["--name-only", "--no-renames"]).arg(head.to_string()).arg("--").args(paths);
        let staged: Vec<PathBuf> =
            diff.run()?.split(|byte| *byte == 0).filter(|name| !name.is_empty()).map(run::path).collect();
        let objects = self.objects()?;
        let mut changed = Vec::new();
        for path in paths {
            // The bytes themselves: the index may be told to look away.
            let whole = self.workdir().join(path);
            let there = match whole.symlink_metadata() {
                Ok(_) => Some(blob_id(&std::fs::read(&whole).with_context(|| whole.display().to_string())?)?),
                Err(_) => None,
            };
            if there != file_at(&objects, head, path)? || staged.contains(path) {
                changed.push(path.clone());
            }
        }
        Ok(changed)
    }

    /// Takes back the newest commit: HEAD goes to the one before, and its files, in the index and the working tree, are as that
    /// one has them. Nothing else is touched.
    ///
    /// # Errors
    /// HEAD is another by now, or the files cannot be written; then HEAD is where it was.
    pub fn take_back(&self, newest: &Newest) -> Result<()> {
        let (id, parent) = (newest.id.to_string(), newest.parent.to_string());
        let said = format!("kaizen undo: {}", newest.subject);
        let moved = self.write("take the commit back").args(["update-ref", "-m", &said, "HEAD", &parent, &id]);
        moved.run()?;
        let repo = self.apart();
        let list = run::nul_list(newest.paths.iter().map(PathBuf::as_path));
        let restore =
            repo.write("put the files back").args(["--literal-pathspecs", "restore", "--staged", "--worktree"]);
        let restore = restore.arg(format!("--source={parent}")).args(["--pathspec-from-file=-", "--pathspec-file-nul"]);
        let Err(error) = restore.stdin(list).run() else { return Ok(()) };
        let back = repo.write("put HEAD back").args(["update-ref", "-m", "kaizen undo failed", "HEAD", &id, &parent]);
        match back.run() {
            Ok(_) => Err(error),
            Err(also) => {
                bail!("{error:#}; and HEAD could not be put back ({also:#}): git update-ref HEAD {}", shell::word(&id))
            }
        }
    }

    /// How many acts the branch has that the one it follows has not, up to `most`; nothing where it follows none.
    ///
    /// # Errors
    /// Git cannot be run.
    pub fn acts_not_pushed(&self, most: usize) -> Result<Option<usize>> {
        let count = self.read("count what is not pushed").args(["rev-list", "--count", "--grep=^Kaizen-Act: "]);
        let asked = count.arg(format!("--max-count={most}")).arg("@{upstream}..HEAD").output()?;
        Ok(String::from_utf8_lossy(&asked.stdout).trim().parse().ok().filter(|_| asked.code == Some(0)))
    }

    /// The remotes, by their names.
    ///
    /// # Errors
    /// Git cannot be run.
    pub fn remotes(&self) -> Result<Vec<String>> {
        let list = self.read("list remotes").arg("remote").run()?;
        Ok(run::text(&list).lines().map(ToOwned::to_owned).collect())
    }
}
