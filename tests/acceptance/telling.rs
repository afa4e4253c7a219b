//! Words that say nothing are not taken where somebody is asked for some.

use crate::world::World;

#[test]
fn empty_words_are_refused_wherever_words_are_asked_for() {
    let world = World::with_accepted();
    for script in [
        "kaizen note IMP -m n/a",
        "kaizen note IMP -m TBD",
        "kaizen note IMP -m 'tbd, tbc'",
        "kaizen note IMP -m Unknown.",
        "kaizen note IMP -m none",
        "kaizen note IMP -m .",
        "kaizen note IMP -m x",
        "kaizen note IMP -m 'keine Angabe'",
        "kaizen extend IMP --to 2026-07-01 -m x",
        "kaizen amend IMP --significance major -m 'n. a.'",
        "kaizen amend IMP --criterion '   -' -m 'Agreed anew.'",
        "kaizen amend IMP --criterion tbd -m 'Agreed anew.'",
        "kaizen defer IMP --until 2026-07-01 -m unbekannt",
        "kaizen reject IMP -m 'no reason'",
        "kaizen correct IMP -m tbd",
        "kaizen why IMP --root-cause Unknown",
        "kaizen why IMP --because 'The firmware is old.' --because x",
        "kaizen why IMP --why 'Why did it drop them?' unknown",
        "arjun; kaizen action add IMP tbd --due 2026-05-01",
        "kaizen resource request IMP --kind budget --amount 1 --unit EUR --purpose x",
        "arjun; kaizen sign-off IMP -m x",
        "day 2026-06-01; arjun; kaizen sign-off IMP --late-reason n/a -m 'All readers run 4.2.'",
        "kaizen add x --kind improvement --source other:1 --description 'The log has gaps.'",
        "kaizen add 'The log has gaps' --kind improvement --source other:1 --description tbd",
        "kaizen config set policy.stale_days=60 -m x",
        "kaizen waive stale --until 2026-05-01 -m n/a",
        "kaizen note register -m .",
        "kaizen people set dana.okafor --department HR -m x",
    ] {
        world.refuses(script, "says nothing");
    }
    // What is short and says something is taken, and what nobody asks for may be left out.
    world
        .sh(r#"
        kaizen note IMP -m Agreed.
        kaizen note IMP -m "None of the doors logs."
        kaizen why IMP --because "No budget." --similar-elsewhere none
        arjun; day 2026-04-01
        kaizen sign-off IMP -m "Patched."
        day 2026-05-02; priya
        kaizen verify IMP --method test --result effective --evidence-url https://e.example.com/log -m "No gaps."
        dana; kaizen suggest "Leavers keep their badges for weeks"
        "#)
        .ok();
    world.refuses(
        &format!("day 2026-05-03; kaizen reopen {} -m nothing", world.id()),
        "“nothing” says nothing: the text of the act is for somebody who was not there",
    );
}

#[test]
fn a_register_adds_what_says_nothing_in_its_own_words() {
    let world = World::with_accepted();
    world.sh("kaizen note IMP -m 'Passt schon.'").ok();
    world.sh("kaizen config set 'empty_phrases=passt schon' 'generic_phrases=synergien heben' -m 'Heard often.'").ok();
    world.refuses("kaizen note IMP -m 'Passt schon!'", "says nothing");
    world.refuses("kaizen config set 'empty_phrases=a, b' -m 'Heard often.'", "more than one phrase");
    let listed = world.sh("kaizen config list").ok();
    assert!(listed.contains("empty_phrases = passt schon\ngeneric_phrases = synergien heben\n"), "{listed}");
    world.sh("kaizen note IMP -m 'Wir wollen Synergien heben.'").ok();
    let told = world.sh("kaizen check --rule empty-words --rule generic-text").out;
    assert!(told.contains("warning[empty-words]") || told.contains("warn[empty-words]"), "{told}");
    assert!(told.contains("[generic-text]") && told.contains("synergien heben"), "{told}");
}

/// What stood there before the phrase was known keeps nobody from going on.
#[test]
fn an_old_sin_does_not_hold_up_the_next_act() {
    let world = World::with_accepted();
    world
        .sh("kaizen correct IMP -m 'Wie gehabt.'; kaizen config set 'empty_phrases=wie gehabt' -m 'Heard often.'")
        .ok();
    world.sh("kaizen note IMP -m 'Going on.'").ok();
    let found = world.sh("kaizen check --rule empty-words").out;
    assert!(found.contains("the correction says nothing: “Wie gehabt.”"), "{found}");
}
