//! What is refused because it would lead nowhere, and what each refusal says to do next.

use crate::world::World;

/// Each of these is refused with these words, and nothing is recorded.
#[track_caller]
fn all_refused(world: &World, cases: &[(&str, &[&str])]) {
    let before = world.sh("git rev-parse HEAD; git status --porcelain").ok();
    let mut wrong = Vec::new();
    for (script, says) in cases {
        let ran = world.sh(script);
        if ran.code != 2 || !says.iter().all(|words| ran.err.contains(words)) {
            wrong.push(format!("{script}: wanted {says:?}\n{}", ran.both()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(world.sh("git rev-parse HEAD; git status --porcelain").ok(), before);
}

#[test]
fn an_act_that_changes_nothing_or_lies_in_the_past_is_refused() {
    let world = World::with_accepted();
    all_refused(
        &world,
        &[
            ("kaizen amend IMP -m Reworded", &["--owner", "kaizen extend", "--to DATE"]),
            ("kaizen amend IMP --owner arjun.mehta -m Reworded", &["owner"]),
            ("kaizen amend IMP --due 2026-09-01 -m Reworded", &["kaizen extend", "--to 2026-09-01 -m REASON"]),
            ("kaizen extend IMP --to 2026-05-15 -m Reworded", &["due on 2026-05-15 already"]),
            ("kaizen extend IMP --to 2026-03-01 -m Reworded", &["--to 2026-03-01 is past"]),
            ("kaizen reject IMP --review-on 2026-03-01 -m Reworded", &["--review-on 2026-03-01"]),
            ("kaizen defer IMP --until 2026-03-02 -m Reworded", &["--until 2026-03-02"]),
            ("kaizen verify IMP --method test --result effective -m Reworded", &["is accepted", "sign-off"]),
            ("kaizen add --from incident:INC-9", &["no record of incident:INC-9", "--source incident:INC-9"]),
            ("arjun; kaizen action done IMP", &["kaizen action add"]),
            ("kaizen show people", &["kaizen people list"]),
            ("kaizen add", &["TITLE, --kind, --source, --description"]),
            ("kaizen suggest", &["kaizen suggest \"What"]),
        ],
    );
    let told = world.sh("arjun; : > ../nothing; kaizen sign-off IMP --evidence ../nothing -m Reworded").fails(2);
    assert!(told.contains("nothing is empty"), "{told}");
}

#[test]
fn a_setting_that_is_none_is_refused_by_name() {
    let world = World::with_people();
    all_refused(
        &world,
        &[
            ("kaizen config set rules.over-due=off -m Reworded", &["did you mean overdue?"]),
            ("kaizen config set rules.overdue=on -m Reworded", &["rules.overdue=on", "`warn`"]),
            ("kaizen config set timezone=Mars -m Reworded", &["timezone=Mars"]),
            ("kaizen config set 'blame_phrases=[\"a\", \"b\"]' -m Reworded", &["more than one phrase", "one each"]),
        ],
    );
    world.sh("kaizen config set 'blame_phrases=was in a hurry' 'blame_phrases=had no time' -m 'Heard often.'").ok();
    let settings = world.read("register/register.toml");
    assert!(settings.contains("\"was in a hurry\"") && settings.contains("\"had no time\""), "{settings}");
}

#[test]
fn the_last_manager_cannot_leave() {
    let world = World::with_people();
    let says: &[&str] = &["no manager would be left", "kaizen people set HANDLE --role isms-manager"];
    all_refused(
        &world,
        &[
            ("kaizen people leave mona.lind", says),
            ("kaizen people leave mona.lind --on 2027-01-01", says),
            ("kaizen people set mona.lind --no-role isms-manager --no-role top-management", says),
        ],
    );
    world.sh("kaizen people set dana.okafor --role isms-manager; kaizen people leave mona.lind").ok();
    let told = world.sh("day 2026-03-03; dana; kaizen people set mona.lind --department HR").fails(2);
    assert!(told.contains("has left") && told.contains("kaizen void people EVENT"), "{told}");
    let told = world.sh("day 2026-03-03; dana; kaizen people add mona.lind --name 'Mona Lind' --email m@example.com");
    assert!(told.fails(2).contains("another handle"));
    let undo = "day 2026-03-03; dana; event=$(kaizen log people -n 1 --full | head -1 | grep -oE '[0-9a-f]{16}'); \
                kaizen void people $event -m 'She stays.'; mona; kaizen note people -m 'Here again.'";
    world.sh(undo).ok();
}

#[test]
fn an_editor_that_fails_loses_nothing() {
    let world = World::with_accepted();
    let told = world.sh("env -u VISUAL -u EDITOR kaizen edit IMP").fails(2);
    assert!(told.contains("no terminal") && told.contains("EDITOR"), "{told}");
    let told = world.sh("VISUAL=rm kaizen edit IMP").fails(2);
    assert!(told.contains("what the editor left"), "{told}");
    let told = world.sh(r#"VISUAL='sh -c '\''sed -i s/drops/loses/ "$1"; exit 3'\'' x' kaizen edit IMP"#).fails(2);
    let kept = told.split("kept in ").nth(1).unwrap_or_else(|| panic!("{told}")).split(':').next().unwrap();
    assert!(std::fs::read_to_string(kept).unwrap().contains("Badge reader loses"), "{told}");
    std::fs::remove_file(kept).unwrap();
}

#[test]
fn a_path_names_its_item_too() {
    let world = World::with_accepted();
    world.sh("kaizen show register/items/2026/*.toml").ok();
}
