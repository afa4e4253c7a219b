//! The end of an authority, copied onto another branch: to hide an act behind it, or to make honest acts show.

use super::{WORDS, base, blamed, cases, found};
use crate::world::World;

/// The words of the scripts below: `copy` brings the newest people.toml to the branch, `sent` merges the branch.
const COPIES: &str = r#"
viktor() { as "Viktor Hale" viktor@example.com; }
copy() { git checkout -q main -- register/people.toml; commit Sync; }
sent() { branch=$(git branch --show-current); git switch -q main; day 2026-04-05 12:00:00; git merge -q --no-edit --no-ff "$branch"; }
extended() { f=$(file $open)
  forge add $f $open 'act="extended"' 'by="viktor.hale"' at=2026-03-31T09:00:00Z 'text="Late."' 'terms={ due = 2026-12-01 }' --sign $HOME/viktor >/dev/null
  sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; }
retired=$(git log --format=%H --grep 'retire a key' | tail -1)
"#;

fn copies(all: &[(&str, &str, &[&str])]) {
    let scripts: Vec<String> = all.iter().map(|(_, script, _)| format!("{COPIES}\n{script}")).collect();
    let all: Vec<_> =
        all.iter().zip(&scripts).map(|((name, _, found), script)| (*name, script.as_str(), *found)).collect();
    cases(&all);
}

#[test]
fn an_end_that_was_copied_onto_an_old_branch_hides_nothing() {
    copies(&[
        (
            "a former manager extends",
            "git switch -qc old HEAD~2; viktor; day 2026-03-31 10:00:00; extended; commit Extend; day 2026-03-31 11:00:00; copy; sent",
            &["ended-authority:error viktor"],
        ),
        (
            "the act and the copy in one commit",
            "git switch -qc old HEAD~2; viktor; day 2026-03-31 10:00:00; extended; git checkout -q main -- register/people.toml; commit Extend; sent",
            &["ended-authority:error viktor"],
        ),
        (
            "the copy in the name of who entered the end",
            "git switch -qc old HEAD~2; viktor; day 2026-03-31 10:00:00; extended; commit Extend; mona; day 2026-03-31 11:00:00; copy; sent",
            &["ended-authority:error viktor"],
        ),
        (
            "the old branch as the first parent of the merge",
            "git switch -qc old HEAD~2; viktor; day 2026-03-31 10:00:00; extended; commit Extend; day 2026-03-31 11:00:00; copy
             day 2026-04-05 12:00:00; git merge -q --no-edit --no-ff main; git branch -qf main; git switch -q main",
            &["ended-authority:error viktor"],
        ),
        (
            "a copy between two acts",
            "git switch -qc old HEAD~2; viktor; day 2026-03-31 10:00:00; copy; extended; commit Extend; sent",
            &["ended-authority:error viktor"],
        ),
        (
            "an octopus of the act and the copy",
            "git switch -qc act HEAD~2; viktor; day 2026-03-31 10:00:00; extended; commit Extend; git switch -qc ended; copy
             git switch -q main; day 2026-04-05; by mona; kaizen note $done -m Here. >/dev/null; git merge -q --no-edit act ended",
            &["ended-authority:error viktor"],
        ),
        (
            "a retired key changes the policy",
            "git switch -qc old $retired^; mona; day 2026-03-03 09:00:30; f=register/register.toml
             seen=$(whole register/people.toml $(event register/people.toml changed))
             forge add $f register 'act=\"changed\"' 'by=\"mona.lind\"' at=2026-03-03T09:00:20Z 'text=\"Fewer.\"' \"people=\\\"$seen\\\"\" 'set={ policy = { min_whys = 1 } }' --sign $HOME/old >/dev/null
             sed -i 's/^min_whys = 5/min_whys = 1/' $f; commit Fewer; day 2026-03-03 09:00:40; copy; sent",
            &["ended-authority:error mona"],
        ),
        (
            "a colleague without a signature, from before their first key",
            "git switch -qc old $retired; dana; day 2026-03-03 09:01:10; git config --unset kaizen.signingKey
             kaizen suggest 'An old idea' >/dev/null; day 2026-03-03 09:01:20; copy; sent",
            &["decision-pending:warn", "ended-authority:error dana"],
        ),
    ]);
}

/// A founder and a second manager without keys, until the founder enters one.
fn without_keys() -> World {
    let world = World::with_people();
    world.write("../forge.py", include_str!("../forge.py"));
    world
        .sh(&format!(
            "{WORDS}\nkaizen people add viktor.hale --name 'Viktor Hale' --email viktor@example.com --role isms-manager
             key mona ed25519; git config kaizen.signingKey $HOME/mona
             day 2026-03-20; kaizen people key add mona.lind $HOME/mona.pub
             day 2026-03-21; kaizen config set policy.min_whys=4 -m 'Short ones too.'"
        ))
        .ok();
    world
}

#[test]
fn nobody_becomes_a_manager_from_before_the_first_key_of_managers() {
    for by in ["mona.lind", "viktor.hale"] {
        for copied in [true, false] {
            let world = without_keys();
            let last = if copied {
                "git checkout -q main -- register/people.toml; given; day 2026-03-19 11:00:00; commit Sync"
            } else {
                ":"
            };
            world
                .sh(&format!(
                    r#"{WORDS}
                    git switch -qc old HEAD~2; f=register/people.toml; before=$(whole $f $(event $f changed))
                    arjun; day 2026-03-19 10:00:00
                    given() {{
                      forge add $f people --after $before 'act="changed"' 'by="{by}"' at=2026-03-19T09:00:00Z 'text="Promoted."' \
                        'set={{ person = {{ "arjun.mehta" = {{ role = [{{ name = "isms-manager", from = 2026-03-19 }}] }} }} }}' >/dev/null
                      sed -i '/^\[person."arjun.mehta"/,/^role/s/^role = .*/role = [{{ name = "staff", from = 2026-03-02 }}, {{ name = "isms-manager", from = 2026-03-19 }}]/' $f
                    }}
                    given; as Someone {by}@example.com; commit Promote; {last}
                    git switch -q main; day 2026-03-22; git merge -q --no-edit --no-commit -s ours old
                    git checkout -q main -- register/people.toml; given; commit Merge
                    "#
                ))
                .ok();
            let found = found(&world, "");
            assert!(found.contains(&"ended-authority:error".to_owned()), "{by} {copied}: {found:?}");
        }
    }
}

/// Dana left, and everything that she ever did is from before: it stays so whoever enters her end once more.
const LEFT: &str = "day 2026-04-05; by mona; kaizen people leave dana.okafor --on 2026-04-05
    git switch -qc copy $retired^; day 2026-03-03 09:00:30";

#[test]
fn a_copy_that_makes_honest_acts_show_is_named_and_answered_for() {
    for who in ["arjun", "mona"] {
        let world = base();
        world.sh(&format!("{WORDS}{COPIES}\n{LEFT}; {who}; copy; git rev-parse HEAD > ../copied; sent")).ok();
        assert_eq!(blamed(&world, ""), [format!("end-copied:error {who}")], "{who}");
        // Asked about the copy alone, the acts that it makes show are those of the base.
        let told = ["backdated:warn", "end-copied:error"].map(|rule| format!("{rule} {who}"));
        assert_eq!(blamed(&world, "--since main^1"), told, "{who}");
        let report = world.sh("day 2026-04-08; kaizen check --rule end-copied").out;
        let copied = world.sh("cut -c1-12 ../copied").ok();
        let true_end = world.sh("git log --format=%h --abbrev=12 --grep 'dana.okafor leaves\\|leave' -1").ok();
        for named in [copied.trim(), true_end.trim(), "kaizen waive end-copied"] {
            assert!(report.contains(named), "{named} is not in\n{report}");
        }
        // The manager says which one is the copy; nothing honest is made void.
        let waive = "day 2026-04-06; by mona; kaizen waive end-copied $(cat ../copied) --until 2036-01-01 -m 'A copy of the end.'";
        world
            .sh(&format!(
                "{WORDS}\n{waive}; day 2026-04-08; kaizen check --rule ended-authority --rule end-copied --rule event-by-another"
            ))
            .ok();
        // What is slipped in behind another copy shows all the same.
        world
            .sh(&format!(
                "{WORDS}{COPIES}\ngit switch -qc again HEAD~3; dana; day 2026-04-04; git config kaizen.signingKey $HOME/dana
                 kaizen note $open -m Late. >/dev/null; day 2026-04-04 10:00:00; copy; sent"
            ))
            .ok();
        world.sh("day 2026-04-08; kaizen check --rule ended-authority --format json > ../report").fails(1);
        let report = world.sh("cat ../report").ok();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let open = |f: &&serde_json::Value| f["waived"].is_null();
        let open: Vec<&serde_json::Value> = report["findings"].as_array().unwrap().iter().filter(open).collect();
        assert!(!open.is_empty());
    }
}

#[test]
fn ends_that_came_honestly_in_several_commits_accuse_nobody() {
    copies(&[
        (
            "a squash, and the branch after it",
            "git switch -qc ends; by dana; kaizen note $open -m Seen. >/dev/null; day 2026-04-05 10:00:00; by mona
             kaizen people leave dana.okafor --on 2026-04-05; git switch -q main; git merge -q --squash ends >/dev/null; git commit -q --no-edit
             git merge -q --no-edit ends",
            &[],
        ),
        (
            "a squash alone",
            "git switch -qc ends; by mona; kaizen people leave dana.okafor --on 2026-04-05; git switch -q main
             day 2026-04-05 08:30:00; by dana; kaizen note $open -m Seen. >/dev/null; day 2026-04-05 09:30:00; mona; git merge -q --squash ends >/dev/null; git commit -q --no-edit",
            &[],
        ),
        (
            "a rebase, and the branch from before it",
            "git switch -qc ends; by dana; kaizen note $open -m Seen. >/dev/null; day 2026-04-05 10:00:00; by mona
             kaizen people leave dana.okafor --on 2026-04-05; git branch -q first; git switch -q main; day 2026-04-05 11:00:00
             kaizen note $done -m Here. >/dev/null; git switch -q ends; git rebase -q main; git switch -q main
             git merge -q --ff-only ends; git merge -q --no-edit first",
            &[],
        ),
        (
            "an end taken back by git and put back",
            "by mona; kaizen people leave dana.okafor --on 2026-04-05; git revert --no-edit HEAD >/dev/null; git revert --no-edit HEAD >/dev/null",
            &["event-removed:warn mona"],
        ),
        (
            "main squashed into a branch that lives on",
            "git switch -qc long HEAD~3; by arjun; kaizen note $done -m Here. >/dev/null; git switch -q main; by dana; kaizen note $open -m Seen. >/dev/null
             day 2026-04-05 10:00:00; by mona; kaizen people leave dana.okafor --on 2026-04-05; git switch -q long
             git merge -q --squash main >/dev/null; git commit -q --no-edit; sent",
            &[],
        ),
    ]);
}

/// The waiver of a copy excuses no act, not even one in the same commit.
#[test]
fn a_copy_that_is_answered_for_hides_no_act() {
    let world = base();
    let script = "kaizen suggest --anonymous 'An idea' >/dev/null; day 2026-04-05 09:30:00; by mona; kaizen people leave dana.okafor --on 2026-04-05
        git switch -qc copy HEAD~3; f=$(file $open); day 2026-04-03; by dana; kaizen note $open -m Late. --no-commit >/dev/null 2>&1
        git checkout -q main -- register/people.toml; git add -A; git commit -qm Both; git rev-parse HEAD > ../copied; sent
        day 2026-04-06; by mona; kaizen waive end-copied $(cat ../copied) --until 2036-01-01 -m 'A copy of the end.'";
    world
        .sh(&format!("{WORDS}{COPIES}\nday 2026-04-05; by dana; kaizen note $done -m 'In time.' >/dev/null; {script}"))
        .ok();
    let found: Vec<String> = found(&world, "").into_iter().filter(|found| found.starts_with("end")).collect();
    assert_eq!(found, ["end-copied:error", "ended-authority:error"]);
    let report = world.sh("day 2026-04-08; kaizen check --rule ended-authority --format json").out;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert!(report["findings"].as_array().unwrap().iter().all(|finding| finding["waived"].is_null()));
}

#[test]
fn other_ways_around_an_end_show() {
    let sleeper = "f=$(file $open); cp $f ../before
        forge add $f $open 'act=\"noted\"' 'by=\"dana.okafor\"' at=2026-04-03T10:00:00Z 'text=\"Late.\"' --sign $HOME/dana >/dev/null; cp $f ../after
        forge set $f $(event $f noted) 'text=\"Sleeps.\"'; dana; day 2026-04-03 11:00:00; commit; day 2026-04-04; by mona
        kaizen people leave dana.okafor --on 2026-04-04; day 2026-04-05; dana; cp ../after $f; commit";
    copies(&[
        (
            "the end picked onto the old branch",
            "git switch -qc old HEAD~2; viktor; day 2026-03-31 10:00:00; extended; commit Extend; git cherry-pick main~1 >/dev/null; sent",
            &["ended-authority:error viktor"],
        ),
        (
            "the end of its event alone",
            "git switch -qc old HEAD~2; viktor; day 2026-03-31 10:00:00; extended; commit Extend
             f=register/people.toml; git show main:$f | sed -n '/^\\[event/,$p' > ../events; sed -i '/^\\[event/,$d' $f; cat ../events >> $f; commit Sync; sent",
            &["ended-authority:error viktor"],
        ),
        (
            "an act in the merge itself",
            "git switch -qc old HEAD~2; viktor; day 2026-03-31 10:00:00; echo x > x; commit x; git switch -q main
             git merge -q --no-commit --no-ff old; extended; commit Merge",
            &["ended-authority:error viktor"],
        ),
        ("a table that slept until the end", sleeper, &["ended-authority:error dana"]),
        (
            "no signature where all have to sign",
            "by mona; kaizen people add eve.stone --name 'Eve Stone' --email eve@example.com; day 2026-04-05 10:00:00
             kaizen config set signatures=required -m 'From now on.'; git switch -qc old HEAD~1; day 2026-04-05 09:30:00
             as 'Eve Stone' eve@example.com; git config --unset kaizen.signingKey; kaizen note $open -m Seen. >/dev/null
             git checkout -q main -- register/register.toml; commit Sync; sent",
            &["ended-authority:error eve", "unsigned-event:warn"],
        ),
        (
            "somebody who left",
            "by mona; kaizen people leave dana.okafor --on 2026-04-05; git switch -qc old HEAD~1; day 2026-04-04; by dana
             kaizen note $open -m Seen. >/dev/null; copy; sent",
            &["ended-authority:error dana"],
        ),
        (
            "a seal of a former auditor",
            "by mona; kaizen people set priya.nair --no-role auditor; git branch -q real; git reset -q --hard HEAD~1; day 2026-04-04; by priya
             kaizen seal later -m Again. >/dev/null; git checkout -q real -- register/people.toml; commit Sync; git branch -q old
             git reset -q --hard real; day 2026-04-05 12:00:00; git merge -q --no-edit --no-ff old",
            &["ended-authority:error priya"],
        ),
        (
            "the end taken back for as long as the act takes",
            "git revert --no-edit HEAD~1 >/dev/null; viktor; extended; commit Extend; git revert --no-edit HEAD~1 >/dev/null",
            &["ended-authority:error viktor", "event-removed:warn arjun"],
        ),
        (
            "the events of an end in a file of their own",
            "by mona; kaizen people leave dana.okafor --on 2026-04-05; f=register/people.toml; e=$(event $f changed)
             sed -n \"/^\\[event.$e/,/^hash/p\" $f > ../end; git switch -qc old $retired^; mkdir -p register/items/2026
             printf 'schema = 1\\n' > register/items/2026/x.toml; cat ../end >> register/items/2026/x.toml; arjun; commit Odd
             git rm -q register/items/2026/x.toml; commit Even; sent",
            &["item-deleted:error arjun"],
        ),
        (
            "an end with other words, put right later",
            "by mona; kaizen people leave dana.okafor --on 2026-04-05; git switch -qc old $retired^; arjun; git checkout -q main -- register/people.toml
             f=register/people.toml; forge set $f $(event $f changed) at=2026-03-03T08:00:00Z; commit Odd
             git checkout -q main -- $f; commit Even; sent",
            &["end-copied:error arjun"],
        ),
    ]);
}

#[test]
fn what_a_pull_request_copies_from_its_base_hides_nothing() {
    let world = base();
    let script = "git tag before; git switch -qc pr HEAD~2; viktor; day 2026-03-31 10:00:00; extended; commit Extend; day 2026-03-31 11:00:00; copy";
    world.sh(&format!("{WORDS}{COPIES}\n{script}")).ok();
    // The end itself is older there than its only commit.
    assert_eq!(blamed(&world, "--since before"), ["backdated:warn viktor", "ended-authority:error viktor"]);
}

#[test]
fn two_ends_by_two_honest_merges_accuse_nobody() {
    copies(&[(
        "two ends",
        "by dana; kaizen note $open -m Seen. >/dev/null; by priya; kaizen note $done -m Seen. >/dev/null; git switch -qc one; day 2026-04-05 10:00:00
         by mona; kaizen people leave dana.okafor --on 2026-04-05; git switch -qc two main; kaizen people set priya.nair --no-role auditor
         git switch -q main; git merge -q --no-ff --no-edit one; git merge -q --no-edit two >/dev/null || { kaizen fmt; commit Merge; }
         day 2026-04-05 11:00:00; kaizen note people -m 'Both.'",
        &[],
    )]);
}
