use std::path::Path;

use git2::Oid;

use super::super::{CommitChange, Merges, Scope, changes};
use super::World;

fn walk(world: &World, only: Option<&str>, merges: Merges) -> Vec<CommitChange> {
    let scope = Scope { only: only.map(Path::new), merges, ..Scope::below(Path::new("register")) };
    changes(&world.repo(), world.tip(), &scope).unwrap()
}

fn told(changes: &[CommitChange]) -> Vec<(Oid, Vec<&str>)> {
    changes
        .iter()
        .map(|change| (change.id, change.paths.iter().map(|path| path.path.to_str().unwrap()).collect()))
        .collect()
}

#[test]
fn a_line_of_changes_is_told_newest_first() {
    let world = World::begun();
    world.write("register/items/IMP-2026-AAAA.toml", "1");
    world.write("register/items/IMP-2026-BBBB.toml", "1");
    let a = world.snapshot("add two\nlines\n\nText.", 10);
    world.write("README", "elsewhere");
    world.snapshot("elsewhere", 20);
    world.write("register/items/IMP-2026-AAAA.toml", "2");
    let b = world.snapshot("change", 30);
    // A file becomes a folder of that name, with a neighbour that sorts between.
    world.write("register/items.toml", "x");
    std::fs::remove_file(world.top.join("register/items/IMP-2026-BBBB.toml")).unwrap();
    world.write("register/items/IMP-2026-BBBB.toml/deep", "d");
    let c = world.snapshot("swap", 40);
    let all = walk(&world, None, Merges::Own);
    assert_eq!(
        told(&all),
        [
            (c, vec!["items.toml", "items/IMP-2026-BBBB.toml", "items/IMP-2026-BBBB.toml/deep"]),
            (b, vec!["items/IMP-2026-AAAA.toml"]),
            (a, vec!["items/IMP-2026-AAAA.toml", "items/IMP-2026-BBBB.toml"]),
        ]
    );
    assert_eq!(all[2].summary, "add two lines");
    assert_eq!(all[2].message, "add two\nlines\n\nText.\n");
    assert_eq!((all[2].author.name.as_str(), all[2].committer.mail.as_str()), ("Ada", "ada@example.com"));
    assert_eq!(all[2].author.time.timestamp(), 1_577_836_810);
    assert_eq!(all[0].parents, [b]);
    assert_eq!(all[1].paths[0].old, [all[2].paths[0].new]);
    assert!(all[0].paths[1].new.is_none() && all[0].paths[2].old == [None]);
    let one = walk(&world, Some("items/IMP-2026-BBBB.toml"), Merges::Own);
    assert_eq!(told(&one).iter().map(|(id, _)| *id).collect::<Vec<_>>(), [c, a]);
    let since = [b];
    let scope = Scope { hide: &since, ..Scope::below(Path::new("register")) };
    assert_eq!(told(&changes(&world.repo(), world.tip(), &scope).unwrap()), told(&all[..1]));
    let scope = Scope { hide: &since, only: Some(Path::new("items/IMP-2026-AAAA.toml")), ..scope };
    assert!(changes(&world.repo(), world.tip(), &scope).unwrap().is_empty());
}

#[test]
fn a_merge_is_told_by_what_it_did_itself() {
    let world = World::begun();
    world.write("register/a", "0\n");
    world.write("register/b", "0\n");
    let base = world.snapshot("base", 10);
    let main = world.git(&["branch", "--show-current"]);
    world.git(&["checkout", "-qb", "side"]);
    world.write("register/a", "side\n");
    let side = world.snapshot("side", 20);
    world.git(&["checkout", "-q", main.trim()]);
    world.write("register/b", "main\n");
    let ours = world.snapshot("main", 30);
    world.git(&["merge", "-q", "--no-edit", "side"]);
    let clean = world.tip();
    let order = |changes: &[CommitChange]| changes.iter().map(|change| change.id).collect::<Vec<_>>();
    assert_eq!(order(&walk(&world, None, Merges::Own)), [ours, side, base]);
    assert_eq!(order(&walk(&world, Some("a"), Merges::Own)), [side, base]);
    let any = walk(&world, None, Merges::Any);
    assert_eq!(order(&any), [clean, ours, side, base]);
    assert_eq!(any[0].parents, [ours, side]);
    let (a, b) = (&any[0].paths[0], &any[0].paths[1]);
    assert!(a.old[0] != a.new && a.old[1] == a.new && !a.is_own());
    assert!(b.old[0] == b.new && b.old[1] != b.new);
    assert_eq!(walk(&world, Some("a"), Merges::Any)[0].paths[0], *a);

    // The merge made again, dropping what the side had in one file and inventing in the other.
    world.git(&["reset", "-q", "--hard", &ours.to_string()]);
    world.git(&["merge", "-q", "--no-commit", "-s", "ours", "side"]);
    world.write("register/b", "invented\n");
    let evil = world.snapshot("evil", 40);
    let own = walk(&world, None, Merges::Own);
    assert_eq!(told(&own)[0], (evil, vec!["b"]));
    assert_eq!(own[0].paths[0].old.len(), 2);
    let any = walk(&world, None, Merges::Any);
    assert_eq!(told(&any)[0], (evil, vec!["a", "b"]));
    assert_eq!(walk(&world, Some("a"), Merges::Own).len(), 2);
    assert_eq!(walk(&world, Some("a"), Merges::Any)[0].id, evil);
}

/// The hand-written walk against `git log`, over a history with merges, renames and removals, in
/// folders large enough that the walk jumps.
#[test]
fn agrees_with_git_log() {
    let world = World::begun();
    let mut seed = 42_u32;
    let mut dice = |sides: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (seed >> 8) % sides
    };
    let name = |n: u32| match n % 7 {
        0 => format!("register/x100644 IMP-2026-{n:04}.toml"),
        1 => format!("register/items/2026/deep-{}/f", n % 3),
        2 => format!("register/{n}"),
        _ => format!("register/items/2026/IMP-2026-{n:04}.toml"),
    };
    for n in 0..400 {
        world.write(&name(n), "0");
    }
    world.snapshot("start", 0);
    let main = world.git(&["branch", "--show-current"]);
    for step in 1..60 {
        let file = name(dice(400));
        match dice(5) {
            0 => drop(std::fs::remove_file(world.top.join(&file))),
            1 => drop(world.write(&name(400 + dice(100)), &format!("{step}"))),
            _ => drop(world.write(&file, &format!("{step}"))),
        }
        world.snapshot(&format!("step {step}"), i64::from(step));
        if step % 9 == 3 {
            world.git(&["checkout", "-qb", &format!("side{step}"), "HEAD~2"]);
        } else if step % 9 == 6 {
            world.git(&["checkout", "-q", main.trim()]);
            world.git(&["merge", "-q", "--no-edit", "-X", "ours", &format!("side{}", step - 3)]);
        }
    }
    world.git(&["gc", "-q"]);
    let raw = |path: &str| {
        let log = world.git(&[
            "log",
            "--full-history",
            "--no-renames",
            "--name-only",
            "--diff-merges=off",
            "--format=>%H",
            "HEAD",
            "--",
            path,
        ]);
        let mut lines: Vec<String> = Vec::new();
        let mut commit = String::new();
        for line in log.lines().filter(|line| !line.is_empty()) {
            match line.strip_prefix('>') {
                Some(id) => id.clone_into(&mut commit),
                None => lines.push(format!("{commit} {}", line.trim_matches('"'))),
            }
        }
        lines.sort();
        lines
    };
    let ours = |only: Option<&str>| {
        let found = walk(&world, only, Merges::Own);
        let place = |id: &Oid| found.iter().position(|change| change.id == *id);
        for (at, change) in found.iter().enumerate() {
            assert!(change.parents.iter().all(|parent| place(parent).is_none_or(|parent| parent > at)));
        }
        let mut lines: Vec<String> = found
            .iter()
            .filter(|change| change.parents.len() < 2)
            .flat_map(|change| {
                change.paths.iter().map(|path| format!("{} register/{}", change.id, path.path.display()))
            })
            .collect();
        lines.sort();
        lines
    };
    assert_eq!(ours(None), raw("register"));
    for n in [0, 3, 4, 5, 7, 9, 14, 200, 399] {
        let path = name(n);
        assert_eq!(ours(path.strip_prefix("register/")), raw(&path), "{path}");
    }
}
