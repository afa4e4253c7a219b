//! One file through the commits that touched it: what each brought, and what it lost.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::hand_edit::{HandEdit, hand_edit};
use super::unexplained_content::{UnexplainedContent, is_rewritten};
use super::version_sketch::{EventDigest, Reader, TableDigest, VersionSketch};
use crate::git::{CommitChange, History, ObjectKind, Objects, PathChange, Side};
use crate::model::id::Hash;
use crate::register::place::SETTINGS;

/// A commit that touched the file, by its place in the list of commits.
#[derive(Debug, Clone, Copy)]
pub struct Touch<'a> {
    pub commit: usize,
    pub change: &'a PathChange,
}

/// An event that a commit brought into the register.
#[derive(Debug, Clone)]
pub struct Brought {
    /// The commit, by its place in the list of commits.
    pub commit: usize,
    /// The file.
    pub file: String,
    /// The event.
    pub event: Arc<EventDigest>,
}

/// Events that a commit took out of a file, or the file itself.
#[derive(Debug, Clone)]
pub struct Loss {
    /// The commit, by its place in the list of commits; the working tree where there is none.
    pub commit: Option<usize>,
    /// The file.
    pub file: String,
    /// The id that it stated.
    pub id: Option<String>,
    /// Whether the whole file went.
    pub gone: bool,
    /// The events that are not there whole any more.
    pub events: Vec<Arc<EventDigest>>,
}

/// A root cause that was written into an item that stated none before.
#[derive(Debug, Clone)]
pub struct Caused {
    /// The commit, by its place in the list of commits.
    pub commit: usize,
    /// The file.
    pub file: String,
    /// The events that stood in the file before.
    pub before: Vec<Arc<EventDigest>>,
}

/// A change of the first event of register.toml.
#[derive(Debug, Clone)]
pub struct Refounded {
    /// The commit, by its place in the list of commits.
    pub commit: usize,
    /// The introduction before.
    pub from: Hash,
    /// The introduction after.
    pub to: Hash,
}

/// A version that could not be read.
#[derive(Debug, Clone)]
pub struct Unread {
    /// The file.
    pub file: String,
    /// Why.
    pub why: String,
    /// Whether its bytes are not here at all, or damaged.
    pub missing: bool,
}

/// What became of one file.
#[derive(Debug, Default)]
pub struct FileHistory {
    pub brought: Vec<Brought>,
    pub losses: Vec<Loss>,
    pub edits: Vec<HandEdit>,
    pub rewritten: Option<UnexplainedContent>,
    pub caused: Option<Caused>,
    pub refounded: Vec<Refounded>,
    pub unread: Vec<Unread>,
}

/// Follows one file.
pub struct Follow<'a> {
    objects: &'a Objects,
    history: &'a History,
    commits: &'a [CommitChange],
    reader: Reader,
    versions: HashMap<Side, Arc<VersionSketch>>,
    /// The commits that brought each event.
    born: HashMap<TableDigest, Vec<usize>>,
    /// The commits that brought the file.
    made: Vec<usize>,
    /// The newest version that can be read.
    newest: Option<Arc<VersionSketch>>,
    found: FileHistory,
}

/// What one commit, or one of its parents, has of the file.
struct SeenVersion {
    there: bool,
    version: Arc<VersionSketch>,
}

impl<'a> Follow<'a> {
    pub fn new(objects: &'a Objects, history: &'a History, commits: &'a [CommitChange]) -> Self {
        Follow {
            objects,
            history,
            commits,
            reader: Reader::default(),
            versions: HashMap::new(),
            born: HashMap::new(),
            made: Vec::new(),
            newest: None,
            found: FileHistory::default(),
        }
    }

    /// Goes through the commits, oldest first. Several paths of one commit are places of the same file.
    pub fn through(mut self, touches: &[Touch<'_>]) -> FileHistory {
        for group in touches.chunk_by(|a, b| a.commit == b.commit) {
            self.step(group);
        }
        self.forget_drafts();
        if let Some(rewritten) = &mut self.found.rewritten {
            let sides = touches.iter().flat_map(|touch| touch.change.old.iter().flatten().chain(&touch.change.new));
            rewritten.versions = sides.filter(|side| side.kind == ObjectKind::Blob).map(|side| side.id).collect();
            rewritten.versions.sort();
            rewritten.versions.dedup();
        }
        self.found
    }

    fn step(&mut self, group: &[Touch<'_>]) {
        let [first, ..] = group else { return };
        let commit = first.commit;
        let parents = first.change.old.len();
        let olds: Vec<SeenVersion> = (0..parents)
            .map(|p| self.seen(group.iter().filter_map(|t| t.change.old.get(p).copied().flatten())))
            .collect();
        let now = self.seen(group.iter().filter_map(|t| t.change.new));
        let path = group.iter().find(|t| t.change.new.is_some()).unwrap_or(first);
        let file = path.change.path.to_string_lossy().into_owned();
        if let Some(why) = &now.version.problem {
            self.unreadable(path, file, why.clone(), now.version.missing, &olds);
            return;
        }
        if now.there && olds.iter().all(|old| !old.there) {
            self.made.push(commit);
        }
        self.newest = Some(Arc::clone(&now.version));
        self.births(commit, &file, &now, &olds);
        self.losses(commit, first, &now, &olds);
        if now.version.has_cause && self.found.caused.is_none() && !olds.iter().any(|old| old.version.has_cause) {
            let before = olds.iter().flat_map(|old| &old.version.events).cloned().collect();
            self.found.caused = Some(Caused { commit, file: file.clone(), before });
        }
        if self.found.rewritten.is_none() && file.starts_with("items/") {
            let olds: Vec<&VersionSketch> =
                olds.iter().filter(|old| old.there).map(|old| old.version.as_ref()).collect();
            let rewritten = || UnexplainedContent { file: file.clone(), versions: Vec::new() };
            self.found.rewritten = is_rewritten(&now.version, &olds).then(rewritten);
        }
        if file == SETTINGS {
            self.foundings(commit, &now, &olds);
        }
        if let ([touch], [old]) = (group, olds.as_slice()) {
            let sides = (touch.change.old.first().copied().flatten(), touch.change.new);
            self.found.edits.extend(hand_edit(commit, file, sides, (&old.version, &now.version)));
        }
    }

    fn version(&mut self, side: Side) -> Arc<VersionSketch> {
        if let Some(known) = self.versions.get(&side) {
            return Arc::clone(known);
        }
        let version = Arc::new(self.reader.side(self.objects, side));
        self.versions.insert(side, Arc::clone(&version));
        version
    }

    fn seen(&mut self, sides: impl Iterator<Item = Side>) -> SeenVersion {
        let mut seen = SeenVersion { there: false, version: Arc::default() };
        for side in sides {
            let version = self.version(side);
            if seen.there {
                let mut both = (*seen.version).clone();
                both.add(&version.events);
                both.has_cause |= version.has_cause;
                both.problem = both.problem.take().or_else(|| version.problem.clone());
                seen.version = Arc::new(both);
            } else {
                seen = SeenVersion { there: true, version };
            }
        }
        seen
    }

    /// A version that cannot be read is taken to have what those before it have, so that what is missing after it shows.
    fn unreadable(&mut self, touch: &Touch<'_>, file: String, why: String, missing: bool, olds: &[SeenVersion]) {
        let Some(side) = touch.change.new else { return };
        if touch.change.is_own() {
            self.found.unread.push(Unread { file, why, missing });
        }
        let mut carried = (*self.version(side)).clone();
        for old in olds {
            carried.add(&old.version.events);
            carried.has_cause |= old.version.has_cause;
            carried.id = carried.id.take().or_else(|| old.version.id.clone());
        }
        self.versions.insert(side, Arc::new(carried));
    }

    fn births(&mut self, commit: usize, file: &str, now: &SeenVersion, olds: &[SeenVersion]) {
        let new = now.version.events.iter().filter(|event| !olds.iter().any(|old| old.version.has(event)));
        let stood: HashSet<(&str, TableDigest)> = olds
            .iter()
            .flat_map(|old| &old.version.events)
            .map(|event| (event.name.as_str(), event.unsigned))
            .collect();
        for event in new {
            self.born.entry(event.whole).or_default().push(commit);
            // One that stood there with another signature was altered, not brought.
            if !stood.contains(&(event.name.as_str(), event.unsigned)) {
                self.found.brought.push(Brought { commit, file: file.to_owned(), event: Arc::clone(event) });
            }
        }
    }

    /// An event was brought by who wrote it as it stands in the end. Other words under its name and hash, before or
    /// since, say neither when it came nor whose it is.
    fn forget_drafts(&mut self) {
        let standing: HashMap<&Hash, TableDigest> = self
            .newest
            .iter()
            .flat_map(|version| &version.events)
            .filter_map(|event| Some((event.hash.as_ref()?, event.unsigned)))
            .collect();
        let as_it_stands = |brought: &Brought| {
            let stands = brought.event.hash.as_ref().and_then(|hash| standing.get(hash));
            stands.is_none_or(|stands| *stands == brought.event.unsigned)
        };
        self.found.brought.retain(as_it_stands);
    }

    /// Whether a merge lost something itself: no parent without it once had it.
    fn is_own(
        &self,
        born: &[usize],
        commit: usize,
        olds: &[SeenVersion],
        lacks: impl Fn(&SeenVersion) -> bool,
    ) -> bool {
        let Some(commit) = self.commits.get(commit) else { return true };
        let without = commit.parents.iter().zip(olds).filter(|(_, old)| lacks(old));
        olds.len() < 2
            || without.into_iter().all(|(parent, _)| {
                let births = born.iter().filter_map(|i| self.commits.get(*i));
                !births.into_iter().any(|birth| self.history.is_ancestor(birth.id, *parent))
            })
    }

    fn losses(&mut self, commit: usize, first: &Touch<'_>, now: &SeenVersion, olds: &[SeenVersion]) {
        let id = olds.iter().find_map(|old| old.version.id.clone());
        // Another item in its place is not the item.
        let gone = !now.there || id.is_some() && now.version.id.is_some() && id != now.version.id;
        let mut events: Vec<Arc<EventDigest>> = Vec::new();
        for event in olds.iter().flat_map(|old| &old.version.events).filter(|event| !now.version.has(event)) {
            let born = self.born.get(&event.whole).map_or(&[][..], Vec::as_slice);
            if !events.contains(event) && self.is_own(born, commit, olds, |old| !old.version.has(event)) {
                events.push(Arc::clone(event));
            }
        }
        let went = gone
            && olds.iter().any(|old| old.there)
            && (!events.is_empty()
                || olds.iter().all(|old| old.version.events.is_empty())
                    && self.is_own(&self.made, commit, olds, |old| !old.there));
        if went || !events.is_empty() {
            let file = first.change.path.to_string_lossy().into_owned();
            self.found.losses.push(Loss { commit: Some(commit), file, id, gone: went, events });
        }
    }

    fn foundings(&mut self, commit: usize, now: &SeenVersion, olds: &[SeenVersion]) {
        let Some(to) = now.version.founding() else { return };
        let ids = |place: usize| self.commits.get(place).map(|commit| commit.id);
        for from in olds.iter().filter_map(|old| old.version.founding()).filter(|from| *from != to) {
            // A merge takes over what happened on one side; it was told there.
            let told = |known: &Refounded| {
                known.to == *to
                    && known.from == *from
                    && matches!((ids(known.commit), ids(commit)), (Some(a), Some(b)) if self.history.is_ancestor(a, b))
            };
            if olds.len() < 2 || !self.found.refounded.iter().any(told) {
                self.found.refounded.push(Refounded { commit, from: from.clone(), to: to.clone() });
            }
        }
    }
}
