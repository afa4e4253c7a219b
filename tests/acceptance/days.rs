//! Days that an act agrees on: none of the past, none beyond what anybody plans for, the effectiveness review after the
//! work; and those that come round again.

use crate::world::World;

const ACCEPT: &str = "mona; kaizen accept $id --owner arjun.mehta --criterion \"Each attempt is logged.\" -m Agreed.";

#[test]
fn no_target_date_is_of_the_past_or_beyond_twenty_years() {
    let world = World::with_accepted();
    world
        .sh("dana; kaizen add \"Visitors walk in without a badge\" --kind improvement --grade observation \
             --significance minor --source incident:INC-7 --description \"Nobody asked them for one.\" > ../second")
        .ok();
    let raised = "day 2026-03-10; id=$(cat ../second);";
    world.refuses(&format!("{raised} {ACCEPT} --due 2026-03-09"), "--due 2026-03-09 is past; today is 2026-03-10");
    world.refuses(&format!("{raised} {ACCEPT} --due 2062-05-15"), "more than twenty years away");
    let open = "day 2026-03-10; id=$(cat ../id);";
    for act in [
        "mona; kaizen extend $id --to 2026-03-09 -m Later.",
        "arjun; kaizen action add $id \"Patch it.\" --due 2026-03-09",
    ] {
        world.refuses(&format!("{open} {act}"), "2026-03-09 is past");
    }
    world.sh(&format!("{raised} {ACCEPT} --due 2026-03-10")).ok();
    world.sh(&format!("{open} arjun; kaizen sign-off $id -m \"All readers run 4.2.\"")).ok();
    world.refuses(
        &format!(
            "{open} priya; kaizen verify $id --method test --result not-effective --early-reason \"Seen.\" \
             --evidence-url https://e.example.com/log --due 2026-03-09 -m \"Two are missing.\""
        ),
        "--due 2026-03-09 is past",
    );
    world.refuses(&format!("{open} mona; kaizen reopen $id --due 2026-03-01 -m \"Came back.\""), "is past");
}

#[test]
fn an_effectiveness_review_comes_after_the_work() {
    let world = World::with_accepted();
    let amend =
        |day: &str| format!("day 2026-03-10; mona; kaizen amend $(cat ../id) --verify-on {day} -m \"Planned.\"");
    world.refuses(&amend("2026-03-09"), "is not in the future");
    world.refuses(&amend("2026-05-15"), "is not after the target date, 2026-05-15");
    world.sh(&amend("2026-05-16")).ok();
    world.sh("day 2026-03-12; arjun; kaizen sign-off $(cat ../id) -m \"All readers run 4.2.\"").ok();
    // Once it is signed off, the day after that is early enough.
    let amend = |day: &str| amend(day).replace("2026-03-10", "2026-03-12");
    world.refuses(&amend("2026-03-12"), "is not in the future");
    world.sh(&amend("2026-03-13")).ok();
}

#[test]
fn a_review_that_is_put_off_again_and_again_is_told() {
    let world = World::with_accepted();
    let put_off = |day: &str, to: &str| {
        world.sh(&format!("day {day}; mona; kaizen amend $(cat ../id) --verify-on {to} -m \"Not yet.\"")).ok();
    };
    let told = || world.sh("day 2026-05-01; kaizen check --rule postponed-again").both();
    put_off("2026-03-10", "2026-06-01");
    put_off("2026-03-11", "2026-07-01");
    put_off("2026-03-12", "2026-06-15");
    put_off("2026-03-13", "2026-08-01");
    assert!(!told().contains("put off"), "{}", told());
    put_off("2026-03-14", "2026-09-01");
    assert!(told().contains("its effectiveness review was put off 3 times (it was 2026-06-01 at first)"), "{}", told());
}

#[test]
fn a_deferral_that_is_over_asks_for_a_new_target_date() {
    let world = World::with_accepted();
    world.sh("mona; kaizen defer $(cat ../id) --until 2026-04-01 -m \"The supplier delivers in April.\"").ok();
    let accept = "mona; kaizen accept $(cat ../id) -m \"It goes on.\"";
    world.refuses(&format!("day 2026-04-01; {accept}"), "not agreed are --due");
    // Before its day it may go on as it was agreed.
    world.copy().sh(&format!("day 2026-03-20; {accept}")).ok();
    world.sh(&format!("day 2026-04-01; {accept} --due 2026-06-30")).ok();
}

#[test]
fn a_rejection_is_looked_at_again_on_its_day() {
    let world = World::with_accepted();
    world.sh("mona; kaizen reject $(cat ../id) --review-on 2026-06-01 -m \"The site closes.\"").ok();
    let stale = |day: &str| world.sh(&format!("day {day}; kaizen stale")).both();
    let found = |day: &str| world.sh(&format!("day {day}; kaizen check --rule review-again")).both();
    assert!(!stale("2026-05-31").contains("looked at again"));
    for day in ["2026-06-01", "2026-07-01"] {
        assert!(stale(day).contains("looked at again"), "{}", stale(day));
        assert!(found(day).contains("review-again"), "{}", found(day));
    }
    // Somebody else's note is no decision.
    world.sh("day 2026-06-02; dana; kaizen note $(cat ../id) -m \"Still open?\"").ok();
    assert!(found("2026-06-02").contains("review-again"));
    world.sh("day 2026-06-03; mona; kaizen note $(cat ../id) -m \"It stays so: the site is sold.\"").ok();
    assert!(!found("2026-06-03").contains("1 warning"), "{}", found("2026-06-03"));
}

/// What 10.2 asks beside the fix: the consequences (a 2), and what changes in the management system (e).
#[test]
fn consequences_and_changes_of_the_management_system_have_their_place() {
    let world = World::with_accepted();
    world
        .sh("arjun; kaizen correct $(cat ../id) -m 'A guard stands there.' --consequences 'Two visitors were called back.'
             kaizen action add $(cat ../id) 'Log each attempt.' --changes 'Access policy, section 4'")
        .ok();
    let text = world.item(&world.id());
    assert!(text.contains("consequences = ") && text.contains("changes = \"Access policy, section 4\""), "{text}");
    let shown = world.sh("kaizen show $(cat ../id); kaizen search 'called back'").ok();
    assert!(shown.contains("Consequences") && shown.contains("changes Access policy, section 4"), "{shown}");
    assert!(shown.contains("consequences: "), "{shown}");
    let refused = "arjun; kaizen correct $(cat ../id) -m 'A guard.' --consequences 'n/a'";
    World::with_accepted().refuses(refused, "says nothing: what was done about the consequences");
    assert_eq!(world.sh("day 2026-03-03; kaizen check").code, 0);
}
