//! Where acts are recorded: the register, its repository, who acts and when.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use anyhow::Context;

use super::actor;
use super::answers::Answers;
use super::publish::{Publication, Published, check_ready};
use super::{uncommitted, unfinished};
use crate::git::{Ident, Repo, SigningKey};
use crate::lifecycle::refusal::Refusal;
use crate::model::date::{Day, Moment};
use crate::model::id::Handle;
use crate::model::wording::Wording;
use crate::register::ids::Draw;
use crate::register::load::{Register, is_toml};
use crate::register::lock::Lock;
use crate::register::read::Problem;
use crate::register::store::Store;

/// How acts are recorded.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Who acts, where it is said.
    pub named: Option<String>,
    /// Leave the change in the working tree.
    pub no_commit: bool,
    /// Adopt what was edited by hand.
    pub include_edits: bool,
    /// The program that drafted what the act brings, as its person says.
    pub drafted_with: Option<String>,
    /// Sign the act, or do not; what register.toml says where nothing is said.
    pub sign: Option<bool>,
    /// The commit carries the moment of the act, and not the clock's.
    pub dated: bool,
}

/// A register on which an act is made ready, and written while the lock is held.
#[derive(Debug)]
pub struct Workspace {
    /// The register's folder.
    pub root: PathBuf,
    /// The register.
    pub register: Register,
    /// Its repository.
    pub repo: Repo,
    /// The moment that acts carry.
    pub now: Moment,
    /// Random ids.
    pub draw: Rc<Draw>,
    /// What the person said.
    pub answers: Rc<Answers>,
    /// How acts are recorded.
    pub options: Options,
    ident: Ident,
    /// The phrases that say nothing, made when words are looked at.
    wording: OnceCell<Wording>,
    /// What git's configuration says of the key to sign with; asked once, however many acts there are.
    signing_key: OnceCell<Option<SigningKey>>,
    lock: Option<Lock>,
}

/// An act that was found lawful, and what is to be written of it.
#[derive(Debug)]
pub struct Prepared<T> {
    /// What is to be written.
    pub publication: Publication,
    /// A word to pass on once it is.
    pub word: Option<String>,
    /// What the act came to.
    pub outcome: T,
}

impl<T> Prepared<T> {
    /// With something else to tell of it.
    #[must_use]
    pub fn map<U>(self, tell: impl FnOnce(T) -> U) -> Prepared<U> {
        Prepared { publication: self.publication, word: self.word, outcome: tell(self.outcome) }
    }
}

/// What is wrong with a register that cannot be opened.
#[derive(Debug)]
pub struct Broken(pub Vec<Problem>);

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Broken {}

impl Workspace {
    /// Takes the lock and opens the register in `root`. `now` is asked for the moment once the time zone is known.
    ///
    /// # Errors
    /// No identity, something under way in git, or a register that cannot be read.
    pub fn open(
        root: &Path,
        repo: Repo,
        options: Options,
        (draw, answers): (Rc<Draw>, Rc<Answers>),
        now: impl FnOnce(&Register) -> anyhow::Result<Moment>,
    ) -> anyhow::Result<Workspace> {
        let lock = Lock::take(repo.git_dir())?;
        unfinished::check(&repo, root, &lock)?;
        check_ready(&repo)?;
        let register = Register::open(Store::Folder(root.to_owned())).map_err(Broken)?;
        let now = now(&register)?;
        let ident = repo.author()?;
        let (root, lock) = (root.to_owned(), Some(lock));
        let (wording, signing_key) = (OnceCell::new(), OnceCell::new());
        Ok(Workspace { root, register, repo, now, draw, answers, options, ident, wording, signing_key, lock })
    }

    /// The phrases that say nothing, those of the register among them.
    #[must_use]
    pub fn wording(&self) -> &Wording {
        let settings = &self.register.settings;
        self.wording.get_or_init(|| Wording::new(&settings.empty_phrases, &settings.generic_phrases))
    }

    /// The key that git's configuration names for signing.
    ///
    /// # Errors
    /// Git cannot be asked.
    pub fn signing_key(&self) -> anyhow::Result<Option<&SigningKey>> {
        if self.signing_key.get().is_none() {
            self.signing_key.set(self.repo.signing_key()?).ok();
        }
        Ok(self.signing_key.get().and_then(Option::as_ref))
    }

    /// Without the lock: others may write from here on.
    #[must_use]
    pub fn released(self) -> Workspace {
        Workspace { lock: None, ..self }
    }

    /// The person who acts.
    ///
    /// # Errors
    /// Nobody can be told, or somebody else was named.
    pub fn actor(&self) -> Result<Handle, Refusal> {
        actor::who(self.options.named.as_deref(), &self.repo, &self.root, (&self.register, &self.ident))
    }

    /// Name and mail that git has for the author.
    #[must_use]
    pub fn ident(&self) -> &Ident {
        &self.ident
    }

    /// The day of the act in the register's zone.
    #[must_use]
    pub fn today(&self) -> Day {
        self.now.day(self.register.zone())
    }

    /// Writes and commits. Nothing that nobody asked for rides along.
    ///
    /// # Errors
    /// As [`Publication::publish`].
    pub fn publish(&self, publication: Publication) -> anyhow::Result<Published> {
        anyhow::ensure!(self.lock.is_some(), "nothing is written without the lock");
        for (path, _) in &publication.files {
            // Before anything is written: a path through a link could lead anywhere.
            self.repo.relative(path)?;
            if !self.options.no_commit && is_toml(&path.to_string_lossy()) {
                uncommitted::check(&self.repo, path, self.options.include_edits)?;
            }
        }
        let repo = if self.options.dated { self.repo.dated(self.now.0.timestamp()) } else { self.repo.clone() };
        publication.publish(&repo, &self.ident, !self.options.no_commit)
    }
}

/// The repository that holds a register.
///
/// # Errors
/// There is none, or git or libgit2 cannot work with it.
pub fn repository(root: &Path) -> anyhow::Result<Repo> {
    Repo::discover(root)?.with_context(|| {
        format!(
            "{} is in no git repository; the history is the audit trail, so an act needs one (git init)",
            root.display()
        )
    })
}
