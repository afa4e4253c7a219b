//! What other programs read of a register: OSCAL, and the importer of Jira.

use serde_json::Value;

use crate::world::World;

/// A register with one item of each standing and hostile texts.
fn odd() -> World {
    let world = World::finished();
    world
        .sh(&format!(
            r"day 2026-09-24
            kaizen add 'To be a long title' --kind improvement --source other:X --description '<b>first</b> & line
second line' --tag 'two-words' > ../long
            kaizen add '=1+1 doors stood open' --kind improvement --source other:X --description '{}' > ../formula
            kaizen reject $(cat ../formula) -m 'We live with it.'",
            "The doors stood open. ".repeat(450),
        ))
        .ok();
    // No act takes a title like this one; a hand does.
    let title = format!("<script>alert(1)</script> =HYPERLINK(\"x\") | a, b; {} مرحبا \u{202e}😀", "x".repeat(10_000));
    let id = world.read("../long");
    let item = world.item(id.trim());
    world.write(&world.item_path(id.trim()), item.replace("\"To be a long title\"", &format!("'{title}'")));
    world.sh("day 2026-09-24; git commit -qam 'a long title'").ok();
    world
}

/// Every list and every text of the document.
fn walk<'v>(value: &'v Value, key: &'v str, look: &mut impl FnMut(&'v str, &'v Value)) {
    look(key, value);
    match value {
        Value::Array(all) => all.iter().for_each(|one| walk(one, key, look)),
        Value::Object(all) => all.iter().for_each(|(key, one)| walk(one, key, look)),
        _ => {}
    }
}

#[test]
fn a_plan_of_action_is_oscal() {
    let world = odd();
    let text = world.sh("kaizen export oscal --as-of 2026-12-20").ok();
    let document: Value = serde_json::from_str(&text).unwrap();
    let mut uuids = std::collections::BTreeMap::<String, usize>::new();
    walk(&document, "", &mut |key, value| match value {
        Value::Array(all) => assert!(!all.is_empty(), "{key}"),
        Value::Object(all) => assert!(!all.is_empty(), "{key}"),
        Value::String(text) => {
            assert!(!text.is_empty() && text.trim() == text, "{key}: {text:?}");
            if matches!(key, "title" | "value" | "name") {
                assert!(!text.contains('\n') && !text.contains("<script"), "{key}: {text}");
            }
            if matches!(key, "deadline" | "start" | "date" | "last-modified") {
                assert!(text.len() == 20 && text.ends_with('Z'), "{key}: {text}");
            }
            if key.ends_with("uuid") {
                assert!(text.len() == 36 && text.as_bytes()[14] == b'5', "{key}: {text}");
            }
            if key == "uuid" {
                *uuids.entry(text.clone()).or_default() += 1;
            }
        }
        _ => {}
    });
    assert!(uuids.values().all(|count| *count == 1), "{uuids:?}");
    let plan = &document["plan-of-action-and-milestones"];
    assert_eq!(plan["metadata"]["oscal-version"], "1.2.1");
    let risks = plan["risks"].as_array().unwrap();
    let items = plan["poam-items"].as_array().unwrap();
    assert_eq!(risks.len(), items.len());
    let status =
        |title: &str| &risks.iter().find(|risk| risk["title"].as_str().unwrap().contains(title)).unwrap()["status"];
    assert_eq!(status("=1+1"), "deviation-approved");
    assert_eq!(status("Badge reader"), "closed");
    assert_eq!(status("HYPERLINK"), "open");
    // An item without a date has no deadline; one with dates has tasks and a log that ends where the item is.
    let undated = risks.iter().find(|risk| risk["title"].as_str().unwrap().contains("HYPERLINK")).unwrap();
    assert!(undated.get("deadline").is_none() && undated.get("remediations").is_none(), "{undated:#}");
    assert_eq!(undated["description"], "&lt;b>first&lt;/b> &amp; line\nsecond line");
    let badge = risks.iter().find(|risk| risk["title"].as_str().unwrap().contains("Badge reader")).unwrap();
    assert!(badge["deadline"].as_str().unwrap().starts_with("2026-06-15T"), "{badge:#}");
    let tasks: Vec<&Value> = badge["remediations"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|r| r["tasks"].as_array().into_iter().flatten())
        .collect();
    assert!(
        tasks.iter().any(|t| t["type"] == "action") && tasks.iter().any(|t| t["type"] == "milestone"),
        "{tasks:#?}"
    );
    let log = badge["risk-log"]["entries"].as_array().unwrap();
    let changes: Vec<&str> = log.iter().filter_map(|entry| entry["status-change"].as_str()).collect();
    assert_eq!((changes[0], *changes.last().unwrap()), ("open", "closed"));
    // The published schema, where somebody has it: it is no part of this project.
    if let Some(file) = std::env::var_os("OSCAL_POAM_SCHEMA") {
        let schema: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        let wrong: Vec<String> =
            validator.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
    // The same again; the same names on another day.
    assert_eq!(text, world.sh("kaizen export oscal --as-of 2026-12-20").ok());
    let later: Value = serde_json::from_str(&world.sh("kaizen export oscal --as-of 2026-12-21").ok()).unwrap();
    let later = &later["plan-of-action-and-milestones"];
    assert_eq!(later["risks"], plan["risks"]);
    assert_ne!(later["uuid"], plan["uuid"]);
    let empty = World::with_people().sh("kaizen export oscal").fails(2);
    assert!(empty.contains("no item is in the register") && empty.contains("kaizen add"), "{empty}");
    world.write("register/items/2026/IMP-2026-0000.toml", "schema = 1\nid = ");
    let broken = world.sh("kaizen export oscal --today 2026-12-20");
    assert!(broken.code == 2 && broken.err.contains("IMP-2026-0000") && broken.out.contains("poam-items"));
}

/// Reads the file as the importer does: by a CSV parser, columns of one name are a list.
const READ: &str = r"python3 -c '
import csv, json, sys
rows = list(csv.reader(sys.stdin)); head = rows[0]
for row in rows[1:]:
    assert len(row) == len(head)
    issue = {}
    for name, cell in zip(head, row): issue.setdefault(name, []).append(cell)
    print(json.dumps(issue))'";

#[test]
fn the_importer_of_jira_reads_items() {
    let world = odd();
    let read = |flags: &str| -> Vec<Value> {
        let lines = world.sh(&format!("kaizen export jira-csv --as-of 2026-12-20 {flags} | {READ}")).ok();
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let issues = read("");
    let issue = |part: &str| issues.iter().find(|issue| issue["Summary"][0].as_str().unwrap().contains(part)).unwrap();
    let badge = issue("Badge reader");
    assert_eq!(badge["Due date"][0], "2026-06-15 00:00");
    assert_eq!((&badge["Issue Type"][0], &badge["Status"][0]), (&"Task".into(), &"Done".into()));
    assert_eq!(badge["Assignee"][0], "arjun@example.com");
    let comments: Vec<&str> =
        badge["Comment"].as_array().unwrap().iter().filter_map(Value::as_str).filter(|c| !c.is_empty()).collect();
    assert!(comments.len() > 5, "{comments:?}");
    for comment in comments {
        let parts: Vec<&str> = comment.splitn(3, ';').collect();
        assert!(parts[0].len() == 16 && parts[1].contains('@') && !parts[2].is_empty(), "{comment}");
    }
    // A long title is cut and stands whole in the description; labels have no blanks; no date is an empty cell.
    let long = issue("HYPERLINK");
    let summary = long["Summary"][0].as_str().unwrap();
    assert!(summary.chars().count() <= 255 && summary.ends_with(" […]"), "{summary}");
    let description = long["Description"][0].as_str().unwrap();
    assert!(
        description.contains(&"x".repeat(10_000))
            && description.contains("second line")
            && !description.contains('\u{202e}'),
        "{description}"
    );
    assert!(long["Labels"].as_array().unwrap().contains(&"two-words".into()) && long["Due date"][0] == "");
    assert_eq!(issue("1+1")["Summary"][0], "'=1+1 doors stood open");
    assert!(read("--raw").iter().any(|issue| issue["Summary"][0] == "=1+1 doors stood open"));
    assert_eq!(World::with_people().sh("kaizen export jira-csv").ok().lines().count(), 1);
    assert!(world.sh("kaizen export jira-csv --table items").fails(2).contains("--table"));
}
