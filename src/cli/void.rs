use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items};
use super::ask;
use super::context::{ActFlags, Globals};
use super::done;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::record::seal;
use crate::record::settings::{Change, File, change};
use crate::register::place::SEALS;
use crate::render::terminal::{clean_line, tell};

/// Make an event void: it stays, is shown as void, and no longer counts (a manager, not the owner)
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  kaizen void k7qd 3f9c21b0 -m \"Signed off on the wrong item.\"\n\nkaizen show k7qd and kaizen log k7qd name the events."
)]
pub struct Arguments {
    /// The item, by any unique part of its id; or `people`, `register` or `seals`
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
            let desk = globals.desk(&self.act)?;
            let basics = &desk.register.basics;
            let event = match file {
                File::People => pick(&self.event, basics.people.event.values())?,
                File::Register => pick(&self.event, basics.settings.event.values())?,
            };
            let hash = event.hash.clone();
            let text = ask::words(self.message.as_deref(), "Why is the event void?")?;
            let subject = format!("{}: void event {}", self.id, hash.short());
            let mut voided = Change::words(Act::Voided, text, subject.clone());
            voided.voids = Some((hash, self.waiver.clone()));
            done::tell_change(&subject, &change(&desk, file, voided)?);
            return Ok(ExitCode::SUCCESS);
        }
        if matches!(self.id.as_str(), "seals" | SEALS) {
            let desk = globals.desk(&self.act)?;
            let (_, known) = seal::open(&desk)?;
            let hash = pick(&self.event, known.event.values())?.hash.clone();
            let text = ask::words(self.message.as_deref(), "Why is the event void?")?;
            done::tell_change(&format!("seals: void event {}", hash.short()), &seal::void(&desk, &hash, text)?);
            return Ok(ExitCode::SUCCESS);
        }
        let words = Words::Needed(self.message.as_deref(), "Why is the event void?");
        on_items(globals, &self.act, std::slice::from_ref(&self.id), Act::Voided, words, |_, draft, event| {
            event.event = Some(pick(&self.event, draft.item.event.values())?.hash.clone());
            event.waiver.clone_from(&self.waiver);
            let lost = draft.losing_ground(event)?;
            for act in &lost {
                tell(&clean_line(&format!("loses its ground: {act}")));
            }
            if !lost.is_empty() && ask::is_terminal() && !ask::confirm("Make the event void all the same?")? {
                return Err(Refusal::new("broken off; nothing was recorded").into());
            }
            Ok(())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// The event whose hash begins so.
pub(super) fn pick<'a>(written: &str, events: impl Iterator<Item = &'a Event>) -> anyhow::Result<&'a Event> {
    let wanted = written.to_lowercase();
    let found: Vec<&Event> = events.filter(|e| e.hash.as_str().starts_with(&wanted)).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            Err(Refusal::new(format!("no event begins with “{written}”")).next("kaizen show names the events").into())
        }
        several => {
            let names: Vec<&str> = several.iter().map(|e| e.hash.short()).collect();
            Err(Refusal::new(format!("“{written}” could be {}", names.join(" or "))).into())
        }
    }
}
