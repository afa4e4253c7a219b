//! An act that was broken off between its first byte on disk and its commit: named, then finished or taken back.

use std::path::{Path, PathBuf};

use super::journal::{Journal, JournalState, Noted};
use super::publish::{Publication, Published};
use crate::git::{self, Repo};
use crate::lifecycle::refusal::Refusal;
use crate::register::lock::Lock;
use crate::register::place::shown;
use crate::register::save::{self, Undo};
use crate::register::shield::Shield;
use crate::register::store::through_link;

/// Asks that no act was broken off before this one, and clears away the temporary files of those that were. The lock
/// shows that nobody is writing.
///
/// # Errors
/// An act is written and not committed, or begun and not written.
pub fn check(repo: &Repo, root: &Path, lock: &Lock) -> anyhow::Result<()> {
    let journal = pending(repo, lock)?;
    clear(repo, root, journal.as_ref());
    let Some(journal) = journal else { return Ok(()) };
    let written = standings(&journal, repo)?;
    let has = |standing: JournalState| written.contains(&standing);
    let how = match (has(JournalState::Changed), has(JournalState::Unwritten), has(JournalState::Written)) {
        (true, ..) => "it is not committed, and its files were changed since",
        (_, true, true) => "only a part of it is written, and not committed",
        (_, true, false) => "nothing of it is written",
        _ => "it is written and not committed",
    };
    let names: Vec<String> = journal.files.iter().map(|file| shown(&repo.workdir().join(&file.path))).collect();
    Err(Refusal::new(format!("“{}” was broken off, and {how} ({})", journal.subject, names.join(", ")))
        .next("finish it: kaizen finish")
        .next("or take it back: kaizen finish --take-back")
        .into())
}

/// Finishes the act that was broken off; what it was, and what came of it.
///
/// # Errors
/// None was; a file of it was changed since; git is at work, or refuses; then everything is as it was.
pub fn finish(repo: &Repo, lock: &Lock) -> anyhow::Result<(String, Published)> {
    let journal = begun(repo, lock)?;
    same_person(&journal, repo)?;
    for (file, standing) in journal.files.iter().zip(standings(&journal, repo)?) {
        match (standing, &file.after) {
            (JournalState::Written, _) | (JournalState::Unwritten, Some(_)) => {}
            (JournalState::Changed, _) => return Err(changed(repo, file)),
            (JournalState::Unwritten, None) => {
                let said = format!("{} was not written, and is too large to be kept in the note", name(repo, file));
                return Err(Refusal::new(said)
                    .next("take the act back (kaizen finish --take-back), then act anew")
                    .into());
            }
        }
    }
    let _shield = Shield::raise()?;
    for file in &journal.files {
        if let (JournalState::Unwritten, Some(bytes)) = (file.standing(repo)?, &file.after) {
            save::write(&repo.workdir().join(&file.path), bytes)?;
        }
    }
    let files = journal.files.iter().map(|file| (repo.workdir().join(&file.path), Vec::new())).collect();
    let Journal { commit, subject, body, trailers, author, .. } = journal;
    let publication = Publication { files, subject: subject.clone(), body, trailers, author };
    let published = publication.deliver(repo, commit)?;
    Journal::end(repo)?;
    Ok((subject, published))
}

/// Takes the act back that was broken off: every file is as it was before it, but for those that somebody changed since
/// and that hold nothing of it any more. What it was, and the words of its person.
///
/// # Errors
/// None was; a file of it was changed since; git is at work.
pub fn take_back(repo: &Repo, lock: &Lock) -> anyhow::Result<(String, String)> {
    let journal = begun(repo, lock)?;
    let mut before = Vec::new();
    for (file, standing) in journal.files.iter().zip(standings(&journal, repo)?) {
        match standing {
            JournalState::Changed if file.is_held(repo)? => return Err(changed(repo, file)),
            JournalState::Changed => {}
            _ => before.push((repo.workdir().join(&file.path), file.before.as_deref().map(<[u8]>::to_vec))),
        }
    }
    let _shield = Shield::raise()?;
    before.into_iter().collect::<Undo>().undo()?;
    git::forget(repo, &journal.files.iter().map(|file| file.path.clone()).collect::<Vec<PathBuf>>())?;
    Journal::end(repo)?;
    let words = words(&journal);
    Ok((journal.subject, words))
}

/// What a person may have typed for an act: its text, and its files, which hold the rest.
fn words(journal: &Journal) -> String {
    let is_toml = |file: &&Noted| file.path.extension().is_some_and(|ending| ending == "toml");
    let files = journal.files.iter().filter(is_toml).filter_map(|file| {
        let text = String::from_utf8(file.after.as_deref()?.to_vec()).ok()?;
        Some(format!("# {}\n{text}", file.path.display()))
    });
    std::iter::once(journal.body.clone()).filter(|body| !body.is_empty()).chain(files).collect::<Vec<_>>().join("\n\n")
}

/// The act that was broken off, as long as it is not recorded all the same.
fn pending(repo: &Repo, _lock: &Lock) -> anyhow::Result<Option<Journal<'static>>> {
    let Some(journal) = Journal::find(repo)? else { return Ok(None) };
    if journal.is_recorded(repo)? {
        Journal::end(repo)?;
        return Ok(None);
    }
    Ok(Some(journal))
}

fn begun(repo: &Repo, lock: &Lock) -> anyhow::Result<Journal<'static>> {
    let journal =
        pending(repo, lock)?.ok_or_else(|| Refusal::new("nothing was broken off, so nothing is to be finished"))?;
    // The commit of an act that was killed may still be under way: git was not killed with it.
    let held = repo.git_dir().join("index.lock");
    if held.exists() {
        let said = format!("git is at work in this repository ({} is there)", held.display());
        return Err(Refusal::new(said)
            .next("try again when it has ended; delete that file where no git runs any more")
            .into());
    }
    Ok(journal)
}

/// A commit by somebody else would be told of for ever as theirs.
fn same_person(journal: &Journal, repo: &Repo) -> anyhow::Result<()> {
    let now = repo.author()?.mail;
    match &journal.mail {
        Some(mail) if journal.commit && *mail != now => {
            let said = format!("the act was begun by {mail}, and git's author is {now} now");
            Err(Refusal::new(said)
                .next("whoever began it finishes it; anybody may take it back: kaizen finish --take-back")
                .into())
        }
        _ => Ok(()),
    }
}

fn standings(journal: &Journal, repo: &Repo) -> anyhow::Result<Vec<JournalState>> {
    journal.files.iter().map(|file| file.standing(repo)).collect()
}

fn name(repo: &Repo, file: &Noted) -> String {
    shown(&repo.workdir().join(&file.path))
}

fn changed(repo: &Repo, file: &Noted) -> anyhow::Error {
    let name = name(repo, file);
    Refusal::new(format!("{name} was changed since the act was broken off"))
        .next("git diff shows how; commit it with the act by yourself, or put the file back, then try again")
        .next("where nothing of the act is in it any more, kaizen finish --take-back leaves it as it is")
        .into()
}

/// Takes away what killed writers left, where git does not know it.
fn clear(repo: &Repo, root: &Path, journal: Option<&Journal>) {
    let below = |folder: &str| std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten().map(|e| e.path());
    let mut folders: Vec<PathBuf> = vec![repo.git_dir().to_owned(), root.to_owned(), root.join("reviews")];
    folders.extend(["items", "sources"].iter().flat_map(|folder| below(folder)));
    let noted = journal.iter().flat_map(|journal| &journal.files);
    folders.extend(noted.filter_map(|file| Some(repo.workdir().join(&file.path).parent()?.to_owned())));
    // What lies behind a link is another's.
    let is_own = |path: &&PathBuf| {
        let below = path.strip_prefix(root).ok().and_then(Path::to_str);
        below.is_none_or(|below| !through_link(root, below))
    };
    for file in folders.iter().filter(is_own).flat_map(|folder| save::left_in(folder)) {
        let known = repo.relative(&file).is_ok_and(|path| git::is_tracked(repo, &path).unwrap_or(true));
        if !known {
            std::fs::remove_file(&file).ok();
        }
    }
}
