//! What management takes away.

use crate::world::World;

/// The finished register of the examples.
/// A figure as JSON has it.
fn figure<'r>(report: &'r serde_json::Value, key: &str, of: &str) -> &'r serde_json::Value {
    let kpis = report["groups"][0]["kpis"].as_array().unwrap();
    let kpi = kpis.iter().find(|kpi| kpi["key"] == key).unwrap();
    kpi["figures"].as_array().unwrap().iter().find(|figure| figure["of"] == of).unwrap()
}

#[test]
fn key_figures_are_the_same_on_a_day_and_as_of_that_day_later() {
    let world = World::finished();
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

/// Reads a workbook with nothing of ours: the parts of the zip, the text of each.
const UNZIP: &str = "python3 -c 'import sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
for n in z.namelist(): print(n, z.read(n).decode(\"utf8\", \"replace\"))'";

#[test]
fn a_register_is_exported_as_tables() {
    let world = World::with_accepted();
    world
        .sh(r#"
        arjun
        kaizen add '=HYPERLINK("https://x.example","a|b")' --kind improvement --source other:X --department IT \
          --description ' @SUM(A1) <script> `x` 😀'
        kaizen why $(cat ../id) --because "It drops them." --because "+2 doors were open." --root-cause "Nobody patches." --cause-code patching
        kaizen action add $(cat ../id) "Patch." --due 2026-04-01
        kaizen source add incident:INC-9 --title "Badge" --url https://incidents.example.com/9
        "#)
        .ok();
    let items = world.sh("kaizen export csv").ok();
    assert!(items.starts_with("id,title,status,") && items.contains("\r\n"), "{items}");
    assert!(items.contains("\"'=HYPERLINK(\"\"https") && items.contains("' @SUM(A1)"), "{items}");
    let raw = world.sh("kaizen export csv --raw").ok();
    assert!(raw.contains(",\"=HYPERLINK(\"\"https") && !raw.contains("' @SUM"), "{raw}");
    let whys = world.sh("kaizen export csv --table whys").ok();
    assert!(whys.lines().count() == 3 && whys.contains("'+2 doors were open."), "{whys}");
    // Each table in each format, the same rows.
    let lines = world.sh("kaizen export jsonl").ok();
    let schema: serde_json::Value = serde_json::from_str(&world.sh("kaizen schema export").ok()).unwrap();
    let mut tables = std::collections::BTreeMap::<String, usize>::new();
    for line in lines.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(jsonschema::is_valid(&schema, &line), "{line}");
        *tables.entry(line["table"].as_str().unwrap().to_owned()).or_default() += 1;
    }
    let counted = |name: &str| tables[name];
    assert_eq!(["items", "whys", "actions", "sources"].map(counted), [2, 2, 1, 1]);
    assert!(counted("events") == 5 && counted("kpis") > 20, "{tables:?}");
    let markdown = world.sh("kaizen export markdown --table items").ok();
    assert!(
        markdown.contains(r"\|") && markdown.contains(r"\<script\>") && !markdown.contains("## events"),
        "{markdown}"
    );
    // A workbook comes out the same again, says the day as its time, and runs and opens nothing that it should not.
    let parts = world
        .sh(&format!(
            "kaizen export xlsx --output a.xlsx; sleep 1; kaizen export xlsx --output b.xlsx; cmp a.xlsx b.xlsx; {UNZIP} a.xlsx"
        ))
        .ok();
    for part in
        ["2026-03-02T00:00:00Z", "state=\"frozen\"", "<autoFilter ", "name=\"kpis\"", "https://incidents.example.com/9"]
    {
        assert!(parts.contains(part), "{part}");
    }
    assert!(!parts.contains("<f>") && parts.matches("/hyperlink\"").count() == 1);
    for (flags, told) in [
        ("xlsx", "--output register.xlsx"),
        ("jsonl --raw", "kaizen export csv --raw"),
        ("ics --table items", "--table TABLE"),
    ] {
        assert!(world.sh(&format!("kaizen export {flags}")).fails(2).contains(told));
    }
    // An item that cannot be read is told, and hides no other.
    world.write("register/items/2026/IMP-2026-0000.toml", "schema = 1\nid = ");
    let ran = world.sh("kaizen export csv");
    assert!(ran.code == 2 && ran.err.contains("IMP-2026-0000") && ran.out.lines().count() == 3, "{}", ran.both());
    // Nothing is there: the tables say their columns.
    let empty = World::with_people();
    assert_eq!(empty.sh("kaizen export csv --table actions").ok().lines().count(), 1);
    assert!(empty.sh("kaizen export markdown").ok().contains("Nothing is there."));
}

/// The dates of a calendar file by their names: everything of each on one line.
fn dates(text: &str) -> std::collections::BTreeMap<String, String> {
    let unfolded = text.replace("\r\n ", "");
    let events = unfolded.split("BEGIN:VEVENT\r\n").skip(1);
    let named = |event: &str| {
        let uid = event.lines().find_map(|line| line.strip_prefix("UID:")).unwrap();
        (uid.split('@').next().unwrap().to_owned(), event.replace("\r\n", " "))
    };
    events.map(named).collect()
}

#[test]
fn a_calendar_updates_what_moved_and_cancels_what_is_gone() {
    let world = World::with_accepted();
    let id = world.id();
    let at = |script: &str| dates(&world.sh(&format!("{script}; kaizen export ics")).ok());
    let first =
        at("kaizen source add external-audit:CB-1 --title Audit --significant --answer-by 2026-06-01 > /dev/null");
    let due = format!("{id}-due");
    assert!(first[&due].contains("DTSTART;VALUE=DATE:20260515 ") && first[&due].contains("SEQUENCE:0 "), "{first:?}");
    assert!(first["external-audit-CB-1"].contains("20260601") && first["external-audit-CB-1"].contains("CONFIRMED"));
    let moved = at("day 2026-04-01; kaizen extend IMP --to 2026-06-15 -m 'The supplier is late.' > /dev/null");
    for part in ["DTSTART;VALUE=DATE:20260615 ", "SEQUENCE:1 ", "DTSTAMP:20260401T090000Z ", "STATUS:CONFIRMED "] {
        assert!(moved[&due].contains(part), "{part} in {moved:?}");
    }
    let over = at("day 2026-05-01; arjun; kaizen sign-off IMP -m 'Each attempt is logged now.' > /dev/null");
    assert!(over[&due].contains("STATUS:CANCELLED ") && over[&due].contains("SEQUENCE:2 "), "{over:?}");
    // Thirty days after the sign-off.
    assert!(over[&format!("{id}-verify")].contains("DTSTART;VALUE=DATE:20260531 "), "{over:?}");
    let text = world.sh("kaizen export ics").ok();
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.lines().all(|line| line.len() <= 75), "{text}");
    assert_eq!(text, world.sh("day 2026-03-02 10:00:00; kaizen export ics").ok());
}

#[test]
fn the_document_for_a_review_goes_through_every_letter() {
    let world = World::finished();
    let text = world.sh("unset KAIZEN_TODAY; kaizen report management-review --today 2026-12-20").ok();
    let sections = [
        "### a) ",
        "### b) ",
        "### c) ",
        "### d 1) ",
        "### d 2) ",
        "### d 3) ",
        "### d 4) ",
        "### e) ",
        "### f) ",
        "### g) ",
    ];
    let mut at = 0;
    for section in
        sections.iter().chain(&["## Decisions wanted", "## What is late", "## Resources", "## Once it was held"])
    {
        let found = text.get(at..).unwrap().find(section).unwrap_or_else(|| panic!("no {section} in\n{text}"));
        at += found;
    }
    for told in [
        "last review on 2026-09-22; this one is due by 2026-12-23",
        "Amendment 1:2024",
        "Facilities names a second person for the Monday comparison",
        "The register knows nothing of it.",
        "Supplied by the owners of the objectives",
        // Screens are overdue since 18 December, and nobody said why.
        "2 days overdue",
        "Why: nobody said why",
        "kaizen review record --held-on 2026-12-20 --chair mona.lind",
    ] {
        assert!(text.contains(told), "{told} in\n{text}");
    }
    let json = world.sh("kaizen report management-review --as-of 2026-09-21 --format json").ok();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&world.sh("kaizen schema management-review").ok()).unwrap();
    assert!(jsonschema::is_valid(&schema, &json), "{json:#}");
    assert!(json["record"].as_str().unwrap().contains(&format!("--looked-at {}", json["commit"].as_str().unwrap())));
    assert!(json["resources"][0]["text"].as_str().unwrap().contains("PO-2026-118"), "{json:#}");
    // A register with nothing in it: every letter says what it has, or who has it.
    let empty = World::with_people().sh("kaizen report management-review").ok();
    assert!(empty.contains("No management review is recorded yet.") && empty.contains("nothing to measure"), "{empty}");
}

#[test]
fn a_digest_tells_each_person_what_waits_and_how_to_settle_it() {
    let world = World::with_accepted();
    let id = world.id();
    let told = |flags: &str| -> serde_json::Value {
        serde_json::from_str(&world.sh(&format!("{flags} --format json")).ok()).unwrap()
    };
    let waits = |digest: &serde_json::Value, who: &str| -> Vec<String> {
        let people = digest["people"].as_array().unwrap();
        let tasks = people.iter().find(|p| p["handle"] == who).map(|p| p["tasks"].as_array().unwrap().clone());
        tasks.unwrap_or_default().iter().map(|t| t["wait"].as_str().unwrap().to_owned()).collect()
    };
    world
        .sh(r#"
        dana; kaizen suggest "Doors of the archive stand open" --department Facilities
        kaizen source add incident:INC-1 --title "Badge | lost" --significant
        arjun; kaizen resource request $(cat ../id) --kind budget --amount 300 --unit EUR --purpose "A closer"
        kaizen action add $(cat ../id) "Patch." --due 2026-05-01 --owner dana.okafor
        "#)
        .ok();
    let digest = told("kaizen report digest --all --today 2026-05-10");
    assert_eq!(waits(&digest, "mona.lind"), ["to-decide", "to-decide", "to-decide"], "{digest:#}");
    assert_eq!(waits(&digest, "arjun.mehta"), ["due-soon"]);
    assert_eq!(waits(&digest, "dana.okafor"), ["overdue"]);
    let schema: serde_json::Value = serde_json::from_str(&world.sh("kaizen schema digest").ok()).unwrap();
    assert!(jsonschema::is_valid(&schema, &digest), "{digest:#}");
    let text = world.sh("kaizen report digest --for mona.lind --today 2026-05-10").ok();
    assert!(
        text.contains("kaizen source dismiss incident:INC-1 -m REASON") && text.contains(r"Badge \| lost"),
        "{text}"
    );
    // Done as it says, it waits no more, and what comes next does; after its day for whom it was not the work.
    world.sh("day 2026-05-10; dana; kaizen action done $(cat ../id) -m 'All doors are patched.'").ok();
    let digest = told("kaizen report digest --all --today 2026-05-10");
    assert_eq!(
        (waits(&digest, "arjun.mehta"), waits(&digest, "dana.okafor")),
        (vec!["to-sign-off".into(), "due-soon".into()], vec![])
    );
    world.sh("day 2026-05-10; arjun; kaizen sign-off $(cat ../id) -m 'Each attempt is logged now.'").ok();
    assert_eq!(waits(&told("kaizen report digest --all --today 2026-06-20"), "priya.nair"), ["overdue"]);
    let nobody = world.sh("day 2026-06-20; kaizen report digest --for dana.okafor").ok();
    assert!(nobody.contains("Nothing waits.") && !nobody.contains(&id), "{nobody}");
    assert!(world.sh("kaizen report digest --for nobody").fails(2).contains("nobody"));
    world.sh("kaizen report digest").fails(2);
}

#[test]
fn a_site_is_written_from_a_register_and_replaces_only_itself() {
    let world = World::finished();
    world
        .sh(r"
        kaizen add '<script>alert(1)</script> | `x`' --kind improvement --source other:X --department 'A/B & <C>' \
          --description '<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![p](https://t.example/p.png) **bold**' --today 2026-09-24
        kaizen source add incident:INC/7 --title 'Lost badge' --url https://incidents.example.com/7 --today 2026-09-24
        ")
        .ok();
    let export = "kaizen export html ../site --today 2026-12-20";
    world.sh(export).ok();
    let pages = world.sh("cd ../site; find . -name '*.html' -exec cat {} +").ok();
    // One script of the site itself, and no word of it stands in a page.
    let pages = pages.replace("site.js\" defer></script>", "");
    assert_eq!(pages.matches("<script").count(), pages.matches("<script src=\"").count());
    for src in pages.split("<script src=\"").skip(1) {
        assert!(src.trim_start_matches("../").starts_with("</head>"), "{}", &src[..80]);
    }
    let pages = pages.replace("<script src=\"", "");
    for bad in ["<script", "<img", "onerror=alert(1)>", "href=\"javascript", " src=\"", "@import", "url("] {
        assert!(!pages.contains(bad), "{bad}");
    }
    for told in [
        "&lt;script&gt;",
        "<strong>bold</strong>",
        "2 days overdue",
        "Firmware of door controllers is outside",
        "<svg ",
    ] {
        assert!(pages.contains(told), "{told}");
    }
    // Each page says what it may load, and each link leads to a file.
    let check = r"
import os, re, sys, urllib.parse
top = sys.argv[1]; n = 0
for folder, _, names in os.walk(top):
    for name in names:
        if not name.endswith('.html'): continue
        text = open(os.path.join(folder, name)).read(); n += 1
        assert 'Content-Security-Policy' in text and 'viewport' in text, name
        for link in re.findall(r'href=.([^ >]*?).[ >]', text):
            if link.startswith(('http', '#', 'mailto', 'data:')): continue
            link = link.split('#')[0]
            assert os.path.exists(os.path.join(folder, urllib.parse.unquote(link))), (name, link)
print(n)";
    world.write("links.py", check);
    assert_eq!(world.sh("python3 links.py ../site").ok().trim(), "31");
    // The same again; other files are left alone, and what is no longer there goes.
    world.sh(&format!("cp -r ../site ../first; {export}; diff -r ../first ../site")).ok();
    world.sh("echo mine > ../site/items/notes.txt").ok();
    assert!(world.sh(export).fails(2).contains("items/notes.txt"));
    world.sh("kaizen export html ../site --as-of 2026-03-05 --force; cat ../site/items/notes.txt; ! grep -rl Leavers ../site").ok();
    world.sh("mkdir ../own; echo mine > ../own/index.html; ln -s own ../link").ok();
    assert!(world.sh("kaizen export html ../own --force").fails(2).contains("which no export wrote"));
    world.sh("kaizen export html ../link").fails(2);
    assert!(world.sh("kaizen export html").fails(2).contains("kaizen export html site"));
    // What cannot be read is told, on the page and by the exit code.
    world.write("register/items/2026/IMP-2026-0000.toml", "schema = 1\nid = ");
    assert!(world.sh("kaizen export html ../broken --today 2026-12-20").fails(2).contains("IMP-2026-0000"));
    assert!(world.sh("cat ../broken/index.html").ok().contains("IMP-2026-0000"));
    World::with_people().sh("kaizen export html ../empty; grep -q 'nothing to measure' ../empty/index.html").ok();
}
