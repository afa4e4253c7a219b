//! Files as each system exports them, `imports/FORMAT/`, made after what the systems document of their exports: read once,
//! read again, and read when something in them changed. `imports/fixtures.tsv` says what comes of each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::world::World;

/// A file, and what comes of it.
struct Fixture {
    file: &'static str,
    arguments: &'static str,
    new: usize,
    skipped: usize,
    from: String,
    to: String,
    new_then: usize,
    changed_then: usize,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/acceptance/imports")
}

fn fixtures() -> Vec<Fixture> {
    let lines = include_str!("imports/fixtures.tsv").lines().skip(1);
    let fixture = |line: &'static str| {
        let cells: Vec<&str> = line.split('\t').collect();
        let [file, arguments, new, skipped, from, to, new_then, changed_then] = cells.as_slice() else {
            panic!("{line}")
        };
        let number = |text: &&str| text.parse().unwrap();
        let text = |text: &&str| text.replace("\\n", "\n");
        Fixture {
            file,
            arguments,
            new: number(new),
            skipped: number(skipped),
            from: text(from),
            to: text(to),
            new_then: number(new_then),
            changed_then: number(changed_then),
        }
    };
    lines.map(fixture).collect()
}

impl Fixture {
    fn format(&self) -> &'static str {
        self.file.split('/').next().unwrap()
    }

    /// Whether its entries become items, which no later import changes.
    fn is_list(&self) -> bool {
        matches!(self.format(), "items" | "suggestions")
    }

    fn text(&self, changed: bool) -> String {
        let text = std::fs::read_to_string(folder().join(self.file)).unwrap();
        if changed { text.replace(&self.from, &self.to) } else { text }
    }

    /// Puts the file beside the register, as a workbook where its name says so; returns the command that reads it.
    fn placed(&self, world: &World, changed: bool) -> String {
        let name = self.file.split('/').nth(1).unwrap();
        world.write("../only.txt", "CVE-2024-1\ncve-2024-2\n");
        world.write(&format!("../{name}"), self.text(changed));
        let Some(book) = name.strip_suffix(".csv").filter(|name| name.ends_with(".xlsx")) else {
            return format!("kaizen import {} ../{name} {}", self.format(), self.arguments);
        };
        let program = folder().join("../workbook.py");
        world.sh(&format!("python3 {} ../{name} ../{book}", program.display())).ok();
        format!("kaizen import {} ../{book} {}", self.format(), self.arguments)
    }
}

/// Runs an import; new, changed, same and skipped.
fn numbers(world: &World, command: &str) -> [usize; 4] {
    let ran = world.sh(&format!("{command} --format json"));
    assert!(ran.code == 0, "{command}\n{}", ran.both());
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {}", ran.both()));
    let length = |key: &str| report[key].as_array().unwrap().len();
    [length("new"), length("changed"), usize::try_from(report["same"].as_u64().unwrap()).unwrap(), length("skipped")]
}

/// The files that the newest commit touched, and how many lines went from them.
fn touched(world: &World) -> (usize, usize) {
    let lines = world.sh("git show --numstat --format=").ok();
    let gone = |line: &str| line.split('\t').nth(1).unwrap().parse::<usize>().unwrap();
    (lines.lines().count(), lines.lines().map(gone).sum())
}

#[test]
fn each_format_has_three_files_at_least() {
    let help = World::new().sh("kaizen import x 2>&1 || true").ok();
    let values = help.split("[possible values: ").nth(1).unwrap_or_else(|| panic!("{help}"));
    let formats = values.split(']').next().unwrap().split(',').map(str::trim);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for fixture in fixtures() {
        *counts.entry(fixture.format()).or_default() += 1;
    }
    let few: Vec<&str> = formats.filter(|format| counts.get(format).is_none_or(|count| *count < 3)).collect();
    assert!(few.is_empty(), "fewer than three files of {few:?}");
}

#[test]
fn each_file_is_read_once_and_then_only_what_changed() {
    fixtures().par_iter().for_each(|fixture| {
        let (world, file) = (World::with_people(), fixture.file);
        let command = fixture.placed(&world, false);
        assert_eq!(numbers(&world, &command), [fixture.new, 0, 0, fixture.skipped], "{file}: first");
        assert_eq!(touched(&world), (fixture.new, 0), "{file}: a file a record, and nothing else");
        let before = world.sh("git rev-parse HEAD; git status --porcelain").ok();
        assert_eq!(numbers(&world, &command), [0, 0, fixture.new, fixture.skipped], "{file}: again");
        assert_eq!(world.sh("git rev-parse HEAD; git status --porcelain").ok(), before, "{file}: again");
        let command = fixture.placed(&world, true);
        let [new, changed, ..] = numbers(&world, &format!("day 2026-03-03; {command}"));
        assert_eq!((new, changed), (fixture.new_then, fixture.changed_then), "{file}: changed");
        let (files, gone) = touched(&world);
        assert_eq!(files, new + changed, "{file}: changed");
        assert!(gone <= 4 * changed, "{file}: {gone} lines went where {changed} records changed");
        let ran = world.sh("day 2026-03-04; kaizen check");
        assert_eq!(ran.code, 0, "{file}: {}", ran.both());
    });
}

#[test]
fn the_same_file_on_two_branches_merges() {
    let fixtures = fixtures();
    fixtures.par_iter().filter(|fixture| !fixture.is_list()).for_each(|fixture| {
        let (world, file) = (World::with_people(), fixture.file);
        let command = fixture.placed(&world, false);
        // Two people on two days: each record has two beginnings.
        let script = format!(
            "git switch -qc side; dana; day 2026-03-02; {command}; git switch -q main; arjun; day 2026-03-03; {command}
            git merge -q --no-edit side || (kaizen fmt && git add -A && git commit -q --no-edit)"
        );
        world.sh(&script).ok();
        let left = world.sh("git status --porcelain; git grep -l '^<<<<<<<' || true").ok();
        assert_eq!(left, "", "{file}");
        let ran = world.sh("day 2026-03-04; kaizen check");
        assert_eq!(ran.code, 0, "{file}: {}", ran.both());
        assert_eq!(numbers(&world, &format!("day 2026-03-04; {command}"))[2], fixture.new, "{file}");
    });
}
