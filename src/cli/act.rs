//! What the verbs that record an act have in common: what is typed becomes a request, what came of it is told, and the
//! words of an act that does not come about are kept.

use std::io::Read as _;
use std::path::Path;

use anyhow::Context as _;

use super::context::{ActFlags, Globals};
use super::form::Form;
use super::kept_words::kept;
use super::outcome;
use crate::act::{self, ItemAct, about};
use crate::lifecycle::acts::{self, FileKind};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Act;
use crate::model::id::ItemId;
use crate::record::answers::{Again, Answers};
use crate::record::asked;
use crate::record::item::{ItemDraft, Recorded};
use crate::record::session::{Done, Session};
use crate::record::workspace::{Prepared, Workspace};
use crate::register::find;
use crate::register::read::MAX_BYTES;

/// Records one act. `ready` makes it ready on the register that it is given: more than once where the register changes
/// meanwhile, so it only says what the act is.
///
/// # Errors
/// The act does not come about; then everything is as it was, and words that were typed are kept in a file.
pub fn recorded<T>(
    globals: &Globals,
    flags: &ActFlags,
    ready: impl Fn(&Workspace) -> anyhow::Result<Prepared<T>>,
) -> anyhow::Result<Done<T>> {
    let session = globals.session(flags)?;
    session.record(ready).map_err(|error| kept(error, session.answers(), &[]))
}

/// The words that stand after `-m` or in the file after `-F`; `-` reads standard input.
///
/// # Errors
/// Both are given, or what was named cannot be read.
pub fn given(answers: &Answers, message: Option<&str>) -> anyhow::Result<Option<String>> {
    match (message, answers.words_from()) {
        (Some(_), Some(_)) => {
            Err(Refusal::new("-m and -F both give the words of the act").next("leave one of them out").into())
        }
        (None, Some(file)) if file.as_os_str() == "-" => from_input(answers),
        (None, Some(file)) => {
            let read = || text_of(std::fs::File::open(&file).with_context(|| cannot_read(&file))?, &cannot_read(&file));
            answers.get("the file after -F", Again::Asked, read).map(Some)
        }
        (Some("-"), None) => from_input(answers),
        (message, None) => Ok(message.map(ToOwned::to_owned)),
    }
}

fn from_input(answers: &Answers) -> anyhow::Result<Option<String>> {
    let read = || text_of(std::io::stdin(), "cannot read standard input");
    answers.get("standard input", Again::Input, read).map(Some)
}

fn cannot_read(file: &Path) -> String {
    format!("cannot read {}", file.display())
}

/// What is read as text, of which no file of a register could hold more.
fn text_of(from: impl std::io::Read, cannot: &str) -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).with_context(|| cannot.to_owned())?;
    anyhow::ensure!(bytes.len() <= MAX_BYTES, "{cannot}: it is larger than {} MiB", MAX_BYTES >> 20);
    let text = String::from_utf8(bytes).map_err(|_| anyhow::anyhow!("{cannot}: it is no UTF-8 text"))?;
    Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}

/// The words of an act that needs some: after `-m` or `-F`, else as the person types them.
///
/// # Errors
/// There are none.
pub fn words(answers: &Answers, message: Option<&str>, question: &str) -> anyhow::Result<String> {
    answers.words(given(answers, message)?.as_deref(), question)
}

/// The words of an act that may have some.
///
/// # Errors
/// They are empty.
pub fn optional_words(answers: &Answers, message: Option<&str>) -> anyhow::Result<Option<String>> {
    answers.optional_words(given(answers, message)?.as_deref())
}

/// Records the same act on each of some items: one event and one commit each. `request` reads what was typed, and asks for
/// what is missing; by then the act is known to be possible on each. Where no item is named it is asked for.
///
/// # Errors
/// The first act that does not come about; those before it stay. Words that were typed are kept in a file.
pub fn on_items<R: ItemAct>(
    globals: &Globals,
    flags: &ActFlags,
    (act, written): (Act, &[String]),
    request: impl FnOnce(&mut Form<'_>, &[ItemDraft<'_>]) -> anyhow::Result<R>,
) -> anyhow::Result<Vec<Recorded>> {
    let session = globals.session(flags)?;
    let mut over: Vec<String> = Vec::new();
    record_each(&session, (act, written), request, &mut over).map_err(|error| kept(error, session.answers(), &over))
}

/// The same; `over` gets the items on which it came about.
fn record_each<R: ItemAct>(
    session: &Session<'_>,
    (act, written): (Act, &[String]),
    request: impl FnOnce(&mut Form<'_>, &[ItemDraft<'_>]) -> anyhow::Result<R>,
    over: &mut Vec<String>,
) -> anyhow::Result<Vec<Recorded>> {
    let (items, request) = session.look(|workspace| {
        let items = if written.is_empty() { vec![chosen(workspace, act)?] } else { items(workspace, written)? };
        let drafts = items.iter().map(|(_, id)| act::possible(workspace, id, act));
        let drafts: Vec<ItemDraft<'_>> = drafts.collect::<anyhow::Result<_>>()?;
        let mut form = Form::new(workspace);
        form.begin_with(drafts.iter().flat_map(|draft| about::item(&draft.item, &draft.state)));
        let request = request(&mut form, &drafts)?;
        drop(drafts);
        if items.len() > 1 {
            items.iter().try_for_each(|(_, id)| act::check(workspace, id, &request))?;
        }
        Ok((items, request))
    })?;
    let mut all = Vec::with_capacity(items.len());
    for (written, id) in items {
        let Done { workspace, outcome, published } = act::record(session, &id, &request)?;
        outcome::tell_recorded(&workspace, &outcome, &published);
        over.push(written);
        all.push(outcome);
    }
    Ok(all)
}

/// The item that a person chooses among those on which an act is possible.
fn chosen(workspace: &Workspace, act: Act) -> anyhow::Result<(String, ItemId)> {
    let verb = acts::about(FileKind::Item, act).map_or("note", |about| about.verb);
    if workspace.answers.prompt().is_none() {
        return Err(asked::still_missing(&["ID"], verb).into());
    }
    let (ids, told): (Vec<ItemId>, Vec<String>) = act::candidates(workspace, act)?.into_iter().unzip();
    if ids.is_empty() {
        let refusal = Refusal::new(format!("there is no item on which you can do this now: {verb}"));
        return Err(refusal.next("kaizen list shows where each item stands").into());
    }
    let meaning = |id: &ItemId| ids.iter().position(|other| other == id).and_then(|at| told.get(at)).cloned();
    let id = workspace.answers.choice("Which item?", Again::Argument, ids.clone(), meaning)?;
    let id = id.context("no item was chosen")?;
    Ok((id.to_string(), id))
}

/// The items that are meant, each once and as it was written.
fn items(workspace: &Workspace, written: &[String]) -> anyhow::Result<Vec<(String, ItemId)>> {
    let mut items: Vec<(String, ItemId)> = Vec::new();
    for written in written {
        let id = find::item(&workspace.register, written)?;
        if !items.iter().any(|(_, known)| *known == id) {
            items.push((written.clone(), id));
        }
    }
    Ok(items)
}
