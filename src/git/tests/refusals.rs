use std::fs;
use std::path::Path;

use super::super::{Repo, Scope, Tree, as_of, changes, init, resolve};
use super::World;

fn refusal(dir: &Path) -> String {
    format!("{:#}", Repo::discover(dir).unwrap_err())
}

#[test]
fn no_repository_is_not_an_error() {
    let world = World::empty();
    assert!(Repo::discover(&world.top).unwrap().is_none());
    assert!(Repo::discover(&world.top.join("missing")).is_err());
}

#[test]
fn bare_and_broken_repositories_are_errors() {
    let world = World::begun();
    world.git(&["clone", "-q", "--bare", ".", "../bare"]);
    assert!(refusal(&world.outside().join("bare")).contains("bare"));
    assert!(refusal(&world.top.join(".git")).contains("working tree"));
    fs::write(world.top.join(".git/HEAD"), "rubbish").unwrap();
    fs::create_dir(world.top.join("sub")).unwrap();
    assert!(refusal(&world.top.join("sub")).contains("does not take it for a repository"));
    let stray = World::empty();
    stray.write(".git", "gitdir: /nonexistent/elsewhere\n");
    assert!(refusal(&stray.top).contains("/nonexistent/elsewhere"));
}

#[test]
#[cfg(unix)]
fn a_repository_of_somebody_else_is_refused_in_gits_words() {
    let world = World::begun();
    // Only root can give a folder away.
    if std::os::unix::fs::chown(&world.top, Some(12345), None).is_err() {
        return;
    }
    std::os::unix::fs::chown(world.top.join(".git"), Some(12345), None).unwrap();
    assert!(refusal(&world.top).contains("safe.directory"));
}

#[test]
fn sha256_is_refused_and_reftable_is_read() {
    let world = World::empty();
    world.git(&["init", "-q", "--object-format=sha256"]);
    assert!(refusal(&world.top).contains("--object-format=sha1"));

    let world = World::empty();
    if !world.try_git(&world.top, &["init", "-q", "--ref-format=reftable"]).0 {
        return;
    }
    world.git(&["config", "user.name", "Ada"]);
    world.git(&["config", "user.email", "a@b"]);
    world.write("a", "a\n");
    let made = world.commit(&["a"], "m\n").unwrap();
    let repo = world.repo();
    assert_eq!(resolve(&repo, "HEAD").unwrap(), made);
    assert_eq!(changes(&repo, made, &Scope::below(Path::new(""))).unwrap().len(), 1);
    world.write("a", "b\n");
    world.snapshot("b", 1);
    world.write("a", "c\n");
    world.snapshot("c", 2);
    assert!(!world.try_git(&world.top, &["cherry-pick", "HEAD~1", "HEAD~2"]).0);
    assert_eq!(repo.operation_under_way().unwrap(), Some("cherry-pick"));
}

#[test]
fn init_makes_what_can_be_read() {
    let world = World::empty();
    init(&world.top).unwrap();
    let repo = world.repo();
    assert!(!repo.is_shallow() && !repo.is_partial().unwrap());
    assert_eq!(repo.git_dir(), world.top.join(".git"));
    assert_eq!(world.git(&["rev-parse", "--show-object-format"]), "sha1\n");
}

#[test]
fn sees_what_is_under_way() {
    let world = World::begun();
    let main = world.git(&["branch", "--show-current"]);
    world.git(&["checkout", "-qb", "side"]);
    world.write("other", "side\n");
    world.snapshot("side", 1);
    world.write("other", "side again\n");
    world.snapshot("side again", 2);
    world.git(&["checkout", "-q", main.trim()]);
    world.write("other", "main\n");
    world.snapshot("main", 3);
    let repo = world.repo();
    assert_eq!(repo.operation_under_way().unwrap(), None);
    let patch = world.git(&["format-patch", "--stdout", "side~2..side~1"]);
    fs::write(world.outside().join("patch"), patch).unwrap();
    let patch = world.outside().join("patch");
    let ways: [(&[&str], &str, &[&str]); 6] = [
        (&["merge", "side"], "merge", &["merge", "--abort"]),
        (&["rebase", "side"], "rebase", &["rebase", "--abort"]),
        (&["rebase", "--apply", "side"], "rebase", &["rebase", "--abort"]),
        (&["cherry-pick", "side~1", "side"], "cherry-pick", &["cherry-pick", "--abort"]),
        (&["revert", "--no-edit", "side"], "revert", &["revert", "--abort"]),
        (&["am", "-q", patch.to_str().unwrap()], "am", &["am", "--abort"]),
    ];
    for (start, name, stop) in ways {
        assert!(!world.try_git(&world.top, start).0);
        assert_eq!(repo.operation_under_way().unwrap(), Some(name), "{start:?}");
        world.write("register/new", "n\n");
        let before = world.state();
        if name == "merge" {
            assert!(world.commit(&["register/new"], "m\n").is_err());
            assert_eq!(before, world.state());
        }
        fs::remove_dir_all(world.top.join("register")).unwrap();
        world.git(stop);
        assert_eq!(repo.operation_under_way().unwrap(), None, "{stop:?}");
    }
    // Between two commits of a series: the conflict of the first is committed by hand.
    assert!(!world.try_git(&world.top, &["cherry-pick", "side~1", "side"]).0);
    world.write("other", "solved\n");
    world.git(&["commit", "-qam", "solved"]);
    assert!(!world.top.join(".git/CHERRY_PICK_HEAD").exists());
    assert_eq!(repo.operation_under_way().unwrap(), Some("cherry-pick"));
}

#[test]
fn shallow_and_partial_clones_are_known() {
    let world = World::begun();
    world.write("register/a", "1\n");
    world.snapshot("1", 1);
    world.write("register/a", "2\n");
    let tip = world.snapshot("2", 2);
    world.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", world.top.display());
    let shallow = world.outside().join("shallow");
    world.git(&["clone", "-q", "--depth", "1", &url, shallow.to_str().unwrap()]);
    let repo = Repo::discover(&shallow).unwrap().unwrap();
    assert!(repo.is_shallow());
    assert_eq!(changes(&repo, tip, &Scope::below(Path::new("register"))).unwrap().len(), 1);
    assert!(as_of(&repo, chrono::Utc::now()).unwrap_err().to_string().contains("--unshallow"));

    let partial = world.outside().join("partial");
    world.git(&["clone", "-q", "--filter=tree:0", "--no-checkout", &url, partial.to_str().unwrap()]);
    let repo = Repo::discover(&partial).unwrap().unwrap();
    assert!(repo.is_partial().unwrap() && !world.repo().is_partial().unwrap());
    let error = Tree::at(&repo.objects().unwrap(), tip, Path::new("register")).unwrap_err();
    assert!(format!("{error:#}").contains("missing"), "{error:#}");

    // Objects borrowed from another repository are found.
    let borrowing = world.outside().join("borrowing");
    world.git(&["clone", "-q", "--shared", ".", borrowing.to_str().unwrap()]);
    let repo = Repo::discover(&borrowing).unwrap().unwrap();
    assert_eq!(changes(&repo, tip, &Scope::below(Path::new("register"))).unwrap().len(), 2);
}
