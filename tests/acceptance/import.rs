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
    world.refuses("kaizen import jira ../scan.sarif", "this JSON holds no issues of Jira");
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
