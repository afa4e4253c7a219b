use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items, recorded, words};
use super::context::{ActFlags, Globals};
use super::outcome;
use crate::act::void::{Void, WHY};
use crate::model::event::Act;
use crate::model::id::SourceRef;
use crate::record::seal;
use crate::record::settings::{File, SettingsChange, change};
use crate::record::source;
use crate::register::find;
use crate::register::place::SEALS;

/// Make an event void: it stays, is shown as void, and no longer counts (a manager, not the owner)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen void k7qd 3f9c21b0 -m \"Signed off on the wrong item.\"\n\nkaizen show k7qd and kaizen log k7qd name the events."
)]
pub struct Arguments {
    /// The item, by any unique part of its id; or `people`, `register`, `seals` or KIND:REF
    id: String,
    /// The event, by the beginning of its hash
    event: String,
    /// Why you act who should not, where no other manager could
    #[arg(long, value_name = "WHY")]
    waiver: Option<String>,
    /// Why
    #[arg(long, short = 'm', value_name = "REASON")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        if let Some(file) = File::named(&self.id) {
            let done = recorded(globals, &self.act, |workspace| {
                let basics = &workspace.register.basics;
                let event = match file {
                    File::People => find::event(&self.event, basics.people.event.values())?,
                    File::Register => find::event(&self.event, basics.settings.event.values())?,
                };
                let hash = event.hash.clone();
                let text = words(&workspace.answers, self.message.as_deref(), WHY)?;
                let subject = format!("{}: void event {}", self.id, hash.short());
                let mut voided = SettingsChange::words(Act::Voided, text, subject.clone());
                voided.voids = Some((hash, self.waiver.clone()));
                Ok(change(workspace, file, voided)?.map(|()| subject))
            })?;
            outcome::tell_change(&done.outcome, &done.published);
            return Ok(ExitCode::SUCCESS);
        }
        if matches!(self.id.as_str(), "seals" | SEALS) {
            let done = recorded(globals, &self.act, |workspace| {
                let (_, known) = seal::open(workspace)?;
                let hash = find::event(&self.event, known.event.values())?.hash.clone();
                let text = words(&workspace.answers, self.message.as_deref(), WHY)?;
                Ok(seal::void(workspace, &hash, text)?.map(|()| format!("seals: void event {}", hash.short())))
            })?;
            outcome::tell_change(&done.outcome, &done.published);
            return Ok(ExitCode::SUCCESS);
        }
        if let Ok(name) = self.id.parse::<SourceRef>() {
            let done = recorded(globals, &self.act, |workspace| {
                source::act(workspace, &name, Act::Voided, |known, _, event| {
                    event.event = Some(find::event(&self.event, known.event.values())?.hash.clone());
                    event.text = Some(words(&workspace.answers, self.message.as_deref(), WHY)?);
                    Ok(())
                })
            })?;
            outcome::tell_change(&format!("{name}: event {} is void", self.event), &done.published);
            return Ok(ExitCode::SUCCESS);
        }
        on_items(globals, &self.act, std::slice::from_ref(&self.id), |workspace| {
            let reason = given(&workspace.answers, self.message.as_deref())?;
            Ok(Void { event: self.event.clone(), waiver: self.waiver.clone(), reason })
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
