//! The lifecycle as a whole: small histories, told as a person would tell them.

use std::collections::BTreeMap;

use super::authority::{Authority, Membership, RoleSpan, Span};
use super::content::Expected;
use super::lawful::Law;
use super::replay::{Replay, Verdict};
use super::state::State;
use crate::model::date::{Day, Moment};
use crate::model::event::{Act, Event};
use crate::model::id::Hash;
use crate::model::terms::Terms;
use crate::model::word::{Grade, Kind, Role, Significance, Status, VerifyMethod, VerifyResult, Word as _};

fn moment(day: u32) -> Moment {
    format!("2026-03-{day:02}T09:00:00Z").parse().unwrap()
}

pub(super) fn authority() -> Authority {
    let from: Day = "2026-01-01".parse().unwrap();
    let span = Span::open(from.start(chrono_tz::UTC));
    let person = |name: &str, roles: &[Role]| Membership {
        name: name.to_owned(),
        email: vec![format!("{name}@example.com")],
        department: None,
        one_human: false,
        member: span.clone(),
        last_day: None,
        roles: roles.iter().map(|role| RoleSpan { role: *role, from, until: None, span: span.clone() }).collect(),
        keys: Vec::new(),
    };
    let people = [
        ("mona", person("mona", &[Role::IsmsManager, Role::TopManagement])),
        ("arjun", person("arjun", &[Role::Staff])),
        ("dana", person("dana", &[Role::Staff])),
        ("priya", person("priya", &[Role::Auditor])),
    ];
    Authority { people: people.into_iter().map(|(h, p)| (h.parse().unwrap(), p)).collect::<BTreeMap<_, _>>() }
}

/// A history that is written event by event; each gets a hash made of its number.
#[derive(Default)]
pub(super) struct History {
    pub(super) events: Vec<Event>,
    pub(super) content: u32,
}

fn hash(n: usize) -> Hash {
    format!("{n:064x}").parse().unwrap()
}

impl History {
    /// Adds an event after those with the given numbers; returns its number.
    pub(super) fn add(
        &mut self,
        after: &[usize],
        act: Act,
        by: &str,
        day: u32,
        fill: impl FnOnce(&mut Event),
    ) -> usize {
        let number = self.events.len();
        let digest = format!("sha256:{:064x}", self.content);
        let mut event = Event {
            content: digest.parse().unwrap(),
            hash: hash(number),
            text: Some("words".to_owned()),
            ..crate::record::next_event::blank(
                act,
                by.parse().unwrap(),
                moment(day),
                after.iter().map(|n| hash(*n)).collect(),
            )
        };
        fill(&mut event);
        self.events.push(event);
        number
    }

    pub(super) fn accepted() -> Self {
        let mut history = History::default();
        history.add(&[], Act::Raised, "dana", 1, |_| {});
        history.add(&[0], Act::Accepted, "mona", 2, |e| {
            e.terms = Some(Terms {
                kind: Some(Kind::Improvement),
                grade: Some(Grade::Opportunity),
                significance: Some(Significance::Minor),
                owner: Some("arjun".parse().unwrap()),
                due: Some("2026-05-01".parse().unwrap()),
                verify_on: None,
                success_criterion: Some("seen".to_owned()),
            });
        });
        history
    }

    pub(super) fn signed_off() -> Self {
        let mut history = History::accepted();
        history.add(&[1], Act::Implemented, "arjun", 5, |_| {});
        history
    }

    pub(super) fn verdicts(&self) -> Outcome {
        let authority = authority();
        let law = Law { authority: &authority, zone: chrono_tz::UTC };
        let replay = Replay::new(&self.events, &law, None);
        let of = |n: usize| replay.graph.place(&hash(n)).and_then(|i| replay.verdicts.get(i).cloned()).unwrap();
        Outcome {
            status: replay.state.status.unwrap(),
            owner: replay.state.terms.owner.as_ref().map(ToString::to_string),
            due: replay.state.terms.due,
            verdicts: (0..self.events.len()).map(of).collect(),
            expected: replay.expected_content(),
            state: replay.state,
        }
    }
}

pub(super) struct Outcome {
    pub(super) status: Status,
    pub(super) owner: Option<String>,
    pub(super) due: Option<Day>,
    pub(super) state: State,
    pub(super) verdicts: Vec<Verdict>,
    expected: Expected,
}

impl Outcome {
    pub(super) fn is_overtaken(&self, n: usize) -> bool {
        matches!(self.verdicts[n], Verdict::Superseded(_))
    }

    pub(super) fn is_unlawful(&self, n: usize) -> bool {
        matches!(self.verdicts[n], Verdict::Unlawful(_))
    }

    pub(super) fn all_count(&self) -> bool {
        self.verdicts.iter().all(|v| *v == Verdict::Effective)
    }
}

pub(super) fn verified(result: VerifyResult) -> impl FnOnce(&mut Event) {
    move |e| {
        e.method = Some(VerifyMethod::Test);
        e.result = Some(result);
        if result != VerifyResult::Effective {
            e.terms = Some(Terms { due: Some("2026-06-01".parse().unwrap()), ..Terms::default() });
        }
    }
}

#[test]
fn one_life_from_raised_to_closed() {
    let mut history = History::signed_off();
    history.add(&[2], Act::Verified, "priya", 9, verified(VerifyResult::Effective));
    let outcome = history.verdicts();
    assert!(outcome.all_count());
    assert_eq!(outcome.status, Status::Closed);
}

#[test]
fn two_acceptances_the_later_is_overtaken() {
    let mut history = History::accepted();
    let second = history.events[1].clone();
    history.add(&[0], Act::Accepted, "mona", 3, |e| e.terms = second.terms);
    let outcome = history.verdicts();
    assert!(outcome.is_overtaken(2));
    assert_eq!(outcome.status, Status::Accepted);
}

#[test]
fn a_hand_over_at_the_same_time_overtakes_the_old_owner_whatever_the_clocks_say() {
    for (hand_over, sign_off) in [(6, 7), (7, 6)] {
        let mut history = History::accepted();
        history.add(&[1], Act::Amended, "mona", hand_over, |e| {
            e.terms = Some(Terms { owner: Some("dana".parse().unwrap()), ..Terms::default() });
        });
        let act = history.add(&[1], Act::Implemented, "arjun", sign_off, |_| {});
        let outcome = history.verdicts();
        assert!(outcome.is_overtaken(act));
        assert_eq!((outcome.status, outcome.owner.as_deref()), (Status::Accepted, Some("dana")));
    }
}

#[test]
fn a_failed_verification_always_has_its_effect() {
    for (failed, effective) in [(9, 10), (10, 9)] {
        let mut history = History::signed_off();
        let bad = history.add(&[2], Act::Verified, "priya", failed, verified(VerifyResult::NotEffective));
        history.add(&[2], Act::Verified, "dana", effective, verified(VerifyResult::Effective));
        let outcome = history.verdicts();
        assert_eq!(outcome.verdicts[bad], Verdict::Effective);
        assert_eq!(outcome.status, Status::InProgress);
        assert_eq!(outcome.due, Some("2026-06-01".parse().unwrap()));
    }
}

#[test]
fn after_a_failed_round_a_new_analysis_comes_before_the_sign_off() {
    let mut history = History::signed_off();
    history.add(&[2], Act::Verified, "priya", 9, verified(VerifyResult::PartiallyEffective));
    let mut early = History { events: history.events.clone(), content: 0 };
    let act = early.add(&[3], Act::Implemented, "arjun", 10, |_| {});
    assert!(early.verdicts().is_unlawful(act));
    history.content = 1;
    history.add(&[3], Act::Analysed, "dana", 10, |e| e.analyses = Some(1));
    history.add(&[4], Act::Implemented, "arjun", 11, |_| {});
    history.add(&[5], Act::Verified, "priya", 12, verified(VerifyResult::Effective));
    let outcome = history.verdicts();
    assert!(outcome.all_count());
    assert_eq!(outcome.status, Status::Closed);
}

#[test]
fn who_did_the_work_does_not_verify_it() {
    let mut history = History::signed_off();
    let own = history.add(&[2], Act::Verified, "arjun", 9, verified(VerifyResult::Effective));
    assert!(history.verdicts().is_unlawful(own));
    // A waiver is for where nobody else could; here three could.
    history.events[own].waiver = Some("alone".to_owned());
    assert!(history.verdicts().is_unlawful(own));
}

#[test]
fn a_note_cannot_launder_an_edit() {
    let mut history = History::signed_off();
    history.content = 7;
    let note = history.add(&[2], Act::Noted, "dana", 8, |_| {});
    let outcome = history.verdicts();
    assert!(outcome.is_unlawful(note));
    assert_eq!(outcome.expected, Expected::One(history.events[2].content.clone()));
    // Beside another note neither.
    history.content = 0;
    history.add(&[2], Act::Noted, "priya", 8, |_| {});
    assert_eq!(history.verdicts().expected, Expected::One(history.events[2].content.clone()));
}

#[test]
fn an_edit_between_sign_off_and_verification_shows_even_when_it_is_taken_back() {
    let mut history = History::signed_off();
    history.content = 7;
    history.add(&[2], Act::Noted, "dana", 8, |e| e.edits = Some(vec!["title".to_owned()]));
    let act = history.add(&[3], Act::Verified, "priya", 9, verified(VerifyResult::Effective));
    assert!(history.verdicts().is_unlawful(act));
}

#[test]
fn void_takes_the_ground_from_what_rests_on_it() {
    let mut history = History::signed_off();
    history.add(&[2], Act::Verified, "priya", 9, verified(VerifyResult::Effective));
    history.add(&[3], Act::Voided, "mona", 10, |e| e.event = Some(hash(2)));
    let outcome = history.verdicts();
    assert!(matches!(outcome.verdicts[2], Verdict::Void(_)));
    assert!(outcome.is_overtaken(3));
    assert_eq!(outcome.status, Status::Accepted);
    // It cannot be made void itself.
    let again = history.add(&[4], Act::Voided, "mona", 11, |e| e.event = Some(hash(4)));
    assert!(history.verdicts().is_unlawful(again));
}

#[test]
fn a_second_event_that_follows_nothing_has_no_effect() {
    let mut history = History::accepted();
    let second = history.add(&[], Act::Raised, "priya", 1, |e| e.at = "2026-01-05T00:00:00Z".parse().unwrap());
    let outcome = history.verdicts();
    assert!(outcome.is_unlawful(second));
    assert_eq!(outcome.status, Status::Accepted);
}

#[test]
fn terms_are_moved_only_by_acts_that_may() {
    let mut history = History::accepted();
    let note = history.add(&[1], Act::Noted, "dana", 3, |e| {
        e.terms = Some(Terms { due: Some("2027-01-01".parse().unwrap()), ..Terms::default() });
    });
    let amend = history.add(&[2], Act::Amended, "mona", 4, |e| {
        e.terms = Some(Terms { due: Some("2027-01-01".parse().unwrap()), ..Terms::default() });
    });
    let outcome = history.verdicts();
    assert!(outcome.is_unlawful(note) && outcome.is_unlawful(amend));
    assert_eq!(outcome.due, Some("2026-05-01".parse().unwrap()));
}

#[test]
fn two_sides_that_changed_content_wait_for_an_act_that_follows_both() {
    let mut history = History::accepted();
    history.content = 1;
    history.add(&[1], Act::Analysed, "dana", 3, |e| e.analyses = Some(1));
    assert!(matches!(history.verdicts().expected, Expected::One(_)));
    history.content = 2;
    history.add(&[1], Act::Corrected, "arjun", 3, |_| {});
    assert!(matches!(history.verdicts().expected, Expected::Several(_)));
    history.content = 3;
    history.add(&[2, 3], Act::Noted, "mona", 4, |_| {});
    let outcome = history.verdicts();
    assert!(outcome.all_count());
    assert_eq!(outcome.expected, Expected::One(history.events[4].content.clone()));
}

proptest::proptest! {
    /// Whatever graph an attacker makes, the fold ends, judges every event, and gives the same in any order of reading.
    #[test]
    fn any_graph_is_judged_and_reading_order_does_not_matter(
        shape in proptest::collection::vec((0usize..12, 0usize..12, 0u8..24, 1u32..20, 0u8..4), 1..14)
    ) {
        let acts: Vec<Act> = Act::all().iter().copied().filter(|act| *act != Act::Unknown).collect();
        let people = ["mona", "arjun", "dana", "priya"];
        let mut history = History::accepted();
        for (a, b, act, day, by) in shape {
            let count = history.events.len();
            let mut after = vec![a % (count + 1), b % (count + 1)];
            after.retain(|n| *n < count);
            after.dedup();
            history.add(&after, acts[act as usize % acts.len()], people[by as usize % 4], day, |e| {
                e.event = Some(hash(a % count));
                e.result = Some(VerifyResult::Effective);
                e.method = Some(VerifyMethod::Test);
            });
        }
        let one = history.verdicts();
        history.events.reverse();
        let authority = authority();
        let law = Law { authority: &authority, zone: chrono_tz::UTC };
        let other = Replay::new(&history.events, &law, None);
        proptest::prop_assert_eq!(other.state.status.unwrap(), one.status);
        proptest::prop_assert_eq!(other.verdicts.len(), one.verdicts.len());
        proptest::prop_assert_eq!(other.expected_content(), one.expected);
    }
}

/// Whoever worked on it in a round, wherever the action went meanwhile.
#[test]
fn who_did_an_action_or_had_one_does_not_verify() {
    let verified_by = |who: &str, again: bool| {
        let mut history = History::accepted();
        let action: crate::model::id::PartId = "7KQ".parse().unwrap();
        let to = |owner: &str| Terms {
            owner: Some(owner.parse().unwrap()),
            due: Some("2026-04-01".parse().unwrap()),
            ..Terms::default()
        };
        history.add(&[1], Act::Planned, "arjun", 3, |e| (e.action, e.terms) = (Some(action.clone()), Some(to("dana"))));
        history
            .add(&[2], Act::Replanned, "arjun", 4, |e| (e.action, e.terms) = (Some(action.clone()), Some(to("arjun"))));
        history.add(&[3], Act::Done, "arjun", 5, |e| e.action = Some(action.clone()));
        let mona = Terms { owner: Some("mona".parse().unwrap()), ..Terms::default() };
        history.add(&[4], Act::Amended, "mona", 6, |e| e.terms = Some(mona.clone()));
        history.add(&[5], Act::Implemented, "mona", 7, |_| {});
        if again {
            history.add(&[6], Act::Reopened, "priya", 8, |_| {});
            history.add(&[7], Act::Implemented, "mona", 9, |_| {});
        }
        let last = history.events.len() - 1;
        let event = history.add(&[last], Act::Verified, who, 20, |e| {
            (e.method, e.result) = (Some(VerifyMethod::Test), Some(VerifyResult::Effective));
        });
        history.verdicts().is_unlawful(event)
    };
    assert!(verified_by("dana", false), "the action was hers");
    assert!(verified_by("arjun", false), "he did it");
    assert!(!verified_by("priya", false));
    assert!(!verified_by("dana", true), "in a round before");
}

#[test]
fn what_a_manager_amended_is_not_edited_back() {
    let edit = |by: &str, terms: Terms| {
        let mut history = History::default();
        history.add(&[], Act::Raised, "dana", 1, |_| {});
        let amended = Terms { significance: Some(Significance::Major), ..Terms::default() };
        history.add(&[0], Act::Amended, "mona", 2, |e| e.terms = Some(amended.clone()));
        let edited = history.add(&[1], Act::Edited, by, 3, |e| e.terms = Some(terms.clone()));
        history.verdicts().is_unlawful(edited)
    };
    let minor = Terms { significance: Some(Significance::Minor), ..Terms::default() };
    assert!(edit("arjun", minor.clone()));
    assert!(!edit("mona", minor));
    assert!(!edit("arjun", Terms { grade: Some(Grade::Opportunity), ..Terms::default() }));
}

#[test]
fn an_act_that_adopts_several_analyses_counts_them_all() {
    let mut history = History::accepted();
    history.add(&[1], Act::Edited, "dana", 3, |e| (e.analyses, e.edits) = (Some(3), Some(vec!["analysis".to_owned()])));
    let more = history.add(&[2], Act::Edited, "dana", 4, |e| {
        (e.analyses, e.edits) = (Some(3), Some(vec!["description".to_owned()]));
    });
    assert!(history.verdicts().is_unlawful(more), "there is none beyond those that count");
    let uncounted = history.add(&[2], Act::Noted, "dana", 5, |e| e.edits = Some(vec!["analysis".to_owned()]));
    assert!(history.verdicts().is_unlawful(uncounted), "it would count as a new one later");
}
