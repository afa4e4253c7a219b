//! Drafts of the policy and its documents, and the check of a policy that is there.

use std::path::PathBuf;

use crate::world::World;

fn policy(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests/policies", &format!("{name}.md")].iter().collect();
    path.display().to_string()
}

/// The names of the contents with this answer, and the exit code.
fn checked(world: &World, file: &str, answer: &[&str]) -> (i32, Vec<String>) {
    let ran = world.sh(&format!("kaizen policy check {file} --format json"));
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.both()));
    let fitting =
        found["contents"].as_array().unwrap().iter().filter(|c| answer.contains(&c["answer"].as_str().unwrap()));
    (ran.code, fitting.map(|c| c["content"].as_str().unwrap().to_owned()).collect())
}

#[test]
fn differently_worded_policies_pass_and_tell_where() {
    let world = World::new();
    let wordings =
        ["formal", "plain", "table", "prose", "standard", "translated", "committee", "accountable", "german", "months"];
    for name in wordings.map(|wording| format!("good_{wording}")) {
        let ran = world.sh(&format!("kaizen policy check {}", policy(&name)));
        assert_eq!(ran.code, 0, "{name}:\n{}", ran.both());
    }
    let told = world.sh(&format!("kaizen policy check {}", policy("good_formal"))).ok();
    for place in [
        "process-ownership  line 7 under “1 Roles and responsibilities”",
        "input-sources  line 15 under “2 Sources”",
        "root-cause  line 22 under “3 Analysis”",
        "verification  line 27 under “4 Effectiveness”",
        "management-reporting  line 33 under “5 Management review”",
        "5 of 5 contents found",
    ] {
        assert!(told.contains(place), "{place} in\n{told}");
    }
}

/// Not the first line that holds one of the words.
#[test]
fn the_line_that_is_told_is_the_one_that_says_it() {
    let world = World::new();
    for (name, places) in [
        ("good_german", ["line 7", "line 14", "line 21", "line 25", "line 30"]),
        ("good_months", ["line 5", "line 9", "line 13", "line 17", "line 21"]),
    ] {
        let told = world.sh(&format!("kaizen policy check {}", policy(name))).ok();
        let lines: Vec<&str> = told.lines().filter(|line| line.contains(" under “")).collect();
        for (line, place) in lines.iter().zip(places) {
            assert!(line.contains(&format!("{place} under")), "{name}: {place} in\n{told}");
        }
    }
}

#[test]
fn a_policy_that_lacks_something_is_told_what() {
    let world = World::new();
    for (name, lacking) in [
        ("lacks_ownership", vec!["process-ownership"]),
        ("lacks_sources", vec!["input-sources"]),
        ("lacks_binding", vec!["root-cause", "verification"]),
        ("lacks_rhythm", vec!["verification", "management-reporting"]),
        ("lacks_owner_denied", vec!["process-ownership"]),
        ("lacks_german", vec!["process-ownership", "root-cause", "verification", "management-reporting"]),
        ("lacks_all", vec!["process-ownership", "input-sources", "root-cause", "verification", "management-reporting"]),
    ] {
        let (code, found) = checked(&world, &policy(name), &["missing", "partly"]);
        assert_eq!((code, found), (1, lacking.iter().map(ToString::to_string).collect()), "{name}");
    }
    assert_eq!(checked(&world, &policy("lacks_sense"), &["found"]), (1, Vec::new()));
    assert_eq!(checked(&world, &policy("lacks_all"), &["missing"]).1.len(), 5);
    let told = world.sh(&format!("kaizen policy check {}", policy("lacks_binding")));
    assert!(told.out.contains("line 10 only allows or hopes"), "{}", told.out);
    let told = world.sh(&format!("kaizen policy check {}", policy("lacks_rhythm")));
    assert!(told.out.contains("how often") && told.out.contains("its standard"), "{}", told.out);
}

#[test]
fn templates_are_filled_and_pass_only_once_people_have_decided() {
    let world = World::with_people();
    let draft = world.sh("kaizen policy template improvement-policy | tee policy.md").ok();
    assert!(
        draft.contains("# Continual improvement policy of Example Ltd")
            && draft.contains("Mona Lind (ISMS manager) owns"),
        "{draft}"
    );
    assert!(draft.contains("at least every 92 days") && draft.contains("asks why at least 5 times"), "{draft}");
    let (code, lacking) = checked(&world, "policy.md", &["missing", "partly"]);
    assert_eq!((code, lacking.len()), (1, 0), "a draft has all contents and still something to decide");
    let told = world.sh("kaizen policy check policy.md").out;
    assert!(told.contains("to decide line 3: [TO DECIDE: number and date]"), "{told}");
    world.sh("sed -i -E 's/\\[TO DECIDE: [^]]*\\]/as agreed/g' policy.md; kaizen policy check policy.md").ok();
    for name in ["staff-guide", "soa", "procedure"] {
        let draft = world.sh(&format!("kaizen policy template {name}")).ok();
        assert!(
            draft.contains("Example Ltd") && draft.contains("Mona Lind") && draft.contains("[TO DECIDE:"),
            "{draft}"
        );
        assert!(!draft.contains("{{") && !draft.contains("}}"), "{draft}");
        assert_eq!(world.sh(&format!("kaizen policy template {name}")).ok(), draft);
    }
    assert!(world.sh("kaizen policy template soa --at HEAD").ok().contains(", commit "));
    // A name is text, whatever it holds.
    world.sh("kaizen config set 'name=A*B <script> [x](y)' -m 'New name.'").ok();
    let draft = world.sh("kaizen policy template staff-guide").ok();
    assert!(draft.contains("A\\*B \\<script\\> \\[x\\](y)"), "{draft}");
}

#[test]
fn what_is_no_policy_is_refused() {
    let world = World::new();
    world.write("latin.md", b"Gr\xfc\xdfe");
    world.write("large.md", vec![b'x'; (1 << 20) + 1]);
    world.write("empty.md", "");
    for (file, says) in [("gone.md", "gone.md"), ("latin.md", "UTF-8"), ("large.md", "MiB"), (".", "no file")] {
        let told = world.sh(&format!("kaizen policy check {file}")).fails(2);
        assert!(told.contains(says), "{told}");
    }
    let ran = world.sh("kaizen policy check empty.md");
    assert!(ran.code == 1 && ran.out.contains("0 of 5"), "{}", ran.both());
    world.write("deep.md", format!("{}\n{}\n[{}", "> ".repeat(20_000), "- ".repeat(20_000), "[".repeat(50_000)));
    assert_eq!(world.sh("kaizen policy check deep.md").code, 1);
    world.write("evil.md", "# \u{1b}[31mred\u{202e}\n\nThe CISO owns the [insert \u{7}] process.\n");
    let ran = world.sh("kaizen policy check evil.md");
    assert!(
        !ran.out.contains('\u{1b}') && !ran.out.contains('\u{7}') && !ran.out.contains('\u{202e}'),
        "{:?}",
        ran.out
    );
    let schema: serde_json::Value = serde_json::from_str(&world.sh("kaizen schema policy-check").ok()).unwrap();
    let found = world.sh("kaizen policy check evil.md --format json").out;
    assert!(jsonschema::is_valid(&schema, &serde_json::from_str(&found).unwrap()), "{found}");
}
