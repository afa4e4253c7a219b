//! `check` in pipelines: every format read by something that is not kaizen, filters, exit codes, streams.

use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;

use crate::world::World;
use serde_json::Value;

/// A register with an error, a warning, a waived finding and a title that means harm.
fn neglected() -> World {
    static MADE: LazyLock<World> = LazyLock::new(make);
    MADE.copy()
}

fn make() -> World {
    let world = World::with_accepted();
    world
        .sh(r#"
        dana
        kaizen add $'::error::50 %, [click](https://e.example) \e[31m' --kind improvement --grade observation \
          --significance minor --source other:X \
          --description text > ../second
        mona
        kaizen accept $(cat ../second) --owner arjun.mehta --due 2026-04-01 --criterion "Seen." -m "Agreed."
        kaizen config set rules.too-few-active=off rules.no-recent-entries=off rules.management-review-overdue=off \
          rules.no-staff-contribution=off rules.generic-text=off rules.low-completion-rate=off -m "Not of interest here."
        kaizen waive overdue $(cat ../second) --until 2026-12-31 -m $'The site\ncloses, 100 % sure: [x](y).'
        "#)
        .ok();
    world
}

/// What `check` prints of it in a format, with the exit code.
#[track_caller]
fn check(world: &World, flags: &str, code: i32) -> String {
    let ran = world.sh(&format!("day 2026-09-20; kaizen check {flags}"));
    assert_eq!((ran.code, ran.err.as_str()), (code, ""), "{flags}\n{}", ran.both());
    ran.out
}

/// The published schema of SARIF, as the crate that reads it carries it.
fn published_schema() -> Value {
    let asked = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let versions = asked("rustc", &["-vV"]);
    let host = versions.lines().find_map(|line| line.strip_prefix("host: ")).unwrap();
    let flags = ["metadata", "--offline", "--locked", "--format-version", "1", "--filter-platform", host];
    let metadata: Value = serde_json::from_str(&asked(env!("CARGO"), &flags)).unwrap();
    let package = metadata["packages"].as_array().unwrap().iter().find(|p| p["name"] == "serde-sarif").unwrap();
    let folder = PathBuf::from(package["manifest_path"].as_str().unwrap());
    let text = std::fs::read_to_string(folder.with_file_name("src").join("schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn sarif_is_what_its_published_schema_asks() {
    let world = neglected();
    let text = check(&world, "--format sarif", 1);
    let instance: Value = serde_json::from_str(&text).unwrap();
    let mut schema = published_schema();
    // The pattern of languages in it has a bracket too many, so that strict readers refuse it; kaizen writes none.
    for place in ["run", "toolComponent"] {
        let language = &mut schema["definitions"][place]["properties"]["language"];
        language.as_object_mut().unwrap().remove("pattern").unwrap();
    }
    assert_eq!(schema["title"], "Static Analysis Results Format (SARIF) Version 2.1.0 JSON Schema");
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&instance).map(|e| format!("{e} at {}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    let broken = serde_json::json!({ "version": "2.1.0", "runs": [{ "results": [] }] });
    assert!(!validator.is_valid(&broken), "the schema asks for a tool");

    let log: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
    let run = &log.runs[0];
    let rules = run.tool.driver.rules.as_ref().unwrap();
    let results = run.results.as_ref().unwrap();
    assert!(results.len() >= 3, "{text}");
    for result in results {
        let rule = &rules[usize::try_from(result.rule_index.unwrap()).unwrap()];
        assert_eq!(Some(&rule.id), result.rule_id.as_ref());
        let place = result.locations.as_ref().unwrap()[0].physical_location.as_ref().unwrap();
        let path = place.artifact_location.as_ref().unwrap().uri.as_ref().unwrap();
        let region = place.region.as_ref().unwrap();
        let line =
            world.read(path).lines().nth(usize::try_from(region.start_line.unwrap() - 1).unwrap()).unwrap().to_owned();
        assert_eq!(region.snippet.as_ref().unwrap().text.as_ref(), Some(&line));
        assert!(!result.message.text.as_ref().unwrap().contains("]("), "a message makes no link");
    }
    let waived: Vec<bool> = results.iter().map(|r| !r.suppressions.as_ref().unwrap().is_empty()).collect();
    assert_eq!(waived.iter().filter(|w| **w).count(), 1);
    assert!(!text.contains(world.path().to_str().unwrap()), "no path of the machine");
}

#[test]
fn every_format_is_the_same_when_made_again_and_a_moved_line_keeps_its_fingerprint() {
    let world = neglected();
    let prints = |text: &str| -> Vec<String> {
        let log: Value = serde_json::from_str(text).unwrap();
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        let each = results.iter().map(|r| r["partialFingerprints"]["kaizen/v1"].as_str().unwrap().to_owned());
        each.collect()
    };
    for format in ["human", "json", "sarif", "junit", "github", "gitlab"] {
        let flags = format!("--format {format}");
        assert_eq!(check(&world, &flags, 1), check(&world, &flags, 1));
    }
    let before = check(&world, "--format sarif", 1);
    let path = world.item_path(&world.id());
    world.write(&path, format!("# A remark.\n{}", world.read(&path)));
    let after = check(&world, "--format sarif", 1);
    assert_ne!(before, after);
    assert_eq!(prints(&before), prints(&after));
    let all: std::collections::BTreeSet<String> = prints(&before).into_iter().collect();
    assert_eq!(all.len(), prints(&before).len(), "each has its own");
}

#[test]
fn one_run_writes_files_beside_what_it_prints() {
    let world = neglected();
    let human = check(&world, "", 1);
    assert_eq!(check(&world, "--output sarif=made/k.sarif --output junit=k.xml", 1), human);
    for (format, file) in [("sarif", "made/k.sarif"), ("junit", "k.xml")] {
        assert_eq!(world.read(file), check(&world, &format!("--format {format}"), 1));
    }
    assert_eq!(check(&world, "--format json --output ./all=1.json", 1), "");
    let ran = world.sh("day 2026-09-20; kaizen check --output sarfi=k.sarif");
    assert!(ran.code == 2 && ran.err.contains("“sarfi” is no format"), "{}", ran.both());
    assert_eq!(world.read("all=1.json"), check(&world, "--format json", 1));
    let ran = world.sh("day 2026-09-20; kaizen check --output sarif=register");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.both());
    assert!(ran.err.contains("cannot write register"), "{}", ran.err);
}

#[test]
fn junit_has_a_case_for_each_finding_and_each_quiet_rule() {
    let world = neglected();
    let read = |flags: &str, code: i32| {
        let text = check(&world, &format!("--format junit {flags}"), code);
        junit_parser::from_reader(text.as_bytes()).unwrap()
    };
    let suites = read("", 1);
    let cases: Vec<_> = suites.suites.iter().flat_map(|s| &s.cases).collect();
    let of = |rule: &str| -> Vec<_> {
        cases.iter().filter(|c| c.classname.as_deref() == Some(&format!("kaizen.process.{rule}"))).collect()
    };
    let overdue = of("overdue");
    assert_eq!(overdue.iter().filter(|c| c.status.is_failure()).count(), 1);
    assert_eq!(overdue.iter().filter(|c| c.status.is_skipped()).count(), 1);
    let failed = overdue.iter().find(|c| c.status.is_failure()).unwrap();
    for said in [world.id().as_str(), "Badge", "The target date is over"] {
        assert!(failed.original_name.contains(said), "{}", failed.original_name);
    }
    assert!(failed.status.failure_as_ref().message.contains("days overdue"));
    assert_eq!(failed.file.as_deref(), Some(world.item_path(&world.id()).as_str()));
    assert!(of("no-source")[0].status.is_success());
    assert!(of("stale").iter().all(|c| c.status.is_skipped()), "a warning fails nothing");
    assert_eq!(suites.failures, 1);

    // A case fails where it makes the exit code 1, and only there.
    assert!(read("--fail-on warn", 1).failures > 1);
    assert_eq!(read("--fail-on never", 0).failures, 0);
    // What was not asked has not passed.
    let asked = read("--rule stale", 0);
    let names: Vec<_> = asked.suites.iter().flat_map(|s| &s.cases).filter_map(|c| c.classname.clone()).collect();
    assert!(!names.iter().any(|name| name.ends_with("overdue")), "{names:?}");
}

#[test]
fn a_reviewer_reads_what_the_change_does_and_what_was_found_in_it() {
    let world = World::with_accepted();
    world
        .sh(r#"
        git switch -qc change
        dana; kaizen suggest "@team: [Visitors](x) see the screens" > ../second
        mona; day 2026-03-20; kaizen extend $(cat ../id) --to 2026-09-01 -m "The vendor | delivers <late>."
        dana; git switch -q main; kaizen suggest "Seen on the main branch only"; git switch -q change
        "#)
        .ok();
    let text = check(&world, "--since main --format markdown", 1);
    let (change, found) = text.split_once("## What was found in it").unwrap();
    let line = |id: &str| change.lines().find(|line| line.contains(id)).unwrap_or_else(|| panic!("{id}: {text}"));
    let second = world.read("../second");
    assert!(line(second.trim()).contains("\\[Visitors\\](x) see the screens: raised by Dana Okafor"), "{text}");
    assert!(line(second.trim()).contains("@<!-- -->team"), "{text}");
    let first = line(&world.id());
    assert!(first.contains("extended to 2026-09-01 by Mona Lind (“The vendor \\| delivers \\<late\\>.”)"), "{text}");
    assert!(first.contains("due moved from 2026-05-15 to 2026-09-01"), "{text}");
    assert_eq!(change.matches("\n- ").count(), 2, "what only the other branch has is none of it: {text}");
    assert!(found.contains("**error** `overdue`") && found.contains("kaizen sign-off"), "{text}");
    // The file beside what is printed says the same; without --since there is no change to tell of.
    check(&world, "--since main --output markdown=comment.md", 1);
    assert_eq!(world.read("comment.md"), text);
    assert!(!check(&world, "--format markdown", 1).contains("What this change does"));
    // A change that alters a record of the other branch says so.
    let path = world.item_path(&world.id());
    world.write(&path, world.read(&path).replace("\"Agreed.\"", "\"Agreed!\""));
    world.sh("git add --all register; git commit -q --message 'A small change'").ok();
    let text = check(&world, "--since main --format markdown", 1);
    assert!(text.contains("was altered or taken out") && text.contains("`event-altered`"), "{text}");
}

#[test]
fn gitlab_gets_the_fields_it_asks_for() {
    let world = neglected();
    let issues: Value = serde_json::from_str(&check(&world, "--format gitlab", 1)).unwrap();
    let issues = issues.as_array().unwrap();
    let mut fingerprints = std::collections::BTreeSet::new();
    for issue in issues {
        assert!(!issue["description"].as_str().unwrap().is_empty());
        assert!(!issue["check_name"].as_str().unwrap().is_empty());
        assert!(fingerprints.insert(issue["fingerprint"].as_str().unwrap()), "GitLab shows one of a fingerprint");
        let severity = issue["severity"].as_str().unwrap();
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&severity));
        let path = issue["location"]["path"].as_str().unwrap();
        let begin = usize::try_from(issue["location"]["lines"]["begin"].as_u64().unwrap()).unwrap();
        assert!(begin >= 1 && begin <= world.read(path).lines().count(), "{issue}");
    }
    let severities: Vec<&str> =
        issues.iter().filter(|i| i["check_name"] == "overdue").map(|i| i["severity"].as_str().unwrap()).collect();
    assert!(severities.contains(&"major") && severities.contains(&"info"), "{severities:?}");
    assert_eq!(check(&world, "--format gitlab --rule no-source", 0), "[]\n");
}

/// A command of a workflow: its name, its properties, its message.
type Annotation = (String, Vec<(String, String)>, String);

/// Reads a line as a runner of GitHub Actions does.
fn command(line: &str) -> Option<Annotation> {
    let rest = line.trim_start().strip_prefix("::")?;
    let (head, message) = rest.split_once("::")?;
    let unescape = |text: &str, all: bool| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n");
        let text = if all { text.replace("%3A", ":").replace("%2C", ",") } else { text };
        text.replace("%25", "%")
    };
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let pairs = properties.split(',').filter_map(|pair| pair.split_once('='));
    let pairs = pairs.map(|(key, value)| (key.to_owned(), unescape(value, true)));
    Some((name.to_owned(), pairs.collect(), unescape(message, false)))
}

#[test]
fn github_gets_annotations_that_no_text_can_break_out_of() {
    let world = neglected();
    let out = check(&world, "--format github", 1);
    let commands: Vec<_> = out.lines().filter_map(command).collect();
    // What was read, written by a library for workflows, is the same line again.
    for (line, (name, properties, message)) in out.lines().zip(&commands) {
        let pairs = properties.iter().map(|(key, value)| github_actions::Property(key, value)).collect();
        let again = github_actions::Command {
            command: name,
            value: message,
            properties: Some(github_actions::Properties(pairs)),
        };
        assert_eq!(again.to_string(), line);
    }
    let names: Vec<&str> = commands.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names.iter().filter(|n| **n == "error").count(), 1, "{out}");
    assert_eq!(names.iter().filter(|n| **n == "notice").count(), 1, "{out}");
    assert!(names.is_sorted(), "errors first: {names:?}");
    for (_, properties, message) in &commands {
        let keys: Vec<&str> = properties.iter().map(|(key, _)| key.as_str()).collect();
        assert_eq!(keys, ["file", "line", "col", "endColumn", "title"], "{out}");
        assert!(world.path().join(&properties[0].1).exists(), "{out}");
        assert!(message.contains("IMP-2026-"), "{out}");
    }
    let (_, properties, message) = commands.iter().find(|(name, ..)| name == "notice").unwrap();
    assert_eq!(properties[4].1, "waived overdue (::error::50 %, [click](https://e.example) \\u{1b}[31m)");
    assert!(message.ends_with("Waived until 2026-12-31: The site closes, 100 % sure: [x](y)."), "{message}");
    assert!(out.lines().last().unwrap().starts_with("1 error, "), "{out}");
}

#[test]
fn the_human_report_shows_the_line_and_counts_last() {
    let world = neglected();
    let out = check(&world, "", 1);
    assert!(out.contains("until 2026-12-31: The site closes") && !out.contains("| due = "), "{out}");
    let out = check(&world, "--full", 1);
    let id = world.id();
    assert!(out.contains(&format!("{id}  Badge reader drops failed attempts\n")), "{out}");
    let place = format!("{}:", world.item_path(&id));
    assert!(out.contains(&place) && out.contains("| due = 2026-05-15\n") && out.contains("| ^^^\n"), "{out}");
    assert!(out.contains("waived until 2026-12-31: The site closes"), "{out}");
    assert!(out.lines().last().unwrap().starts_with("1 error, "), "{out}");
    assert!(!out.contains('\u{1b}'), "{out}");
}

#[test]
fn many_findings_take_a_line_each() {
    let world = World::with_accepted();
    let path = world.item_path(&world.id());
    let controls = (0..40).map(|n| format!("\"A.99.{n}\", ")).collect::<String>();
    world.write(&path, world.read(&path).replacen("sources = [", &format!("controls = [{controls}]\nsources = ["), 1));
    let out = check(&world, "--rule unknown-control", 1);
    assert_eq!(out.lines().filter(|line| line.starts_with("  IMP-")).count(), 10, "{out}");
    assert!(out.contains("  and 30 more: kaizen check --rule unknown-control --full\n"), "{out}");
    let out = check(&world, "--rule unknown-control --full", 1);
    assert_eq!(out.matches("error[unknown-control]").count(), 40, "{out}");
    assert!(out.lines().count() < 60 && out.contains("unknown-control (40): "), "{out}");
}

#[test]
fn filters_say_what_they_leave_out_and_let_nothing_pass_by_accident() {
    let world = neglected();
    let out = check(&world, "--rule no-source", 0);
    assert!(out.contains("Left out by --rule no-source: 1 error, "), "{out}");
    let second = world.sh("cat ../second").ok();
    let out = check(&world, &format!("--item {}", second.trim()), 0);
    assert!(out.contains("Left out by --item") && !out.contains(&world.id()), "{out}");
    let out = check(&world, &format!("--item {} {}", world.id(), second.trim()), 1);
    assert!(out.contains(&world.id()) && out.contains(second.trim()), "{out}");

    // A level hides and never lowers: warnings count, listed or not.
    let out = check(&world, "--level error --rule stale --fail-on warn", 1);
    assert!(!out.contains("warning[stale]") && out.contains("Counted and not listed, for --level: "), "{out}");

    let told = world.sh("kaizen check --item nothing").fails(2);
    assert!(told.contains("no item matches"), "{told}");
    let told = world.sh("kaizen check --rule over-due").fails(2);
    assert!(told.contains("did you mean overdue"), "{told}");

    // What cannot be read is told whatever was asked for.
    world.write("register/items/2026/IMP-2026-BAD0.toml", "schema = ");
    let id = world.id();
    let out = check(&world, &format!("--item {id} --rule no-source --level error"), 1);
    assert!(out.contains("error[unreadable]") && out.contains("| schema =\n"), "{out}");
}

#[test]
fn where_it_could_not_look_the_code_is_2_in_every_format() {
    let world = neglected();
    let people = world.read("register/people.toml");
    world.write("register/people.toml", "schema = ");
    for format in ["human", "json", "sarif", "junit", "github", "gitlab"] {
        for flags in ["", "--rule no-source", "--fail-on never"] {
            let out = check(&world, &format!("--format {format} {flags}"), 2);
            assert!(out.contains("people.toml"), "{format}: {out}");
        }
    }
    world.write("register/people.toml", people);
    let ran = world.sh("kaizen check --register nowhere --format sarif");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    let ran = world.sh("kaizen check --format xml");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
}

/// Without people nobody's mail address is known, which is nobody's fault.
#[test]
fn people_and_settings_that_cannot_be_read_accuse_nobody() {
    for file in ["register.toml", "people.toml"] {
        let world = World::with_accepted();
        let path = format!("register/{file}");
        world.write(&path, world.read(&path).replacen("schema = 1", "schema = ", 1));
        let report: Value = serde_json::from_str(&check(&world, "--format json", 2)).unwrap();
        let findings: Vec<_> =
            report["findings"].as_array().unwrap().iter().map(|f| (&f["rule"], &f["file"])).collect();
        assert_eq!(findings, [(&"unreadable".into(), &file.into())]);
    }
}

#[test]
fn a_reader_that_stops_early_changes_no_exit_code() {
    let world = neglected();
    // More than a pipe holds, so that the reader is gone before all is written.
    let path = world.item_path(&world.id());
    let controls = (0..1500).map(|n| format!("\"A.99.{n}\", ")).collect::<String>();
    world.write(&path, world.read(&path).replacen("sources = [", &format!("controls = [{controls}]\nsources = ["), 1));
    for format in ["human", "json", "sarif", "junit", "github", "gitlab"] {
        let script = format!(
            "day 2026-09-20; set +e; kaizen check --format {format} 2>../err | head -c 1 >/dev/null; echo ${{PIPESTATUS[0]}}; cat ../err"
        );
        assert_eq!(world.sh(&script).ok(), "1\n", "{format}");
        assert_eq!(world.sh(&format!("day 2026-09-20; kaizen check --format {format} >&-")).code, 1, "{format}");
    }
    let full = world.sh("day 2026-09-20; kaizen check >/dev/full").fails(2);
    assert!(full.starts_with("error: "), "{full}");
}

#[test]
fn who_looks_on_a_day_looks_at_its_end() {
    let world = World::with_accepted();
    world.sh("KAIZEN_TODAY=2026-09-20T21:30:00Z kaizen note $(cat ../id) -m 'Late in the evening.'").ok();
    let on = |day: &str| world.sh(&format!("kaizen check --today {day} --rule future-dated")).code;
    assert_eq!((on("2026-09-20"), on("2026-09-19")), (0, 1));
}

#[test]
fn a_place_for_suggestions_that_no_link_may_lead_to_is_told() {
    let world = World::with_people();
    let told = |line: &str| -> Vec<String> {
        let ran = world.sh(&format!("git checkout -q register; sed -i '/^timezone/a {line}' register/register.toml; kaizen check --rule unknown-key --format json"));
        let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
        let found = report["findings"].as_array().unwrap().iter();
        found.map(|f| format!("{}: {}", f["line"], f["message"].as_str().unwrap())).collect()
    };
    for (line, key) in [
        ("suggest_issues = \"javascript:alert(1)/issues/new\"", "suggest_issues"),
        ("suggest_issues = \"http://git.example.com/x/issues/new\"", "suggest_issues"),
        ("suggest_mail = \"mona@example.com?bcc=eve@example.com\"", "suggest_mail"),
    ] {
        let found = told(line);
        assert!(
            found.len() == 1 && found[0].contains(&format!("`{key}` is")) && !found[0].starts_with("null"),
            "{found:?}"
        );
    }
    assert_eq!(told("suggest_issues = \"https://git.example.com/x/issues/new\""), [""; 0]);
    assert_eq!(told("suggest_mail = \"improve@example.com\""), [""; 0]);
    // One that was adopted is told all the same.
    world.sh("git checkout -q register; sed -i '/^timezone/a suggest_mail = \"no\"' register/register.toml; mona; kaizen edit register --include-edits -m 'By hand.'").ok();
    assert!(world.sh("kaizen check").both().contains("suggest_mail"));
}

#[test]
fn numbers_that_were_loosened_stand_in_the_last_lines() {
    let world = World::with_people();
    let quiet = world.sh("kaizen check");
    assert!(!quiet.both().contains("otherwise than usual"), "{}", quiet.both());
    world.sh("mona; kaizen config set policy.decision_days=300 policy.hasty_days_major=0 -m 'We are slow.'").ok();
    for flags in ["", "--full", "--format github", "--format markdown", "--rule overdue"] {
        let told = world.sh(&format!("COLUMNS=400 kaizen check {flags}")).both().replace('\\', "");
        for number in ["otherwise than usual: decision_days 300 (usually 30)", "hasty_days_major 0 (usually 7)"] {
            assert!(told.contains(number), "{flags}: {told}");
        }
    }
    let report: serde_json::Value = serde_json::from_str(&world.sh("kaizen check --format json").out).unwrap();
    assert_eq!(report["numbers"][0]["usual"], 30, "{report:#}");
    let audit = world.sh("COLUMNS=400 kaizen audit").both();
    assert!(audit.contains("decision_days 300 (usually 30)"), "{audit}");
}
