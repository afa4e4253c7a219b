//! What a verb lacks is asked on a terminal, and all of it is named where there is none.

use crate::terminal::on_terminal;
use crate::world::{World, value_of};

/// Runs a command on a terminal by which nothing is recorded.
#[track_caller]
fn cancelled(world: &World, command: &str, dialogue: &[&str]) {
    let state = || world.sh("git rev-parse HEAD; git status --porcelain").ok();
    let before = state();
    let told = on_terminal(world, 80, command, dialogue);
    assert_eq!(told.code, 2, "{}", told.both());
    assert!(told.out.contains("cancelled; nothing was recorded"), "{}", told.both());
    assert_eq!(state(), before, "{command}");
}

fn implemented() -> World {
    let world = World::with_accepted();
    world.write("report.txt", "4.2 everywhere");
    world.write("log.csv", "1,2,3");
    world.sh("day 2026-05-10; arjun; kaizen sign-off IMP --evidence report.txt -m 'All controllers run 4.2.'").ok();
    world
}

#[test]
fn all_that_is_missing_is_named_at_once() {
    let world = implemented();
    for (command, missing) in [
        ("kaizen verify IMP", "still missing: --method, --evidence, --result, -m"),
        ("kaizen verify", "still missing: ID"),
        ("kaizen defer IMP", "implemented: `defer` is not possible there"),
        ("kaizen people add", "still missing: --email, --name, HANDLE"),
        ("kaizen people add new.comer --name New", "still missing: --email"),
        ("kaizen waive overdue", "still missing: --until, -m"),
        ("kaizen waive", "still missing: RULE, --until, -m"),
        ("kaizen source add", "still missing: KIND:REF, --title"),
        ("kaizen review record --chair mona.lind", "still missing: --held-on, --minutes"),
        ("kaizen void IMP", "still missing: EVENT, -m"),
        ("kaizen add", "still missing: TITLE, --kind, --source, --description"),
        ("kaizen note IMP", "still missing: -m"),
        ("kaizen people set", "still missing: HANDLE"),
        ("kaizen people leave", "still missing: HANDLE"),
        ("kaizen source set", "still missing: KIND:REF"),
        ("kaizen source dismiss", "still missing: KIND:REF"),
    ] {
        world.refuses(&format!("day 2026-06-20; {command}"), missing);
    }
    let accepted = World::with_accepted();
    for (command, missing) in [
        ("kaizen extend IMP", "still missing: --to, -m"),
        ("kaizen defer IMP", "still missing: --until, -m"),
        ("kaizen action add IMP", "still missing: TEXT"),
        ("kaizen action set IMP", "still missing: ACTION, -m"),
        ("kaizen resource request IMP", "still missing: --kind, --amount, --unit, --purpose"),
        ("kaizen reject IMP", "still missing: -m (Why is it rejected?)"),
    ] {
        accepted.refuses(command, missing);
    }
}

#[test]
fn a_verification_shows_the_criterion_and_what_was_shown_before() {
    let world = implemented();
    let dialogue = [
        "Which item?",
        "\\r",
        "How was it verified?",
        "sampl\\r",
        "What shows it?",
        "lgo.csv\\r",
        "is no file here",
        "log.csv\\r",
        "What was found?",
        "\\r",
        "verification find?",
        "All logged.\\r",
        "Record it?",
        "\\r",
    ];
    let shown = on_terminal(
        &world,
        100,
        "KAIZEN_TODAY=2026-06-20 GIT_AUTHOR_NAME=Priya GIT_AUTHOR_EMAIL=priya@example.com kaizen verify",
        &dialogue,
    )
    .ok();
    for told in [
        "Badge reader drops failed attempts (implemented)",
        "Criterion: Each attempt is logged.",
        "report.txt (implemented, arjun.mehta)",
        "sampling — A sample of cases was looked at",
        "How was it verified? sampling",
    ] {
        assert!(shown.contains(told), "{told}:\n{shown}");
    }
    let item = world.item(&world.id());
    assert_eq!(value_of(&item, "status"), "closed");
    assert!(item.contains("method = \"sampling\"") && item.contains("All logged."), "{item}");
}

#[test]
fn who_breaks_off_records_nothing() {
    let world = World::with_accepted();
    cancelled(&world, "kaizen extend IMP", &["new target date?", "\\x03"]);
    cancelled(&world, "kaizen extend IMP", &["new target date?", "\\x1b"]);
    cancelled(&world, "kaizen defer", &["Which item?", "\\x1b"]);
    cancelled(
        &world,
        "kaizen extend IMP",
        &["new target date?", "\\x15+30d\\r", "Why is", "Late.\\r", "Record it?", "n\\r"],
    );
    // Ctrl-U takes away what stands there; the date is shown as it was understood.
    let dialogue =
        ["new target date?", "\\x15+30d\\r", "+30d is 2026-04-01", "", "Why is", "Late.\\r", "Record it?", "\\r"];
    on_terminal(&world, 80, "kaizen extend IMP", &dialogue).ok();
    assert_eq!(value_of(&world.item(&world.id()), "due"), "2026-04-01");
}

/// Words are one line; Ctrl-E opens the editor with what was typed, and with what the item is about.
#[test]
fn an_editor_opens_only_when_it_is_asked_for() {
    let world = World::with_accepted();
    world.write("../editor.sh", "cp \"$1\" ../template; sed -i '1s/$/ and more/' \"$1\"\n");
    let note = "EDITOR=\"sh ../editor.sh\" kaizen note IMP";
    on_terminal(&world, 80, note, &["to be noted?", "First words\\r"]).ok();
    assert!(!world.path().join("../template").exists());
    on_terminal(&world, 80, note, &["to be noted?", "Second words\\x05"]).ok();
    let template = world.read("../template");
    for line in [
        "Second words\n",
        "# What is to be noted?",
        "#   IMP-2026-",
        "Badge reader drops failed attempts",
        "owner arjun.mehta, due 2026-05-15",
        "#   Criterion: Each attempt is logged.",
        "#   2026-03-02 mona.lind (accepted): Agreed.",
        "#   2026-03-02 mona.lind: First words",
    ] {
        assert!(template.contains(line), "{line}:\n{template}");
    }
    assert!(world.item(&world.id()).contains("Second words and more"));
    let told = on_terminal(&world, 80, "EDITOR=no-such-editor kaizen note IMP", &["to be noted?", "\\x05"]);
    assert!(told.out.contains("the editor “no-such-editor” cannot be started"), "{}", told.both());
    assert!(told.out.contains("set VISUAL or EDITOR"), "{}", told.both());
}

#[test]
fn who_is_entered_is_known_from_the_commits() {
    let world = World::with_people();
    world.sh("as 'Hana Mori' hana@example.com; git commit -q --allow-empty --message x").ok();
    let dialogue = [
        "Who is it?",
        "\\r",
        "mail address",
        "\\r",
        "full name?",
        "\\r",
        "handle",
        "\\r",
        "department?",
        "Sales\\r",
        "Which role",
        "\\r",
        "Record it?",
        "\\r",
    ];
    let shown = on_terminal(&world, 80, "kaizen people add", &dialogue).ok();
    assert!(shown.contains("hana@example.com — Hana Mori"), "{shown}");
    assert!(!shown.contains("arjun@example.com"), "{shown}");
    let people = world.read("register/people.toml");
    for there in ["[person.\"hana.mori\"]", "Hana Mori", "hana@example.com", "Sales", "staff"] {
        assert!(people.contains(there), "{there}: {people}");
    }
    let refused =
        on_terminal(&world, 80, "GIT_AUTHOR_NAME=Dana GIT_AUTHOR_EMAIL=dana@example.com kaizen people add", &[]);
    assert!(refused.out.contains("is no manager"), "{}", refused.both());
}

#[test]
fn an_action_has_the_owner_and_the_date_of_its_item() {
    let world = World::with_accepted();
    let dialogue =
        ["What changes?", "Patch the readers.\\r", "Who does it?", "\\r", "Until when?", "\\r", "Record it?", "\\r"];
    on_terminal(&world, 80, "kaizen action add IMP", &dialogue).ok();
    let item = world.item(&world.id());
    let action = item.split("[action.").nth(1).unwrap();
    assert!(action.contains("owner = \"arjun.mehta\"\ndue = 2026-05-15"), "{item}");
    // Of two open ones it is asked which.
    world.sh("kaizen action add IMP 'Tell the guards.'").ok();
    on_terminal(
        &world,
        80,
        "kaizen action drop IMP",
        &["dropped?", "Tell\\r", "Why is", "Nobody to tell.\\r", "Record it?", "\\r"],
    )
    .ok();
    let dropped = world.item(&world.id());
    let id = dropped.split("act = \"dropped\"").nth(1).unwrap().split("action = \"").nth(1).unwrap();
    let described = format!("[action.{}]", &id[..3]);
    assert!(dropped.split(&described).nth(1).unwrap().contains("Tell the guards."), "{dropped}");
    let dialogue = [
        "kind of resource?",
        "time\\r",
        "How much?",
        "many\\r",
        "above zero",
        "12\\r",
        "unit?",
        "\\r",
        "for?",
        "Firmware\\r",
        "Record it?",
        "\\r",
    ];
    on_terminal(&world, 80, "kaizen resource request IMP", &dialogue).ok();
    assert!(world.item(&world.id()).contains("unit = \"hours\""));
}

#[test]
fn a_review_a_waiver_and_a_source_are_asked_for() {
    let world = World::with_people();
    world.write("minutes.md", "# Minutes");
    let review = [
        "was it held?",
        "\\r",
        "Who led it?",
        "\\r",
        "Who else took part?",
        "dana\\r",
        "beside dana.okafor?",
        "\\r",
        "minutes?",
        "minutes.md\\r",
        "What was decided?",
        "Fund the interface.\\r",
        "else was decided",
        "\\r",
        "the next one?",
        "\\r",
        "Record it?",
        "\\r",
    ];
    on_terminal(&world, 80, "kaizen review record", &review).ok();
    let text = world.read("register/reviews/2026-03-02.toml");
    for there in ["chair = \"mona.lind\"", "dana.okafor", "Fund the interface.", "next_on = 2026-06-02"] {
        assert!(text.contains(there), "{there}: {text}");
    }
    let waiver = [
        "rule",
        "overdue\\r",
        "item, event or commit?",
        "\\r",
        "Until when?",
        "2026-06-30\\r",
        "waived?",
        "The site closes.\\r",
        "Record it?",
        "\\r",
    ];
    on_terminal(&world, 80, "kaizen waive", &waiver).ok();
    assert!(world.read("register/register.toml").contains("rule = \"overdue\""));
    let source = [
        "What is the source?",
        "\\r",
        "reference",
        "INC-9\\r",
        "on one line?",
        "A door was open\\r",
        "did it happen?",
        "\\r",
        "significant?",
        "yes\\r",
        "Record it?",
        "\\r",
    ];
    on_terminal(&world, 80, "kaizen source add", &source).ok();
    let record = world.read("register/sources/incident/INC-9.toml");
    assert!(record.contains("occurred_on = 2026-03-02") && record.contains("significant = true"), "{record}");
}

#[test]
fn a_link_and_a_void_event_are_chosen() {
    let world = World::with_accepted();
    on_terminal(&world, 80, "kaizen link IMP", &["linked to?", "tag\\r", "Which word?", "doors\\r"]).ok();
    assert!(world.item(&world.id()).contains("tags = [\"doors\"]") || world.item(&world.id()).contains("\"doors\","));
    let dialogue = ["Which event", "linked\\r", "event void?", "A slip.\\r", "Record it?", "\\r"];
    on_terminal(&world, 80, "kaizen void IMP", &dialogue).ok();
    assert!(world.item(&world.id()).contains("act = \"voided\""));
}

/// The usual target date is the organisation's to set; whoever accepts may name any other.
#[test]
fn the_usual_target_date_is_that_of_the_grade() {
    for (grade, days, due) in [
        ("minor-nonconformity", "", "2026-05-31"),
        ("opportunity", "", "2026-08-29"),
        ("minor-nonconformity", "kaizen config set policy.due_days_minor=10 --message 'Faster.'", "2026-03-12"),
    ] {
        let world = World::with_people();
        world.sh(&format!("kaizen suggest 'Screens can be read by visitors' > ../id; {days}")).ok();
        let dialogue =
            ["owns it?", "arjun\\r", "implemented?", "\\r", "effective?", "No screen.\\r", "Record it?", "\\r"];
        let accept = format!("kaizen accept IMP --kind improvement --grade {grade} --significance minor -m Agreed.");
        on_terminal(&world, 80, &accept, &dialogue).ok();
        assert_eq!(value_of(&world.item(&world.id()), "due"), due, "{grade}");
    }
}

#[test]
fn what_changes_of_terms_and_of_people_is_asked_for() {
    let world = World::with_accepted();
    let dialogue = ["Which term", "owner\\r", "owns it", "dana\\r", "Why do", "Arjun moves.\\r", "Record it?", "\\r"];
    let shown = on_terminal(&world, 80, "kaizen amend IMP", &dialogue).ok();
    assert!(shown.contains("criterion — now: Each attempt is logged."), "{shown}");
    assert_eq!(value_of(&world.item(&world.id()), "owner"), "dana.okafor");
    let dialogue =
        ["Whose entry", "dana\\r", "What changes?", "role\\r", "from now on?", "auditor\\r", "Record it?", "\\r"];
    on_terminal(&world, 80, "kaizen people set", &dialogue).ok();
    assert!(world.read("register/people.toml").split("[person.\"dana.okafor\"]").nth(1).unwrap().contains("auditor"));
    let dialogue = ["Who leaves?", "arjun\\r", "first day", "\\x152026-04-01\\r", "Record it?", "\\r"];
    on_terminal(&world, 80, "kaizen people leave", &dialogue).ok();
    assert!(world.read("register/people.toml").contains("until = 2026-04-01"));
}

#[test]
fn a_recorded_source_is_chosen_and_those_without_an_answer_come_first() {
    let world = World::with_people();
    let none = on_terminal(&world, 80, "kaizen source dismiss", &[]);
    assert!(none.out.contains("no source is recorded"), "{}", none.both());
    world.sh("kaizen source add incident:INC-1 --title Drill; kaizen source add incident:INC-2 --title Theft --significant").ok();
    let dialogue = [
        "record changes?",
        "INC-1\\r",
        "What changes?",
        "cause\\r",
        "for the cause?",
        "theft\\r",
        "Why does",
        "Known now.\\r",
        "Record it?",
        "\\r",
    ];
    on_terminal(&world, 80, "kaizen source set", &dialogue).ok();
    assert!(world.read("register/sources/incident/INC-1.toml").contains("cause_code = \"theft\""));
    let dialogue = ["needs no item?", "\\r", "Why does", "Insured.\\r", "Record it?", "\\r"];
    on_terminal(&world, 80, "kaizen source dismiss", &dialogue).ok();
    assert!(world.read("register/sources/incident/INC-2.toml").contains("act = \"dismissed\""));
}
