//! What a step comes to: what `check` found of its rules, what it saw itself, and what that makes of it.

use super::{Fault, Material, Noted, Step, StepReport, StepVerdict};

/// Passes where there is evidence and nothing is open; fails on a fault; all else is for a human.
pub(super) fn report(step: &Step, material: &Material<'_>) -> StepReport {
    let mut seen = (step.look)(material);
    let about = |noted: &Noted| Some(noted.item.clone().unwrap_or_else(|| noted.file.clone()));
    for noted in material.noted.iter().filter(|n| step.concerns(n)) {
        let fault = |text: String| Fault { rule: Some(noted.rule), about: about(noted), text };
        match &noted.waived {
            Some((reason, until)) => {
                seen.open.push(fault(format!("{} (waived until {until}: {reason})", noted.message)));
            }
            None if step.fails(noted) => seen.faults.push(fault(noted.message.clone())),
            None => seen.open.push(fault(noted.message.clone())),
        }
    }
    // Who is audited may switch rules off; a step that rests on one is then for a human.
    let lowered = material.lowered.iter().filter(|lowered| lowered.matters && step.rests_on(lowered.rule));
    let lowered = lowered.map(|l| Fault { rule: Some(l.rule), about: None, text: l.text.clone() });
    seen.open.extend(lowered);
    let verdict = if !seen.faults.is_empty() {
        StepVerdict::Fail
    } else if step.for_a_human || !seen.open.is_empty() || seen.evidence.is_empty() {
        StepVerdict::ForAHuman
    } else {
        StepVerdict::Pass
    };
    let mut ask: Vec<String> = step.ask.iter().map(|q| (*q).to_owned()).collect();
    ask.extend(seen.ask);
    StepReport {
        step: step.number,
        name: step.name,
        question: step.question,
        verdict,
        looked_at: seen.looked_at,
        drawn: seen.drawn,
        faults: seen.faults,
        open: seen.open,
        evidence: seen.evidence,
        ask,
    }
}
