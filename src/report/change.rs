//! What a branch does to the register, for whoever reviews it.

use std::collections::BTreeMap;
use std::path::Path;

use crate::git::{Oid, Repo};
use crate::history::difference::FieldChange;
use crate::history::period::{self, FileChange};
use crate::model::event::Party;
use crate::model::id::Handle;
use crate::register::load::Register;

/// What the commits of a branch change in the register, since it left the branch that it goes to.
#[derive(Debug)]
pub struct BranchChange {
    /// The files that differ: items first.
    pub files: Vec<FileChange>,
    /// Names of people, by handle.
    names: BTreeMap<Handle, String>,
}

/// What became of the fields of one file.
#[derive(Debug)]
pub struct Moved<'a> {
    /// What was agreed: from what to what.
    pub agreed: Vec<&'a FieldChange>,
    /// The keys of other content that differs, each once.
    pub content: Vec<&'a str>,
    /// Events that were altered or taken out: no act does that.
    pub events: Vec<&'a str>,
}

/// Keys whose values a reviewer wants to see: what was agreed.
const AGREED: [&str; 7] = ["kind", "grade", "significance", "owner", "due", "verify_on", "success_criterion"];

impl BranchChange {
    /// What `tip` has that it had not when it left the line of `base`.
    ///
    /// # Errors
    /// A commit cannot be read, or git cannot be asked.
    pub fn of(repo: &Repo, root: &Path, register: Option<&Register>, base: Oid, tip: Oid) -> anyhow::Result<Self> {
        let files = period::between(repo, root, repo.common_ancestor(base, tip)?, tip)?;
        let people = register.map(|register| &register.basics.people.person);
        let names = people.into_iter().flatten().map(|(handle, person)| (handle.clone(), person.name.clone()));
        Ok(BranchChange { files, names: names.collect() })
    }

    /// Who acted: a name where people.toml has one.
    #[must_use]
    pub fn name(&self, party: &Party) -> String {
        let known = party.handle().and_then(|handle| self.names.get(handle));
        known.cloned().unwrap_or_else(|| party.to_string())
    }
}

/// What became of the fields of a file that was there before; of a new one its acts say enough.
#[must_use]
pub fn moved(file: &FileChange) -> Moved<'_> {
    let mut moved = Moved { agreed: Vec::new(), content: Vec::new(), events: Vec::new() };
    let was_there = file.fields.iter().filter(|_| file.how == period::How::Changed);
    for field in was_there {
        let part = part(&field.key);
        match part {
            "event" => moved.events.push(field.key.split('.').nth(1).unwrap_or_default()),
            "status" => {}
            _ if AGREED.contains(&part) || field.key.ends_with(".due") => moved.agreed.push(field),
            _ => moved.content.push(part),
        }
    }
    moved.content.dedup();
    moved.events.dedup();
    moved
}

/// The first part of a key.
fn part(key: &str) -> &str {
    key.split(['.', '[']).next().unwrap_or(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_agreed_is_told_from_other_content_and_from_events() {
        let field = |key: &str| FieldChange { key: key.to_owned(), from: None, to: Some("x".to_owned()) };
        let keys =
            ["due", "status", "action.7KQ.due", "analysis[0].why[0].answer", "analysis[0].by", "event.3f9c.text"];
        let mut file = FileChange {
            file: "items/x.toml".to_owned(),
            name: "x".to_owned(),
            title: None,
            how: period::How::Changed,
            acts: Vec::new(),
            fields: keys.into_iter().map(field).collect(),
            unreadable: None,
        };
        let told = moved(&file);
        assert_eq!(told.agreed.iter().map(|f| f.key.as_str()).collect::<Vec<_>>(), ["due", "action.7KQ.due"]);
        assert_eq!((told.content, told.events), (vec!["analysis"], vec!["3f9c"]));
        file.how = period::How::Added;
        assert!(moved(&file).agreed.is_empty());
    }
}
