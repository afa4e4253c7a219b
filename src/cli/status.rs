use std::process::ExitCode;

use clap::Args;

use super::context::{Globals, ReadFlags, me};
use crate::git::Repo;
use crate::lifecycle::refusal::Refusal;
use crate::record::workspace::repository;
use crate::register::find;
use crate::render::digest::status as render;
use crate::render::terminal::out;
use crate::report::digest::digest;

/// Show what waits for you today, each with its command (also: `kaizen` alone)
#[derive(Debug, Default, Args)]
#[command(after_help = "Examples:\n  kaizen status\n  kaizen status --for arjun.mehta")]
pub struct Arguments {
    /// For whom (default: you, by git's mail address)
    #[arg(long = "for", value_name = "HANDLE")]
    person: Option<String>,
    #[command(flatten)]
    read: ReadFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let view = globals.view(&self.read)?;
        let repo = repository(&view.root)?;
        let who = match &self.person {
            Some(written) => find::person(&view.register, written)?,
            None => me(&view.root, None, &view.register).map_err(|error| {
                Refusal::new(format!("{error:#}")).next("or name somebody: kaizen status --for HANDLE")
            })?,
        };
        let (digest, problems) = digest(&view.register, Some(&who), view.now, view.origin())?;
        out(&render(&who, &digest, unpushed(&repo)))?;
        Ok(view.tell_problems(&problems))
    }
}

/// How many commits the branch is ahead of the one that it follows, where it follows one.
fn unpushed(repo: &Repo) -> Option<usize> {
    repo.ahead_of_upstream().ok().flatten()
}
