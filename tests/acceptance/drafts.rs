//! Drafts by programs: what AGENTS.md tells them, how a person adopts one, where it shows; and that no machine decides.

use crate::world::World;
use serde_json::Value;

const BY_HAND: &str = r#"
    printf '\n[[analysis]]\nmethod = "five-whys"\nby = "arjun.mehta"\non = 2026-03-02\nroot_cause = "Nobody patches the readers."\n\n[[analysis.why]]\nquestion = "Why?"\nanswer = "The firmware drops them."\n' > ../draft
    file=register/items/2026/$(cat ../id).toml
    awk '/^\[event/ && !done { while ((getline line < "../draft") > 0) print line; print ""; done = 1 } { print }' $file > ../new
    cp ../new $file
"#;

#[test]
fn the_section_is_written_once_and_nothing_else_is_touched() {
    let world = World::with_accepted();
    world.write("AGENTS.md", "# House rules\n\nSmall commits.\n");
    let told = world.sh("mona; kaizen init --agents").ok();
    let first = world.read("AGENTS.md");
    assert!(first.starts_with("# House rules\n\nSmall commits.\n\n<!-- kaizen: begin -->\n"), "{first}");
    assert!(first.contains("`register/items/YEAR/ID.toml`") && told.is_empty(), "{first}{told}");
    world.write("AGENTS.md", first.replace("You never:", "You sometimes:") + "\n## Later\n");
    world.sh("mona; kaizen init --agents").ok();
    assert_eq!(world.read("AGENTS.md"), first.clone() + "\n## Later\n");
    assert_eq!(world.sh("git status --porcelain").ok(), "?? AGENTS.md\n", "it is not committed for anybody");
    world.write("AGENTS.md", first.replace("<!-- kaizen: end -->", ""));
    world.refuses("mona; kaizen init --agents", "once each");
    world.sh("rm AGENTS.md; ln -s ../elsewhere AGENTS.md").ok();
    world.refuses("mona; kaizen init --agents", "is a link");
    // The command that a program is told to run tells whether a draft can be read.
    let block = first.split("```sh\n").nth(1).unwrap().split("```").next().unwrap().to_owned();
    world.sh(&block).ok();
    world.sh("echo '= broken' >> register/items/2026/$(cat ../id).toml").ok();
    assert_eq!(world.sh(&block).code, 1);
}

#[test]
fn a_new_register_may_begin_with_it() {
    let world = World::new();
    world.sh("mona; kaizen init --name 'Example Ltd' --agents").ok();
    assert!(world.read("AGENTS.md").contains("a person decides what becomes of the draft"));
    assert_eq!(world.sh("git status --porcelain").ok(), "?? AGENTS.md\n");
}

#[test]
fn a_draft_is_adopted_by_a_person_and_shows_in_every_report() {
    let world = World::with_accepted();
    world.sh(BY_HAND).ok();
    world.refuses("arjun; kaizen start $(cat ../id)", "was edited by hand");
    world
        .sh(r#"
        arjun
        kaizen edit $(cat ../id) --include-edits --drafted-with "Drafter 2" -m "Read it, and asked the vendor."
        "#)
        .ok();
    let file = world.read(&world.item_path(&world.id()));
    assert!(file.contains("drafted_with = \"Drafter 2\"") && file.contains("by = \"arjun.mehta\""), "{file}");
    for report in [
        "show $(cat ../id)",
        "show $(cat ../id) --json",
        "log --full",
        "log --json",
        "report period --from 2026-01-01 --to 2026-12-31 --format markdown",
        "check --since HEAD~1 --format markdown",
        "export csv --table events",
        "export jsonl",
    ] {
        let ran = world.sh(&format!("day 2026-03-03; kaizen {report}"));
        assert!(ran.code < 2 && ran.out.contains("Drafter 2"), "{report}: {}", ran.both());
    }
    world.sh("day 2026-03-03; kaizen export html site --at HEAD").ok();
    assert!(world.sh("grep -r 'drafted with Drafter 2' site").ok().contains("items/"));
    for report in ["check --full", "audit"] {
        let ran = world.sh(&format!("day 2026-03-03; kaizen {report}"));
        let flat = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains("One act brings what a program drafted"), "{report}: {}", ran.both());
    }
    let found =
        world.sh("day 2026-03-03; kaizen check --rule edited-by-hand --rule event-altered --rule unauthorised-event");
    assert_eq!(found.code, 0, "{}", found.both());
}

#[test]
fn no_machine_signs_verifies_or_decides() {
    let world = World::with_accepted();
    for act in [
        "mona; kaizen extend $(cat ../id) --to 2026-06-01 -m 'The vendor delivers late.'",
        "mona; kaizen reject $(cat ../id) -m 'It is no risk to anybody.'",
        "arjun; kaizen sign-off $(cat ../id) -m 'The firmware is new.'",
        "mona; kaizen waive overdue $(cat ../id) --until 2026-09-01 -m 'The site closes then.'",
        "mona; kaizen seal first -m 'Before the audit.'",
    ] {
        world.refuses(&format!("{act} --drafted-with 'Drafter 2'"), "does not carry `drafted_with`");
    }
    world
        .sh(r"
        arjun; kaizen why $(cat ../id) --because 'It drops them.' --root-cause 'Nobody patches.'
        kaizen sign-off $(cat ../id) -m 'The firmware is new.'
        ")
        .ok();
    let verify = "kaizen verify $(cat ../id) --method test --result effective --evidence-url https://x.example.com -m \
                  'Ten failed attempts are ten lines.'";
    world.refuses(&format!("dana; day 2026-08-01; {verify} --drafted-with 'Drafter 2'"), "does not carry");
    let bot = "as 'Drafter Bot' bot@example.com";
    for act in [verify, "kaizen reopen $(cat ../id) -m 'It fails again.'", "kaizen note $(cat ../id) -m 'Seen it.'"] {
        let ran = world.sh(&format!("day 2026-08-01; {bot}; {act}"));
        assert!(ran.code == 2 && ran.err.contains("people.toml"), "{}", ran.both());
    }
    world.refuses("mona; kaizen people add drafter.bot --name 'Drafter Bot' --email bot@example.com", "one human");
    // An act that says so by hand counts for nothing.
    let path = world.item_path(&world.id());
    let forged =
        world.read(&path).replacen("act = \"accepted\"", "act = \"accepted\"\ndrafted_with = \"Drafter 2\"", 1);
    world.write(&path, forged);
    let ran = world.sh("day 2026-03-03; kaizen check --no-history");
    assert!(ran.code == 1 && ran.out.contains("event-altered"), "{}", ran.both());
}

#[test]
fn a_program_reads_a_refusal_with_what_to_do_next() {
    let world = World::with_accepted();
    let told = |script: &str| -> Value {
        let ran = world.sh(script);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{}", ran.both());
        serde_json::from_str(&ran.err).unwrap_or_else(|e| panic!("{e}: {}", ran.err))
    };
    let schema: Value = serde_json::from_str(&world.sh("kaizen schema failure").ok()).unwrap();
    for (script, error, next) in [
        ("dana; kaizen start $(cat ../id) --json", "takes the owner", "kaizen amend"),
        (
            "dana; kaizen verify $(cat ../id) --method test --result effective -m 'Seen.' --json",
            "is not possible",
            "sign-off",
        ),
        ("kaizen show nothing-like-it --json", "nothing-like-it", ""),
        ("cd ..; mkdir -p empty; cd empty; kaizen list --format json", "", "kaizen init"),
        ("kaizen accept --nonsense --json", "--nonsense", "--help"),
    ] {
        let failure = told(script);
        jsonschema::validate(&schema, &failure).unwrap();
        let nexts = failure["next"].as_array().unwrap();
        assert!(failure["error"].as_str().unwrap().contains(error), "{script}: {failure}");
        assert!(nexts.iter().any(|line| line.as_str().unwrap().contains(next)), "{script}: {failure}");
    }
    assert!(world.sh("dana; kaizen start $(cat ../id)").err.starts_with("error: "));
}
