//! Files of other systems become records, once; read again they change what changed and nothing else.

use crate::world::World;

const JIRA: &str = include_str!("imports/jira.csv");

fn counts(told: &str) -> &str {
    told.lines().next().unwrap_or_default()
}

fn tip(world: &World) -> String {
    world.sh("git rev-parse HEAD; git status --porcelain").ok()
}

#[test]
fn an_export_is_imported_once_and_then_only_what_changed() {
    let world = World::with_people();
    world.write("../jira.csv", JIRA);
    let import = "dana; kaizen import jira ../jira.csv --significant-if Priority=Highest";
    let before = tip(&world);
    let dry = world.sh(&format!("{import} --dry-run")).ok();
    assert!(counts(&dry).starts_with("jira.csv: 3 new, 0 changed, 0 same, 1 skipped (nothing was recorded"), "{dry}");
    assert_eq!(tip(&world), before);
    let told = world.sh(import).ok();
    assert!(told.contains("skipped line 7: OPS-14 has no title") && told.contains("not taken: Sprint"), "{told}");
    let files = world.sh("git show --stat=200 --format=%s").ok();
    assert!(
        files.starts_with("sources: import jira.csv (3 new, 0 changed)") && files.contains("3 files changed"),
        "{files}"
    );
    let record = world.read("register/sources/incident/OPS-12.toml");
    for part in [
        "significant = true",
        "severity = \"Highest\"",
        "occurred_on = 2025-07-14",
        "file = \"jira.csv\"",
        "door; open",
    ] {
        assert!(record.contains(part), "{part}: {record}");
    }
    // What is significant has to be answered, and nothing else is wrong.
    let ran = world.sh("day 2026-03-03; kaizen check");
    assert!(ran.out.contains("unanswered-source") && ran.code == 0, "{}", ran.both());
    // The same file again changes nothing.
    let before = tip(&world);
    assert!(counts(&world.sh(import).ok()).ends_with("0 new, 0 changed, 3 same, 1 skipped"));
    assert_eq!(tip(&world), before);
    // A newer one changes what changed; what is significant stays so.
    let newer = JIRA.replace("Highest,To Do", "Low,Done").replace("OPS-13,10018", "SEC-7,10018");
    world.write("../jira.csv", newer);
    let told = world.sh(&format!("day 2026-03-03; {import}")).ok();
    assert!(counts(&told).ends_with("1 new, 1 changed, 1 same, 1 skipped"), "{told}");
    assert!(told.contains("changed incident:OPS-12: severity Highest → Low; status To Do → Done"), "{told}");
    assert!(told.contains("SEC-7 was OPS-13 before") && told.contains("incident:OPS-12 stays significant"), "{told}");
    assert!(world.read("register/sources/incident/OPS-12.toml").contains("significant = true"));
    let ran = world.sh("day 2026-03-04; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
}

#[test]
fn a_table_of_ones_own_says_which_column_is_what() {
    let world = World::with_people();
    world.write("../list.csv", b"Ticket;Was;Am\nT-1;T\xfcr offen;03/02/2026\nT-2;Fenster offen;04/02/2026\n");
    let map = "--kind incident --map reference=Ticket,title=Was,date=Am";
    world.refuses("kaizen import csv ../list.csv", "line 2, byte 6 is not UTF-8");
    world.refuses("kaizen import csv ../list.csv --encoding windows-1252", "--kind incident --map");
    let import = format!("kaizen import csv ../list.csv --encoding windows-1252 {map}");
    world.refuses(&import, "is 03/02/2026 in Am the day first, or the month?");
    world.refuses(&import.replace("title=Was", "title=What"), "no column gives the title; there are: Ticket, Was, Am");
    world.sh(&format!("{import} --date-format dmy")).ok();
    let record = world.read("register/sources/incident/T-1.toml");
    assert!(record.contains("title = \"Tür offen\"") && record.contains("occurred_on = 2026-02-03"), "{record}");
    // Two branches that import the same file merge.
    world
        .sh(&format!(
            "git switch -qc side HEAD~1; {import} --date-format dmy; git switch -q main; git merge -q -m joined side"
        ))
        .ok();
    let ran = world.sh("day 2026-03-03; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
}

#[test]
fn scans_and_issues_and_risks_are_read_as_what_they_are() {
    let world = World::with_people();
    world.write("../scan.sarif", include_str!("imports/scan.sarif"));
    world.write("../issues.json", include_str!("imports/issues.json"));
    world.write("../page.json", include_str!("imports/jira-page.json"));
    let risks =
        |score: u32| format!("Risk ID,Title,Score,Assessed\nRSK-12,Strangers in the building,{score},2026-02-01\n");
    world.write("../risks.csv", risks(16));
    world.refuses("kaizen import jira ../scan.sarif", "kaizen import sarif FILE");
    world.refuses("kaizen import csv ../scan.sarif --kind other --map reference=a,title=b", "kaizen import sarif FILE");
    let told = world.sh("kaizen import sarif ../scan.sarif --significant-if level=error").ok();
    assert!(counts(&told).contains("2 new"), "{told}");
    let scan = world.sh("kaizen source show vulnerability-scan:Trivy/CVE-2024-1 --format json").ok();
    assert!(scan.contains("\"open\": 2") && scan.contains("\"significant\": true"), "{scan}");
    assert!(counts(&world.sh("kaizen import github-issues ../issues.json --kind incident").ok()).contains("1 new"));
    let told = world.sh("kaizen import jira ../page.json").ok();
    assert!(told.contains("the file is incomplete") && counts(&told).contains("1 new"), "{told}");
    world.sh("kaizen import risks ../risks.csv").ok();
    world.write("../risks.csv", risks(9).replace("2026-02-01", "2026-03-01"));
    let told = world.sh("day 2026-03-03; kaizen import risks ../risks.csv").ok();
    assert!(told.contains("changed risk:RSK-12: score 16 → 9"), "{told}");
    let risk = world.read("register/sources/risk/RSK-12.toml");
    assert_eq!(risk.matches("[[score]]").count(), 2, "{risk}");
    assert_eq!(world.sh("day 2026-03-04; kaizen check").code, 0);
}

#[test]
fn a_list_becomes_items_and_a_form_suggestions() {
    let world = World::with_people();
    world.write(
        "../log.csv",
        "No,Finding,Raised,Owner,Due,Grade,Old status\n1,Archive doors stand open at night,2026-02-01,Arjun Mehta,2026-06-01,minor nonconformity,in work\n2,Visitors walk to the server room alone,2026-02-02,Somebody Else,,,\n",
    );
    world.write("../form.csv", "ID,Email,Name,What should become better?\n1,anonymous,,\"The door\nsticks\"\n2,dana@example.com,Dana,Badge printer is slow\n");
    let told = world.sh("kaizen import items ../log.csv --dry-run; kaizen import items ../log.csv").ok();
    assert!(told.contains("would raise “Archive doors stand open at night”"), "{told}");
    assert!(counts(&world.sh("kaizen import items ../log.csv").ok()).contains("0 new, 2 there already"));
    world.sh("kaizen import suggestions ../form.csv").ok();
    let listed = world.sh("kaizen list --format csv --columns title,owner,due,grade").ok();
    assert!(
        listed.contains("Archive doors stand open at night,arjun.mehta,2026-06-01,minor-nonconformity"),
        "{listed}"
    );
    let item = world.sh("kaizen search printer | head -1 | cut -c1-13 | xargs kaizen show").ok();
    assert!(item.contains("by dana.okafor") && item.contains("staff-suggestion:form.csv 2"), "{item}");
    // Who suggested finds it again, whatever became of it.
    for who in ["dana.okafor", "Dana.Okafor"] {
        let mine = world.sh(&format!("kaizen list --suggested-by {who} --format csv --columns title,status")).ok();
        assert!(mine.contains("Badge printer is slow,raised") && !mine.contains("sticks"), "{mine}");
    }
    assert_eq!(world.sh("kaizen list --suggested-by arjun.mehta --format ids").ok(), "");
    let ran = world.sh("day 2026-03-03; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
    assert!(world.sh("git log --format=%s -2").ok().contains("items: raise 2 from log.csv"));
    // A workbook too: here the one that the register of the examples is exported as.
    let made = World::finished();
    made.sh("day 2026-09-25; kaizen export xlsx --output ../log.xlsx").ok();
    std::fs::copy(made.path().join("../log.xlsx"), world.path().join("../log.xlsx")).unwrap();
    let told = world.sh("kaizen import items ../log.xlsx --dry-run").ok();
    assert!(counts(&told).starts_with("log.xlsx: 7 new, 0 there already, 0 skipped"), "{told}");
}

#[test]
fn what_is_no_export_changes_nothing() {
    let world = World::with_people();
    let deep = format!("{}1{}", "[".repeat(10_000), "]".repeat(10_000));
    world.write("../deep.json", deep);
    world.write("../wide.csv", "a,".repeat(100_000));
    world.write("../nul.csv", "a,b\n1,\0\n");
    world.write("../cut.json", "{\"issues\":[{\"key\":\"A-1\"");
    world.write("../up.csv", "Issue key,Summary\n../../../x,Up\nCON,A device\n");
    world.write("../glued.csv", "Issue key,Summary,Issue key\nA,b,c\n");
    world.write("../bomb.xlsx", b"PK\x03\x04 no workbook");
    for (script, why) in [
        ("kaizen import jira ../deep.json", "no JSON: recursion limit"),
        ("kaizen import jira ../wide.csv", "columns: a table has 2000 at most"),
        ("kaizen import jira ../nul.csv", "line 2 holds a NUL character"),
        ("kaizen import jira ../cut.json", "the file ends too early"),
        ("kaizen import jira ../glued.csv", "two files were put into one"),
        ("kaizen import items ../bomb.xlsx", "the workbook cannot be read"),
        ("kaizen import jira ../gone.csv", "cannot read"),
        ("kaizen import kev ../nul.csv", "NUL"),
        ("kaizen import items ../deep.json", "kaizen import --help"),
    ] {
        world.refuses(script, why);
    }
    // A reference is a name and no path.
    world.sh("kaizen import jira ../up.csv").ok();
    assert_eq!(world.sh("git show --name-only --format= | sort").ok().lines().count(), 2);
    assert!(!world.path().join("../x.toml").exists());
    assert_eq!(world.sh("day 2026-03-03; kaizen check").code, 0);
}

#[test]
fn the_columns_of_a_table_are_kept_by_a_name_and_programs_read_what_came_of_it() {
    let world = World::with_people();
    world.write("../list.csv", "Ticket,What,When\nT-1,Door open,2026-02-03\nT-2,,2026-02-04\n");
    let set =
        "kaizen config set 'mapping.desk=reference=Ticket,title=What,date=When' -m 'The service desk exports so.'";
    world.refuses(
        "dana; kaizen import csv ../list.csv --kind incident --mapping desk",
        "register.toml keeps no mapping “desk” (none yet)",
    );
    world.refuses("mona; kaizen config set mapping.desk=colour=Ticket -m Tried", "there is no field “colour”");
    world.sh(&format!("mona; {set}")).ok();
    let listed = world.sh("kaizen config list; kaizen fmt; git status --porcelain").ok();
    assert!(listed.contains("mapping.desk = reference=Ticket,title=What,date=When"), "{listed}");

    let import = "dana; kaizen import csv ../list.csv --kind incident --mapping desk --format json";
    let json = |ran: String| serde_json::from_str::<serde_json::Value>(&ran).unwrap_or_else(|e| panic!("{e}: {ran}"));
    let dry = json(world.sh(&format!("{import} --dry-run")).ok());
    assert_eq!((&dry["dry_run"], &dry["new"]), (&true.into(), &serde_json::json!(["incident:T-1"])));
    assert_eq!(dry["skipped"][0]["place"], 3, "{dry}");
    json(world.sh(import).ok());
    let again = json(world.sh(import).ok());
    assert_eq!((&again["same"], &again["new"]), (&1.into(), &serde_json::json!([])));
    // What is said on the command line goes before what is kept.
    let other = world.sh(
        "dana; kaizen import csv ../list.csv --kind customer --mapping desk --map title=When --dry-run --format json",
    );
    assert_eq!(json(other.ok())["new"].as_array().unwrap().len(), 2);
    let ran = world.sh("day 2026-03-03; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
}

#[test]
fn what_a_machine_suggests_comes_from_no_staff() {
    let world = World::with_people();
    world.sh("git config user.name 'Scanner Nine'; git config user.email nine@example.com; unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL; kaizen suggest 'Rotate the backup key' -m 'It is two years old.'").ok();
    let told = |what: &str| {
        let report = world.sh("kaizen report kpi --format json").ok();
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let kpis = report["groups"][0]["kpis"].as_array().unwrap();
        let staff = kpis.iter().find(|kpi| kpi["key"] == "staff-contribution").unwrap().clone();
        let figures = staff["figures"].as_array().unwrap().clone();
        figures.iter().find(|figure| figure["of"] == what).unwrap_or_else(|| panic!("{staff:#}")).to_string()
    };
    let (before, staff) = (told("machines and groups"), told("from outside the security team"));
    world.sh("mona; kaizen config set 'machines=scanner nine' -m 'A scanner of ours.'").ok();
    assert_ne!(told("machines and groups"), before);
    assert_ne!(told("from outside the security team"), staff);
}

/// What an auditor asks of a year of incidents: 200 of them, 40 significant, 30 of these answered and 5 dismissed.
#[test]
fn of_two_hundred_incidents_the_five_that_nobody_answers_are_named() {
    let world = World::with_people();
    let row = |n: usize| {
        let severity = if n.is_multiple_of(5) { "critical" } else { "low" };
        format!("INC-{n},Alarm {n} at the loading bay,2026-01-{:02},{severity}\n", 1 + n % 28)
    };
    let rows: String = (1..=200).map(row).collect();
    world.write("../incidents.csv", format!("Ref,What,When,Severity\n{rows}"));
    world
        .sh("dana; kaizen import csv ../incidents.csv --kind incident --map reference=Ref,title=What,date=When,severity=Severity \
             --significant-if severity=critical")
        .ok();
    let significant: Vec<usize> = (1..=40).map(|n| n * 5).collect();
    for (round, ten) in significant[..30].chunks(10).enumerate() {
        let sources: String = ten.iter().map(|n| format!(" --source incident:INC-{n}")).collect();
        world.sh(&format!("dana; kaizen add 'Alarms of round {round} are looked at' --kind improvement{sources} --description 'Nobody looked.'")).ok();
    }
    for n in &significant[30..35] {
        world.sh(&format!("mona; kaizen source dismiss incident:INC-{n} -m 'A drill that was announced.'")).ok();
    }
    let left: Vec<String> = significant[35..].iter().map(|n| format!("incident:INC-{n}")).collect();
    let open = world.sh("day 2026-02-10; kaizen trace --unanswered --format json");
    let open: serde_json::Value = serde_json::from_str(&open.out).unwrap();
    let named = |value: &serde_json::Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|one| one["source"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(named(&open["sources"]), left, "{open:#}");
    let check = "day 2026-02-10; kaizen check --rule unanswered-source --fail-on warn --format json";
    let ran = world.sh(check);
    assert_eq!((ran.code, ran.out.matches("\"rule\": \"unanswered-source\"").count()), (1, 5), "{}", ran.out);
    // The sample of an auditor is the same for the same seed, and another one for another.
    let sample = |seed: &str| {
        world.sh(&format!("day 2026-02-10; kaizen trace --sample 10 --kind incident --seed {seed} --format json")).out
    };
    assert_eq!(sample("autumn"), sample("autumn"));
    assert_ne!(sample("autumn"), sample("winter"));
    // A record that is made harmless by hand, and one that is taken out.
    world
        .sh("dana; sed -i 's/significant = true/significant = false/' register/sources/incident/INC-200.toml; \
             git rm -q register/sources/incident/INC-195.toml; git commit -qam tidied")
        .ok();
    let ran = world.sh("day 2026-02-11; kaizen check");
    assert!(ran.code == 1 && ran.out.contains("edited-by-hand") && ran.out.contains("item-deleted"), "{}", ran.both());
    assert!(ran.out.contains("INC-200") && ran.out.contains("INC-195"), "{}", ran.both());
}

/// The first hour of a team that has a spreadsheet and a ticket system: fewer than ten commands, and then `check` says only
/// what is true.
#[test]
fn a_spreadsheet_and_an_export_become_a_register_in_an_hour() {
    let world = World::new();
    let what = [
        "Backup tapes",
        "Visitor badges",
        "Server racks",
        "Old laptops",
        "Paper files",
        "Door codes",
        "Guest accounts",
        "Spare keys",
        "Camera records",
        "Delivery notes",
    ];
    let state = [
        "lie unlocked",
        "have no owner",
        "were never counted",
        "leave with contractors",
        "stay after people go",
        "are copied by hand",
        "miss on the inventory",
        "arrive without seals",
        "wait for months",
        "belong to nobody",
        "vanish on weekends",
        "cost twice as planned",
        "fail the yearly audit",
        "lack a second reader",
        "rest with one person",
    ];
    let row = |n: usize| {
        let (owner, due) = if n.is_multiple_of(3) { ("Mona Lind", "2026-09-30") } else { ("", "") };
        let finding = format!("{} {}", what[n % 10], state[n / 10 % 15]);
        format!("{n},{finding},2026-02-{:02},{owner},{due}\n", 1 + n % 28)
    };
    let rows: String = (1..=150).map(row).collect();
    world.write("../log.csv", format!("No,Finding,Raised,Owner,Due\n{rows}"));
    world.write("../jira.csv", JIRA);
    let commands = [
        "git init -q . && git config user.name 'Mona Lind' && git config user.email mona@example.com",
        "kaizen init --name 'Example Ltd'",
        "kaizen people add dana.okafor --name 'Dana Okafor' --email dana@example.com",
        "kaizen import items ../log.csv",
        "kaizen import jira ../jira.csv --significant-if Priority=Highest",
        "kaizen trace --unanswered || true",
        "kaizen list --status raised",
    ];
    let ran = world.sh(&format!("day 2026-03-02\n{}", commands.join("\n"))).ok();
    assert!(ran.contains("150 raised") || ran.contains("150 new"), "{ran}");
    let ran = world.sh("day 2026-03-02; kaizen check --format json");
    assert_eq!(ran.code, 0, "{}", ran.both());
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let mut rules: Vec<&str> =
        report["findings"].as_array().unwrap().iter().map(|f| f["rule"].as_str().unwrap()).collect();
    rules.dedup();
    // The incident that weighs is not answered yet, and nobody has a key.
    for rule in &rules {
        assert!(
            ["unanswered-source", "unsigned-event"].contains(rule),
            "{rules:?}: {}",
            world.sh("day 2026-03-02; kaizen check").out
        );
    }
}

/// Tables that people and programs made wrong: each is refused, or what is odd in it is counted and named.
#[test]
fn an_odd_table_is_refused_or_what_is_odd_is_counted() {
    let world = World::with_people();
    world.write("../nohead.csv", "1,2\n3,4\n");
    world.write("../latin.csv", b"Vorgang;Titel\nV-1;T\xfcr offen\n");
    world.write("../noresults.sarif", r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Scan"}}}]}"#);
    world.write("../shape.json", r#"{"issues":{"key":"A-1"}}"#);
    world.write(
        "../table.csv",
        "No,Finding,Raised\n1,Doors stand open at night,2026-02-01\n2,Keys lie about,2026-02-02\n",
    );
    let book = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/acceptance/workbook.py");
    world
        .sh(&format!(
            "python3 {book} ../table.csv ../bomb.xlsx bomb; python3 {book} ../table.csv ../merged.xlsx merged"
        ))
        .ok();
    let map = "--kind incident --map reference=A,title=B";
    for (script, why) in [
        (format!("kaizen import csv ../nohead.csv {map}"), "the first line names no columns"),
        (format!("kaizen import csv ../latin.csv {map}"), "--encoding windows-1252"),
        ("kaizen import jira ../shape.json".to_owned(), "holds no issues of Jira"),
        ("ulimit -v 2000000; kaizen import items ../bomb.xlsx".to_owned(), "the workbook unpacks to 300 MiB"),
    ] {
        world.refuses(&script, why);
    }
    let told = world.sh("kaizen import sarif ../noresults.sarif").ok();
    assert!(told.contains("0 new") && told.contains("the scan did not run"), "{told}");
    // Ragged rows, and a header that stands there twice.
    world.write("../odd.csv", "A,B\nT-1,'=cmd|' /C calc'!A0\nT-2\nA,B\nT-3,one,more\n../up,Up\n");
    let told = world.sh(&format!("kaizen import csv ../odd.csv {map}")).ok();
    assert!(told.starts_with("odd.csv: 2 new, 0 changed, 0 same, 3 skipped"), "{told}");
    for part in ["line 3: the row has 1 cells", "line 4: the header again", "line 5: the row has 3 cells"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(world.read("register/sources/incident/T-1.toml").contains("=cmd|"));
    assert!(!world.path().join("../up.toml").exists());
    // Of merged cells the first has the value; a formula is its value.
    let told = world.sh("kaizen import items ../merged.xlsx --dry-run").ok();
    assert!(told.contains("2 new, 0 there already, 0 skipped"), "{told}");
    world.write("../formula.csv", "No,Finding\n1,=A1\n");
    world.sh(&format!("python3 {book} ../formula.csv ../formula.xlsx")).ok();
    let told = world.sh("kaizen import items ../formula.xlsx --dry-run").ok();
    assert!(told.contains("would raise “made by A1”"), "{told}");
    assert_eq!(world.sh("day 2026-03-03; kaizen check").code, 0);
}

/// What is read stands in memory once or a few times, not once for each of its cells.
#[test]
fn a_large_table_takes_memory_in_proportion() {
    let world = World::with_people();
    let long = "It was so. ".repeat(40);
    let rows: String = (0..60_000).map(|n| format!("T-{n},Alarm {n},{long}\n")).collect();
    world.write("../large.csv", format!("A,B,C\n{rows}"));
    // 26 MiB; the address space is bounded to a small multiple of that.
    let script = "ulimit -v 900000; echo T-7 > ../one; kaizen import csv ../large.csv --kind incident \
        --map reference=A,title=B,description=C --only ../one --dry-run";
    let told = world.sh(script).ok();
    assert!(told.starts_with("large.csv: 1 new"), "{told}");
}

#[test]
fn a_rule_that_is_gone_from_the_next_scan_is_open_nowhere_and_comes_back() {
    let world = World::with_people();
    let first = include_str!("imports/scan.sarif");
    world.write("../scan.sarif", first);
    world.sh("kaizen import sarif ../scan.sarif").ok();
    let open = || {
        let shown = world.sh("kaizen source show vulnerability-scan:Trivy/CVE-2024-1 --format json").ok();
        serde_json::from_str::<serde_json::Value>(&shown).unwrap()["source"]["open"].clone()
    };
    let empty = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"Trivy"}},"results":[]}]}"#;
    // A scan of something else, and one that did not run, say nothing of it.
    world.write("../other.sarif", empty);
    world.write("../scan.sarif", empty.replace("[]", "null"));
    world.sh("day 2026-03-03; kaizen import sarif ../other.sarif; kaizen import sarif ../scan.sarif").ok();
    assert_eq!(open(), 2);
    world.write("../scan.sarif", empty);
    let told = world.sh("day 2026-03-03; kaizen import sarif ../scan.sarif").ok();
    assert!(counts(&told).contains("0 new, 1 changed"), "{told}");
    assert!(told.contains("open 2 → 0"), "{told}");
    assert_eq!(open(), 0);
    assert!(counts(&world.sh("day 2026-03-03; kaizen import sarif ../scan.sarif").ok()).contains("0 changed"));
    world.write("../scan.sarif", first);
    world.sh("day 2026-03-04; kaizen import sarif ../scan.sarif").ok();
    assert_eq!(open(), 2);
    assert_eq!(world.sh("day 2026-03-05; kaizen check").code, 0);
}
