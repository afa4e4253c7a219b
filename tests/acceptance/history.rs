//! What history answers for: each tampering gives the finding it should, and honest work gives none.

use std::sync::OnceLock;

use crate::world::World;

/// What `check` finds: each rule and level once.
pub fn found(world: &World, flags: &str) -> Vec<String> {
    let report = report(world, flags);
    let one = |f: &serde_json::Value| {
        format!("{}:{}", f["rule"].as_str().unwrap_or_default(), f["level"].as_str().unwrap_or_default())
    };
    let mut rules: Vec<String> = report["findings"].as_array().unwrap().iter().map(one).collect();
    rules.sort();
    rules.dedup();
    rules
}

pub fn report(world: &World, flags: &str) -> serde_json::Value {
    let ran = world.sh(&format!("day 2026-03-21; kaizen check --format json {flags}"));
    let mut report: serde_json::Value =
        serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}\n{}", ran.both()));
    // A register as small as this one is told so, whatever its history is.
    let small = ["too-few-active", "generic-text"];
    report["findings"].as_array_mut().unwrap().retain(|f| !small.contains(&f["rule"].as_str().unwrap()));
    report
}

/// An accepted item with a note by dana as its newest act; a second item beside it.
pub fn base() -> World {
    static BASE: OnceLock<World> = OnceLock::new();
    BASE.get_or_init(|| {
        let world = World::with_accepted();
        world
            .sh(r#"
            day 2026-03-03; dana
            kaizen note $(cat ../id) -m "Seen again."
            kaizen add "Visitors see the screens" --kind improvement --grade observation --significance minor \
              --source other:X --description "The screens face the door." > ../other
            "#)
            .ok();
        world
    })
    .copy()
}

/// Sourced before the script of each case.
pub const WORDS: &str = r#"
id=$(cat ../id); item=$(echo register/items/2026/$id.toml); other=$(cat ../other)
# Takes the newest event out of a file.
cut() { awk '/^\[event\./ { held = "" ; n++ } { if (n) held = held $0 "\n"; else print } /^hash = / { if (prev != "") printf "%s", prev; prev = held; held = "" }' "$1" > ../cut; cp ../cut "$1"; }
day 2026-03-05
"#;

/// Runs each case in a world of its own and tells all that came out otherwise.
#[track_caller]
fn cases(all: &[(&str, &str, &[&str])]) {
    let mut wrong = String::new();
    for (name, script, expected) in all {
        let world = base();
        world.sh(&format!("{WORDS}{script}")).ok();
        let found = found(&world, "");
        if found != *expected {
            wrong.push_str(&format!("{name}: {found:?}, not {expected:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn honest_work_gives_no_finding() {
    cases(&[
        ("nothing", "", &[]),
        (
            "a merge of branches on different items",
            "git switch -qc one; kaizen note $id -m one; git switch -qc two HEAD~1; dana; kaizen note $other -m two
             git switch -q one; git merge -q --no-edit two",
            &[],
        ),
        (
            "a squash of one person's branch",
            "git switch -qc one; kaizen note $id -m one; kaizen note $id -m two; git switch -q main
             git merge -q --squash one; day 2026-03-09; git commit -qm squashed",
            &[],
        ),
        (
            "a rebase by somebody else",
            "git switch -qc one; dana; kaizen note $id -m one; git switch -q main; mona; kaizen note $other -m two
             git switch -q one; day 2026-03-09; git rebase -q main",
            &[],
        ),
        ("an act picked from a branch", "git switch -qc one; kaizen note $id -m one; git switch -q main; arjun; kaizen note $other -m Reworded; git cherry-pick one >/dev/null; git merge -q -m merge one", &[]),
        ("an item that moved within items/", "mkdir register/items/2025; git mv $item register/items/2025/; git commit -qm move; git mv register/items/2025/$id.toml $item; git commit -qm back", &[]),
        ("a comment by hand", "echo '# a word' >> $item; git commit -qam words", &[]),
        (
            "a branch from before the register was made, merged later",
            "git switch -q --orphan early; echo x > README; git add README; git commit -qm early; git switch -q main
             git merge -q --allow-unrelated-histories --no-edit early",
            &[],
        ),
        (
            "two rounds with a verification that failed",
            "arjun; kaizen sign-off $id -m Done.; priya; day 2026-03-06
             kaizen verify $id --method test --result not-effective --early-reason Asked --due 2026-05-30 --evidence-url https://e.example -m No.
             arjun; kaizen why $id --new --because 'It drops them.' --because 'Its queue is short.' --because 'Nobody sized it.' --because 'No one asked.' --because 'It was not in the order.' --root-cause 'No patching.'; kaizen sign-off $id -m Again.",
            &[],
        ),
        ("an empty commit", "git commit -q --allow-empty -m Unchanged", &[]),
    ]);
}

#[test]
fn a_register_that_moves_as_a_whole_is_followed() {
    let world = base();
    world
        .sh(&format!(
            "{WORDS}git switch -qc old; kaizen note $id -m old; git switch -q main; mkdir isms; git mv register isms/register
             git commit -qm Move; dana; (cd isms; kaizen note $other -m Reworded); git merge -q --no-edit old
             cd isms; kaizen note $id -m moved"
        ))
        .ok();
    assert_eq!(found(&world, "--register isms/register"), [] as [&str; 0]);
    world
        .sh(&format!("{WORDS}cut isms/$item; git commit -qam cut; git mv isms/register register; git commit -qm Back"))
        .ok();
    assert_eq!(found(&world, ""), ["event-removed:error"]);
}

#[test]
fn a_log_follows_what_moved() {
    let world = base();
    let acts = |place: &str, id: &str| -> Vec<(String, String)> {
        let ran = world.sh(&format!("{WORDS}cd {place}; kaizen log {id} --format json")).ok();
        let told: serde_json::Value = serde_json::from_str(&ran).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        let entries = told["entries"].as_array().unwrap().iter();
        entries
            .flat_map(|e| {
                e["acts"].as_array().unwrap().iter().map(move |act| (text(&e["commit"]), text(&act["event"])))
            })
            .collect()
    };
    let (one, all) = (acts(".", "$id"), acts(".", ""));
    world
        .sh(&format!(
            "{WORDS}mkdir isms; git mv register isms/register; git commit -qm Move; cd isms/register; mkdir items/2025
             git mv items/2026/$id.toml items/2025; git commit -qm Sort; echo '# x' >> items/2025/$id.toml; git commit -qam Words"
        ))
        .ok();
    assert_eq!(acts("isms", "$id"), one);
    assert_eq!(
        acts("isms", "").into_iter().filter(|act| !one.contains(act)).collect::<Vec<_>>(),
        all.into_iter().filter(|act| !one.contains(act)).collect::<Vec<_>>()
    );
    // The audit names the commit of the act, and not that of the move.
    let raised = one.last().unwrap().0.clone();
    let told = world.sh("cd isms; kaizen audit --today 2026-03-21 --format json || true").out;
    let moved = world.sh("git log --format=%H --grep '^Move$'").ok();
    assert!(told.contains(&raised) && !told.contains(moved.trim()), "{told}");
}

#[test]
fn what_was_taken_out_shows() {
    cases(&[
        ("an event", "cut $item; git commit -qam cut", &["event-removed:error"]),
        (
            "an event, and put back",
            "cut $item; git commit -qam cut; git checkout -q HEAD~1 -- $item; git commit -qm back",
            &["event-removed:warn"],
        ),
        ("an event, in the working tree", "cut $item", &["event-removed:error"]),
        (
            "the events of a branch, by a merge that keeps ours",
            "git switch -qc one; kaizen note $id -m one; git switch -q main; dana; kaizen note $other -m two; git merge -q --no-edit -s ours one",
            &["event-removed:error"],
        ),
        (
            "the events of two branches, by an octopus merge",
            "git switch -qc one; kaizen note $id -m one; git switch -qc two main; dana; kaizen note $other -m two
             git switch -q main; git merge -q --no-edit -s ours one two",
            &["event-removed:error"],
        ),
        (
            "an item of a branch, by a merge that keeps ours",
            "git switch -qc one; kaizen suggest New >/dev/null; git switch -q main; git merge -q --no-ff --no-edit -s ours one",
            &["item-deleted:error"],
        ),
        ("an item", "git rm -q $item; git commit -qm gone", &["item-deleted:error"]),
        (
            "an item, on a branch that is merged",
            "git switch -qc one; git rm -q $item; git commit -qm gone; git switch -q main; kaizen note $other -m Reworded; git merge -q --no-edit one",
            &["item-deleted:error"],
        ),
        ("an item, in the working tree", "rm $item", &["item-deleted:error"]),
        (
            "an item, and put back",
            "git rm -q $item; git commit -qm gone; git checkout -q HEAD~1 -- $item; git commit -qm back",
            &["item-deleted:warn"],
        ),
        (
            "an item by another id",
            "git rm -q $item; git mv register/items/2026/$other.toml $item; git commit -qm swap",
            &["item-deleted:error", "misplaced-file:error"],
        ),
        (
            "a change of people.toml",
            "kaizen people add eve.stone --name 'Eve Stone' --email eve@example.com; git show HEAD~1:register/people.toml > register/people.toml; git commit -qam back",
            &["event-removed:error"],
        ),
    ]);
}

#[test]
fn who_committed_an_act_is_asked() {
    let by_dana = "kaizen note $id --no-commit -m one >/dev/null 2>&1; dana; git commit -qam one";
    cases(&[
        ("an act in somebody else's commit", by_dana, &["event-by-another:error"]),
        (
            "an act in the commit of a stranger",
            "kaizen note $id --no-commit -m one >/dev/null 2>&1; as Eve eve@elsewhere.example; git commit -qam one",
            &["event-by-another:error"],
        ),
        (
            ".mailmap has no say",
            "kaizen note $id --no-commit -m one >/dev/null 2>&1; as Eve eve@elsewhere.example
             echo 'Mona Lind <mona@example.com> <eve@elsewhere.example>' > .mailmap; git add .mailmap; git commit -qam one",
            &["event-by-another:error"],
        ),
        (
            "a second mail address",
            "kaizen people set mona.lind --email mona@second.example; as Mona mona@second.example; kaizen note $id -m one",
            &[],
        ),
        (
            "a squash of two people's acts by one of them",
            "git switch -qc one; kaizen note $id -m one; dana; kaizen note $id -m two; mona; git switch -q main
             git merge -q --squash one; git commit -qm squashed",
            &["event-by-another:warn"],
        ),
        (
            "a squash of two people's acts by a third",
            "git switch -qc one; arjun; kaizen note $id -m one; dana; kaizen note $id -m two; mona; git switch -q main
             git merge -q --squash one; git commit -qm squashed",
            &["event-by-another:error"],
        ),
        (
            "a squash of a branch whose author's own acts came before it",
            "git switch -qc one; kaizen note $id -m one; git switch -q main; git merge -q --ff-only one; git switch -q one
             arjun; kaizen note $id -m two; dana; kaizen note $id -m three; mona; git switch -q main
             git merge -q --squash one >/dev/null; git commit -q --no-edit",
            &["event-by-another:warn"],
        ),
        (
            "the same as a forge writes it",
            "git switch -qc one; kaizen note $id -m one; git switch -q main; git merge -q --ff-only one; git switch -q one
             dana; kaizen note $id -m two; mona; git switch -q main; git merge -q --squash one >/dev/null
             git commit -qm 'Notes (#12)' -m 'Co-authored-by: Dana Okafor <Dana@example.com>'",
            &["event-by-another:warn"],
        ),
        (
            "a squash by a third, who says whose acts they are",
            "git switch -qc one; arjun; kaizen note $id -m one; mona; git switch -q main
             git merge -q --squash one >/dev/null; git commit -q --no-edit",
            &["event-by-another:error"],
        ),
        (
            "an act of a colleague behind one's own, without a word",
            "kaizen note $id -m one; dana; kaizen note $id --no-commit -m two >/dev/null 2>&1; mona; git commit -qam two",
            &["event-by-another:error"],
        ),
        ("an anonymous suggestion", "dana; kaizen suggest --anonymous 'Nobody dares' >/dev/null", &[]),
        ("somebody outside", "as Eve eve@elsewhere.example; kaizen suggest 'Screens' >/dev/null", &[]),
    ]);
}

#[test]
fn when_an_act_was_committed_is_asked() {
    cases(&[
        ("a few days later", "export GIT_COMMITTER_DATE=2026-03-09T09:00:00Z; kaizen note $id -m late", &[]),
        ("long after", "export GIT_COMMITTER_DATE=2026-04-09T09:00:00Z; kaizen note $id -m late", &["backdated:warn"]),
        (
            "a sign-off that claims to be on time",
            "export GIT_COMMITTER_DATE=2026-06-09T09:00:00Z; arjun; kaizen sign-off $id -m Done.",
            &["backdated:error"],
        ),
        ("a commit dated 1970", "export GIT_COMMITTER_DATE='@1 +0000'; kaizen note $id -m late", &["backdated:warn"]),
        (
            "a commit dated 2099",
            "export GIT_COMMITTER_DATE=2099-04-09T09:00:00Z; kaizen note $id -m late",
            &["backdated:warn"],
        ),
        (
            "before what it follows",
            "kaizen config set policy.clock_tolerance_minutes=9000 -m 'For a moment.'; day 2026-03-02; kaizen note $id -m early
             day 2026-03-06; kaizen config set policy.clock_tolerance_minutes=10 -m 'As before.'",
            &["backdated:warn"],
        ),
    ]);
}

/// An item with a target date of 10 March and an action with one of 9 March; `late WHEN ACT…` acts on a day, and commits
/// it at another moment.
const SOON: &str = r#"
new=$(kaizen add 'Doors stay open' --kind improvement --grade observation --significance minor --source other:D --description 'They do not close.')
kaizen accept $new --owner arjun.mehta --due 2026-03-10 --criterion 'They close.' -m Agreed.
kaizen action add $new 'Oil the hinges.' --due 2026-03-09; act=$(sed -n 's/^.action\.\(.*\)]/\1/p' register/items/2026/$new.toml)
at() { KAIZEN_TODAY=$1 GIT_AUTHOR_DATE=$2 GIT_COMMITTER_DATE=$2 "${@:3}"; }
signed() { at 2026-03-08T09:00:00Z 2026-03-08T09:00:00Z kaizen action done $new $act -m Oiled.; at $1 $2 kaizen sign-off $new -m 'All oiled.'; }
"#;

#[test]
fn what_came_after_its_target_date_is_told_however_it_is_dated() {
    for (name, script, expected) in [
        ("on its last evening", "arjun; signed 2026-03-10T23:56:00Z 2026-03-10T23:57:00Z", &[][..]),
        ("on its last evening, committed a few minutes later", "arjun; signed 2026-03-10T23:56:00Z 2026-03-11T00:04:00Z", &[]),
        ("two days later, dated back", "arjun; signed 2026-03-10T15:00:00Z 2026-03-12T09:00:00Z", &["backdated:warn"]),
        (
            "two days later, the commit dated back too",
            "day 2026-03-12; kaizen note $id -m 'Seen again.'; arjun; signed 2026-03-10T15:00:00Z 2026-03-10T15:00:00Z",
            &["backdated:warn"],
        ),
        (
            "ten days later, the commit dated back too",
            "day 2026-03-20; kaizen note $id -m 'Seen again.'; arjun; signed 2026-03-10T15:00:00Z 2026-03-10T15:00:00Z",
            &["backdated:error"],
        ),
        (
            "an action two days later, the commit dated back too",
            "day 2026-03-11; kaizen note $id -m 'Seen again.'; arjun; at 2026-03-09T15:00:00Z 2026-03-09T15:00:00Z kaizen action done $new $act -m Oiled.",
            &["backdated:warn"],
        ),
        (
            "the same, of an item that moved later",
            "day 2026-03-11; kaizen note $id -m 'Seen again.'; arjun; at 2026-03-09T15:00:00Z 2026-03-09T15:00:00Z kaizen action done $new $act -m Oiled.
             mkdir register/items/2025; git mv register/items/2026/$new.toml register/items/2025; git commit -qm Move",
            &["backdated:warn"],
        ),
        (
            "in time on a branch that was rebased before",
            "git switch -qc one; arjun; signed 2026-03-08T10:00:00Z 2026-03-08T10:00:00Z; git switch -q main; mona; day 2026-03-09; kaizen note $id -m 'Seen again.'
             git switch -q one; day 2026-03-09 15:00:00; git rebase -q main",
            &[],
        ),
        (
            "in time on a branch that was rebased after it",
            "git switch -qc one; arjun; signed 2026-03-09T15:00:00Z 2026-03-09T15:00:00Z; git switch -q main; mona; day 2026-03-12; kaizen note $id -m 'Seen again.'
             git switch -q one; git rebase -q main",
            &["backdated:warn"],
        ),
        (
            "in time on a branch that was merged after it",
            "git switch -qc one; arjun; signed 2026-03-09T15:00:00Z 2026-03-09T15:00:00Z; git switch -q main; mona; day 2026-03-12; kaizen note $id -m 'Seen again.'
             git merge -q --no-edit one",
            &[],
        ),
        (
            "beside a commit of the future",
            "export GIT_COMMITTER_DATE=2099-01-01T00:00:00Z; git commit -q --allow-empty -m Clock; arjun; signed 2026-03-10T15:00:00Z 2026-03-10T15:00:00Z",
            &[],
        ),
    ] {
        let world = base();
        world.sh(&format!("{WORDS}{SOON}{script}")).ok();
        let found: Vec<String> = found(&world, "").into_iter().filter(|f| f.starts_with("backdated")).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn new_dates_on_old_content_show() {
    cases(&[
        (
            "a date",
            "sed -i 's/^due = .*/due = 2026-09-09/' $item; git commit -qam date",
            &["cosmetic-update:warn", "terms-moved-silently:error"],
        ),
        (
            "a date, and back to what was agreed",
            "sed -i 's/^due = .*/due = 2026-09-09/' $item; git commit -qam date; sed -i 's/^due = .*/due = 2026-05-15/' $item; git commit -qam back",
            &["cosmetic-update:warn"],
        ),
        (
            "the status",
            "sed -i 's/^status = .*/status = \"closed\"/' $item; git commit -qam done",
            &["cosmetic-update:warn", "status-mismatch:error"],
        ),
        (
            "more than a date",
            "sed -i 's/^due = .*/due = 2026-09-09/; s/^title = .*/title = \"Other\"/' $item; git commit -qam date",
            &["edited-by-hand:warn", "terms-moved-silently:error"],
        ),
    ]);
}

#[test]
fn hand_edits_of_large_versions_are_compared_to_a_bound_that_is_told() {
    let world = base();
    let large = "cp $item ../kept; for n in 1 2 3 4 5 6; do (cat ../kept; printf '# %s ' $n; head -c 4000000 /dev/zero | tr '\\0' x; echo) > $item; git commit -qam $n; done; cp ../kept $item; git commit -qam whole";
    world.sh(&format!("{WORDS}{large}")).ok();
    let told = report(&world, "");
    let told: Vec<&str> = told["findings"].as_array().unwrap().iter().map(|f| f["message"].as_str().unwrap()).collect();
    assert_eq!(told, ["3 hand edits are not compared, for this file's versions are larger than 32 MiB together"]);
}

#[test]
fn strange_versions_are_passed_over_with_a_word() {
    let week =
        "cp $item ../kept; echo 'x = [' >> $item; git commit -qam broken; cp ../kept $item; git commit -qam whole";
    for (name, script, word) in [
        ("no TOML for a week", week, "could not be read"),
        (
            "a link for a week",
            "cp $item ../kept; rm $item; ln -s /etc/passwd $item; git commit -qam link; rm $item; cp ../kept $item; git commit -qam whole",
            "could not be read",
        ),
        (
            "a submodule for a week",
            "cp $item ../kept; rm $item; git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),$item; git commit -qm sub; cp ../kept $item; git add $item; git commit -qm whole",
            "could not be read",
        ),
    ] {
        let world = base();
        world.sh(&format!("{WORDS}{script}; cut $item; git commit -qam cut")).ok();
        let report = report(&world, "");
        let rules: Vec<&str> =
            report["findings"].as_array().unwrap().iter().filter_map(|f| f["rule"].as_str()).collect();
        assert_eq!(rules, ["event-removed"], "{name}");
        assert!(report["cannot_prove"].to_string().contains(word), "{name}: {}", report["cannot_prove"]);
    }
}

#[test]
fn findings_name_the_commit_that_did_it_and_a_waiver_names_it_too() {
    let world = base();
    world.sh(&format!("{WORDS}cut $item; dana; git commit -qam cut; mona; kaizen note $id -m 'Later.'")).ok();
    let cut = world.sh("git rev-parse HEAD~1").ok();
    let report = report(&world, "");
    let commit = &report["findings"][0]["commit"];
    assert_eq!(commit["id"], cut.trim());
    assert_eq!(commit["author"], "Dana Okafor <dana@example.com>");
    assert_eq!(commit["at"], "2026-03-05T09:00:00Z");
    world
        .sh(&format!(
            "day 2026-03-06; kaizen waive event-removed {} --until 2026-12-31 -m 'A slip, looked into.'",
            cut.trim()
        ))
        .ok();
    let report = self::report(&world, "");
    assert_eq!(report["findings"][0]["waived"]["reason"], "A slip, looked into.");
    assert_eq!(report["counted"]["errors"], 0);
}

#[test]
fn evidence_names_the_commit_that_did_it() {
    let world = base();
    world
        .sh(&format!(
            "{WORDS}arjun; kaizen sign-off $id -m Done.; dana; sed -i 's/granted entries only/nothing/' $item; git commit -qam tidy
             mona; kaizen note $other -m Reworded; echo '# a word' >> $item; git commit -qam words"
        ))
        .ok();
    let tidy = world.sh("git log --format=%H --grep=tidy").ok();
    let report = report(&world, "");
    assert_eq!(report["findings"][0]["rule"], "changed-after-sign-off");
    assert_eq!(report["findings"][0]["commit"]["id"], tidy.trim());
    assert!(report["findings"][0]["message"].as_str().unwrap().contains("description"), "{report}");
}

#[test]
fn another_introduction_shows() {
    let world = base();
    let report = report(&world, "");
    let introduction = report["introduction"].as_str().unwrap();
    assert!(found(&world, &format!("--introduction {introduction}")).is_empty());
    for format in ["human", "junit", "github", "sarif"] {
        let told = world.sh(&format!("day 2026-03-21; kaizen check --format {format}")).both();
        assert!(told.contains(&introduction[..16]), "{format}: {told}");
    }
    assert!(found(&world, &format!("--no-history --introduction {}", &introduction[..16])).is_empty());
    let other = "0".repeat(64);
    assert_eq!(found(&world, &format!("--introduction {other}")), ["introduction-moved:error"]);
    assert_eq!(world.sh(&format!("KAIZEN_INTRODUCTION={other} kaizen check")).code, 1);
    world
        .sh("git rm -qr register; rm -rf register; git commit -qm gone; day 2026-03-01; export KAIZEN_SEED=other; kaizen init --name 'Example Ltd'")
        .ok();
    assert!(found(&world, "").contains(&"item-deleted:error".to_owned()));
    let world = base();
    world
        .sh("git switch -q --orphan own; day 2026-03-01; export KAIZEN_SEED=other; as Eve eve@elsewhere.example; kaizen init --name 'Example Ltd'
             git switch -q main; git merge -q --allow-unrelated-histories -s ours -m join own")
        .ok();
    assert_eq!(found(&world, ""), ["event-removed:error", "introduction-moved:error"]);
}

#[test]
fn history_that_is_not_here_is_said() {
    let world = base();
    world.sh("git clone -q --depth 1 file://$PWD ../shallow; git clone -q --filter=blob:none --no-checkout file://$PWD ../partial || true").ok();
    let ran = world.sh("cd ../shallow; day 2026-03-21; kaizen check");
    assert_eq!(ran.code, 2, "{}", ran.both());
    assert!(ran.out.contains("history-unavailable") && ran.out.contains("git fetch --unshallow"), "{}", ran.out);
    assert_eq!(world.sh("cd ../shallow; day 2026-03-21; kaizen check --no-history").code, 0);
    world.sh("cd ../shallow; git fetch -q --unshallow; day 2026-03-21; kaizen check").ok();
    let archive =
        "mkdir -p ../archive; git archive HEAD | tar -x -C ../archive; cd ../archive; day 2026-03-21; kaizen check";
    let ran = world.sh(archive);
    assert_eq!(ran.code, 2, "{}", ran.both());
    assert!(ran.out.contains("no git repository"), "{}", ran.out);
    world.sh(&format!("{archive} --no-history")).ok();
}

#[test]
fn a_partial_clone_is_said_and_its_remedy_completes_it() {
    let world = base();
    world
        .sh("git config uploadpack.allowFilter true; git config uploadpack.allowAnySHA1InWant true
             git clone -q --filter=blob:none file://$PWD ../partial 2>/dev/null")
        .ok();
    let ran = world.sh("cd ../partial; day 2026-03-21; kaizen check");
    assert_eq!(ran.code, 2, "{}", ran.both());
    let words = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("history-unavailable") && words.contains("This clone is partial"), "{}", ran.out);
    let remedy = "git fetch --refetch --no-filter";
    assert!(words.contains(remedy), "{}", ran.out);
    assert_eq!(world.sh("cd ../partial; day 2026-03-21; kaizen check --no-history").code, 0);
    world.sh(&format!("cd ../partial; {remedy} 2>/dev/null; day 2026-03-21; kaizen check")).ok();
}

#[test]
fn since_a_commit_its_people_and_settings_judge() {
    let world = base();
    world
        .sh(&format!("{WORDS}cut register/items/2026/$other.toml; git commit -qam 'Done before.'; git tag before"))
        .ok();
    let honest = world.copy();
    honest.sh(&format!("{WORDS}arjun; kaizen start $id")).ok();
    assert!(found(&honest, "--since before").is_empty());
    assert!(!found(&honest, "").is_empty());
    let law = world.copy();
    law.sh(&format!(
        "{WORDS}kaizen config set rules.backdated=off -m 'Too loud.'; kaizen people set dana.okafor --role isms-manager
         day 2026-03-06; dana; GIT_COMMITTER_DATE=2026-04-09T09:00:00Z kaizen extend $id --to 2026-09-01 -m late"
    ))
    .ok();
    assert!(found(&law, "").iter().all(|f| !f.starts_with("unlawful") && !f.starts_with("backdated")));
    let found = found(&law, "--since before");
    assert!(
        found.contains(&"backdated:warn".to_owned()) && found.contains(&"unauthorised-event:error".to_owned()),
        "{found:?}"
    );
}
