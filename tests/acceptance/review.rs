//! Management reviews: recorded once with their minutes, listed, checked, edited with a reason.

use crate::world::{World, value_of};

const RECORD: &str = "kaizen review record --held-on 2026-09-30 --chair mona.lind";

/// A register with one item and a review of 30 September, recorded on 1 October.
fn with_review() -> World {
    let world = World::with_accepted();
    world.write("minutes.md", "The improvement register was looked at.\n");
    world
        .sh(&format!(
            "day 2026-10-01; {RECORD} --attendee arjun.mehta --attendee 'Ann Lee <ann@bank.example>' --minutes minutes.md \
             --decision 'Fund a second reader.' --item IMP --decision 'Look at the doors again in December.' -m 'As planned.'"
        ))
        .ok();
    world
}

/// The rules that `check` finds broken in files of reviews, but for how late they were held.
fn check(world: &World) -> Vec<String> {
    let ran = world.sh("day 2026-10-02; kaizen check --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.both()));
    let about_reviews =
        report["findings"].as_array().unwrap().iter().filter(|f| f["file"].as_str().unwrap().starts_with("reviews/"));
    let rules = about_reviews.map(|f| f["rule"].as_str().unwrap().to_owned());
    rules.filter(|rule| rule != "management-review-overdue").collect()
}

#[test]
fn a_review_that_was_held_too_late_and_one_that_is_due_by_its_own_decision_are_told() {
    let world = with_review();
    let told = |day: &str| {
        let told = world.sh(&format!("kaizen check --today {day} --rule management-review-overdue")).both();
        told.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let late = told("2026-10-02");
    assert!(late.contains("it was held 212 days after the register began, and 92 are agreed"), "{late}");
    // Decided was 31 December, one day before the interval is over.
    assert!(!told("2026-12-31").contains("is 1 day overdue"), "{}", told("2026-12-31"));
    assert!(told("2027-01-01").contains("the next one is 1 day overdue"), "{}", told("2027-01-01"));
}

#[test]
fn a_review_is_one_file_that_reads_well_and_one_commit() {
    let world = with_review();
    let text = world.read("register/reviews/2026-09-30.toml");
    let (head, event) = text.split_once("[event.").unwrap();
    let sha = world.sh("sha256sum minutes.md | cut -d' ' -f1").ok();
    let commit = world.sh("git rev-parse HEAD~1").ok();
    let wanted = format!(
        r#"#:schema ../schemas/review.schema.json
schema = 1
id = "2026-09-30"

held_on = 2026-09-30
chair = "mona.lind"
attendees = [
  "arjun.mehta",
  "Ann Lee <ann@bank.example>",
]
minutes = {{ path = "evidence/reviews/2026-09-30/minutes.md", sha256 = "{}" }}
looked_at = "{}"
next_on = 2026-12-31

[[decision]]
text = "Fund a second reader."
items = ["{}"]

[[decision]]
text = "Look at the doors again in December."

"#,
        sha.trim(),
        commit.trim(),
        world.id()
    );
    assert_eq!(head, wanted);
    assert!(
        event.contains("act = \"recorded\"") && event.contains("by = \"mona.lind\"") && event.contains("As planned."),
        "{event}"
    );
    let shown = world.sh("git show --name-only --format=%B HEAD").ok();
    for line in [
        "review/2026-09-30: record the management review",
        "Kaizen-Item: review/2026-09-30",
        "Kaizen-Act: recorded",
        "register/reviews/2026-09-30.toml",
        "register/evidence/reviews/2026-09-30/minutes.md",
    ] {
        assert!(shown.contains(line), "{line} in\n{shown}");
    }
    assert_eq!(world.sh("kaizen fmt --check register/reviews/2026-09-30.toml").code, 0);
    assert!(world.path().join("register/schemas/review.schema.json").is_file());
    let listed = world.sh("day 2026-10-02; kaizen review list").ok();
    assert!(
        listed.contains("the next one is due on 2026-12-31") && listed.contains("2026-09-30  2026-09-30  mona.lind"),
        "{listed}"
    );
    let listed = world.sh("day 2027-01-02; kaizen review list; kaizen log | grep 2026-09-30").ok();
    assert!(
        listed.contains("due on 2026-12-31: 2 days overdue") && listed.contains("recorded by mona.lind"),
        "{listed}"
    );
    assert!(world.sh("kaizen review list --at HEAD~1").err.contains("no management review is recorded"));
    let listed = world.sh("unset KAIZEN_TODAY; kaizen review list --as-of 2026-10-05 --format json").ok();
    let schema = world.sh("kaizen schema review-list").ok();
    let schema: serde_json::Value = serde_json::from_str(&schema).unwrap();
    let list: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert!(jsonschema::is_valid(&schema, &list), "{listed}");
    assert_eq!(list["reviews"][0]["recorded"]["by"], "mona.lind");
}

#[test]
fn a_second_review_in_a_quarter_of_a_day_that_is_over() {
    let world = with_review();
    world.sh("day 2026-09-12; kaizen note IMP -m 'Seen in September.'").ok();
    let told = world
        .sh(&format!(
            "day 2026-10-02; {RECORD} --held-on 2026-09-15 --minutes https://minutes.example/7 --next-on 2026-09-30"
        )
        .replace("--held-on 2026-09-30 ", ""))
        .ok();
    assert_eq!(told, "");
    let text = world.read("register/reviews/2026-09-15.toml");
    assert!(text.contains("minutes = { url = \"https://minutes.example/7\" }"), "{text}");
    assert_eq!(value_of(&text, "next_on"), "2026-09-30");
    // The last commit of the first-parent line before the first that is later; the review of 1 October comes after.
    assert_eq!(value_of(&text, "looked_at"), world.sh("git rev-parse HEAD~3").ok().trim());
    assert_eq!(check(&world), [""; 0]);
}

#[test]
fn a_review_that_cannot_be_is_refused_and_leaves_nothing() {
    let world = World::with_accepted();
    world.write("minutes.md", "x");
    let before = world.sh("git rev-parse HEAD; git status --porcelain").ok();
    for (script, says) in [
        (format!("day 2026-10-01; arjun; {RECORD} --minutes minutes.md"), "is no manager"),
        (format!("{RECORD} --minutes minutes.md"), "in the future"),
        (format!("day 2026-10-01; {RECORD} --minutes gone.md"), "gone.md"),
        (format!("day 2026-10-01; {RECORD} --minutes .git"), "is no file"),
        (format!("day 2026-10-01; {RECORD} --minutes ftp:x"), "a link that begins with https://"),
        (format!("day 2026-10-01; {RECORD} --minutes minutes.md --attendee arjun.meta"), "did you mean arjun.mehta"),
        (format!("day 2026-10-01; {RECORD} --minutes minutes.md --attendee anonymous"), "named"),
        (format!("day 2026-10-01; {RECORD} --minutes minutes.md --decision Look-again --item ZZZZ"), "no item matches"),
        (format!("day 2026-10-01; {RECORD} --minutes minutes.md --item IMP --decision X"), "before any --decision"),
        (format!("day 2026-10-01; {RECORD} --minutes minutes.md --next-on 2026-09-30"), "not after"),
        (format!("day 2026-10-01; {RECORD} --minutes minutes.md --looked-at nowhere"), "names no commit"),
        (
            "day 2026-10-01; kaizen review record --held-on 2020-01-01 --chair mona.lind --minutes minutes.md".into(),
            "--looked-at REV",
        ),
        (
            "day 2026-10-01; kaizen review record --held-on 2026-09-30 --chair dana.okafor --minutes minutes.md".into(),
            "9.3.1",
        ),
        ("kaizen review edit 2026-09-30 -m Reworded".into(), "there is no management review 2026-09-30"),
    ] {
        let told = world.sh(&script).fails(2);
        assert!(told.contains(says), "{script}: {told}");
        assert_eq!(world.sh("git rev-parse HEAD; git status --porcelain").ok(), before, "{script}");
    }
}

#[test]
fn check_tells_what_was_done_to_a_review_by_hand() {
    let world = with_review();
    assert_eq!(check(&world), [""; 0]);
    let path = "register/reviews/2026-09-30.toml";
    let whole = world.read(path);
    let changed = |from: &str, to: &str| {
        assert!(whole.contains(from), "{from}");
        world.write(path, whole.replacen(from, to, 1));
        let found = check(&world);
        world.write(path, &whole);
        found
    };
    assert_eq!(changed("a second reader", "a third reader"), ["edited-by-hand"]);
    assert_eq!(changed("next_on = 2026-12-31", "next_on = 2027-12-31"), ["edited-by-hand"]);
    assert_eq!(changed("\"arjun.mehta\"", "\"arjun.meta\""), ["edited-by-hand", "unknown-person"]);
    assert_eq!(changed("held_on", "colour = 1\nheld_on"), ["edited-by-hand", "unknown-key"]);
    assert_eq!(changed("As planned.", "As ordered."), ["event-altered"]);
    let rules = changed("by = \"mona.lind\"", "by = \"dana.okafor\"");
    assert_eq!(rules, ["unauthorised-event", "event-altered"]);
    assert_eq!(
        changed("id = \"2026-09-30\"", "id = \"2026-09-29\""),
        ["misplaced-file", "edited-by-hand", "event-altered"]
    );
    assert_eq!(changed("held_on = 2026-09-30", "held_on = soon"), ["unreadable"]);
    let without = whole.split("[event.").next().unwrap();
    assert_eq!(changed(whole.as_str(), without), ["event-removed", "unauthorised-event"]);
    world.write("register/evidence/reviews/2026-09-30/minutes.md", "Other minutes.\n");
    assert_eq!(check(&world), ["evidence-changed"]);
    world.sh("rm register/evidence/reviews/2026-09-30/minutes.md").ok();
    assert_eq!(check(&world), ["evidence-missing"]);
}

#[test]
fn the_record_is_edited_with_a_reason_and_comments_stay() {
    let world = with_review();
    let path = "register/reviews/2026-09-30.toml";
    world.write(path, world.read(path).replace("chair = ", "# led from Hamburg\nchair = "));
    world.sh("git commit -qam 'Where it was led from'").ok();
    assert_eq!(check(&world), [""; 0]);
    let edit = "export TMPDIR=$HOME; VISUAL=\"sed -i 's/second reader/third reader/'\" kaizen review edit 2026-09-30";
    let told = world.sh(&format!("day 2026-10-02; arjun; {edit} -m Reworded")).fails(2);
    assert!(told.contains("takes a manager") && told.contains("kept in"), "{told}");
    let told = world.sh(&format!("day 2026-10-02; {edit}")).fails(2);
    assert!(told.contains("still missing: -m"), "{told}");
    world.sh(&format!("day 2026-10-02; {edit} -m 'Three were ordered.'")).ok();
    let text = world.read(path);
    assert!(
        text.contains("# led from Hamburg\n") && text.contains("third reader") && text.contains("Three were ordered."),
        "{text}"
    );
    assert_eq!(check(&world), [""; 0]);
    // What was edited by hand is adopted only when it is said.
    world.write(path, text.replace("in December", "in January"));
    let told = world
        .sh("day 2026-10-02; export TMPDIR=$HOME; VISUAL=\"sed -i s/third/fourth/\" kaizen review edit 2026-09-30 -m Reworded")
        .fails(2);
    assert!(told.contains("edited by hand") && told.contains("decision.text"), "{told}");
    world.sh("day 2026-10-02; kaizen review edit 2026-09-30 --include-edits -m 'January it is.'").ok();
    assert!(world.read(path).contains("edits = [\"decision.text\"]"), "{}", world.read(path));
    assert_eq!(check(&world), [""; 0]);
    let told = world
        .sh("day 2026-10-02; export TMPDIR=$HOME; VISUAL=\"sed -i s/2026-09-30/2026-09-29/\" kaizen review edit 2026-09-30 -m Reworded")
        .fails(2);
    assert!(told.contains("never changed") || told.contains("never edited"), "{told}");
}

#[test]
fn a_hand_edit_of_a_review_names_the_commit_that_made_it() {
    let world = with_review();
    world
        .sh("day 2026-10-02; dana; sed -i 's/second reader/third reader/' register/reviews/2026-09-30.toml; git commit -qam Tidy
             day 2026-10-03; mona; echo '# a word' >> register/reviews/2026-09-30.toml; git commit -qam Word")
        .ok();
    let tidy = world.sh("git rev-parse HEAD~1").ok();
    let ran = world.sh("day 2026-10-04; kaizen check --rule edited-by-hand --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let finding = &report["findings"][0];
    assert_eq!((&finding["rule"], &finding["file"]), (&"edited-by-hand".into(), &"reviews/2026-09-30.toml".into()));
    assert_eq!((&finding["level"], ran.code), (&"error".into(), 1));
    assert_eq!(finding["commit"]["id"], tidy.trim());
    assert_eq!(finding["commit"]["author"], "Dana Okafor <dana@example.com>");
    assert_eq!(finding["commit"]["at"], "2026-10-02T09:00:00Z");
    let told = world.sh("day 2026-10-04; kaizen check --rule edited-by-hand").both();
    assert!(told.contains(&tidy[..7]) && told.contains("Dana Okafor"), "{told}");
    world.sh(&format!("git revert --no-edit {}", tidy.trim())).ok();
    let ran = world.sh("day 2026-10-04; kaizen check --rule edited-by-hand --format json");
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    let findings = report["findings"].as_array().unwrap();
    assert_eq!(findings.len(), 1, "{}", ran.out);
    assert_eq!((&findings[0]["level"], &findings[0]["commit"]["id"]), (&"warn".into(), &tidy.trim().into()));
}

/// Two branches each record a review of the same quarter: both stay, and nothing has to be chosen.
#[test]
fn reviews_of_two_branches_have_files_of_their_own() {
    let world = World::with_accepted();
    world.write("../m.md", "Minutes.");
    let record = |day: &str| {
        format!(
            "day {day}; kaizen review record --held-on {day} --chair mona.lind --minutes ../m.md --decision 'Look again.'"
        )
    };
    world
        .sh(&format!(
            "git switch -qc side; {}; git switch -q main; {}; git merge -q -m joined side",
            record("2026-03-10"),
            record("2026-03-12")
        ))
        .ok();
    let ran = world.sh("day 2026-03-13; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
    let listed = world.sh("day 2026-03-13; kaizen review list").ok();
    assert!(listed.contains("2026-03-10  2026-03-10") && listed.contains("2026-03-12  2026-03-12"), "{listed}");
    // A second one of a day has a number.
    let again = record("2026-03-12").replace("day 2026-03-12", "day 2026-03-13");
    let told = world.sh(&again).both();
    assert!(told.contains("review/2026-03-12-2 recorded"), "{told}");
}
