use std::collections::BTreeMap;
use std::process::ExitCode;

use clap::Args;

use super::context::{Globals, ReadFlags, View};
use crate::attest::digest::Subject;
use crate::attest::statement::{NAMESPACE, statement};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Event;
use crate::model::id::ReviewId;
use crate::model::review::Review;
use crate::model::seal::Seals;
use crate::model::shell;
use crate::record::settings::File;
use crate::register::find;
use crate::register::load::typed;
use crate::register::place::{self, SEALS};
use crate::render::allowed_signers::stamp;
use crate::render::terminal::{clean_line, out_exact, tell};

/// Print what the signature of an event is made over, and how OpenSSH alone checks it
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen event-statement k7qd 3f9c21b0\n  kaizen event-statement k7qd 3f9c21b0 --signature > sig\n  kaizen event-statement people 77ab01"
)]
pub struct Arguments {
    /// The item, by any unique part of its id; or `people`, `register`, `seals` or `review/2026-09-30`
    id: String,
    /// The event, by the beginning of its hash
    event: String,
    /// Print the signature itself
    #[arg(long)]
    signature: bool,
    #[command(flatten)]
    read: ReadFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let found = self.find(&view)?;
        let event = &found.event;
        let short = event.hash.short();
        let text = statement(&view.register.settings.id, found.subject(), event)?;
        if !self.signature {
            out_exact(&text)?;
        }
        let Some(signature) = &event.signature else {
            let unsigned = Refusal::new(format!("the event {short} is not signed"));
            return if self.signature { Err(unsigned.into()) } else { Ok(told(&unsigned.reason)) };
        };
        if self.signature {
            // OpenSSH refuses the line ends that git may have given the file.
            out_exact(&signature.replace("\r\n", "\n"))?;
            return Ok(ExitCode::SUCCESS);
        }
        let name = shell::word(&found.name);
        tell("To check its signature with OpenSSH alone:");
        tell("  kaizen people allowed-signers > allowed_signers");
        tell(&clean_line(&format!("  kaizen event-statement {name} {short} --signature > sig")));
        tell(&clean_line(&format!(
            "  kaizen event-statement {name} {short} | ssh-keygen -Y verify -f allowed_signers -I {} -n {NAMESPACE} \
             -O verify-time={} -s sig",
            shell::word(&event.by.to_string()),
            stamp(event.at)
        )));
        Ok(ExitCode::SUCCESS)
    }

    /// The event that is meant, in the file that is meant.
    fn find(&self, view: &View) -> anyhow::Result<FoundEvent> {
        let basics = &view.register.basics;
        let store = &view.register.store;
        let found = |what, name: &str, events: &BTreeMap<String, Event>| -> anyhow::Result<FoundEvent> {
            Ok(FoundEvent { what, name: name.to_owned(), event: find::event(&self.event, events.values())?.clone() })
        };
        match (File::named(&self.id), self.id.as_str()) {
            (Some(File::People), _) => found(What::People, "people", &basics.people.event),
            (Some(File::Register), _) => found(What::Register, "register", &basics.settings.event),
            (None, "seals" | SEALS) => found(What::Seals, "seals", &typed::<Seals>(store, SEALS)?.1.event),
            (None, name) if name.starts_with("review/") => {
                let id: ReviewId = name.trim_start_matches("review/").parse()?;
                found(What::Review, name, &typed::<Review>(store, &place::review_path(&id))?.1.event)
            }
            (None, name) => {
                let id = find::item(&view.register, name)?;
                let loaded = view.register.item(&place::item_path(&id))?;
                found(What::Item, id.as_str(), &loaded.item.event)
            }
        }
    }
}

fn told(text: &str) -> ExitCode {
    tell(text);
    ExitCode::SUCCESS
}

#[derive(Debug, Clone, Copy)]
enum What {
    Item,
    People,
    Register,
    Review,
    Seals,
}

/// An event, with the file that it stands in.
struct FoundEvent {
    what: What,
    name: String,
    event: Event,
}

impl FoundEvent {
    fn subject(&self) -> Subject<'_> {
        match self.what {
            What::Item => Subject::Item(&self.name),
            What::People => Subject::People,
            What::Register => Subject::Register,
            What::Review => Subject::Review(self.name.trim_start_matches("review/")),
            What::Seals => Subject::Seals,
        }
    }
}
