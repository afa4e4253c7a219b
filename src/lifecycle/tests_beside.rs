//! What an act that claims an earlier time can do to the acts that stand beside it.

use super::replay::Verdict;
use super::state::Progress;
use super::tests::{History, verified};
use crate::model::event::{Act, Event};
use crate::model::terms::Terms;
use crate::model::word::{Decision, Status, VerifyResult};

fn owner(handle: &str) -> impl FnOnce(&mut Event) + use<> {
    let owner = Some(handle.parse().unwrap());
    |e| e.terms = Some(Terms { owner, ..Terms::default() })
}

fn of_action(act_owner: Option<&str>) -> impl FnOnce(&mut Event) + use<> {
    let owner = act_owner.map(|o| o.parse().unwrap());
    move |e| {
        e.action = Some("7KQ".parse().unwrap());
        if owner.is_some() {
            e.terms = Some(Terms { owner, due: Some("2026-04-01".parse().unwrap()), ..Terms::default() });
        }
    }
}

fn of_resource(e: &mut Event) {
    e.resource = Some("M2V".parse().unwrap());
}

impl History {
    /// An accepted item of Arjun's with an action of Dana's: 0 raised, 1 accepted, 2 planned.
    fn with_action() -> Self {
        let mut history = History::accepted();
        history.add(&[1], Act::Planned, "arjun", 3, of_action(Some("dana")));
        history
    }
}

const EFFECTIVE: VerifyResult = VerifyResult::Effective;

#[test]
fn who_got_the_item_does_not_verify_it_as_if_before() {
    for day in [6, 20] {
        let mut history = History::signed_off();
        history.add(&[2], Act::Amended, "mona", 10, owner("dana"));
        let own = history.add(&[2], Act::Verified, "dana", day, verified(EFFECTIVE));
        let outcome = history.verdicts();
        assert!(outcome.is_overtaken(own));
        assert_eq!((outcome.status, outcome.owner.as_deref()), (Status::Implemented, Some("dana")));
    }
}

#[test]
fn a_fix_is_not_found_effective_by_a_criterion_that_was_amended() {
    let mut history = History::signed_off();
    history.add(&[2], Act::Amended, "mona", 10, |e| {
        e.terms = Some(Terms { success_criterion: Some("seen twice".to_owned()), ..Terms::default() });
    });
    let early = history.add(&[2], Act::Verified, "priya", 6, verified(EFFECTIVE));
    assert!(history.verdicts().is_overtaken(early));
    // One that saw it counts, and so does one beside an amendment of something else.
    history.add(&[3, 4], Act::Verified, "priya", 11, verified(EFFECTIVE));
    assert_eq!(history.verdicts().status, Status::Closed);
    let mut other = History::signed_off();
    other.add(&[2], Act::Amended, "mona", 10, |e| {
        e.terms = Some(Terms { verify_on: Some("2026-06-01".parse().unwrap()), ..Terms::default() });
    });
    other.add(&[2], Act::Verified, "priya", 6, verified(EFFECTIVE));
    assert_eq!(other.verdicts().status, Status::Closed);
}

#[test]
fn an_item_that_a_manager_took_up_again_is_not_reopened_out_of_its_past() {
    let mut history = History::accepted();
    let terms = history.events[1].terms.clone();
    history.events.truncate(1);
    history.add(&[0], Act::Rejected, "mona", 2, |_| {});
    history.add(&[1], Act::Reopened, "arjun", 5, |_| {});
    history.add(&[2], Act::Accepted, "mona", 6, |e| e.terms = terms);
    history.add(&[3], Act::Implemented, "arjun", 8, |_| {});
    history.add(&[4], Act::Verified, "priya", 12, verified(EFFECTIVE));
    let stale = history.add(&[1], Act::Reopened, "dana", 3, |_| {});
    let outcome = history.verdicts();
    assert!(outcome.is_overtaken(stale));
    assert_eq!(outcome.status, Status::Closed);
    assert!((0..stale).all(|n| outcome.verdicts[n] == Verdict::Effective), "{:?}", outcome.verdicts);
}

#[test]
fn a_reopening_of_an_older_round_undoes_nothing_of_the_newer_one() {
    let mut history = History::signed_off();
    history.add(&[2], Act::Verified, "priya", 9, verified(VerifyResult::NotEffective));
    history.content = 1;
    history.add(&[3], Act::Analysed, "dana", 10, |e| e.analyses = Some(1));
    history.add(&[4], Act::Implemented, "arjun", 11, |_| {});
    history.add(&[5], Act::Verified, "priya", 12, verified(EFFECTIVE));
    history.content = 0;
    let stale = history.add(&[2], Act::Reopened, "dana", 6, |_| {});
    let outcome = history.verdicts();
    assert_eq!(outcome.status, Status::Closed);
    assert!((0..stale).all(|n| outcome.verdicts[n].counts()), "{:?}", outcome.verdicts);
    // Of this round it holds, whatever time the sign-off claims.
    let mut beside = History::signed_off();
    beside.add(&[2], Act::Reopened, "dana", 8, |_| {});
    let again = beside.add(&[2], Act::Implemented, "arjun", 7, |_| {});
    let outcome = beside.verdicts();
    assert!(outcome.is_overtaken(again));
    assert_eq!(outcome.status, Status::InProgress);
}

#[test]
fn an_owner_does_not_step_past_a_reopening_by_one_of_their_own() {
    for day in [6, 8] {
        let mut history = History::signed_off();
        history.add(&[2], Act::Reopened, "dana", 7, |_| {});
        let own = history.add(&[2], Act::Reopened, "arjun", day, |_| {});
        history.add(&[own], Act::Implemented, "arjun", 9, |_| {});
        let outcome = history.verdicts();
        let told = outcome.verdicts.iter().filter(|v| matches!(v, Verdict::Superseded(_))).count();
        assert!(outcome.status == Status::InProgress || outcome.is_overtaken(3), "{:?}", outcome.verdicts);
        assert!(told > 0);
    }
}

#[test]
fn a_failed_verification_is_not_stepped_past_by_a_round_that_did_not_see_it() {
    for day in [4, 20] {
        let mut history = History::signed_off();
        history.events[2].at = "2026-03-03T09:00:00Z".parse().unwrap();
        let failed = history.add(&[2], Act::Verified, "priya", 10, verified(VerifyResult::NotEffective));
        history.add(&[2], Act::Reopened, "arjun", day, |_| {});
        history.content = 1;
        history.add(&[4], Act::Analysed, "arjun", day, |e| e.analyses = Some(1));
        let again = history.add(&[5], Act::Implemented, "arjun", day + 1, |_| {});
        let outcome = history.verdicts();
        assert!(outcome.verdicts[failed].counts() && outcome.is_overtaken(again), "{:?}", outcome.verdicts);
        assert_eq!(outcome.status, Status::InProgress);
    }
}

#[test]
fn what_was_verified_is_not_signed_off_anew_as_if_before() {
    let mut history = History::signed_off();
    history.add(&[2], Act::Verified, "priya", 9, verified(EFFECTIVE));
    let signed = history.events[2].content.clone();
    history.content = 7;
    let again = history.add(&[2], Act::Implemented, "arjun", 6, |e| e.edits = Some(vec!["description".to_owned()]));
    let outcome = history.verdicts();
    assert!(outcome.is_overtaken(again));
    assert_eq!(outcome.status, Status::Closed);
    assert_eq!(outcome.state.signed_off.unwrap().content, signed);
}

#[test]
fn an_action_that_was_given_away_or_dropped_is_not_done_as_if_before() {
    // By the manager, by the owner, dropped.
    for (by, act, to) in [
        ("mona", Act::Replanned, Some("priya")),
        ("arjun", Act::Replanned, Some("priya")),
        ("mona", Act::Dropped, None),
    ] {
        let mut history = History::with_action();
        history.add(&[2], act, by, 10, of_action(to));
        let done = history.add(&[2], Act::Done, "dana", 4, of_action(None));
        let outcome = history.verdicts();
        assert!(outcome.is_overtaken(done), "{by} {act}");
        assert!(outcome.state.actions.values().all(|a| !matches!(a.progress, Progress::Done(_))));
    }
}

#[test]
fn the_plan_of_a_manager_stands_where_the_owner_planned_otherwise_beside_it() {
    for day in [4, 20] {
        let mut history = History::with_action();
        history.add(&[2], Act::Replanned, "mona", 10, of_action(Some("priya")));
        let own = history.add(&[2], Act::Replanned, "arjun", day, of_action(Some("arjun")));
        let outcome = history.verdicts();
        assert!(matches!(outcome.verdicts[own], Verdict::Superseded(_) | Verdict::Beside(_)));
        assert!(outcome.state.actions.values().all(|a| a.owner == Some("priya".parse().unwrap())));

        let mut twice = History::accepted();
        twice.add(&[1], Act::Planned, "mona", 10, of_action(Some("priya")));
        let own = twice.add(&[1], Act::Planned, "arjun", day, of_action(Some("arjun")));
        let outcome = twice.verdicts();
        assert!(matches!(outcome.verdicts[own], Verdict::Beside(_)));
        assert!(outcome.state.actions.values().all(|a| a.owner == Some("priya".parse().unwrap())));
    }
}

#[test]
fn a_former_owner_plans_and_withdraws_nothing_beside_the_hand_over() {
    let mut history = History::accepted();
    history.add(&[1], Act::Requested, "dana", 3, of_resource);
    history.add(&[2], Act::Amended, "mona", 10, owner("dana"));
    let planned = history.add(&[2], Act::Planned, "arjun", 4, of_action(Some("arjun")));
    let withdrawn = history.add(&[2], Act::Withdrawn, "arjun", 4, of_resource);
    let outcome = history.verdicts();
    assert!(matches!(outcome.verdicts[planned], Verdict::Beside(_)));
    assert!(outcome.is_overtaken(withdrawn));
}

#[test]
fn what_top_management_declined_is_not_withdrawn_as_if_before() {
    let mut history = History::accepted();
    history.add(&[1], Act::Requested, "dana", 3, of_resource);
    history.add(&[2], Act::Resourced, "mona", 10, |e| {
        of_resource(e);
        e.decision = Some(Decision::Declined);
    });
    let withdrawn = history.add(&[2], Act::Withdrawn, "arjun", 4, of_resource);
    assert!(history.verdicts().is_overtaken(withdrawn));
}

#[test]
fn terms_that_staff_proposed_do_not_undo_a_managers_beside_them() {
    for day in [2, 20] {
        let mut history = History::accepted();
        history.events.truncate(1);
        history.add(&[0], Act::Amended, "mona", 10, owner("dana"));
        let edited = history.add(&[0], Act::Edited, "arjun", day, owner("arjun"));
        let outcome = history.verdicts();
        assert!(outcome.is_overtaken(edited));
        assert_eq!(outcome.owner.as_deref(), Some("dana"));
    }
}

#[test]
fn a_claimed_earlier_time_does_not_make_the_last_act_older() {
    let mut history = History::signed_off();
    history.add(&[2], Act::Noted, "dana", 12, |_| {});
    history.add(&[2], Act::Amended, "mona", 10, owner("dana"));
    let last = history.verdicts().state.last_act;
    assert_eq!(last, history.events.iter().map(|e| e.at).max());
}
