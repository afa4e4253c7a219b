//! README shows what is so: its commands run on any day, and print what it shows. Beside it the life of four items.

use std::path::Path;

use crate::world::{Ran, World};

fn repository(file: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// The blocks of one section of README in one language.
fn blocks(section: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(repository("README.md")).unwrap();
    let (_, after) = text.split_once(&format!("\n## {section}\n")).unwrap();
    let mut rest = after.split("\n## ").next().unwrap();
    let mut blocks = Vec::new();
    while let Some((_, after)) = rest.split_once(&format!("```{language}\n")) {
        let (block, after) = after.split_once("\n```").unwrap();
        blocks.push(block.to_owned());
        rest = after;
    }
    assert!(!blocks.is_empty(), "{section}");
    blocks
}

/// Runs the commands of a section on a day, as who does it first finds them.
fn typed(section: &str, day: &str) -> Ran {
    World::new().sh(&format!("day {day}\n{}", blocks(section, "sh").join("\n")))
}

/// What README shows is what its commands print, on the day it was written; they run on any other.
fn runs_as_shown(section: &str, code: i32, says: &str) {
    for day in ["2026-11-30", "2024-02-29", "2031-07-06"] {
        let ran = typed(section, day);
        assert!(ran.code == code && ran.out.contains(says), "{day}: {}", ran.both());
    }
    let out = typed(section, "2026-11-30").out;
    let flat = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    for block in blocks(section, "text") {
        assert!(flat(&out).contains(&flat(&block)), "README shows what is not printed:\n{block}\nbut\n{out}");
    }
}

#[test]
fn the_tour_of_the_sandbox_is_as_shown_on_any_day() {
    runs_as_shown("Ten minutes in a sandbox", 1, "error[sandbox]");
}

#[test]
fn five_commands_lead_from_nothing_to_a_closed_item_on_any_day() {
    let section = "Five commands from nothing to a closed item";
    runs_as_shown(section, 0, "closed");
    let script = blocks(section, "sh").join("\n").replace("\\\n", " ");
    let acts = script
        .lines()
        .filter(|line| line.contains("kaizen ") && !line.contains(" init") && !line.starts_with("kaizen list"));
    assert_eq!(acts.count(), 5, "{script}");
}

#[test]
fn the_tour_tells_the_life_of_four_items() {
    let world = World::new();
    let ran = world.script(&repository("tests/tour.sh"));
    assert!(ran.out.contains("check ended with 1"), "{}", ran.both());
    let acts = world.sh("git log --reverse --format='%(trailers:key=Kaizen-Act,valueonly)' | grep .").ok();
    let first = "changed changed changed changed raised accepted corrected analysed planned requested resourced extended replanned done implemented verified";
    assert!(acts.split_whitespace().collect::<Vec<_>>().join(" ").starts_with(first), "{acts}");
    assert_eq!(
        acts.lines().count().to_string(),
        world.sh("git rev-list --count HEAD").ok().trim(),
        "one act, one commit"
    );
    let status = world.sh("day 2027-01-12; kaizen list --all --sort raised --columns status").ok();
    assert_eq!(status.split_whitespace().collect::<Vec<_>>(), ["STATUS", "closed", "rejected", "accepted", "closed"]);
    let found = world.sh("day 2027-01-12; kaizen check --format json");
    let report: serde_json::Value = serde_json::from_str(&found.out).unwrap();
    let rules: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["level"] == "error")
        .map(|f| f["rule"].as_str().unwrap())
        .collect();
    assert_eq!(
        (found.code, rules),
        // An item that nobody works on, in a register that nobody uses.
        (1, vec!["overdue", "too-few-active", "no-recent-entries", "management-review-overdue"]),
        "{}",
        found.out
    );
}

/// At no step of a verification that failed and was mended does `check` say what is not true.
#[test]
fn a_round_that_failed_is_mended_without_a_false_finding() {
    let world = World::with_accepted();
    // One item alone is looked at, not whether the register as a whole is alive.
    let off =
        ["too-few-active", "no-recent-entries", "management-review-overdue"].map(|rule| format!("rules.{rule}=off"));
    world.sh(&format!("kaizen config set {} -m 'One item.'", off.join(" "))).ok();
    let steps = [
        "arjun; day 2026-03-10; kaizen sign-off IMP -m Done.",
        "priya; day 2026-04-15; kaizen verify IMP --method test --result not-effective --due 2026-06-01 --evidence-url https://e.example -m Broken.",
        "arjun; day 2026-04-20; kaizen why IMP --because 'It drops them.' --because 'Its firmware is old.' \
           --because 'No patch cycle names it.' --because 'Facilities bought it.' --because 'Buying tells nobody in IT.' \
           --root-cause 'Purchases reach no inventory.'",
        "arjun; day 2026-05-20; kaizen sign-off IMP -m 'Done again.'",
        "priya; day 2026-06-25; kaizen verify IMP --method test --result effective --evidence-url https://e.example -m Works.",
    ];
    for step in steps {
        let ran = world.sh(&format!("{step}; kaizen check --fail-on warn"));
        assert_eq!(ran.code, 0, "{step}\n{}", ran.both());
    }
    assert!(world.item(&world.id()).contains("status = \"closed\""));
}
