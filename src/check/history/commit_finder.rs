//! Which commit did what a rule of evidence finds.

use std::collections::{HashMap, HashSet};

use crate::check::facts::World;
use crate::check::files::evidence_of;
use crate::check::finding::{ByCommit, Finding};
use crate::git::{self, ObjectKind, Objects, PathChange, Side};
use crate::history::timeline::Timeline;
use crate::model::rule::{Family, Rule};
use crate::register::read::{self, MAX_BYTES};

/// For so many findings the commit is looked for.
const QUESTIONS: usize = 1000;

/// So many bytes of older versions are asked.
const BYTES: usize = 64 << 20;

/// What is the same of a finding in another version of its file.
type Mark = (Rule, Option<String>, Option<String>);

fn mark(finding: &Finding) -> Mark {
    // Beside a newer event it is the same edit.
    let event = finding.event.as_ref().filter(|_| finding.rule != Rule::EditedByHand);
    (finding.rule, finding.key.clone(), event.map(ToString::to_string))
}

/// Asks older versions of files the same rules.
pub struct CommitFinder<'a> {
    world: &'a World<'a>,
    timeline: &'a Timeline,
    objects: Objects,
    touches: HashMap<&'a str, Vec<(usize, &'a PathChange)>>,
    asked: HashMap<Side, HashSet<Mark>>,
    left: usize,
    /// So many bytes more are asked; where they do not suffice, no commit is named.
    bytes: usize,
}

impl<'a> CommitFinder<'a> {
    /// Of the files in which something was found.
    #[must_use]
    pub fn new(world: &'a World<'a>, timeline: &'a Timeline, files: impl Iterator<Item = &'a str>) -> Option<Self> {
        let mut touches: HashMap<&str, Vec<(usize, &PathChange)>> = files.map(|file| (file, Vec::new())).collect();
        if touches.is_empty() {
            return None;
        }
        for (place, commit) in timeline.commits.iter().enumerate() {
            for change in &commit.paths {
                if let Some(list) = change.path.to_str().and_then(|path| touches.get_mut(path)) {
                    list.push((place, change));
                }
            }
        }
        Some(CommitFinder {
            world,
            timeline,
            objects: timeline.objects()?,
            touches,
            asked: HashMap::new(),
            left: QUESTIONS,
            bytes: BYTES,
        })
    }

    /// The commit that did it: the last one of its file that has it while none of its parents has. None where it is in
    /// the working tree alone, or where that cannot be told.
    pub fn of(&mut self, finding: &Finding) -> Option<ByCommit> {
        let family = finding.rule.about().family;
        let asked = matches!(family, Family::Evidence | Family::Form) || finding.rule == Rule::Backdated;
        if !asked || self.left == 0 || self.bytes == 0 {
            return None;
        }
        self.left -= 1;
        match finding.rule {
            Rule::EvidenceMissing | Rule::EvidenceChanged => return self.of_attached(finding),
            // Whoever looks later finds it no more, so that older versions tell nothing.
            Rule::FutureDated => {
                let brought = self.timeline.bringing(finding.event.as_ref()?).next()?;
                return self.timeline.commit(brought.commit).map(ByCommit::of);
            }
            _ => {}
        }
        let wanted = mark(finding);
        let touches = self.touches.get(finding.file.as_str())?.clone();
        let mut here = touches.iter().find_map(|(_, change)| change.new)?;
        if !self.has(here, &finding.file, &wanted) {
            return None;
        }
        for (place, change) in touches {
            if change.new != Some(here) {
                continue;
            }
            let olds: Vec<Side> = change.old.iter().flatten().copied().collect();
            let with = olds.into_iter().find(|old| self.has(*old, &finding.file, &wanted));
            match with {
                _ if self.bytes == 0 => return None,
                Some(old) => here = old,
                None => return self.timeline.commit(place).map(ByCommit::of),
            }
        }
        None
    }

    /// The newest commit that changed an attached file that the finding names, or took it away.
    fn of_attached(&self, finding: &Finding) -> Option<ByCommit> {
        let changed = |change: &PathChange| {
            let was = change.old.iter().flatten().next().is_some() && change.old.iter().any(|old| *old != change.new);
            let path = change.path.to_string_lossy();
            was && path.starts_with("evidence/") && finding.message.contains(path.as_ref())
        };
        self.timeline.commits.iter().find(|commit| commit.paths.iter().any(changed)).map(ByCommit::of)
    }

    fn has(&mut self, side: Side, file: &str, wanted: &Mark) -> bool {
        if !self.asked.contains_key(&side) {
            self.bytes = self.bytes.saturating_sub(git::blob_size(&self.objects, side.id).unwrap_or_default());
            if self.bytes == 0 {
                return false;
            }
            let marks = self.marks(side, file);
            self.asked.insert(side, marks);
        }
        self.asked.get(&side).is_some_and(|marks| marks.contains(wanted))
    }

    fn marks(&self, side: Side, file: &str) -> HashSet<Mark> {
        let text = || {
            let bytes =
                (side.kind == ObjectKind::Blob).then(|| git::read_blob(&self.objects, side.id, MAX_BYTES).ok())??;
            read::text(file, bytes).ok()
        };
        let Some(text) = text() else { return HashSet::new() };
        evidence_of(self.world, file, &text).iter().map(mark).collect()
    }
}
