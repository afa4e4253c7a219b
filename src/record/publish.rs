//! One act's files and its commit: both come about, or neither.

use std::path::{Path, PathBuf};

use crate::git::{self, Commit, Ident, Repo};
use crate::register::save::Undo;
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
    /// Committed, with the commit's id, and a word to pass on where something looks odd.
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
    /// Writes the files and commits exactly them. When either fails, every file is as it was. A request to end waits
    /// until one or the other is so.
    ///
    /// # Errors
    /// What the file system, git or a hook says.
    pub fn publish(self, repo: &Repo, commit: bool) -> anyhow::Result<Published> {
        let _shield = Shield::raise()?;
        let mut undo = Undo::default();
        let done = self.write(&mut undo).and_then(|()| if commit { self.commit(repo) } else { Ok(self.by_hand(repo)) });
        done.map_err(|error| match undo.undo() {
            Ok(()) => error,
            Err(also) => anyhow::anyhow!("{error:#}; and not everything could be put back: {also:#}"),
        })
    }

    fn write(&self, undo: &mut Undo) -> anyhow::Result<()> {
        self.files.iter().try_for_each(|(path, bytes)| undo.write(path, bytes))
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
            .map_err(not_made)?;
        let id = made.id;
        let found = git::trailers(repo, id)?;
        let ours: Vec<&(String, String)> = found.iter().filter(|(name, _)| name.starts_with("Kaizen-")).collect();
        let mut word = made.word;
        if !ours.iter().map(|(k, v)| (k, v.trim())).eq(self.trailers.iter().map(|(k, v)| (k, v.trim()))) {
            word = Some(
                "a hook changed the Kaizen trailers of the commit message; the event in the file is what counts"
                    .to_owned(),
            );
        } else if repo.is_detached()? {
            word = Some("HEAD is detached: the commit is on no branch yet (git switch -c NAME keeps it)".to_owned());
        }
        Ok(Published::Commit(id.to_string(), word))
    }

    fn by_hand(&self, repo: &Repo) -> Published {
        let quoted: Vec<String> = self
            .files
            .iter()
            .map(|(path, _)| shell_word(&repo.relative(path).unwrap_or_else(|_| path.clone())))
            .collect();
        let paths = quoted.join(" ");
        let top = shell_word(repo.workdir());
        Published::Written(format!(
            "git -C {top} add -f -- {paths} && git -C {top} commit --cleanup=verbatim -m {} -- {paths}",
            shell_quote(self.message().trim_end())
        ))
    }
}

/// Says of a commit that was not made what that means.
fn not_made(error: anyhow::Error) -> anyhow::Error {
    if asked_to_end() {
        return broken_off();
    }
    error.context("nothing was recorded: the commit was not made, and every file is as it was")
}

fn broken_off() -> anyhow::Error {
    anyhow::anyhow!("broken off: nothing was recorded, and every file is as it was")
}

fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if text.chars().all(plain) { text } else { shell_quote(&text) }
}

fn shell_quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
