use std::process::ExitCode;

use clap::Args;

use super::act::{Words, on_items, recorded};
use super::ask;
use super::context::{ActFlags, Globals};
use super::done;
use crate::lifecycle::refusal::Refusal;
use crate::model::event::{Act, Event};
use crate::model::id::SourceRef;
use crate::record::answers::Again;
use crate::record::desk::Desk;
use crate::record::seal;
use crate::record::settings::{Change, File, change};
use crate::record::source;
use crate::register::place::SEALS;
use crate::render::terminal::{clean_line, tell};

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
            let done = recorded(globals, &self.act, |desk| {
                let basics = &desk.register.basics;
                let event = match file {
                    File::People => pick(&self.event, basics.people.event.values())?,
                    File::Register => pick(&self.event, basics.settings.event.values())?,
                };
                let hash = event.hash.clone();
                let text = ask::words(&desk.answers, self.message.as_deref(), "Why is the event void?")?;
                let subject = format!("{}: void event {}", self.id, hash.short());
                let mut voided = Change::words(Act::Voided, text, subject.clone());
                voided.voids = Some((hash, self.waiver.clone()));
                Ok(change(desk, file, voided)?.map(|()| subject))
            })?;
            done::tell_change(&done.outcome, &done.published);
            return Ok(ExitCode::SUCCESS);
        }
        if matches!(self.id.as_str(), "seals" | SEALS) {
            let done = recorded(globals, &self.act, |desk| {
                let (_, known) = seal::open(desk)?;
                let hash = pick(&self.event, known.event.values())?.hash.clone();
                let text = ask::words(&desk.answers, self.message.as_deref(), "Why is the event void?")?;
                Ok(seal::void(desk, &hash, text)?.map(|()| format!("seals: void event {}", hash.short())))
            })?;
            done::tell_change(&done.outcome, &done.published);
            return Ok(ExitCode::SUCCESS);
        }
        if let Ok(name) = self.id.parse::<SourceRef>() {
            let done = recorded(globals, &self.act, |desk| {
                source::act(desk, &name, Act::Voided, |known, _, event| {
                    event.event = Some(pick(&self.event, known.event.values())?.hash.clone());
                    event.text = Some(ask::words(&desk.answers, self.message.as_deref(), "Why is the event void?")?);
                    Ok(())
                })
            })?;
            done::tell_change(&format!("{name}: event {} is void", self.event), &done.published);
            return Ok(ExitCode::SUCCESS);
        }
        let words = Words::Needed(self.message.as_deref(), "Why is the event void?");
        on_items(globals, &self.act, std::slice::from_ref(&self.id), Act::Voided, words, |desk, draft, event| {
            event.event = Some(pick(&self.event, draft.item.event.values())?.hash.clone());
            event.waiver.clone_from(&self.waiver);
            let lost = draft.losing_ground(event)?;
            if lost.is_empty() { Ok(()) } else { all_the_same(desk, &lost) }
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Tells what loses its ground, once, and asks a person on a terminal.
fn all_the_same(desk: &Desk, lost: &[String]) -> anyhow::Result<()> {
    desk.answers
        .get(&lost.join("\n"), Again::Asked, || {
            for act in lost {
                tell(&clean_line(&format!("loses its ground: {act}")));
            }
            if ask::is_terminal() && !ask::confirm("Make the event void all the same?")? {
                return Err(Refusal::new("broken off; nothing was recorded").into());
            }
            Ok(String::new())
        })
        .map(|_| ())
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
