//! What is kept for reading is what the tool makes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::world::World;

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                all.insert(path.strip_prefix(root).unwrap().to_owned(), std::fs::read(&path).unwrap());
            }
        }
    }
    all
}

/// With `KAIZEN_WRITE_EXAMPLES=1` the kept files are written anew.
#[test]
fn the_finished_register_is_what_its_script_makes() {
    let world = World::new();
    let folder = repository().join("examples/finished_register");
    world.sh(&format!("bash {}/make.sh made", folder.display())).ok();
    let kept = folder.join("register");
    if std::env::var_os("KAIZEN_WRITE_EXAMPLES").is_some() {
        world.sh(&format!("rm -rf {0}; cp -r made/register {0}", kept.display())).ok();
    }
    let (made, kept) = (files(&world.path().join("made/register")), files(&kept));
    let names = |all: &BTreeMap<PathBuf, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&made), names(&kept));
    for (path, bytes) in &made {
        assert!(kept[path] == *bytes, "{} differs; KAIZEN_WRITE_EXAMPLES=1 writes it anew", path.display());
    }
}

#[test]
fn the_finished_register_shows_each_status_and_checks_clean() {
    let world = World::new();
    let folder = repository().join("examples/finished_register");
    world.sh(&format!("bash {}/make.sh .", folder.display())).ok();
    let ran = world.sh("day 2026-09-25; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
    let listed = world.sh("day 2026-09-25; kaizen list --all --columns status").ok();
    for status in ["raised", "accepted", "in-progress", "implemented", "closed", "rejected", "deferred"] {
        assert!(listed.contains(status), "{status} in\n{listed}");
    }
}
