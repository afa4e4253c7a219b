//! Seals: statements on the history so far.

use crate::world::World;

#[test]
fn a_seal_states_what_the_register_is() {
    let world = World::with_accepted();
    let told = world.sh("day 2026-04-01; kaizen seal 2026-Q1 --tag -m 'Before the audit.'").ok();
    assert_eq!(told, "");
    let text = world.read("register/seals.toml");
    assert!(text.contains("[seal.2026-Q1]\n") && text.contains("items = 1\n"), "{text}");
    let sealed = world.sh("git rev-parse HEAD~1 HEAD~1:register; git tag -l --format='%(refname:short) %(*objectname)'; git rev-parse HEAD").ok();
    let lines: Vec<&str> = sealed.lines().collect();
    assert!(text.contains(&format!("commit = \"{}\"", lines[0])), "{text}");
    assert!(text.contains(&format!("tree = \"{}\"", lines[1])), "{text}");
    assert_eq!(lines[2], format!("kaizen/seal/2026-Q1 {}", lines[3]));
    world.sh("day 2026-07-01; kaizen seal 2026-Q2 -m 'Quarter.'").ok();
    assert!(world.read("register/seals.toml").contains("previous = \"2026-Q1\""));
    let report = world.sh("day 2026-07-01; kaizen check --rule unauthorised-change --rule unauthorised-event");
    assert_eq!(report.code, 0, "{}", report.both());
    let told = world.sh("day 2026-07-01; kaizen check --format json --fail-on never").ok();
    assert!(told.contains("The seal 2026-Q2 of 2026-07-01 shows to whoever had it then that 8 of 9 events"), "{told}");
    assert!(!told.contains("No seal anchors"), "{told}");
}

#[test]
fn a_tag_that_a_seal_names_is_missed() {
    let world = World::with_accepted();
    world.sh("day 2026-04-01; kaizen seal 2026-Q1 --tag -m 'Quarter.'; day 2026-07-01; kaizen seal 2026-Q2 --tag -m 'Quarter.'; day 2026-07-02; kaizen seal between -m 'Without a tag.'").ok();
    assert!(world.read("register/seals.toml").contains("tag = \"kaizen/seal/2026-Q1\"\n"));
    let check = |before: &str| {
        world
            .sh(&format!("{before}; day 2026-07-02; kaizen check --full --rule seal-broken --fail-on never"))
            .ok()
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let none = "No tag of a seal is here";
    let told = check("true");
    assert!(!told.contains("[seal-broken]") && !told.contains(none), "{told}");
    let told = check("git tag -d kaizen/seal/2026-Q1");
    assert!(
        told.contains("warning[seal-broken] the tag kaizen/seal/2026-Q1, which the seal names, is not here"),
        "{told}"
    );
    // A clone without tags is no accusation.
    let told = check("git tag -d kaizen/seal/2026-Q2");
    assert!(!told.contains("[seal-broken]") && told.contains(none), "{told}");
    let told = check("kaizen seal 2026-Q1 --tag; kaizen seal 2026-Q2 --tag");
    assert!(!told.contains("[seal-broken]") && !told.contains(none), "{told}");
}

#[test]
fn a_seal_is_refused_where_it_would_say_what_is_not_so() {
    let world = World::with_accepted();
    let refused = |script: &str, why: &str| world.refuses(script, why);
    refused("arjun; kaizen seal x -m Revised", "takes a manager or an auditor");
    refused("kaizen seal 'a b' -m Revised", "cannot name a seal");
    refused("kaizen seal --tag -m ' '", "still missing: -m");
    world.sh("echo >> register/people.toml").ok();
    refused("kaizen seal x -m Revised", "not committed");
    world.sh("git checkout -q register; git switch -qc topic").ok();
    refused("kaizen seal x -m Revised", "default branch (main)");
    world.sh("git switch -q main; kaizen seal x -m Revised").ok();
    refused("kaizen seal x -m Revised", "there is a seal “x” already");
}

#[test]
fn a_branch_that_began_before_a_seal_is_not_accused_by_its_tag() {
    let world = World::with_accepted();
    world.sh("git branch topic; git branch other; day 2026-04-01; kaizen seal 2026-Q1 --tag -m 'Quarter.'").ok();
    let broken = |script: &str| {
        let told = world
            .sh(&format!("day 2026-04-02; {script}; kaizen check --rule seal-broken --format json --fail-on never"));
        told.ok().contains("does not come before what is checked")
    };
    assert!(!broken("git switch -q topic; kaizen note IMP -m 'On a branch.' 2>/dev/null"));
    // Where the default branch has lost what was sealed, no branch is honest by that.
    assert!(broken("git branch -qf main main~1"));
    assert!(broken("git switch -q main"));
}
