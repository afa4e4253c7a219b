//! A whole check whose findings another verb reports on, and the audit that is made of it.

use super::context::{Globals, ReadFlags};
use crate::check::filter::Filter;
use crate::check::finding::{self, Finding};
use crate::check::full_check::{Asked, Checked, full_check};
use crate::history::timeline::Timeline;
use crate::lifecycle::acts::FileKind;
use crate::lifecycle::record::RecordReplay;
use crate::model::date::Moment;
use crate::model::id::{Hash, ItemId};
use crate::model::review::Review;
use crate::model::word::Level;
use crate::register::load::Register;
use crate::render::gate;
use crate::report::audit::{Audit, LoweredRule, Material, Noted, Sample, entries, steps};

/// Checks a register once, all rules.
///
/// # Errors
/// No register, or a folder of it or its repository cannot be read.
pub fn checked(globals: &Globals, read: &ReadFlags, no_history: bool) -> anyhow::Result<Checked> {
    checked_as(globals, read, &Asked { no_history, ..Asked::all() })
}

/// What is found about some items, by their files alone.
///
/// # Errors
/// As [`checked`].
pub fn found_about(globals: &Globals, read: &ReadFlags, items: &[ItemId]) -> anyhow::Result<Vec<Finding>> {
    let items = items.iter().map(ToString::to_string).collect();
    let asked = Asked { no_history: true, audit: false, brief: true, filter: Filter { items, ..Filter::default() } };
    Ok(checked_as(globals, read, &asked)?.report.findings)
}

fn checked_as(globals: &Globals, read: &ReadFlags, asked: &Asked) -> anyhow::Result<Checked> {
    let root = globals.root()?;
    let (store, then) = globals.store(&root, read)?;
    full_check(&root, store, asked, |zone| globals.moment(zone, then))
}

/// The steps of an audit, all or those that are wanted, by what a check found.
///
/// # Errors
/// A folder of the register cannot be read.
pub fn audited(register: &Register, done: &Checked, sample: Sample, wanted: &[u8]) -> anyhow::Result<Audit> {
    let report = &done.report;
    let (items, _) = entries(register)?;
    let reviews = recorded(register)?;
    let (sources, _) = register.sources()?;
    let noted: Vec<Noted> = report.findings.iter().map(noted).collect();
    let lowered: Vec<LoweredRule> = report.lowered.iter().map(lowered).collect();
    let commits = done.history.as_ref().map(Timeline::commits_of_events).unwrap_or_default();
    let spoken_of = noted.iter().filter_map(|n| Some((n.rule, n.item.as_deref()?))).collect();
    let material = Material {
        register,
        entries: &items,
        reviews: &reviews,
        sources: &sources,
        noted: &noted,
        spoken_of: &spoken_of,
        lowered: &lowered,
        commits: &commits,
        introduced: introduced(register),
        today: done.today,
        sample: &sample,
    };
    let steps = steps(&material, wanted);
    let mut cannot_prove = report.cannot_prove.clone();
    cannot_prove.push("Incidents, findings and requests that nobody entered do not show.".to_owned());
    cannot_prove.push("What people would answer is for a human to ask.".to_owned());
    Ok(Audit {
        origin: report.origin.clone(),
        based_on: report.based_on.clone(),
        organisation: register.settings.name.clone(),
        register: register.settings.id.clone(),
        introduction: report.introduction.clone(),
        numbers: report.numbers.clone(),
        items: items.len(),
        sample,
        steps,
        cannot_prove,
    })
}

/// The management reviews that a lawful act recorded.
pub fn recorded(register: &Register) -> anyhow::Result<Vec<Review>> {
    let (mut reviews, _) = register.reviews()?;
    reviews.retain(|r| {
        RecordReplay::new(FileKind::Review, r.event.values(), &register.authority, None).recorded().is_some()
    });
    Ok(reviews)
}

fn introduced(register: &Register) -> Option<(Hash, Moment)> {
    let people = register.basics.replay_people();
    let settings = register.basics.replay_settings(&people);
    let hash = settings.introduction()?.clone();
    let event = register.basics.settings.event.values().find(|e| e.hash == hash)?;
    Some((hash, event.at))
}

fn lowered(lowered: &finding::Lowered) -> LoweredRule {
    LoweredRule {
        rule: lowered.rule,
        matters: lowered.level == Level::Off || lowered.found > 0,
        text: gate::lowered(lowered),
    }
}

fn noted(finding: &Finding) -> Noted {
    Noted {
        rule: finding.rule,
        level: finding.level,
        file: finding.file.clone(),
        item: finding.item.clone(),
        message: finding.message.clone(),
        waived: finding.waived.as_ref().map(|w| (w.reason.clone(), w.until)),
    }
}
