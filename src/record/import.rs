//! The records of an import: what is new is recorded, what changed is changed, what is the same stays, in one commit.

use std::collections::HashSet;

use super::publish::Publication;
use super::source::{Content, changed, recorded};
use super::workspace::{Prepared, Workspace};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Act;
use crate::model::id::SourceRef;
use crate::model::source::Source;
use crate::register::load::typed;
use crate::register::place::source_path;

/// A key, what a record says there, and what a file says.
type Difference = (&'static str, String, String);

/// What people write in a record, and an import leaves as it is where they did.
const WORDS: [&str; 6] = ["title", "occurred_on", "cause_code", "department", "url", "description"];

/// What of a record changes in the other system after it was dealt with there.
const PASSING: [&str; 8] = ["status", "labels", "open", "places", "url", "cost", "department", "cause_code"];

/// What a foreign file says of one source.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Which.
    pub name: SourceRef,
    /// What it says.
    pub content: Content,
    /// The number by which the system knows it, also when its reference changes.
    pub id: Option<String>,
    /// The line on which it begins, or its place among the entries of the file, counted from 1.
    pub place: usize,
}

/// What an import comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Sources that had no record.
    pub new: Vec<SourceRef>,
    /// Sources whose record changes.
    pub changed: Vec<Changed>,
    /// Sources whose record says the same.
    pub same: usize,
    /// Significant sources that the file does not call so: nothing that weighs loses its weight by an import.
    pub kept_significant: Vec<SourceRef>,
    /// Records in which people and the other system changed something: the keys in which what people wrote stays.
    pub kept_words: Vec<(SourceRef, Vec<String>)>,
    /// What was not taken, and why.
    pub skipped: Vec<Skipped>,
}

/// A record that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// Which.
    pub name: SourceRef,
    /// What of it: key, before, after.
    pub keys: Vec<(&'static str, String, String)>,
}

/// Something that was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its line, or its place among the entries of the file.
    pub place: usize,
    /// Why.
    pub reason: String,
}

impl ImportSummary {
    /// Whether there is anything to write.
    #[must_use]
    pub fn writes(&self) -> bool {
        !self.new.is_empty() || !self.changed.is_empty()
    }

    /// Whether a source stands in the file for the first time; a second time it is skipped.
    fn is_first<'i>(&mut self, seen: &mut HashSet<&'i SourceRef>, one: &'i Incoming) -> bool {
        let first = seen.insert(&one.name);
        if !first {
            let reason = format!("{} stands in the file a second time", one.name);
            self.skipped.push(Skipped { place: one.place, reason });
        }
        first
    }
}

/// Makes the records ready. `words` are those of the act; `step` is called after each record.
///
/// # Errors
/// Nothing is to be written, or the actor may not.
pub fn import(
    workspace: &Workspace,
    incoming: &[Incoming],
    words: &str,
    from: &str,
    step: &dyn Fn(),
) -> anyhow::Result<Prepared<ImportSummary>> {
    let mut summary = ImportSummary::default();
    let mut publication = Publication::default();
    let mut told = None;
    let mut seen: HashSet<&SourceRef> = HashSet::new();
    for one in incoming {
        step();
        if !summary.is_first(&mut seen, one) {
            continue;
        }
        let Some(made) = ready(workspace, one, words, &mut summary)? else { continue };
        publication.files.extend(made.publication.files);
        told = told.or(made.word);
    }
    if !summary.writes() {
        return Err(Refusal::new("there is nothing to import").into());
    }
    publication.subject =
        format!("sources: import {} ({} new, {} changed)", from, summary.new.len(), summary.changed.len());
    words.clone_into(&mut publication.body);
    publication.trailers = vec![
        ("Kaizen-Act".to_owned(), "recorded".to_owned()),
        ("Kaizen-By".to_owned(), workspace.actor()?.to_string()),
    ];
    Ok(Prepared { publication, word: told, outcome: summary })
}

/// What an import would come to, without writing anything.
///
/// # Errors
/// A record that is there cannot be read.
pub fn look(workspace: &Workspace, incoming: &[Incoming]) -> anyhow::Result<ImportSummary> {
    let mut summary = ImportSummary::default();
    let mut seen: HashSet<&SourceRef> = HashSet::new();
    for one in incoming {
        if !summary.is_first(&mut seen, one) {
            continue;
        }
        match known(workspace, one)? {
            None => summary.new.push(one.name.clone()),
            Some(record) => {
                let (_, keys) = differences(&record, one, &mut summary);
                if keys.is_empty() {
                    summary.same += 1;
                } else {
                    summary.changed.push(Changed { name: one.name.clone(), keys });
                }
            }
        }
    }
    Ok(summary)
}

fn known(workspace: &Workspace, one: &Incoming) -> anyhow::Result<Option<Source>> {
    let path = source_path(&one.name.kind.to_string(), &one.name.reference);
    if !workspace.register.store.has(&path) {
        return Ok(None);
    }
    Ok(Some(typed::<Source>(&workspace.register.store, &path)?.1))
}

fn ready(
    workspace: &Workspace,
    one: &Incoming,
    words: &str,
    summary: &mut ImportSummary,
) -> anyhow::Result<Option<Prepared<()>>> {
    let Some(record) = known(workspace, one)? else {
        let content = with_digest(one.content.clone(), one.content.digest(None));
        let made = recorded(workspace, &one.name, &content, Some(words.to_owned()))?;
        summary.new.push(one.name.clone());
        return Ok(Some(made));
    };
    let (content, keys) = differences(&record, one, summary);
    if keys.is_empty() {
        summary.same += 1;
        return Ok(None);
    }
    match changed(workspace, &one.name, &content, words.to_owned()) {
        Ok(made) => {
            summary.changed.push(Changed { name: one.name.clone(), keys });
            Ok(Some(made))
        }
        // One record that somebody edited by hand keeps no other from being imported.
        Err(error) if error.is::<Refusal>() => {
            summary.skipped.push(Skipped { place: one.place, reason: format!("{}: {error}", one.name) });
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What of the content is to be written, and in what it differs from the record: nothing else of it is.
fn differences(record: &Source, one: &Incoming, summary: &mut ImportSummary) -> (Content, Vec<Difference>) {
    let content = &one.content;
    let mut keys = content.differs(record);
    if record.significant && content.significant == Some(false) {
        summary.kept_significant.push(one.name.clone());
        keys.retain(|(key, ..)| *key != "significant");
    }
    let origin = record.origin.as_ref();
    let same_file = origin.is_some_and(|origin| content.origin.as_ref().is_some_and(|new| new.sha256 == origin.sha256));
    let (now, said) = (content.digest(None), origin.and_then(|origin| origin.said.as_ref()));
    if said.map_or(same_file, |said| *said == now) {
        // The other system says what it said: where the record differs, people wrote it.
        keys.retain(|(key, ..)| matches!(*key, "score" | "significant"));
    } else if said.is_some_and(|said| *said != content.digest(Some(record))) {
        // Both changed something. Words of people stay; what is empty is filled.
        let words = |(key, old, _): &&Difference| WORDS.contains(key) && !old.is_empty();
        let kept: Vec<String> = keys.iter().filter(words).map(|(key, ..)| (*key).to_owned()).collect();
        keys.retain(|(key, ..)| !kept.iter().any(|kept| kept == key));
        if !kept.is_empty() {
            summary.kept_words.push((one.name.clone(), kept));
        }
    }
    let dismissed = record.event.values().any(|event| event.act == Act::Dismissed);
    if dismissed && keys.iter().all(|(key, ..)| PASSING.contains(key)) {
        // It was decided that it needs no item; that it is now closed elsewhere is nothing to decide anew.
        keys.clear();
    }
    let changing = content.only(|key| keys.iter().any(|(changes, ..)| *changes == key));
    (with_digest(changing, now), keys)
}

/// With a digest of all that the file says, beside where it is from.
fn with_digest(mut content: Content, said: String) -> Content {
    if let Some(origin) = &mut content.origin {
        origin.said = Some(said);
    }
    content
}
