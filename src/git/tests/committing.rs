use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use super::super::{Commit, Head, Ident, Repo, commit, trailers};
use super::World;

const MESSAGE: &str = "IMP-1: raise\n\nWords.\n\nKaizen-Item: IMP-1\nKaizen-By: ada\n";

/// A user in the middle of something: staged, unstaged, intended and untracked changes.
fn busy(world: &World) {
    world.write("other", "staged\ntwo\n");
    world.write("staged-new", "s\n");
    world.git(&["add", "other", "staged-new"]);
    world.write("other", "staged\nthen changed\n");
    world.write("intended", "i\n");
    world.git(&["add", "-N", "intended"]);
    world.write("untracked", "u\n");
}

#[test]
fn commits_the_paths_and_leaves_the_rest_alone() {
    let world = World::begun();
    busy(&world);
    let before = world.state();
    world.write("register/a.toml", "a\n");
    let first = world.commit(&["register/a.toml"], MESSAGE).unwrap();
    assert_eq!(first, world.tip());
    assert_eq!(world.changed(first), "A\tregister/a.toml\n");
    assert_eq!(world.git(&["log", "-1", "--format=%B"]), format!("{MESSAGE}\n"));
    let after = world.state();
    assert_eq!(before.0, after.0);
    assert_eq!(
        before.1,
        after.1.lines().filter(|line| !line.contains("a.toml")).fold(String::new(), |all, line| all + line + "\n")
    );
    assert_eq!(
        trailers(&world.repo(), first).unwrap(),
        [("Kaizen-Item".into(), "IMP-1".into()), ("Kaizen-By".into(), "ada".into())]
    );
}

#[test]
fn commits_the_working_tree_where_the_index_differs() {
    let world = World::begun();
    world.write("a", "staged\n");
    world.git(&["add", "a"]);
    world.write("a", "working\n");
    world.write("README", "staged\n");
    world.git(&["add", "README"]);
    world.write("README", "working\n");
    let made = world.commit(&["a", "README"], "m\n").unwrap();
    assert_eq!(world.git(&["show", &format!("{made}:a")]), "working\n");
    assert_eq!(world.git(&["show", &format!("{made}:README")]), "working\n");
    assert_eq!(world.state().0, "");
}

#[test]
fn commits_a_file_that_is_gone() {
    let world = World::begun();
    fs::remove_file(world.top.join("other")).unwrap();
    let made = world.commit(&["other"], "m\n").unwrap();
    assert_eq!(world.changed(made), "D\tother\n");
}

#[test]
fn takes_every_name_literally() {
    let world = World::begun();
    let odd = ["a*b", "a b", ":colon", ":(top)x", "-dash", "[ab]", "ü\"q\\", "!bang", "#hash", "deep/?"];
    world.write("aXb", "no\n");
    world.write("deep/y", "no\n");
    world.write("b", "no\n");
    for name in odd {
        world.write(name, "yes\n");
    }
    let made = world.commit(&odd, "m\n").unwrap();
    let names = world.git(&["show", "--format=", "--name-only", "-z", &made.to_string()]);
    let mut names: Vec<&str> = names.split('\0').filter(|name| !name.is_empty()).collect();
    let mut odd = odd.to_vec();
    names.sort_unstable();
    odd.sort_unstable();
    assert_eq!(names, odd);
    world.write("a*b", "again\n");
    let again = world.commit(&["a*b"], "m\n").unwrap();
    assert_eq!(world.changed(again), "M\ta*b\n");
}

#[test]
fn commits_ignored_paths() {
    let world = World::begun();
    world.write(".gitignore", "register/\n");
    world.write("register/x", "x\n");
    let made = world.commit(&["register/x"], "m\n").unwrap();
    assert_eq!(world.changed(made), "A\tregister/x\n");
}

#[test]
fn works_on_an_unborn_and_on_a_detached_head() {
    let world = World::new();
    assert!(matches!(world.repo().head().unwrap(), Head::Unborn(_)));
    world.write("staged", "s\n");
    world.git(&["add", "staged"]);
    world.write("a", "a\n");
    world.hook("pre-commit", "echo no >&2; exit 1");
    let before = world.state();
    assert!(world.commit(&["a"], "m\n").is_err());
    assert_eq!(before, world.state());
    world.hook("pre-commit", "exit 0");
    let first = world.commit(&["a"], "m\n").unwrap();
    assert_eq!(world.changed(first), "A\ta\n");
    assert!(matches!(world.repo().head().unwrap(), Head::Branch(_, id) if id == first));
    world.git(&["checkout", "-q", "--detach"]);
    world.write("a", "b\n");
    let second = world.commit(&["a"], "m\n").unwrap();
    assert_eq!(world.repo().head().unwrap(), Head::Detached(second));
}

#[test]
fn a_refusing_hook_leaves_everything_as_it_was() {
    for hook in ["pre-commit", "prepare-commit-msg", "commit-msg"] {
        for split in ["false", "true"] {
            let world = World::begun();
            world.git(&["config", "core.splitIndex", split]);
            busy(&world);
            world.write("register/new", "n\n");
            world.write("README", "changed\n");
            world.hook(hook, "echo 'the hook says no' >&2; exit 1");
            let before = world.state();
            let error = world.commit(&["register/new", "README", "staged-new"], "m\n").unwrap_err();
            assert!(format!("{error:#}").contains("the hook says no"), "{error:#}");
            assert_eq!(before, world.state(), "{hook}");
        }
    }
}

#[test]
fn hooks_may_add_to_the_message_and_commit_more() {
    let world = World::begun();
    world.hook("commit-msg", "echo 'Reviewed: yes' >> \"$1\"");
    world.hook("prepare-commit-msg", "test \"$2\" = message || exit 1");
    world.hook("post-commit", "test -e stop || { touch stop; git commit -q --allow-empty -m more; }; exit 3");
    world.write("a", "a\n");
    let made = world.commit(&["a"], MESSAGE).unwrap();
    assert_ne!(made, world.tip());
    assert_eq!(world.changed(made), "A\ta\n");
    let found = trailers(&world.repo(), made).unwrap();
    assert_eq!(found.last().unwrap(), &("Reviewed".to_owned(), "yes".to_owned()));
    assert_eq!(found.len(), 3);
}

#[test]
fn a_git_that_is_ended_after_the_commit_leaves_the_index_as_committed() {
    let world = World::begun();
    busy(&world);
    let before = world.state();
    // The branch has moved by then, and the index is not written yet.
    world.hook("reference-transaction", "test \"$1\" != committed || kill -TERM $PPID");
    world.write("register/new", "n\n");
    let paths = [PathBuf::from("register/new")];
    let made = commit(&world.repo(), &Commit { paths: &paths, message: "m\n", author: None }).unwrap();
    assert!(made.word.as_ref().unwrap().contains("ended by a signal"), "{made:?}");
    assert_eq!(world.changed(made.id.unwrap()), "A\tregister/new\n");
    assert_eq!(world.state().0, before.0);
}

#[test]
fn the_users_settings_do_not_change_the_message() {
    let settings = [
        ("commit.verbose", "true"),
        ("commit.cleanup", "scissors"),
        ("commit.template", "README"),
        ("core.commentChar", "auto"),
        ("core.commentChar", "K"),
        ("commit.status", "true"),
        ("i18n.commitEncoding", "ISO-8859-1"),
        ("core.quotePath", "true"),
        ("core.fsmonitor", "false"),
        ("core.untrackedCache", "true"),
        ("index.version", "4"),
    ];
    for (key, value) in settings {
        let world = World::begun();
        world.git(&["config", key, value]);
        world.write("ä", "a\n");
        let message = "IMP-1: räise\n\n # not a comment\n \n\n\nKaizen-By: ada\n";
        let made = world.commit(&["ä"], message).unwrap();
        let raw = world.git(&["cat-file", "commit", &made.to_string()]);
        assert!(raw.ends_with(&format!("\n\n{message}")), "{key}={value}: {raw}");
        assert!(!raw.contains("\nencoding "), "{raw}");
    }
}

#[test]
fn works_in_a_subfolder_a_linked_worktree_and_through_a_link() {
    let world = World::begun();
    let file = world.write("register/sub/a", "a\n");
    let repo = Repo::discover(&world.top.join("register/sub")).unwrap().unwrap();
    assert_eq!(repo.workdir(), world.top);
    let paths = [file];
    commit(&repo, &Commit { paths: &paths, message: "m\n", author: None }).unwrap();

    let linked = world.outside().canonicalize().unwrap().join("linked");
    world.git(&["worktree", "add", "-q", linked.to_str().unwrap()]);
    fs::write(linked.join("b"), "b\n").unwrap();
    let repo = Repo::discover(&linked).unwrap().unwrap();
    assert_eq!(repo.common_dir, world.top.join(".git"));
    assert_ne!(repo.git_dir(), repo.common_dir);
    let paths = [PathBuf::from("b")];
    let made = commit(&repo, &Commit { paths: &paths, message: "m\n", author: None }).unwrap().id.unwrap();
    assert_eq!(world.changed(made), "A\tb\n");
    assert_ne!(made, world.tip());

    #[cfg(unix)]
    {
        let alias = world.outside().join("alias");
        std::os::unix::fs::symlink(&world.top, &alias).unwrap();
        let repo = Repo::discover(&alias.join("register")).unwrap().unwrap();
        assert_eq!(repo.relative(&alias.join("register/new/x")).unwrap(), PathBuf::from("register/new/x"));
        assert_eq!(repo.relative(&alias).unwrap(), PathBuf::new());
        assert!(repo.relative(world.outside()).is_err());
        fs::write(alias.join("c"), "c\n").unwrap();
        let paths = [alias.join("c")];
        let made = commit(&repo, &Commit { paths: &paths, message: "m\n", author: None }).unwrap().id.unwrap();
        assert_eq!(world.changed(made), "A\tc\n");
    }
}

#[test]
fn works_in_a_sparse_checkout() {
    let world = World::begun();
    world.write("in/x", "x\n");
    world.write("out/y", "y\n");
    world.snapshot("more", 1);
    world.git(&["sparse-checkout", "set", "--cone", "in"]);
    assert!(!world.top.join("out/y").exists());
    world.write("out/new", "n\n");
    world.hook("pre-commit", "exit 1");
    let before = world.state();
    assert!(world.commit(&["out/new"], "m\n").is_err());
    assert_eq!(before, world.state());
    world.hook("pre-commit", "exit 0");
    let made = world.commit(&["out/new"], "m\n").unwrap();
    assert_eq!(world.changed(made), "A\tout/new\n");
    assert_eq!(world.state().0, "");
    world.write("out/new", "again\n");
    let made = world.commit(&["out/new"], "m\n").unwrap();
    assert_eq!(world.changed(made), "M\tout/new\n");
}

#[test]
fn waits_for_another_git() {
    let world = World::begun();
    world.write("a", "a\n");
    let lock = world.top.join(".git/index.lock");
    fs::write(&lock, "").unwrap();
    let release = std::thread::spawn({
        let lock = lock.clone();
        move || {
            std::thread::sleep(Duration::from_millis(700));
            fs::remove_file(lock).unwrap();
        }
    });
    let made = world.commit(&["a"], "m\n").unwrap();
    release.join().unwrap();
    assert_eq!(world.changed(made), "A\ta\n");

    let before = world.state();
    fs::write(&lock, "").unwrap();
    world.write("b", "b\n");
    let error = world.commit(&["b"], "m\n").unwrap_err();
    assert!(format!("{error:#}").contains("index.lock"), "{error:#}");
    fs::remove_file(&lock).unwrap();
    fs::remove_file(world.top.join("b")).unwrap();
    assert_eq!(before, world.state());
}

#[test]
fn another_author_is_author_and_committer_and_does_not_sign() {
    let world = World::begun();
    world.git(&["config", "commit.gpgSign", "true"]);
    world.git(&["config", "gpg.program", "/nonexistent/gpg"]);
    world.write("a", "a\n");
    let before = world.state();
    let error = world.commit(&["a"], "m\n").unwrap_err();
    assert!(format!("{error:#}").contains("gpg"), "{error:#}");
    assert_eq!(before, world.state());
    let (paths, who) = ([PathBuf::from("a")], Ident { name: "Anonymous".into(), mail: "nobody@invalid".into() });
    commit(&world.repo(), &Commit { paths: &paths, message: "m\n", author: Some(&who) }).unwrap();
    let people = world.git(&["log", "-1", "--format=%an %ae %cn %ce"]);
    assert_eq!(people, "Anonymous nobody@invalid Anonymous nobody@invalid\n");
    assert!(!world.git(&["reflog", "-1", "--format=%gn %ge"]).contains("ada"));
}

#[test]
fn signs_with_ssh_as_the_user_has_set_up() {
    let world = World::begun();
    let key = world.outside().join("key");
    let made =
        std::process::Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status();
    if !made.is_ok_and(|status| status.success()) {
        return;
    }
    for (name, value) in [("commit.gpgSign", "true"), ("gpg.format", "ssh"), ("user.signingKey", key.to_str().unwrap())]
    {
        world.git(&["config", name, value]);
    }
    world.write("a", "a\n");
    let made = world.commit(&["a"], MESSAGE).unwrap();
    assert!(world.git(&["cat-file", "commit", &made.to_string()]).contains("BEGIN SSH SIGNATURE"));
    assert_eq!(trailers(&world.repo(), made).unwrap().len(), 2);
}

#[test]
fn thousands_of_paths_in_one_commit() {
    let world = World::begun();
    let names: Vec<String> = (0..5000).map(|n| format!("register/sources/{}/{n}", "long-name".repeat(6))).collect();
    for name in &names {
        world.write(name, name);
    }
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let made = world.commit(&names, "m\n").unwrap();
    assert_eq!(world.changed(made).lines().count(), 5000);
}

#[test]
fn refuses_what_would_commit_more_than_was_named() {
    let world = World::begun();
    world.write("folder/x", "x\n");
    let before = world.state();
    assert!(world.commit(&["folder"], "m\n").is_err());
    assert!(world.commit(&["."], "m\n").is_err());
    assert!(world.commit(&["../away"], "m\n").is_err());
    assert!(world.commit(&["missing"], "m\n").is_err());
    assert!(world.commit(&[], "m\n").is_err());
    assert!(world.commit(&["README"], "m\n").is_err(), "unchanged");
    assert_eq!(before, world.state());

    // A folder where git has a file, and a file where git has a folder.
    world.snapshot("folder", 1);
    fs::remove_file(world.top.join("other")).unwrap();
    world.write("other/new", "n\n");
    fs::remove_dir_all(world.top.join("folder")).unwrap();
    world.write("folder", "file\n");
    let before = world.state();
    assert!(world.commit(&["other/new"], "m\n").is_err());
    assert!(world.commit(&["folder"], "m\n").is_err());
    assert_eq!(before, world.state());
}

#[test]
fn without_an_identity_nothing_changes() {
    let world = World::begun();
    world.git(&["config", "--unset", "user.name"]);
    world.git(&["config", "--unset", "user.email"]);
    world.git(&["config", "user.useConfigOnly", "true"]);
    world.write("a", "a\n");
    let before = world.state();
    assert!(world.commit(&["a"], "m\n").is_err());
    assert_eq!(before, world.state());
    let error = format!("{:#}", world.repo().author().unwrap_err());
    assert!(error.contains("git config --global user.name") && error.contains("user.email"), "{error}");
}
