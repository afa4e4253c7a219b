//! What people do to the items of a register, one request an act: what it needs, what it changes, what its event carries.
//! The command line, and whoever else calls the library, records an act by the same code.

pub mod about;
pub mod action;
pub mod analysis;
pub mod content;
mod dates;
pub mod decide;
pub mod edit;
pub mod evidence;
mod item_content;
pub mod raise;
mod raise_form;
pub mod raise_list;
pub mod resource;
pub mod sandbox;
pub mod sign_off;
pub mod terms;
pub mod turn;
pub mod verify;
pub mod void;

use crate::lifecycle::lawful;
use crate::model::event::{Act, Event, Party};
use crate::model::id::ItemId;
use crate::record::answers::Answers;
use crate::record::item::{ItemDraft, Recorded};
use crate::record::next_event::blank;
use crate::record::session::{Done, Session};
use crate::record::workspace::Workspace;

/// The words of an act.
#[derive(Debug, Clone, Copy)]
pub enum ActWords<'a> {
    /// It takes words: those that are given, else the person is asked this.
    Needed(Option<&'a str>, &'static str),
    /// It may have words; nobody is asked.
    Optional(Option<&'a str>),
}

impl ActWords<'_> {
    fn take(self, answers: &Answers) -> anyhow::Result<Option<String>> {
        match self {
            ActWords::Needed(given, question) => answers.words(given, question).map(Some),
            ActWords::Optional(given) => answers.optional_words(given),
        }
    }
}

/// An act on an item, as somebody asks for it. It is made ready more than once where the register changes meanwhile, so
/// it only says what it is.
pub trait ItemAct {
    /// Which act it is.
    fn act(&self) -> Act;

    /// Its words.
    fn words(&self) -> ActWords<'_>;

    /// What is asked before anybody types words for nothing.
    ///
    /// # Errors
    /// The act is not possible.
    fn check(&self, _desk: &Workspace, _draft: &ItemDraft<'_>) -> anyhow::Result<()> {
        Ok(())
    }

    /// Changes the file and says what the event carries; its words are there by then.
    ///
    /// # Errors
    /// The act is not possible.
    fn fill(&self, _desk: &Workspace, _draft: &mut ItemDraft<'_>, _event: &mut Event) -> anyhow::Result<()> {
        Ok(())
    }
}

/// Asks whether an act is possible, as far as that can be told before there are words.
///
/// # Errors
/// Why not.
pub fn check(workspace: &Workspace, id: &ItemId, request: &dyn ItemAct) -> anyhow::Result<()> {
    begin(workspace, id, request).map(|_| ())
}

/// Records an act on an item: one event and one commit.
///
/// # Errors
/// The act does not come about; then everything is as it was.
pub fn record(session: &Session<'_>, id: &ItemId, request: &dyn ItemAct) -> anyhow::Result<Done<Recorded>> {
    session.record(|workspace| {
        let (mut draft, mut event) = begin(workspace, id, request)?;
        event.text = request.words().take(&workspace.answers)?;
        request.fill(workspace, &mut draft, &mut event)?;
        draft.ready(event)
    })
}

fn begin<'d>(workspace: &'d Workspace, id: &ItemId, request: &dyn ItemAct) -> anyhow::Result<(ItemDraft<'d>, Event)> {
    let draft = ItemDraft::open(workspace, id, request.act())?;
    let event = draft.event(request.act(), Party::Person(workspace.actor()?));
    draft.check_possible(&event)?;
    request.check(workspace, &draft)?;
    workspace.answers.are_about(about::conversation(&draft));
    Ok((draft, event))
}

/// An item that `act` is possible on, as far as that can be told before anything is asked.
///
/// # Errors
/// Why it is not.
pub fn possible<'d>(workspace: &'d Workspace, id: &ItemId, act: Act) -> anyhow::Result<ItemDraft<'d>> {
    let draft = ItemDraft::open(workspace, id, act)?;
    draft.check_possible(&draft.event(act, Party::Person(workspace.actor()?)))?;
    Ok(draft)
}

/// The items that `act` is possible on, each with its title and where it stands.
///
/// # Errors
/// The folder of items cannot be read.
pub fn candidates(workspace: &Workspace, act: Act) -> anyhow::Result<Vec<(ItemId, String)>> {
    let by = Party::Person(workspace.actor()?);
    let (law, event) = (workspace.register.law(), blank(act, by, workspace.now, Vec::new()));
    let (found, _) = workspace.register.map_items(|loaded| {
        let state = loaded.replay(&law).state;
        let told = || format!("{} ({})", loaded.item.title, state.status.map(|s| s.to_string()).unwrap_or_default());
        lawful::possible(&state, &event, &law).is_ok().then(|| (loaded.item.id.clone(), told()))
    })?;
    Ok(found)
}
