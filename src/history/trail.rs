//! One file through the commits that touched it: what each brought, and what it lost.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::deeds::{Deed, Reader, Version, Whole};
use super::rewritten::{Rewritten, is_rewritten};
use crate::git::{CommitChange, History, Kind, Objects, Oid, PathChange, Side};
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
    pub deed: Arc<Deed>,
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
    pub deeds: Vec<Arc<Deed>>,
}

/// A change of a file that no act made.
#[derive(Debug, Clone)]
pub struct HandEdit {
    /// The commit, by its place in the list of commits.
    pub commit: usize,
    /// The file.
    pub file: String,
    /// The version before.
    pub old: Oid,
    /// The version after.
    pub new: Oid,
}

/// A root cause that was written into an item that stated none before.
#[derive(Debug, Clone)]
pub struct Caused {
    /// The commit, by its place in the list of commits.
    pub commit: usize,
    /// The file.
    pub file: String,
    /// The events that stood in the file before.
    pub before: Vec<Arc<Deed>>,
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
    /// The commit, by its place in the list of commits.
    pub commit: usize,
    /// The file.
    pub file: String,
    /// Why.
    pub why: String,
    /// Whether its bytes are not here at all, or damaged.
    pub missing: bool,
}

/// What became of one file.
#[derive(Debug, Default)]
pub struct Trail {
    pub brought: Vec<Brought>,
    pub losses: Vec<Loss>,
    pub edits: Vec<HandEdit>,
    pub rewritten: Option<Rewritten>,
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
    versions: HashMap<Side, Arc<Version>>,
    /// The commits that brought each event.
    born: HashMap<Whole, Vec<usize>>,
    /// The commits that brought the file.
    made: Vec<usize>,
    /// The newest version that can be read.
    newest: Option<Arc<Version>>,
    trail: Trail,
}

/// What one commit, or one of its parents, has of the file.
struct Seen {
    there: bool,
    version: Arc<Version>,
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
            trail: Trail::default(),
        }
    }

    /// Goes through the commits, oldest first. Several paths of one commit are places of the same file.
    pub fn through(mut self, touches: &[Touch<'_>]) -> Trail {
        for group in touches.chunk_by(|a, b| a.commit == b.commit) {
            self.step(group);
        }
        self.forget_drafts();
        if let Some(rewritten) = &mut self.trail.rewritten {
            let sides = touches.iter().flat_map(|touch| touch.change.old.iter().flatten().chain(&touch.change.new));
            rewritten.versions = sides.filter(|side| side.kind == Kind::Blob).map(|side| side.id).collect();
            rewritten.versions.sort();
            rewritten.versions.dedup();
        }
        self.trail
    }

    fn step(&mut self, group: &[Touch<'_>]) {
        let [first, ..] = group else { return };
        let commit = first.commit;
        let parents = first.change.old.len();
        let olds: Vec<Seen> = (0..parents)
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
        if now.version.has_cause && self.trail.caused.is_none() && !olds.iter().any(|old| old.version.has_cause) {
            let before = olds.iter().flat_map(|old| &old.version.events).cloned().collect();
            self.trail.caused = Some(Caused { commit, file: file.clone(), before });
        }
        if self.trail.rewritten.is_none() && file.starts_with("items/") {
            let olds: Vec<&Version> = olds.iter().filter(|old| old.there).map(|old| old.version.as_ref()).collect();
            let rewritten = || Rewritten { file: file.clone(), versions: Vec::new() };
            self.trail.rewritten = is_rewritten(&now.version, &olds).then(rewritten);
        }
        if file == SETTINGS {
            self.foundings(commit, &now, &olds);
        }
        if let ([touch], [old]) = (group, olds.as_slice())
            && let (Some(Some(before)), Some(after)) = (touch.change.old.first(), touch.change.new)
            && old.version.problem.is_none()
            && old.version.events == now.version.events
        {
            self.trail.edits.push(HandEdit { commit, file, old: before.id, new: after.id });
        }
    }

    fn version(&mut self, side: Side) -> Arc<Version> {
        if let Some(known) = self.versions.get(&side) {
            return Arc::clone(known);
        }
        let version = Arc::new(self.reader.side(self.objects, side));
        self.versions.insert(side, Arc::clone(&version));
        version
    }

    fn seen(&mut self, sides: impl Iterator<Item = Side>) -> Seen {
        let mut seen = Seen { there: false, version: Arc::default() };
        for side in sides {
            let version = self.version(side);
            if seen.there {
                let mut both = (*seen.version).clone();
                both.add(&version.events);
                both.has_cause |= version.has_cause;
                both.problem = both.problem.take().or_else(|| version.problem.clone());
                seen.version = Arc::new(both);
            } else {
                seen = Seen { there: true, version };
            }
        }
        seen
    }

    /// A version that cannot be read is taken to have what those before it have, so that what is missing after it shows.
    fn unreadable(&mut self, touch: &Touch<'_>, file: String, why: String, missing: bool, olds: &[Seen]) {
        let Some(side) = touch.change.new else { return };
        if touch.change.is_own() {
            self.trail.unread.push(Unread { commit: touch.commit, file, why, missing });
        }
        let mut carried = (*self.version(side)).clone();
        for old in olds {
            carried.add(&old.version.events);
            carried.has_cause |= old.version.has_cause;
            carried.id = carried.id.take().or_else(|| old.version.id.clone());
        }
        self.versions.insert(side, Arc::new(carried));
    }

    fn births(&mut self, commit: usize, file: &str, now: &Seen, olds: &[Seen]) {
        let new = now.version.events.iter().filter(|deed| !olds.iter().any(|old| old.version.has(deed)));
        let stood: HashSet<(&str, Whole)> =
            olds.iter().flat_map(|old| &old.version.events).map(|deed| (deed.name.as_str(), deed.unsigned)).collect();
        for deed in new {
            self.born.entry(deed.whole).or_default().push(commit);
            // One that stood there with another signature was altered, not brought.
            if !stood.contains(&(deed.name.as_str(), deed.unsigned)) {
                self.trail.brought.push(Brought { commit, file: file.to_owned(), deed: Arc::clone(deed) });
            }
        }
    }

    /// An event was brought by who wrote it as it stands in the end. Other words under its name and hash, before or
    /// since, say neither when it came nor whose it is.
    fn forget_drafts(&mut self) {
        let standing: HashMap<&Hash, Whole> = self
            .newest
            .iter()
            .flat_map(|version| &version.events)
            .filter_map(|deed| Some((deed.hash.as_ref()?, deed.unsigned)))
            .collect();
        let as_it_stands = |brought: &Brought| {
            let stands = brought.deed.hash.as_ref().and_then(|hash| standing.get(hash));
            stands.is_none_or(|stands| *stands == brought.deed.unsigned)
        };
        self.trail.brought.retain(as_it_stands);
    }

    /// Whether a merge lost something itself: no parent without it once had it.
    fn is_own(&self, born: &[usize], commit: usize, olds: &[Seen], lacks: impl Fn(&Seen) -> bool) -> bool {
        let Some(commit) = self.commits.get(commit) else { return true };
        let without = commit.parents.iter().zip(olds).filter(|(_, old)| lacks(old));
        olds.len() < 2
            || without.into_iter().all(|(parent, _)| {
                let births = born.iter().filter_map(|i| self.commits.get(*i));
                !births.into_iter().any(|birth| self.history.is_ancestor(birth.id, *parent))
            })
    }

    fn losses(&mut self, commit: usize, first: &Touch<'_>, now: &Seen, olds: &[Seen]) {
        let id = olds.iter().find_map(|old| old.version.id.clone());
        // Another item in its place is not the item.
        let gone = !now.there || id.is_some() && now.version.id.is_some() && id != now.version.id;
        let mut deeds: Vec<Arc<Deed>> = Vec::new();
        for deed in olds.iter().flat_map(|old| &old.version.events).filter(|deed| !now.version.has(deed)) {
            let born = self.born.get(&deed.whole).map_or(&[][..], Vec::as_slice);
            if !deeds.contains(deed) && self.is_own(born, commit, olds, |old| !old.version.has(deed)) {
                deeds.push(Arc::clone(deed));
            }
        }
        let went = gone
            && olds.iter().any(|old| old.there)
            && (!deeds.is_empty()
                || olds.iter().all(|old| old.version.events.is_empty())
                    && self.is_own(&self.made, commit, olds, |old| !old.there));
        if went || !deeds.is_empty() {
            let file = first.change.path.to_string_lossy().into_owned();
            self.trail.losses.push(Loss { commit: Some(commit), file, id, gone: went, deeds });
        }
    }

    fn foundings(&mut self, commit: usize, now: &Seen, olds: &[Seen]) {
        let Some(to) = now.version.founding() else { return };
        let ids = |place: usize| self.commits.get(place).map(|commit| commit.id);
        for from in olds.iter().filter_map(|old| old.version.founding()).filter(|from| *from != to) {
            // A merge takes over what happened on one side; it was told there.
            let told = |known: &Refounded| {
                known.to == *to
                    && known.from == *from
                    && matches!((ids(known.commit), ids(commit)), (Some(a), Some(b)) if self.history.is_ancestor(a, b))
            };
            if olds.len() < 2 || !self.trail.refounded.iter().any(told) {
                self.trail.refounded.push(Refounded { commit, from: from.clone(), to: to.clone() });
            }
        }
    }
}
