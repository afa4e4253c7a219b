//! What of an item's file its events do not vouch for: an event that was altered, a status or a term that nobody agreed
//! on, content that was changed by hand.

use std::collections::BTreeMap;

use super::load::{Loaded, Register, text};
use super::place::source_path;
use super::read;
use crate::attest::canonical::NotCanonical;
use crate::attest::digest::{Subject, content_digest, event_hash};
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::content::Expected;
use crate::lifecycle::record::RecordReplay;
use crate::lifecycle::replay::Replay;
use crate::lifecycle::state::{SignOff, State};
use crate::model::event::Event;
use crate::model::id::{Digest, Handle};
use crate::model::item::Item;
use crate::model::source::Source;
use crate::model::tree::Tree;
use crate::model::word::Status;

/// In what way an event is not as it was made.
#[derive(Debug)]
pub enum Altered {
    /// Its table is named otherwise than its hash begins.
    Renamed,
    /// Its hash does not fit what stands in it.
    Changed,
    /// It holds a value that no hash can be made of.
    NoHash(NotCanonical),
}

/// The events of a file that are not as they were made, by the names of their tables. The hash is made again from all that
/// stands in the table, unknown keys included.
#[must_use]
pub fn altered<'t>(
    register: &str,
    subject: Subject<'_>,
    file: &'t Tree<'t>,
    events: &'t BTreeMap<String, Event>,
) -> Vec<(&'t str, &'t Event, Altered)> {
    let mut all = Vec::new();
    for (name, table) in file.events() {
        let Some(event) = events.get(name) else { continue };
        if name != event.hash.short() {
            all.push((name, event, Altered::Renamed));
        }
        match event_hash(register, subject, table) {
            Ok(hash) if hash == event.hash => {}
            Ok(_) => all.push((name, event, Altered::Changed)),
            Err(error) => all.push((name, event, Altered::NoHash(error))),
        }
    }
    all
}

/// A term that the file shows otherwise than it is agreed.
#[derive(Debug)]
pub struct Moved {
    /// Its key.
    pub key: Vec<String>,
    /// As the events fold it.
    pub agreed: Option<String>,
    /// As the file shows it.
    pub shown: Option<String>,
}

/// The terms that the file shows otherwise than they are agreed. `item` is the content that counts.
#[must_use]
pub fn moved_terms(item: &Item, state: &State) -> Vec<Moved> {
    let mut all = Vec::new();
    // A text keeps its meaning when its line ends change.
    let plain = |text: &Option<String>| text.as_ref().map(|t| t.replace("\r\n", "\n"));
    let mut compare = |key: &[&str], agreed: Option<String>, shown: Option<String>| {
        if plain(&agreed) != plain(&shown) {
            all.push(Moved { key: key.iter().map(|k| (*k).to_owned()).collect(), agreed, shown });
        }
    };
    let shown = item.terms();
    if shown != state.terms {
        let agreed: BTreeMap<&str, Option<String>> = state.terms.texts().into_iter().collect();
        for (term, shown) in shown.texts() {
            compare(&[term], agreed.get(term).cloned().flatten(), shown);
        }
    }
    for (id, action) in &item.action {
        let agreed = state.actions.get(id);
        let text = |handle: Option<&Handle>| handle.map(ToString::to_string);
        let owner = agreed.and_then(|a| a.owner.as_ref());
        compare(&["action", id.as_str(), "owner"], text(owner), text(action.owner.as_ref()));
        let due = agreed.and_then(|a| a.due).map(|d| d.to_string());
        compare(&["action", id.as_str(), "due"], due, action.due.map(|d| d.to_string()));
    }
    all
}

/// The actions and resources that are agreed or asked for, and that the file does not have.
pub fn lost_parts<'s>(item: &'s Item, state: &'s State) -> impl Iterator<Item = (&'static str, &'s str)> {
    let actions = state.actions.keys().filter(|id| !item.action.contains_key(*id)).map(|id| ("action", id.as_str()));
    let resources = state.resources.keys().filter(|id| !item.resource.contains_key(*id));
    actions.chain(resources.map(|id| ("resource", id.as_str())))
}

/// What the content of a file is by its events.
#[derive(Debug)]
pub enum Content<'r> {
    /// As its newest events left it, or nothing can be said.
    Vouched,
    /// Not what was signed off, where it is settled.
    SignedOtherwise(&'r SignOff),
    /// Changed since the newest event, which left this.
    Edited(Digest),
    /// What acts side by side left, and none follows them all.
    Unreconciled(Vec<Digest>),
}

/// Compares the digest of a file's content with what its events vouch for.
#[must_use]
pub fn content<'r>(replay: &'r Replay<'_>, digest: &Digest) -> Content<'r> {
    if let Some(signed) = signed_otherwise(&replay.state, digest) {
        return Content::SignedOtherwise(signed);
    }
    match replay.expected_content() {
        Expected::One(wanted) if wanted != *digest => Content::Edited(wanted),
        Expected::Several(sides) => Content::Unreconciled(sides),
        _ => Content::Vouched,
    }
}

/// The sign-off that counts, where the content is not what was signed off.
#[must_use]
pub fn signed_otherwise<'s>(state: &'s State, digest: &Digest) -> Option<&'s SignOff> {
    let settled = matches!(state.status, Some(Status::Implemented | Status::Closed));
    state.signed_off.as_ref().filter(|signed| settled && signed.content != *digest)
}

impl Register {
    /// What of an item's file is not vouched for, in words, for whoever is shown the file; `check` says more of each.
    #[must_use]
    pub fn doubts(&self, loaded: &Loaded, replay: &Replay<'_>) -> Vec<String> {
        let mut all = Vec::new();
        let (item, state) = (&loaded.item, &replay.state);
        let subject = Subject::Item(item.id.as_str());
        let Ok(tree) = read::tree(&loaded.text) else { return vec!["the file cannot be read".to_owned()] };
        if let Some((name, ..)) = altered(&self.settings.id, subject, &tree, &item.event).first() {
            all.push(format!("the event {name} was altered"));
        }
        if (0..replay.graph.events().len()).any(|i| !replay.graph.missing(i).is_empty()) {
            all.push("an event is missing".to_owned());
        }
        if state.status != Some(item.status) {
            all.push(format!("the file says {}", item.status));
        }
        let in_force = state.void.in_force(item);
        let terms = moved_terms(&in_force, state);
        all.extend(terms.iter().map(|moved| {
            let shown = moved.shown.as_deref().unwrap_or("nothing");
            format!("the file shows {} for {}, which nobody agreed on", shown, moved.key.join("."))
        }));
        all.extend(lost_parts(item, state).map(|(kind, id)| format!("the {kind} {id} is gone from the file")));
        match content_digest(&tree, subject) {
            Err(error) => all.push(error.to_string()),
            Ok(digest) => match content(replay, &digest) {
                Content::Vouched => {}
                Content::SignedOtherwise(by) => all.push(format!("it is not what {} signed off on {}", by.by, by.at)),
                Content::Edited(_) => all.push("it was edited by hand since its newest event".to_owned()),
                Content::Unreconciled(_) => all.push("two sides of it were put together, and nobody looked".to_owned()),
            },
        }
        all
    }

    /// What of a source's record is not vouched for, in words, for whoever is shown it; `check` says more of each.
    #[must_use]
    pub fn source_doubts(&self, source: &Source) -> Vec<String> {
        let kind = source.kind.to_string();
        let subject = Subject::Source(&kind, &source.reference);
        let Ok(text) = text(&self.store, &source_path(&kind, &source.reference)) else {
            return vec!["its record does not lie where its name says".to_owned()];
        };
        let Ok(tree) = read::tree(&text) else { return vec!["the file cannot be read".to_owned()] };
        let replay = RecordReplay::new(FileKind::Source, source.event.values(), &self.authority, None);
        let mut all = Vec::new();
        if let Some((name, ..)) = altered(&self.settings.id, subject, &tree, &source.event).first() {
            all.push(format!("the event {name} was altered"));
        }
        let graph = &replay.ledger.graph;
        if (0..graph.events().len()).any(|i| !graph.missing(i).is_empty()) {
            all.push("an event is missing".to_owned());
        }
        if replay.recorded().is_none() {
            all.push("no lawful event says that anybody recorded it".to_owned());
            return all;
        }
        match (content_digest(&tree, subject), replay.expected_content()) {
            (Err(error), _) => all.push(error.to_string()),
            (Ok(digest), Expected::One(wanted)) if wanted != digest => {
                all.push("it was edited by hand since its newest event".to_owned());
            }
            (Ok(_), Expected::Several(_)) => {
                all.push("two sides of it were put together, and nobody looked".to_owned());
            }
            (Ok(_), _) => {}
        }
        if source.significant != replay.significant() {
            let agreed = if replay.significant() { "significant" } else { "not significant" };
            all.push(format!("the events say that it is {agreed}, and the file says otherwise"));
        }
        all
    }
}
