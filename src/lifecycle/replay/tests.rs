//! The fold along the graph against the plain definition: each event judged after a fold of all that it follows.

use super::*;
use crate::lifecycle::tests::authority;
use crate::lifecycle::tests_graphs::{PEOPLE, drawn, events, hash};
use crate::model::event::Act;
use crate::model::terms::Terms;
use crate::model::word::{Grade, Kind, Significance, VerifyMethod, VerifyResult};

const ACTS: [Act; 16] = [
    Act::Accepted,
    Act::Amended,
    Act::Amended,
    Act::Noted,
    Act::Noted,
    Act::Started,
    Act::Implemented,
    Act::Verified,
    Act::Reopened,
    Act::Rejected,
    Act::Deferred,
    Act::Edited,
    Act::Voided,
    Act::Extended,
    Act::Raised,
    Act::Noted,
];

fn filled(event: &mut Event, place: usize, other: usize) {
    let day = |d: usize| Some(format!("2026-05-{:02}", 1 + d % 28).parse().unwrap());
    match event.act {
        _ if place == 0 => event.act = Act::Raised,
        Act::Accepted => {
            event.by = "mona".parse().unwrap();
            event.terms = Some(Terms {
                kind: Some(Kind::Improvement),
                grade: Some(Grade::Opportunity),
                significance: Some(Significance::Minor),
                owner: Some(PEOPLE[other % 2].parse().unwrap()),
                due: day(other),
                verify_on: None,
                success_criterion: Some("seen".to_owned()),
            });
        }
        Act::Amended | Act::Voided | Act::Reopened => event.by = "mona".parse().unwrap(),
        Act::Extended => event.terms = Some(Terms { due: day(other), ..Terms::default() }),
        Act::Edited if other.is_multiple_of(2) => event.terms = Some(Terms { due: day(other), ..Terms::default() }),
        Act::Deferred => event.until = day(other),
        Act::Verified => {
            event.method = Some(VerifyMethod::Test);
            event.result = Some(VerifyResult::Effective);
        }
        _ => {}
    }
}

fn last_shared_simply(graph: &Graph<'_>, places: &[usize]) -> Option<usize> {
    let all = |a: &usize| places.iter().all(|p| p == a || graph.follows(*p, *a));
    (0..graph.events().len()).rev().find(all)
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(512))]

    #[test]
    fn each_event_is_judged_after_all_that_it_follows(drawn in drawn()) {
        let events = events(&drawn, &ACTS, filled);
        let authority = authority();
        let law = Law { authority: &authority, zone: chrono_tz::UTC };
        let graph = Graph::new(&events);
        let fold = Judging::run(&graph, graph.roots().first().copied(), &law);
        for (i, event) in graph.events().iter().enumerate() {
            let before: Vec<usize> = graph.closure(i).collect();
            let simply = fold.judge_own(i, event, &fold.fold_members(&before).0).err();
            proptest::prop_assert_eq!(&fold.own[i], &simply, "event {} of {:?}", i, &drawn);
            let named = before.iter().rev().find(|a| fold.own[**a].is_none()
                && !matches!(graph.events()[**a].act, Act::Planned | Act::Replanned)
                && graph.events()[**a].terms.as_ref().is_some_and(|t| t.owner.is_some()));
            proptest::prop_assert_eq!(fold.owner_by[i].as_ref(), named);
            proptest::prop_assert_eq!(graph.last_shared(graph.parents(i)), last_shared_simply(&graph, graph.parents(i)));
            proptest::prop_assert_eq!(graph.place(&event.hash), Some(i));
        }
        let all: Vec<usize> = (0..events.len()).collect();
        let (state, verdicts) = fold.fold_members(&all);
        proptest::prop_assert_eq!(&fold.state, &state);
        proptest::prop_assert!(verdicts.iter().all(|(i, verdict)| fold.verdicts[*i] == *verdict));
    }
}

/// A note after another, `joins` of them after the two before.
fn ladder(rungs: usize, joins: usize) -> Vec<Event> {
    let mut drawn: Vec<_> = (0..rungs).map(|_| (vec![1], 0, 0, 0, 0)).collect();
    for i in 0..joins {
        // Two side by side, and one that follows both.
        let at = rungs - 3 * joins + 3 * i;
        drawn[at + 1].0 = vec![2];
        drawn[at + 2].0 = vec![1, 2];
    }
    events(&drawn, &[Act::Noted], filled)
}

#[test]
fn a_long_chain_may_branch_now_and_then_and_one_that_does_without_end_is_told() {
    let authority = authority();
    let law = Law { authority: &authority, zone: chrono_tz::UTC };
    let unlawful = |events: &[Event]| {
        let replay = Replay::new(events, &law, None);
        replay.verdicts.iter().filter(|v| matches!(v, Verdict::Unlawful(_))).count()
    };
    assert_eq!(unlawful(&ladder(2_000, 60)), 0);
    assert!(unlawful(&ladder(2_000, 600)) > 0);
}

#[test]
fn many_first_events_do_not_hide_the_one_that_was_accepted() {
    let mut drawn: Vec<_> = (0..300).map(|_| (vec![], 0, 0, 3, 0)).collect();
    drawn.push((vec![1], 0, 0, 3, 0));
    let mut events = events(&drawn, &[Act::Accepted], filled);
    for event in &mut events[..300] {
        event.act = Act::Raised;
    }
    let authority = authority();
    let replay = Replay::new(&events, &Law { authority: &authority, zone: chrono_tz::UTC }, None);
    assert!(replay.counts(replay.graph.place(&hash(299)).unwrap()));
    assert!(replay.counts(replay.graph.place(&hash(300)).unwrap()));
}
