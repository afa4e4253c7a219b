//! The verbs that look: now, as it was, for programs.

use crate::world::World;

#[test]
fn the_register_as_it_was() {
    let world = World::with_accepted();
    world.sh("day 2026-04-01; kaizen extend IMP --to 2026-08-01 -m late; arjun; day 2026-05-01; kaizen sign-off IMP -m done").ok();
    let status = |flags: &str| world.sh(&format!("unset KAIZEN_TODAY; kaizen list --columns status,due {flags}")).ok();
    assert!(status("--as-of 2026-03-05").contains("accepted"), "{}", status("--as-of 2026-03-05"));
    assert!(status("--as-of 2026-05-02").contains("implemented"));
    assert!(status("--at HEAD~1").contains("2026-08-01"));
    assert!(status("--at HEAD~2").contains("2026-05-15"));
    let told = world.sh("kaizen list --as-of 2020-01-01").fails(2);
    assert!(told.contains("2026-03-02"), "{told}");
    assert!(world.sh("kaizen show IMP --at HEAD~1").ok().contains("accepted"));
    world.sh("(unset KAIZEN_TODAY; kaizen check --at HEAD~1); kaizen search badge --at HEAD~3; kaizen stale --as-of 2026-04-02").ok();
    world.sh("kaizen list --at nothing").fails(2);
}

#[test]
fn every_json_output_is_what_its_schema_promises() {
    let world = World::with_accepted();
    world.sh("kaizen why IMP --because 'It drops them.'").ok();
    world.sh("kaizen config set rules.stale=off -m Agreed.; kaizen waive overdue IMP --until 2026-08-31 -m 'Parts are late.'").ok();
    for (name, verb) in [
        ("list", "list"),
        ("show", "show IMP"),
        ("log", "log"),
        ("search", "search badge"),
        ("stale", "stale"),
        ("people-list", "people list"),
        ("config-list", "config list"),
        ("check", "check"),
    ] {
        let out = world.sh(&format!("day 2026-09-01; kaizen {verb} --format json || true")).ok();
        let instance: serde_json::Value = serde_json::from_str(&out).unwrap_or_else(|e| panic!("{verb}: {e}\n{out}"));
        let schema: serde_json::Value = serde_json::from_str(&world.sh(&format!("kaizen schema {name}")).ok()).unwrap();
        let errors: Vec<String> = jsonschema::validator_for(&schema)
            .unwrap()
            .iter_errors(&instance)
            .map(|e| format!("{e} at {}", e.instance_path()))
            .collect();
        assert!(errors.is_empty(), "{verb}: {errors:#?}\n{out}");
    }
}

/// How many entries the log has.
fn logged(world: &World, flags: &str) -> usize {
    let out = world.sh(&format!("kaizen log {flags} --format json")).ok();
    let log: serde_json::Value = serde_json::from_str(&out).unwrap();
    log["entries"].as_array().unwrap().len()
}

#[test]
fn the_log_tells_who_changed_what_from_what_to_what() {
    let world = World::with_accepted();
    world.sh("day 2026-04-01; kaizen extend IMP --to 2026-08-01 -m 'The supplier is late.'").ok();
    let log = world.sh("kaizen log IMP --full").ok();
    assert!(
        log.contains("extended to 2026-08-01 by mona.lind") && log.contains("due: 2026-05-15 → 2026-08-01"),
        "{log}"
    );
    assert!(log.contains("The supplier is late.") && log.contains("Mona Lind <mona@example.com>"), "{log}");
    assert_eq!(logged(&world, "--act extended"), 1);
}

#[test]
fn a_merge_is_not_told_as_the_act_of_another_commit() {
    let world = World::with_accepted();
    world.sh("git switch -qc side; dana; kaizen note IMP -m 'From the side.'; git switch -q main; mona; kaizen note IMP -m 'From main.'").ok();
    world.sh("day 2026-03-20; git merge -q side || { kaizen fmt; git add -A; git commit -qm merged; }").ok();
    assert_eq!(logged(&world, "IMP --act noted"), 2);
    assert_eq!(world.sh("kaizen log IMP --full | grep -c 'From the side'").ok().trim(), "1");
    assert_eq!(logged(&world, "IMP -n 0"), 0);
    assert!(world.sh("kaizen search incident:INC-481").ok().contains("Badge reader"));
}

#[test]
fn the_log_of_a_field_of_a_quarter_of_a_person_and_of_what_was_deleted() {
    let world = World::with_accepted();
    let id = world.id();
    world.sh("day 2026-04-01; kaizen extend IMP --to 2026-08-01 -m 'The supplier is late.'").ok();
    let due = world.sh("kaizen log IMP --field due").ok();
    assert!(due.contains("2026-05-15 → 2026-08-01") && !due.contains("success_criterion"), "{due}");
    assert_eq!(logged(&world, "IMP --by dana.okafor"), 1);
    assert!(world.sh("kaizen log --by dana.okafro").fails(2).contains("dana.okafor"));
    assert_eq!(logged(&world, "IMP --since 2026-03-02 --until 2026-03-31"), 2);
    assert_eq!(logged(&world, "IMP --since 2026-03-02 --until 2026-04-01"), 3);
    assert_eq!(logged(&world, "IMP --until 2026-01-01"), 0);
    let page = world.sh("kaizen log").ok();
    assert!(page.lines().count() >= 6 && page.lines().all(|line| line.contains(" by ")), "{page}");
    let patch = world.sh("kaizen log IMP --act extended --patch").ok();
    assert!(patch.contains("-due = 2026-05-15") && patch.contains("+due = 2026-08-01"), "{patch}");
    assert!(world.sh("kaizen log people --full").ok().contains("person.\"arjun.mehta\".name: + Arjun Mehta"));

    world.sh(&format!("git rm -q {} && git commit -qm 'Tidy up'", world.item_path(&id))).ok();
    let ran = world.sh("kaizen log IMP --full");
    let gone = ran.both();
    assert!(
        gone.contains("the file was deleted") && gone.contains("Tidy up") && gone.contains("accepted by"),
        "{gone}"
    );
    assert!(ran.err.contains("not in the working tree any more"), "{gone}");
    assert!(world.sh("kaizen log ZZZZ").fails(2).contains("ZZZZ"));
}

#[test]
fn an_event_that_is_none_hides_no_field_of_the_log() {
    let world = World::with_accepted();
    let path = world.item_path(&world.id());
    let text = world.item(&world.id()).replace("title = \"Badge", "title = \"The badge");
    world.write(&path, format!("{text}\n[event.0123456789abcdef]\nact = \"guessed\"\n"));
    world.sh("git commit -qam 'By hand'").ok();
    let log = world.sh("kaizen log IMP -n 1 --full").ok();
    assert!(log.contains("title: Badge reader") && log.contains("event 0123456789abcdef"), "{log}");
}

#[test]
fn a_list_in_a_pipe_is_plain_and_whole_and_no_formula() {
    let world = World::with_people();
    world.sh("kaizen add '=cmd|calc' --kind improvement --source other:X --description text").ok();
    assert!(world.sh("kaizen list --format csv").ok().contains("'=cmd|calc"));
    let table = world.sh("kaizen list").ok();
    assert!(!table.contains('\u{1b}') && table.contains("=cmd|calc"), "{table}");
    assert_eq!(world.sh("kaizen list --format ids | wc -l").ok().trim(), "1");
    world.sh("kaizen list --status closed").ok();
}

#[test]
fn what_is_read_goes_to_files_too_each_as_its_format_alone_would() {
    let world = World::with_accepted();
    world.sh("kaizen add 'Second' --kind improvement --grade opportunity --source internal-audit:A-2 --description 'The log of badge readers drops entries.'").ok();
    for (verb, formats) in [
        ("list", ["json", "jsonl", "csv", "ids"].as_slice()),
        ("list none-is-like-that", &["json", "csv"]),
        ("stale", &["json"]),
        ("audit --no-history", &["json", "markdown"]),
        ("audit --checklist --no-history", &["json", "markdown"]),
        ("audit --crosswalk csf", &["json", "markdown"]),
    ] {
        let run = |flags: &str| world.sh(&format!("day 2026-09-01; kaizen {verb} {flags} || test $? = 1")).ok();
        let human = run("");
        for format in formats {
            assert_eq!(run(&format!("--output {format}=../made")), human, "{verb}: {format}");
            assert_eq!(world.read("../made"), run(&format!("--format {format}")), "{verb}: {format}");
        }
        assert_eq!(run("--output ../made"), "", "{verb}");
        assert_eq!(world.read("../made"), human, "{verb}");
    }
}

#[test]
fn stale_tells_why_and_for_how_long() {
    let world = World::with_accepted();
    let ran = world.sh("day 2026-06-14; kaizen stale --exit-code");
    assert!(
        ran.code == 1 && ran.out.contains("30 days overdue") && !ran.out.contains("nobody said why"),
        "{}",
        ran.both()
    );
    let ran = world.sh("day 2026-03-14; kaizen stale --exit-code");
    assert_eq!(ran.code, 0);
    world.sh("day 2026-06-10; arjun; kaizen note IMP -m 'The supplier is late.'").ok();
    let told = world.sh("day 2026-06-14; kaizen stale").ok();
    assert!(told.contains("\n  arjun.mehta noted: The supplier is late.\n"), "{told}");
}

/// Each verb has a help with an example; the whole is one snapshot, so that a change of the interface shows.
#[test]
fn the_whole_help() {
    let world = World::new();
    let help = world.sh("kaizen --help").ok();
    insta::assert_snapshot!("help", help);
    for line in help.lines().filter(|l| l.starts_with("  ") && !l.starts_with("  -") && !l.starts_with("   ")) {
        let Some(verb) = line.split_whitespace().next() else { continue };
        let told = world.sh(&format!("kaizen {verb} --help")).ok();
        assert!(told.contains("Example"), "{verb} has no example");
    }
}

/// What stands in the list of requirements by a number says nothing to who reads the help or the documentation.
#[test]
fn nothing_that_people_read_names_a_row_of_a_list() {
    let is_row = |word: &str| {
        let digits = word.strip_prefix('R').unwrap_or_default();
        digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let looked_at = |name: String, text: &str| {
        let row = text.split(|c: char| !c.is_ascii_alphanumeric()).find(|word| is_row(word));
        assert_eq!(row, None, "{name}");
    };
    let world = World::new();
    world.sh("kaizen man --install").ok();
    let mut folders = vec![world.home().join(".local/share/man/man1")];
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    folders.push(top.join("docs"));
    let listed =
        folders.iter().flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let files: Vec<_> = listed.filter(|path| path.is_file()).chain([top.join("README.md")]).collect();
    assert!(files.len() > 60, "{files:?}");
    for file in files {
        looked_at(file.display().to_string(), &std::fs::read_to_string(&file).unwrap());
    }
    looked_at("messages of the rules".to_owned(), &world.sh("kaizen check --list").ok());
}

/// Completions and manual pages are made from the same declarations as the help.
#[test]
fn completions_and_manual_pages_know_every_verb() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = world.sh(&format!("kaizen completions {shell}")).ok();
        assert!(script.contains("KAIZEN_COMPLETE"), "{shell}");
    }
    world.sh("kaizen completions bash > c; bash -n c; SHELL=/bin/zsh kaizen completions | grep -q compdef").ok();
    let told = world.sh("SHELL=/bin/other kaizen completions").fails(2);
    assert!(told.contains("kaizen completions bash"), "{told}");
    let page = world.sh("kaizen man people add").ok();
    assert!(page.contains(".TH kaizen-people-add") && page.contains("security\\-team"), "{page}");
    assert!(world.sh("kaizen man").ok().contains("kaizen\\-sign\\-off"));
    assert!(world.sh("kaizen man nothing").fails(2).contains("kaizen --help"));
    let pages = world.sh("kaizen man --all pages; ls pages").ok();
    assert!(pages.contains("kaizen-event-statement.1") && pages.contains("kaizen.1"), "{pages}");
}
