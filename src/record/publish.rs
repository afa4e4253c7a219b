//! One act's files and its commit: both come about, or neither. Once git has committed nothing is undone (`git::commit` tells
//! what is known where git fails after that).

use std::path::PathBuf;

use super::journal::{Journal, Noted};
use crate::git::{self, Commit, Ident, Made, Repo, Unsure};
use crate::model::shell;
use crate::register::save::{self, Undo};
use crate::register::shield::{Shield, asked_to_end};

/// What an act writes and commits.
#[derive(Debug, Default)]
pub struct Publication {
    /// Files with their new bytes.
    pub files: Vec<(PathBuf, Vec<u8>)>,
    /// Subject of the commit.
    pub subject: String,
    /// The actor's words.
    pub body: String,
    /// `Kaizen-…` trailers.
    pub trailers: Vec<(String, String)>,
    /// Author and committer, where it must not be the one that git has.
    pub author: Option<Ident>,
}

/// What came of it.
#[derive(Debug)]
pub enum Published {
    /// Committed, with the commit's id (`HEAD` where it could not be looked at), and a word to pass on where something looks odd.
    Commit(String, Option<String>),
    /// Written, to be committed by the person with this command.
    Written(String),
}

/// Asks that nothing is under way in the repository that an act would get mixed up with.
///
/// # Errors
/// A merge, rebase, cherry-pick or revert is under way.
pub fn check_ready(repo: &Repo) -> anyhow::Result<()> {
    if let Some(what) = repo.operation_under_way()? {
        anyhow::bail!(
            "a {what} is under way in this repository; finish it (git status tells how) or abort it, then try again"
        );
    }
    Ok(())
}

impl Published {
    /// With one more word to pass on.
    #[must_use]
    pub fn with_word(self, more: Option<String>) -> Self {
        match (self, more) {
            (Published::Commit(id, None), Some(more)) => Published::Commit(id, Some(more)),
            (Published::Commit(id, Some(word)), Some(more)) => Published::Commit(id, Some(format!("{word}; {more}"))),
            (same, _) => same,
        }
    }
}

impl Publication {
    /// Writes the files and commits exactly them. When either fails, every file is as it was; once git has committed,
    /// or nobody can tell whether it has, nothing is undone. A request to end waits until one or the other is so; where
    /// a kill does not wait, a note tells the next act what was begun. `ident` is the author that git has.
    ///
    /// # Errors
    /// What the file system, git or a hook says.
    pub fn publish(self, repo: &Repo, ident: &Ident, commit: bool) -> anyhow::Result<Published> {
        let _shield = Shield::raise()?;
        let undo = Undo::remember(self.files.iter().map(|(path, _)| path))?;
        self.journal(repo, &undo, ident, commit)?.begin(repo)?;
        let done = self.write().and_then(|()| self.deliver(repo, commit));
        let done = match done {
            Ok(published) => Ok(published),
            // The note stays: the next act sees whether the commit is there.
            Err(error) if error.is::<Unsure>() => return Err(error),
            Err(error) => match undo.undo() {
                Ok(()) => Err(error),
                // The note stays: from it the rest is put back later.
                Err(also) => return Err(anyhow::anyhow!("{error:#}; and not everything could be put back: {also:#}")),
            },
        };
        // A note that stays behind is looked at by the next act.
        Journal::end(repo).ok();
        done
    }

    /// Commits the files as they are, or says how to.
    ///
    /// # Errors
    /// What git or a hook says.
    pub fn deliver(&self, repo: &Repo, commit: bool) -> anyhow::Result<Published> {
        if commit { self.commit(repo) } else { Ok(self.by_hand(repo)) }
    }

    fn journal<'a>(&'a self, repo: &Repo, undo: &'a Undo, ident: &Ident, commit: bool) -> anyhow::Result<Journal<'a>> {
        let files = self
            .files
            .iter()
            .zip(undo.before())
            .map(|((path, after), (_, before))| Ok(Noted::new(repo.relative(path)?, before.as_deref(), after)));
        Ok(Journal {
            commit,
            subject: self.subject.clone(),
            body: self.body.clone(),
            trailers: self.trailers.clone(),
            author: self.author.clone(),
            mail: self.author.is_none().then(|| ident.mail.clone()),
            files: files.collect::<anyhow::Result<_>>()?,
        })
    }

    fn write(&self) -> anyhow::Result<()> {
        save::write_all(&self.files)
    }

    fn message(&self) -> String {
        let trailers: Vec<(&str, &str)> = self.trailers.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        git::compose(&self.subject, &self.body, &trailers)
    }

    fn commit(&self, repo: &Repo) -> anyhow::Result<Published> {
        let paths: Vec<PathBuf> = self.files.iter().map(|(path, _)| path.clone()).collect();
        let message = self.message();
        if asked_to_end() {
            return Err(broken_off());
        }
        let made = git::commit(repo, &Commit { paths: &paths, message: &message, author: self.author.as_ref() })
            .map_err(|error| self.not_made(repo, error))?;
        let id = made.id.map_or_else(|| "HEAD".to_owned(), |id| id.to_string());
        Ok(Published::Commit(id, made.word.clone()).with_word(self.looked_at(repo, &made)))
    }

    /// What is to be said of a commit that was made. Nothing undoes it, so what cannot be looked at is said too.
    fn looked_at(&self, repo: &Repo, made: &Made) -> Option<String> {
        let repo = &repo.apart();
        let same = |found: &[(String, String)]| {
            let ours = found.iter().filter(|(name, _)| name.starts_with("Kaizen-"));
            ours.map(|(k, v)| (k, v.trim())).eq(self.trailers.iter().map(|(k, v)| (k, v.trim())))
        };
        match git::trailers(repo, made.id?) {
            Err(why) => return Some(format!("it is committed, and the commit could not be looked at: {why:#}")),
            Ok(found) if !same(&found) => {
                let said =
                    "a hook changed the Kaizen trailers of the commit message; the event in the file is what counts";
                return Some(said.to_owned());
            }
            Ok(_) => {}
        }
        match repo.is_detached() {
            Err(why) => Some(format!("it is committed, and the branch could not be looked at: {why:#}")),
            Ok(true) => {
                Some("HEAD is detached: the commit is on no branch yet (git switch -c NAME keeps it)".to_owned())
            }
            Ok(false) => None,
        }
    }

    /// Says of a commit that was not made, or may not have been, what that means.
    fn not_made(&self, repo: &Repo, error: anyhow::Error) -> anyhow::Error {
        if error.is::<Unsure>() {
            let Published::Written(command) = self.by_hand(repo) else { return error };
            return error.context(format!(
                "it is written in the files, and it could not be told whether git committed it: see git log -1 and git \
                 status; where it is not there yet: {command}"
            ));
        }
        if asked_to_end() {
            return broken_off();
        }
        error.context("nothing was recorded: the commit was not made, and every file is as it was")
    }

    fn by_hand(&self, repo: &Repo) -> Published {
        let quoted: Vec<String> = self
            .files
            .iter()
            .map(|(path, _)| shell::path(&repo.relative(path).unwrap_or_else(|_| path.clone())))
            .collect();
        let paths = quoted.join(" ");
        let top = shell::path(repo.workdir());
        Published::Written(format!(
            "git -C {top} add -f -- {paths} && git -C {top} commit --cleanup=verbatim -m {} -- {paths}",
            shell::word(self.message().trim_end())
        ))
    }
}

fn broken_off() -> anyhow::Error {
    anyhow::anyhow!("broken off: nothing was recorded, and every file is as it was")
}
