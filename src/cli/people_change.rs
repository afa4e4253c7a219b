//! What changes of somebody in people.toml: roles, mail addresses, department.

use std::process::ExitCode;

use clap::Args;
use toml::{Table, Value};

use super::act::recorded;
use super::context::{ActFlags, Globals};
use super::form::Form;
use super::outcome;
use super::people_checks::{check_human, check_mail, come_back};
use super::people_set::{date, person, roles, set_person, text};
use crate::lifecycle::refusal::Refusal;
use crate::model::person::Person;
use crate::model::word::{Role, Word as _};
use crate::record::answers::Again;
use crate::record::workspace::{Prepared, Workspace};

#[derive(Debug, Args)]
pub(super) struct Set {
    /// Who
    handle: Option<String>,
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

/// What changes: what was given, else what was asked for.
struct Changes {
    roles: Vec<Role>,
    no_roles: Vec<Role>,
    email: Vec<String>,
    department: Option<String>,
}

impl Set {
    pub(super) fn run(self, globals: &Globals) -> anyhow::Result<ExitCode> {
        let done = recorded(globals, &self.act, |workspace| self.ready(workspace))?;
        outcome::tell_change(&done.outcome, &done.published);
        Ok(ExitCode::SUCCESS)
    }

    fn ready(&self, workspace: &Workspace) -> anyhow::Result<Prepared<String>> {
        workspace.actor()?;
        let mut form = Form::new(workspace);
        let Some(handle) = form.person(self.handle.as_deref(), "HANDLE", "Whose entry changes?", None)? else {
            return Err(form.refusal("people set"));
        };
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
        let Changes { roles: added, no_roles, email, department } = self.changes(&form, &known)?;
        let today = workspace.today();
        let mut set = Table::new();
        let mut entries = Vec::new();
        for role in &added {
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
        for role in &no_roles {
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
            check_human(email.iter().map(String::as_str))?;
        }
        for mail in &email {
            check_mail(workspace, &handle, mail)?;
        }
        if self.yes_one_human {
            set.insert("one_human".into(), Value::Boolean(true));
        }
        if !email.is_empty() {
            set.insert("email".into(), Value::Array(email.iter().map(|m| text(m)).collect()));
        }
        if let Some(department) = &department {
            set.insert("department".into(), text(department));
        }
        if set.is_empty() {
            return Err(Refusal::new("nothing to set")
                .next("--role, --no-role, --email, --department, --yes-one-human")
                .into());
        }
        set_person(workspace, &handle, set, self.message.as_deref(), &format!("set {handle}"))
    }

    fn is_empty(&self) -> bool {
        let roles = self.role.is_empty() && self.no_role.is_empty();
        roles && self.email.is_empty() && self.department.is_none() && !self.yes_one_human
    }

    fn changes(&self, form: &Form<'_>, known: &Person) -> anyhow::Result<Changes> {
        let mut changes = Changes {
            roles: self.role.clone(),
            no_roles: self.no_role.clone(),
            email: self.email.clone(),
            department: self.department.clone(),
        };
        if self.is_empty() && form.is_asking() {
            changes.ask(form, known)?;
        }
        Ok(changes)
    }
}

impl Changes {
    /// Asks for one change.
    fn ask(&mut self, form: &Form<'_>, known: &Person) -> anyhow::Result<()> {
        let (answers, held) = (form.answers(), held(known));
        let others: Vec<Role> = Role::all().iter().copied().filter(|role| !held.contains(role)).collect();
        let named = |roles: &[Role]| roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let mut kinds = vec![("role", format!("one more; now: {}", named(&held)))];
        if !held.is_empty() {
            kinds.push(("no-role", "a role that they no longer have".to_owned()));
        }
        kinds.push(("email", format!("one more mail address; now: {}", known.email.join(", "))));
        kinds.push(("department", known.department.as_ref().map(|is| format!("now: {is}")).unwrap_or_default()));
        let meaning = |role: &Role| role.meaning().map(ToOwned::to_owned);
        match form.one_of("What changes?", &kinds)? {
            Some("role") => {
                let question = "Which role do they have from now on?";
                self.roles.extend(answers.choice(question, Again::Flag("--role"), others, meaning)?);
            }
            Some("no-role") => {
                let question = "Which role do they no longer have?";
                self.no_roles.extend(answers.choice(question, Again::Flag("--no-role"), held, meaning)?);
            }
            Some("email") => self.email.extend(answers.line("Which mail address?", Again::Flag("--email"))?),
            _ => {
                let there = known.department.as_deref().unwrap_or_default();
                self.department = answers.line_from("In which department?", there, Again::Flag("--department"))?;
            }
        }
        Ok(())
    }
}

/// The roles that somebody has now.
fn held(known: &Person) -> Vec<Role> {
    known.role.iter().filter(|role| role.until.is_none()).map(|role| role.name).collect()
}
