//! The default branch, and tags.

use std::path::Path;

use anyhow::Result;
use git2::Oid;

use super::repo::Repo;
use super::run;

impl Repo {
    /// The branch that others take as the state of things: the one that the remote `origin` shows, else the only local
    /// one, else the one that `init.defaultBranch` names, `main` or `master`, where it is there. None where nothing tells.
    ///
    /// # Errors
    /// Git cannot be asked.
    pub fn default_branch(&self) -> Result<Option<String>> {
        let head = self.read("ask for the default branch").args(["symbolic-ref", "-q", "refs/remotes/origin/HEAD"]);
        if let Some(name) = head.find()?.and_then(|h| h.strip_prefix("refs/remotes/origin/").map(ToOwned::to_owned)) {
            return Ok(Some(name));
        }
        let list =
            self.read("list branches").args(["for-each-ref", "--format=%(refname:short)", "refs/heads/"]).run()?;
        let list = run::text(&list);
        let local: Vec<&str> = list.lines().collect();
        if let [one] = local.as_slice() {
            return Ok(Some((*one).to_owned()));
        }
        let configured = self.config("init.defaultBranch")?;
        let usual = configured.as_deref().into_iter().chain(["main", "master"]);
        Ok(usual.into_iter().find(|name| local.contains(name)).map(ToOwned::to_owned))
    }

    /// Whether a branch has a commit in its history, here or as the remote `origin` had it when it was last asked.
    ///
    /// # Errors
    /// Git cannot be asked.
    pub fn has_on(&self, branch: &str, commit: Oid) -> Result<bool> {
        for place in ["refs/heads/", "refs/remotes/origin/"] {
            let name = format!("{place}{branch}");
            let asked = self.read("ask for the history of a branch");
            let asked = asked.args(["merge-base", "--is-ancestor", &commit.to_string(), &name]).output()?;
            // Another code than 0 and 1 says that the branch is not there.
            if asked.code == Some(0) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The newest commit that two have in common; none where their histories share nothing.
    ///
    /// # Errors
    /// Git cannot be asked.
    pub fn common_ancestor(&self, one: Oid, other: Oid) -> Result<Option<Oid>> {
        let git = self.read("ask where two branches parted");
        let found = git.args(["merge-base", &one.to_string(), &other.to_string()]).find()?;
        Ok(found.map(|id| Oid::from_str(&id)).transpose()?)
    }

    /// The commits in the history of HEAD that brought a file (below the top of the working tree) to where none was.
    ///
    /// # Errors
    /// Git cannot be asked, or HEAD has no commit.
    pub fn commits_that_added(&self, path: &Path) -> Result<Vec<Oid>> {
        let log = self.read("ask which commit brought a file").args(["--literal-pathspecs", "log", "--full-history"]);
        let log = log.args(["--no-renames", "--diff-filter=A", "--format=%H", "--"]).arg(path).run()?;
        run::text(&log).lines().map(|id| Ok(Oid::from_str(id)?)).collect()
    }

    /// The tags below a prefix (`kaizen/seal/`), each without it and with the commit it stands for.
    ///
    /// # Errors
    /// Git cannot be asked.
    pub fn tags(&self, prefix: &str) -> Result<Vec<(String, Oid)>> {
        let format = "--format=%(refname) %(objectname) %(*objectname)";
        let list = self.read("list tags").args(["for-each-ref", format, &format!("refs/tags/{prefix}")]).run()?;
        let below = format!("refs/tags/{prefix}");
        Ok(run::text(&list)
            .lines()
            .filter_map(|line| {
                let mut words = line.split(' ').filter(|word| !word.is_empty());
                let name = words.next()?.strip_prefix(&below)?.to_owned();
                Some((name, Oid::from_str(words.next_back()?).ok()?))
            })
            .collect())
    }

    /// Makes an annotated tag; git signs it where it is set up to sign tags.
    ///
    /// # Errors
    /// The tag is there already, or git could not make it.
    pub fn tag(&self, name: &str, commit: &str, message: &str) -> Result<()> {
        let git = self.write(format!("make the tag {name}"));
        git.args(["tag", "-a", "-m", message, name, commit]).run().map(|_| ())
    }

    /// Whether the working tree differs from HEAD below a folder, untracked files included.
    ///
    /// # Errors
    /// Git cannot be asked.
    pub fn is_changed(&self, folder: &std::path::Path) -> Result<bool> {
        let folder = if folder.as_os_str().is_empty() { std::path::Path::new(".") } else { folder };
        let git = self.read("ask what is not committed").args(["--literal-pathspecs", "status", "--porcelain", "--"]);
        Ok(!git.arg(folder).run()?.is_empty())
    }
}
