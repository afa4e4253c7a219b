//! What `check` finds, of what this test is about.

use kaizen::model::rule::{Family, Rule};

use super::history::Clock;
use crate::world::World;

/// One finding.
#[derive(Debug, Clone)]
pub struct Found {
    pub rule: String,
    pub level: String,
    pub file: String,
    pub event: Option<String>,
    pub commit: Option<String>,
    pub message: String,
}

/// What is found the day after.
pub fn check(world: &World, end: Clock, flags: &str) -> Vec<Found> {
    let day = Clock(end.0 + 1440).day();
    findings(&world.sh(&format!("day {day}; kaizen check --format json {flags}")).out)
}

/// What `look N` of a script found.
pub fn of_look(world: &World, look: usize) -> Vec<Found> {
    findings(&world.read(&format!("../look-{look}.json")))
}

/// Those of form, evidence and history. How far the work is and how much there is of it (Process and Register) is a
/// matter of time and quantity: chance makes no good register. That somebody has no key is told as long as it lasts.
pub fn findings(report: &str) -> Vec<Found> {
    let report: serde_json::Value = serde_json::from_str(report).unwrap_or_else(|e| panic!("{e}\n{report}"));
    let text = |value: &serde_json::Value| value.as_str().map(ToOwned::to_owned);
    let all = report["findings"].as_array().unwrap().iter().map(|finding| Found {
        rule: text(&finding["rule"]).unwrap(),
        level: text(&finding["level"]).unwrap(),
        file: text(&finding["file"]).unwrap(),
        event: text(&finding["event"]),
        commit: text(&finding["commit"]["id"]),
        message: text(&finding["message"]).unwrap(),
    });
    let asked = |found: &Found| {
        let family = Rule::named(&found.rule).unwrap().about().family;
        let keyless = found.rule == "unsigned-event" && found.level == "warn" && found.event.is_none();
        matches!(family, Family::Form | Family::Evidence | Family::History) && !keyless
    };
    all.filter(asked).collect()
}

pub fn told(found: &[Found]) -> String {
    let line = |f: &Found| {
        let about = f.event.as_deref().or(f.commit.as_deref()).unwrap_or_default();
        format!("  {} {} {}: {} {about}\n", f.level, f.rule, f.file, f.message)
    };
    found.iter().map(line).collect()
}
