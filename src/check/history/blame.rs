//! Which commit did what a rule of evidence finds.

use std::collections::HashMap;

use crate::check::facts::World;
use crate::check::files::evidence_of;
use crate::check::finding::{ByCommit, Finding};
use crate::check::rule::{Family, Rule};
use crate::git::{self, Kind, Objects, PathChange, Side};
use crate::history::timeline::Timeline;
use crate::register::read::{self, MAX_BYTES};

/// For so many findings the commit is looked for.
const QUESTIONS: usize = 1000;

/// What is the same of a finding in another version of its file.
type Mark = (Rule, Option<String>, Option<String>);

fn mark(finding: &Finding) -> Mark {
    (finding.rule, finding.key.clone(), finding.event.as_ref().map(ToString::to_string))
}

/// Asks older versions of files the same rules.
pub struct Blame<'a> {
    world: &'a World<'a>,
    timeline: &'a Timeline,
    objects: Objects,
    touches: HashMap<&'a str, Vec<(usize, &'a PathChange)>>,
    asked: HashMap<Side, Vec<Mark>>,
    left: usize,
}

impl<'a> Blame<'a> {
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
        Some(Blame { world, timeline, objects: timeline.objects()?, touches, asked: HashMap::new(), left: QUESTIONS })
    }

    /// The commit that did it: the last one of its file that has it while none of its parents has. None where it is in
    /// the working tree alone, or where that cannot be told.
    pub fn of(&mut self, finding: &Finding) -> Option<ByCommit> {
        let about = finding.rule.about();
        let by_store = matches!(finding.rule, Rule::EvidenceMissing | Rule::EvidenceChanged | Rule::FutureDated);
        if about.family != Family::Evidence || by_store || self.left == 0 {
            return None;
        }
        self.left -= 1;
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
            match olds.into_iter().find(|old| self.has(*old, &finding.file, &wanted)) {
                Some(old) => here = old,
                None => return self.timeline.commit(place).map(ByCommit::of),
            }
        }
        None
    }

    fn has(&mut self, side: Side, file: &str, wanted: &Mark) -> bool {
        if !self.asked.contains_key(&side) {
            let marks = self.marks(side, file);
            self.asked.insert(side, marks);
        }
        self.asked.get(&side).is_some_and(|marks| marks.contains(wanted))
    }

    fn marks(&self, side: Side, file: &str) -> Vec<Mark> {
        let text = || {
            let bytes = (side.kind == Kind::Blob).then(|| git::read_blob(&self.objects, side.id, MAX_BYTES).ok())??;
            read::text(file, bytes).ok()
        };
        let Some(text) = text() else { return Vec::new() };
        evidence_of(self.world, file, &text).iter().map(mark).collect()
    }
}
