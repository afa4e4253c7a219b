//! Somebody new in people.toml.

use std::process::ExitCode;

use clap::Args;
use toml::{Table, Value};

use super::act::recorded;
use super::context::{ActFlags, Globals};
use super::form::Form;
use super::outcome;
use super::people_checks::{check_handle, check_human, check_mail, come_back};
use super::people_set::{date, roles, set_person, text};
use super::terms_flags::parse_day;
use crate::git::Ident;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::id::Handle;
use crate::model::person::group_named;
use crate::model::word::{Role, Signatures, Word as _};
use crate::record::answers::Again;
use crate::record::asked::beginning_with;
use crate::record::workspace::{Prepared, Workspace};

#[derive(Debug, Args)]
pub(super) struct Add {
    /// The handle, for example dana.okafor
    handle: Option<Handle>,
    /// Full name
    #[arg(long)]
    name: Option<String>,
    /// Mail address, as git has it for them
    #[arg(long, value_name = "MAIL")]
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

/// Who is entered: what was given, and what was asked for.
struct Newcomer {
    handle: Handle,
    name: String,
    email: Vec<String>,
    department: Option<String>,
    role: Vec<Role>,
}

impl Add {
    pub(super) fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| self.ready(workspace))?;
        let (handle, said) = done.outcome;
        outcome::tell_change(&said, &done.published);
        if done.workspace.register.settings.signatures != Signatures::Off {
            outcome::tell_next(&format!("their acts are to be signed: kaizen people key add {handle} KEY.pub"));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn newcomer(&self, workspace: &Workspace) -> anyhow::Result<Newcomer> {
        let mut form = Form::new(workspace);
        let asks = form.is_asking() && (self.handle.is_none() || self.name.is_none() || self.email.is_empty());
        if asks {
            check_manager(workspace)?;
        }
        let author = if asks && self.email.is_empty() { author(&form)? } else { None };
        let known = author.as_ref().map(|author| author.mail.clone()).unwrap_or_default();
        let mail = self.email.first().cloned();
        let mail = form.parsed(mail, "--email", "Which mail address does git have for them?", &known, |mail| {
            Some(mail.to_owned())
                .filter(|mail| mail.contains('@'))
                .ok_or_else(|| format!("“{mail}” is no mail address"))
        })?;
        let known = author.map(|author| author.name).unwrap_or_default();
        let name = form.parsed(self.name.clone(), "--name", "What is their full name?", &known, |name| {
            Some(name.to_owned()).filter(|name| !name.is_empty()).ok_or_else(|| "a person has a name".to_owned())
        })?;
        let local = mail.as_ref().and_then(|mail| mail.split('@').next()).unwrap_or_default();
        let usual = name.as_deref().and_then(Handle::from_name).or_else(|| Handle::from_name(local));
        let usual = usual.map(|handle| handle.to_string()).unwrap_or_default();
        let handle = form.parsed(self.handle.clone(), "HANDLE", "Which handle do they get?", &usual, |handle| {
            handle.parse::<Handle>().map_err(|error| error.to_string())
        })?;
        let (Some(handle), Some(name), Some(mail)) = (handle, name, mail) else {
            return Err(form.refusal("people add"));
        };
        let mut email = self.email.clone();
        if email.is_empty() {
            email.push(mail);
        }
        let (mut department, mut role) = (self.department.clone(), self.role.clone());
        if asks && department.is_none() {
            department =
                form.answers().line_from("In which department? (or empty)", "", Again::Flag("--department"))?;
        }
        if asks && role.is_empty() {
            let all = beginning_with(Some(&Role::Staff), Role::all().to_vec());
            let meaning = |role: &Role| role.meaning().map(ToOwned::to_owned);
            role.extend(form.answers().choice("Which role do they have?", Again::Flag("--role"), all, meaning)?);
        }
        Ok(Newcomer { handle, name, email, department, role })
    }

    fn ready(&self, workspace: &Workspace) -> anyhow::Result<Prepared<(Handle, String)>> {
        workspace.actor()?;
        let Newcomer { handle, name, email, department, role } = self.newcomer(workspace)?;
        if workspace.register.authority.knows(&handle) {
            workspace
                .register
                .authority
                .require_present(&handle, workspace.now)
                .map_err(|gone| come_back(gone, &handle))?;
            return Err(Refusal::new(format!("{handle} is in people.toml already"))
                .next(format!("kaizen people set {handle} …"))
                .into());
        }
        if !self.yes_one_human {
            let mails = email.iter().map(String::as_str);
            check_human([handle.as_str(), name.as_str()].into_iter().chain(mails))?;
        }
        check_handle(workspace, &handle)?;
        for mail in &email {
            check_mail(workspace, &handle, mail)?;
        }
        let from = self.from.unwrap_or_else(|| workspace.today());
        let mut person = Table::from_iter([("name".to_owned(), text(name.trim()))]);
        person.insert("email".into(), Value::Array(email.iter().map(|m| text(m)).collect()));
        if let Some(department) = &department {
            person.insert("department".into(), text(department));
        }
        person.insert("security_team".into(), Value::Boolean(self.security_team));
        if self.yes_one_human {
            person.insert("one_human".into(), Value::Boolean(true));
        }
        person.insert("from".into(), date(&from)?);
        let held = if role.is_empty() { vec![Role::Staff] } else { role };
        person.insert("role".into(), roles(&held, from)?);
        let said = set_person(workspace, &handle, person, self.message.as_deref(), &format!("add {handle}"))?;
        Ok(said.map(|said| (handle, said)))
    }
}

/// Asks that nobody fills in a form for nothing.
fn check_manager(workspace: &Workspace) -> anyhow::Result<()> {
    let by = workspace.actor()?;
    let authority = &workspace.register.authority;
    if authority.is_manager(&by, workspace.now) {
        return Ok(());
    }
    Err(Refusal::new(format!("{by} is no manager, and people are entered by one"))
        .next(format!("a manager does it: {}", authority.managers(workspace.now)))
        .into())
}

/// The author of commits who is meant, of those who are not in people.toml; nothing where it is somebody else.
fn author(form: &Form<'_>) -> anyhow::Result<Option<Ident>> {
    let workspace = form.workspace;
    let is_new = |author: &Ident| {
        let known = workspace.register.authority.by_mail(&author.mail).next().is_some();
        !known && group_named([author.name.as_str(), author.mail.as_str()]).is_none()
    };
    let authors: Vec<Ident> = workspace.repo.authors()?.into_iter().filter(is_new).collect();
    if authors.is_empty() {
        return Ok(None);
    }
    let other = "somebody else".to_owned();
    let mails = authors.iter().map(|author| author.mail.clone()).chain([other]).collect();
    let named = |mail: &String| authors.iter().find(|author| author.mail == *mail).map(|author| author.name.clone());
    let mail =
        form.answers().choice("Who is it? Authors of commits who are not entered yet:", Again::Asked, mails, named)?;
    Ok(authors.iter().find(|author| Some(&author.mail) == mail.as_ref()).cloned())
}
