//! The rules about an item on made-up facts: no files, no git, no hashes that fit. Each rule finds something in the
//! smallest life that asks for it, and nothing in the nearest one that does not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::ITEM;
use super::blame_phrases::Phrases;
use crate::attest::digest::{Subject, content_digest};
use crate::check::facts::{Chain, ItemFacts, World, typed};
use crate::lifecycle::authority::{Authority, Membership, RoleSpan, Span};
use crate::lifecycle::replay::Replay;
use crate::lifecycle::settings::SignatureTimes;
use crate::lifecycle::signature::Signers;
use crate::model::date::Day;
use crate::model::item::Item;
use crate::model::rule::Rule;
use crate::model::settings::Policy;
use crate::model::word::{Level, Role};
use crate::model::wording::Wording;
use crate::register::load::{Basics, Register};
use crate::register::store::Store;

/// Who, what, on which day of 2026, and what else the event carries.
type Told<'a> = (&'a str, &'a str, &'a str, &'a str);

const RAISED: Told<'_> = ("dana", "raised", "01-10", "");
const ACCEPTED: Told<'_> = ("mona", "accepted", "01-12", AGREED);
const AGREED: &str = "terms = { kind = 'improvement', grade = 'opportunity', significance = 'minor', owner = 'arjun', \
                      due = 2026-03-31, success_criterion = 'Each attempt is logged.' }";
const MAJOR: &str = "terms = { kind = 'corrective-action', grade = 'major-nonconformity', significance = 'major', \
                     owner = 'arjun', due = 2026-03-31, success_criterion = 'Each attempt is logged.' }";
const SIGNED: Told<'_> = ("arjun", "implemented", "03-20", "");
const HOLDS: &str = "method = 'test'\nresult = 'effective'\nevidence = [{ url = 'https://logs.example.com/day/7' }]";
/// What an accepted item shows beside its events.
const SHOWN: &str = "owner = 'arjun'\ndue = 2026-03-31\nsuccess_criterion = 'Each attempt is logged.'\n\
                     sources = ['incident:INC-481']";
const CAUSE: &str = "[[analysis]]\nmethod = 'other'\nby = 'dana'\non = 2026-01-15\n\
                     root_cause = 'The purchase list names no logging, so nobody asks for it.'\n";

fn authority() -> Authority {
    let from: Day = "2025-01-01".parse().unwrap();
    let member = |name: &str, roles: &[Role], until: Option<Day>| {
        let span = Span { until: until.map(|day| day.start(chrono_tz::UTC)), ..Span::open(from.start(chrono_tz::UTC)) };
        let roles = roles.iter().map(|role| RoleSpan { role: *role, from, until: None, span: span.clone() }).collect();
        let (name, email) = (name.to_owned(), vec![format!("{name}@example.com")]);
        let last_day = until.map(|day| day.plus(0));
        Membership { name, email, department: None, one_human: false, member: span, last_day, roles, keys: Vec::new() }
    };
    let people = [
        ("mona", member("Mona Lind", &[Role::IsmsManager, Role::TopManagement], None)),
        ("arjun", member("Arjun Mehta", &[], None)),
        ("dana", member("Dana Okafor", &[], None)),
        ("priya", member("Priya Nair", &[Role::Auditor], None)),
        ("eve", member("Eve Stone", &[], Some("2026-02-01".parse().unwrap()))),
        ("it-team", member("IT Team", &[], None)),
    ];
    Authority {
        people: people.into_iter().map(|(handle, who)| (handle.parse().unwrap(), who)).collect::<BTreeMap<_, _>>(),
    }
}

fn register() -> Register {
    let settings = "schema = 1\nid = 'example-ltd-4M7Q'\nname = 'Example Ltd'\nprefix = 'IMP'";
    let people = "schema = 1\n[person]";
    let basics = Basics::new(
        (people.to_owned(), toml::from_str(people).unwrap()),
        (settings.to_owned(), toml::from_str(settings).unwrap()),
    );
    Register {
        store: Store::Folder("nowhere".into()),
        settings: basics.settings.clone(),
        basics,
        authority: authority(),
        signatures: SignatureTimes::default(),
    }
}

/// The file of an item that was told so; each event follows the one before it.
fn file(content: &str, told: &[Told<'_>]) -> String {
    let status = if told.iter().any(|(_, act, ..)| *act == "rejected") { "rejected" } else { "raised" };
    let (keys, tables) = content.split_once("[[").map_or((content, String::new()), |(k, t)| (k, format!("[[{t}")));
    let mut text = format!(
        "schema = 1\nid = 'IMP-2026-4M7Q'\ntitle = 'Badge reader drops attempts'\nstatus = '{status}'\n\
         raised_on = 2026-01-10\nraised_by = 'dana'\n{keys}\n{tables}\n"
    );
    let hash = |n: usize| format!("{n:016x}{:048x}", 0);
    for (n, (by, act, day, carried)) in told.iter().enumerate() {
        let after = n.checked_sub(1).map(|before| format!("'{}'", hash(before))).unwrap_or_default();
        let words = if carried.contains("text =") { "" } else { "text = 'As agreed on the phone.'" };
        text += &format!(
            "[event.{}]\nact = '{act}'\nby = '{by}'\nat = 2026-{day}T09:00:00Z\nafter = [{after}]\n{words}\n{carried}\n\
             content = 'sha256:{:064x}'\nhash = '{}'\n",
            &hash(n)[..16],
            0,
            hash(n)
        );
    }
    text
}

/// The rules that find something on a day of 2026, each with its level here.
fn found(content: &str, told: &[Told<'_>], today: &str) -> BTreeSet<(&'static str, Level)> {
    let (text, register, store) = (file(content, told), register(), Store::Folder("nowhere".into()));
    let item = typed::<Item>("items/2026/IMP-2026-4M7Q.toml", &text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let law = register.law();
    let replay = Replay::new(item.value.event.values(), &law, None);
    for (verdict, event) in replay.verdicts.iter().zip(replay.graph.events()) {
        assert!(verdict.counts(), "`{}` of {}: {verdict:?}", event.act, event.at);
    }
    let today: Day = format!("2026-{today}").parse().unwrap();
    let world = World {
        store: &store,
        register: Some(&register),
        register_id: None,
        policy: Policy::default(),
        blame_phrases: Phrases::new(&[]).unwrap(),
        wording: Wording::new(&[], &[]),
        zone: chrono_tz::UTC,
        now: today.end(chrono_tz::UTC),
        today,
        timeline: None,
        evidence: BTreeMap::new(),
        names: OnceLock::new(),
    };
    let (subject, signers) = (Subject::Item("IMP-2026-4M7Q"), Signers::default());
    let chain = Chain {
        world: &world,
        subject,
        tree: &item.tree,
        events: &item.value.event,
        graph: &replay.graph,
        signers: &signers,
    };
    let facts = ItemFacts {
        chain,
        path: "items/2026/IMP-2026-4M7Q.toml",
        item: &item.value,
        in_force: &replay.state.void.in_force(&item.value),
        unknown: &item.unknown,
        replay: Some(&replay),
        digest: content_digest(&item.tree, subject),
    };
    let raw = ITEM.iter().flat_map(|rule| rule(&facts));
    raw.map(|finding| (finding.rule.about().name, finding.level.unwrap_or(finding.rule.about().level))).collect()
}

#[track_caller]
fn finds(rule: Rule, level: Level, content: &str, told: &[Told<'_>], today: &str) {
    let found = found(content, told, today);
    assert!(found.contains(&(rule.about().name, level)), "{rule} as {level} on {today}: {found:?}");
}

#[track_caller]
fn silent(rule: Rule, content: &str, told: &[Told<'_>], today: &str) {
    let found = found(content, told, today);
    assert!(!found.iter().any(|(name, _)| *name == rule.about().name), "{rule} on {today}: {found:?}");
}

#[test]
fn a_target_date_is_past_on_the_day_after_and_not_once_it_is_signed_off() {
    silent(Rule::Overdue, SHOWN, &[RAISED, ACCEPTED], "03-31");
    finds(Rule::Overdue, Level::Error, SHOWN, &[RAISED, ACCEPTED], "04-01");
    silent(Rule::Overdue, SHOWN, &[RAISED, ACCEPTED, SIGNED], "04-01");
}

#[test]
fn a_late_sign_off_says_why() {
    let late = ("arjun", "implemented", "04-02", "");
    let said = ("arjun", "implemented", "04-02", "late_reason = 'The supplier came two days late.'");
    let closed = ("priya", "verified", "07-10", HOLDS);
    finds(Rule::LateWithoutReason, Level::Error, SHOWN, &[RAISED, ACCEPTED, late], "04-03");
    finds(Rule::LateWithoutReason, Level::Warn, SHOWN, &[RAISED, ACCEPTED, late, closed], "07-11");
    silent(Rule::LateWithoutReason, SHOWN, &[RAISED, ACCEPTED, said], "04-03");
    silent(Rule::LateWithoutReason, SHOWN, &[RAISED, ACCEPTED, SIGNED], "04-03");
}

#[test]
fn a_decision_is_waited_for_so_many_days() {
    let days = Policy::default().decision_days;
    let since: Day = "2026-01-10".parse().unwrap();
    let day = |more: u32| since.plus(days + more).to_string()[5..].to_owned();
    silent(Rule::DecisionPending, SHOWN, &[RAISED], &day(0));
    finds(Rule::DecisionPending, Level::Warn, SHOWN, &[RAISED], &day(1));
    silent(Rule::DecisionPending, SHOWN, &[RAISED, ACCEPTED], &day(1));
}

#[test]
fn work_stands_still_when_nobody_acts_and_a_note_is_an_act() {
    let days = Policy::default().stale_days;
    let day = "2026-01-12".parse::<Day>().unwrap().plus(days + 1).to_string()[5..].to_owned();
    let note = ("dana", "noted", "02-01", "");
    finds(Rule::Stale, Level::Warn, SHOWN, &[RAISED, ACCEPTED], &day);
    silent(Rule::Stale, SHOWN, &[RAISED, ACCEPTED, note], &day);
}

#[test]
fn an_owner_is_one_person_who_is_there() {
    let given = |who: &str| AGREED.replace("owner = 'arjun'", &format!("owner = '{who}'"));
    let shown = |who: &str| SHOWN.replace("owner = 'arjun'", &format!("owner = '{who}'"));
    let (eve, team) = (given("eve"), given("it-team"));
    let by = |terms| [RAISED, ("mona", "accepted", "01-12", terms)];
    silent(Rule::OwnerGone, &shown("eve"), &by(&eve), "01-31");
    finds(Rule::OwnerGone, Level::Error, &shown("eve"), &by(&eve), "02-02");
    finds(Rule::OwnerNotAPerson, Level::Error, &shown("it-team"), &by(&team), "01-31");
    silent(Rule::OwnerNotAPerson, SHOWN, &[RAISED, ACCEPTED], "01-31");
    // The file shows no owner, whatever was agreed.
    finds(Rule::OwnerMissing, Level::Error, &SHOWN.replace("owner = 'arjun'\n", ""), &[RAISED, ACCEPTED], "01-31");
}

#[test]
fn a_deferral_and_a_rejection_have_their_day_and_their_reason() {
    let deferred = ("mona", "deferred", "01-12", "until = 2026-02-01");
    silent(Rule::DeferralExpired, SHOWN, &[RAISED, deferred], "01-31");
    finds(Rule::DeferralExpired, Level::Error, SHOWN, &[RAISED, deferred], "02-01");
    let rejected = ("mona", "rejected", "01-12", "");
    silent(Rule::RejectionWithoutReason, SHOWN, &[RAISED, rejected], "01-31");
}

#[test]
fn a_cause_is_asked_of_what_is_major_and_before_the_fix() {
    let major = ("mona", "accepted", "01-12", MAJOR);
    let analysed = ("dana", "analysed", "01-15", "analyses = 1");
    silent(Rule::RootCauseMissing, SHOWN, &[RAISED, ACCEPTED, SIGNED], "04-01");
    finds(Rule::RootCauseMissing, Level::Error, SHOWN, &[RAISED, major], "03-30");
    silent(Rule::RootCauseMissing, &format!("{SHOWN}\n{CAUSE}"), &[RAISED, major, analysed], "03-30");
}

#[test]
fn a_chain_of_whys_goes_deeper_and_does_not_end_at_a_person() {
    let analysed = ("dana", "analysed", "01-15", "analyses = 1");
    let with = |analysis: &str| format!("{SHOWN}\n{analysis}");
    let one = CAUSE.replace("'other'", "'five-whys'");
    finds(Rule::ShallowAnalysis, Level::Warn, &with(&one), &[RAISED, ACCEPTED, analysed], "02-01");
    silent(Rule::ShallowAnalysis, &with(CAUSE), &[RAISED, ACCEPTED, analysed], "02-01");
    let blamed = CAUSE.replace("The purchase list names no logging, so nobody asks for it.", "The user was careless.");
    finds(Rule::BlameRootCause, Level::Warn, &with(&blamed), &[RAISED, ACCEPTED, analysed], "02-01");
    silent(Rule::BlameRootCause, &with(CAUSE), &[RAISED, ACCEPTED, analysed], "02-01");
}

#[test]
fn effectiveness_is_looked_at_in_time_with_something_to_show_and_not_at_once() {
    let by_policy = [RAISED, ACCEPTED, SIGNED];
    silent(Rule::VerificationOverdue, SHOWN, &by_policy, "03-21");
    finds(Rule::VerificationOverdue, Level::Error, SHOWN, &by_policy, "12-20");
    let at_once = ("priya", "verified", "03-20", HOLDS);
    finds(Rule::EarlyVerification, Level::Warn, SHOWN, &[RAISED, ACCEPTED, SIGNED, at_once], "03-21");
    let bare = ("priya", "verified", "12-01", "method = 'test'\nresult = 'effective'");
    let shown = ("priya", "verified", "12-01", HOLDS);
    finds(Rule::VerificationWithoutEvidence, Level::Warn, SHOWN, &[RAISED, ACCEPTED, SIGNED, bare], "12-20");
    silent(Rule::VerificationWithoutEvidence, SHOWN, &[RAISED, ACCEPTED, SIGNED, shown], "12-20");
    silent(Rule::EarlyVerification, SHOWN, &[RAISED, ACCEPTED, SIGNED, shown], "12-20");
}

#[test]
fn what_was_agreed_is_not_made_easier_without_a_word() {
    let moved = ("mona", "amended", "03-01", "terms = { success_criterion = 'Somebody looks at it.' }");
    let started = ("arjun", "started", "02-01", "");
    finds(Rule::CriterionMoved, Level::Warn, SHOWN, &[RAISED, ACCEPTED, started, moved], "03-02");
    silent(Rule::CriterionMoved, SHOWN, &[RAISED, ACCEPTED, moved, started], "03-02");
    let major = ("mona", "accepted", "01-12", MAJOR);
    let lowered = ("mona", "amended", "02-01", "terms = { grade = 'opportunity', significance = 'minor' }");
    let freed = "terms = { grade = 'opportunity', significance = 'minor', kind = 'improvement' }";
    finds(Rule::Downgraded, Level::Warn, &format!("{SHOWN}\n{CAUSE}"), &[RAISED, major, lowered], "02-02");
    finds(Rule::Downgraded, Level::Error, SHOWN, &[RAISED, major, ("mona", "amended", "02-01", freed)], "02-02");
    silent(Rule::Downgraded, SHOWN, &[RAISED, ACCEPTED], "02-02");
}

#[test]
fn a_target_date_that_moves_again_and_again_is_told() {
    let extended = |day| ("mona", "extended", day, "terms = { due = 2026-06-30 }");
    let again = |day| ("mona", "extended", day, "terms = { due = 2026-09-30 }");
    let third = |day| ("mona", "extended", day, "terms = { due = 2026-12-15 }");
    silent(Rule::PostponedAgain, SHOWN, &[RAISED, ACCEPTED, extended("03-01")], "03-02");
    let all = [RAISED, ACCEPTED, extended("03-01"), again("03-02"), third("03-03")];
    finds(Rule::PostponedAgain, Level::Warn, SHOWN, &all, "03-04");
}

#[test]
fn a_source_and_a_risk_are_followed_to_the_end() {
    finds(Rule::NoSource, Level::Error, "owner = 'arjun'", &[RAISED], "01-11");
    silent(Rule::NoSource, SHOWN, &[RAISED], "01-11");
    let risky = format!("{SHOWN}\nrisk = {{ 'RSK-14' = 12 }}");
    let held = |after: u32| format!("{HOLDS}\nrisk = {{ 'RSK-14' = {after} }}");
    let (same, lower) = (held(12), held(4));
    let closed = |carried| [RAISED, ACCEPTED, SIGNED, ("priya", "verified", "12-01", carried)];
    finds(Rule::RiskNotReduced, Level::Warn, &risky, &closed(&same), "12-20");
    silent(Rule::RiskNotReduced, &risky, &closed(&lower), "12-20");
}
