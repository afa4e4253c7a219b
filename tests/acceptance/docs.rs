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
    assert_eq!(blocks.len(), 4);
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
