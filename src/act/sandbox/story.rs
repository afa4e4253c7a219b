//! What happened in the made-up company, by how many days ago it was.

use super::{Deed, Scene};
use crate::act::ItemAct;
use crate::act::action::PlanAction;
use crate::act::analysis::{Analyse, Findings};
use crate::act::decide::{Accept, Defer, Reject};
use crate::act::evidence::Attachments;
use crate::act::raise::{Content, Raise, Suggest};
use crate::act::sign_off::SignOff;
use crate::act::turn::Start;
use crate::model::date::Day;
use crate::model::terms::Terms;
use crate::model::word::{Category, Environment, Grade, Kind, Role, Significance};

/// An item of the story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Closed: an incident, its cause, the fix and the proof.
    Badges,
    /// In progress, and overdue.
    Leavers,
    /// Implemented, to be verified today.
    Phishing,
    /// Accepted.
    Screens,
    /// Deferred.
    Logs,
    /// Rejected.
    Wristbands,
    /// Raised, waiting for a decision.
    Bins,
}

/// The company.
pub(super) const COMPANY: &str = "Example Ltd (sandbox)";

/// Handle, name, department, whether security is their work, roles.
pub(super) type Person = (&'static str, &'static str, &'static str, bool, &'static [Role]);

/// Its people; the first one founds the register.
pub(super) const PEOPLE: [Person; 6] = [
    ("mona.lind", "Mona Lind", "Security", true, &[Role::IsmsManager]),
    ("karl.voss", "Karl Voss", "Board", false, &[Role::TopManagement]),
    ("arjun.mehta", "Arjun Mehta", "IT", false, &[Role::Staff]),
    ("dana.okafor", "Dana Okafor", "Facilities", false, &[Role::Staff]),
    ("tomas.rey", "Tomás Rey", "Human Resources", false, &[Role::Staff]),
    ("priya.nair", "Priya Nair", "Audit", false, &[Role::Auditor]),
];

/// All that happened beside the item that is closed, item by item.
pub(super) fn scenes(today: Day) -> anyhow::Result<Vec<Scene>> {
    let mut scenes = leavers(today)?;
    scenes.extend(phishing(today)?);
    scenes.extend(screens(today)?);
    scenes.extend(not_now(today)?);
    scenes.push(review(115, "Facilities tells IT of every door controller that it buys.", Part::Badges));
    scenes.push(review(40, "The leaver process comes before the other projects of Human Resources.", Part::Leavers));
    Ok(scenes)
}

fn review(ago: u32, decision: &'static str, item: Part) -> Scene {
    Scene { ago, by: "karl.voss", deed: Deed::Review { decision, item } }
}

pub(super) fn act(ago: u32, by: &'static str, part: Part, request: impl ItemAct + 'static) -> Scene {
    Scene { ago, by, deed: Deed::Act(part, Box::new(request)) }
}

pub(super) fn raised(ago: u32, by: &'static str, part: Part, title: &str, content: Content) -> Scene {
    let raise = Raise { title: Some(title.to_owned()), from: None, content };
    Scene { ago, by, deed: Deed::Raise(part, Box::new(raise)) }
}

pub(super) fn accept(owner: &str, due: Day, criterion: &str, reason: &str) -> anyhow::Result<Accept> {
    let terms = Terms {
        owner: Some(owner.parse()?),
        due: Some(due),
        success_criterion: Some(criterion.to_owned()),
        ..Terms::default()
    };
    Ok(Accept { terms, reference: None, reason: Some(reason.to_owned()) })
}

pub(super) fn why(answers: &[&str], root_cause: &str, cause_code: &str) -> Analyse {
    Analyse {
        findings: Findings {
            root_cause: Some(root_cause.to_owned()),
            cause_code: Some(cause_code.to_owned()),
            ..Findings::default()
        },
        because: answers.iter().map(|answer| (*answer).to_owned()).collect(),
        ..Analyse::default()
    }
}

pub(super) fn plan(what: &str, owner: &str, due: Day) -> anyhow::Result<PlanAction> {
    Ok(PlanAction {
        description: what.to_owned(),
        owner: Some(owner.parse()?),
        due: Some(due),
        procedure: None,
        changes: None,
        text: None,
    })
}

pub(super) fn shown_at(url: &str) -> Attachments {
    Attachments { paths: Vec::new(), urls: vec![url.to_owned()] }
}

/// In progress: the cause is known, an action is open, the target date is over.
fn leavers(today: Day) -> anyhow::Result<Vec<Scene>> {
    let part = Part::Leavers;
    let content = Content {
        kind: Some(Kind::CorrectiveAction),
        grade: Some(Grade::MinorNonconformity),
        significance: Some(Significance::Major),
        source: vec!["internal-audit:IA-07".parse()?],
        category: Some(Category::Process),
        environment: vec![Environment::Cloud],
        control: vec!["A.5.18".to_owned()],
        description: Some("Three of ten sampled leavers still had an account a month later.".to_owned()),
        ..Content::default()
    };
    let answers = [
        "Nobody told IT.",
        "The leaver's form reaches payroll only.",
        "It is older than the cloud accounts.",
        "Nobody owns the form.",
        "Forms are not reviewed when systems change.",
    ];
    Ok(vec![
        raised(75, "priya.nair", part, "Leavers keep their cloud accounts for weeks", content),
        act(
            72,
            "mona.lind",
            part,
            accept(
                "tomas.rey",
                today.minus(10),
                "No leaver has an account after one day, 30 days in a row.",
                "A minor nonconformity of the internal audit.",
            )?,
        ),
        act(70, "tomas.rey", part, Start { text: None }),
        act(65, "tomas.rey", part, why(&answers, "The leaver process ends before IT.", "leaver-process")),
        act(
            60,
            "tomas.rey",
            part,
            plan("Send the leaver's form to the service desk on the day it is signed.", "tomas.rey", today.minus(12))?,
        ),
    ])
}

/// Implemented: somebody independent looks at it today.
fn phishing(today: Day) -> anyhow::Result<Vec<Scene>> {
    let part = Part::Phishing;
    let content = Content {
        kind: Some(Kind::Improvement),
        grade: Some(Grade::Opportunity),
        significance: Some(Significance::Minor),
        source: vec!["training-feedback:ONB-06".parse()?],
        category: Some(Category::Behavioural),
        environment: vec![Environment::Home, Environment::Office],
        control: vec!["A.6.3".to_owned(), "A.6.8".to_owned()],
        verify_on: Some(today),
        description: Some(
            "Seven of nine newcomers asked after the training where to send a suspicious mail.".to_owned(),
        ),
        ..Content::default()
    };
    Ok(vec![
        raised(120, "tomas.rey", part, "New staff cannot tell how to report a phishing mail", content),
        act(
            118,
            "mona.lind",
            part,
            accept(
                "tomas.rey",
                today.minus(58),
                "Nine of ten newcomers report the test mail within a day.",
                "Costs a slide and a button.",
            )?,
        ),
        act(
            62,
            "tomas.rey",
            part,
            SignOff {
                evidence: shown_at("https://training.example.com/report-button"),
                late_reason: None,
                statement: Some(
                    "The report button is shown, and tried by everybody, in the first hour of the training.".to_owned(),
                ),
            },
        ),
    ])
}

/// Accepted, with time left.
fn screens(today: Day) -> anyhow::Result<Vec<Scene>> {
    let part = Part::Screens;
    let content = Content {
        kind: Some(Kind::Improvement),
        grade: Some(Grade::Opportunity),
        significance: Some(Significance::Minor),
        source: vec!["site-walkthrough:east-wing".parse()?],
        category: Some(Category::Physical),
        environment: vec![Environment::Office],
        control: vec!["A.7.7".to_owned()],
        description: Some("From the sofa at reception the visitor list of the day can be read.".to_owned()),
        ..Content::default()
    };
    Ok(vec![
        raised(30, "dana.okafor", part, "Screens at reception can be read by visitors", content),
        act(
            27,
            "mona.lind",
            part,
            accept(
                "dana.okafor",
                today.plus(30),
                "Nothing can be read from the visitors' side.",
                "Cheap, and visitors notice it.",
            )?,
        ),
    ])
}

/// Deferred, rejected, and one that nobody has decided on yet.
fn not_now(today: Day) -> anyhow::Result<Vec<Scene>> {
    let logs = Content {
        kind: Some(Kind::Improvement),
        grade: Some(Grade::Observation),
        significance: Some(Significance::Minor),
        source: vec!["risk:RSK-40".parse()?],
        risk: vec![("RSK-40".to_owned(), 9.0)],
        category: Some(Category::Technical),
        environment: vec![Environment::Cloud],
        control: vec!["A.8.15".to_owned()],
        description: Some("The longest investigation of the year needed logs of sixty days.".to_owned()),
        ..Content::default()
    };
    let suggestion = |title: &str, text: Option<&str>, department: &str, anonymous| Suggest {
        title: Some(title.to_owned()),
        text: text.map(ToOwned::to_owned),
        department: Some(department.to_owned()),
        anonymous,
    };
    let wristbands = suggestion("Replace all visitor badges with wristbands", None, "Facilities", true);
    let bins = suggestion(
        "Lock the paper bins on the second floor",
        Some("The bins for confidential paper stand open since the move; anybody can reach in."),
        "Facilities",
        false,
    );
    Ok(vec![
        raised(55, "arjun.mehta", Part::Logs, "Cloud audit logs are kept for thirty days only", logs),
        act(
            50,
            "mona.lind",
            Part::Logs,
            Defer {
                until: today.plus(60),
                reason: Some(
                    "The contract with the log store is renewed then; until then a longer period costs double."
                        .to_owned(),
                ),
            },
        ),
        Scene { ago: 48, by: "dana.okafor", deed: Deed::Suggest(Part::Wristbands, wristbands) },
        act(
            44,
            "mona.lind",
            Part::Wristbands,
            Reject {
                review_on: Some(today.plus(300)),
                reference: None,
                reason: Some("Badges are collected at the desk; the remaining risk is low and accepted.".to_owned()),
            },
        ),
        Scene { ago: 3, by: "dana.okafor", deed: Deed::Suggest(Part::Bins, bins) },
    ])
}
