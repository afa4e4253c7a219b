//! Waivers: who answers for what, until when, and what nobody can answer for.

use crate::made::{Made, TERMS};
use crate::world::World;

/// What `check` finds, of one rule.
fn of(world: &World, day: &str, rule: &str) -> Vec<serde_json::Value> {
    let ran = world.sh(&format!("day {day}; kaizen check --format json --no-history"));
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}\n{}", ran.both()));
    report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule).cloned().collect()
}

#[test]
fn a_waiver_is_lengthened_in_the_same_words() {
    let world = World::with_accepted();
    world.sh("day 2026-05-16; kaizen waive overdue IMP --until 2026-06-30 -m 'Parts are late.'").ok();
    assert_eq!(of(&world, "2026-06-30", "overdue")[0]["waived"]["until"], "2026-06-30");
    assert!(of(&world, "2026-06-30", "waiver-expired").is_empty());

    let over = of(&world, "2026-07-01", "waiver-expired");
    let text = world.read("register/register.toml");
    let line = text.lines().position(|l| l == "until = 2026-06-30").unwrap() + 1;
    assert_eq!((over.len(), &over[0]["file"], &over[0]["line"]), (1, &"register.toml".into(), &line.into()));
    assert_eq!(over[0]["level"], "warn");
    let message = over[0]["message"].as_str().unwrap();
    assert!(message.contains(&format!("overdue on {} ended on 2026-06-30", world.id())), "{message}");
    assert_eq!(of(&world, "2026-07-01", "overdue")[0]["waiver_ended"], "2026-06-30");

    world.sh("day 2026-07-01; kaizen waive overdue IMP --until 2026-08-31 -m 'Parts are late.'").ok();
    assert_eq!(world.read("register/register.toml").matches("[[waiver]]").count(), 1);
    assert_eq!(of(&world, "2026-08-31", "overdue")[0]["waived"]["until"], "2026-08-31");
    for rule in ["waiver-expired", "unauthorised-change", "unauthorised-event"] {
        assert_eq!(of(&world, "2026-08-31", rule), [] as [serde_json::Value; 0], "{rule}");
    }
    let listed = world.sh("kaizen config list").ok();
    assert!(
        listed.ends_with(&format!("waiver = overdue on {} until 2026-08-31: Parts are late.\n", world.id())),
        "{listed}"
    );
    world.sh("day 2026-07-02; kaizen waive overdue IMP --until 2026-07-15 -m 'Parts are late.'").ok();
    assert!(of(&world, "2026-07-16", "overdue")[0]["waived"].is_null());
    let told = world.sh("day 2026-07-02; kaizen waive overdue IMP --until 2026-07-15 -m 'Parts are late.'").fails(2);
    assert!(told.contains("nothing to change"), "{told}");
}

#[test]
fn a_waiver_that_would_answer_for_nothing_is_refused() {
    let world = World::with_accepted();
    let refused = |script: &str, why: &str| world.refuses(script, why);
    refused("kaizen waive over-due IMP --until 2026-06-30 -m Reworded", "did you mean overdue?");
    refused("kaizen waive xyz IMP --until 2026-06-30 -m Reworded", "kaizen check --list");
    refused("kaizen waive overdue IMP --until 2026-03-01 -m Reworded", "is past; today is 2026-03-02");
    refused(
        "kaizen waive too-few-active IMP --until 2026-06-30 -m Reworded",
        "too-few-active is about the whole register",
    );
    refused("kaizen waive event-altered --until 2026-06-30 -m Reworded", "names the event or the commit");
    refused("kaizen waive event-altered IMP --until 2026-06-30 -m Reworded", "names the event or the commit");
    refused("kaizen waive event-removed abcdef0 --until 2026-06-30 -m Reworded", "names no commit");
    refused(
        "kaizen waive unauthorised-event 0123456789abcdef --until 2026-06-30 -m Reworded",
        "names the event 0123456789abcdef",
    );
    refused("arjun; kaizen waive overdue IMP --until 2026-06-30 -m Reworded", "manager");
    let event = world.sh("grep -m1 '^\\[event' register/items/*/*.toml | tr -dc '0-9a-f.\\n' | cut -d. -f2").ok();
    world.sh(&format!("kaizen waive unauthorised-event {} --until 2026-06-30 -m Reworded", event.trim())).ok();
    let short = world.sh("git rev-parse --short=7 HEAD").ok();
    world.sh(&format!("kaizen waive event-removed {} --until 2026-06-30 -m Reworded", short.trim())).ok();
    let whole = world.sh("git rev-parse HEAD~1").ok();
    assert!(world.read("register/register.toml").contains(&format!("commit = \"{}\"", whole.trim())));
}

#[test]
fn rules_that_hold_are_neither_lowered_nor_waived_as_a_whole() {
    let world = World::with_people();
    for (value, why) in [
        ("rules.event-altered=off", "cannot be lowered to off"),
        ("rules.seal-broken=warn", "cannot be lowered to warn"),
        ("rules.over-due=off", "did you mean overdue?"),
        ("rules.overdue=loud", "loud"),
    ] {
        let told = world.sh(&format!("kaizen config set {value} -m Reworded")).fails(2);
        assert!(told.contains(why), "{value}\n{told}");
    }
    world.sh("kaizen config set rules.overdue=warn rules.unreconciled=error -m Reworded").ok();

    // Written by an event all the same, it changes nothing; and is told.
    let raised = ("dana.okafor", "raised", "2026-03-02T09:00:00Z", "");
    let accepted = ("mona.lind", "accepted", "2026-03-05T09:00:00Z", TERMS);
    let report = Made::new()
        .settings("[rules]\nstatus-mismatch = \"off\"")
        .settings(
            "[[waiver]]\nrule = \"status-mismatch\"\nitem = \"IMP-2026-AAAA\"\nreason = \"x\"\nuntil = 2027-01-01",
        )
        .item("AAAA", "title = \"A door\"\nsources = [\"other:1\"]\n", &[raised, accepted])
        .edit("items/2026/IMP-2026-AAAA.toml", "status = \"accepted\"", "status = \"closed\"")
        .report("2026-03-06");
    let of = |rule: &str| -> Vec<&serde_json::Value> {
        report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule).collect()
    };
    assert_eq!((of("status-mismatch").len(), &of("status-mismatch")[0]["level"]), (1, &"error".into()));
    assert!(of("status-mismatch")[0]["waived"].is_null(), "{report:#}");
    let told: Vec<&str> = of("unknown-key").iter().filter_map(|f| f["message"].as_str()).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].contains("cannot be lowered to off") && told[1].contains("waives nothing"), "{told:?}");
}

/// Two branches that answer for the same in the same words, each until another day: one waiver is left, and work goes on.
#[test]
fn a_waiver_of_two_branches_is_one() {
    let world = World::with_people();
    world
        .sh("git switch -qc side; day 2026-03-04; kaizen waive overdue --until 2026-05-07 -m 'It waits.'
             git switch -q main; day 2026-03-03; kaizen waive overdue --until 2026-05-05 -m 'It waits.'
             git switch -q side; git rebase -q main > /dev/null 2>&1 || { kaizen fmt; git add -A; GIT_EDITOR=true git rebase --continue > /dev/null; }
             day 2026-03-05; kaizen note register -m 'Both were looked at.'")
        .ok();
    let text = world.read("register/register.toml");
    assert!(text.matches("[[waiver]]").count() == 1 && text.contains("until = 2026-05-07"), "{text}");
    assert_eq!(world.sh("day 2026-03-05; kaizen check").code, 0);
}
