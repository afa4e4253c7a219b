//! Each rule: a register in which it finds something, and the nearest one in which it does not.

mod commits;
mod files;
mod work;

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::made::{Act, Made, TERMS};
use crate::world::World;

/// What stands in an item of which nothing is wrong.
const CONTENT: &str = "title = \"Badge reader on the east door drops failed attempts\"\nraised_by = \"dana.okafor\"\n\
    raised_on = 2026-03-02\nsources = [\"site-walkthrough:2026-02\"]\n\
    description = \"During the walkthrough of 27 February the reader logged granted entries only.\"\n";
const RAISED: Act<'_> = ("dana.okafor", "raised", "2026-03-02T09:00:00Z", "");
const ACCEPTED: Act<'_> = ("mona.lind", "accepted", "2026-03-05T09:00:00Z", TERMS);
const STARTED: Act<'_> = ("arjun.mehta", "started", "2026-03-06T09:00:00Z", "");
const SIGNED: Act<'_> = ("arjun.mehta", "implemented", "2026-05-20T09:00:00Z", "text = \"Patched.\"");
const EFFECTIVE: &str =
    "method = \"test\"\nresult = \"effective\"\ntext = \"Seen.\"\nevidence = [{ url = \"https://e.example/1\" }]";
const VERIFIED: Act<'_> = ("priya.nair", "verified", "2026-06-25T09:00:00Z", EFFECTIVE);

/// One case: the rule, and for `true` the register in which it finds something, for `false` the other; with the day.
type Case = (&'static str, fn(bool) -> (Made, &'static str));

fn one(content: &str, acts: &[Act<'_>]) -> Made {
    Made::new().item("AAAA", &format!("{CONTENT}{content}"), acts)
}

#[test]
fn each_rule_finds_what_it_should_and_not_the_nearest_thing() {
    let of_files = work::CASES.par_iter().chain(files::CASES).flat_map_iter(|(rule, make)| {
        [true, false].map(|yes| {
            let (made, today) = make(yes);
            (*rule, yes, made.found(today).into_iter().map(|(name, _)| name).collect::<Vec<_>>())
        })
    });
    let of_commits = commits::CASES.par_iter().flat_map(|(rule, first, then)| {
        [true, false].into_par_iter().zip(then).map(|(yes, then)| (*rule, yes, commits::found(first, then)))
    });
    let wrong: Vec<String> = of_files
        .chain(of_commits)
        .filter(|(rule, yes, found)| found.iter().any(|name| name == rule) != *yes)
        .map(|(rule, yes, found)| format!("{rule} should {}: {found:?}", if yes { "fire" } else { "be quiet" }))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_rule_is_forgotten() {
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_kaizen"))
        .args(["check", "--list", "--format", "json"])
        .output()
        .unwrap();
    let listed: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
    let listed: BTreeSet<&str> = listed.iter().map(|r| r["rule"].as_str().unwrap()).collect();
    let made = work::CASES.iter().chain(files::CASES).map(|(rule, _)| *rule);
    let here: BTreeSet<&str> = made.chain(commits::CASES.iter().map(|(rule, ..)| *rule)).collect();
    assert_eq!(here, listed);
}

#[test]
fn one_rule_is_explained_as_the_list_has_it() {
    let world = World::new();
    let all = world.sh("kaizen check --list --format json").ok();
    let all: Vec<serde_json::Value> = serde_json::from_str(&all).unwrap();
    let one = world.sh("kaizen check --explain overdue --format json").ok();
    let one: serde_json::Value = serde_json::from_str(&one).unwrap();
    assert!(all.contains(&one) && one["rule"] == "overdue", "{one}");
    let told = world.sh("kaizen check --explain overdue --format sarif").fails(2);
    assert!(told.contains("human or json"), "{told}");
}

#[test]
fn a_new_register_is_green_and_an_abandoned_one_is_not() {
    let errors = |made: Made, day: &str| {
        let found = made.found(day);
        found.into_iter().filter(|(_, level)| level == "error").map(|(rule, _)| rule).collect::<Vec<_>>()
    };
    assert_eq!(errors(Made::new(), "2026-01-01"), [] as [&str; 0]);
    let closed = || {
        let (early, late) = (
            ("arjun.mehta", "implemented", "2026-03-09T09:00:00Z", "text = \"Patched.\""),
            format!("{EFFECTIVE}\nearly_reason = \"Seen.\""),
        );
        one("", &[RAISED, ACCEPTED, early, ("priya.nair", "verified", "2026-03-20T09:00:00Z", &late)])
    };
    assert_eq!(errors(closed(), "2026-03-21"), [] as [&str; 0]);
    let abandoned = errors(closed(), "2026-09-01");
    assert!(
        abandoned.contains(&"too-few-active".to_owned()) && abandoned.contains(&"no-recent-entries".to_owned()),
        "{abandoned:?}"
    );
}

/// The same as a person meets it: made by the tool, checked with its history.
#[test]
fn a_register_is_green_from_its_first_day_to_its_first_closed_item() {
    let world = World::new();
    world.sh("kaizen init --name 'Example Ltd' --signatures off; kaizen check").ok();
    let world = World::with_accepted();
    world
        .sh(r#"
        kaizen check
        day 2026-04-01; arjun
        kaizen sign-off IMP -m "All readers run 4.2."
        day 2026-05-01; priya
        kaizen verify IMP --method test --result effective --evidence-url https://e.example.com/log -m "Thirty days of logs."
        kaizen check
        "#)
        .ok();
    let told = world.sh("day 2026-09-01; kaizen check");
    assert_eq!(told.code, 1, "{}", told.both());
    for rule in ["too-few-active", "no-recent-entries", "management-review-overdue"] {
        assert!(told.out.contains(&format!("error[{rule}]")), "{rule}\n{}", told.out);
    }
}
