//! An act that is being written, noted in git's own folder until it is committed: where a kill or a power cut comes in
//! between, the note tells what was begun, and from it the act is finished or taken back.

use std::borrow::Cow;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, percent_encode};
use serde::{Deserialize, Serialize};

use crate::attest::digest::of_bytes;
use crate::git::{self, Ident, Repo};
use crate::register::read::MAX_BYTES;
use crate::register::save;

/// The note's name in the folder that git keeps for the working tree.
const NAME: &str = "kaizen.act";
/// What stands in a path of the note with a percent sign.
const ESCAPED: &AsciiSet = &CONTROLS.add(b'%');
/// The form of the note.
const FORM: u32 = 1;

/// An act as it is noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal<'a> {
    /// Whether it is to be committed, or only written.
    pub commit: bool,
    /// Subject of its commit.
    pub subject: String,
    /// The actor's words.
    pub body: String,
    /// `Kaizen-…` trailers.
    pub trailers: Vec<(String, String)>,
    /// Author and committer, where it must not be the one that git has.
    pub author: Option<Ident>,
    /// The mail address that git had for the author, but of an act by nobody who is named.
    pub mail: Option<String>,
    /// Its files.
    pub files: Vec<Noted<'a>>,
}

/// A file of an act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted<'a> {
    /// Its path below the top of the working tree.
    pub path: PathBuf,
    /// Its bytes before the act; `None` where it was not there.
    pub before: Option<Cow<'a, [u8]>>,
    /// Its bytes after the act. Large ones are not read back from the note.
    pub after: Option<Cow<'a, [u8]>>,
    /// SHA-256 of its bytes after the act.
    pub sha256: String,
}

/// How a file of an act stands on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JournalState {
    /// As the act leaves it.
    Written,
    /// As it was before the act.
    Unwritten,
    /// In another way: somebody changed it since.
    Changed,
}

#[derive(Serialize, Deserialize)]
struct Header {
    form: u32,
    commit: bool,
    subject: String,
    body: String,
    trailers: Vec<(String, String)>,
    author: Option<(String, String)>,
    mail: Option<String>,
    files: Vec<JournalFile>,
}

/// A file in the note: the number of its bytes that follow, before and after the act.
#[derive(Serialize, Deserialize)]
struct JournalFile {
    path: String,
    before: Option<usize>,
    after: Option<usize>,
    sha256: String,
}

impl<'a> Noted<'a> {
    /// A file of an act that is about to be written.
    #[must_use]
    pub fn new(path: PathBuf, before: Option<&'a [u8]>, after: &'a [u8]) -> Self {
        let sha256 = digest(after);
        Noted { path, before: before.map(Cow::Borrowed), after: Some(Cow::Borrowed(after)), sha256 }
    }

    /// How it stands on disk.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn standing(&self, repo: &Repo) -> anyhow::Result<JournalState> {
        let now = save::bytes_of(&repo.workdir().join(&self.path))?;
        Ok(match now {
            Some(now) if digest(&now) == self.sha256 => JournalState::Written,
            now if now.as_deref() == self.before.as_deref() => JournalState::Unwritten,
            _ => JournalState::Changed,
        })
    }

    /// Whether the file on disk holds an event of the act, whatever else was changed in it.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn is_held(&self, repo: &Repo) -> anyhow::Result<bool> {
        let now = save::bytes_of(&repo.workdir().join(&self.path))?;
        let there = headers(now.as_deref());
        Ok(self.events().iter().any(|event| there.contains(event)))
    }

    /// The headers of the events that the act added to the file.
    fn events(&self) -> Vec<&str> {
        let before = headers(self.before.as_deref());
        headers(self.after.as_deref()).into_iter().filter(|line| !before.contains(line)).collect()
    }
}

fn headers(bytes: Option<&[u8]>) -> Vec<&str> {
    let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default();
    text.lines().map(str::trim_end).filter(|line| line.starts_with("[event.")).collect()
}

fn digest(bytes: &[u8]) -> String {
    of_bytes(bytes).map(|hash| hash.to_string()).unwrap_or_default()
}

impl Journal<'_> {
    /// The note that is there.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn find(repo: &Repo) -> anyhow::Result<Option<Journal<'static>>> {
        let path = place(repo);
        let Some(bytes) = save::bytes_of(&path)? else { return Ok(None) };
        let read = decoded(&bytes).with_context(|| {
            let path = path.display();
            format!("the note of an act that was broken off cannot be read ({path}); look at git status, commit or restore what it shows, and delete the note")
        });
        read.map(Some)
    }

    /// Writes the note, before anything else is written.
    ///
    /// # Errors
    /// What the file system says.
    pub fn begin(&self, repo: &Repo) -> anyhow::Result<()> {
        save::write_with(&place(repo), |file| self.encode(file))
    }

    /// Takes the note away: the act is done, or as if it had never been.
    ///
    /// # Errors
    /// What the file system says.
    pub fn end(repo: &Repo) -> anyhow::Result<()> {
        match std::fs::remove_file(place(repo)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error).context("cannot delete the note"),
            _ => Ok(()),
        }
    }

    /// Whether the act is where it was to go: its events are in the commit of HEAD, or on disk where it was not to be
    /// committed. What was done to the files after that does not matter.
    ///
    /// # Errors
    /// HEAD or a file cannot be read.
    pub fn is_recorded(&self, repo: &Repo) -> anyhow::Result<bool> {
        let has_events = self.files.iter().any(|file| !file.events().is_empty());
        for file in &self.files {
            let now = if self.commit {
                in_head(repo, &file.path)?
            } else {
                save::bytes_of(&repo.workdir().join(&file.path))?
            };
            let there = match now {
                Some(now) if has_events => file.events().iter().all(|event| headers(Some(&now)).contains(event)),
                Some(now) => digest(&now) == file.sha256,
                None => false,
            };
            if !there {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn encode(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let kept = |bytes: &Option<Cow<'_, [u8]>>| bytes.as_ref().map(|b| b.len()).filter(|len| *len <= MAX_BYTES);
        let entry = |file: &Noted<'_>| JournalFile {
            path: percent_encode(&git::path_bytes(&file.path), ESCAPED).to_string(),
            before: file.before.as_ref().map(|bytes| bytes.len()),
            after: kept(&file.after),
            sha256: file.sha256.clone(),
        };
        let header = Header {
            form: FORM,
            commit: self.commit,
            subject: self.subject.clone(),
            body: self.body.clone(),
            trailers: self.trailers.clone(),
            author: self.author.as_ref().map(|who| (who.name.clone(), who.mail.clone())),
            mail: self.mail.clone(),
            files: self.files.iter().map(entry).collect(),
        };
        serde_json::to_writer(&mut *out, &header)?;
        out.write_all(b"\n")?;
        for file in &self.files {
            let after = file.after.iter().filter(|bytes| bytes.len() <= MAX_BYTES);
            file.before.iter().chain(after).try_for_each(|bytes| out.write_all(bytes))?;
        }
        Ok(())
    }
}

fn decoded(bytes: &[u8]) -> anyhow::Result<Journal<'static>> {
    let end = bytes.iter().position(|byte| *byte == b'\n').context("it has no end of its first line")?;
    let (first, rest) = bytes.split_at(end);
    let header: Header = serde_json::from_slice(first)?;
    anyhow::ensure!(header.form == FORM, "it was written by another version");
    let mut rest = rest.get(1..).unwrap_or_default();
    let mut take = |length: Option<usize>| -> anyhow::Result<Option<Cow<'static, [u8]>>> {
        let Some(length) = length else { return Ok(None) };
        let (part, left) = rest.split_at_checked(length).context("it is cut off")?;
        rest = left;
        Ok(Some(Cow::Owned(part.to_vec())))
    };
    let mut files = Vec::with_capacity(header.files.len());
    for entry in header.files {
        let path = git::path_of(&percent_decode_str(&entry.path).collect::<Vec<u8>>());
        let before = take(entry.before)?;
        files.push(Noted { path, before, after: take(entry.after)?, sha256: entry.sha256 });
    }
    let author = header.author.map(|(name, mail)| Ident { name, mail });
    let Header { commit, subject, body, trailers, mail, .. } = header;
    Ok(Journal { commit, subject, body, trailers, author, mail, files })
}

fn place(repo: &Repo) -> PathBuf {
    repo.git_dir().join(NAME)
}

/// The bytes of a file (by its path below the top of the working tree) in the commit of HEAD.
fn in_head(repo: &Repo, path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(tip) = repo.tip()? else { return Ok(None) };
    let objects = repo.objects()?;
    let Some(blob) = git::file_at(&objects, tip, path)? else { return Ok(None) };
    git::read_blob(&objects, blob, usize::MAX).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_read_as_it_was_written() {
        let file = |path: &str, before: Option<&'static [u8]>, after: &'static [u8]| {
            Noted::new(PathBuf::from(path), before, after)
        };
        let journal = Journal {
            commit: true,
            subject: "IMP-2026-K7QD: note".to_owned(),
            body: "Two\nlines.".to_owned(),
            trailers: vec![("Kaizen-Act".to_owned(), "noted".to_owned())],
            author: None,
            mail: Some("mona@example.com".to_owned()),
            files: vec![file("100%/ü\n.toml", Some(b"a\n\0"), b"b"), file("new.bin", None, b"\xff\n")],
        };
        let mut bytes = Vec::new();
        journal.encode(&mut bytes).unwrap();
        assert_eq!(decoded(&bytes).unwrap(), journal);
        assert!(decoded(&bytes[..bytes.len() - 1]).is_err());
        assert!(decoded(b"").is_err());
    }

    #[test]
    fn the_events_that_an_act_added() {
        let (one, two) = ("[event.1]\nact = \"a\"\n", "[event.2]\nact = \"b\"\n");
        let both = [one, two].concat();
        let noted = Noted::new(PathBuf::new(), Some(one.as_bytes()), both.as_bytes());
        assert_eq!(noted.events(), ["[event.2]"]);
    }
}
