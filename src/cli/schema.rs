use std::process::ExitCode;

use clap::Args;

use crate::cli::context::Globals;
use crate::lifecycle::refusal::Refusal;
use crate::render::schema;
use crate::render::terminal::out;

/// Print the JSON Schema of a file or of an output
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  kaizen schema item > item.schema.json")]
pub struct Arguments {
    /// Which one; without, their names are listed
    name: Option<String>,
}

impl Arguments {
    pub fn run(self, _: &Globals) -> anyhow::Result<ExitCode> {
        let names = || schema::names().map(|n| format!("{n}\n")).collect::<String>();
        let text = match &self.name {
            None => names(),
            Some(name) => schema::named(name).ok_or_else(|| {
                Refusal::new(format!("there is no schema “{name}”"))
                    .next(format!("there are: {}", names().trim().replace('\n', ", ")))
            })?,
        };
        out(&text)?;
        Ok(ExitCode::SUCCESS)
    }
}
