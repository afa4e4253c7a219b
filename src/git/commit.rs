//! Committing the paths of one act and nothing else.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};
use git2::Oid;

use super::objects::{file_at, first_parents, message_of};
use super::repo::{Ident, Repo};
use super::run::{self, Git};
use super::{attributes, commit_many};
use crate::model::shell;

/// How long another git that holds the index is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// What to commit.
#[derive(Debug, Clone, Copy)]
pub struct Commit<'a> {
    /// Files to commit as they are in the working tree, absolute or relative to its top; a tracked
    /// file that is gone is committed as gone.
    pub paths: &'a [PathBuf],
    /// The whole message, committed as it is.
    pub message: &'a str,
    /// Author and committer in place of the user; such a commit is not signed with the user's key.
    pub author: Option<&'a Ident>,
}

/// A commit that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its id; none where it could not be looked at.
    pub id: Option<Oid>,
    /// What git reported after it had made the commit, where that went wrong.
    pub word: Option<String>,
}

/// A commit that may have been made: git failed, and then HEAD could not be looked at.
#[derive(Debug)]
pub struct Unsure(String);

impl std::fmt::Display for Unsure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unsure {}

/// Commits exactly the given paths. What else is staged or changed stays as it is.
///
/// Hooks and signing work as for `git commit`. HEAD may be unborn or detached. Where it fails, the
/// index is as it was before.
///
/// # Errors
/// Where a path is no file or outside of the working tree, and where git refuses, with git's or the
/// hook's words. An [`Unsure`] where nobody can tell whether the commit was made; then the index is left too.
pub fn commit(repo: &Repo, what: &Commit) -> Result<Made> {
    let paths = named(repo, what.paths)?;
    attributes::check(repo, &paths)?;
    let many = commit_many::is_wanted(repo, &paths)?;
    let new = if many { Vec::new() } else { untracked(repo, &paths)? };
    let index = if many { Some(commit_many::Before::remember(repo)?) } else { None };
    let before = repo.tip()?;
    // A file and not standard input, which carries the paths: an import has more of them than fit
    // on a command line.
    let mut message = tempfile::NamedTempFile::new().context("could not write the commit message")?;
    message.write_all(what.message.as_bytes()).context("could not write the commit message")?;

    let made = if many {
        commit_many::pack(repo, &paths).ok();
        let staged = patiently(|| commit_many::stage(repo, &paths));
        staged.and_then(|()| make(repo, what.author, None, message.path()))
    } else {
        add(repo, &new).and_then(|()| make(repo, what.author, Some(&paths), message.path()))
    };
    // From here on nothing may be broken off: it is not known yet what is to be undone.
    let repo = &repo.apart();
    let error = match (made, brought(repo, before, &paths, what.message)) {
        // Where hooks changed both the message and the files, HEAD is what git made.
        (Ok(()), Ok(Brought::Ours(id) | Brought::Other(id))) => return Ok(Made { id: Some(id), word: None }),
        (Ok(()), Err(why)) => {
            return Ok(Made {
                id: None,
                word: Some(format!("git made the commit, and it could not be looked at: {why:#}")),
            });
        }
        // Git could not write the index after it had made the commit, or was ended by a signal: taking the new paths
        // out of the index now would stage their removal.
        (Err(error), Ok(Brought::Ours(id))) => {
            let mut word = format!("the commit was made, and then git reported: {error:#}");
            if let Err(also) = as_committed(repo, &paths) {
                word += &format!("; the index does not show it yet ({also:#}), git restore --staged :/ mends that");
            }
            return Ok(Made { id: Some(id), word: Some(word) });
        }
        (Err(error), Err(why)) => {
            let said = format!("{error:#}; and whether HEAD has the commit could not be looked at: {why:#}");
            return Err(Unsure(said).into());
        }
        (Ok(()), Ok(Brought::Nothing)) => {
            anyhow!("git reported a commit, and HEAD has none: a hook may have taken it back")
        }
        (Err(error), Ok(Brought::Other(_) | Brought::Nothing)) => error,
    };
    if let Some(index) = index {
        return match index.put_back() {
            Ok(()) => Err(error),
            Err(also) => Err(error.context(format!("{also:#}; git reset takes the new files out of it"))),
        };
    }
    match undo(repo, &new) {
        Ok(()) => Err(error),
        Err(also) => Err(error.context(format!(
            "the new paths are still marked as to be added ({also:#}); take them out with `git \
             rm --cached -- {}`",
            new.iter().map(|path| shell::path(path)).collect::<Vec<_>>().join(" ")
        ))),
    }
}

/// The paths below the working tree, each once, each a file or gone.
fn named(repo: &Repo, paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut named = Vec::with_capacity(paths.len());
    for path in paths {
        let whole = repo.workdir().join(path);
        let path = repo.relative(&whole)?;
        // To git a folder means everything in it.
        if path.as_os_str().is_empty() || whole.symlink_metadata().is_ok_and(|meta| meta.is_dir()) {
            bail!("{} is a folder; only files are committed", whole.display());
        }
        if run::git_bytes(&path).iter().any(|byte| matches!(byte, b'\n' | b'\r' | 0)) {
            bail!("the path {} holds a line break; name the file without one", path.display());
        }
        named.push(path);
    }
    named.sort();
    named.dedup();
    if named.is_empty() {
        bail!("there is nothing to commit: no path was given");
    }
    Ok(named)
}

/// Those of the paths that the index does not know. Refuses a path that stands in the place of
/// something else in the index, which `git add` would silently take out.
fn untracked(repo: &Repo, paths: &[PathBuf]) -> Result<Vec<PathBuf>> {
    let mut above: Vec<PathBuf> = paths
        .iter()
        .flat_map(|path| path.ancestors().skip(1))
        .filter(|up| !up.as_os_str().is_empty())
        .map(Path::to_path_buf)
        .collect();
    above.sort();
    above.dedup();
    // Both in one run: to start git takes longer than its answer.
    let known = in_index(repo, paths.iter().chain(&above))?;
    let (files, folders) = known.split_at(paths.len());
    let new: Vec<PathBuf> = paths.iter().zip(files).filter(|(_, has)| !**has).map(|(path, _)| path.clone()).collect();
    let below_it = |folder: &Path| new.iter().any(|path| path.starts_with(folder));
    if let Some((file, _)) = above.iter().zip(folders).find(|(folder, has)| **has && below_it(folder)) {
        bail!("git has a file {} where there is a folder now; commit that first", file.display());
    }
    // In parts: this command takes paths from its command line only.
    for part in new.chunks(200) {
        let below = repo
            .read("ask git which of the paths it has")
            .args(["--literal-pathspecs", "ls-files", "-z", "--"])
            .args(part)
            .run()?;
        if let Some(found) = below.split(|byte| *byte == 0).find(|name| !name.is_empty()) {
            bail!("git has {} below a path that is a file now; commit that first", run::path(found).display());
        }
    }
    Ok(new)
}

/// Whether each of the paths is a file of the index. Asks for exact names: a pathspec would also match everything
/// below a folder of that name.
fn in_index<'p>(repo: &Repo, paths: impl Iterator<Item = &'p PathBuf>) -> Result<Vec<bool>> {
    let mut names = Vec::new();
    for path in paths {
        names.extend(b":0:");
        names.extend(run::git_bytes(path));
        names.push(b'\n');
    }
    let answer = repo
        .read("ask git which of the paths it has")
        .args(["cat-file", "--batch-check=%(objecttype)"])
        .stdin(names)
        .run()?;
    Ok(answer.split(|byte| *byte == b'\n').map(|line| !line.ends_with(b" missing")).collect())
}

/// Makes new paths known to the index, empty, as `git commit --only` needs them.
fn add(repo: &Repo, new: &[PathBuf]) -> Result<()> {
    if new.is_empty() {
        return Ok(());
    }
    let list = run::nul_list(new.iter().map(PathBuf::as_path));
    let run = |sparse: &[&str]| {
        patiently(|| {
            repo.write("name the new files to git")
                // `-f`: a register below an ignored folder is a register still.
                .args(["--literal-pathspecs", "add", "-f", "-N"])
                .args(sparse)
                .args(["--pathspec-from-file=-", "--pathspec-file-nul"])
                .stdin(list.clone())
        })
    };
    // `--sparse` is known from git 2.34 on, and needed only where a sparse checkout is in use.
    let sparse = repo.git_dir().join("info/sparse-checkout").exists()
        && repo.config("core.sparseCheckout")?.is_some_and(|value| value != "false");
    run(if sparse { &["--sparse"] } else { &[] })
}

/// Runs `git commit` for the paths alone, or for all that is staged.
fn make(repo: &Repo, author: Option<&Ident>, paths: Option<&[PathBuf]>, message: &Path) -> Result<()> {
    let list = paths.map(|paths| run::nul_list(paths.iter().map(PathBuf::as_path)));
    patiently(|| {
        // The message is UTF-8 whatever the configuration says of others.
        let mut git = repo.write("commit").args(["-c", "i18n.commitEncoding=UTF-8"]);
        if let Some(Ident { name, mail }) = author {
            git = git.args(["-c", &format!("user.name={name}"), "-c", &format!("user.email={mail}")]);
            for (key, value) in [("NAME", name), ("EMAIL", mail)] {
                git = git.env(&format!("GIT_AUTHOR_{key}"), value).env(&format!("GIT_COMMITTER_{key}"), value);
            }
        }
        git = git
            .args(["--literal-pathspecs", "commit", "-q", "--cleanup=verbatim"])
            .args(["--no-verbose", "--no-edit", "-F"])
            .arg(message);
        if author.is_some() {
            git = git.arg("--no-gpg-sign");
        }
        match &list {
            Some(list) => git.args(["--only", "--pathspec-from-file=-", "--pathspec-file-nul"]).stdin(list.clone()),
            None => git,
        }
    })
}

/// Whether the index has a file at a path (below the top of the working tree).
///
/// # Errors
/// Where git cannot be asked.
pub fn is_tracked(repo: &Repo, path: &Path) -> Result<bool> {
    Ok(in_index(repo, std::iter::once(&path.to_path_buf()))?.first() == Some(&true))
}

/// Takes paths (below the top of the working tree) out of the index that neither HEAD nor the working tree has: what a
/// commit that was broken off had named to git. Others are in it as they are in the working tree.
///
/// # Errors
/// Where HEAD cannot be read, or git refuses.
pub fn forget(repo: &Repo, paths: &[PathBuf]) -> Result<()> {
    let (tip, objects) = (repo.tip()?, repo.objects()?);
    let (mut gone, mut kept) = (Vec::new(), Vec::new());
    for path in paths {
        let committed = tip.map(|tip| file_at(&objects, tip, path)).transpose()?.flatten();
        if committed.is_none() && repo.workdir().join(path).symlink_metadata().is_err() {
            gone.push(path.clone());
        } else {
            kept.push(path.clone());
        }
    }
    undo(repo, &gone)?;
    // Of many, those that HEAD has were staged too.
    if commit_many::are_many(paths) { patiently(|| commit_many::stage(repo, &kept)) } else { Ok(()) }
}

/// Takes the entries out of the index that [`add`] put there.
fn undo(repo: &Repo, new: &[PathBuf]) -> Result<()> {
    // Only those that are there: a folder's worth of them may not have been added at all.
    if new.is_empty() {
        return Ok(());
    }
    let there = in_index(repo, new.iter())?;
    let list = run::nul_list(new.iter().zip(there).filter(|(_, has)| *has).map(|(path, _)| path.as_path()));
    if list.is_empty() {
        return Ok(());
    }
    patiently(|| {
        repo.write("put the index back")
            .apart()
            .args(["update-index", "--force-remove", "-z", "--stdin"])
            .stdin(list.clone())
    })
}

/// Lets the index hold the paths as HEAD has them.
fn as_committed(repo: &Repo, paths: &[PathBuf]) -> Result<()> {
    let list = run::nul_list(paths.iter().map(PathBuf::as_path));
    patiently(|| {
        repo.write("let the index follow the commit")
            .apart()
            .args(["--literal-pathspecs", "reset", "-q", "--pathspec-from-file=-", "--pathspec-file-nul"])
            .stdin(list.clone())
    })
}

/// Runs git again for as long as another one holds the index, within bounds.
fn patiently(git: impl Fn() -> Git) -> Result<()> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(20);
    loop {
        let Err(error) = git().run() else {
            return Ok(());
        };
        // The name of the file is the same in every language; the rest of the message is not.
        let held = error
            .downcast_ref::<run::Failed>()
            .is_some_and(|failed| failed.code == Some(128) && failed.said.contains("index.lock"));
        if !held {
            return Err(error);
        }
        if start.elapsed() + pause > PATIENCE {
            return Err(error.context("another git holds the index of this repository"));
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(500));
    }
}

/// What HEAD has that it had not before.
enum Brought {
    /// Our commit.
    Ours(Oid),
    /// Commits of others, the newest of them.
    Other(Oid),
    Nothing,
}

/// The commit that HEAD has since `before` and that is ours; a hook may have committed more on top. It has our message,
/// which a hook may have lengthened, or else our paths as they are in the working tree.
fn brought(repo: &Repo, before: Option<Oid>, paths: &[PathBuf], message: &str) -> Result<Brought> {
    let Some(now) = repo.tip()?.filter(|now| Some(*now) != before) else { return Ok(Brought::Nothing) };
    let objects = repo.objects()?;
    let mut since = Vec::new();
    for commit in first_parents(repo, &objects, now)?.take(32) {
        let commit = commit?.id;
        if Some(commit) == before {
            break;
        }
        if message_of(&objects, commit)?.starts_with(message.trim_end()) {
            return Ok(Brought::Ours(commit));
        }
        since.push(commit);
    }
    let wanted = as_git_stores(repo, paths)?;
    for commit in since.into_iter().rev() {
        let mut all = true;
        for (path, blob) in paths.iter().zip(&wanted) {
            all = all && file_at(&objects, commit, path)? == *blob;
        }
        if all {
            return Ok(Brought::Ours(commit));
        }
    }
    Ok(Brought::Other(now))
}

/// The ids of files as git stores them, with line ends and filters; none for what is gone.
fn as_git_stores(repo: &Repo, paths: &[PathBuf]) -> Result<Vec<Option<Oid>>> {
    let there = |path: &&PathBuf| repo.workdir().join(path).symlink_metadata().is_ok();
    let mut list: Vec<u8> = Vec::new();
    for path in paths.iter().filter(there) {
        list.extend(run::git_bytes(path));
        list.push(b'\n');
    }
    let told = repo.read("ask git for the ids of files").args(["hash-object", "--stdin-paths"]).stdin(list).line()?;
    let mut ids = told.lines().map(|line| Ok(Oid::from_str(line)?));
    paths.iter().map(|path| if there(&path) { ids.next().transpose() } else { Ok(None) }).collect()
}
