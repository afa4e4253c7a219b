//! People: one human being each, and told apart.

use std::collections::HashMap;

use toml::Value;

use super::facts::World;
use super::finding::RawFinding;
use crate::model::event::Event;
use crate::model::id::Handle;
use crate::model::lookalike::Lookalikes;
use crate::model::person::{People, group_named};
use crate::model::rule::Rule;
use crate::model::word::Level;

/// What is wrong with the people of people.toml, beside what is the same under two handles.
#[must_use]
pub fn rules(world: &World<'_>, people: &People) -> Vec<RawFinding> {
    let mut drafts = look_alikes(people);
    drafts.extend(no_humans(world, people));
    drafts
}

/// `owner-not-a-person`, of whoever is there and may so come to own something.
fn no_humans(world: &World<'_>, people: &People) -> Vec<RawFinding> {
    let there = people.person.iter().filter(|(_, person)| person.until.is_none_or(|until| world.today < until));
    let groups = there.filter(|(_, person)| !person.one_human).filter_map(|(handle, person)| {
        let mails = person.email.iter().map(String::as_str);
        let (text, word) = group_named([handle.as_str(), &person.name].into_iter().chain(mails))?;
        let message = format!("{handle} is no human being: “{text}” says “{word}”");
        let draft = RawFinding::new(Rule::OwnerNotAPerson, &["person", handle.as_str()], message).level(Level::Warn);
        Some(draft.remedy(format!(
            "Enter each human being by themselves, and say that this one leaves: kaizen people leave {handle}. Where it \
             is one human being: kaizen people set {handle} --yes-one-human."
        )))
    });
    groups.collect()
}

/// `duplicate-person` where nothing is the same and all looks so: each handle and mail address that one takes for that of
/// an earlier person.
fn look_alikes(people: &People) -> Vec<RawFinding> {
    let entered = entered(people);
    let mut order: Vec<&Handle> = people.person.keys().collect();
    // Who came later is the one who looks like somebody; whom no event entered came last.
    order.sort_by_key(|handle| entered.get(handle.as_str()).map_or((true, None), |e| (false, Some(e.at))));
    let mut known = Lookalikes::default();
    let mut drafts = Vec::new();
    for handle in order {
        let mut tell = |key: &[&str], message: String| {
            let draft = RawFinding::new(Rule::DuplicatePerson, key, message);
            drafts.push(match entered.get(handle.as_str()) {
                Some(event) => draft.event(&event.hash),
                None => draft,
            });
        };
        if let Some(other) = known.note_handle(handle) {
            tell(&["person", handle.as_str()], format!("the handle {handle} looks like {other}"));
        }
        for mail in people.person.get(handle).into_iter().flat_map(|person| &person.email) {
            let Some((other, theirs)) = known.note_mail(handle, mail) else { continue };
            // One address under two handles is told as that.
            if theirs.trim().to_lowercase() != mail.trim().to_lowercase() {
                let message = format!("the mail address {mail} of {handle} looks like {theirs} of {other}");
                tell(&["person", handle.as_str(), "email"], message);
            }
        }
    }
    drafts
}

/// The first event that sets something of each person.
fn entered(people: &People) -> HashMap<&str, &Event> {
    let mut entered: HashMap<&str, &Event> = HashMap::new();
    for event in people.event.values() {
        let set = event.set.as_ref().and_then(|set| set.get("person")).and_then(Value::as_table);
        for handle in set.into_iter().flat_map(toml::Table::keys) {
            let first = entered.entry(handle).or_insert(event);
            if event.at < first.at {
                *first = event;
            }
        }
    }
    entered
}
