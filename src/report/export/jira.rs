//! Items as issues of Jira.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::model::date::{Day, Moment};
use crate::model::event::{Act, Event, Party};
use crate::model::id::Handle;
use crate::model::word::{Kind, Status};
use crate::record::words;
use crate::register::load::Register;
use crate::register::read::Problem;
use crate::report::audit::{AuditedItem, entries};

/// Items as issues.
#[derive(Debug)]
pub struct JiraIssues {
    /// The issues.
    pub issues: Vec<JiraIssue>,
    /// The zone that times are told in.
    pub zone: Tz,
    /// The mail address of everybody who has one.
    mail: BTreeMap<Handle, String>,
}

/// One item.
#[derive(Debug)]
pub struct JiraIssue {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The type of issue: every project has these.
    pub kind: &'static str,
    /// Where it stands, in the words of a new project.
    pub status: String,
    /// Who owns it.
    pub assignee: Option<String>,
    /// Who raised it.
    pub reporter: Option<String>,
    /// When it was raised.
    pub raised: Option<Moment>,
    /// Its target date.
    pub due: Option<Day>,
    /// What it is about, with what Jira has no field for.
    pub description: String,
    /// Its id, tags and words.
    pub labels: Vec<String>,
    /// Its acts, each with what was done in words.
    pub comments: Vec<(Event, String)>,
}

impl JiraIssues {
    /// How somebody is named: by mail address, by which Jira finds its users.
    #[must_use]
    pub fn author(&self, party: &Party) -> String {
        let mail = party.handle().and_then(|handle| self.mail.get(handle));
        mail.cloned().unwrap_or_else(|| party.to_string())
    }
}

/// The items of a register as issues; beside them what could not be read.
///
/// # Errors
/// The folder cannot be read.
pub fn jira_issues(register: &Register) -> anyhow::Result<(JiraIssues, Vec<Problem>)> {
    let (entries, problems) = entries(register)?;
    let people = register.basics.people.person.iter();
    let mail = people.filter_map(|(handle, person)| Some((handle.clone(), person.email.first()?.clone()))).collect();
    let mut issues = JiraIssues { issues: Vec::new(), zone: register.zone(), mail };
    issues.issues = entries.iter().map(|entry| issue(entry, &issues)).collect();
    if register.settings.sandbox {
        issues.issues.iter_mut().for_each(|issue| issue.labels.push("sandbox".to_owned()));
    }
    Ok((issues, problems))
}

fn issue(entry: &AuditedItem, all: &JiraIssues) -> JiraIssue {
    let (item, terms) = (&entry.item, &entry.state.terms);
    let mut labels = vec![entry.id().to_owned()];
    labels.extend(terms.kind.map(|word| word.to_string()));
    labels.extend(terms.grade.map(|word| word.to_string()));
    labels.extend(item.tags.iter().cloned());
    let comments = entry.events.iter().filter(|event| event.act != Act::Raised);
    JiraIssue {
        id: entry.id().to_owned(),
        title: item.title.clone(),
        kind: if terms.kind == Some(Kind::Improvement) { "Story" } else { "Task" },
        status: match entry.state.status {
            Some(Status::InProgress | Status::Implemented) => "In Progress",
            Some(Status::Closed | Status::Rejected) => "Done",
            None | Some(Status::Raised | Status::Accepted | Status::Deferred) => "To Do",
        }
        .to_owned(),
        assignee: terms.owner.as_ref().map(|handle| all.author(&Party::Person(handle.clone()))),
        reporter: item.raised_by.as_ref().map(|party| all.author(party)),
        raised: entry.state.raised_at,
        due: terms.due,
        description: description(entry),
        labels,
        comments: comments.map(|event| (event.clone(), words::in_past(event))).collect(),
    }
}

fn description(entry: &AuditedItem) -> String {
    let (item, state) = (&entry.item, &entry.state);
    let status = state.status.map(|word| word.to_string());
    let lines = [
        ("Register item", Some(entry.id().to_owned())),
        ("Status", status),
        ("Success criterion", state.terms.success_criterion.clone()),
        ("Root cause", item.root_cause().map(ToOwned::to_owned)),
        ("Correction", item.correction.as_ref().map(|correction| correction.description.clone())),
        ("Sources", joined(item.sources.iter())),
        ("Controls", joined(item.controls.iter())),
    ];
    let lines = lines.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?)));
    let actions = item.action.iter().map(|(id, action)| format!("Action {id}: {}", action.description));
    let told: Vec<String> = lines.chain(actions).collect();
    let said = item.description.as_deref().unwrap_or_default().trim();
    if said.is_empty() { told.join("\n") } else { format!("{said}\n\n{}", told.join("\n")) }
}

fn joined<T: ToString>(values: impl Iterator<Item = T>) -> Option<String> {
    let all: Vec<String> = values.map(|value| value.to_string()).collect();
    (!all.is_empty()).then(|| all.join(", "))
}
