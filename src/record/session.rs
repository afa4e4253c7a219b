//! Acts are made ready while nothing is locked, and then made ready again, as fast as a program can, and written.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::answers::{Answers, NotYet, Run};
use super::prompt::Prompt;
use super::publish::Published;
use super::workspace::{Options, Prepared, Workspace, repository};
use crate::git::Repo;
use crate::model::date::Moment;
use crate::register::ids::Draw;
use crate::register::load::Register;

/// How often others may be quicker until the signature is made while they wait.
const PATIENCE: usize = 3;

/// What is said with every act in a sandbox.
const SANDBOX: &str = "this is a sandbox; nothing in it is evidence";

/// Tells the moment once the time zone is known.
type Now<'s> = dyn Fn(&Register) -> anyhow::Result<Moment> + 's;

/// One run of the program that records acts.
pub struct Session<'s> {
    root: PathBuf,
    repo: Repo,
    options: Options,
    now: Box<Now<'s>>,
    draw: Rc<Draw>,
    answers: Rc<Answers>,
}

/// An act that was recorded.
#[derive(Debug)]
pub struct Done<T> {
    /// The register as the act found it.
    pub workspace: Workspace,
    /// What the act came to.
    pub outcome: T,
    /// What became of files and commit.
    pub published: Published,
}

impl<'s> Session<'s> {
    /// Acts on the register in `root`. `now` is asked for the moment once the time zone is known, and the person for what
    /// is missing.
    ///
    /// # Errors
    /// There is no repository.
    pub fn new(
        root: &Path,
        options: Options,
        prompt: Option<Box<dyn Prompt>>,
        now: impl Fn(&Register) -> anyhow::Result<Moment> + 's,
    ) -> anyhow::Result<Session<'s>> {
        Ok(Session {
            root: root.to_owned(),
            repo: repository(root)?,
            options,
            now: Box::new(now),
            draw: Rc::new(Draw::from_env()),
            answers: Rc::new(Answers::of(prompt)),
        })
    }

    /// What the person said so far.
    #[must_use]
    pub fn answers(&self) -> &Answers {
        &self.answers
    }

    /// Looks at the register as it is now; the person may be asked, nothing is locked meanwhile.
    ///
    /// # Errors
    /// The register cannot be opened, and what `look` says.
    pub fn look<T>(&self, look: impl FnOnce(&Workspace) -> anyhow::Result<T>) -> anyhow::Result<T> {
        look(&self.open(Run::Look, None)?)
    }

    /// Records an act. `act` makes it ready from the register that it is given, as often as the register changes: first
    /// to see that it is lawful and what the person has to be asked, at last on what is there when it is written.
    ///
    /// # Errors
    /// The act is not lawful, or files or commit do not come about; then everything is as it was.
    pub fn record<T>(&self, act: impl Fn(&Workspace) -> anyhow::Result<Prepared<T>>) -> anyhow::Result<Done<T>> {
        for tries in 0.. {
            let workspace = self.open(Run::Look, None)?;
            let looked = act(&workspace).map(|_| ());
            if looked.as_ref().is_err_and(anyhow::Error::is::<NotYet>) {
                continue;
            }
            if self.answers.are_refused() || tries > 2 * PATIENCE {
                looked?;
            } else if looked.is_ok() {
                self.answers.confirm()?;
            }
            // While nothing was locked others may have written half of what was read, or more since a question was
            // asked: whether the act is lawful is said now.
            let run = if tries < PATIENCE { Run::Write } else { Run::Insist };
            let workspace = self.open(run, Some(workspace.now).filter(|_| self.answers.are_signed()))?;
            match act(&workspace) {
                Err(error) if error.is::<NotYet>() => {}
                made => {
                    let Prepared { publication, word, outcome } = made?;
                    let published = workspace.publish(publication)?.with_word(word);
                    let sandbox = workspace.register.settings.sandbox.then(|| SANDBOX.to_owned());
                    let published = published.with_word(sandbox);
                    return Ok(Done { workspace: workspace.released(), outcome, published });
                }
            }
        }
        anyhow::bail!("others are always quicker")
    }

    fn open(&self, run: Run, now: Option<Moment>) -> anyhow::Result<Workspace> {
        self.answers.begin(run);
        let now = |register: &Register| now.map_or_else(|| (self.now)(register), Ok);
        let (draw, answers) = (Rc::clone(&self.draw), Rc::clone(&self.answers));
        let workspace = Workspace::open(&self.root, self.repo.clone(), self.options.clone(), (draw, answers), now)?;
        Ok(if run == Run::Look { workspace.released() } else { workspace })
    }
}

impl std::fmt::Debug for Session<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("root", &self.root).finish_non_exhaustive()
    }
}
