use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::context::{Globals, ReadFlags, View};
use super::failure::COULD_NOT;
use super::output::OutputFlags;
use crate::lifecycle::refusal::Refusal;
use crate::register::find;
use crate::render::digest::to_markdown;
use crate::render::eml::{Sending, is_address, mbox, message};
use crate::render::json;
use crate::render::terminal::{clean_line, tell};
use crate::report::digest::{Digest, digest};

#[derive(Debug, Args)]
#[command(
    after_help = "Nothing is sent: a mailer or a job of the forge does that. What several people may do is told to each of them. As eml it is one message for one person, and with --all an mbox with a message for each person for whom something waits.\n\nExamples:\n  kaizen report digest --for arjun.mehta\n  kaizen report digest --all --format json\n  kaizen report digest --for arjun.mehta --format eml \\\n    --sender isms@example.com --output digest.eml\n  kaizen report digest --all --format eml \\\n    --sender isms@example.com --output digests.mbox"
)]
pub struct DigestArguments {
    /// Who it is for
    #[arg(long = "for", value_name = "HANDLE", required_unless_present = "all", conflicts_with = "all")]
    person: Option<String>,
    /// Everybody for whom something waits, and what waits for nobody
    #[arg(long)]
    all: bool,
    /// All of it, however much it is
    #[arg(long)]
    full: bool,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
    /// The mail address that messages come from, for eml
    #[arg(long, value_name = "ADDRESS")]
    sender: Option<String>,
    #[command(flatten)]
    output: OutputFlags,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Markdown,
    /// A message to each person (RFC 5322), for a mailer
    Eml,
    /// For programs (kaizen schema digest)
    Json,
}

impl DigestArguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let sender = self.sender()?;
        let view = globals.view(&self.read)?;
        let person = self.person.as_deref().map(|written| find::person(&view.register, written)).transpose()?;
        let (report, problems) = digest(&view.register, person.as_ref(), view.now, view.origin())?;
        if let Some(sender) = sender {
            let unreached = self.deliver_messages(&report, sender, &view)?;
            let code = view.tell_problems(&problems);
            return Ok(if unreached { ExitCode::from(COULD_NOT) } else { code });
        }
        self.output.deliver(self.format, |format| match format {
            Format::Json => json::pretty(&report),
            Format::Markdown => Ok(to_markdown(&report, self.full)),
            Format::Eml => {
                Err(Refusal::new("messages are written by themselves").next("name them alone: --format eml").into())
            }
        })?;
        Ok(view.tell_problems(&problems))
    }

    /// The address that messages come from, where messages are wanted.
    fn sender(&self) -> Result<Option<&str>, Refusal> {
        match (self.format, self.sender.as_deref()) {
            (Format::Eml, Some(sender)) if is_address(sender) => Ok(Some(sender)),
            (Format::Eml, Some(sender)) => Err(Refusal::new(format!("“{}” is no mail address", clean_line(sender)))
                .next("name one alone: --sender isms@example.com")),
            (Format::Eml, None) => {
                Err(Refusal::new("a message comes from somebody")
                    .next("name the mail address: --sender isms@example.com"))
            }
            (_, Some(_)) => Err(Refusal::new("--sender is about messages").next("add: --format eml")),
            (_, None) => Ok(None),
        }
    }

    /// Writes the messages; tells who cannot be reached, and whether there was somebody.
    fn deliver_messages(&self, report: &Digest, sender: &str, view: &View) -> anyhow::Result<bool> {
        let sending = Sending { sender, at: view.now };
        let mut messages = Vec::new();
        let mut unreached = false;
        for person in &report.people {
            if let Some(text) = message(report, person, sending) {
                messages.push(text);
            } else {
                unreached = true;
                tell(&format!("{} has no mail address that a message can go to (kaizen people set)", person.handle));
            }
        }
        if !report.nobody.is_empty() {
            tell(&format!(
                "{} things wait for nobody who is there, and no message tells of them (--format markdown)",
                report.nobody.len()
            ));
        }
        let text = if self.all { mbox(&messages, sending) } else { messages.concat() };
        self.output.deliver_exact::<Format>(&text)?;
        Ok(unreached)
    }
}
