//! `trace`: from what happened to what changed and back, samples that are drawn again, and what nobody answers.

use crate::world::World;

/// Two incidents with a record, one answered by an item that is on its way.
fn answered() -> World {
    let world = World::with_people();
    world
        .sh(r#"
        dana
        kaizen source add incident:INC-481 --title "Stranger in the server room" --occurred-on 2026-02-26 --significant
        kaizen source add incident:INC-482 --title "Laptop left on a train" --occurred-on 2026-02-27 --significant
        kaizen add "Badge reader drops failed attempts" --kind corrective-action --grade minor-nonconformity --significance minor \
          --source incident:INC-481 --source risk:RSK-7 --risk RSK-7=12 --description "The reader logged granted entries only."
        mona
        kaizen accept IMP --owner arjun.mehta --due 2026-05-15 --criterion "Each attempt is logged." -m "Agreed."
        arjun
        kaizen action add IMP "Patch the doors" --due 2026-04-01 --procedure OP-12
        "#)
        .ok();
    world
}

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

#[test]
fn it_leads_from_what_happened_to_what_changed_and_back() {
    let world = answered();
    let id = world.sh("kaizen list --format ids").ok().trim().to_owned();
    let there = world.sh("kaizen trace inc-481").ok();
    for said in [
        "incident:INC-481 Stranger in the server room (2026-02-26, significant)",
        &id,
        "accepted: Agreed.",
        "missing: no root cause is written, and it needs one",
        "Patch the doors (open, arjun.mehta, due 2026-04-01), changes OP-12",
        "missing: nobody signed off that it is done",
        "missing: nobody has verified that it is effective",
        "missing: RSK-7 has no score after the change",
    ] {
        assert!(there.contains(said), "{said} in\n{there}");
    }
    world
        .sh(r"
        arjun
        day 2026-03-10
        kaizen why IMP --because 'Nobody reads the log.' --root-cause 'No one owns the logs of the doors.' --cause-code log-ownership
        kaizen action done IMP -m 'Patched.'
        kaizen sign-off IMP -m 'All four doors are patched.'
        priya
        day 2026-04-20
        kaizen verify IMP --method test --result effective -m 'Ten attempts, ten lines.' --evidence-url https://e.example/log/1 --risk RSK-7=4
        ")
        .ok();
    // By a part of its id, with both its sources.
    let back = world.sh(&format!("day 2026-04-21; kaizen trace {}", id.rsplit('-').next().unwrap())).ok();
    for said in ["incident:INC-481", "risk:RSK-7", "has no record here", "RSK-7: 12 → 4", "test found it effective"] {
        assert!(back.contains(said), "{said} in\n{back}");
    }
    let told = json(&world.sh("day 2026-04-21; kaizen trace incident:inc-481 --format json").ok());
    let item = &told["traces"][0]["items"][0];
    assert_eq!((item["id"].as_str(), item["status"].as_str()), (Some(id.as_str()), Some("closed")), "{told}");
    assert!(
        item["steps"].as_array().unwrap().iter().all(|step| step["missing"].as_array().unwrap().is_empty()),
        "{told}"
    );
    let both =
        world.sh("day 2026-04-21; kaizen trace INC-481 --format markdown; kaizen trace INC-481 --format dot").ok();
    assert!(
        both.contains("- **incident:INC-481") && both.contains("digraph trace {") && both.contains("n1 -> n"),
        "{both}"
    );
    let edited = world.copy();
    edited.sh("sed -i 's/No one owns the logs/Somebody owns the logs/' register/items/*/*.toml").ok();
    let edited = edited.sh("kaizen trace inc-481").ok();
    assert!(edited.contains("not vouched for: "), "{edited}");
    world.refuses("kaizen trace INC-999", "nothing is recorded of INC-999");
    // Filters and names mind no capitals.
    let names = "kaizen list --all --source incident:inc-481 --format ids; kaizen source show incident:inc-482";
    let found = world.sh(names).ok();
    assert!(found.contains(&id) && found.contains("Laptop left on a train"), "{found}");
}

#[test]
fn what_nobody_answers_is_listed_and_ends_with_1() {
    let world = answered();
    world
        .sh(r"
        dana
        kaizen source add internal-audit:IA-3 --title 'No test of the backup since May' --occurred-on 2026-02-20
        kaizen source add incident:INC-7 --title 'A printer jam' --occurred-on 2026-02-21
        mona
        printf 'Minutes\n' > minutes.txt
        kaizen review record --held-on 2026-03-02 --chair mona.lind --minutes minutes.txt --decision 'Buy a second reader' --next-on 2026-05-20 -m 'Held.'
        ")
        .ok();
    let ran = world.sh("kaizen trace --unanswered --format json");
    let told = json(&ran.out);
    let sources: Vec<&str> =
        told["sources"].as_array().unwrap().iter().map(|s| s["source"].as_str().unwrap()).collect();
    assert_eq!((ran.code, sources), (1, vec!["incident:INC-482", "internal-audit:IA-3"]), "{told}");
    assert_eq!(told["decisions"][0]["source"], "management-review:2026-03-02#1", "{told}");
    // The rule of check, the audit and this say the same of the incident.
    let audit = world.sh("kaizen audit --step 2").both();
    assert!(audit.contains("incident:INC-482: significant, and no item answers to it"), "{audit}");
    world
        .sh(r"
        kaizen source dismiss incident:inc-482 -m 'It was found at once, and its disk is encrypted.'
        dana
        kaizen add --from internal-audit:IA-3 --kind corrective-action --grade minor-nonconformity --significance minor
        kaizen add 'A second reader at the east door' --kind improvement --grade opportunity --significance minor \
          --source 'management-review:2026-03-02#1' --description 'As the review decided.'
        ")
        .ok();
    assert!(
        world.sh("kaizen trace --unanswered").both().ends_with("everything that owes an answer has one\n[exit 0]\n")
    );
}

#[test]
fn a_sample_is_drawn_again_by_the_same_seed() {
    let world = World::with_people();
    let record = |n: u32| {
        let (kind, day) = if n.is_multiple_of(5) { ("supplier", "2026-01-10") } else { ("incident", "2026-02-10") };
        let text = format!(
            "schema = 1\nkind = \"{kind}\"\nreference = \"R-{n}\"\ntitle = \"Number {n}\"\noccurred_on = {day}\n"
        );
        world.write(&format!("register/sources/{kind}/R-{n}.toml"), text);
    };
    (0..40).for_each(record);
    let drawn = |flags: &str| -> Vec<String> {
        let told = json(&world.sh(&format!("kaizen trace --sample 6 {flags} --format json")).ok());
        let traces = told["traces"].as_array().unwrap();
        traces.iter().map(|t| t["sources"][0]["source"].as_str().unwrap().to_owned()).collect()
    };
    let first = drawn("--seed autumn --kind incident --since 2026-02-01");
    assert!(first.len() == 6 && first.iter().all(|name| name.starts_with("incident:")), "{first:?}");
    assert_eq!(first, drawn("--seed autumn --kind incident --since 2026-02-01"));
    assert_ne!(first, drawn("--seed winter --kind incident"));
    // The audit draws the same incidents by the same seed.
    let audit = json(&world.sh("kaizen audit --step 2 --sample 6 --seed autumn --format json").out);
    assert_eq!(audit["steps"][0]["drawn"], serde_json::json!(first));
    world.refuses("kaizen trace --sample 3 --kind customer", "there is no source like that");
}

#[test]
fn controls_of_other_frameworks_and_of_2013() {
    let world = World::with_accepted();
    world.refuses("kaizen link IMP --control A.12.4.1", "its place was taken by A.8.15");
    world.refuses("kaizen link IMP --control CSF:ID.IM-03", "kaizen config set frameworks=CSF -m REASON");
    world.refuses("kaizen config set frameworks=A.5 frameworks='C S' -m 'Asked of us.'", "no prefix of a framework");
    world.sh("kaizen config set frameworks=CSF frameworks=NIS2 -m 'Both are asked of us.'").ok();
    world.refuses("kaizen link IMP --control CSF:ID.IM-05", "ID.IM-01 to ID.IM-04");
    world
        .sh("kaizen link IMP --control CSF:ID.IM-03 --control NIS2:3.6 --source exercise:EX-1 --source regulator:BSI-7")
        .ok();
    assert_eq!(world.sh("kaizen list --all --control 'CSF:*' --format ids").ok().trim(), world.id());
    let told = world.sh("kaizen check --no-history --format json").out;
    assert!(!told.contains("\"rule\": \"unknown-control\""), "{told}");
    world.sh("sed -i 's/CSF:ID.IM-03/CSF:ID.IM-05/' register/items/*/*.toml").ok();
    assert!(world.sh("kaizen check --no-history --format json").out.contains("\"rule\": \"unknown-control\""));
}

#[test]
fn what_is_like_a_new_item_is_named_with_the_reasons() {
    let world = World::with_accepted();
    world
        .sh(r"
        arjun
        kaizen why IMP --because 'Nobody reads the log.' --root-cause 'No one owns the logs of the doors.' --cause-code log-ownership
        kaizen link IMP --control A.7.2
        kaizen action add IMP 'Patch the doors' --due 2026-04-01
        kaizen action done IMP -m 'Patched.'
        kaizen sign-off IMP -m 'All four doors are patched.'
        priya
        day 2026-04-20
        kaizen verify IMP --method test --result effective -m 'Ten attempts, ten lines.' --evidence-url https://e.example/log/1
        ")
        .ok();
    let old = world.id();
    let add = |title: &str, text: &str| {
        let script = format!(
            "day 2026-06-01; dana; kaizen add '{title}' --kind improvement --grade observation --significance minor --source incident:INC-9 --control A.7.2 --description '{text}'"
        );
        world.sh(&script)
    };
    let told =
        add("Badge reader at the dock logs no failed attempts", "Of refused attempts the reader logged nothing.").err;
    let random = old.rsplit('-').next().unwrap();
    assert!(told.contains(&format!("similar to {old} (closed, 0.")), "{told}");
    assert!(told.contains(&format!("--recurrence-of {random}")), "{told}");
    let told = add("Coffee machine leaks", "There is water under the machine of the kitchen each morning.").err;
    assert!(!told.contains("similar to"), "{told}");
    let ranked = json(&world.sh(&format!("kaizen similar {old} --format json")).ok());
    assert_eq!(ranked["items"][0]["reasons"][0]["control"], "A.7.2", "{ranked}");
    let table = world.sh("kaizen similar 'refused badges leave no trace in the log of the reader'").ok();
    assert!(table.contains(&old) && table.contains("closed") && table.contains("words 0."), "{table}");
    world.refuses("kaizen similar IMP-2026-0000", "no item matches");
}

#[test]
fn other_frameworks_are_answered_with_ids_and_a_command_that_runs() {
    let world = answered();
    world.sh("kaizen config set frameworks=TISAX -m 'A customer asks.'; kaizen link IMP --control TISAX:1.6.3").ok();
    let id = world.sh("kaizen list --format ids").ok();
    let mut commands = std::collections::BTreeSet::new();
    let mut count = 0;
    for framework in ["csf", "nis2", "dora", "soc2", "tisax", "iso9001"] {
        let told = json(&world.sh(&format!("kaizen audit --crosswalk {framework} --format json")).ok());
        for row in told["rows"].as_array().unwrap() {
            count += 1;
            commands.insert(row["command"].as_str().unwrap().to_owned());
            let ids: Vec<&str> = row["ids"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
            match row["requirement"].as_str().unwrap() {
                "ID.IM-03" | "CC4.2" | "1.6.2" | "1.6.3" | "10.2.2" => assert_eq!(ids, [id.trim()], "{row}"),
                "3.6.3" => assert_eq!(ids, ["incident:INC-481", "incident:INC-482"], "{row}"),
                "9.3.1" => assert!(ids.is_empty(), "{row}"),
                _ => {}
            }
        }
    }
    assert!(count >= 25, "{count}");
    for command in commands {
        let ran = world.sh(&command);
        assert!(ran.code < 2, "{command}\n{}", ran.both());
    }
    let both = world.sh("kaizen audit --crosswalk nis2; kaizen audit --crosswalk nis2 --format markdown").ok();
    assert!(both.contains("Whether it is enough is for a human") && both.contains("| 3.6.2 | "), "{both}");
}

#[test]
fn a_record_that_was_edited_or_deleted_is_told_in_each_format() {
    let world = answered();
    let formats = ["table", "json", "markdown", "dot"];
    let told = |name: &str| {
        formats.map(|format| world.sh(&format!("kaizen trace {name} --format {format}")).ok().replace("\\n", " "))
    };
    assert!(told("INC-482").iter().all(|shown| !shown.contains("vouched") && !shown.contains("doubts")));
    world.sh("sed -i 's/left on a train/found on a train/' register/sources/incident/INC-482.toml").ok();
    for shown in told("INC-482") {
        assert!(shown.contains("edited by hand since"), "{shown}");
    }
    let open = world.sh("kaizen trace --unanswered || true").ok();
    assert!(open.contains("incident:INC-482 !") && open.contains("not vouched for: it was edited by hand"), "{open}");
    // Taken out, committed or not, it still owes its answer, as it was last; and one that an item names is told too.
    world.sh("git checkout -q register; rm register/sources/incident/INC-482.toml").ok();
    let shown = told("INC-482").concat();
    assert_eq!(shown.matches("its record was deleted").count(), 4, "{shown}");
    world.sh("git rm -q 'register/sources/incident/INC-48*'; git commit -qm tidied").ok();
    let commit = world.sh("git rev-parse --short=12 HEAD").ok();
    for name in ["INC-481", "INC-482"] {
        let [table, ..] = told(name);
        assert!(table.contains(&format!("its record was deleted by the commit {}", commit.trim())), "{table}");
    }
    let ran = world.sh("kaizen trace --unanswered --format json");
    let open = json(&ran.out);
    assert_eq!((ran.code, open["sources"].as_array().unwrap().len()), (1, 1), "{open}");
    assert_eq!(open["sources"][0]["title"], "Laptop left on a train", "{open}");
    assert!(open["sources"][0]["doubts"][0].as_str().unwrap().contains("deleted"), "{open}");
    let markdown = world.sh("kaizen trace --unanswered --format markdown || true").ok();
    assert!(markdown.contains("**not vouched for: its record was deleted"), "{markdown}");
    // As the commit before had them, nothing is wrong.
    assert!(!world.sh("kaizen trace INC-482 --at HEAD~1").ok().contains("deleted"));
}
