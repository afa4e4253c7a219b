//! The folds along the graph against the plain definition: each event judged by the people that all it follows make.

use super::*;
use crate::lifecycle::people::{self, authority, judge_change};
use crate::lifecycle::settings;
use crate::lifecycle::signature::Signers;
use crate::lifecycle::tests_graphs::{PEOPLE, drawn, events, hash};

const ACTS: [Act; 5] = [Act::Changed, Act::Changed, Act::Noted, Act::Voided, Act::Sealed];

/// Gives a role, or ends one; the first gives the first manager's.
fn filled(event: &mut Event, place: usize, other: usize) {
    if place == 0 {
        event.act = Act::Changed;
        event.by = "mona".parse().unwrap();
    }
    if event.act == Act::Changed {
        let person = PEOPLE[if place == 0 { 0 } else { other % 4 }];
        let role = if place == 0 || other.is_multiple_of(2) { "isms-manager" } else { "staff" };
        let end = if place > 0 && other.is_multiple_of(5) { ", until = 2026-03-03" } else { "" };
        let set = format!(
            "person.{person} = {{ name = \"N\", from = 2026-01-01, role = [{{ name = \"{role}\", from = 2026-01-01{end} }}] }}"
        );
        event.set = Some(set.parse().unwrap());
    }
}

fn before<'a>(ledger: &Ledger<'a>, i: usize) -> Vec<&'a Event> {
    effective(&ledger.graph, &ledger.refused, &ledger.graph.closure(i).collect::<Vec<_>>())
}

fn lawful_here(file: FileKind, event: &Event) -> Result<(), Refusal> {
    acts::of(file, event)?.check_words(event)
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]

    #[test]
    fn each_change_is_judged_by_the_people_before_it(drawn in drawn(), other in drawn()) {
        let (zone, signers) = (chrono_tz::UTC, Signers::default());
        let events_of_people = events(&drawn, &ACTS, filled);
        let people = people::replay(&events_of_people, None, zone, &signers);
        let ledger = &people.ledger;
        for (i, event) in ledger.graph.events().iter().enumerate().filter(|(_, e)| !e.after.is_empty()) {
            let simply = judge_change(FileKind::People, event, &authority(&before(ledger, i), zone), false, signers.of(event));
            let simply = lawful_here(FileKind::People, event).and(simply);
            let simply = if event.act == Act::Voided { ledger.judge_void(FileKind::People, i, event).and(simply) } else { simply };
            proptest::prop_assert_eq!(ledger.refused[i].is_none(), simply.is_ok(), "event {} of {:?}", i, &drawn);
        }
        let events_of_settings = events(&other, &ACTS, |event, place, other| {
            filled(event, place, other);
            event.set = event.set.as_ref().map(|_| toml::Table::new());
            event.people = (place == 0 || other.is_multiple_of(2)).then(|| hash(other % drawn.len()));
        });
        let settings = settings::replay(&events_of_settings, None, &people, &signers);
        for (i, event) in settings.ledger.graph.events().iter().enumerate().filter(|(_, e)| !e.after.is_empty()) {
            let told = before(&settings.ledger, i).into_iter().chain([*event]).filter_map(|e| e.people.as_ref());
            let seen: Vec<usize> = told.filter_map(|hash| ledger.graph.place(hash)).collect();
            let known = authority(&ledger.effective_up_to(&seen), zone);
            let simply = judge_change(FileKind::Register, event, &known, false, signers.of(event));
            let simply = lawful_here(FileKind::Register, event).and(simply);
            let simply = if event.act == Act::Voided { settings.ledger.judge_void(FileKind::Register, i, event).and(simply) } else { simply };
            proptest::prop_assert_eq!(settings.ledger.refused[i].is_none(), simply.is_ok(), "event {} of {:?}", i, &other);
        }
    }
}
