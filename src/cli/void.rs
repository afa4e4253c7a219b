use std::process::ExitCode;

use clap::Args;

use super::act::{given, on_items, recorded, words};
use super::context::{ActFlags, Globals};
use super::form::Form;
use super::outcome;
use crate::act::void::{Void, WHY};
use crate::model::event::{Act, Event};
use crate::model::id::{Hash, SourceRef};
use crate::record::seal;
use crate::record::settings::{File, SettingsChange, change};
use crate::record::source;
use crate::record::workspace::Workspace;
use crate::register::find;
use crate::register::place::SEALS;

/// Make an event void: it stays, is shown as void, and no longer counts (a manager, not the owner)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen void k7qd 3f9c21b0 -m \"Signed off on the wrong item.\"\n\nkaizen show k7qd and kaizen log k7qd name the events."
)]
pub struct Arguments {
    /// The item, by any unique part of its id; or `people`, `register`, `seals` or KIND:REF
    id: Option<String>,
    /// The event, by the beginning of its hash
    event: Option<String>,
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
        let Some(id) = self.id.as_deref() else { return self.of_item(globals) };
        if let Some(file) = File::named(id) {
            return self.of_settings(globals, id, file);
        }
        if matches!(id, "seals" | SEALS) {
            let done = recorded(globals, &self.act, |workspace| {
                let (_, known) = seal::open(workspace)?;
                let hash =
                    find::event(&self.named(workspace, known.event.values())?, known.event.values())?.hash.clone();
                let text = words(&workspace.answers, self.message.as_deref(), WHY)?;
                Ok(seal::void(workspace, &hash, text)?.map(|()| format!("seals: void event {}", hash.short())))
            })?;
            outcome::tell_change(&done.outcome, &done.published);
            return Ok(ExitCode::SUCCESS);
        }
        if let Ok(name) = id.parse::<SourceRef>() {
            let done = recorded(globals, &self.act, |workspace| {
                source::act(workspace, &name, Act::Voided, |known, _, event| {
                    let named = self.named(workspace, known.event.values())?;
                    event.event = Some(find::event(&named, known.event.values())?.hash.clone());
                    event.text = Some(words(&workspace.answers, self.message.as_deref(), WHY)?);
                    Ok(())
                })
            })?;
            let voided = done.outcome.as_ref().map(Hash::short).unwrap_or_default();
            outcome::tell_change(&format!("{name}: event {voided} is void"), &done.published);
            return Ok(ExitCode::SUCCESS);
        }
        self.of_item(globals)
    }

    fn of_item(&self, globals: &Globals) -> anyhow::Result<ExitCode> {
        on_items(globals, &self.act, (Act::Voided, self.id.as_slice()), |form, drafts| {
            let reason = given(&form.workspace.answers, self.message.as_deref())?;
            let events = drafts.iter().flat_map(|draft| draft.item.event.values());
            let event = event_of(form, self.event.as_deref(), events)?;
            form.needs_words(reason.as_deref());
            let Some(event) = event else { return Err(form.refusal("void")) };
            Ok(Void { event, waiver: self.waiver.clone(), reason })
        })?;
        Ok(ExitCode::SUCCESS)
    }

    fn of_settings(&self, globals: &Globals, id: &str, file: File) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| {
            let basics = &workspace.register.basics;
            let events = match file {
                File::People => &basics.people.event,
                File::Register => &basics.settings.event,
            };
            let hash = find::event(&self.named(workspace, events.values())?, events.values())?.hash.clone();
            let text = words(&workspace.answers, self.message.as_deref(), WHY)?;
            let subject = format!("{id}: void event {}", hash.short());
            let mut voided = SettingsChange::words(Act::Voided, text, subject.clone());
            voided.voids = Some((hash, self.waiver.clone()));
            Ok(change(workspace, file, voided)?.map(|()| subject))
        })?;
        outcome::tell_change(&done.outcome, &done.published);
        Ok(ExitCode::SUCCESS)
    }

    /// The event that is meant, of a file that is no item.
    fn named<'e>(&self, workspace: &Workspace, events: impl Iterator<Item = &'e Event>) -> anyhow::Result<String> {
        let mut form = Form::new(workspace);
        let event = event_of(&mut form, self.event.as_deref(), events)?;
        event.ok_or_else(|| form.refusal("void"))
    }
}

/// The event that is meant, else the one that a person chooses; the newest is shown first.
fn event_of<'e>(
    form: &mut Form<'_>,
    given: Option<&str>,
    events: impl Iterator<Item = &'e Event>,
) -> anyhow::Result<Option<String>> {
    let mut events: Vec<&Event> = events.collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let names = events.iter().map(|event| event.hash.short().to_owned()).collect();
    let told = |name: &String| {
        let event = events.iter().find(|event| event.hash.short() == name)?;
        let text = event.text.as_deref().map(|text| format!(": {text}")).unwrap_or_default();
        Some(format!("{} {} {}{text}", event.at.0.date_naive(), event.by, event.act))
    };
    form.choice(given.map(ToOwned::to_owned), "EVENT", "Which event is void?", names, told)
}
