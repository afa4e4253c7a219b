use std::path::Path;

use chrono::{DateTime, Utc};
use git2::Oid;

use super::super::{Ident, ObjectKind, TooLarge, Tree, as_of, read_blob, read_blobs, resolve};
use super::World;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_577_836_800 + seconds, 0).unwrap()
}

#[test]
fn lists_and_reads_what_a_commit_holds() {
    let world = World::begun();
    world.write("register/items/2026/A.toml", "a\n");
    world.write("register/items/2026.toml", "between\n");
    world.write("register/big", &"x".repeat(100));
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", world.top.join("register/link")).unwrap();
    let tip = world.snapshot("register", 0);
    world.git(&["update-index", "--add", "--cacheinfo", &format!("160000,{tip},register/sub")]);
    world.git(&["commit", "-qm", "sub"]);
    let repo = world.repo();
    let objects = repo.objects().unwrap();
    let tree = Tree::at(&objects, world.tip(), Path::new("register")).unwrap().unwrap();
    let names: Vec<_> = tree.files.iter().map(|file| (file.path.to_str().unwrap(), file.kind)).collect();
    assert_eq!(
        names,
        [
            ("big", ObjectKind::Blob),
            ("items/2026.toml", ObjectKind::Blob),
            ("items/2026/A.toml", ObjectKind::Blob),
            ("link", ObjectKind::Symlink),
            ("sub", ObjectKind::Submodule)
        ]
    );
    assert_eq!(read_blob(&objects, tree.files[2].id, 10).unwrap(), b"a\n");
    let ids: Vec<Oid> = tree.files.iter().map(|file| file.id).collect();
    let read = read_blobs(&repo, &ids, 50).unwrap();
    assert_eq!(read[0].as_ref().unwrap_err().downcast_ref(), Some(&TooLarge { size: 100, limit: 50 }));
    assert_eq!(read[1].as_ref().unwrap(), b"between\n");
    assert!(read[4].is_err());
    assert!(Tree::at(&objects, tip, Path::new("nowhere")).unwrap().is_none());
    assert!(Tree::at(&objects, tip, Path::new("README")).unwrap().is_none());
    assert_eq!(Tree::at(&objects, tip, Path::new("")).unwrap().unwrap().files.len(), 6);

    // Packed, the same.
    world.git(&["gc", "-q"]);
    let objects = world.repo().objects().unwrap();
    assert_eq!(Tree::at(&objects, world.tip(), Path::new("register")).unwrap().unwrap(), tree);
}

#[test]
fn a_damaged_blob_is_told() {
    let world = World::begun();
    let id = Oid::from_str(world.git(&["rev-parse", "HEAD:README"]).trim()).unwrap();
    let other = world.git(&["rev-parse", "HEAD:other"]);
    let file = |id: &str| world.top.join(".git/objects").join(&id[..2]).join(&id[2..]);
    std::fs::remove_file(file(&id.to_string())).unwrap();
    std::fs::copy(file(other.trim()), file(&id.to_string())).unwrap();
    let error = read_blob(&world.repo().objects().unwrap(), id, 100).unwrap_err();
    assert!(error.to_string().contains("damaged"), "{error}");
}

#[test]
fn resolves_revisions_and_names_what_it_cannot() {
    let world = World::begun();
    let tip = world.tip();
    world.git(&["tag", "-a", "-m", "t", "v1"]);
    world.git(&["tag", "-a", "-m", "t", "v2", "v1"]);
    let repo = world.repo();
    for rev in ["HEAD", "v1", "v2", &tip.to_string()[..8], "@", "@{0}"] {
        assert_eq!(resolve(&repo, rev).unwrap(), tip, "{rev}");
    }
    for rev in ["nope", "--all", "-", "", "HEAD:README", "HEAD~5", "HEAD..HEAD", "a b", "\0"] {
        let error = resolve(&repo, rev).unwrap_err().to_string();
        assert!(error.contains(&format!("`{rev}`")), "{rev}: {error}");
    }
}

#[test]
fn as_of_is_the_last_before_the_first_later_one() {
    let world = World::new();
    let a = world.snapshot("a", 100);
    let b = world.snapshot("b", 200);
    let late = world.snapshot("clock ahead", 900);
    let c = world.snapshot("c", 300);
    let repo = world.repo();
    assert!(as_of(&repo, at(99)).unwrap_err().to_string().contains("2020-01-01T00:01:40Z"));
    assert_eq!(as_of(&repo, at(100)).unwrap(), a);
    assert_eq!(as_of(&repo, at(200)).unwrap(), b);
    assert_eq!(as_of(&repo, at(400)).unwrap(), b);
    assert_eq!(as_of(&repo, at(900)).unwrap(), c);
    assert_ne!(late, c);
    // What a branch had is not what the line had.
    world.git(&["checkout", "-qb", "side", &b.to_string()]);
    world.write("s", "s");
    world.snapshot("side", 250);
    world.git(&["checkout", "-q", "-"]);
    world.git(&["merge", "-q", "--no-edit", "side"]);
    assert_eq!(as_of(&world.repo(), at(260)).unwrap(), b);
}

#[test]
fn configuration_and_identity_are_gits() {
    let world = World::begun();
    let repo = world.repo();
    assert_eq!(repo.author().unwrap(), Ident { name: "Ada".into(), mail: "ada@example.com".into() });
    assert_eq!(repo.config("user.name").unwrap().as_deref(), Some("Ada"));
    assert_eq!(repo.config("kaizen.signingKey").unwrap(), None);
    std::fs::write(world.outside().join("more"), "[kaizen]\n\tsigningKey = ~/key\n").unwrap();
    world.git(&["config", "include.path", world.outside().join("more").to_str().unwrap()]);
    assert_eq!(repo.config("kaizen.signingKey").unwrap().as_deref(), Some("~/key"));
    assert_eq!(repo.config_path("kaizen.signingKey").unwrap().unwrap(), Path::new("/nonexistent/key"));
}
