//! A kill that no program can hold off, a power cut: what was begun is named by the next act, and finished or taken back.

use crate::world::World;

/// Words of the scripts: `killed WHEN GIT COMMAND…` runs a command of kaizen that is killed `before` or `after` it runs
/// `git … GIT …`; `twice` also takes what it started with it.
const WORDS: &str = r#"
killed() {
  mkdir -p ../bin; local when=$1 verb=$2; shift 2
  { echo '#!/bin/sh'
    echo 'hit=; for arg; do [ "$arg" = '"$verb"' ] && hit=1; done'
    echo "[ \"\$hit\" ] && [ $when = before ] && { kill -9 \$PPID; exit 1; }"
    echo "$(command -v git) \"\$@\"; code=\$?"
    echo "[ \"\$hit\" ] && [ $when = after ] && kill -9 \$PPID"
    echo 'exit $code'; } > ../bin/git
  chmod +x ../bin/git
  ( PATH="$PWD/../bin:$PATH"; "$@" ) && { echo "it was not killed"; return 1; }
  rm ../bin/git
}
state() { git rev-parse HEAD; git ls-files -s -t; git status --porcelain --untracked-files=all; find register -type f | sort | xargs sha256sum; }
"#;

fn sh(world: &World, script: &str) -> crate::world::Ran {
    world.sh(&format!("{WORDS}\n{script}"))
}

const ACCEPT: &str = r#"kaizen accept $(cat ../id) --owner arjun.mehta --due 2026-05-15 --criterion "Each attempt is logged." -m "Agreed on Monday.""#;

/// A register with an item that is raised and waits for its acceptance.
fn raised() -> World {
    let world = World::with_people();
    sh(
        &world,
        "dana; kaizen add 'Badge reader drops attempts' --kind improvement --grade observation --significance minor \
           --source incident:INC-481 --description 'The log has gaps.' > ../id",
    )
    .ok();
    world
}

#[test]
fn what_was_written_and_not_committed_is_named_and_finished() {
    let world = raised();
    sh(&world, &format!("killed before commit {ACCEPT}")).ok();
    assert!(world.item(&world.id()).contains("act = \"accepted\""));
    for act in [
        ACCEPT,
        "kaizen note IMP -m 'Something else.'",
        "kaizen config set policy.min_whys=4 -m 'Looked at it.'",
        "kaizen seal x -m 'Quarter.'",
    ] {
        let told = sh(&world, act).fails(2);
        for words in [": accept", "broken off", "not committed", "kaizen finish", "kaizen finish --take-back"] {
            assert!(told.contains(words), "{act}: {words}\n{told}");
        }
    }
    let told = sh(&world, "arjun; kaizen finish").fails(2);
    assert!(told.contains("begun by mona@example.com") && told.contains("--take-back"), "{told}");
    let told = sh(&world, "kaizen finish 2>&1").ok();
    assert!(told.contains(": accept"), "{told}");
    let message = sh(&world, "git log -1 --format=%B").ok();
    for line in ["accept\n", "Agreed on Monday.", "Kaizen-Act: accepted", "Kaizen-By: mona.lind"] {
        assert!(message.contains(line), "{message}");
    }
    assert_eq!(sh(&world, "git status --porcelain; ls -A .git | grep kaizen").ok().trim(), "kaizen.lock");
    sh(&world, "kaizen note IMP -m 'It goes on.'; kaizen check").ok();
    let told = sh(&world, "kaizen finish").fails(2);
    assert!(told.contains("nothing was broken off"), "{told}");
}

#[test]
fn what_was_broken_off_is_taken_back_and_its_words_are_kept() {
    let world = raised();
    let before = sh(&world, "state").ok();
    for point in ["before commit", "before add", "before ls-files", "after add"] {
        for act in [
            "kaizen suggest 'Something new' -m 'Words that took an hour.'",
            "kaizen note IMP -m 'Words that took an hour.'",
        ] {
            let ran = sh(&world, &format!("killed {point} {act}"));
            // An act on known paths asks for no `add`.
            if ran.code != 0 {
                sh(&world, "git reset -q --hard HEAD~1").ok();
                continue;
            }
            let told = sh(&world, "kaizen finish --take-back 2>&1").ok();
            assert!(told.contains("taken back") && told.contains("kaizen-kept-"), "{point}: {told}");
            let kept = told
                .split_whitespace()
                .find(|word| word.contains("kaizen-kept-"))
                .unwrap()
                .trim_end_matches(['.', ',']);
            assert!(std::fs::read_to_string(kept).unwrap().contains("Words that took an hour."));
            assert_eq!(sh(&world, "state").ok(), before, "{point} {act}");
        }
    }
    sh(&world, "kaizen note IMP -m 'It goes on.'; kaizen check").ok();
}

#[test]
fn an_act_that_was_committed_before_the_kill_is_done() {
    let world = raised();
    sh(&world, &format!("killed after commit {ACCEPT}")).ok();
    let told = sh(&world, ACCEPT).fails(2);
    assert!(told.contains("is accepted") && !told.contains("broken off"), "{told}");
    sh(&world, "kaizen note IMP -m 'It goes on.'; kaizen check; [ -z \"$(git status --porcelain)\" ]").ok();
    sh(&world, "killed after commit kaizen suggest 'Something new'").ok();
    // What came later does not bring it back.
    sh(&world, "kaizen note $(kaizen list --format ids | head -1) -m 'Later.'").ok();
}

#[test]
fn by_hand_it_is_finished_or_taken_back_just_as_well() {
    for (hand, act) in [
        ("git commit -qam 'By hand.'", "accepted"),
        ("git commit -qam 'By hand.'; git commit -q --amend -m 'Again.'", "accepted"),
    ] {
        let world = raised();
        sh(&world, &format!("killed before commit {ACCEPT}; {hand}")).ok();
        sh(&world, "kaizen note IMP -m 'It goes on.'").ok();
        assert!(world.item(&world.id()).contains(act));
    }
    let world = raised();
    sh(&world, &format!("killed before commit {ACCEPT}; git checkout -q -- register")).ok();
    let told = sh(&world, "kaizen note IMP -m 'Looked at it.'").fails(2);
    assert!(told.contains("nothing of it is written"), "{told}");
    sh(&world, "kaizen finish; kaizen check").ok();
    assert!(world.item(&world.id()).contains("act = \"accepted\""));
}

#[test]
fn what_was_edited_since_is_never_overwritten() {
    let world = raised();
    sh(&world, &format!("killed before commit {ACCEPT}; echo '# mine' >> register/items/2026/$(cat ../id).toml")).ok();
    let before = sh(&world, "state").ok();
    let told = sh(&world, "kaizen finish").fails(2);
    assert!(told.contains("changed since") && told.contains(".toml"), "{told}");
    let told = sh(&world, "kaizen finish --take-back").fails(2);
    assert!(told.contains("changed since"), "{told}");
    assert_eq!(sh(&world, "state").ok(), before);
    sh(&world, "git commit -qam 'By hand.'; kaizen note IMP -m 'Looked at it.'").ok();
}

#[test]
fn acts_that_wait_for_their_commit_stay_as_they_are() {
    let world = raised();
    sh(
        &world,
        &format!("{ACCEPT} --no-commit; kaizen note IMP -m one --no-commit; kaizen note IMP -m two --no-commit"),
    )
    .ok();
    let waiting = world.item(&world.id());
    sh(&world, "killed before commit kaizen note IMP -m three").ok();
    let told = sh(&world, "kaizen note IMP -m four --no-commit").fails(2);
    assert!(told.contains("broken off"), "{told}");
    sh(&world, "kaizen finish --take-back").ok();
    assert_eq!(world.item(&world.id()), waiting);
    sh(&world, "kaizen note IMP -m four; git show HEAD --stat; kaizen check").ok();
    let text = world.item(&world.id());
    assert!(text.contains("\"two\"") && text.contains("\"four\"") && !text.contains("\"three\""), "{text}");
}

#[test]
fn a_register_whose_making_was_broken_off_is_finished() {
    let world = World::new();
    sh(&world, "git init -q; killed before commit kaizen init --name 'Example Ltd' --signatures off").ok();
    let told = sh(&world, "kaizen init").fails(2);
    assert!(told.contains("broken off") && told.contains("kaizen finish"), "{told}");
    sh(&world, "kaizen finish; kaizen check --fail-on never; [ -z \"$(git status --porcelain)\" ]").ok();
    let world = World::new();
    sh(&world, "git init -q; killed before commit kaizen init --name 'Example Ltd' --signatures off").ok();
    sh(&world, "kaizen finish --take-back; [ ! -e register ]; [ -z \"$(git ls-files)\" ]; kaizen init").ok();
}

#[test]
fn a_commit_that_still_runs_is_waited_for() {
    let world = raised();
    sh(&world, "printf '#!/bin/sh\\nsleep 3\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit").ok();
    let script = format!(
        "{ACCEPT} & run=$!; until [ -e .git/index.lock ]; do sleep 0.05; done; kill -9 $run; wait $run || true"
    );
    sh(&world, &script).ok();
    for undo in ["", "--take-back"] {
        let told = sh(&world, &format!("kaizen finish {undo}")).fails(2);
        assert!(told.contains("git is at work"), "{told}");
    }
    sh(&world, "while [ -e .git/index.lock ]; do sleep 0.1; done; rm .git/hooks/pre-commit; kaizen note IMP -m 'Looked at it.'; kaizen check").ok();
    assert_eq!(sh(&world, "git status --porcelain").ok(), "");
}

#[test]
fn temporary_files_of_a_killed_act_are_cleaned_and_no_others() {
    let world = raised();
    world.write("register/items/2026/.kaizen-a1B2c3.tmp", "half");
    world.write("register/.kaizen-zzzzzz.tmp", "half");
    world.write(".git/.kaizen-zzzzzz.tmp", "half");
    for mine in ["register/items/2026/.kaizen-mine.tmp", "register/.kaizen-abcdef.tmp.toml", ".kaizen-abcdef.tmp"] {
        world.write(mine, "mine");
    }
    world.write("register/items/2026/.kaizen-kept00.tmp", "known to git");
    sh(&world, "git add -f register/items/2026/.kaizen-kept00.tmp; git commit -qm 'A stray.'; mkdir register/.kaizen-folder.tmp").ok();
    sh(&world, "kaizen note IMP -m 'Looked at it.'").ok();
    let left = sh(&world, "find . -name '.kaizen-*' | sort").ok();
    assert_eq!(
        left,
        "./.kaizen-abcdef.tmp\n./register/.kaizen-abcdef.tmp.toml\n./register/.kaizen-folder.tmp\n./register/items/2026/.kaizen-kept00.tmp\n./register/items/2026/.kaizen-mine.tmp\n"
    );
}

#[test]
fn a_seal_that_was_left_without_its_tag_gets_it() {
    let world = World::with_accepted();
    sh(&world, "killed before tag kaizen seal 2026-Q1 --tag -m 'First quarter.'").ok();
    let told = sh(&world, "kaizen seal 2026-Q1 -m 'Once more.'").fails(2);
    assert!(told.contains("already"), "{told}");
    sh(&world, "kaizen note IMP -m 'Work goes on.'").ok();
    let told = sh(&world, "kaizen seal 2026-Q1 --tag 2>&1").ok();
    assert!(told.contains("tagged kaizen/seal/2026-Q1"), "{told}");
    assert_eq!(
        sh(&world, "git rev-parse HEAD~1; git rev-parse 'kaizen/seal/2026-Q1^{commit}'; grep -c 'act = \"sealed\"' register/seals.toml").ok().lines().collect::<Vec<_>>().windows(2).next().map(|p| p[0] == p[1]),
        Some(true)
    );
    sh(&world, "kaizen check --rule seal-broken").ok();
    let told = sh(&world, "kaizen seal 2026-Q1 --tag -m 'Once more.'").fails(2);
    assert!(told.contains("already"), "{told}");
}

#[test]
fn nothing_behind_a_link_is_cleared_away() {
    let world = raised();
    world.write("../other/2026/.kaizen-abc123.tmp", "of another register");
    sh(
        &world,
        "ln -s ../../../other register/items/evil; ln -s ../../other register/sources; kaizen note IMP -m 'Looked at it.' || true",
    )
    .ok();
    assert_eq!(sh(&world, "ls -A ../other/2026").ok(), ".kaizen-abc123.tmp\n");
}

#[test]
fn a_large_file_is_finished_from_where_it_is() {
    let world = World::with_accepted();
    let act = "arjun; head -c 6000000 /dev/urandom > ../big.bin; killed before commit kaizen sign-off IMP --evidence ../big.bin -m 'All run 4.2.'";
    sh(&world, &format!("{act}; arjun; kaizen finish; kaizen check --rule evidence-changed --rule evidence-missing"))
        .ok();
    assert!(sh(&world, "git status --porcelain").ok().is_empty());
    let world = World::with_accepted();
    sh(&world, &format!("{act}; rm -r register/evidence")).ok();
    let told = sh(&world, "arjun; kaizen finish").fails(2);
    assert!(told.contains("too large to be kept"), "{told}");
    sh(&world, "kaizen finish --take-back; kaizen note IMP -m 'Looked at it.'").ok();
    assert!(!world.item(&world.id()).contains("implemented"));
}

#[test]
fn a_register_that_was_moved_since_is_no_dead_end() {
    let world = raised();
    sh(
        &world,
        &format!(
            "killed before commit {ACCEPT}; git commit -qam 'By hand.'; git mv register other; git commit -qm Moved"
        ),
    )
    .ok();
    let told = sh(&world, "kaizen --register other note IMP -m 'Looked at it.'").fails(2);
    assert!(told.contains("were changed since") && told.contains("--take-back"), "{told}");
    sh(&world, "kaizen --register other finish --take-back; kaizen --register other note IMP -m 'Looked at it.'").ok();
    assert_eq!(
        sh(&world, "git status --porcelain; grep -rc 'act = \"accepted\"' other/items")
            .ok()
            .split(':')
            .nth(1)
            .unwrap()
            .trim(),
        "1"
    );
}

#[test]
fn an_import_that_was_killed_is_taken_back_whole_or_finished_whole() {
    let world = World::with_people();
    let rows: String = (1..=60).map(|n| format!("T-{n},Alarm {n} at the dock,2026-02-{:02}\n", 1 + n % 28)).collect();
    world.write("../log.csv", format!("Ticket,What,When\n{rows}"));
    let import = "kaizen import csv ../log.csv --kind incident --map reference=Ticket,title=What,date=When";
    let before = sh(&world, "state").ok();
    for point in ["before commit", "before add", "after add"] {
        sh(&world, &format!("killed {point} {import}")).ok();
        let told = sh(&world, import).fails(2);
        assert!(told.contains("broken off") && told.contains("kaizen finish --take-back"), "{point}: {told}");
        sh(&world, "kaizen finish --take-back").ok();
        assert_eq!(sh(&world, "state").ok(), before, "{point}");
    }
    sh(&world, &format!("killed before commit {import}; kaizen finish")).ok();
    assert_eq!(sh(&world, "git status --porcelain; git show --name-only --format= | wc -l").ok().trim(), "60");
    let told = sh(&world, import).ok();
    assert!(told.starts_with("log.csv: 0 new, 0 changed, 60 same"), "{told}");
}
