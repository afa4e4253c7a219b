//! An act on people or settings that was a mistake is taken back, and the register goes on.

use crate::world::World;

/// Makes the newest event of people or register void.
const UNDO: &str =
    "undo() { kaizen void $1 $(kaizen log $1 -n 1 | head -1 | grep -oE '[0-9a-f]{16}') -m 'A mistake.'; }";

#[test]
fn what_a_void_act_set_is_taken_out_of_the_file() {
    let world = World::with_people();
    world.sh("mkdir ../keys; ssh-keygen -q -t ed25519 -N '' -C dana@desk -f ../keys/dana").ok();
    let content = |file: &str| {
        let mut table: toml::Table = world.read(&format!("register/{file}.toml")).parse().unwrap();
        table.remove("event");
        table
    };
    let cases = [
        ("people", "kaizen people leave dana.okafor"),
        ("people", "kaizen people set dana.okafor --role auditor"),
        ("people", "kaizen people set dana.okafor --no-role staff"),
        ("people", "kaizen people set dana.okafor --email dana@example.org --department HR"),
        ("people", "kaizen people key add dana.okafor ../keys/dana.pub"),
        ("people", "kaizen people add zoe.ray --name 'Zoe Ray' --email zoe@example.com"),
        ("register", "kaizen config set policy.min_whys=3 rules.overdue=warn -m Fewer."),
        ("register", "kaizen waive overdue --until 2026-06-01 -m Soon."),
    ];
    for (minute, (file, act)) in cases.iter().enumerate() {
        let before = content(file);
        let time = format!("day 2026-03-02 10:{minute:02}:00");
        world.sh(&format!("{UNDO}; {time}; {act}; undo {file}")).ok();
        assert_eq!(content(file), before, "{act}");
        world.sh(&format!("{time}; kaizen note {file} -m 'It goes on.'")).ok();
    }
    let ran = world.sh("day 2026-03-03; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
}

#[test]
fn an_act_that_others_build_on_is_not_made_void() {
    let world = World::with_people();
    let told = world.sh(&format!(
        "{UNDO}; kaizen people add zoe.ray --name 'Zoe Ray' --email zoe@example.com; event=$(kaizen log people -n 1 | head -1 | grep -oE '[0-9a-f]{{16}}'); \
         kaizen people set zoe.ray --role auditor; kaizen void people $event -m 'A mistake.'"
    ));
    assert!(told.fails(2).contains("cannot be read"));
    assert_eq!(world.sh("git status --porcelain; kaizen check").code, 0);
}

#[test]
fn a_conflict_brings_nothing_back_that_one_side_made_void() {
    let world = World::with_people();
    world
        .sh(&format!(
            "{UNDO}; kaizen people set dana.okafor --role auditor
             git switch -qc side; day 2026-03-03; undo people
             git switch -q main; day 2026-03-04; kaizen people add zoe.ray --name 'Zoe Ray' --email zoe@example.com
             git merge -q side || {{ kaizen fmt; git add -A; git commit -qm merged; }}"
        ))
        .ok();
    let ran = world.sh("day 2026-03-05; kaizen note people -m 'Both sides are known.'; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
    assert!(!ran.out.contains("unauthorised-change"), "{}", ran.both());
    let listed = world.sh("day 2026-03-05; kaizen people list").ok();
    let dana = listed.lines().find(|line| line.starts_with("dana.okafor")).unwrap();
    assert!(!dana.contains("auditor") && listed.contains("zoe.ray"), "{listed}");
}
