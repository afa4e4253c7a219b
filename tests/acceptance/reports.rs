//! What management takes away.

use std::path::Path;

use crate::world::World;

/// The finished register of the examples.
fn finished() -> World {
    let world = World::new();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/finished_register/make.sh");
    world.sh(&format!("bash {} .", script.display())).ok();
    world
}

/// A figure as JSON has it.
fn figure<'r>(report: &'r serde_json::Value, key: &str, of: &str) -> &'r serde_json::Value {
    let kpis = report["groups"][0]["kpis"].as_array().unwrap();
    let kpi = kpis.iter().find(|kpi| kpi["key"] == key).unwrap();
    kpi["figures"].as_array().unwrap().iter().find(|figure| figure["of"] == of).unwrap()
}

#[test]
fn key_figures_are_the_same_on_a_day_and_as_of_that_day_later() {
    let world = finished();
    let json = |flags: &str| -> serde_json::Value {
        serde_json::from_str(&world.sh(&format!("unset KAIZEN_TODAY; kaizen report kpi --format json {flags}")).ok())
            .unwrap()
    };
    let numbers = |report: &serde_json::Value, key: &str, of: &str| {
        let figure = figure(report, key, of);
        (figure["value"].as_f64(), figure["numerator"]["number"].as_i64(), figure["denominator"]["number"].as_i64())
    };
    // Neither the badge readers (first due on 15 May) nor the leavers (15 July) were over; two items were raised.
    let spring = json("--as-of 2026-05-12");
    assert_eq!(numbers(&spring, "completion", "by the first date"), (None, Some(0), Some(0)));
    assert_eq!(
        numbers(&spring, "staff-contribution", "from outside the security team"),
        (Some(100.0), Some(2), Some(2))
    );
    // The badge readers were finished on 10 June: after the first date, before the agreed one. The leavers were signed off.
    let summer = json("--as-of 2026-07-16");
    assert_eq!(numbers(&summer, "completion", "by the first date"), (Some(50.0), Some(1), Some(2)));
    assert_eq!(numbers(&summer, "completion", "by the agreed date"), (Some(100.0), Some(2), Some(2)));
    assert_eq!(numbers(&summer, "waiting-for-verification", "waiting"), (Some(2.0), Some(2), None));
    assert_eq!(figure(&summer, "completion", "by the agreed date")["target"]["met"], true);
    // The fix for the leavers did not hold, and its new date is to come; the badge readers' did.
    let autumn = json("--as-of 2026-09-25");
    assert_eq!(numbers(&autumn, "completion", "by the agreed date"), (Some(100.0), Some(1), Some(1)));
    assert_eq!(numbers(&autumn, "verified-effective", "effective"), (Some(50.0), Some(1), Some(2)));
    // From 2 March to 8 September.
    assert_eq!(figure(&autumn, "days-to-close", "median")["value"], 190);
    assert_eq!(figure(&autumn, "resources", "EUR granted of what was asked for")["value"], 100);

    // What was printed on a day is what is told of that day later.
    let of_then = "git worktree add -q ../then $(git rev-list -1 --before=2026-07-16T23:00:00Z HEAD); cd ../then";
    let then = world.sh(&format!("{of_then}; unset KAIZEN_TODAY; kaizen report kpi --today 2026-07-16 --format json"));
    let mut then: serde_json::Value = serde_json::from_str(&then.ok()).unwrap();
    then["commit"] = summer["commit"].clone();
    assert_eq!(then, summer);

    let schema: serde_json::Value = serde_json::from_str(&world.sh("kaizen schema kpi").ok()).unwrap();
    assert!(jsonschema::is_valid(&schema, &autumn) && jsonschema::is_valid(&schema, &spring));
    let told = world.sh("kaizen report kpi --today 2026-05-12 --period 2026-Q2").ok();
    assert!(told.contains("nothing to measure  (0 of 0)  target at least 80 %"), "{told}");
    let told = world.sh("kaizen report kpi --today 2026-09-25 --by department --explain --format markdown").ok();
    assert!(told.contains("## Human Resources (") && told.contains("of 1 items"), "{told}");
    let refused = world.sh("kaizen report kpi --today 2026-09-25 --period 2027").fails(2);
    assert!(refused.contains("--period last-90-days"), "{refused}");
    world.sh("kaizen report kpi --period soon").fails(2);
}
