//! What all acts have in common: make them ready, record them, tell; and keep the words of those that do not come about.

use super::ask;
use super::context::{ActFlags, Globals, find_item};
use super::done;
use super::kept::kept;
use crate::model::event::{Act, Event, Party};
use crate::model::id::ItemId;
use crate::record::answers::Answers;
use crate::record::desk::{Desk, Prepared};
use crate::record::item::{Draft, Recorded};
use crate::record::session::{Done, Session};

/// The words of an act: what was given with `-m`, and the question that is asked where nothing was.
#[derive(Debug, Clone, Copy)]
pub enum Words<'a> {
    /// The act needs words.
    Needed(Option<&'a str>, &'a str),
    /// The act may have words; nobody is asked.
    Optional(Option<&'a str>),
}

impl Words<'_> {
    fn take(self, answers: &Answers) -> anyhow::Result<Option<String>> {
        match self {
            Words::Needed(given, question) => ask::words(answers, given, question).map(Some),
            Words::Optional(given) => ask::optional_words(answers, given),
        }
    }
}

/// Records one act. `ready` makes it ready on the register that it is given: more than once where the register changes
/// meanwhile, so it only says what the act is.
///
/// # Errors
/// The act does not come about; then everything is as it was, and words that were typed are kept in a file.
pub fn recorded<T>(
    globals: &Globals,
    flags: &ActFlags,
    ready: impl Fn(&Desk) -> anyhow::Result<Prepared<T>>,
) -> anyhow::Result<Done<T>> {
    let session = globals.session(flags)?;
    session.record(ready).map_err(|error| kept(error, session.answers(), &[]))
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
    let session = globals.session(flags)?;
    let begin = |desk: &Desk, id: &ItemId| -> anyhow::Result<()> {
        let draft = Draft::open(desk, id, act)?;
        draft.check_possible(&draft.event(act, Party::Person(desk.actor()?)))?;
        early(desk, &draft)
    };
    let ready = |desk: &Desk, id: &ItemId| {
        let mut draft = Draft::open(desk, id, act)?;
        let mut event = draft.event(act, Party::Person(desk.actor()?));
        draft.check_possible(&event)?;
        early(desk, &draft)?;
        event.text = words.take(&desk.answers)?;
        fill(desk, &mut draft, &mut event)?;
        draft.ready(event)
    };
    let mut all = Vec::with_capacity(written.len());
    let mut over: Vec<String> = Vec::new();
    let mut each = || {
        for (written, id) in items(&session, written, begin)? {
            let Done { desk, outcome, published } = session.record(|desk| ready(desk, &id))?;
            done::tell_recorded(&desk, &outcome, &published);
            over.push(written);
            all.push(outcome);
        }
        Ok(())
    };
    match each() {
        Ok(()) => Ok(all),
        Err(error) => Err(kept(error, session.answers(), &over)),
    }
}

/// The items that are meant, each once and as it was written; of several the act is asked to be possible on all before
/// anybody types words for nothing.
fn items(
    session: &Session<'_>,
    written: &[String],
    begin: impl Fn(&Desk, &ItemId) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<(String, ItemId)>> {
    session.look(|desk| {
        let mut items: Vec<(String, ItemId)> = Vec::new();
        for written in written {
            let id = find_item(&desk.register, written)?;
            if !items.iter().any(|(_, known)| *known == id) {
                items.push((written.clone(), id));
            }
        }
        if items.len() > 1 {
            items.iter().try_for_each(|(_, id)| begin(desk, id))?;
        }
        Ok(items)
    })
}
