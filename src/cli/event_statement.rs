use std::process::ExitCode;

use clap::Args;

use super::context::{Globals, ReadFlags, View, find_item};
use super::void::pick;
use crate::attest::digest::Subject;
use crate::attest::statement::{NAMESPACE, statement};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Event;
use crate::record::settings::File;
use crate::register::place;
use crate::render::allowed_signers::stamp;
use crate::render::terminal::{clean_line, out, tell};

/// Print what the signature of an event is made over, and how OpenSSH alone checks it
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  kaizen event-statement k7qd 3f9c21b0\n  kaizen event-statement k7qd 3f9c21b0 --signature > sig\n  kaizen event-statement people 77ab01")]
pub struct Arguments {
    /// The item, by any unique part of its id; or `people`, or `register`
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
        let (subject, event) = self.find(&view)?;
        let name = subject.clone().unwrap_or_else(|| self.id.to_lowercase());
        let what = match (&subject, File::named(&self.id)) {
            (Some(id), _) => Subject::Item(id),
            (None, Some(file)) => file.subject(),
            (None, None) => return Err(Refusal::new(format!("“{}” is no item", self.id)).into()),
        };
        let Some(signature) = &event.signature else {
            if self.signature {
                return Err(Refusal::new(format!("the event {} is not signed", event.hash.short())).into());
            }
            out(&statement(&view.register.settings.id, what, &event)?)?;
            tell("The event is not signed.");
            return Ok(ExitCode::SUCCESS);
        };
        if self.signature {
            out(signature)?;
            return Ok(ExitCode::SUCCESS);
        }
        out(&statement(&view.register.settings.id, what, &event)?)?;
        let short = event.hash.short();
        tell("To check its signature with OpenSSH alone:");
        tell("  kaizen people allowed-signers > allowed_signers");
        tell(&clean_line(&format!("  kaizen event-statement {name} {short} --signature > sig")));
        tell(&clean_line(&format!(
            "  kaizen event-statement {name} {short} | ssh-keygen -Y verify -f allowed_signers -I {} -n {NAMESPACE} \
             -O verify-time={} -s sig",
            event.by,
            stamp(event.at)
        )));
        Ok(ExitCode::SUCCESS)
    }

    /// The event, and the id of the item that it is about.
    fn find(&self, view: &View) -> anyhow::Result<(Option<String>, Event)> {
        let basics = &view.register.basics;
        let events = match File::named(&self.id) {
            Some(File::People) => &basics.people.event,
            Some(File::Register) => &basics.settings.event,
            None => {
                let id = find_item(&view.register, &self.id)?;
                let loaded = view.register.item(&place::item_path(&id))?;
                let event = pick(&self.event, loaded.item.event.values())?.clone();
                return Ok((Some(id.to_string()), event));
            }
        };
        Ok((None, pick(&self.event, events.values())?.clone()))
    }
}
