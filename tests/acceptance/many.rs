//! Acts of more files than git's own way of committing a few gets through.

use crate::world::World;

/// A table of so many incidents.
const TABLE: &str = "echo Number,Summary,Opened > ../t.csv; \
                     seq 1 1100 | sed 's/.*/INC-&,Something happened &,2026-02-20/' >> ../t.csv; \
                     import() { kaizen import csv ../t.csv --kind incident --map reference=Number,title=Summary,date=Opened; }; ";

fn world() -> World {
    World::with_people()
}

#[test]
fn many_records_are_one_commit_of_them_alone() {
    let world = world();
    world.sh(&format!("{TABLE} import")).ok();
    let files = world.sh("git show --format= --name-only HEAD | grep -c '^register/sources/incident/'").ok();
    assert_eq!(files.trim(), "1100");
    assert_eq!(world.sh("git show --format= --name-only HEAD | wc -l").ok().trim(), "1100");
    assert_eq!(
        world.sh("git status --short; git fsck --no-progress --no-dangling; git diff --cached --name-only").ok(),
        ""
    );
    world.sh("kaizen check").ok();
    // All of them once more, changed.
    world.sh(&format!("{TABLE} sed -i s/happened/broke/ ../t.csv; import")).ok();
    assert_eq!(world.sh("git show --format= --name-only HEAD | wc -l").ok().trim(), "1100");
    assert_eq!(world.sh("git status --short").ok(), "");
}

#[test]
fn what_a_person_staged_stays_out_of_a_commit_of_many() {
    let world = world();
    world.sh(&format!("echo mine > mine.txt; git add mine.txt; {TABLE} import")).ok();
    assert_eq!(world.sh("git status --short").ok(), "A  mine.txt\n");
    assert_eq!(world.sh("git show --format= --name-only HEAD | wc -l").ok().trim(), "1100");
}

#[test]
fn a_commit_of_many_that_a_hook_refuses_leaves_everything_as_it_was() {
    let world = world();
    let hook =
        "mkdir -p .git/hooks; printf '#!/bin/sh\\nexit 1\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit; ";
    let before = world.sh("git ls-files --stage; git rev-parse HEAD").ok();
    let told = world.sh(&format!("{hook}{TABLE} import")).fails(2);
    assert!(told.contains("nothing was recorded"), "{told}");
    assert_eq!(world.sh("git ls-files --stage; git rev-parse HEAD").ok(), before);
    assert_eq!(world.sh("git status --short; ls register/sources 2>/dev/null || true").ok(), "");
    world.sh(&format!("rm .git/hooks/pre-commit; {TABLE} import")).ok();
}

#[test]
fn an_import_of_many_that_is_killed_before_its_commit_is_finished_or_taken_back() {
    for (verb, files) in [("finish", "1100"), ("finish --take-back", "0")] {
        let world = world();
        let hook = "mkdir -p .git/hooks; printf '#!/bin/sh\\nkill -9 $(ps -o ppid= -p $PPID)\\nsleep 1; exit 1\\n' > .git/hooks/pre-commit; \
                    chmod +x .git/hooks/pre-commit; ";
        let ran = world.sh(&format!("{hook}{TABLE} import"));
        assert_ne!(ran.code, 0, "{}", ran.both());
        world.sh(&format!("rm -f .git/hooks/pre-commit .git/index.lock; sleep 1; kaizen {verb}")).ok();
        assert_eq!(world.sh("git ls-files register/sources/incident | wc -l").ok().trim(), files, "{verb}");
        assert_eq!(world.sh("git status --short").ok(), "", "{verb}");
    }
}
