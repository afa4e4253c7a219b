//! Ways in which a register was talked into a pass, or its words were lost, by people who tried.

use crate::world::World;

const ACCEPT: &str = "--owner arjun.mehta --due 2026-05-15 --criterion 'Each attempt is logged.' -m Agreed.";

fn step(world: &World, day: &str, number: u8) -> serde_json::Value {
    let ran = world.sh(&format!("day {day}; kaizen audit --no-history --format json --step {number}"));
    let audit: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.both()));
    audit["steps"][0].clone()
}

/// A step is for a human, and says why.
#[track_caller]
fn for_a_human(world: &World, day: &str, number: u8, why: &str) {
    let step = step(world, day, number);
    assert_ne!(step["verdict"], "pass", "{step:#}");
    assert!(step.to_string().contains(why), "{why}: {step:#}");
}

#[test]
fn another_time_zone_takes_nothing_from_what_was_done() {
    let world = World::new();
    world
        .sh("export KAIZEN_TODAY=2026-03-01T03:00:00Z; mona; git init -q .; git config user.name 'Mona Lind'; \
             git config user.email mona@example.com; kaizen init --name 'Example Ltd'")
        .ok();
    world.refuses(
        "day 2026-04-01; mona; kaizen config set timezone=America/New_York -m 'We work there.'",
        "would have been made before the day on which who made it was entered",
    );
    world.sh("day 2026-04-01; mona; kaizen config set timezone=Europe/Berlin -m 'We work there.'; kaizen check").ok();
}

#[test]
fn an_import_writes_over_no_words_of_people() {
    let world = World::with_people();
    let csv = |what: &str, when: &str| format!("Ref,What,When,State\nINC-1,{what},2026-02-01,{when}\n");
    let import =
        "dana; kaizen import csv ../i.csv --kind incident --map reference=Ref,title=What,date=When,status=State";
    world.write("../i.csv", csv("srv down", "open"));
    world.sh(import).ok();
    world
        .sh("dana; kaizen source set incident:INC-1 --title 'The payroll server was encrypted' -m 'What happened.'")
        .ok();
    // The same again, and a newer export that says nothing new of it.
    assert!(world.sh(import).ok().contains("0 new, 0 changed, 1 same"));
    world.write("../i.csv", csv("srv down", "closed"));
    let told = world.sh(import).ok();
    assert!(told.contains("what people wrote stays (title)") && told.contains("status open → closed"), "{told}");
    let record = world.read("register/sources/incident/INC-1.toml");
    assert!(record.contains("payroll server") && record.contains("status = \"closed\""), "{record}");
    assert!(world.sh(import).ok().contains("0 new, 0 changed, 1 same"));
    // That it is significant from now on is written, and nothing else of the file.
    world.sh(&format!("{import} --significant-if State=closed")).ok();
    let record = world.read("register/sources/incident/INC-1.toml");
    assert!(record.contains("payroll server") && record.contains("significant = true"), "{record}");
}

#[test]
fn a_dismissal_is_of_what_the_record_said() {
    let world = World::with_people();
    let csv = |what: &str, when: &str| format!("Ref,What,When,State,Sev\nINC-1,{what},2026-02-01,{when},critical\n");
    let import = "dana; kaizen import csv ../i.csv --kind incident --map reference=Ref,title=What,date=When,status=State,severity=Sev \
                  --significant-if Sev=critical";
    world.write("../i.csv", csv("Printer was out of paper", "open"));
    world.sh(&format!("{import}; mona; kaizen source dismiss incident:INC-1 -m 'Nothing to improve.'")).ok();
    let open = |world: &World| world.sh("kaizen trace --unanswered").out.contains("INC-1");
    assert!(!open(&world));
    // That it is closed elsewhere is nothing to decide anew; that it is another one is.
    world.write("../i.csv", csv("Printer was out of paper", "closed"));
    world.sh(import).ok();
    assert!(!open(&world));
    world.write("../i.csv", csv("Ransomware on the file server", "closed"));
    world.sh(import).ok();
    assert!(open(&world));
    let ran = world.sh("day 2026-03-03; kaizen check --fail-on warn --rule unanswered-source");
    assert_eq!(ran.code, 1, "{}", ran.both());
}

#[test]
fn what_was_rejected_answers_no_incident() {
    let world = World::with_people();
    world
        .sh("dana; kaizen source add incident:INC-1 --title 'Server room open' --significant -m Reported.
             kaizen add 'Look at all doors' --kind improvement --source incident:INC-1 --description 'Open at night.' > ../id")
        .ok();
    let open = || world.sh("kaizen trace --unanswered").out.contains("INC-1");
    assert!(!open());
    world.sh("mona; kaizen reject $(cat ../id) -m 'Other things come first this year.'").ok();
    assert!(open());
    assert!(world.sh("day 2026-03-03; kaizen check --rule unanswered-source").out.contains("INC-1"));
}

#[test]
fn who_did_the_work_is_not_independent_after_handing_it_over() {
    let world = World::with_accepted();
    world
        .sh("id=$(cat ../id); arjun; kaizen start $id; kaizen correct $id -m 'Repaired the reader by hand.'
             mona; kaizen amend $id --owner dana.okafor -m 'Arjun is on leave.'; dana; kaizen sign-off $id -m 'The reader logs.'")
        .ok();
    world.refuses(
        "arjun; kaizen verify $(cat ../id) --method test --result effective --early-reason 'Quick to see.' \
         --evidence-url https://e.example.com/log/2 -m 'Two days of logs were read.'",
        "arjun.mehta",
    );
}

#[test]
fn to_sign_off_again_does_not_put_the_review_off() {
    let world = World::with_accepted();
    world.sh("arjun; day 2026-03-10; kaizen sign-off $(cat ../id) -m 'The reader logs.'").ok();
    let day = |world: &World| {
        let list = world.sh("kaizen list --all --format json").ok();
        let list: serde_json::Value = serde_json::from_str(&list).unwrap();
        list["items"][0]["verification_day"].as_str().unwrap().to_owned()
    };
    let first = day(&world);
    world.sh("arjun; day 2026-04-02; kaizen sign-off $(cat ../id) -m 'The reader logs still.'").ok();
    assert_eq!(day(&world), first);
}

#[test]
fn dates_that_move_on_the_eve_are_for_a_human() {
    let world = World::with_accepted();
    world.sh("mona; day 2026-06-30; kaizen extend $(cat ../id) --to 2026-08-01 -m 'The supplier is late.'").ok();
    for_a_human(&world, "2026-07-01", 4, "given a later date on 2026-06-30, when it was 46 days overdue");
    assert_eq!(step(&world, "2026-07-31", 4)["open"].as_array().unwrap().len(), 0);
}

#[test]
fn a_verification_that_was_made_void_is_for_a_human() {
    let world = World::with_accepted();
    let verify = "--method test --early-reason 'Quick to see.' --evidence-url https://e.example.com/log/2";
    world
        .sh(&format!(
            "id=$(cat ../id); arjun; day 2026-03-10; kaizen sign-off $id -m 'The reader logs.'
             priya; day 2026-03-11; kaizen verify $id {verify} --result not-effective --due 2026-06-01 -m 'Nothing is logged.'
             event=$(awk '/^.event/{{h=$0}} /^act = \"verified\"/{{print h}}' register/items/2026/$id.toml | tr -d '[]' | cut -d. -f2)
             mona; kaizen void $id $event -m 'She was not asked to look.'
             dana; kaizen verify $id {verify} --result effective -m 'It logs on my badge.'"
        ))
        .ok();
    for_a_human(&world, "2026-03-20", 8, "found it not-effective, and that was made void: Nothing is logged.");
}

#[test]
fn a_request_that_somebody_else_takes_back_is_for_a_human() {
    let world = World::with_accepted();
    world
        .sh("id=$(cat ../id); dana; r=$(kaizen resource request $id --kind budget --amount 90000 --unit EUR --purpose 'New readers')
             mona; kaizen resource withdraw $id $r -m 'It can wait.'")
        .ok();
    for_a_human(&world, "2026-03-20", 9, "dana.okafor asked for it, and mona.lind took it back");
}

#[test]
fn numbers_that_are_set_otherwise_are_for_a_human() {
    let world = World::with_accepted();
    world.sh("mona; kaizen config set policy.min_active=0 policy.recent_days=100000 -m 'Less noise.'").ok();
    for_a_human(&world, "2026-03-20", 1, "register.toml sets policy.min_active to 0");
}

#[test]
fn incidents_that_weigh_and_reviews_that_come_late_are_for_a_human() {
    let world = World::with_people();
    world.write("../i.csv", "Ref,What,When,Sev\nINC-1,Payroll was encrypted,2026-02-01,1 - Critical\n");
    world.write("minutes.md", "The register of improvements was looked at.\n");
    world
        .sh("dana; kaizen import csv ../i.csv --kind incident --map reference=Ref,title=What,date=When,severity=Sev
             mona; day 2026-08-01; kaizen review record --held-on 2026-03-05 --chair mona.lind --minutes minutes.md \
               --decision 'Look at the doors.' -m 'Held in March.'")
        .ok();
    for_a_human(&world, "2026-08-02", 2, "nobody decided that none is needed");
    for_a_human(&world, "2026-08-02", 3, "it was recorded 149 days after it was held");
    world.refuses(
        "mona; day 2026-08-03; kaizen review record --held-on 2026-08-02 --chair mona.lind --minutes minutes.md --decision - -m Held.",
        "a decision says what was decided",
    );
}

#[test]
fn an_auditors_grade_is_not_lowered_in_silence() {
    let world = World::with_people();
    world
        .sh(&format!(
            "priya; kaizen add 'Backups were never restored' --kind corrective-action --grade major-nonconformity \
               --significance major --source internal-audit:2026-1 --description 'None of twelve could be read.' > ../id
             mona; kaizen accept $(cat ../id) --kind improvement --grade opportunity --significance minor {ACCEPT}"
        ))
        .ok();
    let ran = world.sh("day 2026-03-03; kaizen check --rule downgraded");
    assert!(ran.out.contains("from what an auditor proposed"), "{}", ran.both());
}

#[test]
fn evidence_is_no_file_of_the_register() {
    let world = World::with_accepted();
    world.refuses(
        "arjun; kaizen sign-off $(cat ../id) --evidence register/items/2026/$(cat ../id).toml -m 'See there.'",
        "is a file of this register",
    );
}

#[test]
fn who_says_that_a_cause_came_back_is_not_contradicted_by_a_claimed_day() {
    let world = World::with_accepted();
    let verify = "--method test --early-reason 'Quick to see.' --evidence-url https://e.example.com/log/2";
    world
        .sh(&format!(
            "id=$(cat ../id); arjun; day 2026-03-10; kaizen sign-off $id -m 'The reader logs.'
             priya; day 2026-03-12; kaizen verify $id {verify} --result effective -m 'All logged.'
             dana; day 2026-05-01; kaizen add 'The reader drops attempts again' --kind improvement --source incident:INC-9 \
               --raised-on 2026-02-01 --recurrence-of $id --description 'Seen on the west door too.'"
        ))
        .ok();
    let ran = world.sh("day 2026-05-02; kaizen check --rule recurrence");
    assert!(ran.out.contains("came back"), "{}", ran.both());
}

#[test]
fn a_score_is_not_written_over_and_the_next_review_is_the_one_that_is_due() {
    let world = World::with_accepted();
    world.sh("dana; kaizen link $(cat ../id) --risk RSK-1=20").ok();
    world.refuses("arjun; kaizen link $(cat ../id) --risk RSK-1=4", "has RSK-1 with the score 20 already");
    world.write("minutes.md", "The register of improvements was looked at.\n");
    let told = world
        .sh("mona; day 2026-03-05; kaizen review record --held-on 2026-03-05 --chair mona.lind --minutes minutes.md \
             --decision 'Look at the doors.' --next-on 2030-01-01 -m Held.")
        .both();
    assert!(told.contains("the next one is due on 2026-"), "{told}");
}
