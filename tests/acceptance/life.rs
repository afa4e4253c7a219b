//! The verbs of life.

use crate::world::{World, value_of};

#[test]
fn init_makes_a_register_once() {
    let world = World::new();
    world.sh("mona; kaizen init --name 'Example Ltd'").ok();
    assert!(world.path().join(".git").is_dir());
    let head = world.sh("git rev-parse HEAD").ok();
    assert!(world.sh("kaizen init").ok().is_empty());
    assert_eq!(world.sh("git rev-parse HEAD").ok(), head);
    assert_eq!(world.sh("git status --porcelain").ok(), "");
    for file in ["register.toml", "people.toml", ".gitattributes", "schemas/item.schema.json"] {
        assert!(world.path().join("register").join(file).is_file(), "{file}");
    }
}

#[test]
fn add_names_the_flags_that_are_missing() {
    let world = World::with_people();
    let told = world.sh("kaizen add 'Something'").fails(2);
    assert!(told.contains("still missing: --kind, --source, --description"), "{told}");
}

#[test]
fn ids_are_found_by_any_unique_part_and_both_are_named_where_it_is_not() {
    let world = World::with_people();
    let add = "kaizen add 'A title' --kind improvement --source other:X --description text";
    let ids = world.sh(&format!("{add}; {add}")).ok();
    let ids: Vec<&str> = ids.lines().collect();
    let told = world.sh("kaizen note imp-2026 -m Reworded").fails(2);
    assert!(ids.iter().all(|id| told.contains(id)), "{told}");
    let random = ids[0].rsplit('-').next().unwrap().to_lowercase();
    world.sh(&format!("kaizen note {random} -m 'A note.'")).ok();
    assert!(world.item(ids[0]).contains("A note."));
}

#[test]
fn a_wrong_act_names_the_lawful_ones() {
    let world = World::with_accepted();
    let told = world
        .sh("kaizen verify IMP --method test --result effective --evidence-url https://e.example -m Reworded")
        .fails(2);
    assert!(told.contains("is accepted") && told.contains("sign-off"), "{told}");
    let told = world.sh("dana; kaizen sign-off IMP -m done").fails(2);
    assert!(told.contains("that takes the owner (arjun.mehta)"), "{told}");
    let told = world.sh("kaizen amend IMP --owner arjun.meta -m Reworded").fails(2);
    assert!(told.contains("did you mean arjun.mehta"), "{told}");
}

#[test]
fn nobody_acts_for_somebody_else() {
    let world = World::with_people();
    let told = world.sh("dana; kaizen people list >/dev/null; kaizen note people --as mona.lind -m Reworded").fails(2);
    assert!(told.contains("git's author mail is dana@example.com"), "{told}");
    let told = world.sh("as Eve eve@example.com; kaizen note people -m Reworded").fails(2);
    assert!(told.contains("belongs to nobody in people.toml"), "{told}");
}

#[test]
fn a_suggestion_takes_one_line_and_may_be_anonymous() {
    let world = World::with_people();
    let id = world.sh("as Eve eve@example.com; kaizen suggest 'Visitors see the screens'").ok();
    assert_eq!(value_of(&world.item(id.trim()), "raised_by"), "Eve <eve@example.com>");
    let id = world.sh("dana; kaizen suggest 'Nobody dares to report' --anonymous").ok();
    assert_eq!(value_of(&world.item(id.trim()), "raised_by"), "anonymous");
    let commit = world.sh("git log -1 --format='%an %ae %cn %ce %B'").ok();
    assert!(!commit.to_lowercase().contains("dana"), "{commit}");
}

#[test]
fn whys_are_a_chain_and_are_never_overwritten_unasked() {
    let world = World::with_accepted();
    let id = world.id();
    world.sh("kaizen why IMP --because 'The reader drops them.' --root-cause 'No patching.'").ok();
    world.sh("kaizen why IMP --because 'Its firmware is old.'").ok();
    let text = world.item(&id);
    assert!(
        text.contains("question = \"Why is it that the reader drops them?\"\nanswer = \"Its firmware is old.\""),
        "{text}"
    );
    let told = world.sh("kaizen why IMP --root-cause 'Another.'").fails(2);
    assert!(told.contains("--replace"), "{told}");
    assert_eq!(world.item(&id), text);
    let told = world.sh("kaizen why IMP").fails(2);
    assert!(told.contains("--because ANSWER"), "{told}");
}

#[test]
fn evidence_is_copied_bounded_and_hashed() {
    let world = World::with_accepted();
    let id = world.id();
    world.write("report.txt", "thirty days\n");
    world.write("large.bin", vec![0u8; 11 << 20]);
    world.write(".gitignore", "register/evidence/\n");
    let told = world.sh("arjun; kaizen sign-off IMP --evidence large.bin -m done").fails(2);
    assert!(told.contains("10 MiB at most"), "{told}");
    assert!(!world.path().join("register/evidence").exists());
    world.sh("arjun; kaizen sign-off IMP --evidence report.txt --evidence-url https://e.example/x -m done").ok();
    assert_eq!(world.sh(&format!("git show HEAD:register/evidence/{id}/report.txt")).ok(), "thirty days\n");
    assert!(world.item(&id).contains("sha256"));
}

#[test]
fn leaving_names_what_is_owned_and_how_to_hand_it_over() {
    let world = World::with_accepted();
    let told = world.sh("kaizen people leave arjun.mehta");
    assert_eq!(told.code, 0);
    assert!(told.err.contains("still owns") && told.err.contains("kaizen amend"), "{}", told.err);
    let told = world.sh("day 2026-03-03; arjun; kaizen note IMP -m Reworded").fails(2);
    assert!(told.contains("has left"), "{told}");
    world.sh("day 2026-03-03; kaizen amend IMP --owner dana.okafor -m 'Arjun left.'").ok();
    assert_eq!(value_of(&world.item(&world.id()), "owner"), "dana.okafor");
}

#[test]
fn a_wrong_act_is_undone_without_erasing_it() {
    let world = World::with_accepted();
    let id = world.id();
    world.sh("arjun; kaizen sign-off IMP -m 'Done.'").ok();
    let text = world.item(&id);
    let event = text.lines().rev().find_map(|l| l.strip_prefix("hash = \"")).unwrap()[..8].to_owned();
    let told = world.sh(&format!("arjun; kaizen void IMP {event} -m wrong")).fails(2);
    assert!(told.contains("manager"), "{told}");
    world.sh(&format!("kaizen void IMP {event} -m 'Signed off the wrong item.'")).ok();
    let text = world.item(&id);
    assert_eq!(value_of(&text, "status"), "accepted");
    assert!(text.contains("act = \"implemented\""));
}

#[test]
fn each_act_is_one_commit_of_its_own_paths_with_its_trailers() {
    let world = World::with_accepted();
    let files = world.sh("git show --name-only --format= HEAD").ok();
    assert_eq!(files.trim(), world.item_path(&world.id()));
    let trailers = world.sh("git log --reverse --format='%(trailers:key=Kaizen-Act,valueonly)' | grep .").ok();
    assert_eq!(trailers, "changed\nchanged\nchanged\nchanged\nraised\naccepted\n");
}
