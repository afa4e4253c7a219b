use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::act::{Words, on_items};
use super::ask;
use super::context::{ActFlags, Globals};
use super::done;
use crate::document::edit::Document;
use crate::document::layout::Kind;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::model::item::Item;
use crate::model::terms::Terms;
use crate::model::word::Status;
use crate::record::item::Draft;
use crate::record::settings::{Change, File, change};
use crate::register::read;

/// Edit an item, or people or register, in $VISUAL or $EDITOR; checked on return, never lost
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen edit k7qd -m \"Description made clearer.\"\n\nStatus, agreed terms and events are not edited: they have verbs of their own. While an item is raised its proposed terms may be edited too."
)]
pub struct Arguments {
    /// The item, by any unique part of its id; or `people`, or `register`
    id: String,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        if let Some(file) = File::named(&self.id) {
            return self.edit_settings(globals, file);
        }
        let words = Words::Optional(self.message.as_deref());
        on_items(globals, &self.act, std::slice::from_ref(&self.id), Act::Edited, words, |_, draft, event| {
            // With words given, what was edited by hand before is all that is meant.
            if self.message.is_some() && !draft.adopted().is_empty() {
                return Ok(());
            }
            let text = in_editor(draft.doc.text())?;
            adopt(draft, event, &text).map_err(|error| ask::kept(error, &text))
        })?;
        Ok(ExitCode::SUCCESS)
    }

    fn edit_settings(&self, globals: &Globals, file: File) -> anyhow::Result<ExitCode> {
        let desk = globals.desk(&self.act)?;
        desk.actor()?;
        let subject = format!("{}: edit", self.id);
        if let (true, Some(reason)) = (desk.options.include_edits, &self.message) {
            let adopt = Change::words(Act::Changed, reason.clone(), subject);
            done::tell_change(&format!("{}: edited", self.id), &change(&desk, file, adopt)?);
            return Ok(ExitCode::SUCCESS);
        }
        let before = std::fs::read(desk.root.join(file.path()))?;
        let before = String::from_utf8(before)?;
        let text = in_editor(&before)?;
        let kind = if file == File::People { Kind::People } else { Kind::Register };
        let edited = || -> anyhow::Result<_> {
            let edited = Document::parse(text.as_bytes(), kind).map_err(|e| anyhow::anyhow!("{e}"))?;
            same_events(&before, &text)?;
            let mut record = Change::words(Act::Changed, self.message.clone().unwrap_or_default(), subject);
            record.text.clone_from(&self.message);
            record.edited = Some(edited);
            change(&desk, file, record)
        };
        let published = edited().map_err(|error| ask::kept(error, &text))?;
        done::tell_change(&format!("{}: edited", self.id), &published);
        Ok(ExitCode::SUCCESS)
    }
}

/// A text as a person edits it.
///
/// # Errors
/// The editor cannot be run, or nothing was edited.
pub fn in_editor(text: &str) -> anyhow::Result<String> {
    use std::io::Write as _;
    let mut file = tempfile::Builder::new().prefix("kaizen-edit-").suffix(".toml").tempfile()?;
    file.write_all(text.as_bytes())?;
    let path = file.into_temp_path();
    let finished = ask::edit_file(&path);
    let edited = std::fs::read(&path).context("cannot read what the editor left")?;
    match String::from_utf8(edited) {
        Ok(edited) if edited == text => {
            Err(finished.err().unwrap_or_else(|| Refusal::new("nothing was edited").into()))
        }
        Ok(edited) => finished.map(|()| edited.clone()).map_err(|error| ask::kept(error, &edited)),
        Err(_) => {
            let kept = path.keep()?;
            Err(Refusal::new(format!("what was edited is not UTF-8 text; it is kept in {}", kept.display())).into())
        }
    }
}

fn adopt(draft: &mut Draft<'_>, event: &mut Event, text: &str) -> anyhow::Result<()> {
    let edited: Item = read::typed("the edited file", text)?;
    same_events(draft.doc.text(), text)?;
    if edited.id != *draft.id() {
        return Err(Refusal::new("the id of an item is never changed").into());
    }
    let before = draft.item.terms();
    let after = edited.terms();
    if before != after {
        if draft.state.status != Some(Status::Raised) {
            return Err(Refusal::new("agreed terms are not edited once an item is accepted")
                .next(format!("kaizen amend {} …, or kaizen extend {} --to DATE", draft.id(), draft.id()))
                .into());
        }
        event.terms = Some(changed(&before, &after)?);
    }
    if draft
        .item
        .action
        .iter()
        .any(|(id, a)| edited.action.get(id).is_none_or(|e| e.owner != a.owner || e.due != a.due))
        || edited.action.len() != draft.item.action.len()
    {
        return Err(Refusal::new("actions are planned and changed by verbs of their own")
            .next(format!("kaizen action add|set|drop {} …", draft.id()))
            .into());
    }
    if edited.analysis.len() != draft.item.analysis.len() {
        return Err(Refusal::new("an analysis is begun by a verb of its own")
            .next(format!("kaizen why {} --new", draft.id()))
            .into());
    }
    draft.doc = Document::parse(text.as_bytes(), Kind::Item).map_err(|e| anyhow::anyhow!("{e}"))?;
    Ok(())
}

fn changed(before: &Terms, after: &Terms) -> Result<Terms, Refusal> {
    let gone = before.texts().into_iter().zip(after.texts()).find(|((_, b), (_, a))| b.is_some() && a.is_none());
    if let Some(((term, _), _)) = gone {
        return Err(Refusal::new(format!("`{term}` was proposed and is not taken out; give it another value")));
    }
    fn only<T: PartialEq + Clone>(before: Option<&T>, after: Option<&T>) -> Option<T> {
        after.filter(|_| before != after).cloned()
    }
    Ok(Terms {
        kind: only(before.kind.as_ref(), after.kind.as_ref()),
        grade: only(before.grade.as_ref(), after.grade.as_ref()),
        significance: only(before.significance.as_ref(), after.significance.as_ref()),
        owner: only(before.owner.as_ref(), after.owner.as_ref()),
        due: only(before.due.as_ref(), after.due.as_ref()),
        verify_on: only(before.verify_on.as_ref(), after.verify_on.as_ref()),
        success_criterion: only(before.success_criterion.as_ref(), after.success_criterion.as_ref()),
    })
}

fn same_events(before: &str, after: &str) -> anyhow::Result<()> {
    let events = |text: &str| -> anyhow::Result<Option<toml::Value>> {
        let table: toml::Table = text.parse()?;
        Ok(table.get("event").cloned())
    };
    if events(before)? == events(after)? {
        return Ok(());
    }
    Err(Refusal::new("events are never edited").next("kaizen void makes one void").into())
}
