//! Registers that are kept for the auditor: one that was filled in the week before the audit, one whose work is not done
//! though its tickets are, and what each step of the audit says of them.

use crate::world::World;

fn verdict(told: &serde_json::Value, step: usize) -> &str {
    told["steps"].as_array().unwrap().iter().find(|s| s["step"] == step).unwrap()["verdict"].as_str().unwrap()
}

fn audit(world: &World, flags: &str) -> serde_json::Value {
    let ran = world.sh(&format!("kaizen audit --format json {flags}"));
    serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.both()))
}

/// A register of a year that nobody used; six items with all that is asked for in the week before the audit.
#[test]
fn a_register_filled_in_the_week_before_the_audit_passes_no_step_that_asks_for_a_year_of_work() {
    let world = World::new();
    world
        .sh(r#"
        day 2025-09-01
        kaizen init --name "Example Ltd" --signatures off
        kaizen people add arjun.mehta --name "Arjun Mehta" --email arjun@example.com --department IT
        kaizen people add dana.okafor --name "Dana Okafor" --email dana@example.com --department Facilities
        kaizen people add priya.nair --name "Priya Nair" --email priya@example.com --role auditor
        n=0
        while read -r title; do
          n=$((n + 1)); day 2026-09-1$n
          dana
          id=$(kaizen add "$title" --kind corrective-action --grade minor-nonconformity --significance minor             --source internal-audit:IA-$n --risk RSK-$n=16 --raised-on 2026-0$n-05             --description "$title: found during the walkthrough of the ground floor, as the minutes of it say.")
          mona; kaizen accept $id --owner arjun.mehta --due 2026-12-01 --criterion "Not seen on any walkthrough." -m "Agreed."
          arjun
          kaizen why $id --because "The $title plan was never written down." --because "Nobody owns it for room $n."             --because "The list of rooms came later." --because "It was copied from another site."             --because "Sites have no template of their own." --root-cause "No template tells a site what to plan for case $n."             --cause-code site-template-$n
          kaizen sign-off $id -m "The plan for case $n is written."
          day 2026-09-1$n 10:30:00; priya
          kaizen verify $id --method observation --result effective --risk RSK-$n=4 --early-reason "Seen at once."             --evidence-url https://e.example.com/walk/$n -m "Walked through case $n: nothing is open."
        done <<'TITLES'
Doors of the archive stand open at night
Visitors walk to the server room alone
Backup tapes lie on a desk over the weekend
Badges of leavers open the side entrance
Screens at reception show names of patients
Paper bins of human resources are not locked
TITLES
        "#)
        .ok();
    let told = audit(&world, "--today 2026-09-18");
    for step in [1, 4, 6, 7, 8] {
        assert_ne!(verdict(&told, step), "pass", "step {step}: {told:#}");
    }
    let list = audit(&world, "--today 2026-09-18 --checklist");
    let green = list["evidence"].as_array().unwrap().iter().filter(|e| e["passes"] == true).count();
    assert_eq!(green, 0, "{list:#}");
    let said = world.sh("kaizen audit --today 2026-09-18 --step 1 --step 8").both();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "6 of 6 items of the year before this audit were entered in its last 14 days",
        "6 of 6 items of the year before this audit were signed off in its last 14 days",
        "6 of 6 fixes of the year before this audit were verified in its last 14 days",
        "it went from raised to found effective within 1 day",
    ] {
        assert!(said.contains(words), "{words}\nis not in\n{said}");
    }
    // Without an audit nothing of the kind is said: it may have been the day on which people began.
    assert!(!world.sh("kaizen check --today 2026-09-18 --rule burst-before-review").both().contains("last 14 days"));
}

/// Nonconformities that were accepted and left alone, and analyses that stop at people.
#[test]
fn causes_that_nobody_looked_for_fail_the_records_of_root_causes() {
    let accept = "mona; kaizen accept $id --owner arjun.mehta --due 2026-12-01 --criterion \"Not seen.\" -m Agreed.";
    let add = |title: &str| {
        format!(
            "dana; id=$(kaizen add \"{title}\" --kind corrective-action --grade minor-nonconformity --significance minor \
             --source internal-audit:IA-1 --description \"Found on the ground floor during the walkthrough.\"); {accept}"
        )
    };
    let world = World::with_people();
    world.sh(&add("Doors of the archive stand open")).ok();
    let found = |day: &str| world.sh(&format!("kaizen check --today {day} --rule root-cause-missing")).code;
    assert_eq!((found("2026-04-01"), found("2026-04-02")), (0, 1));
    let told = audit(&world, "--today 2026-04-02 --step 6");
    assert_eq!(verdict(&told, 6), "fail", "{told:#}");

    let world = World::with_people();
    for (title, cause) in [
        ("Visitors walk in alone", "Reception forgot to call the host."),
        ("Backup tapes lie on a desk", "Human error."),
        ("Badges of leavers still open doors", "No system tells facilities who left."),
    ] {
        world.sh(&format!("{}; arjun; kaizen why $id --root-cause \"{cause}\"", add(title))).ok();
    }
    let told = audit(&world, "--today 2026-03-20 --step 6");
    let faults = told["steps"][0]["faults"].to_string();
    assert!(verdict(&told, 6) == "fail" && faults.contains("2 of 3 analyses stop at a person"), "{told:#}");
}

#[test]
fn what_was_made_smaller_after_it_was_accepted_is_told() {
    let world = World::with_people();
    world
        .sh(r#"
        dana
        id=$(kaizen add "Doors of the archive stand open" --kind corrective-action --grade major-nonconformity           --significance major --source internal-audit:IA-1 --description "Found on the ground floor by two of us."); echo $id > ../id
        mona; kaizen accept $id --owner arjun.mehta --due 2026-12-01 --criterion "Not seen." -m Agreed.
        "#)
        .ok();
    let level = |world: &World| {
        let report = world.sh("kaizen check --today 2026-03-05 --rule downgraded --format json").out;
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        report["findings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|f| f["level"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    let amend =
        |terms: &str| world.sh(&format!("mona; kaizen amend $(cat ../id) {terms} -m \"Less than we thought.\"")).ok();
    assert!(level(&world).is_empty());
    amend("--grade minor-nonconformity");
    assert_eq!(level(&world), ["warn"]);
    amend("--grade observation --kind improvement --significance minor");
    assert!(level(&world).contains(&"error".to_owned()), "{:?}", level(&world));
    amend("--grade major-nonconformity --kind corrective-action --significance major");
    assert!(level(&world).is_empty());
}

/// Who is audited may switch a rule off, and says why: every report names it, and no step that rests on it passes.
#[test]
fn a_rule_that_is_off_is_named_and_no_step_that_rests_on_it_passes() {
    let world = World::with_people();
    world
        .sh(r#"
        for title in "Doors of the archive stand open" "Visitors walk to the server room alone" "Badges of leavers open doors"; do
          dana
          id=$(kaizen add "$title" --kind improvement --grade observation --significance minor --source internal-audit:IA-1 --description "Found on the ground floor by two of us.")
          mona; kaizen accept $id --owner arjun.mehta --due 2026-04-01 --criterion "Not seen." -m Agreed.
        done
        "#)
        .ok();
    let late = "day 2026-04-11; kaizen audit --step 4 --format json";
    let step = |world: &World| serde_json::from_str::<serde_json::Value>(&world.sh(late).out).unwrap();
    assert_eq!(verdict(&step(&world), 4), "fail");
    world.sh("kaizen config set rules.overdue=off -m 'Too loud.'").ok();
    let told = step(&world);
    assert_eq!(verdict(&told, 4), "for-a-human", "{told:#}");
    let said = |script: &str| {
        let told = world.sh(script).both();
        assert!(
            told.split_whitespace().collect::<Vec<_>>().join(" ").contains(
                "The rule overdue is off by mona.lind since 2026-03-02T09:00:00Z: “Too loud.”; 3 findings are not shown."
            ),
            "{script}: {told}"
        );
    };
    said("day 2026-04-11; kaizen check");
    said("day 2026-04-11; kaizen check --format github");
    said("day 2026-04-11; kaizen check --format junit");
    said("day 2026-04-11; kaizen audit");
    // Before anything is late the rule would have shown nothing, and the step still rests on it.
    let early: serde_json::Value =
        serde_json::from_str(&world.sh("day 2026-03-11; kaizen audit --step 4 --format json").out).unwrap();
    assert_eq!(verdict(&early, 4), "for-a-human");
    // A number that makes rules look away is named too.
    world.sh("kaizen config set policy.stale_days=100000 -m 'Calm.'").ok();
    let told = world.sh("day 2026-04-11; kaizen audit").both();
    assert!(told.contains("numbers set otherwise than usual: stale_days 100000 (usually 90)"), "{told}");
}

/// Nothing turns red by itself that was not announced for two weeks.
#[test]
fn what_becomes_an_error_by_itself_is_announced() {
    let world = World::with_accepted();
    let told = |day: &str| world.sh(&format!("day {day}; kaizen check --no-history --rule too-few-active"));
    // Introduced on 2 March: the 91st day is 1 June.
    assert!(!told("2026-05-17").both().contains("From "));
    let announced = told("2026-05-18");
    let flat = announced.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("From 2026-06-01 on (in 14 days) these are errors, if nothing is done: too-few-active (1)."),
        "{}",
        announced.both()
    );
    assert_eq!((told("2026-05-31").code, told("2026-06-01").code), (0, 1));
    assert!(told("2026-05-31").out.contains("(in 1 day)") && !told("2026-06-01").out.contains("From "));
    world.sh("kaizen waive too-few-active --until 2026-07-10 -m 'We begin small.'").ok();
    assert!(told("2026-07-01").out.contains("From 2026-07-11 on (in 10 days)"), "{}", told("2026-07-01").both());
    assert_eq!((told("2026-07-10").code, told("2026-07-11").code), (0, 1));
}
