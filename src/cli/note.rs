use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items, recorded, words};
use super::context::{ActFlags, Globals};
use super::outcome;
use crate::act::turn::Note;
use crate::model::event::Act;
use crate::model::id::SourceRef;
use crate::record::settings::{File, SettingsChange, change};
use crate::record::source;

/// Add a note to an item, to people or register, or to a source
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen note k7qd -m \"The supplier confirmed the delivery date.\"")]
pub struct Arguments {
    /// Items, by any unique part of their ids; or `people`, `register` or KIND:REF
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// The words
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        if let [one] = self.ids.as_slice()
            && let Some(file) = File::named(one)
        {
            let done = recorded(globals, &self.act, |workspace| {
                let text = words(&workspace.answers, self.message.as_deref(), "What is to be noted?")?;
                change(workspace, file, SettingsChange::words(Act::Noted, text, format!("{one}: note")))
            })?;
            outcome::tell_change(&format!("{one}: noted"), &done.published);
            return Ok(ExitCode::SUCCESS);
        }
        if let [one] = self.ids.as_slice()
            && let Ok(name) = one.parse::<SourceRef>()
        {
            let done = recorded(globals, &self.act, |workspace| {
                source::act(workspace, &name, Act::Noted, |_, _, event| {
                    event.text = Some(words(&workspace.answers, self.message.as_deref(), "What is to be noted?")?);
                    Ok(())
                })
            })?;
            outcome::tell_change(&format!("{name}: noted"), &done.published);
            return Ok(ExitCode::SUCCESS);
        }
        on_items(globals, &self.act, (Act::Noted, &self.ids), |form, _| {
            Ok(Note { text: given(&form.workspace.answers, self.message.as_deref())? })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
