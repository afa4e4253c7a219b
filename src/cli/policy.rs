use std::fs::File;
use std::io::Read as _;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::{Args, Subcommand, ValueEnum};

use super::context::{Globals, ReadFlags};
use super::failure::FOUND;
use crate::lifecycle::refusal::Refusal;
use crate::render::json;
use crate::render::policy::{Template, filled, human};
use crate::render::terminal::out;
use crate::report::policy::facts::gather;
use crate::report::policy::{MAX_BYTES, check};

/// Write drafts of the policy and its documents, and check a policy that is there
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen policy template improvement-policy > policy.md\n  kaizen policy check policy.md"
)]
pub struct Arguments {
    #[command(subcommand)]
    verb: PolicyVerb,
}

#[derive(Debug, Subcommand)]
enum PolicyVerb {
    /// Print a document as Markdown, filled from people.toml and register.toml, ready to edit
    Template(TemplateArguments),
    /// Look in a policy for the five contents that auditors look for
    Check(Check),
}

#[derive(Debug, Args)]
#[command(
    after_help = "What a human must decide stands as [TO DECIDE: …]; `kaizen policy check` finds what is left of it."
)]
struct TemplateArguments {
    /// Which one
    name: Template,
    #[command(flatten)]
    read: ReadFlags,
}

#[derive(Debug, Args)]
#[command(
    after_help = "The five contents: who owns the process, where improvements come from, that causes are analysed, how effectiveness is verified, what management is told and how often. They are looked for by headings and vocabulary, in English or German.\n\nExit codes: 0 all five and nothing left to decide, 1 something is missing, 2 could not look."
)]
struct Check {
    /// The policy, in Markdown
    file: PathBuf,
    /// How to print it
    #[arg(long, default_value = "human")]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Human,
    Json,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        match self.verb {
            PolicyVerb::Template(arguments) => {
                let view = globals.view(&arguments.read)?;
                out(&filled(arguments.name, &gather(&view.register, view.now, view.origin())))?;
                Ok(ExitCode::SUCCESS)
            }
            PolicyVerb::Check(arguments) => arguments.run(),
        }
    }
}

impl Check {
    fn run(self) -> anyhow::Result<ExitCode> {
        let name = self.file.display().to_string();
        let mut bytes = Vec::new();
        let file = File::open(&self.file).with_context(|| format!("cannot read {name}"))?;
        anyhow::ensure!(file.metadata()?.is_file(), "{name} is no file");
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(Refusal::new(format!("{name} has more than {} MiB", MAX_BYTES >> 20))
                .next("a policy is a document of some pages; name the one in Markdown")
                .into());
        }
        let Ok(text) = String::from_utf8(bytes) else {
            return Err(Refusal::new(format!("{name} is not UTF-8 text"))
                .next("turn the policy into Markdown first, for example: pandoc policy.docx -o policy.md")
                .into());
        };
        let found = check(&name, text.trim_start_matches('\u{feff}'));
        out(&match self.format {
            Format::Human => human(&found),
            Format::Json => json::pretty(&found)?,
        })?;
        Ok(if found.passes { ExitCode::SUCCESS } else { ExitCode::from(FOUND) })
    }
}
