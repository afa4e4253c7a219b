//! What all acts on items have in common: find the items, ask early, take the words, record, tell.

use super::ask;
use super::context::{ActFlags, Globals, find_item};
use super::done;
use crate::model::event::{Act, Event, Party};
use crate::model::id::ItemId;
use crate::record::desk::Desk;
use crate::record::item::{Draft, Recorded};

/// The words of an act: what was given with `-m`, and the question that is asked where nothing was.
#[derive(Debug, Clone, Copy)]
pub enum Words<'a> {
    /// The act needs words.
    Needed(Option<&'a str>, &'a str),
    /// The act may have words; nobody is asked.
    Optional(Option<&'a str>),
}

impl Words<'_> {
    fn take(self) -> anyhow::Result<Option<String>> {
        match self {
            Words::Needed(given, question) => ask::words(given, question).map(Some),
            Words::Optional(Some(given)) => ask::words(Some(given), "the text after -m").map(Some),
            Words::Optional(None) => Ok(None),
        }
    }

    fn were_typed(self) -> bool {
        matches!(self, Words::Needed(None, _))
    }
}

/// Records the same act on each of some items: one event and one commit each. `fill` changes the file and says what
/// the event carries.
///
/// # Errors
/// The first act that does not come about; those before it stay. Words typed in an editor are kept in a file.
pub fn on_items(
    globals: &Globals,
    flags: &ActFlags,
    written: &[String],
    act: Act,
    words: Words<'_>,
    fill: impl Fn(&Desk, &mut Draft<'_>, &mut Event) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<Recorded>> {
    on_items_if(globals, flags, written, act, words, |_, _| Ok(()), fill)
}

/// The same, with a question of its own that is asked of each item before anybody types words for nothing.
///
/// # Errors
/// As [`on_items`], and what `early` says; then nothing was recorded.
pub fn on_items_if(
    globals: &Globals,
    flags: &ActFlags,
    written: &[String],
    act: Act,
    words: Words<'_>,
    early: impl Fn(&Desk, &Draft<'_>) -> anyhow::Result<()>,
    fill: impl Fn(&Desk, &mut Draft<'_>, &mut Event) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<Recorded>> {
    let desk = globals.desk(flags)?;
    let by = Party::Person(desk.actor()?);
    let mut ids: Vec<ItemId> = Vec::new();
    for id in written.iter().map(|w| find_item(&desk.register, w)) {
        let id = id?;
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    for id in &ids {
        let draft = Draft::open(&desk, id, act)?;
        draft.check_possible(&draft.event(act, by.clone()))?;
        early(&desk, &draft)?;
    }
    let text = words.take()?;
    let mut all = Vec::with_capacity(ids.len());
    for id in &ids {
        let recorded = record(&desk, id, act, &by, text.clone(), &fill);
        let recorded = recorded.map_err(|error| match &text {
            Some(text) if words.were_typed() => ask::kept(error, text),
            _ => error,
        })?;
        done::tell_recorded(&desk, &recorded);
        all.push(recorded);
    }
    Ok(all)
}

fn record(
    desk: &Desk,
    id: &ItemId,
    act: Act,
    by: &Party,
    text: Option<String>,
    fill: &impl Fn(&Desk, &mut Draft<'_>, &mut Event) -> anyhow::Result<()>,
) -> anyhow::Result<Recorded> {
    let mut draft = Draft::open(desk, id, act)?;
    let mut event = draft.event(act, by.clone());
    event.text = text;
    fill(desk, &mut draft, &mut event)?;
    draft.record(event)
}
