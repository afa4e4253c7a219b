//! Acts of more files than git's own way of committing a few gets through, and screens of more than anybody reads.

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

/// Whoever decides, owns and reads; how many lines each screen of 300 things may have, and what shows the others.
const SCREENS: [(&str, usize, &str); 12] = [
    ("list", 200, "--all"),
    ("list --columns id,title", 200, "--all"),
    ("stale", 200, "kaizen stale --all"),
    ("search door", 200, "--all"),
    ("source list", 200, "kaizen source list --all"),
    ("source list --open", 200, "kaizen source list --open --all"),
    ("trace --unanswered", 200, "kaizen trace --unanswered --all"),
    ("trace --unanswered --format markdown", 200, "kaizen trace --unanswered --all"),
    ("report digest --all", 200, "--full"),
    ("report period --from 2026-03-01", 200, "--full"),
    ("report period --from 2026-03-01 --format markdown", 200, "--full"),
    // Twelve lists of at most twenty entries, and the key figures.
    ("report management-review", 450, "kaizen report management-review --full"),
];

#[test]
fn no_screen_or_document_of_300_things_is_without_bound() {
    let world = world();
    let made = "mona; day 2026-03-03; echo Title,Description,Raised on > ../items.csv; \
                seq 1 300 | sed 's/.*/Door & stands open,Door & of the yard does not close by itself.,2026-03-02/' >> ../items.csv; \
                kaizen import items ../items.csv; \
                echo Number,Summary,Opened,Class > ../t.csv; \
                seq 1 300 | sed 's/.*/AUD-&,Finding &,2026-02-20,high/' >> ../t.csv; \
                kaizen import csv ../t.csv --kind internal-audit --map reference=Number,title=Summary,date=Opened --significant-if Class=high";
    world.sh(made).ok();
    for (command, most, others) in SCREENS {
        for columns in ["", "COLUMNS=60"] {
            let ran = world.sh(&format!("mona; day 2026-11-20; {columns} kaizen {command}"));
            let lines = ran.out.lines().count();
            // A narrow screen breaks lines.
            let most = if columns.is_empty() { most } else { most * 2 };
            assert!((10..=most).contains(&lines), "{command}: {lines} lines\n{}", ran.both());
            let last: Vec<&str> = ran.out.lines().filter(|line| line.contains(" more")).collect();
            assert!(last.iter().any(|line| line.contains(others)), "{command}: {last:?}\n{}", ran.out);
        }
    }
    // Asked for all, all is there; programs get all unasked.
    for (command, things) in [
        ("source list --all", 300),
        ("trace --unanswered --all", 300),
        ("trace --unanswered --all --format markdown", 300),
        ("report period --from 2026-03-01 --full", 300),
        ("source list --format json", 300),
        ("trace --unanswered --format json", 300),
        ("report digest --all --full | grep -c '^- .*Door'", 0),
    ] {
        let out = world.sh(&format!("mona; day 2026-11-20; kaizen {command}")).out;
        let found = (1..=things).filter(|n| !out.contains(&format!("AUD-{n}"))).count();
        assert_eq!(found, 0, "{command}");
        if things == 0 {
            assert!(out.trim().parse::<usize>().unwrap() >= 300, "{out}");
        }
    }
    let json = world.sh("day 2026-11-20; kaizen report management-review --format json").ok();
    let full = world.sh("day 2026-11-20; kaizen report management-review --full").ok();
    for n in [1, 150, 300] {
        assert!(
            json.contains(&format!("Door {n} stands open")) && full.contains(&format!("Door {n} stands open")),
            "{n}"
        );
    }
}
