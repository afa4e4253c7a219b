//! The steps of one item: what is there, and what is missing.

use super::{Ground, Step, StepName, Told, TracedItem};
use crate::lifecycle::needs;
use crate::lifecycle::state::Progress;
use crate::model::event::{Act, Evidence};
use crate::model::word::{Status, VerifyResult};
use crate::register::place::item_path;
use crate::report::audit::AuditedItem;
use crate::report::recurrence::CameBack;

/// One item with its steps. Where a manager rejected it, or put it off, nothing that would come later is missing.
pub(super) fn item(ground: &Ground<'_>, entry: &AuditedItem, back: &[CameBack<'_>]) -> TracedItem {
    let all = [
        (StepName::Decision, decision(entry)),
        (StepName::Correction, correction(entry)),
        (StepName::Cause, cause(entry)),
        (StepName::Actions, actions(entry)),
        (StepName::SignOff, sign_off(entry)),
        (StepName::Verification, verification(ground, entry)),
        (StepName::Risk, risks(entry)),
        (StepName::Repetition, repetition(ground, entry, back)),
    ];
    let goes_on = !entry.is(&[Status::Rejected, Status::Deferred]);
    let steps = all.into_iter().map(|(step, (told, missing))| {
        let asked = goes_on || step == StepName::Decision;
        Step { step, told, missing: if asked { missing } else { Vec::new() } }
    });
    let register = ground.register;
    let doubts = register.item(&item_path(&entry.item.id)).map(|loaded| {
        let law = register.law();
        register.doubts(&loaded, &loaded.replay(&law))
    });
    TracedItem {
        doubts: doubts.unwrap_or_default(),
        id: entry.item.id.clone(),
        title: entry.item.title.clone(),
        status: entry.state.status,
        owner: entry.state.terms.owner.clone(),
        due: entry.state.terms.due,
        steps: steps.filter(|step| !step.told.is_empty() || !step.missing.is_empty()).collect(),
    }
}

type Seen = (Vec<Told>, Vec<String>);

fn said(text: Option<&str>) -> String {
    text.map(str::trim).filter(|text| !text.is_empty()).map(|text| format!(": {text}")).unwrap_or_default()
}

fn decision(entry: &AuditedItem) -> Seen {
    let act = match entry.state.status {
        Some(Status::Rejected) => Act::Rejected,
        Some(Status::Deferred) => Act::Deferred,
        _ => Act::Accepted,
    };
    match entry.newest(act) {
        Some(event) => {
            let until = event.until.map(|day| format!(" until {day}")).unwrap_or_default();
            (vec![Told::of(event, format!("{act}{until}{}", said(event.text.as_deref())))], Vec::new())
        }
        None => (Vec::new(), vec!["no manager has decided on it".to_owned()]),
    }
}

fn correction(entry: &AuditedItem) -> Seen {
    let Some(correction) = &entry.item.correction else { return Seen::default() };
    let text = format!("by {} on {}: {}", correction.by, correction.on, correction.description.trim());
    (vec![Told { text, ..Told::default() }], Vec::new())
}

fn cause(entry: &AuditedItem) -> Seen {
    let (mut told, mut missing) = Seen::default();
    if let Some(analysis) = entry.item.newest_analysis() {
        let whys = match analysis.why.len() {
            0 => String::new(),
            1 => ", 1 why".to_owned(),
            n => format!(", {n} whys"),
        };
        let code = analysis.cause_code.as_deref().map(|code| format!(" (cause code {code})")).unwrap_or_default();
        let root = entry.item.root_cause().unwrap_or("no root cause written");
        let text = format!("{} by {} on {}{whys}: {root}{code}", analysis.method, analysis.by, analysis.on);
        told.push(Told { text, ..Told::default() });
    }
    if needs::lacks_cause(&entry.state, &entry.item) {
        missing.push("no root cause is written, and it needs one (kaizen why)".to_owned());
    }
    (told, missing)
}

fn actions(entry: &AuditedItem) -> Seen {
    let (mut told, mut missing) = Seen::default();
    for (id, action) in &entry.item.action {
        let state = entry.state.actions.get(id);
        let owner = state.and_then(|s| s.owner.as_ref()).map(|owner| format!(", {owner}")).unwrap_or_default();
        let due = state.and_then(|s| s.due).map(|due| format!(", due {due}")).unwrap_or_default();
        let far = match state.map(|s| s.progress) {
            Some(Progress::Done(_)) => "done",
            Some(Progress::Dropped) => "dropped",
            Some(Progress::Open) => "open",
            None => "not agreed",
        };
        if far == "open" {
            missing.push(format!("action {id} is not done"));
        }
        let done = entry.events.iter().rfind(|e| e.act == Act::Done && e.action.as_ref() == Some(id));
        let text = format!("{} ({far}{owner}{due})", action.description.trim());
        let told_of = done.map(|event| Told::of(event, "")).unwrap_or_default();
        told.push(Told { about: Some(id.to_string()), text, procedure: action.procedure.clone(), ..told_of });
    }
    if told.is_empty() {
        missing.push("no action is planned, so that nothing says what changes (kaizen action add)".to_owned());
    } else if told.iter().all(|action| action.procedure.is_none()) {
        missing.push("no action names a procedure that it changes (A.5.37)".to_owned());
    }
    (told, missing)
}

fn shown(evidence: Option<&Vec<Evidence>>) -> String {
    let files: Vec<&str> =
        evidence.into_iter().flatten().filter_map(|e| e.path.as_deref().or(e.url.as_deref())).collect();
    if files.is_empty() { String::new() } else { format!(" Shown by {}", files.join(", ")) }
}

fn sign_off(entry: &AuditedItem) -> Seen {
    let signed = entry.state.signed_off.as_ref();
    let event = signed.and_then(|signed| entry.events.iter().find(|event| event.hash == signed.hash));
    match event {
        Some(event) => {
            let text = format!("signed off{}{}", said(event.text.as_deref()), shown(event.evidence.as_ref()));
            (vec![Told::of(event, text)], Vec::new())
        }
        None => (Vec::new(), vec!["nobody signed off that it is done".to_owned()]),
    }
}

fn verification(ground: &Ground<'_>, entry: &AuditedItem) -> Seen {
    let (mut told, mut missing) = Seen::default();
    let newest = entry.newest(Act::Verified);
    if let Some(event) = newest {
        let method = event.method.map(|m| m.to_string()).unwrap_or_default();
        let result = event.result.map(|r| r.to_string()).unwrap_or_default();
        let (words, shown) = (said(event.text.as_deref()), shown(event.evidence.as_ref()));
        told.push(Told::of(event, format!("{method} found it {result}{words}{shown}")));
        if shown.is_empty() {
            missing.push("nothing is kept that shows what the verification found (10.2 g)".to_owned());
        }
    }
    let settings = &ground.register.settings;
    match newest.and_then(|event| event.result) {
        Some(VerifyResult::Effective) if entry.is(&[Status::Closed]) => {}
        Some(VerifyResult::Effective) => missing.push("it was opened again since it was found effective".to_owned()),
        Some(result) => missing.push(format!("the newest verification found it {result}")),
        None => match entry.state.verify_on(&settings.policy, settings.timezone) {
            Some(day) if entry.is(&[Status::Implemented]) => {
                let late = if day < ground.today { ", and that day is over" } else { "" };
                missing.push(format!("nobody has verified that it is effective; planned for {day}{late}"));
            }
            _ => missing.push("nobody has verified that it is effective".to_owned()),
        },
    }
    (told, missing)
}

fn risks(entry: &AuditedItem) -> Seen {
    let (mut told, mut missing) = Seen::default();
    for (risk, before) in &entry.item.risk {
        let after = entry.state.scores.get(risk).copied();
        let text = match after {
            Some(after) => format!("{before} → {after}"),
            None => format!("{before} before"),
        };
        match after {
            None => missing.push(format!("{risk} has no score after the change")),
            Some(after) if after >= *before => missing.push(format!("the score of {risk} is not lower")),
            Some(_) => {}
        }
        told.push(Told { about: Some(risk.clone()), text, before: Some(*before), after, ..Told::default() });
    }
    if entry.item.risk.is_empty() {
        missing.push("it names no risk, so that no score shows what changed (kaizen link --risk REF=SCORE)".to_owned());
    }
    (told, missing)
}

fn repetition(ground: &Ground<'_>, entry: &AuditedItem, back: &[CameBack<'_>]) -> Seen {
    let about =
        |id: &crate::model::id::ItemId, text: String| Told { about: Some(id.to_string()), text, ..Told::default() };
    let (item, mut told, mut missing) = (&entry.item, Vec::new(), Vec::new());
    if let Some(of) = &item.recurrence_of {
        told.push(about(of, "the item whose cause came back here".to_owned()));
    }
    if let Some(of) = &item.follow_up_of {
        told.push(about(of, "the item whose fix was not effective, which this one follows up".to_owned()));
    }
    for next in ground.entries.iter().filter(|other| other.item.follow_up_of.as_ref() == Some(&item.id)) {
        told.push(about(&next.item.id, "follows this one up".to_owned()));
    }
    for back in back.iter().filter(|back| *back.fix == item.id) {
        missing.push(format!("its cause came back in {} after it was found effective on {}", back.item, back.since));
    }
    for back in back.iter().filter(|back| *back.item == item.id && item.recurrence_of.is_none()) {
        let text = format!("had the same cause, and was found effective on {}", back.since);
        told.push(about(back.fix, text));
    }
    (told, missing)
}
