//! Where a register lay in the commits before it came to where it is now.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::version_sketch::id;
use crate::git::{self, CommitChange, Finder, History, Malformed, Objects, Oid, Repo};
use crate::register::place::{PEOPLE, SETTINGS};
use crate::register::read::{self, MAX_BYTES};

/// By what the folder of a register is known, the surest first: somebody may have taken register.toml out for a while.
pub const MARKS: [&str; 3] = [SETTINGS, PEOPLE, "items"];

/// A commit that has the register at more than one place, while none of its parents has.
#[derive(Debug, Clone)]
pub struct Doubled {
    /// The commit.
    pub commit: CommitChange,
    /// The places.
    pub places: Vec<PathBuf>,
}

/// Looks for the places of one register.
pub struct Places<'a> {
    objects: &'a Objects,
    history: &'a History,
    finder: Finder<'a>,
    /// The id of the register.
    wanted: String,
    ids: HashMap<Oid, Option<String>>,
    /// The places that are known, the present one first.
    known: Vec<PathBuf>,
    /// Commits that have it at more places than are looked at.
    crowded: HashSet<Oid>,
}

/// So many places of one register are known: more is an attack, not a move.
const MAX_PLACES: usize = 256;

/// What a commit has of the register.
enum Here {
    /// It lies at these places.
    At(Vec<PathBuf>),
    /// It lies nowhere that is known.
    Nowhere,
    /// A tree on the way is malformed.
    Unknown,
}

/// The parents without register.toml at the present place, of the commits with which it came there.
#[must_use]
pub fn came(commits: &[CommitChange]) -> Vec<Oid> {
    let mut found = Vec::new();
    for commit in commits {
        let settings = commit.paths.iter().find(|change| change.path == Path::new(SETTINGS));
        let Some(change) = settings.filter(|change| change.new.is_some()) else { continue };
        let without = commit.parents.iter().zip(&change.old).filter(|(_, old)| old.is_none());
        found.extend(without.map(|(parent, _)| *parent));
    }
    found
}

/// The id that a register.toml states.
#[must_use]
pub fn id_of(objects: &Objects, blob: Oid) -> Option<String> {
    let bytes = git::read_blob(objects, blob, MAX_BYTES).ok()?;
    id(&read::tree(&String::from_utf8(bytes).ok()?).ok()?)
}

/// Where a commit has the register that lies in `folder` (below the top of the working tree) now: there, or where it
/// was before it was moved; nothing where it has none.
///
/// # Errors
/// Objects are missing or cannot be read.
pub fn place_at(repo: &Repo, commit: Oid, folder: &Path) -> anyhow::Result<Option<PathBuf>> {
    let objects = repo.objects()?;
    if git::file_at(&objects, commit, &folder.join(SETTINGS))?.is_some() {
        return Ok(Some(folder.to_owned()));
    }
    let Some(wanted) = written_id(&repo.workdir().join(folder)) else { return Ok(None) };
    let mut is_wanted = |blob| id_of(&objects, blob).as_ref() == Some(&wanted);
    let folders = Finder::new(&objects, SETTINGS).folders(commit, &mut is_wanted)?;
    Ok(folders.found.into_iter().map(|(place, _)| place).next())
}

/// The id of the register in a folder of the working tree.
fn written_id(folder: &Path) -> Option<String> {
    id(&read::tree(&std::fs::read_to_string(folder.join(SETTINGS)).ok()?).ok()?)
}

impl<'a> Places<'a> {
    /// Of the register that `folder` holds in this commit, or else in the working tree; nothing where neither has one.
    #[must_use]
    pub fn of(objects: &'a Objects, history: &'a History, tip: Oid, top: &Path, folder: &Path) -> Option<Self> {
        let settings = folder.join(SETTINGS);
        let committed = git::file_at(objects, tip, &settings).ok().flatten().and_then(|blob| id_of(objects, blob));
        let wanted = committed.or_else(|| written_id(&top.join(folder)))?;
        let (finder, known) = (Finder::new(objects, SETTINGS), vec![folder.to_owned()]);
        Some(Places { objects, history, finder, wanted, ids: HashMap::new(), known, crowded: HashSet::new() })
    }

    /// Looks for further places in these commits and in all before them, to the first: a register that began anew may
    /// have been elsewhere before, and what was lost on the way would show nowhere else.
    ///
    /// # Errors
    /// Objects are missing or cannot be read.
    pub fn follow(&mut self, from: &[Oid]) -> anyhow::Result<()> {
        let shown: HashSet<Oid> = self.history.commits().collect();
        let mut seen: HashSet<Oid> = from.iter().copied().collect();
        let mut open: Vec<Oid> = seen.iter().copied().collect();
        while let Some(commit) = open.pop() {
            self.find(commit)?;
            let parents = if shown.contains(&commit) { self.history.parents(commit) } else { &[] };
            open.extend(parents.iter().filter(|parent| seen.insert(**parent)));
        }
        Ok(())
    }

    /// Looks for copies of the register in one commit, but not below a folder: what lies with the evidence is evidence.
    ///
    /// # Errors
    /// Objects are missing or cannot be read.
    pub fn look_for_copies(&mut self, commit: Oid, but: &Path) -> anyhow::Result<()> {
        let mut new = self.folders(commit)?;
        new.retain(|place| !place.starts_with(but) && !self.known.contains(place));
        self.known.extend(new);
        Ok(())
    }

    /// The places of before.
    #[must_use]
    pub fn before(&self) -> &[PathBuf] {
        self.known.get(1..).unwrap_or_default()
    }

    /// The first of the known places at which a commit has the register.
    ///
    /// # Errors
    /// Objects are missing or cannot be read.
    pub fn first(&mut self, commit: Oid) -> anyhow::Result<Option<PathBuf>> {
        Ok(match self.at_known(commit)? {
            Here::At(places) => places.into_iter().next(),
            Here::Nowhere | Here::Unknown => None,
        })
    }

    /// The commits with which the register came to be at several of the known places.
    ///
    /// # Errors
    /// Objects are missing or cannot be read.
    pub fn doubled(&mut self) -> anyhow::Result<Vec<Doubled>> {
        let history = self.history;
        let mut several: HashMap<Oid, Vec<PathBuf>> = HashMap::new();
        for commit in history.commits() {
            if let Here::At(places) = self.at_known(commit)?
                && places.len() > 1
            {
                several.insert(commit, places);
            }
        }
        let commits = began(history, |commit| several.contains_key(commit));
        let commits = commits.filter_map(|commit| Some((commit, several.get(&commit)?)));
        let told = |(commit, places): (Oid, &Vec<PathBuf>)| {
            Ok(Doubled { commit: git::commit_at(self.objects, history, commit)?, places: places.clone() })
        };
        commits.map(told).collect()
    }

    /// The commits with which the register came to be at more places than are looked at.
    #[must_use]
    pub fn crowded(&self) -> Vec<Oid> {
        began(self.history, |commit| self.crowded.contains(commit)).collect()
    }

    /// Looks for the register in a commit; a place that was not known yet is known from then on.
    fn find(&mut self, commit: Oid) -> anyhow::Result<()> {
        if !matches!(self.at_known(commit)?, Here::Nowhere) {
            return Ok(());
        }
        let found = self.folders(commit)?;
        self.known.extend(found);
        Ok(())
    }

    /// The folders that hold the register in a commit, as many as may still be known.
    fn folders(&mut self, commit: Oid) -> anyhow::Result<Vec<PathBuf>> {
        let (objects, ids, wanted) = (self.objects, &mut self.ids, &self.wanted);
        let folders = self.finder.folders(commit, &mut |blob| is_wanted(objects, ids, wanted, blob))?;
        let left = MAX_PLACES.saturating_sub(self.known.len());
        if folders.more || folders.found.len() > left {
            self.crowded.insert(commit);
        }
        Ok(folders.found.into_iter().map(|(place, _)| place).take(left).collect())
    }

    fn at_known(&mut self, commit: Oid) -> anyhow::Result<Here> {
        let mut found = Vec::new();
        for place in self.known.clone() {
            match git::file_at(self.objects, commit, &place.join(SETTINGS)) {
                Ok(Some(blob)) if is_wanted(self.objects, &mut self.ids, &self.wanted, blob) => found.push(place),
                Ok(_) => {}
                Err(error) if error.is::<Malformed>() => return Ok(Here::Unknown),
                Err(error) => return Err(error),
            }
        }
        Ok(if found.is_empty() { Here::Nowhere } else { Here::At(found) })
    }
}

/// The commits of which something is true while it is of none of their parents.
fn began<'h>(history: &'h History, is: impl Fn(&Oid) -> bool + 'h) -> impl Iterator<Item = Oid> + 'h {
    history.commits().filter(move |commit| is(commit) && !history.parents(*commit).iter().any(&is))
}

/// Whether a register.toml is that of the register with the wanted id. Each is read once.
fn is_wanted(objects: &Objects, ids: &mut HashMap<Oid, Option<String>>, wanted: &str, blob: Oid) -> bool {
    ids.entry(blob).or_insert_with(|| id_of(objects, blob)).as_deref() == Some(wanted)
}
