//! The item of the story that went the whole way: an incident, its cause, the fix and the proof.

use super::Scene;
use super::story::{Part, accept, act, plan, raised, shown_at, why};
use crate::act::action::FinishAction;
use crate::act::content::Correct;
use crate::act::raise::Content;
use crate::act::resource::{DecideResource, RequestResource};
use crate::act::sign_off::SignOff;
use crate::act::verify::Verify;
use crate::model::date::Day;
use crate::model::word::{
    Category, Decision, Environment, Grade, Kind, ResourceKind, Significance, VerifyMethod, VerifyResult,
};

/// What happened to it.
pub(super) fn scenes(today: Day) -> anyhow::Result<Vec<Scene>> {
    let (part, due) = (Part::Badges, today.minus(110));
    let content = Content {
        kind: Some(Kind::CorrectiveAction),
        grade: Some(Grade::MinorNonconformity),
        significance: Some(Significance::Minor),
        source: vec!["incident:INC-481".parse()?],
        category: Some(Category::Physical),
        environment: vec![Environment::Office],
        control: vec!["A.7.2".to_owned(), "A.8.15".to_owned()],
        risk: vec![("RSK-12".to_owned(), 16.0)],
        description: Some("After the break-in the reader on the east door had logged granted entries only.".to_owned()),
        ..Content::default()
    };
    let answers = [
        "The reader firmware drops them above two per second.",
        "The firmware has not been updated since it was installed.",
        "Door controllers are not part of the monthly patch cycle.",
        "They are in no asset inventory.",
        "Facilities buys them and nothing tells IT.",
    ];
    let mut scenes = vec![
        raised(190, "dana.okafor", part, "Badge reader on the east door drops failed attempts", content),
        act(
            187,
            "mona.lind",
            part,
            accept(
                "arjun.mehta",
                due,
                "Each failed badge attempt reaches the SIEM within 60 s, 30 days in a row.",
                "Repeats a finding of the last internal audit.",
            )?,
        ),
        act(
            186,
            "arjun.mehta",
            part,
            Correct {
                description: Some("Guard posted at the east door until the firmware is replaced.".to_owned()),
                consequences: None,
            },
        ),
        act(
            183,
            "arjun.mehta",
            part,
            why(&answers, "Firmware of door controllers is outside the patch process.", "patch-management"),
        ),
        act(
            180,
            "arjun.mehta",
            part,
            plan("Bring door controllers into the monthly patch cycle.", "arjun.mehta", today.minus(120))?,
        ),
        act(
            179,
            "arjun.mehta",
            part,
            RequestResource {
                kind: ResourceKind::Budget,
                amount: 1200.0,
                unit: "EUR".to_owned(),
                purpose: "Firmware licences for six controllers".to_owned(),
                text: None,
            },
        ),
        act(
            176,
            "karl.voss",
            part,
            DecideResource {
                decision: Decision::Approved,
                resource: None,
                amount: None,
                reference: Some("PO-118".to_owned()),
                waiver: None,
                reason: None,
            },
        ),
    ];
    scenes.extend(proved());
    Ok(scenes)
}

/// The fix, and what shows that it holds.
fn proved() -> [Scene; 3] {
    let part = Part::Badges;
    [
        act(
            128,
            "arjun.mehta",
            part,
            FinishAction { action: None, text: Some("Patched with the cycle of this month.".to_owned()) },
        ),
        act(
            125,
            "arjun.mehta",
            part,
            SignOff {
                evidence: shown_at("https://assets.example.com/door-controllers"),
                late_reason: None,
                statement: Some("All door controllers run the new firmware and are in the patch cycle.".to_owned()),
            },
        ),
        act(
            90,
            "priya.nair",
            part,
            Verify {
                method: VerifyMethod::Sampling,
                result: VerifyResult::Effective,
                evidence: shown_at("https://logs.example.com/reader-east"),
                risks: vec![("RSK-12".to_owned(), 6.0)],
                due: None,
                follow_up: None,
                early_reason: None,
                waiver: None,
                finding: Some(
                    "Thirty days of reader logs compared with the visitor list: no failed attempt missing.".to_owned(),
                ),
            },
        ),
    ]
}
