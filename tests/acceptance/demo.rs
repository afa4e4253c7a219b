//! The sandbox: one person tries every side of a made-up company, nothing in it passes for real, and nothing real becomes one.

use std::sync::OnceLock;

use crate::world::{World, value_of};

/// A world with a sandbox in `work/kaizen-demo`, made on 30 November 2026, and what `demo` printed in `work/said`.
fn sandbox() -> World {
    static MADE: OnceLock<World> = OnceLock::new();
    MADE.get_or_init(|| {
        let world = World::new();
        world.sh("day 2026-11-30; kaizen demo > said").ok();
        world
    })
    .copy()
}

/// The commands that `demo` printed.
fn commands(said: &str) -> Vec<String> {
    let lines = said.lines().filter(|line| line.starts_with("  kaizen "));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn its_five_commands_run_as_they_are_typed() {
    let world = sandbox();
    let commands = commands(&world.read("said"));
    assert_eq!(commands.len(), 5, "{commands:?}");
    // Git knows somebody else than those who act.
    let all = commands[..4].join("\n");
    let ran = world.sh(&format!("day 2026-11-30; as Eve eve@elsewhere.example; cd kaizen-demo\n{all}"));
    assert!(ran.err.contains("sandbox"), "{}", ran.both());
    let shown = ran.ok();
    assert!(shown.contains("SANDBOX-2026-"), "{shown}");
    let list = world.sh("day 2026-11-30; cd kaizen-demo; kaizen list --all --columns status").ok();
    assert_eq!(list.matches("closed").count(), 2, "{list}");
    assert!(!list.contains("implemented") && !list.contains("raised"), "{list}");
    let told = world.sh(&format!("day 2026-11-30; cd kaizen-demo; {}", commands[4]));
    assert!(told.code == 1 && told.out.contains("error[sandbox]"), "{}", told.both());
}

#[test]
fn it_has_every_stage_on_any_day() {
    for day in ["2024-02-29", "2027-01-01"] {
        let world = World::new();
        // Whoever is not known to git may try it too.
        let ran = world.sh(&format!("unset ${{!GIT_AUTHOR*}} ${{!GIT_COMMITTER*}}; day {day}; unset ${{!GIT_AUTHOR*}} ${{!GIT_COMMITTER*}}; kaizen demo here; cd here; kaizen list --all --columns status; git log --format=%an%ae%cn%ce | sort -u; git status --porcelain"));
        let shown = ran.ok();
        for status in ["raised", "accepted", "in-progress", "implemented", "closed", "rejected", "deferred"] {
            assert!(shown.contains(status), "{day}: {shown}");
        }
        let authors: Vec<&str> = shown.lines().rev().take(2).collect();
        let anonymous = "anonymousanonymous@kaizen.invalidanonymousanonymous@kaizen.invalid";
        assert_eq!(authors, [anonymous, "Sandboxsandbox@example.comSandboxsandbox@example.com"], "{shown}");
        let found = world.sh(&format!("day {day}; cd here; kaizen check --format json"));
        let report: serde_json::Value = serde_json::from_str(&found.out).unwrap();
        let mut rules: Vec<&str> =
            report["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
        rules.sort_unstable();
        // Nothing but what the story wants: work that is late, and that it is a sandbox.
        assert_eq!((found.code, rules), (1, vec!["overdue", "overdue", "sandbox"]), "{day}\n{}", found.out);
        assert!(report["tool"].as_str().unwrap().ends_with("(sandbox)"), "{}", found.out);
    }
}

#[test]
fn anybody_acts_for_anybody_there_and_nobody_unnamed() {
    let world = sandbox();
    let in_it =
        |script: &str| world.sh(&format!("day 2026-11-30; as Eve eve@elsewhere.example; cd kaizen-demo; {script}"));
    for who in ["mona.lind", "karl.voss", "priya.nair", "arjun.mehta"] {
        in_it(&format!("kaizen note $(kaizen list --overdue --format ids) --as {who} -m 'Seen at the meeting.'")).ok();
    }
    let told = in_it("kaizen note $(kaizen list --overdue --format ids) -m 'Seen at the meeting.'").fails(2);
    assert!(told.contains("--as HANDLE") && told.contains("priya.nair"), "{told}");
    let told = in_it("kaizen note $(kaizen list --overdue --format ids) --as eve -m 'Seen at the meeting.'").fails(2);
    assert!(told.contains("eve"), "{told}");
    let found = in_it("kaizen check --format json");
    assert!(!found.out.contains("\"rule\": \"event-by-another\""), "{}", found.out);
}

#[test]
fn no_setting_waiver_filter_or_founding_makes_a_sandbox_pass() {
    let world = sandbox();
    let event = value_of(&world.read("kaizen-demo/register/register.toml"), "hash");
    let refused = [
        "kaizen waive sandbox --until 2027-01-01 -m 'It is fine.' --as mona.lind",
        &format!("kaizen waive sandbox {event} --until 2027-01-01 -m 'It is fine.' --as mona.lind"),
        "kaizen config set rules.sandbox=off -m 'It is fine.' --as mona.lind",
        "kaizen config set sandbox=false -m 'It is real.' --as mona.lind",
        &format!("kaizen void register {event} -m 'It is real.' --as mona.lind"),
        "sed -i 's/^sandbox = true/sandbox = false/' register/register.toml; kaizen edit register --include-edits -m 'It is real.' --as mona.lind",
    ];
    let day = "day 2026-11-30; cd kaizen-demo";
    for command in refused {
        world.sh(&format!("{day}; {command}")).fails(2);
        let told = world.sh(&format!("{day}; kaizen check"));
        assert!(told.code == 1 && told.out.contains("error[sandbox]"), "{command}\n{}", told.both());
        world.sh(&format!("{day}; git checkout -q .")).ok();
    }
    for flags in [
        "--rule stale",
        "--item $(kaizen list --overdue --format ids)",
        "--since HEAD",
        "--no-history",
        "--at HEAD",
        "--level error",
    ] {
        let told = world.sh(&format!("{day}; kaizen check {flags}"));
        assert!(told.code == 1 && told.out.contains("error[sandbox]"), "{flags}\n{}", told.both());
    }
    // What is only taken out is put back by the next act.
    let out = "sed -i '/^sandbox = /d' register/register.toml; kaizen edit register --include-edits -m 'It is real.' --as mona.lind";
    world.sh(&format!("{day}; {out}; grep '^sandbox = true' register/register.toml")).ok();
    // Written by hand where no act writes it, or taken out of the founding event: the file is not what it was.
    let by_hand = [
        "sed -i 's/^sandbox = true/sandbox = false/' register/register.toml",
        "printf '[[waiver]]\\nrule = \"sandbox\"\\nreason = \"Fine.\"\\nuntil = 2030-01-01\\n' >> register/register.toml",
        "sed -i 's/^sandbox = .*//; s/sandbox = true, //' register/register.toml",
    ];
    for edit in by_hand {
        let told = world.sh(&format!("{day}; {edit}; git commit -qam edit; kaizen check"));
        assert_eq!(told.code, 1, "{edit}\n{}", told.both());
        world.sh(&format!("{day}; git reset -q --hard HEAD~1")).ok();
    }
    // Founded anew in its own history, with the move of the introduction answered for.
    let anew = "git rm -rqf register; git commit -qm gone; KAIZEN_SEED=real kaizen init --name 'Example Ltd' --signatures off; \
        c=$(git rev-parse HEAD); kaizen waive introduction-moved $c --until 2027-06-01 -m 'It is real now.'; kaizen check";
    let told = world.sh(&format!("{day}; {anew}"));
    assert!(told.code == 1 && told.out.contains("error[sandbox]"), "{}", told.both());
}

#[test]
fn a_real_register_gains_no_power_by_the_word() {
    let world = World::with_accepted();
    let act = "as Eve eve@elsewhere.example; kaizen note IMP --as mona.lind -m 'Seen at the meeting.'";
    world.refuses(act, "which is not mona.lind's");
    let written = [
        // By hand, in the file, in the founding event, and in an event beside it.
        "sed -i 's/^timezone/sandbox = true\\ntimezone/' register/register.toml",
        "sed -i 's/^set = { /set = { sandbox = true, /' register/register.toml",
        "sed -i 's/^set = {/set = { sandbox = true,/; s/^timezone/sandbox = true\\ntimezone/' register/register.toml",
        // The file of a sandbox in its place.
        "kaizen demo ../sand >/dev/null; cp ../sand/register/register.toml ../sand/register/people.toml register/",
        "kaizen demo ../sand2 >/dev/null; cp ../sand2/register/register.toml ../sand2/register/people.toml register/; git commit -qam sandbox",
    ];
    for edit in written {
        let before = world.sh("git rev-parse HEAD").ok().trim().to_owned();
        world.sh(&format!("{edit}; ! git diff --quiet {before}")).ok();
        let told = world.sh(act);
        assert_ne!(told.code, 0, "{edit}\n{}", told.both());
        assert_ne!(world.sh("kaizen check --no-history").code, 0, "{edit}");
        world.sh(&format!("git reset -q --hard {before}")).ok();
    }
    // By an act of a manager.
    world.refuses("kaizen config set sandbox=true -m 'To try it.'", "no setting");
    world.sh("sed -i 's/^timezone/sandbox = true\\ntimezone/' register/register.toml").ok();
    let told = world.sh("kaizen edit register --include-edits -m 'To try it.'").fails(2);
    assert!(told.contains("from its founding on or never"), "{told}");
}

#[test]
fn it_is_made_whole_and_in_a_place_of_its_own() {
    let world = World::with_people();
    world.sh("mkdir full; echo mine > full/mine; printf x > file").ok();
    for (command, why) in [
        ("kaizen demo full", "not an empty folder"),
        ("kaizen demo file", "not an empty folder"),
        ("kaizen demo .", "not an empty folder"),
        ("kaizen --register register demo new", "names register"),
        ("GIT_DIR=$PWD/.git kaizen demo new", "GIT_DIR"),
    ] {
        world.refuses(command, why);
    }
    assert!(!world.path().join("new").exists());
    world.sh("mkdir empty; kaizen demo empty; [ -e empty/register/register.toml ]; ls -A | grep -v '^\\.git$' > ../all; ! grep kaizen ../all").ok();
    // The register around it is as it was.
    world.sh("kaizen check --no-history; [ \"$(git rev-parse --show-toplevel)\" = \"$(git -C empty/.. rev-parse --show-toplevel)\" ]").ok();
}

/// The reports and exports, each with what is looked into.
const GOES_OUT: [(&str, &str); 24] = [
    ("report kpi", ""),
    ("report kpi --format json", ""),
    ("report kpi --format markdown", ""),
    ("report kpi --trend 2", ""),
    ("report kpi --trend 2 --format json", ""),
    ("report kpi --trend 2 --format markdown", ""),
    ("report management-review", ""),
    ("report management-review --format html", ""),
    ("report management-review --format json", ""),
    ("report digest --all", ""),
    ("report digest --all --format json", ""),
    ("report digest --all --format eml --sender isms@example.com", ""),
    ("report period --from 2025-01-01", ""),
    ("report period --from 2025-01-01 --format json", ""),
    ("report period --from 2025-01-01 --format markdown", ""),
    ("export csv", ""),
    ("export jsonl", ""),
    ("export markdown", ""),
    ("export ics", ""),
    ("export oscal", ""),
    ("export jira-csv", ""),
    (
        "export xlsx --output ../x.xlsx",
        "python3 -c 'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(*(z.read(n).decode() for n in z.namelist()))' ../x.xlsx",
    ),
    ("export html ../site", "cat ../site/index.html"),
    ("export bundle ../bundle", "cat ../bundle/README.md"),
];

#[test]
fn whatever_goes_out_of_it_says_that_it_is_a_sandbox() {
    let world = sandbox();
    // Ids alone do not count: what has a place for the word says it there.
    let silent: Vec<&str> = GOES_OUT
        .iter()
        .filter(|(command, look)| {
            let look = if look.is_empty() { "true" } else { look };
            let ran = world.sh(&format!("day 2026-11-30; cd kaizen-demo; kaizen {command} && {look}"));
            let out = ran.ok();
            assert!(!out.is_empty(), "{command}");
            !out.replace("SANDBOX-2026", "").to_lowercase().contains("sandbox")
        })
        .map(|(command, _)| *command)
        .collect();
    assert_eq!(silent, ["export csv", "export jsonl"], "a format that has a place for the word");
    // Where a format has no place for the word, the ids say it.
    for format in ["csv", "jsonl"] {
        let out = world.sh(&format!("day 2026-11-30; cd kaizen-demo; kaizen export {format}")).ok();
        assert!(out.contains("SANDBOX-2026-"), "{out}");
    }
}
