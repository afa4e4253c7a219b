use toml::{Table, Value};

use super::{ask, done};
use crate::lifecycle::refusal::Refusal;
use crate::model::event::Act;
use crate::model::id::Handle;
use crate::model::person::Person;
use crate::record::desk::Desk;
use crate::record::settings::{Change, File, change};

pub(super) fn text(text: &str) -> Value {
    Value::String(text.to_owned())
}

pub(super) fn date(text: &impl ToString) -> anyhow::Result<Value> {
    Ok(Value::Datetime(text.to_string().parse()?))
}

/// Records what is set of one person.
pub(super) fn set_person(
    desk: &Desk,
    handle: &Handle,
    person: Table,
    message: Option<&str>,
    did: &str,
) -> anyhow::Result<()> {
    let subject = format!("people: {did}");
    let words = message.map(|m| ask::words(Some(m), "the text after -m")).transpose()?;
    let mut record = Change::words(Act::Changed, String::new(), subject.clone());
    record.text = words;
    let people = Table::from_iter([(handle.to_string(), Value::Table(person))]);
    record.set = Table::from_iter([("person".to_owned(), Value::Table(people))]);
    done::tell_change(&subject, &change(desk, File::People, record)?);
    Ok(())
}

pub(super) fn person(desk: &Desk, handle: &Handle) -> anyhow::Result<Person> {
    let known = desk.register.basics.people.person.get(handle).cloned();
    known.ok_or_else(|| {
        Refusal::new(format!("{handle} has no table in people.toml")).next("kaizen check tells more").into()
    })
}
