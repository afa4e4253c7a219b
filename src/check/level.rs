//! How much a finding weighs: levels and waivers, as the lawful events of register.toml make them.

use std::collections::HashMap;

use chrono::NaiveDate;
use toml::Value;

use super::finding::{Finding, Lowered, Waived};
use crate::history::timeline::Timeline;
use crate::model::date::Day;
use crate::model::event::Event;
use crate::model::rule::{Hold, Rule};
use crate::model::settings::{Settings, Waiver};
use crate::model::word::Level;
use crate::register::load::Register;

fn weight(level: Level) -> u8 {
    match level {
        Level::Off => 0,
        Level::Warn => 1,
        Level::Error => 2,
    }
}

/// The heavier of two levels.
#[must_use]
pub fn heavier(one: Level, other: Level) -> Level {
    if weight(one) < weight(other) { other } else { one }
}

/// Whether register.toml asks for less than a rule can have.
#[must_use]
pub fn lowers(rule: Rule, wanted: Level) -> bool {
    rule.about().hold != Hold::Free && weight(wanted) < weight(rule.about().level)
}

/// The level of a finding: what register.toml says of its rule, else its own, else the rule's.
#[must_use]
pub fn of(rule: Rule, own: Option<Level>, settings: Option<&Settings>) -> Level {
    let usual = own.unwrap_or(rule.about().level);
    match settings.and_then(|settings| wanted(settings, rule)) {
        Some(wanted) if rule.about().hold == Hold::Free || weight(wanted) > weight(usual) => wanted,
        _ => usual,
    }
}

/// The level that register.toml asks for, by the name of the rule or by one that it had before.
fn wanted(settings: &Settings, rule: Rule) -> Option<Level> {
    rule.names().find_map(|name| settings.rules.get(name).copied())
}

/// The rules of which register.toml asks for less than is usual, by whose act, and how many findings weigh less for it.
#[must_use]
pub fn lowered(register: &Register, found: &HashMap<Rule, usize>) -> Vec<Lowered> {
    let rules = Rule::ALL.iter().filter_map(|about| Some((about, wanted(&register.settings, about.rule)?)));
    let less = rules.filter_map(|(about, wanted)| {
        let level = of(about.rule, None, Some(&register.settings));
        let found = found.get(&about.rule).copied().unwrap_or(0);
        (level == wanted && (found > 0 || weight(level) < weight(about.level))).then_some((about, level, found))
    });
    let mut less = less.peekable();
    if less.peek().is_none() {
        return Vec::new();
    }
    let people = register.basics.replay_people();
    let events = register.basics.replay_settings(&people).ledger.effective();
    let says = |event: &&&Event, rule: Rule| {
        let rules = event.set.as_ref().and_then(|set| set.get("rules"));
        rules.is_some_and(|rules| rule.names().any(|name| rules.get(name).is_some()))
    };
    less.map(|(about, level, found)| {
        let said = events.iter().rfind(|event| says(event, about.rule));
        Lowered {
            rule: about.rule,
            level,
            found,
            by: said.map(|event| event.by.clone()),
            at: said.map(|event| event.at),
            reason: said.and_then(|event| event.text.clone()),
        }
    })
    .collect()
}

/// Whether a waiver names too little to waive anything: a rule that holds wants the event or the commit.
#[must_use]
pub fn waiver_is_too_wide(waiver: &Waiver) -> bool {
    let fixed = Rule::named(&waiver.rule).is_some_and(|rule| rule.about().hold == Hold::Fixed);
    fixed && waiver.event.is_none() && waiver.commit.is_none()
}

/// A waiver, and the commits that brought the acts by which it stands.
#[derive(Debug)]
pub struct StandingWaiver<'a> {
    waiver: &'a Waiver,
    commits: Vec<String>,
}

/// The waivers that lawful events made. Where history is looked at, it tells which commits brought them.
#[must_use]
pub fn waivers<'a>(register: &'a Register, timeline: Option<&Timeline>) -> Vec<StandingWaiver<'a>> {
    let all = &register.settings.waiver;
    let (Some(timeline), false) = (timeline, all.is_empty()) else {
        return all.iter().map(|waiver| StandingWaiver { waiver, commits: Vec::new() }).collect();
    };
    let people = register.basics.replay_people();
    let events = register.basics.replay_settings(&people).ledger.effective();
    let made = |event: &Event| -> Vec<Waiver> {
        let entries = event.set.as_ref().and_then(|set| set.get("waiver")).and_then(Value::as_array);
        entries.into_iter().flatten().filter_map(|entry| entry.clone().try_into().ok()).collect()
    };
    // The same waiver is the same but for its end.
    let named = |waiver: &Waiver| format!("{:?}", Waiver { until: Day(NaiveDate::default()), ..waiver.clone() });
    let mut by: HashMap<String, Vec<&Event>> = HashMap::new();
    for event in events {
        let mut names: Vec<String> = made(event).iter().map(named).collect();
        names.sort_unstable();
        names.dedup();
        names.into_iter().for_each(|name| by.entry(name).or_default().push(event));
    }
    let commits = |waiver: &Waiver| {
        let by = by.get(&named(waiver)).into_iter().flatten();
        let brought = by.flat_map(|event| timeline.bringing(&event.hash));
        brought.filter_map(|brought| timeline.commit(brought.commit)).map(|commit| commit.id.to_string()).collect()
    };
    all.iter().map(|waiver| StandingWaiver { waiver, commits: commits(waiver) }).collect()
}

/// Marks a finding that somebody answered for. A waiver that is over waives nothing, and the finding says so; nor does one
/// that came with the very commit that did it.
pub fn waive(finding: &mut Finding, waivers: &[StandingWaiver<'_>], today: Day) {
    let own = |answer: &&StandingWaiver<'_>| {
        let by = finding.commit.as_ref().map(|commit| commit.id.as_str());
        !answer.commits.is_empty() && answer.commits.iter().all(|commit| Some(commit.as_str()) == by)
    };
    let fitting = waivers.iter().filter(|answer| fits(answer.waiver, finding)).filter(|answer| !own(answer));
    let fitting: Vec<&Waiver> = fitting.map(|answer| answer.waiver).collect();
    for waiver in fitting {
        if today <= waiver.until {
            finding.waived = Some(Waived { reason: waiver.reason.clone(), until: waiver.until });
            finding.error_on = (finding.level == Level::Error).then(|| waiver.until.plus(1));
            finding.waiver_ended = None;
            return;
        }
        finding.waiver_ended = finding.waiver_ended.max(Some(waiver.until));
    }
}

/// Whether a waiver that is over once answered for a finding that nothing answers for now.
#[must_use]
pub fn is_left_by(waiver: &Waiver, finding: &Finding, today: Day) -> bool {
    waiver.until < today && finding.waived.is_none() && fits(waiver, finding)
}

fn fits(waiver: &Waiver, finding: &Finding) -> bool {
    if Rule::named(&waiver.rule) != Some(finding.rule) || finding.rule.about().hold == Hold::Always {
        return false;
    }
    let item = waiver
        .item
        .as_ref()
        .is_none_or(|wanted| finding.item.as_ref().is_some_and(|id| id.eq_ignore_ascii_case(wanted)));
    let event = waiver.event.as_ref().is_none_or(|wanted| {
        finding.event.as_ref().is_some_and(|hash| wanted.len() >= 16 && hash.as_str().starts_with(wanted.as_str()))
    });
    let commit = waiver.commit.as_ref().is_none_or(|wanted| {
        finding.commit.as_ref().is_some_and(|by| wanted.len() >= 12 && by.id.starts_with(wanted.as_str()))
    });
    item && event && commit && !waiver_is_too_wide(waiver)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &str) -> Settings {
        toml::from_str(&format!("schema = 1\nid = \"x\"\nname = \"x\"\nprefix = \"X\"\n{text}")).unwrap()
    }

    #[test]
    fn rules_on_the_chain_cannot_be_lowered() {
        let set = settings("[rules]\nevent-altered = \"off\"\noverdue = \"off\"\nunjoined = \"error\"");
        assert_eq!(of(Rule::EventAltered, None, Some(&set)), Level::Error);
        assert_eq!(of(Rule::Overdue, None, Some(&set)), Level::Off);
        assert_eq!(of(Rule::Unreconciled, None, Some(&set)), Level::Error);
        assert_eq!(of(Rule::Unreconciled, Some(Level::Error), None), Level::Error);
    }

    #[test]
    fn the_last_day_of_a_waiver_still_waives() {
        let set =
            settings("[[waiver]]\nrule = \"overdue\"\nitem = \"IMP-2026-K7QD\"\nreason = \"r\"\nuntil = 2026-06-30");
        let finding = Finding { item: Some("IMP-2026-K7QD".to_owned()), ..Finding::bare(Rule::Overdue) };
        let on = |day: &str| {
            let mut finding = finding.clone();
            let answers = [StandingWaiver { waiver: &set.waiver[0], commits: Vec::new() }];
            waive(&mut finding, &answers, day.parse().unwrap());
            (finding.waived.is_some(), finding.waiver_ended.is_some())
        };
        assert_eq!(on("2026-06-30"), (true, false));
        assert_eq!(on("2026-07-01"), (false, true));
    }
}
