use toml::{Table, Value};

use super::act::optional_words;
use crate::lifecycle::refusal::Refusal;
use crate::model::date::Day;
use crate::model::event::Act;
use crate::model::id::Handle;
use crate::model::person::Person;
use crate::model::word::Role;
use crate::record::settings::{File, SettingsChange, change};
use crate::record::workspace::{Prepared, Workspace};

pub(super) fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

pub(super) fn date(text: &impl ToString) -> anyhow::Result<Value> {
    Ok(Value::Datetime(text.to_string().parse()?))
}

/// Roles as a person holds them from a day on.
pub(super) fn roles(roles: &[Role], from: Day) -> anyhow::Result<Value> {
    let each = |role: &Role| -> anyhow::Result<Value> {
        Ok(Value::Table(Table::from_iter([
            ("name".to_owned(), text(&role.to_string())),
            ("from".to_owned(), date(&from)?),
        ])))
    };
    Ok(Value::Array(roles.iter().map(each).collect::<Result<_, _>>()?))
}

/// Makes ready what is set of one person; tells what it is.
pub(super) fn set_person(
    workspace: &Workspace,
    handle: &Handle,
    person: Table,
    message: Option<&str>,
    did: &str,
) -> anyhow::Result<Prepared<String>> {
    let subject = format!("people: {did}");
    let words = optional_words(&workspace.answers, message)?;
    let mut record = SettingsChange::words(Act::Changed, String::new(), subject.clone());
    record.text = words;
    let people = Table::from_iter([(handle.to_string(), Value::Table(person))]);
    record.set = Table::from_iter([("person".to_owned(), Value::Table(people))]);
    Ok(change(workspace, File::People, record)?.map(|()| subject))
}

pub(super) fn person(workspace: &Workspace, handle: &Handle) -> anyhow::Result<Person> {
    let known = workspace.register.basics.people.person.get(handle).cloned();
    known.ok_or_else(|| {
        Refusal::new(format!("{handle} has no table in people.toml")).next("kaizen check tells more").into()
    })
}
