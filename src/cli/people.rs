use std::process::ExitCode;

use clap::{Args, Subcommand};
use toml::Table;

use super::act::recorded;
use super::context::{ActFlags, Format, Globals, LongListing};
use super::form::Form;
use super::outcome;
use super::people_add::Add;
use super::people_change::Set;
use super::people_key::{AllowedSigners, Key};
use super::people_set::{date, set_person};
use super::terms_flags::parse_day;
use crate::model::date::Day;
use crate::model::word::Status;
use crate::render::terminal::{clean_line, inform, out, tell};
use crate::render::{json, people as render};
use crate::report::people as report;

/// Add people, change their roles and keys, and record when they leave
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  kaizen people add dana.okafor --name \"Dana Okafor\" \\\n    --email dana@example.com --department Facilities\n  kaizen people set dana.okafor --role auditor\n  kaizen people leave arjun.mehta --on 2026-06-30\n  kaizen people list"
)]
pub struct Arguments {
    #[command(subcommand)]
    verb: PeopleVerb,
}

#[derive(Debug, Subcommand)]
enum PeopleVerb {
    /// Enter somebody (a manager)
    Add(Box<Add>),
    /// Change roles, mail or department (a manager)
    Set(Set),
    /// Say that somebody leaves; tells what they still own (a manager)
    Leave(Leave),
    /// List people with their roles
    List(LongListing),
    /// Add, retire or revoke signing keys (a manager)
    #[command(subcommand)]
    Key(Key),
    /// Print the file by which ssh-keygen -Y verify checks signatures
    AllowedSigners(AllowedSigners),
}

#[derive(Debug, Args)]
struct Leave {
    /// Who
    handle: Option<String>,
    /// The first day on which they are no longer there (default: today)
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    on: Option<Day>,
    /// Why
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

impl Arguments {
    pub fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        match self.verb {
            PeopleVerb::Add(arguments) => arguments.run(globals),
            PeopleVerb::Set(arguments) => arguments.run(globals),
            PeopleVerb::Leave(arguments) => arguments.run(globals),
            PeopleVerb::List(arguments) => list(&arguments, globals),
            PeopleVerb::Key(key) => key.run(globals),
            PeopleVerb::AllowedSigners(arguments) => arguments.run(globals),
        }
    }
}

impl Leave {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| {
            workspace.actor()?;
            let mut form = Form::new(workspace);
            let Some(handle) = form.person(self.handle.as_deref(), "HANDLE", "Who leaves?", None)? else {
                return Err(form.refusal("people leave"));
            };
            let question = "Which is the first day on which they are no longer there?";
            let asked = if self.handle.is_none() {
                form.day(self.on, "--on", question, Some(workspace.today()))?
            } else {
                self.on
            };
            let on = asked.unwrap_or_else(|| workspace.today());
            let set = Table::from_iter([("until".to_owned(), date(&on)?)]);
            let leaves = format!("{handle} leaves on {on}");
            let ready = set_person(workspace, &handle, set, self.message.as_deref(), &leaves)?;
            Ok(ready.map(|said| (handle, said)))
        })?;
        let (workspace, (handle, said)) = (done.workspace, done.outcome);
        outcome::tell_change(&said, &done.published);
        let law = workspace.register.law();
        let (owned, problems) = workspace.register.map_items(|loaded| {
            let state = loaded.replay(&law).state;
            let over = matches!(state.status, None | Some(Status::Closed | Status::Rejected));
            let items = state.owner() == Some(&handle);
            let actions = state.open_actions().filter(|(_, a)| a.owner.as_ref() == Some(&handle));
            let actions: Vec<String> = actions.map(|(id, _)| id.to_string()).collect();
            (!over && (items || !actions.is_empty()))
                .then(|| (loaded.item.id.clone(), loaded.item.title.clone(), items, actions))
        })?;
        problems.iter().for_each(|p| tell(&clean_line(&format!("could not be looked at: {p}"))));
        if owned.is_empty() {
            inform(&format!("{handle} owns nothing that is open."));
            return Ok(ExitCode::SUCCESS);
        }
        inform(&format!("{handle} still owns:"));
        for (id, title, item, actions) in &owned {
            let which = if *item { String::new() } else { format!(" (action {})", actions.join(", ")) };
            inform(&format!("  {}", clean_line(&format!("{id}{which} {title}"))));
        }
        inform("To hand over:");
        let items: Vec<&str> = owned.iter().filter(|(_, _, item, _)| *item).map(|(id, ..)| id.random()).collect();
        if !items.is_empty() {
            inform(&format!("  kaizen amend {} --owner HANDLE -m \"{handle} leaves\"", items.join(" ")));
        }
        for (id, _, _, actions) in &owned {
            for action in actions {
                inform(&format!("  kaizen action set {} {action} --owner HANDLE -m \"{handle} leaves\"", id.random()));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn list(arguments: &LongListing, globals: &Globals) -> anyhow::Result<ExitCode> {
    let view = globals.view(&arguments.listing.read)?;
    let list = report::people(&view.register, view.now, view.origin())?;
    out(&match arguments.listing.format {
        Format::Json => json::pretty(&list)?,
        Format::Table => render::human(&list, arguments.all),
    })?;
    Ok(ExitCode::SUCCESS)
}
