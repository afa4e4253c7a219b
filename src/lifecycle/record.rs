//! The events of a management review's record or of a source record: which are lawful, and the content they vouch for.

use super::acts::{self, About, FileKind};
use super::authority::Authority;
use super::content::{Expected, expected};
use super::graph::{Graph, Older};
use super::judge::{check_first, check_who};
use super::ledger::Ledger;
use super::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::model::id::{Digest, Handle};
use crate::model::source::Source;

/// The events of one record, judged. The first one is `recorded`. A review takes a manager, since it is top management's
/// (9.3.1) and its record is what other rules rest on; so does the decision that a source needs no item.
#[derive(Debug)]
pub struct RecordReplay<'a> {
    /// The events, and what became of each.
    pub ledger: Ledger<'a>,
    content: Vec<Digest>,
}

impl<'a> RecordReplay<'a> {
    /// Judges the `events` of a kind of record.
    #[must_use]
    pub fn new(
        file: FileKind,
        events: impl IntoIterator<Item = &'a Event>,
        authority: &Authority,
        older: Option<Older<'_>>,
    ) -> Self {
        let graph = Graph::new(events);
        // Where what stands first is not lawful, a lawful act may found the record.
        let founds =
            |i: &usize| graph.events().get(*i).is_some_and(|event| judge(file, event, true, authority).is_ok());
        let founding = graph.founding(older);
        let root = founding.filter(founds).or_else(|| graph.roots().into_iter().find(founds)).or(founding);
        let mut replay = RecordReplay { ledger: Ledger::unjudged(graph, root), content: Vec::new() };
        for i in 0..replay.ledger.graph.events().len() {
            let Some(event) = replay.ledger.graph.events().get(i).copied() else { break };
            let before = expected(&replay.ledger.graph, &replay.content, replay.ledger.graph.parents(i));
            let refused = replay.judge_at(file, i, event, authority, &before).err();
            replay.content.push(match (&refused, before) {
                (Some(_), Expected::One(before)) => before,
                _ => event.content.clone(),
            });
            replay.ledger.refused.push(refused);
        }
        replay.ledger.note_voids();
        replay
    }

    fn judge_at(
        &self,
        file: FileKind,
        i: usize,
        event: &Event,
        authority: &Authority,
        before: &Expected,
    ) -> Result<(), Refusal> {
        let again = self.is_recorded_again(file, i, event, authority);
        if !again {
            check_first(event, i, self.ledger.root)?;
        }
        let about = judge(file, event, again || self.ledger.root == Some(i), authority)?;
        if let Expected::One(digest) = before
            && !about.changes_content
            && *digest != event.content
        {
            let said = format!("`{}` changes no content, yet its digest is of another content", event.act);
            return Err(Refusal::new(said));
        }
        if event.act == Act::Voided {
            self.ledger.judge_void(file, i, event)?;
        }
        Ok(())
    }

    /// Whether an event records a source once more, and says what the one that made the record says: the same file was
    /// imported on two branches.
    fn is_recorded_again(&self, file: FileKind, i: usize, event: &Event, authority: &Authority) -> bool {
        let Some(root) = self.ledger.root.filter(|root| *root != i) else { return false };
        let Some(first) = self.ledger.graph.events().get(root) else { return false };
        let same = first.content == event.content && first.set == event.set;
        file == FileKind::Source
            && event.act == Act::Recorded
            && event.after.is_empty()
            && same
            && judge(file, first, true, authority).is_ok()
    }

    /// The event that made the record, where a lawful one did.
    #[must_use]
    pub fn recorded(&self) -> Option<&'a Event> {
        let root = self.ledger.root?;
        let refused = self.ledger.refused.get(root)?;
        self.ledger.graph.events().get(root).copied().filter(|_| refused.is_none())
    }

    /// The newest decision that counts that a source needs no item. It was made of what the record said then: where the
    /// record says something else since, it is open again.
    #[must_use]
    pub fn dismissed(&self) -> Option<&'a Event> {
        self.recorded()?;
        let effective = self.ledger.effective();
        let place = effective.iter().rposition(|event| event.act == Act::Dismissed)?;
        let (dismissed, later) = effective.get(place..)?.split_first()?;
        later.iter().all(|event| event.content == dismissed.content).then_some(*dismissed)
    }

    /// Whether the source is significant, as the acts that count say.
    #[must_use]
    pub fn significant(&self) -> bool {
        self.recorded().is_some()
            && self.ledger.effective().into_iter().filter_map(significance).next_back().unwrap_or_default()
    }

    /// Whether a source is significant: by its file or by the acts that count, whichever says so.
    #[must_use]
    pub fn weighs(&self, source: &Source) -> bool {
        source.significant || self.significant()
    }

    /// The content that the file must have.
    #[must_use]
    pub fn expected_content(&self) -> Expected {
        expected(&self.ledger.graph, &self.content, &self.ledger.graph.newest())
    }
}

/// The one key that an act on a source sets: whether it must lead to an item, or to a decision that none is needed.
pub const SIGNIFICANT: &str = "significant";

/// What an event says of the significance of a source.
fn significance(event: &Event) -> Option<bool> {
    event.set.as_ref()?.get(SIGNIFICANT)?.as_bool()
}

/// Anybody says that a source is significant; that one no longer is, a manager says.
fn check_significance(event: &Event, by: &Handle, authority: &Authority) -> Result<(), Refusal> {
    let Some(set) = &event.set else { return Ok(()) };
    let Some(significant) = significance(event).filter(|_| set.len() == 1) else {
        return Err(Refusal::new(format!("an act on a source sets `{SIGNIFICANT}`, true or false, and nothing else")));
    };
    if significant || event.act == Act::Recorded || authority.is_manager(by, event.at) {
        return Ok(());
    }
    Err(Refusal::new(format!("{by} is no manager, and it takes one to call a source not significant"))
        .next(format!("a manager does it: {}", authority.managers(event.at))))
}

/// Whether one event may stand in a kind of record; `first` is the one that makes the record.
///
/// # Errors
/// Why not.
pub fn judge(file: FileKind, event: &Event, first: bool, authority: &Authority) -> Result<&'static About, Refusal> {
    let about = acts::of(file, event)?;
    if first != (event.act == Act::Recorded) {
        return Err(Refusal::new(format!("an act `{}` has no place here in this file", event.act)));
    }
    let by = check_who(about, event, false, authority)?;
    about.check_words(event)?;
    if file == FileKind::Source {
        check_significance(event, by, authority)?;
    }
    Ok(about)
}
