//! The library as others use it: a program that knows its public names only, and what those promise.

use std::fs;
use std::path::Path;

use crate::world::World;

/// The script runs the example of a caller, `overdue`, beside the program.
fn with_overdue(script: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_kaizen")).with_file_name("examples").join("overdue");
    format!("overdue() {{ '{}' \"$@\"; }}\n{script}", program.display())
}

#[test]
fn a_caller_sees_what_the_program_shows_and_records_acts_as_it_does() {
    let world = World::with_accepted();
    let before = world.sh(&with_overdue("overdue register 2026-05-15 || true")).ok();
    assert!(!before.contains("overdue"), "{before}");

    let ran = world
        .sh(&with_overdue(
            "mona; overdue register 2026-05-20 'Asked on the phone.' || true; git log -1 --format=%s%n%an",
        ))
        .ok();
    assert!(ran.contains("is 5 days overdue: Badge reader drops failed attempts"), "{ran}");
    assert!(ran.contains("noted; it has 3 events now"), "{ran}");
    assert!(ran.contains(": note\nMona Lind"), "{ran}");
    let shown = world.sh("KAIZEN_TODAY=2026-05-20 kaizen show $(cat ../id)").ok();
    assert!(shown.contains("Asked on the phone.") && shown.contains("5 days overdue"), "{shown}");

    // The same refusals, by the same code.
    let refused = world.sh(&with_overdue("mona; overdue register 2026-05-21 tbd || true; git status --porcelain")).ok();
    assert!(refused.contains("refused: ") && !refused.contains("noted;"), "{refused}");
}

#[test]
fn a_caller_is_told_what_is_wrong_with_a_register() {
    let world = World::with_accepted();
    let ran = world.sh(&with_overdue("overdue nowhere 2026-05-15"));
    assert!(ran.code != 0 && ran.err.contains("register"), "{ran:?}");
    let ran = world.sh(&with_overdue("echo 'schema = [' > register/people.toml; overdue register 2026-05-15"));
    assert!(ran.code != 0 && ran.err.contains("people.toml"), "{ran:?}");
}

/// What is public knows no argument parser, and no git: those may be changed for others.
#[test]
fn words_and_data_know_no_argument_parser_and_no_git() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![src.clone()];
    let mut looked_at = 0;
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            let below = path.strip_prefix(&src).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let uses = |name: &str| text.contains(&format!("{name}::"));
                assert!(!uses("clap") || below.starts_with("cli/"), "{below} knows clap");
                assert!(!uses("git2") || below.starts_with("git/"), "{below} knows git2");
                looked_at += 1;
            }
        }
    }
    assert!(looked_at > 300, "{looked_at}");
}
