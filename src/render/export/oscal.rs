//! A plan of action and milestones in the words of OSCAL 1.2.1 (NIST), as JSON.

use serde::Serialize;
use uuid::Uuid;

use crate::model::date::Moment;
use crate::model::event::Party;
use crate::model::id::Handle;
use crate::render::json;
use crate::render::markdown::escaped;
use crate::render::terminal::{clean, clean_line};
use crate::report::export::{Logged, Poam, PoamItem, Remedy, Standing, Task};

/// The model that it is written in.
const VERSION: &str = "1.2.1";

/// The role of who owns an item or an action.
const OWNER: &str = "owner";

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document {
    plan_of_action_and_milestones: Plan,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Plan {
    uuid: Uuid,
    metadata: Metadata,
    system_id: SystemId,
    risks: Vec<Risk>,
    poam_items: Vec<Entry>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Metadata {
    title: String,
    last_modified: String,
    version: String,
    oscal_version: &'static str,
    props: Vec<Prop>,
    roles: [Role; 1],
    parties: Vec<PartyEntry>,
}

#[derive(Serialize)]
struct Role {
    id: &'static str,
    title: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct PartyEntry {
    uuid: Uuid,
    #[serde(rename = "type")]
    kind: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    props: Vec<Prop>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    email_addresses: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct SystemId {
    identifier_type: &'static str,
    id: Uuid,
}

#[derive(Serialize)]
struct Prop {
    name: &'static str,
    ns: String,
    value: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Entry {
    uuid: Uuid,
    title: String,
    description: String,
    props: Vec<Prop>,
    related_risks: [RelatedRisk; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct RelatedRisk {
    risk_uuid: Uuid,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Risk {
    uuid: Uuid,
    title: String,
    description: String,
    statement: String,
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    deadline: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remediations: Vec<Remediation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[serde(rename = "risk-log")]
    log: Option<RiskLog>,
}

#[derive(Serialize)]
struct Remediation {
    uuid: Uuid,
    lifecycle: &'static str,
    title: &'static str,
    description: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tasks: Vec<TaskEntry>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct TaskEntry {
    uuid: Uuid,
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    props: [Prop; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    timing: Option<Timing>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    responsible_roles: Vec<Responsible>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Timing {
    on_date: OnDate,
}

#[derive(Serialize)]
struct OnDate {
    date: String,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Responsible {
    role_id: &'static str,
    party_uuids: [Uuid; 1],
}

#[derive(Serialize)]
struct RiskLog {
    entries: Vec<LogEntry>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct LogEntry {
    uuid: Uuid,
    title: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    start: String,
    props: [Prop; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logged_by: Vec<LoggedBy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status_change: Option<&'static str>,
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct LoggedBy {
    party_uuid: Uuid,
}

/// The names of one register: each is made of its id and a reference, so that they are the same again (version 5).
struct Names<'p> {
    register: Uuid,
    /// The name of our own words among those of others.
    own: String,
    poam: &'p Poam,
}

impl Names<'_> {
    fn of(&self, reference: &str) -> Uuid {
        Uuid::new_v5(&self.register, reference.as_bytes())
    }

    fn person(&self, handle: &Handle) -> Option<Uuid> {
        let known = self.poam.people.iter().any(|(person, _, _)| person == handle);
        known.then(|| self.of(&format!("person/{handle}")))
    }

    fn prop(&self, name: &'static str, value: &str) -> Prop {
        Prop { name, ns: self.own.clone(), value: line(value) }
    }
}

/// The plan as JSON.
///
/// # Errors
/// It cannot be written.
pub fn oscal(poam: &Poam) -> anyhow::Result<String> {
    let kaizen = Uuid::new_v5(&Uuid::NAMESPACE_DNS, b"kaizen");
    let register = Uuid::new_v5(&kaizen, poam.register.as_bytes());
    let names = Names { register, own: format!("urn:uuid:{kaizen}"), poam };
    let plan = Plan {
        uuid: names.of(&format!("poam/{}/{}", poam.origin.as_of, version(poam))),
        metadata: metadata(&names),
        system_id: SystemId { identifier_type: "https://ietf.org/rfc/rfc4122", id: register },
        risks: poam.items.iter().map(|item| risk(&names, item)).collect(),
        poam_items: poam.items.iter().map(|item| entry(&names, item)).collect(),
    };
    json::pretty(&Document { plan_of_action_and_milestones: plan })
}

/// The commit, or the newest act where the working tree was read.
fn version(poam: &Poam) -> String {
    poam.origin.commit.clone().unwrap_or_else(|| poam.last_act.to_string())
}

fn metadata(names: &Names<'_>) -> Metadata {
    let poam = names.poam;
    let organisation = PartyEntry {
        uuid: names.of("organisation"),
        kind: "organization",
        name: line(&poam.organisation),
        props: Vec::new(),
        email_addresses: Vec::new(),
    };
    let people = poam.people.iter().map(|(handle, name, email)| PartyEntry {
        uuid: names.of(&format!("person/{handle}")),
        kind: "person",
        name: line(name),
        props: vec![names.prop("handle", handle.as_str())],
        email_addresses: email.iter().map(|mail| line(mail)).collect(),
    });
    Metadata {
        title: title(&format!("Plan of action and milestones of {}", poam.organisation)),
        last_modified: poam.last_act.to_string(),
        version: line(&version(poam)),
        oscal_version: VERSION,
        props: vec![
            names.prop("register", &poam.register),
            names.prop("as-of", &poam.origin.as_of.to_string()),
            names.prop("made-by", &poam.origin.tool),
        ],
        roles: [Role { id: OWNER, title: "Owner" }],
        parties: std::iter::once(organisation).chain(people).collect(),
    }
}

fn entry(names: &Names<'_>, item: &PoamItem) -> Entry {
    Entry {
        uuid: names.of(&item.id),
        title: title(&item.title),
        description: text(&item.description),
        props: item.props.iter().map(|(name, value)| names.prop(name, value)).collect(),
        related_risks: [RelatedRisk { risk_uuid: names.of(&format!("{}/risk", item.id)) }],
    }
}

fn risk(names: &Names<'_>, item: &PoamItem) -> Risk {
    let entries: Vec<LogEntry> = item.log.iter().map(|logged| log_entry(names, item, logged)).collect();
    Risk {
        uuid: names.of(&format!("{}/risk", item.id)),
        title: title(&item.title),
        description: text(&item.description),
        statement: text(&item.statement),
        status: word(item.standing),
        deadline: item.deadline.and_then(moment),
        remediations: item.remedies.iter().map(|remedy| remediation(names, item, remedy)).collect(),
        log: (!entries.is_empty()).then_some(RiskLog { entries }),
    }
}

fn remediation(names: &Names<'_>, item: &PoamItem, remedy: &Remedy) -> Remediation {
    Remediation {
        uuid: names.of(&format!("{}/{}", item.id, remedy.name)),
        lifecycle: if remedy.done { "completed" } else { "planned" },
        title: remedy.title,
        description: text(&remedy.description),
        tasks: remedy.tasks.iter().map(|part| task(names, item, part)).collect(),
    }
}

fn task(names: &Names<'_>, item: &PoamItem, task: &Task) -> TaskEntry {
    let owner = task.owner.as_ref().and_then(|handle| names.person(handle));
    TaskEntry {
        uuid: names.of(&format!("{}/task/{}", item.id, task.name)),
        kind: if task.milestone { "milestone" } else { "action" },
        title: title(&task.title),
        props: [names.prop("progress", task.progress)],
        timing: task.due.and_then(moment).map(|date| Timing { on_date: OnDate { date } }),
        responsible_roles: owner.map(|uuid| Responsible { role_id: OWNER, party_uuids: [uuid] }).into_iter().collect(),
    }
}

fn log_entry(names: &Names<'_>, item: &PoamItem, logged: &Logged) -> LogEntry {
    let by = match &logged.by {
        Party::Person(handle) => names.person(handle),
        Party::Anonymous | Party::Outside(_) => None,
    };
    LogEntry {
        uuid: names.of(&format!("{}/event/{}", item.id, logged.event)),
        title: title(&logged.title),
        description: logged.text.as_deref().filter(|said| !said.trim().is_empty()).map(text),
        start: moment(logged.at).unwrap_or_else(|| names.poam.last_act.to_string()),
        props: [names.prop("by", &logged.by.to_string())],
        logged_by: by.map(|party_uuid| LoggedBy { party_uuid }).into_iter().collect(),
        status_change: logged.standing.map(word),
    }
}

fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "open",
        Standing::Remediating => "remediating",
        Standing::DeviationApproved => "deviation-approved",
        Standing::Closed => "closed",
    }
}

/// A moment, where it lies in the years that OSCAL can write.
fn moment(at: Moment) -> Option<String> {
    use chrono::Datelike as _;
    (1900..=2999).contains(&at.0.year()).then(|| at.to_string())
}

/// A text of one line, as it is.
fn line(value: &str) -> String {
    let line = clean_line(value);
    if line.is_empty() { "-".to_owned() } else { line }
}

/// A text of one line that is Markdown there: none of its signs means anything, nor would a tag where nobody reads Markdown.
fn title(value: &str) -> String {
    escaped(&line(value)).replace("\\<", "&lt;")
}

/// A text of several lines that is Markdown there, with the signs that begin HTML as words.
fn text(value: &str) -> String {
    let text = clean(value.trim()).replace('&', "&amp;").replace('<', "&lt;");
    if text.is_empty() { "-".to_owned() } else { text }
}
