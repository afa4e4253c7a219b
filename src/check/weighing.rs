//! What findings weigh: their levels, the waivers that answer for them, and the waivers that no longer do.

use std::collections::HashMap;

use toml::Table;

use super::facts::typed;
use super::file_findings::{PlacedFinding, Tally, of_file};
use super::finding::{Finding, Lowered, RawFinding};
use super::history::{Past, Wanted};
use super::input::Input;
use super::level;
use super::remedy;
use crate::attest::digest::Subject;
use crate::git::Repo;
use crate::model::date::Day;
use crate::model::id::Digest;
use crate::model::rule::{Family, Rule};
use crate::model::settings::{Settings, Waiver};
use crate::model::word::Level;
use crate::record::hand_edits;
use crate::register::load::text;
use crate::register::place::SETTINGS;
use crate::register::read;

/// For so many findings history is asked which keys were changed; each asks for a walk.
const QUESTIONS: usize = 25;

/// Findings with their levels and waivers, in order, without those that are off; and the rules that register.toml lowers.
/// `usual_from` is the day on which a new register is none any more: until then the rules about the whole warn at most.
pub(super) fn weighed(
    input: &Input<'_>,
    past: &Past,
    open: Vec<PlacedFinding>,
    usual_from: Option<Day>,
) -> (Vec<Finding>, Vec<Lowered>) {
    let settings = input.opened.register().map(|r| &r.settings);
    let waivers = input.opened.register().map(|register| level::waivers(register, past.timeline.as_ref()));
    let mut lowered: HashMap<Rule, usize> = HashMap::new();
    let mut weigh = |mut o: PlacedFinding| {
        let usual = o.finding.level;
        o.finding.remedy = remedy::filled(&o.finding.remedy, &o.short, &input.folder);
        o.finding.level = level::of(o.finding.rule, Some(usual), settings);
        *lowered.entry(o.finding.rule).or_default() +=
            usize::from(level::heavier(o.finding.level, usual) != o.finding.level);
        let spared = usual_from.filter(|_| o.finding.rule.about().family == Family::Register);
        if let Some(day) = spared.filter(|_| o.finding.level == Level::Error) {
            o.finding.level = Level::Warn;
            o.finding.error_on = Some(day);
        }
        let may_be = level::of(o.finding.rule, Some(Level::Error), settings) == Level::Error;
        o.finding.error_on = o.finding.error_on.filter(|_| may_be && o.finding.level == Level::Warn);
        if let Some(waivers) = &waivers {
            level::waive(&mut o.finding, waivers, input.today);
        }
        (o.finding.level != Level::Off).then_some(o)
    };
    let mut open: Vec<PlacedFinding> = open.into_iter().filter_map(&mut weigh).collect();
    let over = expired(input, &open);
    open.extend(over.into_iter().filter_map(weigh));
    open.sort_by(|a, b| {
        let key = |f: &Finding| (f.file.clone(), f.line, f.column, f.rule, f.message.clone());
        key(&a.finding).cmp(&key(&b.finding))
    });
    if let Wanted::Of(repo) = input.history {
        let asked = open.iter_mut().filter(|o| !o.vouched.is_empty()).take(QUESTIONS);
        asked.for_each(|o| name_keys(input, repo, o));
    }
    let lowered = input.opened.register().map(|register| level::lowered(register, &lowered)).unwrap_or_default();
    (open.into_iter().map(|o| o.finding).collect(), lowered)
}

/// Adds the keys in which a file differs from what events vouch for, where history can tell.
fn name_keys(input: &Input<'_>, repo: &Repo, open: &mut PlacedFinding) {
    let finding = &mut open.finding;
    let (Some(id), Ok(text)) = (&finding.item, text(input.opened.store(), &finding.file)) else { return };
    let Ok(now) = read::tree(&text).map(|tree| Table::from(&tree)) else { return };
    let path = input.root.join(&finding.file);
    let keys =
        |wanted: &Digest| hand_edits::keys_since(repo, input.commit, &path, &now, wanted, Subject::Item(id)).ok();
    let mut all: Vec<String> = open.vouched.iter().filter_map(keys).flatten().collect();
    all.sort();
    all.dedup();
    if !all.is_empty() {
        finding.message = format!("{}: {}", finding.message, all.join(", "));
    }
}

/// `waiver-expired`: waivers that are over while something that they answered for is there and no other waiver answers
/// for it. One whose matter is settled is done with and needs no word.
fn expired(input: &Input<'_>, open: &[PlacedFinding]) -> Vec<PlacedFinding> {
    let Some(settings) = input.opened.register().map(|r| &r.settings) else { return Vec::new() };
    let left = |waiver: &Waiver| open.iter().filter(|o| level::is_left_by(waiver, &o.finding, input.today)).count();
    let over: Vec<(&Waiver, usize)> = settings.waiver.iter().map(|w| (w, left(w))).filter(|(_, n)| *n > 0).collect();
    if over.is_empty() {
        return Vec::new();
    }
    let Ok(text) = text(input.opened.store(), SETTINGS) else { return Vec::new() };
    let Ok(file) = typed::<Settings>(SETTINGS, &text) else { return Vec::new() };
    let mut places: HashMap<String, usize> = HashMap::new();
    for (i, written) in file.value.waiver.iter().enumerate() {
        places.entry(format!("{written:?}")).or_insert(i);
    }
    let drafts = over.into_iter().map(|(waiver, left)| {
        let place = places.get(&format!("{waiver:?}")).copied();
        let entry = place.map(|i| format!("[{i}]"));
        // Judged by older settings, the file may not have it any more.
        let key: Vec<&str> = match &entry {
            Some(entry) => vec!["waiver", entry, "until"],
            None => vec!["waiver"],
        };
        let on = [&waiver.item, &waiver.event, &waiver.commit].into_iter().flatten().next();
        let named = on.map(|on| format!(" on {on}")).unwrap_or_default();
        let there = if left == 1 { "what it answered for is".to_owned() } else { format!("{left} findings that it answered for are") };
        let message = format!("the waiver of {}{named} ended on {}, and {there} still there", waiver.rule, waiver.until);
        let again = on.map(|on| format!(" {}", remedy::value(on))).unwrap_or_default();
        RawFinding::new(Rule::WaiverExpired, &key, message).remedy(format!(
            "Settle it, or a manager answers for it anew (in the same words, the waiver lasts longer): kaizen waive {}{again} --until DATE -m REASON.",
            waiver.rule
        ))
    });
    of_file(SETTINGS, file.text, None, drafts.collect(), Tally::default()).findings
}
