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
        "\\x15soon\\r",
        "not a date",
        "\\x152026-06-01\\r",
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

#[test]
fn the_columns_of_a_table_are_asked_for_with_what_they_hold() {
    let world = World::with_people();
    let rows = "Vorgang;Was ist passiert, und wo?;Datum;Schwere;Ort\nV-1;Tür am Tor offen;03/02/2026;hoch;Tor\nV-2;Ausweis verloren;04/02/2026;;Hof\nV-3;;05/02/2026;;\n";
    world.write("../log.csv", rows);
    // Where nobody can be asked the columns are named, and a command that may be it.
    let told = world.sh("kaizen import csv ../log.csv").fails(2);
    for part in [
        "its columns are: Vorgang, Was ist passiert, und wo?, Datum, Schwere, Ort",
        "kaizen import csv ../log.csv --kind incident --map 'title=COLUMN,reference=Vorgang,date=Datum,severity=Schwere'",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let dialogue = [
        "What are its entries?",
        "\\r",
        "by its number or ticket?",
        "\\r",
        "what happened?",
        "passiert\\r",
        "when it happened?",
        "\\r",
        "how severe it was?",
        "\\r",
        "more about it?",
        "\\r",
        "names the department?",
        "Ort\\r",
        "stands first in 03/02/2026?",
        "\\r",
        "like that?",
        "\\r",
        "keeps these columns",
        "a name\\r",
        "keeps these columns",
        "desk\\r",
    ];
    let shown = on_terminal(&world, 160, "kaizen import csv ../log.csv", &dialogue).ok();
    for part in [
        "log.csv: 3 rows, 5 columns",
        "Schwere: for example hoch",
        "Tür am Tor offen",
        "not taken: line 4: V-3 has no title",
        "letters, digits, - and _ alone",
        "the same without questions: kaizen import csv ../log.csv --kind incident --date-format dmy --mapping desk",
        "2 recorded",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let record = world.read("register/sources/incident/V-1.toml");
    assert!(record.contains("occurred_on = 2026-02-03") && record.contains("department = \"Tor\""), "{record}");
    // The command that it printed does the same, and that is nothing any more.
    let again = "kaizen import csv ../log.csv --kind incident --date-format dmy --mapping desk";
    let told = world.sh(again).ok();
    assert!(told.starts_with("log.csv: 0 new, 0 changed, 2 same"), "{told}");
    assert_eq!(world.sh("day 2026-03-03; kaizen check").code, 0);
}

#[test]
fn a_list_of_items_is_asked_for_too_and_kept_nowhere_by_who_may_not() {
    let world = World::with_people();
    world.write("../log.csv", "Nr,Feststellung,Erfasst am,Wer\n1,Türen stehen offen,2026-02-01,Arjun Mehta\n");
    let mut dialogue = vec!["to be improved?", "\\r", "numbers the entries?", "\\r", "more about it?", "\\r"];
    dialogue.extend(["it was raised?", "\\r", "names the owner?", "Wer\\r", "to be done?", "\\r", "grades it", "\\r"]);
    // At first it is not what was meant; what was chosen is proposed then.
    let mut twice = dialogue.clone();
    twice.extend(["like that?", "n\\r"]);
    twice.extend(dialogue.iter().map(|word| if *word == "Wer\\r" { "\\r" } else { word }));
    twice.extend(["like that?", "\\r", "keeps these columns", "log\\r"]);
    let before = world.sh("git rev-list --count HEAD").ok();
    let dana = "GIT_AUTHOR_NAME=\"Dana Okafor\" GIT_AUTHOR_EMAIL=dana@example.com GIT_COMMITTER_EMAIL=dana@example.com";
    let shown = on_terminal(&world, 160, &format!("{dana} kaizen import items ../log.csv"), &twice).ok();
    assert!(shown.contains("2026-02-01  Arjun Mehta") && shown.contains("the columns are not kept"), "{shown}");
    let map = "--map 'title=Feststellung,reference=Nr,date=Erfasst am,owner=Wer'";
    assert!(shown.contains(&format!("kaizen import items ../log.csv {map}")), "{shown}");
    let after = world.sh("git rev-list --count HEAD").ok();
    assert_eq!(after.trim().parse::<u32>().unwrap(), before.trim().parse::<u32>().unwrap() + 1, "{shown}");
    let item = world.item(world.sh("kaizen list --format ids").ok().trim());
    assert_eq!(value_of(&item, "owner"), "arjun.mehta");
    assert!(world.sh(&format!("kaizen import items ../log.csv {map}")).ok().contains("0 new, 1 there already"));
}
