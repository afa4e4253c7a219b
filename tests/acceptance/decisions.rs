//! Who approves what: nobody their own request, money with its record, and a part where the whole is too much.

use crate::world::World;

/// Mona and Tom are top management; Arjun owns the item. A request of `who` is waiting.
fn asked(who: &str, amount: u32) -> World {
    let world = World::with_accepted();
    world
        .sh(&format!(
            "kaizen people add tom.reyes --name \"Tom Reyes\" --email tom@example.com --role top-management
             {who}; kaizen resource request $(cat ../id) --kind budget --amount {amount} --unit EUR --purpose Licences > ../resource"
        ))
        .ok();
    world
}

const TOM: &str = "as \"Tom Reyes\" tom@example.com;";

#[test]
fn nobody_approves_what_they_asked_for_or_what_they_own() {
    let world = asked("mona", 900);
    let approve = "kaizen resource approve $(cat ../id)";
    world.refuses(&format!("mona; {approve}"), "mona.lind asked for it, so cannot approve the request");
    world.refuses(
        &format!("mona; {approve} --waiver \"In a hurry.\""),
        "ask somebody else of top management: tom.reyes",
    );
    world.sh(&format!("{TOM} {approve}")).ok();
    assert!(!world.sh("kaizen check --rule self-approved").both().contains("under a waiver"));

    let world = asked("arjun", 900);
    world.sh("mona; kaizen amend $(cat ../id) --owner mona.lind -m \"Arjun moves on.\"").ok();
    world.refuses(&format!("mona; {approve}"), "owns IMP-2026-");
    // Who is alone says so, and that is told.
    world.sh("mona; kaizen people leave tom.reyes --on 2026-03-02").ok();
    world.refuses(
        &format!("day 2026-03-03; mona; {approve}"),
        "say why nobody else of top management could: --waiver WHY",
    );
    world.sh(&format!("day 2026-03-03; mona; {approve} --waiver \"I am alone.\"")).ok();
    let told = world.sh("day 2026-03-03; kaizen check --rule self-approved").both();
    assert!(told.contains("under a waiver: “I am alone.”"), "{told}");
}

#[test]
fn money_above_an_amount_is_approved_with_its_record() {
    let world = asked("arjun", 1001);
    let approve = "kaizen resource approve $(cat ../id)";
    world.refuses(&format!("mona; {approve}"), "add --reference REF");
    world.copy().sh(&format!("mona; {approve} --reference PO-2026-118")).ok();
    // What is granted counts.
    world.refuses(&format!("mona; {approve} --amount 1200 --reference PO-1"), "no more than was asked for");
    world.sh(&format!("mona; {approve} --amount 800")).ok();
    let shown = world.sh("kaizen show $(cat ../id)").ok();
    assert!(shown.contains("approved 800 of"), "{shown}");
    let json: serde_json::Value =
        serde_json::from_str(&world.sh("kaizen show $(cat ../id) --format json").ok()).unwrap();
    assert_eq!(json["resources"][0]["granted"], 800.0);
    assert!(world.sh("kaizen audit --step 9").both().contains("800 of 1001 EUR"));
}

#[test]
fn a_cause_is_the_same_in_any_spelling_of_its_code() {
    let world = World::with_accepted();
    world
        .sh(r#"
        id=$(cat ../id); arjun; kaizen why $id --root-cause "Doors are outside the patch process." --cause-code patch-management
        kaizen sign-off $id -m "All readers run 4.2."
        day 2026-04-20; priya
        kaizen verify $id --method test --result effective --evidence-url https://e.example.com/log/1 -m "None is missing."
        day 2026-05-02; dana
        again=$(kaizen add "Cameras run firmware of 2019" --kind improvement --grade observation --significance minor           --source incident:INC-9 --description "The camera at the gate stopped recording.")
        kaizen why $again --root-cause "Cameras are outside the patch process." --cause-code "Patch Management"
        "#)
        .ok();
    let told = world.sh("day 2026-05-03; kaizen check --rule recurrence").both();
    assert!(told.contains("the cause “Patch Management” came back"), "{told}");
    let step = world.sh("day 2026-05-03; kaizen audit --step 10").both();
    assert!(step.contains("came back"), "{step}");
    assert_eq!(world.sh("kaizen list --all --cause PATCH_management --format ids").ok().lines().count(), 2);
}

#[test]
fn a_failed_fix_is_told_in_the_words_of_who_found_it() {
    let world = World::with_accepted();
    world
        .sh(r#"
        id=$(cat ../id); arjun; kaizen link $id --risk RSK-12=16; kaizen sign-off $id -m "All readers run 4.2."
        day 2026-04-20; priya
        kaizen verify $id --method interview --result not-effective --due 2026-08-01 --evidence-url https://e.example.com/           -m "Two attempts of Monday are missing."
        "#)
        .ok();
    for step in ["8", "10"] {
        let told = world.sh(&format!("day 2026-04-21; kaizen audit --step {step}")).both();
        let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("Two attempts of Monday are missing."), "{told}");
    }
    assert!(world.sh("kaizen audit --step 7").both().contains("RSK-12 of"));
    world.refuses("dana; kaizen link $(cat ../id) --risk RSK-12=-3", "no score below zero");
}

#[test]
fn a_verification_by_words_alone_is_for_a_human() {
    let world = World::with_accepted();
    world
        .sh(r#"
        id=$(cat ../id); arjun; kaizen sign-off $id -m "All readers run 4.2."; day 2026-04-20; priya
        kaizen verify $id --method interview --result effective --evidence-url https://e.example.com/ -m "They say it works."
        "#)
        .ok();
    let step = world.sh("day 2026-04-21; kaizen audit --step 8").both();
    assert!(step.contains("verified by an interview alone"), "{step}");
}
