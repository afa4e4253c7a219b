//! What a commit says of an act.

use crate::model::event::{Act, Event};
use crate::model::word::Decision;

/// The subject line of an act's commit, without the item's id: what was done, in the imperative.
#[must_use]
pub fn headline(event: &Event) -> String {
    let action = event.action.as_ref().map(ToString::to_string).unwrap_or_default();
    let resource = event.resource.as_ref().map(ToString::to_string).unwrap_or_default();
    let due = event.terms.as_ref().and_then(|t| t.due).map(|d| d.to_string()).unwrap_or_default();
    match event.act {
        Act::Raised => "raise".to_owned(),
        Act::Accepted => "accept".to_owned(),
        Act::Rejected => "reject".to_owned(),
        Act::Deferred => format!("defer until {}", event.until.map(|d| d.to_string()).unwrap_or_default()),
        Act::Amended => {
            let terms: Vec<&str> = event.terms.iter().flat_map(|t| t.present().collect::<Vec<_>>()).collect();
            format!("amend {}", terms.join(", "))
        }
        Act::Extended => format!("extend to {due}"),
        Act::Corrected => "record the correction".to_owned(),
        Act::Analysed => "analyse the cause".to_owned(),
        Act::Requested => format!("request resource {resource}"),
        Act::Linked => "link".to_owned(),
        Act::Edited => "edit".to_owned(),
        Act::Planned => format!("plan action {action}"),
        Act::Replanned => format!("replan action {action}"),
        Act::Dropped => format!("drop action {action}"),
        Act::Withdrawn => format!("withdraw resource {resource}"),
        Act::Started => "start".to_owned(),
        Act::Done => format!("action {action} done"),
        Act::Resourced if event.decision == Some(Decision::Approved) => format!("approve resource {resource}"),
        Act::Resourced => format!("decline resource {resource}"),
        Act::Implemented => "sign off".to_owned(),
        Act::Verified => format!("verify as {}", event.result.map(|r| r.to_string()).unwrap_or_default()),
        Act::Reopened => "reopen".to_owned(),
        Act::Noted => "note".to_owned(),
        Act::Voided => format!("void event {}", event.event.as_ref().map_or("", |h| h.short())),
        Act::Changed => "change".to_owned(),
        Act::Recorded => "record".to_owned(),
        Act::Dismissed => "dismiss".to_owned(),
        Act::Sealed => "seal".to_owned(),
        Act::Unknown => event.act.to_string(),
    }
}

/// What was done, as people tell it afterwards, `extended to 2026-06-15`; and with which program it was drafted.
#[must_use]
pub fn in_past(event: &Event) -> String {
    let drafted = event.drafted_with.as_ref().map(|program| format!(" (drafted with {program})"));
    done(event) + &drafted.unwrap_or_default()
}

fn done(event: &Event) -> String {
    let object = match event.act {
        Act::Deferred => event.until.map(|day| format!("until {day}")),
        Act::Extended => event.terms.as_ref().and_then(|t| t.due).map(|day| format!("to {day}")),
        Act::Amended => event.terms.as_ref().map(|t| t.present().collect::<Vec<_>>().join(", ")),
        Act::Done => {
            let id = event.action.as_ref().map(ToString::to_string).unwrap_or_default();
            return format!("action {id} done");
        }
        Act::Planned | Act::Replanned | Act::Dropped => event.action.as_ref().map(|id| format!("action {id}")),
        Act::Requested | Act::Withdrawn => event.resource.as_ref().map(|id| format!("resource {id}")),
        Act::Resourced => match (event.decision, &event.resource) {
            (Some(decision), Some(id)) => return format!("{decision} resource {id}"),
            _ => None,
        },
        Act::Implemented => return "signed off".to_owned(),
        Act::Verified => event.result.map(|result| format!("as {result}")),
        Act::Voided => event.event.as_ref().map(|hash| hash.short().to_owned()),
        _ => None,
    };
    object.map_or_else(|| event.act.to_string(), |object| format!("{} {object}", event.act))
}
