//! The pages in docs/ show what is so.

use std::path::Path;

use crate::world::World;

/// The first block in a language of a page in docs/.
fn block(page: &str, language: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(page);
    let text = std::fs::read_to_string(path).unwrap();
    let (_, after) = text.split_once(&format!("```{language}\n")).unwrap();
    after.split_once("\n```").unwrap().0.to_owned()
}

#[test]
fn another_language_makes_the_same_hashes_and_digests() {
    let world = World::with_accepted();
    let id = world.id();
    world
        .sh(r"
        kaizen action add IMP 'Patch the doors — all of them.' --due 2026-04-01
        kaizen why IMP --because 'It drops them.' --root-cause 'Nobody patches.'
        kaizen link IMP --risk RSK-1=2.5 --tag doors
        kaizen seal first -m 'To be recomputed.'
        ")
        .ok();
    world.write("recompute.py", block("evidence.md", "python"));
    let item = world.item_path(&id);
    let item = item.trim_start_matches("register/");
    for (file, subject) in
        [(item, id.as_str()), ("people.toml", "people"), ("register.toml", "register"), ("seals.toml", "seals")]
    {
        let told = world.sh(&format!("python3 recompute.py register {file} {subject}")).ok();
        assert!(!told.contains("DOES NOT FIT") && told.contains(" fits\n"), "{file}\n{told}");
        let digest = told.lines().last().unwrap();
        assert!(world.read(&format!("register/{file}")).contains(&format!("content = \"{digest}\"")), "{file}\n{told}");
    }
    world.sh(&format!("sed -i 's/It is agreed/x/; s/Agreed\\./Agreed!/' {}", world.item_path(&id))).ok();
    let told = world.sh(&format!("python3 recompute.py register {item} {id}")).ok();
    assert!(told.contains("DOES NOT FIT"), "{told}");
}

#[test]
fn the_commands_of_the_page_on_exports_run() {
    let world = World::with_accepted();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/exports.md");
    let text = std::fs::read_to_string(path).unwrap();
    let blocks: Vec<&str> = text.split("```sh\n").skip(1).filter_map(|rest| rest.split("\n```").next()).collect();
    assert_eq!(blocks.len(), 5);
    for block in blocks {
        world.sh(&format!("day 2026-05-20\n{block}")).ok();
    }
    assert!(
        world.read("digests.mbox").starts_with("From isms@example.com ") && world.read("issues.csv").contains("Badge")
    );
    assert!(world.read("site/people.html").contains("Dana") && !world.path().join("public/people.html").exists());
}

#[test]
fn the_commands_of_the_page_on_sources_run() {
    let world = World::with_people();
    world.write("export.csv", include_str!("imports/jira.csv"));
    world.write("scan.sarif", include_str!("imports/scan.sarif"));
    world.write("list.csv", "Ticket,What,When\nT-1,The archive door stood open,2026-02-03\n");
    world.sh(&block("sources.md", "sh")).ok();
    let told = world.sh("kaizen trace incident:OPS-12; kaizen trace --sample 2 --seed 2026").ok();
    assert!(told.contains("OPS-12") && told.contains("Stranger, in the server room"), "{told}");
    assert_eq!(world.sh("kaizen trace --unanswered").code, 1);
}

/// The blocks of a page in docs/ in a language, in order.
fn blocks(page: &str, language: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    let text = std::fs::read_to_string(path).unwrap();
    let start = format!("```{language}\n");
    text.split(start.as_str()).skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned()).collect()
}

#[test]
fn the_commands_of_the_page_on_controls_run() {
    let world = World::with_accepted();
    let id = world.id();
    let script = block("controls.md", "sh").replace("K7QD", &id);
    assert!(world.sh(&format!("mona; day 2026-03-05\n{script}")).ok().contains("Badge reader"), "{script}");
}

#[test]
fn sources_are_followed_as_the_page_says() {
    let world = World::with_accepted();
    let script = blocks("docs/sources.md", "sh").pop().unwrap().replace("k7qd", &world.id());
    for line in script.lines() {
        let ran = world.sh(&format!("day 2026-03-05\n{line}"));
        assert!(ran.code <= 1 && !ran.both().contains("error:"), "{line}: {}", ran.both());
    }
}

#[test]
fn what_the_page_on_evidence_tells_an_auditor_to_type_can_be_typed() {
    let world = World::with_accepted();
    let all = blocks("docs/evidence.md", "sh");
    let of = |word: &str| all.iter().find(|block| block.contains(word)).unwrap().clone();
    // A bundle, and the two values that are given on another way.
    let typed = blocks("docs/evidence.md", "console").pop().unwrap();
    let lines: Vec<&str> = typed.lines().map(|line| line.strip_prefix("$ ").unwrap()).collect();
    let told = world.sh(&format!("day 2026-10-01; git branch -M main\n{}", lines[0]));
    let commit = world.sh("git rev-parse HEAD").ok();
    let sum = world.sh("sha256sum < for-the-auditor/SHA256SUMS | cut -c1-64").ok();
    assert!(told.both().contains(commit.trim()) && told.both().contains(sum.trim()), "{}", told.both());
    let verify = lines[1].replace("COMMIT", commit.trim()).replace("SHA256", sum.trim());
    assert!(world.sh(&verify).ok().contains("All fits."), "{verify}");
    // The commit that brought the end of a role, and whether an act came before it.
    world.sh("rm -r for-the-auditor; mona; day 2026-03-09; kaizen people leave arjun.mehta -m 'Moves on to another company.'").ok();
    let people: toml::Table = world.read("register/people.toml").parse().unwrap();
    let events = people["event"].as_table().unwrap().values();
    let newest = events.max_by_key(|event| event["at"].to_string()).unwrap()["hash"].as_str().unwrap();
    let by_hand = of("HASH OF THE END").replace("HASH OF THE END", newest);
    let by_hand = by_hand.replace("COMMIT-OF-THE-ACT", commit.trim()).replace("COMMIT-OF-THE-END", "HEAD");
    let told = world.sh(&by_hand).ok();
    assert!(told.contains("Mona Lind") && told.ends_with("in time\n"), "{told}");
    let waive = of("end-copied COMMIT").replace("COMMIT-OF-THE-COPY", commit.trim());
    world.sh(&format!("mona; day 2026-03-09\n{waive}")).ok();
}

/// Each block is run or compared by a test; who adds one adds it here and there. Blocks of README on two commands are what
/// `.ci/run` does, the comment in pipelines.md is what `gate` reads.
#[test]
fn there_is_no_block_that_no_test_runs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut pages: Vec<String> = vec!["README.md".to_owned()];
    for entry in std::fs::read_dir(root.join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        pages.extend(name.ends_with(".md").then(|| format!("docs/{name}")));
    }
    pages.sort();
    let count = |page: &String| std::fs::read_to_string(root.join(page)).unwrap().matches("\n```").count() / 2;
    let counted: Vec<String> =
        pages.iter().map(|page| format!("{page} {}", count(page))).filter(|line| !line.ends_with(" 0")).collect();
    assert_eq!(
        counted,
        [
            "README.md 6",
            "docs/audit.md 3",
            "docs/controls.md 1",
            "docs/evidence.md 10",
            "docs/exports.md 8",
            "docs/pipelines.md 1",
            "docs/sources.md 2"
        ]
    );
    let run = std::fs::read_to_string(root.join(".ci/run")).unwrap();
    assert!(run.contains("cargo test") && run.contains("cargo run -q --locked -- check"));
}
