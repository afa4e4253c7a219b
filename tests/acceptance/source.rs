//! Source records: made by an act, changed with a reason, dismissed, and found where nobody recorded them.

use crate::world::World;

const ADD: &str =
    "kaizen source add incident:INC-481 --title 'Stranger in the server room' --occurred-on 2026-02-26 --significant";
const FILE: &str = "register/sources/incident/INC-481.toml";

fn with_source() -> World {
    let world = World::with_people();
    world
        .sh(&format!(
            "dana; {ADD} --department Facilities --cost 8000 --unit EUR --answer-by 2026-04-30 -m 'From the ticket.'"
        ))
        .ok();
    world
}

/// What `check` finds in records of sources: rule and level.
fn check(world: &World) -> Vec<String> {
    let ran = world.sh("day 2026-03-08; kaizen check --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.both()));
    let about =
        report["findings"].as_array().unwrap().iter().filter(|f| f["file"].as_str().unwrap().starts_with("sources/"));
    let mut found: Vec<String> =
        about.map(|f| format!("{}:{}", f["rule"].as_str().unwrap(), f["level"].as_str().unwrap())).collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn a_record_is_one_file_that_reads_well_and_one_commit() {
    let world = with_source();
    let text = world.read(FILE);
    let (head, event) = text.split_once("[event.").unwrap();
    assert_eq!(
        head,
        r#"#:schema ../../schemas/source.schema.json
schema = 1
kind = "incident"
reference = "INC-481"
title = "Stranger in the server room"
occurred_on = 2026-02-26
significant = true
department = "Facilities"
cost = { amount = 8000, unit = "EUR" }
answer_by = 2026-04-30

"#
    );
    assert!(event.contains("act = \"recorded\"") && event.contains("set = { significant = true }"), "{event}");
    let shown = world.sh("git show --name-only --format=%B HEAD; git status --short").ok();
    for line in ["source/incident/INC-481: record the source", "Kaizen-Act: recorded", FILE] {
        assert!(shown.contains(line), "{line} in\n{shown}");
    }
    assert_eq!(world.sh(&format!("kaizen fmt --check {FILE}")).code, 0);
    assert_eq!(check(&world), ["unanswered-source:warn"]);
    let listed = world.sh("kaizen source list --open; kaizen source show incident:INC-481").ok();
    assert!(
        listed.contains("open") && listed.contains("recorded by dana.okafor") && listed.contains("8000 EUR"),
        "{listed}"
    );
    world
        .sh("dana; kaizen add --from incident:INC-481 --kind improvement --grade observation --significance minor")
        .ok();
    assert_eq!(check(&world), [""; 0]);
    let json: serde_json::Value = serde_json::from_str(&world.sh("kaizen source list --format json").ok()).unwrap();
    assert_eq!(json["sources"][0]["answer"], "answered", "{json}");
    world.refuses(&format!("dana; {ADD}"), "there is a record of incident:INC-481 already");
    world.refuses("dana; kaizen source add incident:INC-1", "still missing: --title");
    world.refuses("dana; kaizen source show incident:INC-1", "kaizen source list");
}

#[test]
fn a_record_changes_with_a_reason_and_loses_its_weight_by_a_manager() {
    let world = with_source();
    world.sh("day 2026-03-03; arjun; kaizen source set incident:INC-481 --cause-code patch-management -m 'It is known now.'").ok();
    assert!(world.read(FILE).contains("cause_code = \"patch-management\""));
    world.refuses(
        "day 2026-03-03; arjun; kaizen source set incident:INC-481 --title Other",
        "Why does the record change?",
    );
    world.refuses(
        "day 2026-03-03; arjun; kaizen source set incident:INC-481 --significant -m 'So it is.'",
        "says that already",
    );
    let less = "kaizen source set incident:INC-481 --not-significant -m 'It was the plumber.'";
    world.refuses(&format!("day 2026-03-03; arjun; {less}"), "it takes one to call a source not significant");
    world.refuses(
        "day 2026-03-03; arjun; kaizen source dismiss incident:INC-481 -m 'It was the plumber.'",
        "that takes a manager",
    );
    let (dismissed, unweighted) = (world.copy(), world.copy());
    dismissed.sh("day 2026-03-04; kaizen source dismiss incident:INC-481 -m 'It was the plumber, who is known.'").ok();
    assert_eq!(check(&dismissed), [""; 0]);
    dismissed.refuses(
        "day 2026-03-04; kaizen source dismiss incident:INC-481 -m 'It was the plumber.'",
        "was dismissed already",
    );
    let event = dismissed.sh(&format!("grep -B5 dismissed {FILE} | grep -o 'event.[0-9a-f]*' | cut -d. -f2")).ok();
    dismissed
        .sh(&format!("day 2026-03-05; kaizen void incident:INC-481 {} -m 'It was somebody else.'", event.trim()))
        .ok();
    assert_eq!(check(&dismissed), ["unanswered-source:warn"]);
    // One question, one answer: the list and the audit say the same.
    let told = dismissed.sh("day 2026-03-06; kaizen audit --step 2; kaizen source list").both();
    assert!(told.contains("significant, and no item answers to it") && !told.contains("dismissed"), "{told}");
    let again = format!("day 2026-03-05; kaizen void incident:INC-481 {} -m Twice.", event.trim());
    dismissed.refuses(&again, "is void already, by mona.lind");
    unweighted.sh(&format!("day 2026-03-04; {less}; kaizen note incident:INC-481 -m 'He has a badge now.'")).ok();
    assert_eq!(check(&unweighted), [""; 0]);
}

#[test]
fn what_nobody_recorded_shows_and_is_recorded_as_it_stands() {
    let world = World::with_people();
    let by_hand = "mkdir -p register/sources/incident
        printf '# from the ticket\\nschema = 1\\nkind = \"incident\"\\nreference = \"INC-9\"\\ntitle = \"Door open\"\\nsignificant = true\\n' > register/sources/incident/INC-9.toml";
    world.sh(&format!("dana; {by_hand}; git add -A; git commit -qm Record")).ok();
    assert_eq!(check(&world), ["unanswered-source:warn", "unauthorised-event:error"]);
    world.refuses("dana; kaizen source add incident:INC-9", "was made by hand");
    world.refuses(
        "dana; kaizen source set incident:INC-9 --title Other -m 'A better name.'",
        "kaizen source add incident:INC-9 --include-edits",
    );
    world.sh("dana; kaizen source add incident:INC-9 --include-edits").ok();
    assert_eq!(check(&world), ["unanswered-source:warn"]);
    let text = world.read("register/sources/incident/INC-9.toml");
    assert!(text.contains("# from the ticket") && text.contains("edits = ["), "{text}");
    let world = World::with_people();
    world.sh(&format!("dana; {by_hand}; sed -i s/INC-9/INC-8/ register/sources/incident/INC-9.toml; git add -A; git commit -qm Record")).ok();
    world.refuses("dana; kaizen source add incident:INC-9 --include-edits", "is the record of incident:INC-8");
}

#[test]
fn an_edit_by_hand_shows_while_it_stands_and_after_it_was_put_back() {
    let world = with_source();
    let edit = format!("dana; sed -i 's/^significant = true/significant = false/' {FILE}; git commit -qam 'Tidy up'");
    world.sh(&format!("{edit}; day 2026-03-03")).ok();
    assert_eq!(check(&world), ["edited-by-hand:error", "unanswered-source:warn"]);
    let (back, adopted) = (world.copy(), world.copy());
    back.sh("git revert --no-edit HEAD > /dev/null").ok();
    assert_eq!(check(&back), ["edited-by-hand:warn", "unanswered-source:warn"]);
    adopted
        .refuses("day 2026-03-03; arjun; kaizen source set incident:INC-481 -m 'As it stands.'", "was edited by hand");
    adopted.refuses(
        "day 2026-03-03; arjun; kaizen source set incident:INC-481 --include-edits -m 'As it stands.'",
        "it takes one to call",
    );
    adopted.sh("day 2026-03-03; kaizen source set incident:INC-481 --include-edits -m 'It was the plumber.'").ok();
    assert_eq!(check(&adopted), [""; 0]);
}

#[test]
fn any_reference_has_a_file_of_its_own() {
    let world = World::with_people();
    let references = [
        "CVE-2024/1",
        "cve-2024/1",
        "Cve-2024/1",
        "owner/repo#12",
        "Tür 3, Süd",
        "CON",
        "..",
        "-f",
        "50%",
        "50%25",
        "$(touch x)",
    ];
    for reference in references {
        world.sh(&format!("dana; kaizen source add 'other:{reference}' --title 'Said of {}' ", reference.len())).ok();
    }
    let files = world.sh("ls register/sources/other").ok();
    let mut names: Vec<String> = files.lines().map(str::to_lowercase).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), references.len(), "{files}");
    for name in ["CVE-2024%2F1.toml", "owner%2Frepo%2312~l.toml", "%43ON.toml"] {
        assert!(files.lines().any(|file| file == name), "{name} in\n{files}");
    }
    assert_eq!(check(&world), [""; 0]);
    let listed: serde_json::Value = serde_json::from_str(&world.sh("kaizen source list --format json").ok()).unwrap();
    assert_eq!(listed["sources"].as_array().unwrap().len(), references.len());
    world.sh("dana; kaizen add --from 'other:CVE-2024/1' --kind improvement --grade observation --significance minor --description 'Seen in the scan.'").ok();
    world
        .sh("git mv register/sources/other/CVE-2024%2F1.toml register/sources/other/CVE.toml; git commit -qm Move")
        .ok();
    assert_eq!(check(&world), ["misplaced-file:error"]);
}
