use std::process::ExitCode;

use clap::{Args, Subcommand};
use toml::{Table, Value};

use super::act::recorded;
use super::context::{ActFlags, Format, Globals, Listing};
use super::outcome;
use super::people_key::{AllowedSigners, Key};
use super::people_set::{date, person, set_person, text};
use super::terms_flags::parse_day;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::id::Handle;
use crate::model::lookalike::Lookalikes;
use crate::model::person::group_named;
use crate::model::word::{Role, Signatures, Status};
use crate::record::workspace::{Prepared, Workspace};
use crate::register::find;
use crate::render::terminal::{clean_line, inform, out, tell};
use crate::render::{json, people as render};
use crate::report::people as report;

/// Enter people, change their roles and keys, and say when they leave
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
    Add(Add),
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
struct Add {
    /// The handle, for example dana.okafor
    handle: Handle,
    /// Full name
    #[arg(long)]
    name: String,
    /// Mail address, as git has it for them
    #[arg(long, value_name = "MAIL", required = true)]
    email: Vec<String>,
    /// Department
    #[arg(long)]
    department: Option<String>,
    /// Role (default: staff)
    #[arg(long)]
    role: Vec<Role>,
    /// Security is their work
    #[arg(long)]
    security_team: bool,
    /// It is one human being, though handle, name or mail address sound like a group or a machine
    #[arg(long)]
    yes_one_human: bool,
    /// First day (default: today)
    #[arg(long, value_name = "DATE", value_parser = parse_day)]
    from: Option<Day>,
    /// Why
    #[arg(long, short = 'm', value_name = "TEXT")]
    message: Option<String>,
    #[command(flatten)]
    act: ActFlags,
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

/// Asks that nothing of what names a person names a group or a machine.
pub(super) fn check_human<'t>(texts: impl IntoIterator<Item = &'t str>) -> Result<(), Refusal> {
    match group_named(texts) {
        Some((text, word)) => Err(Refusal::new(format!("“{text}” looks like a group or a machine (“{word}”)"))
            .next("people.toml holds human beings, one each; teams, shared mailboxes and machines cannot act")
            .next("where it is one human being, say so: add --yes-one-human")),
        None => Ok(()),
    }
}

fn check_mail(workspace: &Workspace, handle: &Handle, mail: &str) -> Result<(), Refusal> {
    let plain = mail.len() <= 200 && !mail.chars().any(|c| c.is_control() || c.is_whitespace() || c == '<' || c == '>');
    if !plain || !mail.split_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty()) {
        return Err(Refusal::new(format!("“{mail}” is no mail address")));
    }
    let other = workspace.register.authority.by_mail(mail).find(|h| *h != handle).cloned();
    if let Some(other) = other {
        return Err(Refusal::new(format!("{mail} is {other}'s; one mail address belongs to one person")));
    }
    let mut known = Lookalikes::default();
    let others = workspace.register.authority.people.iter().filter(|(other, _)| *other != handle);
    for (other, mails) in others.map(|(other, person)| (other, &person.email)) {
        mails.iter().for_each(|mail| _ = known.note_mail(other, mail));
    }
    match known.note_mail(handle, mail) {
        Some((other, theirs)) => Err(Refusal::new(format!("{mail} looks like {theirs}, which is {other}'s"))
            .next("one mailbox belongs to one person; name the address that git has for this one")),
        None => Ok(()),
    }
}

/// Asks that a new handle is not taken for one that is there.
fn check_handle(workspace: &Workspace, handle: &Handle) -> Result<(), Refusal> {
    let mut known = Lookalikes::default();
    workspace.register.authority.people.keys().for_each(|other| _ = known.note_handle(other));
    match known.note_handle(handle) {
        Some(other) => Err(Refusal::new(format!("the handle {handle} looks like {other}"))
            .next(format!("where it is the same person: kaizen people set {other} …"))
            .next(
                "where it is another one, choose a handle that nobody takes for theirs, for example with a second name",
            )),
        None => Ok(()),
    }
}

fn roles(roles: &[Role], from: Day) -> anyhow::Result<Value> {
    let each = |role: &Role| -> anyhow::Result<Value> {
        Ok(Value::Table(Table::from_iter([
            ("name".to_owned(), text(&role.to_string())),
            ("from".to_owned(), date(&from)?),
        ])))
    };
    Ok(Value::Array(roles.iter().map(each).collect::<Result<_, _>>()?))
}

impl Add {
    fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| self.ready(workspace))?;
        outcome::tell_change(&done.outcome, &done.published);
        if done.workspace.register.settings.signatures != Signatures::Off {
            outcome::tell_next(&format!("their acts are to be signed: kaizen people key add {} KEY.pub", self.handle));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn ready(&self, workspace: &Workspace) -> anyhow::Result<Prepared<String>> {
        workspace.actor()?;
        if workspace.register.authority.knows(&self.handle) {
            workspace
                .register
                .authority
                .require_present(&self.handle, workspace.now)
                .map_err(|gone| come_back(gone, &self.handle))?;
            return Err(Refusal::new(format!("{} is in people.toml already", self.handle))
                .next(format!("kaizen people set {} …", self.handle))
                .into());
        }
        if !self.yes_one_human {
            let mails = self.email.iter().map(String::as_str);
            check_human([self.handle.as_str(), self.name.as_str()].into_iter().chain(mails))?;
        }
        check_handle(workspace, &self.handle)?;
        for mail in &self.email {
            check_mail(workspace, &self.handle, mail)?;
        }
        let from = self.from.unwrap_or_else(|| workspace.today());
        let mut person = Table::from_iter([("name".to_owned(), text(self.name.trim()))]);
        person.insert("email".into(), Value::Array(self.email.iter().map(|m| text(m)).collect()));
        if let Some(department) = &self.department {
            person.insert("department".into(), text(department));
        }
        person.insert("security_team".into(), Value::Boolean(self.security_team));
        if self.yes_one_human {
            person.insert("one_human".into(), Value::Boolean(true));
        }
        person.insert("from".into(), date(&from)?);
        let held = if self.role.is_empty() { vec![Role::Staff] } else { self.role.clone() };
        person.insert("role".into(), roles(&held, from)?);
        set_person(workspace, &self.handle, person, self.message.as_deref(), &format!("add {}", self.handle))
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

/// What can be done about somebody who has left and is here again.
fn come_back(gone: Refusal, handle: &Handle) -> Refusal {
    gone.next(
        "where that was a mistake: kaizen log people names the event, kaizen void people EVENT -m REASON makes it void",
    )
    .next(format!("who comes back later is entered anew, with another handle than {handle} and another mail address"))
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
