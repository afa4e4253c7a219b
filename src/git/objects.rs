//! Reading what a commit holds: the files below a folder, their bytes, and which commit was current when.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use chrono::{DateTime, SecondsFormat, Utc};
use git2::{ObjectType, Oid};
use rayon::prelude::*;

use super::raw;
use super::repo::{Head, Repo};
use super::run;

/// Folders within folders that are followed: more is an attack, not a register.
pub const MAX_DEPTH: usize = 64;
/// Files of one commit that are listed. Trees that name each other many times can stand for more
/// files than there are bytes in the world.
pub(super) const MAX_FILES: usize = 1_000_000;

/// What a path is to git.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ObjectKind {
    /// A file.
    Blob,
    /// A symbolic link; its blob holds where it leads.
    Symlink,
    /// A commit of another repository, whose objects are not here.
    Submodule,
    /// A folder that is not looked into.
    Closed(Closed),
}

/// Why a folder is not looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Closed {
    /// It lies too deep.
    Deep,
    /// It belongs to more files than are listed.
    Many,
    /// It has a name that no file can have.
    Name,
    /// Its entries are not in order, or one is there twice.
    Malformed,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Closed::Deep => write!(f, "it lies more than {MAX_DEPTH} folders deep"),
            Closed::Many => write!(f, "there are more than {MAX_FILES} files"),
            Closed::Name => f.write_str("no file can have such a name"),
            Closed::Malformed => f.write_str("its entries are not in git's order, or one is there twice"),
        }
    }
}

/// One file of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Path below the folder that was asked for.
    pub path: PathBuf,
    /// Its blob; of a submodule its commit.
    pub id: Oid,
    /// Whether it is a file at all.
    pub kind: ObjectKind,
}

/// All files below a folder at a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// The commit.
    pub commit: Oid,
    /// The files in git's order.
    pub files: Vec<File>,
}

/// A blob that is larger than the caller wants to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLarge {
    /// Its size in bytes.
    pub size: usize,
    /// What the caller allows.
    pub limit: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it has {} bytes; at most {} are read", self.size, self.limit)
    }
}

impl std::error::Error for TooLarge {}

impl ObjectKind {
    pub(super) fn of(mode: u32) -> ObjectKind {
        match mode & 0o170_000 {
            0o120_000 => ObjectKind::Symlink,
            0o160_000 => ObjectKind::Submodule,
            _ => ObjectKind::Blob,
        }
    }
}

/// The tree of `folder` (relative to the top; empty for the top itself) at a commit, or none where there is no such
/// folder.
///
/// # Errors
/// Where objects are missing or damaged.
pub fn tree_of(objects: &git2::Repository, commit: Oid, folder: &Path) -> Result<Option<Oid>> {
    let odb = objects.odb()?;
    let mut tree = raw::links(commit, raw::read(&odb, commit, ObjectType::Commit)?.data())?.tree;
    for part in parts(&run::git_bytes(folder)) {
        let object = raw::tree(&odb, tree)?;
        match raw::find(object.data(), part, &mut 0)? {
            Some(entry) if entry.is_tree() => tree = entry.id,
            _ => return Ok(None),
        }
    }
    Ok(Some(tree))
}

/// The blob of a path (relative to the top) at a commit, or none where there is no file.
///
/// # Errors
/// Where objects are missing or damaged.
pub fn file_at(objects: &git2::Repository, commit: Oid, path: &Path) -> Result<Option<Oid>> {
    let (Some(name), folder) = (path.file_name(), path.parent().unwrap_or(Path::new(""))) else { return Ok(None) };
    let Some(tree) = tree_of(objects, commit, folder)? else { return Ok(None) };
    let object = objects.odb()?;
    let object = raw::tree(&object, tree)?;
    let entry = raw::find(object.data(), &run::git_bytes(Path::new(name)), &mut 0)?;
    Ok(entry.filter(|entry| !entry.is_tree()).map(|entry| entry.id))
}

impl Tree {
    /// The files below `folder` (relative to the top; empty for all) at a commit, or none where the
    /// commit has no such folder. A folder that is not looked into is listed itself.
    ///
    /// # Errors
    /// Where objects are missing or damaged, or the way to the folder is malformed.
    pub fn at(objects: &git2::Repository, commit: Oid, folder: &Path) -> Result<Option<Tree>> {
        let Some(tree) = tree_of(objects, commit, folder)? else { return Ok(None) };
        let odb = objects.odb()?;
        let mut list = List { odb: &odb, files: Vec::new(), left: MAX_FILES };
        list.folder(tree, &mut Vec::new(), 0).with_context(|| format!("commit {commit} cannot be read"))?;
        Ok(Some(Tree { commit, files: list.files }))
    }
}

/// The files of a commit, being listed.
struct List<'odb> {
    odb: &'odb git2::Odb<'odb>,
    files: Vec<File>,
    /// So many more entries are looked at.
    left: usize,
}

impl List<'_> {
    fn folder(&mut self, tree: Oid, path: &mut Vec<u8>, depth: usize) -> Result<()> {
        if depth > MAX_DEPTH {
            self.push(path, tree, ObjectKind::Closed(Closed::Deep));
            return Ok(());
        }
        let object = match raw::tree(self.odb, tree) {
            Err(error) if error.is::<raw::Malformed>() => {
                self.push(path, tree, ObjectKind::Closed(Closed::Malformed));
                return Ok(());
            }
            object => object?,
        };
        for entry in raw::entries(object.data()) {
            let entry = entry?;
            if self.left == 0 {
                self.push(path, tree, ObjectKind::Closed(Closed::Many));
                return Ok(());
            }
            self.left -= 1;
            let start = enter(path, entry.name);
            if !is_name(entry.name) {
                self.push(path, entry.id, ObjectKind::Closed(Closed::Name));
            } else if entry.is_tree() {
                self.folder(entry.id, path, depth + 1)?;
            } else {
                self.push(path, entry.id, ObjectKind::of(entry.mode));
            }
            path.truncate(start);
        }
        Ok(())
    }

    fn push(&mut self, path: &[u8], id: Oid, kind: ObjectKind) {
        self.files.push(File { path: run::path(path), id, kind });
    }
}

/// Adds a name to a path, and gives the length that the path had. A name that no file can have leads nowhere.
pub(super) fn enter(path: &mut Vec<u8>, name: &[u8]) -> usize {
    let start = path.len();
    if start > 0 {
        path.push(b'/');
    }
    match name {
        _ if is_name(name) => path.extend(name),
        b"" => path.push(b'?'),
        _ => path.extend(name.iter().map(|byte| if *byte == b'/' { b'\\' } else { *byte })),
    }
    start
}

/// Whether a file can have this name: it leads nowhere else when it becomes part of a path.
pub(super) fn is_name(name: &[u8]) -> bool {
    !(matches!(name, b"" | b"." | b"..") || name.contains(&b'/') || name.eq_ignore_ascii_case(b".git"))
}

/// The parts of a path as git writes it; none of the empty path.
pub(super) fn parts(path: &[u8]) -> Vec<&[u8]> {
    path.split(|byte| *byte == b'/').filter(|part| !part.is_empty()).collect()
}

/// The bytes of a blob, checked against its id.
///
/// # Errors
/// A [`TooLarge`] where it has more bytes than `limit` (it is not read then); where it is missing or
/// damaged.
pub fn read_blob(objects: &git2::Repository, id: Oid, limit: usize) -> Result<Vec<u8>> {
    let odb = objects.odb()?;
    let kind = ObjectType::Blob;
    let (size, _) = odb.read_header(id).map_err(|error| raw::missing(id, kind, error))?;
    if size > limit {
        bail!(TooLarge { size, limit });
    }
    let object = raw::read(&odb, id, kind)?;
    let bytes = object.data().to_vec();
    if Oid::hash_object(kind, &bytes)? != id {
        bail!("the blob {id} is damaged: its bytes do not have that hash; see `git fsck`");
    }
    Ok(bytes)
}

/// How many bytes a blob has; none where it is not here.
#[must_use]
pub fn blob_size(objects: &git2::Repository, id: Oid) -> Option<usize> {
    Some(objects.odb().ok()?.read_header(id).ok()?.0)
}

/// The id that these bytes have as a blob.
///
/// # Errors
/// Where they cannot be hashed.
pub fn blob_id(bytes: &[u8]) -> Result<Oid> {
    Ok(Oid::hash_object(ObjectType::Blob, bytes)?)
}

/// Many blobs in the order of their ids, read by all threads. Each succeeds or fails for itself, as in
/// [`read_blob`].
///
/// # Errors
/// Where the objects cannot be opened at all.
pub fn read_blobs(repo: &Repo, ids: &[Oid], limit: usize) -> Result<Vec<Result<Vec<u8>>>> {
    let parts: Vec<Vec<Result<Vec<u8>>>> = ids
        .par_chunks(share(ids.len(), 32))
        .map(|ids| {
            let objects = repo.objects()?;
            Ok(ids.iter().map(|id| read_blob(&objects, *id, limit)).collect())
        })
        .collect::<Result<_>>()?;
    Ok(parts.into_iter().flatten().collect())
}

/// How many of `all` things one thread takes at a time: enough to be worth opening the objects for.
pub(super) fn share(all: usize, least: usize) -> usize {
    all.div_ceil(rayon::current_num_threads() * 4).max(least)
}

/// The commit that a revision names (branch, tag, id, `HEAD~3`, …), as git understands it.
///
/// # Errors
/// Where it names nothing, or something other than one commit.
pub fn resolve(repo: &Repo, rev: &str) -> Result<Oid> {
    let meaning = format!("find the commit that `{rev}` names");
    if rev.starts_with('-') || rev.is_empty() || rev.contains('\0') {
        bail!("could not {meaning}: that is no revision");
    }
    let output = repo.read(meaning.as_str()).args(["rev-parse", "--verify", &format!("{rev}^{{commit}}")]).output()?;
    if output.code == Some(0) {
        return Ok(Oid::from_str(&run::text(&output.stdout))?);
    }
    let hint = if repo.is_shallow() { "; it may be in the part that this shallow clone lacks" } else { "" };
    bail!(
        "`{rev}` names no commit of this repository{hint}; `git log --all` and `git branch -a` show what \
         there is ({})",
        output.stderr
    )
}

/// One commit of a first-parent line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// The commit.
    pub id: Oid,
    /// Committer's time, in seconds since 1970.
    pub time: i64,
}

/// The first-parent line from `tip` (itself included) to its root, or to where a shallow history was cut.
///
/// # Errors
/// Where the list of cuts cannot be read; an item is an error where its commit cannot be.
pub fn first_parents(repo: &Repo, objects: &git2::Repository, tip: Oid) -> Result<impl Iterator<Item = Result<Step>>> {
    let odb = objects.odb()?;
    let cut = repo.cut_at()?;
    let mut next = Some(tip);
    Ok(std::iter::from_fn(move || {
        let id = next.take()?;
        let links = raw::read(&odb, id, ObjectType::Commit).and_then(|commit| raw::links(id, commit.data()));
        Some(links.map(|links| {
            next = links.parents.first().copied().filter(|_| !cut.contains(&id));
            Step { id, time: links.time }
        }))
    }))
}

/// What HEAD's first-parent line held at a moment: the last commit before the first one whose
/// committer time is later.
///
/// # Errors
/// Where there was no commit yet: with the time of the first one. Where history is not whole.
pub fn as_of(repo: &Repo, moment: DateTime<Utc>) -> Result<Oid> {
    if repo.is_shallow() {
        bail!("this clone is shallow, so what was there at a date cannot be told; run `git fetch --unshallow`");
    }
    let tip = match repo.head()? {
        Head::Branch(_, commit) | Head::Detached(commit) => commit,
        Head::Unborn(name) => bail!("the branch {name} has no commit yet"),
    };
    let objects = repo.objects()?;
    let mut answer = None;
    let mut first = None;
    for step in first_parents(repo, &objects, tip)? {
        let step = step?;
        settle(&mut answer, step, moment);
        first = Some(step);
    }
    answer.with_context(|| {
        let when = first
            .and_then(|step| DateTime::<Utc>::from_timestamp(step.time, 0))
            .map(|time| time.to_rfc3339_opts(SecondsFormat::Secs, true))
            .unwrap_or_default();
        format!(
            "there was no commit yet at {}: the first one was made at {when}",
            moment.to_rfc3339_opts(SecondsFormat::Secs, true)
        )
    })
}

/// The same for several moments in one walk of the line that ends at `tip`; nothing where there was no commit yet.
///
/// # Errors
/// Where a commit cannot be read.
pub fn as_of_each(repo: &Repo, tip: Oid, moments: &[DateTime<Utc>]) -> Result<Vec<Option<Oid>>> {
    let objects = repo.objects()?;
    let mut answers = vec![None; moments.len()];
    for step in first_parents(repo, &objects, tip)? {
        let step = step?;
        answers.iter_mut().zip(moments).for_each(|(answer, moment)| settle(answer, step, *moment));
    }
    Ok(answers)
}

/// From the tip to the root: a later commit further down rules out all above it.
fn settle(answer: &mut Option<Oid>, step: Step, moment: DateTime<Utc>) {
    if step.time > moment.timestamp() {
        *answer = None;
    } else {
        answer.get_or_insert(step.id);
    }
}

/// The message of a commit as text; bytes that are not are replaced.
///
/// # Errors
/// Where the commit cannot be read.
pub fn message_of(objects: &git2::Repository, commit: Oid) -> Result<String> {
    let odb = objects.odb()?;
    let object = raw::read(&odb, commit, ObjectType::Commit)?;
    Ok(raw::message(object.data(), usize::MAX))
}

/// The committer's time of a commit.
///
/// # Errors
/// Where the commit cannot be read.
pub fn committed_at(repo: &Repo, commit: Oid) -> Result<DateTime<Utc>> {
    let objects = repo.objects()?;
    let odb = objects.odb()?;
    let object = raw::read(&odb, commit, ObjectType::Commit)?;
    let time = raw::links(commit, object.data())?.time;
    DateTime::from_timestamp(time, 0).with_context(|| format!("{commit} has no time that a calendar knows"))
}
