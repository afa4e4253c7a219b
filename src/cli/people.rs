use std::process::ExitCode;

use clap::{Args, Subcommand};
use toml::{Table, Value};

use super::act::recorded;
use super::context::{ActFlags, Format, Globals, Listing};
use super::outcome;
use super::people_add::Add;
use super::people_checks::{check_human, check_mail, come_back};
use super::people_key::{AllowedSigners, Key};
use super::people_set::{date, person, roles, set_person, text};
use super::terms_flags::parse_day;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::word::{Role, Status};
use crate::record::workspace::{Prepared, Workspace};
use crate::register::find;
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
    List(Listing),
    /// Add, retire or revoke signing keys (a manager)
    #[command(subcommand)]
    Key(Key),
    /// Print the file by which ssh-keygen -Y verify checks signatures
    AllowedSigners(AllowedSigners),
}

#[derive(Debug, Args)]
struct Set {
    /// Who
    handle: String,
    /// A role they have from now on
    #[arg(long)]
    role: Vec<Role>,
    /// A role they no longer have
    #[arg(long)]
    no_role: Vec<Role>,
    /// One more mail address
    #[arg(long, value_name = "MAIL")]
    email: Vec<String>,
    /// It is one human being, though handle, name or mail address sound like a group or a machine
    #[arg(long)]
    yes_one_human: bool,
    /// Department
    #[arg(long)]
    department: Option<String>,
    /// Why
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
}

#[derive(Debug, Args)]
struct Leave {
    /// Who
    handle: String,
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

impl Set {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| self.ready(workspace))?;
        outcome::tell_change(&done.outcome, &done.published);
        Ok(ExitCode::SUCCESS)
    }

    fn ready(&self, workspace: &Workspace) -> anyhow::Result<Prepared<String>> {
        workspace.actor()?;
        let handle = find::person(&workspace.register, &self.handle)?;
        if workspace
            .register
            .authority
            .people
            .get(&handle)
            .is_some_and(|p| p.member.until.is_some_and(|end| end <= workspace.now))
        {
            return Err(come_back(Refusal::new(format!("{handle} has left")), &handle).into());
        }
        let known = person(workspace, &handle)?;
        let today = workspace.today();
        let mut set = Table::new();
        let mut entries = Vec::new();
        for role in &self.role {
            if known.role.iter().any(|r| r.name == *role && r.until.is_none()) {
                return Err(Refusal::new(format!("{handle} is {role} already")).into());
            }
            if known.role.iter().any(|r| r.name == *role && r.from == today) {
                return Err(Refusal::new(format!(
                    "{handle} stopped being {role} today; the role can begin again tomorrow"
                ))
                .into());
            }
            entries.extend(roles(&[*role], today)?.as_array().cloned().unwrap_or_default());
        }
        for role in &self.no_role {
            let Some(held) = known.role.iter().find(|r| r.name == *role && r.until.is_none()) else {
                return Err(Refusal::new(format!("{handle} is not {role}")).into());
            };
            let mut entry = Table::from_iter([("name".to_owned(), text(&role.to_string()))]);
            entry.insert("from".into(), date(&held.from)?);
            entry.insert("until".into(), date(&today)?);
            entries.push(Value::Table(entry));
        }
        if !entries.is_empty() {
            set.insert("role".into(), Value::Array(entries));
        }
        if !self.yes_one_human && !known.one_human {
            check_human(self.email.iter().map(String::as_str))?;
        }
        for mail in &self.email {
            check_mail(workspace, &handle, mail)?;
        }
        if self.yes_one_human {
            set.insert("one_human".into(), Value::Boolean(true));
        }
        if !self.email.is_empty() {
            set.insert("email".into(), Value::Array(self.email.iter().map(|m| text(m)).collect()));
        }
        if let Some(department) = &self.department {
            set.insert("department".into(), text(department));
        }
        if set.is_empty() {
            return Err(Refusal::new("nothing to set")
                .next("--role, --no-role, --email, --department, --yes-one-human")
                .into());
        }
        set_person(workspace, &handle, set, self.message.as_deref(), &format!("set {handle}"))
    }
}

impl Leave {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| {
            workspace.actor()?;
            let handle = find::person(&workspace.register, &self.handle)?;
            let on = self.on.unwrap_or_else(|| workspace.today());
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

fn list(arguments: &Listing, globals: &Globals) -> anyhow::Result<ExitCode> {
    let view = globals.view(&arguments.read)?;
    let list = report::people(&view.register, view.now, view.origin())?;
    out(&match arguments.format {
        Format::Json => json::pretty(&list)?,
        Format::Table => render::human(&list),
    })?;
    Ok(ExitCode::SUCCESS)
}
