//! What a person sees and is asked on a terminal, a narrow one too.

use crate::world::{Ran, World, value_of};

/// Runs a command on a terminal of so many columns; `dialogue` is what to wait for and what to answer, in turns.
pub fn on_terminal(world: &World, columns: usize, command: &str, dialogue: &[&str]) -> Ran {
    let said: Vec<String> = dialogue.iter().map(|d| format!("'{d}'")).collect();
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/acceptance/terminal.py");
    world.sh(&format!("python3 {program} {columns} '{command}' {}", said.join(" ")))
}

#[test]
fn nothing_is_wider_than_a_narrow_terminal_and_no_id_is_broken() {
    let world = World::with_accepted();
    let id = world.id();
    for verb in
        ["list", "list --columns id,owner,due,title", "stale", "people list", "check --list", "search reader", "--help"]
    {
        let shown = on_terminal(&world, 40, &format!("KAIZEN_TODAY=2026-08-01 kaizen {verb}"), &[]).ok();
        let wide: Vec<&str> = shown.lines().filter(|line| line.chars().count() > 40).collect();
        assert!(wide.is_empty(), "{verb}: {wide:#?}");
        let whole: &[&str] = match verb {
            "list" => &[id.rsplit('-').next().unwrap(), "arjun.mehta"],
            "stale" | "list --columns id,owner,due,title" => &[&id, "arjun.mehta"],
            "search reader" => &[&id],
            "people list" => &["dana@example.com", "top-management"],
            "check --list" => &["verification-without-evidence"],
            _ => &["event-statement"],
        };
        assert!(whole.iter().all(|word| shown.contains(word)), "{verb}:\n{shown}");
    }
}

#[test]
fn a_new_item_is_asked_for_and_its_words_are_never_lost() {
    let world = World::with_people();
    let dialogue = [
        "on one line?",
        "Doors stay open\\r",
        "come from?",
        "\\r",
        "reference",
        "INC-7\\r",
        "else too?",
        "risk:RSK-12\\r",
        "improvement?",
        "\\r",
        "graded?",
        "minor\\r",
        "control or clause",
        "A.7.2\\r",
        "Which risk",
        "RSK-12=16\\r",
        "how is it known?",
        "\\x05",
        "Record it?",
        "\\r",
    ];
    let add = "EDITOR=\"printf Found_on_Monday. >\" kaizen add";
    world.sh("printf '#!/bin/sh\\nexit 1\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit").ok();
    let shown = on_terminal(&world, 80, add, &dialogue).both();
    let kept = shown.split("kept in ").nth(1).unwrap_or_else(|| panic!("{shown}")).split(':').next().unwrap();
    assert_eq!(std::fs::read_to_string(kept.trim()).unwrap(), "Found_on_Monday.", "{shown}");
    std::fs::remove_file(kept.trim()).unwrap();
    world.sh("rm .git/hooks/pre-commit").ok();
    on_terminal(&world, 80, add, &dialogue).ok();
    let item = world.item(world.sh("kaizen list --format ids").ok().trim());
    assert_eq!(value_of(&item, "title"), "Doors stay open");
    assert_eq!(value_of(&item, "kind"), "corrective-action");
    assert_eq!(value_of(&item, "grade"), "minor-nonconformity");
    for there in ["Found_on_Monday.", "incident:INC-7", "risk:RSK-12", "A.7.2", "RSK-12 = 16"] {
        assert!(item.contains(there), "{there}: {item}");
    }
}

#[test]
fn the_terms_that_an_item_lacks_are_asked_for_before_the_words() {
    let world = World::with_people();
    world.sh("kaizen suggest 'Screens can be read by visitors' > ../id").ok();
    let told = world.sh("kaizen accept IMP").fails(2);
    assert!(told.contains("--significance, --owner, --due, --criterion"), "{told}");
    let dialogue = [
        "depends on it?",
        "minor\\r",
        "owns it?",
        "arjun\\r",
        "implemented?",
        "soon\\r",
        "not a date",
        "2026-06-01\\r",
        "effective?",
        "No screen faces the door.\\r",
        "Record it?",
        "\\r",
    ];
    on_terminal(&world, 80, "kaizen accept IMP -m Agreed.", &dialogue).ok();
    let item = world.item(&world.id());
    assert_eq!((value_of(&item, "owner").as_str(), value_of(&item, "due").as_str()), ("arjun.mehta", "2026-06-01"));
    assert_eq!(value_of(&item, "significance"), "minor");
}

#[test]
fn answers_that_were_typed_are_kept_in_the_form_that_is_read_again() {
    let world = World::with_accepted();
    world.sh("printf '#!/bin/sh\\nexit 1\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit").ok();
    let dialogue = [
        "Question:",
        "\\r",
        "Because:",
        "Its firmware is old.\\r",
        "firmware is old?",
        "\\r",
        "Because:",
        "\\r",
        "Root cause",
        "No patch cycle.\\r",
    ];
    let shown = on_terminal(&world, 80, "kaizen why IMP", &dialogue).both();
    let kept = shown.split("kept in ").nth(1).unwrap_or_else(|| panic!("{shown}")).split(':').next().unwrap();
    world.sh(&format!("rm .git/hooks/pre-commit; kaizen why IMP --from {kept}; rm {kept}")).ok();
    let item = world.item(&world.id());
    assert!(item.contains("answer = \"Its firmware is old.\"") && item.contains("No patch cycle."), "{item}");
}
