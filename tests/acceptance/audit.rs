//! The ten audit steps and the checklist, on a register that is kept and on one that is not.

use std::collections::BTreeMap;
use std::path::Path;

use kaizen::internals::report::audit::STEPS;
use kaizen::model::rule::{Hold, Rule};
use kaizen::model::word::Level;

use crate::world::World;

/// The finished register of the examples.
fn audit(world: &World, flags: &str) -> (i32, serde_json::Value) {
    let ran = world.sh(&format!("kaizen audit --format json {flags}"));
    let told = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.both()));
    (ran.code, told)
}

fn verdicts(told: &serde_json::Value) -> Vec<&str> {
    told["steps"].as_array().unwrap().iter().map(|s| s["verdict"].as_str().unwrap()).collect()
}

/// What stands under `key` in a step, as text.
fn part(told: &serde_json::Value, step: usize, key: &str) -> String {
    let steps = told["steps"].as_array().unwrap();
    let step = steps.iter().find(|s| s["step"] == step).unwrap();
    serde_json::to_string_pretty(&step[key]).unwrap()
}

#[test]
fn a_register_that_is_kept_passes_what_is_there() {
    let world = World::finished();
    let (code, told) = audit(&world, "--today 2026-09-25");
    let human = "for-a-human";
    let wanted = ["pass", human, human, "pass", human, "pass", "pass", "pass", "pass", human];
    assert_eq!((code, verdicts(&told)), (0, wanted.to_vec()), "{told:#}");
    let ids: BTreeMap<String, String> = world
        .sh("kaizen list --all --today 2026-09-25 --format csv --columns title,id | tr -d '\\r'")
        .ok()
        .lines()
        .filter_map(|l| l.rsplit_once(','))
        .map(|(title, id)| (title.trim_matches('"').to_owned(), id.to_owned()))
        .collect();
    let id = |word: &str| ids.iter().find(|(title, _)| title.contains(word)).unwrap().1.as_str();
    for (step, key, text) in [
        (2, "evidence", id("Badge reader")),
        (2, "drawn", "incident:INC-481"),
        (2, "open", "no incident has a record"),
        (3, "evidence", id("Leavers")),
        (3, "evidence", "the minutes mention the register"),
        (4, "evidence", id("Screens")),
        (5, "evidence", "Human Resources"),
        (5, "ask", "Audit: "),
        (6, "evidence", "Firmware of door controllers is outside the patch process."),
        (7, "evidence", "RSK-12: 16 → 6"),
        (8, "evidence", "priya.nair"),
        (8, "ask", id("New staff")),
        (9, "evidence", "PO-2026-118"),
        (10, "evidence", "leaver-process"),
        (10, "open", "One of ten leavers of July still had an account after nine days."),
    ] {
        assert!(part(&told, step, key).contains(text), "step {step}: no {text} in {key}:\n{}", part(&told, step, key));
    }
    // The commit that brought the verification is told.
    let badge = id("Badge reader");
    let commit = world.sh(&format!("git log -1 --format=%H --grep '{badge}: verify'")).ok();
    assert!(part(&told, 7, "evidence").contains(commit.trim()), "{}", part(&told, 7, "evidence"));
    assert_eq!(part(&told, 2, "faults"), "[]");
    // Half a year on, nobody has done anything.
    let (code, told) = audit(&world, "--today 2027-04-01");
    let failing: Vec<usize> = (1..=10).filter(|n| verdicts(&told)[n - 1] == "fail").collect();
    assert_eq!(code, 1);
    assert!([3, 4, 8].iter().all(|n| failing.contains(n)) && !failing.contains(&7), "{failing:?}");
    assert!(part(&told, 4, "faults").contains(id("Screens")), "{}", part(&told, 4, "faults"));
    assert!(part(&told, 8, "faults").contains(id("New staff")), "{}", part(&told, 8, "faults"));
    assert!(part(&told, 3, "faults").contains("review/2026-09-"), "{}", part(&told, 3, "faults"));
}

#[test]
fn an_audit_comes_out_the_same_when_made_again() {
    let world = World::finished();
    let today = "unset KAIZEN_TODAY; kaizen audit --today 2026-09-25";
    for flags in
        ["--format json", "--format markdown", "--format human", "--checklist", "--checklist --format markdown"]
    {
        let first = world.sh(&format!("{today} {flags}")).out;
        assert_eq!(first, world.sh(&format!("{today} {flags}")).out, "{flags}");
        assert!(first.contains("introduction") && first.contains("2026-09-25"), "{first}");
        let tip = world.sh("git rev-parse HEAD").ok();
        assert!(first.contains(tip.trim()), "{flags}:\n{first}");
    }
    let drawn = |flags: &str| part(&audit(&world, &format!("--today 2026-09-25 --sample 1 {flags}")).1, 8, "drawn");
    assert_eq!(drawn("--seed a"), drawn("--seed a"));
    let all: std::collections::BTreeSet<String> =
        ["a", "b", "c", "d", "e", "f"].map(|s| drawn(&format!("--seed {s}"))).into();
    assert!(all.len() > 1, "a seed draws");
    // Of the past, and one step alone.
    let (_, told) = audit(&world, "--as-of 2026-06-01 --step 7");
    assert_eq!((verdicts(&told), told["steps"][0]["step"].as_u64()), (vec!["for-a-human"], Some(7)));
    let (code, told) = audit(&world, "--at HEAD --today 2026-09-25 --step 4 --step 9");
    assert_eq!((code, verdicts(&told)), (0, vec!["pass", "pass"]));
    let (_, bare) = audit(&world, "--today 2026-09-25 --step 7 --no-history");
    assert!(!part(&bare, 7, "evidence").contains("\"commit\""));
    world.sh("kaizen audit --step 11").fails(2);
    world.sh("kaizen audit --step 1 --checklist").fails(2);
    for (schema, flags) in [("audit", ""), ("audit-checklist", "--checklist")] {
        let schema: serde_json::Value =
            serde_json::from_str(&world.sh(&format!("kaizen schema {schema}")).ok()).unwrap();
        let (_, told) = audit(&world, &format!("--today 2026-09-25 {flags}"));
        assert!(jsonschema::is_valid(&schema, &told), "{told:#}");
    }
}

#[test]
fn the_checklist_passes_or_fails_each_piece_of_evidence() {
    let world = World::finished();
    let told = world.sh("kaizen audit --checklist --today 2026-09-25").ok();
    for line in [
        "☑ a live register  pass",
        "☑ records of root causes",
        "☑ logs of effectiveness tests",
        "brought by: CISO",
        "brought by: IT manager",
    ] {
        assert!(told.contains(line), "{line} in\n{told}");
    }
    let told = world.sh("kaizen audit --checklist --today 2027-04-01").out;
    assert!(told.contains("☐ logs of effectiveness tests  FAIL") && told.contains("verification-overdue"), "{told}");
    let empty = World::with_people();
    let (code, told) = audit(&empty, "--checklist");
    let passes: Vec<bool> =
        told["evidence"].as_array().unwrap().iter().map(|e| e["passes"].as_bool().unwrap()).collect();
    assert_eq!((code, passes), (1, vec![false, false, false]));
    assert!(empty.sh("kaizen audit --step 1").out.contains("the register is empty"));
}

#[test]
fn a_neglected_register_fails_step_by_step_with_the_right_ids() {
    let world = World::new();
    world
        .sh(r#"
        day 2025-01-10
        kaizen init --name "Example Ltd"
        kaizen people add arjun.mehta --name "Arjun Mehta" --email arjun@example.com --department IT
        kaizen people add priya.nair --name "Priya Nair" --email priya@example.com --role auditor
        kaizen config set rules.blame-root-cause=error -m "We do not stop at people."
        item() { # TITLE GRADE SOURCE
          id=$(kaizen add "$1" --kind "$2" --grade "$3" --significance minor --source "$4" --risk RSK-1=9 \
            --description "Seen on the second floor by two of us, more than once.")
          kaizen accept $id --owner arjun.mehta --due 2025-06-01 --criterion "Not seen for thirty days." -m "Agreed."
        }
        item "Doors of the archive stand open" improvement observation other:WALK-1; echo $id > ../open
        kaizen resource request $id --kind budget --amount 300 --unit EUR --purpose "A closer"
        item "Passwords are on paper notes" corrective-action minor-nonconformity internal-audit:IA-1; echo $id > ../blame
        arjun; kaizen why $id --because "They forget them." --because "It was human error." --root-cause "Human error." --cause-code habits
        kaizen sign-off $id -m "Notes taken away."
        priya; day 2025-03-10; kaizen verify $id --method observation --result effective --risk RSK-1=9 --early-reason "Asked to." \
          --evidence-url https://e.example/1 -m "No notes seen."
        mona; day 2025-04-10
        item "Notes are back on the screens" corrective-action minor-nonconformity internal-audit:IA-2; echo $id > ../back
        arjun; kaizen why $id --because "They came back." --root-cause "Passwords expire each month." --cause-code habits
        kaizen sign-off $id -m "Expiry switched off."
        "#)
        .ok();
    let id = |name: &str| world.sh(&format!("cat ../{name}")).ok().trim().to_owned();
    world.write(
        "register/sources/incident/INC-900.toml",
        "schema = 1\nkind = \"incident\"\nreference = \"INC-900\"\ntitle = \"Laptop lost\"\nsignificant = true\n",
    );
    world.write("register/items/2025/IMP-2025-BAD0.toml", "schema = 1\ntitle = \n");
    let (code, told) = audit(&world, "--today 2026-06-01");
    assert_eq!(code, 1);
    let wanted: Vec<&str> = (1..=10).map(|n| if n == 5 { "for-a-human" } else { "fail" }).collect();
    assert_eq!(verdicts(&told), wanted, "{told:#}");
    for (step, about) in [
        (1, "IMP-2025-BAD0".to_owned()),
        (2, "incident:INC-900".to_owned()),
        (3, "none is recorded".to_owned()),
        (4, id("open")),
        (6, id("blame")),
        (7, id("blame")),
        (8, id("back")),
        (9, id("open")),
        (10, id("back")),
    ] {
        assert!(
            part(&told, step, "faults").contains(&about),
            "step {step}: {about} in {}",
            part(&told, step, "faults")
        );
    }
    assert!(
        !part(&told, 4, "faults").contains(&format!("\"about\": \"{}\"", id("blame"))),
        "what is closed is not open"
    );
    assert!(
        !part(&told, 10, "faults").contains(&format!("\"about\": \"{}\"", id("blame"))),
        "the first one did not come back"
    );
    let shown = world.sh("kaizen audit --today 2026-06-01 --format markdown").out;
    assert!(shown.contains("9 fail") && shown.contains("**Ask**"), "{shown}");
    // A waiver answers for a finding, and a human looks at it.
    world
        .sh(&format!(
            "day 2026-06-01; kaizen waive risk-not-reduced {} --until 2026-12-31 -m 'Scored anew in autumn.'",
            id("blame")
        ))
        .ok();
    let (_, told) = audit(&world, "--today 2026-06-01 --step 7");
    assert!(part(&told, 7, "open").contains("Scored anew in autumn."), "{told:#}");
    // What people wrote does not steer the terminal, nor the page.
    world.sh("kaizen config set $'name=X\\x1b[31m | <b>' -m Reworded --today 2026-06-01").ok();
    for format in ["human", "markdown"] {
        let out = world.sh(&format!("kaizen audit --today 2026-06-01 --format {format}")).out;
        assert!(!out.contains('\u{1b}'), "{out:?}");
    }
    world.sh("echo broken >> register/people.toml; kaizen audit").fails(2);
}

/// What docs/audit.md shows is what the finished register gives.
#[test]
fn the_page_shows_what_is_so() {
    let world = World::finished();
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/audit.md")).unwrap();
    let out = world.sh("kaizen audit --today 2026-09-25; kaizen audit --checklist --today 2026-09-25").ok();
    for block in page.split("```text\n").skip(1).map(|b| b.split("\n```").next().unwrap()) {
        assert!(out.contains(block), "{block}\nis not in\n{out}");
    }
    for line in page.split("```sh\n").nth(1).unwrap().split("\n```").next().unwrap().lines() {
        let ran = world.sh(&line.replace("kaizen audit", "kaizen --today 2026-09-25 audit"));
        assert!(ran.code <= 1 && !ran.out.is_empty(), "{line}: {}", ran.both());
    }
}

#[test]
fn each_step_names_a_rule_once_and_what_nobody_may_lower_is_asked() {
    for step in STEPS {
        let mut named: Vec<Rule> = [step.strict, step.rules, step.grave].concat();
        named.sort_unstable();
        assert!(named.windows(2).all(|pair| pair[0] != pair[1]), "{step:?} names a rule twice: {named:?}");
    }
    assert!(STEPS.iter().map(|step| step.number).eq(1..=10));
    // What nobody may lower is asked by a step.
    let asked: Vec<Rule> = STEPS.iter().flat_map(|step| [step.strict, step.rules, step.grave].concat()).collect();
    let grave = Rule::ALL.iter().filter(|about| about.hold == Hold::Fixed && about.level == Level::Error);
    let left: Vec<Rule> = grave.map(|about| about.rule).filter(|rule| !asked.contains(rule)).collect();
    assert!(left.is_empty(), "no step asks {left:?}");
}
