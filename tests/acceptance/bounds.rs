//! Files as large as they may be, and larger: nothing is cut in silence, and nothing beyond a bound passes.

use crate::made::Made;
use crate::world::World;

/// An event in its table, with a made-up hash.
fn event(n: usize, after: &[usize]) -> String {
    let hash = |n: usize| format!("{:016x}{}", n + 1, "0".repeat(48));
    let after: Vec<String> = after.iter().map(|n| format!("{:?}", hash(*n))).collect();
    let (act, text) = if after.is_empty() { ("raised", "") } else { ("noted", "text = \"words\"\n") };
    let (name, minute, second) = (&hash(n)[..16], n / 60 % 60, n % 60);
    format!(
        "[event.{name}]\nafter = [{}]\nact = \"{act}\"\nby = \"dana.okafor\"\nat = 2026-03-05T{:02}:{minute:02}:{second:02}Z\n{text}\
         content = \"sha256:{:064x}\"\nhash = \"{}\"\n",
        after.join(", "),
        n / 3600,
        0,
        hash(n)
    )
}

fn item(top: &str, events: &str) -> String {
    format!(
        "schema = 1\nid = \"IMP-2026-AAAA\"\ntitle = \"Badge readers let people in twice\"\nstatus = \"raised\"\n\
         raised_on = 2026-03-05\nraised_by = \"dana.okafor\"\nsources = [\"other:walk\"]\ndescription = \"Seen twice.\"\n{top}{events}"
    )
}

fn findings(text: &str, rule: &str) -> Vec<(String, String)> {
    let report = Made::new().file("items/2026/IMP-2026-AAAA.toml", text).report("2026-03-10");
    let all = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule);
    all.map(|f| (f["level"].as_str().unwrap().to_owned(), f["message"].as_str().unwrap().to_owned())).collect()
}

#[test]
fn more_findings_of_a_kind_than_are_told_are_counted() {
    let keys = |n: usize| (0..n).map(|i| format!("odd{i} = {i}\n")).collect::<String>();
    let found = |n: usize| findings(&item(&keys(n), &event(0, &[])), "unknown-key");
    assert_eq!(found(500).len(), 500);
    let told = found(1_503);
    let more = told.iter().find(|(_, message)| message.starts_with("1003 more findings"));
    assert_eq!((told.len(), more.map(|(level, _)| level)), (501, told.first().map(|(level, _)| level)), "{more:?}");
}

#[test]
fn events_beyond_the_bound_are_an_error_for_every_verb() {
    let chain = |n: usize| (1..n).map(|i| event(i, &[i - 1])).collect::<String>();
    let told = findings(&item("", &format!("{}{}", event(0, &[]), chain(5_001))), "unreadable");
    assert!(told.len() == 1 && told[0].0 == "error" && told[0].1.contains("5000 events"), "{told:?}");

    let world = World::with_accepted();
    for path in ["register/people.toml", "register/register.toml"] {
        let good = std::fs::read_to_string(world.path().join(path)).unwrap();
        world.write(path, format!("{good}\n{}", (0..5_000).map(|i| event(i, &[i + 1])).collect::<String>()).as_bytes());
        for verb in ["check", "list", "people list"] {
            let ran = world.sh(&format!("kaizen {verb}"));
            assert!(ran.code > 0 && ran.both().contains("5000 events"), "{verb} with {path}: {}", ran.both());
        }
        world.write(path, good.as_bytes());
    }
    assert_eq!(world.sh("kaizen check").code, 0);
}

#[test]
fn branches_without_end_are_told_and_a_few_are_not() {
    let ladder = |rungs: usize| {
        let after = |i: usize| match i % 3 {
            0 => vec![i - 1, i - 2],
            2 if i > 2 => vec![i - 2],
            _ => vec![i - 1],
        };
        let rest = (1..rungs).map(|i| event(i, &after(i))).collect::<String>();
        item("", &format!("{}{rest}", event(0, &[])))
    };
    let branchy = |n: usize| {
        let found = findings(&ladder(n), "unauthorised-event");
        found.into_iter().filter(|(level, message)| level == "error" && message.contains("branch too often")).count()
    };
    assert_eq!(branchy(300), 0);
    assert!(branchy(1_800) > 0);
}

#[test]
fn more_whys_than_are_held_against_each_other_are_told() {
    let whys = |n: usize| {
        let each = |i: usize| format!("[[analysis.why]]\nquestion = \"Why {i}?\"\nanswer = \"Part{i} of{i} it{i}.\"\n");
        let analysis = "[[analysis]]\nmethod = \"five-whys\"\nby = \"dana.okafor\"\non = 2026-03-06\n";
        item(&format!("{analysis}{}", (0..n).map(each).collect::<String>()), &event(0, &[]))
    };
    let told = |n: usize| {
        let found = findings(&whys(n), "repeated-why");
        found.into_iter().filter(|(_, message)| message.contains("held against each other")).count()
    };
    assert_eq!((told(200), told(201)), (0, 1));
}
