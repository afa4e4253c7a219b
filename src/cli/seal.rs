use std::collections::BTreeSet;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::act::{recorded, words};
use super::context::{ActFlags, Globals, ReadFlags};
use super::outcome;
use crate::git::Repo;
use crate::history::event_commits::brought;
use crate::lifecycle::refusal::Refusal;
use crate::model::seal::{Seal, is_seal_name};
use crate::record::publish::Published;
use crate::record::seal::{TAGS, made, seal};
use crate::record::workspace::{Prepared, Workspace, repository};
use crate::register::place::SEALS;
use crate::render::terminal::inform;

/// Seal the register as it is now, so that a later change of its history shows (a manager or an auditor)
#[derive(Debug, Args)]
#[command(
    after_help = "Made at a management review or before an audit, on the default branch. Push the tag, or note the line that is \
    printed: whoever has it can tell later whether anything before was changed. A seal that is recorded and has no tag gets \
    it from --tag without -m.\n\nExample:\n  kaizen seal 2026-Q3 --tag -m \
    \"Management review of the third quarter.\""
)]
pub struct Arguments {
    /// Its name (default: the day)
    name: Option<String>,
    /// Make an annotated tag kaizen/seal/NAME as well
    #[arg(long, conflicts_with = "no_commit")]
    tag: bool,
    /// What it is made for
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        if self.tag && self.message.is_none() && self.tagged(globals)? {
            return Ok(ExitCode::SUCCESS);
        }
        let done = recorded(globals, &self.act, |workspace| self.ready(workspace))?;
        let (workspace, (name, made), published) = (done.workspace, done.outcome, done.published);
        let said = said(&made, &name);
        outcome::tell_change(&said, &published);
        if let (true, Published::Commit(commit, _)) = (self.tag, &published) {
            tag_it(&workspace.repo, &name, commit, &said).with_context(|| {
                format!(
                    "the seal is recorded, and the tag {TAGS}{name} is not made (kaizen seal {name} --tag makes it)"
                )
            })?;
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Whether the seal was there without its tag, and has it now.
    fn tagged(&self, globals: &Globals) -> anyhow::Result<bool> {
        let view = globals.view(&ReadFlags::default())?;
        let name = self.name.clone().unwrap_or_else(|| view.today.to_string());
        let repo = repository(&view.root)?;
        let Some((made, event)) = made(&view.register, &name)? else { return Ok(false) };
        if repo.tags(TAGS)?.iter().any(|(known, _)| *known == name) {
            return Ok(false);
        }
        let tip = repo.tip()?.context("there is no commit yet")?;
        let brought = brought(&repo, tip, &view.root, &BTreeSet::from([SEALS.to_owned()]))?;
        let commit = brought.get(&event).with_context(|| format!("the seal {name} is not committed yet"))?;
        let said = said(&made, &name);
        inform(&said);
        tag_it(&repo, &name, commit, &said)?;
        Ok(true)
    }

    fn ready(&self, workspace: &Workspace) -> anyhow::Result<Prepared<(String, Seal)>> {
        let name = self.name.clone().unwrap_or_else(|| workspace.today().to_string());
        if !is_seal_name(&name) {
            return Err(Refusal::new(format!("“{name}” cannot name a seal: letters, digits, dots and dashes"))
                .next("for example 2026-Q3")
                .into());
        }
        let tag = format!("{TAGS}{name}");
        if self.tag && workspace.repo.tags(TAGS)?.iter().any(|(known, _)| *known == name) {
            return Err(Refusal::new(format!("there is a tag {tag} already"))
                .next("give the seal another name")
                .into());
        }
        let text = words(&workspace.answers, self.message.as_deref(), "What is the seal made for?")?;
        Ok(seal(workspace, &name, self.tag, text)?.map(|made| (name, made)))
    }
}

fn said(made: &Seal, name: &str) -> String {
    let count = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
    let (items, events) = (count(made.items, "item"), count(made.events, "event"));
    format!("sealed {items} with {events} at {} as {name}", made.commit)
}

fn tag_it(repo: &Repo, name: &str, commit: &str, said: &str) -> anyhow::Result<()> {
    let tag = format!("{TAGS}{name}");
    repo.tag(&tag, commit, said)?;
    inform(&format!("  tagged {tag}; share it: git push origin {tag}"));
    Ok(())
}
