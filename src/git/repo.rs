//! A repository with a working tree: where it is and what git says of it.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};
use std::sync::Once;
use std::sync::{Arc, OnceLock};

use anyhow::{Context, Result, bail};
use git2::Oid;

use super::run::{self, Git};

/// A repository with a working tree that git trusts and libgit2 can read.
#[derive(Debug, Clone)]
pub struct Repo {
    pub(super) workdir: PathBuf,
    pub(super) git_dir: PathBuf,
    pub(super) common_dir: PathBuf,
    pub(super) object_dirs: Vec<String>,
    pub(super) shallow: bool,
    pub(super) refs_in_files: bool,
    /// Whether what is run of git gets no signals from the terminal.
    pub(super) apart: bool,
    /// The moment that commits carry, in seconds since 1970, where it is not the clock's.
    pub(super) dated: Option<i64>,
    /// Who git says acts, asked once.
    pub(super) ident: Arc<OnceLock<Ident>>,
}

/// A name and a mail address as git writes them into a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ident {
    /// Name.
    pub name: String,
    /// Mail address.
    pub mail: String,
}

/// What HEAD stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Head {
    /// A branch (its short name) and its commit.
    Branch(String, Oid),
    /// A branch (its short name) without a commit yet.
    Unborn(String),
    /// A commit, and no branch that would keep what is committed next.
    Detached(Oid),
}

impl Repo {
    /// The top of the working tree, without symbolic links.
    #[must_use]
    pub fn workdir(&self) -> &Path {
        &self.workdir
    }

    /// The git directory of this working tree: HEAD, index and what is under way are here.
    #[must_use]
    pub fn git_dir(&self) -> &Path {
        &self.git_dir
    }

    /// Whether history was cut off when the repository was cloned.
    #[must_use]
    pub fn is_shallow(&self) -> bool {
        self.shallow
    }

    /// The commits at which a shallow history was cut: their parents are not here.
    pub(super) fn cut_at(&self) -> Result<Vec<Oid>> {
        if !self.shallow {
            return Ok(Vec::new());
        }
        let file = self.common_dir.join("shallow");
        let text = std::fs::read_to_string(&file).with_context(|| format!("could not read {}", file.display()))?;
        text.lines().map(|line| Oid::from_str(line).with_context(|| format!("{} is damaged", file.display()))).collect()
    }

    /// Whether objects were left out when the repository was cloned (`--filter`).
    ///
    /// # Errors
    /// Where the configuration cannot be read.
    pub fn is_partial(&self) -> Result<bool> {
        let found = self
            .read("read git's configuration")
            .args(["config", "--get-regexp", r"^(extensions\.partialclone|remote\..*\.promisor)$"])
            .find()?;
        Ok(found.is_some_and(|lines| {
            lines
                .lines()
                .any(|line| line.starts_with("extensions.") || !matches!(line.rsplit(' ').next(), Some("false")))
        }))
    }

    /// A handle on the objects, for one thread. It knows no references, index or configuration.
    ///
    /// # Errors
    /// Where libgit2 cannot open the object directories.
    pub fn objects(&self) -> Result<git2::Repository> {
        static FAST: Once = Once::new();
        // Hashing every tree on the way took most of the time of a walk. `read_blob` checks what
        // reaches a reader; `git fsck` checks the rest.
        FAST.call_once(|| git2::opts::strict_hash_verification(false));
        let meaning = "could not open the objects of the repository";
        let odb = git2::Odb::new().context(meaning)?;
        for dir in &self.object_dirs {
            odb.add_disk_alternate(dir).context(meaning)?;
        }
        git2::Repository::from_odb(odb).context(meaning)
    }

    /// Who the next commit's author is, as git knows it.
    ///
    /// # Errors
    /// Where git knows no identity: with the two commands that set one.
    pub fn author(&self) -> Result<Ident> {
        if let Some(known) = self.ident.get() {
            return Ok(known.clone());
        }
        let ident = self.ask_author()?;
        Ok(self.ident.get_or_init(|| ident).clone())
    }

    fn ask_author(&self) -> Result<Ident> {
        ident_by(self.read(ASKING))
    }

    /// A value of git's configuration, the last one where there are several.
    ///
    /// # Errors
    /// Where the configuration cannot be read.
    pub fn config(&self, key: &str) -> Result<Option<String>> {
        self.read(format!("read {key} of git's configuration")).args(["config", "--get", key]).find()
    }

    /// Sets a value of the repository's own configuration.
    ///
    /// # Errors
    /// Git refuses.
    pub fn set_config(&self, key: &str, value: &str) -> Result<()> {
        self.write(format!("set {key} of the repository")).args(["config", "--local", key, value]).run().map(|_| ())
    }

    /// A path of git's configuration, with `~` made whole.
    ///
    /// # Errors
    /// Where the configuration cannot be read.
    pub fn config_path(&self, key: &str) -> Result<Option<PathBuf>> {
        let found = self
            .read(format!("read {key} of git's configuration"))
            .args(["config", "--type=path", "--get", key])
            .find()?;
        Ok(found.map(PathBuf::from))
    }

    /// The operation of git that is half done in this working tree, and in which a commit would become
    /// part of it.
    ///
    /// # Errors
    /// Where git has to be asked (references not in files) and cannot be.
    pub fn operation_under_way(&self) -> Result<Option<&'static str>> {
        let is = |name: &str| self.git_dir.join(name).exists();
        let is_ref = |name: &str| -> Result<bool> {
            if self.refs_in_files {
                return Ok(is(name));
            }
            let git = self.read(format!("look for {name}"));
            Ok(git.args(["rev-parse", "-q", "--verify", name]).find()?.is_some())
        };
        Ok(if is("rebase-apply/applying") {
            Some("am")
        } else if is("rebase-merge") || is("rebase-apply") {
            Some("rebase")
        } else if is("MERGE_HEAD") {
            Some("merge")
        } else if is_ref("CHERRY_PICK_HEAD")? {
            Some("cherry-pick")
        } else if is_ref("REVERT_HEAD")? {
            Some("revert")
        } else if is("sequencer") {
            // Between two commits of a series neither file is there; the list of what is left is.
            let todo = std::fs::read_to_string(self.git_dir.join("sequencer/todo")).unwrap_or_default();
            Some(if todo.trim_start().starts_with("revert") { "revert" } else { "cherry-pick" })
        } else {
            None
        })
    }

    /// What HEAD stands on.
    ///
    /// # Errors
    /// Where git cannot read HEAD, or it names something other than a commit.
    pub fn head(&self) -> Result<Head> {
        let branch = self.branch()?;
        let commit = self.tip()?;
        let short = |name: String| name.strip_prefix("refs/heads/").map_or(name.clone(), str::to_owned);
        match (branch, commit) {
            (Some(name), Some(commit)) => Ok(Head::Branch(short(name), commit)),
            (Some(name), None) => Ok(Head::Unborn(short(name))),
            (None, Some(commit)) => Ok(Head::Detached(commit)),
            (None, None) => bail!("HEAD of {} names no commit; see `git fsck`", self.workdir.display()),
        }
    }

    /// The commit that HEAD stands on; none where its branch has no commit yet.
    ///
    /// # Errors
    /// Where git cannot read HEAD, or the commit that it names is not here.
    pub fn tip(&self) -> Result<Option<Oid>> {
        if let Some(commit) = self.read("read HEAD").args(["rev-parse", "-q", "--verify", "HEAD^{commit}"]).find()? {
            return Ok(Some(Oid::from_str(&commit)?));
        }
        // Git says the same of a branch without a commit and of one whose commit is gone.
        let named = self.read("read HEAD").args(["rev-parse", "-q", "--verify", "HEAD"]).find()?;
        let what = match (named, self.branch()?) {
            (Some(id), _) => format!("the commit {id}, on which HEAD stands, is missing or damaged"),
            (None, Some(branch)) if self.common_dir.join(&branch).is_file() => {
                format!("the branch {branch} is damaged")
            }
            _ => return Ok(None),
        };
        bail!("{what}; see `git fsck`, or clone the repository anew")
    }

    /// Whether HEAD stands on no branch, so that nothing keeps what is committed next.
    ///
    /// # Errors
    /// Where git cannot read HEAD.
    pub fn is_detached(&self) -> Result<bool> {
        Ok(self.branch()?.is_none())
    }

    /// How many commits the branch is ahead of the one that it follows; nothing where it follows none.
    ///
    /// # Errors
    /// Git cannot be run.
    pub fn ahead_of_upstream(&self) -> Result<Option<usize>> {
        let asked =
            self.read("count what is not pushed").args(["rev-list", "--count", "@{upstream}..HEAD"]).output()?;
        Ok(String::from_utf8_lossy(&asked.stdout).trim().parse().ok().filter(|_| asked.code == Some(0)))
    }

    /// The branch that HEAD names, in full.
    fn branch(&self) -> Result<Option<String>> {
        self.read("read HEAD").args(["symbolic-ref", "-q", "HEAD"]).find()
    }

    /// The path below the top of the working tree. Relative ones are taken from the process's
    /// working directory; the path itself need not exist, and is not followed where it is a link.
    ///
    /// # Errors
    /// Where it leads out of the working tree.
    pub fn relative(&self, path: &Path) -> Result<PathBuf> {
        let whole = std::path::absolute(path).with_context(|| format!("{} is not a usable path", path.display()))?;
        let mut there = whole.as_path();
        let mut rest: Vec<&OsStr> = Vec::new();
        // The deepest folder that exists, without symbolic links, then what is below it.
        let real = loop {
            let (Some(parent), Some(Component::Normal(name))) = (there.parent(), there.components().next_back()) else {
                if rest.is_empty() && there.exists() || there.parent().is_none() {
                    break canonical(there)?;
                }
                bail!("{} is not a usable path: it holds `..`", path.display());
            };
            if rest.is_empty() && canonical(there).is_ok_and(|real| real == self.workdir) {
                return Ok(PathBuf::new());
            }
            rest.push(name);
            there = parent;
            if there.is_dir() {
                break canonical(there)?;
            }
        };
        let below = real
            .strip_prefix(&self.workdir)
            .with_context(|| format!("{} is outside {}", path.display(), self.workdir.display()))?;
        Ok(rest.iter().rev().fold(below.to_path_buf(), |path, name| path.join(name)))
    }

    /// The same, with every run of git out of reach of a Ctrl-C: for what is asked once something was committed.
    #[must_use]
    pub fn apart(&self) -> Repo {
        Repo { apart: true, ..self.clone() }
    }

    /// The same, with commits of another moment than the clock's.
    #[must_use]
    pub fn dated(&self, seconds: i64) -> Repo {
        Repo { dated: Some(seconds), ..self.clone() }
    }

    /// A run of git in the working tree that only reads.
    pub fn read(&self, meaning: impl Into<String>) -> Git {
        let git = Git::read(&self.workdir, meaning);
        if self.apart { git.apart() } else { git }
    }

    /// A run of git in the working tree that writes.
    pub fn write(&self, meaning: impl Into<String>) -> Git {
        let mut git = Git::write(&self.workdir, meaning);
        if let Some(seconds) = self.dated {
            let date = format!("{seconds} +0000");
            git = git.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date);
        }
        if self.apart { git.apart() } else { git }
    }
}

/// What git is asked to learn who acts.
const ASKING: &str = "ask git who you are";

/// Who the author of a commit would be whose repository is still to be made in `dir`.
///
/// # Errors
/// As [`Repo::author`].
pub fn author_in(dir: &Path) -> Result<Ident> {
    ident_by(Git::read(dir, ASKING))
}

fn ident_by(git: Git) -> Result<Ident> {
    let output = git.args(["var", "GIT_AUTHOR_IDENT"]).output()?;
    if output.code != Some(0) {
        bail!(
            "git does not know who you are; tell it with\n  git config --global user.name \"Your \
             Name\"\n  git config --global user.email you@example.com\ngit says: {}",
            // The rest of it is the same advice.
            output.stderr.lines().last().unwrap_or_default()
        );
    }
    let line = run::text(&output.stdout);
    let parsed = line.rsplit_once('>').and_then(|(who, _)| who.rsplit_once('<'));
    let (name, mail) = parsed.with_context(|| format!("git's identity is not understood: {line}"))?;
    Ok(Ident { name: name.trim().to_owned(), mail: mail.trim().to_owned() })
}

pub(super) fn canonical(path: &Path) -> Result<PathBuf> {
    path.canonicalize().with_context(|| format!("could not find {}", path.display()))
}
