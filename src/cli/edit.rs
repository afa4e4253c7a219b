use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use serde::de::DeserializeOwned;

use super::act::{given, on_items, recorded};
use super::ask;
use super::context::{ActFlags, Globals};
use super::kept_words::kept_text;
use super::outcome;
use crate::act::edit::{Edit, Edited, edited, same_events};
use crate::document::layout::LayoutKind;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Act;
use crate::model::item::Item;
use crate::model::person::People;
use crate::model::settings::Settings;
use crate::record::answers::Again;
use crate::record::settings::{File, SettingsChange, change, open};
use crate::register::load::text;
use crate::register::place::item_path;
use crate::register::read;
use crate::register::store::Store;
use crate::register::typed::typed;
use crate::render::terminal::{clean_line, tell};

/// Edit an item, or people or register, in $VISUAL or $EDITOR; checked on return, never lost
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen edit k7qd -m \"Description made clearer.\"\n\nStatus, agreed terms and events are not edited: they have verbs of their own. While an item is raised its proposed terms may be edited too."
)]
pub struct Arguments {
    /// The item, by any unique part of its id; or `people`, or `register`
    id: Option<String>,
    /// Take what was edited from a file instead: words that were kept
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        if let Some((name, file)) = self.id.as_deref().and_then(|id| Some((id, File::named(id)?))) {
            return self.edit_settings(globals, name, file);
        }
        let edit = |now: &str| text_edited(now, self.from.as_deref());
        let source = Edited { edit: &edit, is_kept: self.from.is_some() };
        let edited = on_items(globals, &self.act, (Act::Edited, self.id.as_slice()), |form, _| {
            Ok(Edit { edited: source, reason: given(&form.workspace.answers, self.message.as_deref())? })
        })?;
        for item in edited {
            tell_unknown::<Item>(globals, LayoutKind::Item, &item_path(&item.id))?;
        }
        Ok(ExitCode::SUCCESS)
    }

    fn edit_settings(&self, globals: &Globals, name: &str, file: File) -> anyhow::Result<ExitCode> {
        let edit = |now: &str| text_edited(now, self.from.as_deref());
        let source = Edited { edit: &edit, is_kept: self.from.is_some() };
        let done = recorded(globals, &self.act, |workspace| {
            workspace.actor()?;
            let text =
                workspace.answers.optional_words(given(&workspace.answers, self.message.as_deref())?.as_deref())?;
            let mut record = SettingsChange::words(Act::Changed, String::new(), format!("{name}: edit"));
            // With words given, what was edited by hand before is all that is meant.
            if !workspace.options.include_edits || text.is_none() {
                let now = open(workspace, file)?;
                let edited = edited(workspace, file.path(), &now, &source)?;
                same_events(now.text(), edited.text())?;
                record.edited = Some(edited);
            }
            record.text = text;
            change(workspace, file, record)
        })?;
        outcome::tell_change(&format!("{name}: edited"), &done.published);
        match file {
            File::People => tell_unknown::<People>(globals, LayoutKind::People, file.path())?,
            File::Register => tell_unknown::<Settings>(globals, LayoutKind::Register, file.path())?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Says of keys that mean nothing in a file which were meant, where that can be told.
fn tell_unknown<T: DeserializeOwned>(globals: &Globals, kind: LayoutKind, path: &str) -> anyhow::Result<()> {
    let text = text(&Store::Folder(globals.root()?), path)?;
    let (_, unknown) = typed::<T>(&read::tree(&text)?)?;
    for keys in &unknown {
        if let Some(meant) = kind.closest_key(keys) {
            tell(&clean_line(&format!("`{}` is no key of this file; did you mean `{meant}`?", keys.join("."))));
        }
    }
    Ok(())
}

/// A text as a person edits it in their editor, or edited it before in a file.
///
/// # Errors
/// The editor or the file cannot be used, or nothing was edited.
pub fn text_edited(now: &str, from: Option<&Path>) -> anyhow::Result<String> {
    match from {
        Some(file) => std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display())),
        None => in_editor(now),
    }
}

/// A text as a person edits it.
///
/// # Errors
/// The editor cannot be run, or nothing was edited.
fn in_editor(text: &str) -> anyhow::Result<String> {
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
        Ok(edited) => {
            finished.map(|()| edited.clone()).map_err(|error| kept_text(error, &edited, Again::File("--from")))
        }
        Err(_) => {
            let kept = path.keep()?;
            Err(Refusal::new(format!("what was edited is not UTF-8 text; it is kept in {}", kept.display())).into())
        }
    }
}
