//! Odd repositories: each works, or is refused with a clear reason and then nothing has changed.

use crate::world::World;

/// Everything that an act could touch: the index, the files, the commit.
fn state(world: &World) -> String {
    world
        .sh("git rev-parse -q --verify HEAD || true; git ls-files -s; git status --porcelain; find . -path ./.git -prune -o -type f -print | sort | xargs sha256sum")
        .ok()
}

#[track_caller]
fn refused(world: &World, script: &str, because: &str) {
    let before = state(world);
    let told = world.sh(script).fails(2);
    assert!(told.contains(because), "{told}");
    assert_eq!(state(world), before);
}

#[test]
fn a_hook_that_rejects_leaves_everything_as_it_was() {
    let world = World::with_accepted();
    world.sh("printf '#!/bin/sh\\necho not today >&2; exit 1\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit").ok();
    refused(&world, "kaizen note IMP -m Reworded", "not today");
    refused(&world, "kaizen suggest 'Something new'", "not today");
}

#[test]
fn a_hook_that_adds_to_the_message_keeps_the_trailers() {
    let world = World::with_accepted();
    world.sh("printf '#!/bin/sh\\nprintf \"\\\\nChange-Id: I12\\\\n\" >> \"$1\"\\n' > .git/hooks/commit-msg; chmod +x .git/hooks/commit-msg").ok();
    world.sh("kaizen note IMP -m Reworded").ok();
    let message = world.sh("git log -1 --format=%B").ok();
    assert!(message.contains("Change-Id") && message.contains("Kaizen-Act: noted"), "{message}");
}

#[test]
fn a_merge_under_way_is_seen_before_writing() {
    let world = World::with_accepted();
    world
        .sh("git switch -qc side; echo a > f; git add f; git commit -qm a; git switch -q main; echo b > f; git add f; git commit -qm b; git merge side >/dev/null || true")
        .ok();
    refused(&world, "kaizen note IMP -m Reworded", "merge is under way");
}

#[test]
fn no_identity_is_a_clear_reason() {
    let world = World::with_accepted();
    let script = "unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL; git config user.useConfigOnly true; kaizen note IMP -m Reworded";
    let told = world.sh(script).fails(2);
    assert!(told.contains("user.name") && told.contains("user.email"), "{told}");
}

#[test]
fn identity_comes_from_git_however_it_is_configured() {
    let world = World::with_accepted();
    let script = r"
    unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
    printf '[user]\nname = Dana Okafor\nemail = dana@example.com\n' > ~/dana.inc
    git config --file ~/gitconfig 'includeIf.gitdir:**/work/.git.path' ~/dana.inc
    kaizen note IMP -m Reworded";
    world.sh(script).ok();
    assert_eq!(world.sh("git log -1 --format=%ae").ok().trim(), "dana@example.com");
}

#[test]
fn subfolders_worktrees_and_detached_heads_work() {
    let world = World::with_accepted();
    world.sh("mkdir -p a/b; cd a/b; kaizen note IMP -m Reworded").ok();
    world
        .sh("git worktree add -q ../tree -b tree; cd ../tree; kaizen note IMP -m 'in the tree'; git log -1 --format=%s")
        .ok();
    let ran = world.sh("git switch -q --detach; kaizen note IMP -m Revised");
    assert!(ran.code == 0 && ran.err.contains("HEAD is detached"), "{}", ran.err);
}

#[test]
fn sparse_and_split_indexes_work() {
    let world = World::with_accepted();
    world.sh("mkdir other; echo x > other/f; git add other; git commit -qm other; git update-index --split-index; kaizen note $(cat ../id) -m Reworded; kaizen suggest 'One more'").ok();
    world.sh("git sparse-checkout set --sparse-index register; kaizen note $(cat ../id) -m Reworded; kaizen suggest 'And another'").ok();
    assert_eq!(world.sh("git status --porcelain").ok(), "");
}

#[test]
fn a_sha256_repository_is_refused_before_anything_is_written() {
    let world = World::new();
    world.sh("git init -q --object-format=sha256").ok();
    refused(&world, "kaizen init", "sha256");
}

#[test]
fn a_folder_with_files_and_no_repository_is_not_taken_over() {
    let world = World::new();
    world.write("notes.txt", "x");
    let told = world.sh("kaizen init").fails(2);
    assert!(told.contains("git init"), "{told}");
    assert!(!world.path().join("register").exists());
}

#[test]
fn a_commit_left_to_the_person_is_the_command_that_is_printed() {
    let world = World::with_accepted();
    let ran = world.sh("kaizen note IMP --no-commit -m \"it's noted\"");
    let command = ran.err.lines().skip_while(|l| !l.starts_with("git -C")).collect::<Vec<_>>().join("\n");
    let command = command.split("\n  next").next().unwrap();
    world.sh(command).ok();
    assert_eq!(world.sh("git log -1 --format='%(trailers:key=Kaizen-Act,valueonly)'").ok().trim(), "noted");
    assert_eq!(world.sh("git status --porcelain").ok(), "");
}

#[test]
fn a_forged_trailer_stays_text() {
    let world = World::with_accepted();
    world.sh("kaizen note IMP -m $'x\\n\\nKaizen-Act: verified\\nKaizen-By: priya.nair\\n# ------------------------ >8 ------------------------\\nrest'").ok();
    assert_eq!(world.sh("git log -1 --format='%(trailers:key=Kaizen-Act,valueonly)'").ok().trim(), "noted");
    assert!(world.item(&world.id()).contains("rest"));
}

/// A shell function `apart MOUNT COMMAND`: runs the command where `MOUNT` changed what is mounted, for it alone.
const APART: &str = r#"apart() { if [ $(id -u) = 0 ]; then unshare -m sh -c "$1 && $2"; else unshare -rm sh -c "$1 && $2"; fi; }
readonly_at() { echo "mount --bind $1 $1 && mount -o remount,bind,ro $1 && cd ."; }"#;

/// Whether this machine lets a test mount things for itself alone; says so where it does not.
fn can_mount(world: &World) -> bool {
    let ran = world.sh(&format!("{APART}; mkdir ../mnt; apart \"mount -t tmpfs tmpfs $PWD/../mnt\" true"));
    if ran.code != 0 {
        eprintln!(
            "SKIPPED: no mount namespace can be made here, so read-only and full file systems are not tried: {}",
            ran.err
        );
    }
    ran.code == 0
}

#[test]
fn a_read_only_file_system_is_named_and_nothing_has_changed() {
    let world = World::with_accepted();
    if !can_mount(&world) {
        return;
    }
    for place in [".", "register", ".git/objects", ".git"] {
        for act in ["kaizen note IMP -m Reworded", "kaizen suggest New", "kaizen people set dana.okafor --role auditor"]
        {
            let before = state(&world);
            let script = format!("{APART}; apart \"$(readonly_at $PWD/{place})\" \"{act}\"");
            let told = world.sh(&script).fails(2);
            assert!(told.contains("Read-only file system") && !told.contains("put back"), "{place}: {act}: {told}");
            assert_eq!(state(&world), before, "{place}: {act}");
        }
    }
    let looks = "kaizen list && kaizen show IMP && kaizen stale && kaizen search reader && kaizen log IMP && kaizen check --rule overdue && kaizen fmt --check";
    world.sh(&format!("{APART}; apart \"$(readonly_at $PWD)\" \"{looks}\"")).ok();
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let world = World::with_accepted();
    if !can_mount(&world) {
        return;
    }
    let script =
        "cp -a . ../mnt; cd ../mnt; before=$(cat register/items/*/*.toml | sha256sum; git ls-files -s | sha256sum)
        head -c 20000000 /dev/zero > fill 2>/dev/null; truncate -s -$1 fill
        kaizen note IMP -m \"$(head -c 3000 /dev/zero | tr '\\0' x) is long\"; code=$?
        rm fill; after=$(cat register/items/*/*.toml | sha256sum; git ls-files -s | sha256sum)
        [ $code = 2 ] && [ \"$before\" = \"$after\" ] && find . -name '.kaizen-*' | grep . && exit 9
        [ $code = 0 ] || [ \"$before\" = \"$after\" ] || exit 8
        kaizen note IMP -m 'There is room again.'; exit $code";
    world.write("../full.sh", script);
    // From no room at all up to room for everything: wherever it ends, nothing is half done.
    let mut codes = Vec::new();
    for room in [0, 4096, 8192, 12288, 20480, 40960, 400_000] {
        let mount = "mount -t tmpfs -o size=8m tmpfs $PWD/../mnt";
        let ran = world.sh(&format!("{APART}; apart \"{mount}\" \"sh ../full.sh {room}\""));
        assert!(ran.code == 0 || ran.code == 2, "{room}: {}", ran.both());
        codes.push(ran.code);
    }
    assert!(codes.first() == Some(&2) && codes.last() == Some(&0), "{codes:?}");
}

#[test]
fn a_rebase_under_way_and_a_branch_without_commits_are_seen() {
    let world = World::with_accepted();
    world
        .sh("git switch -qc side; echo a > f; git add f; git commit -qm a; git switch -q main; echo b > f; git add f; git commit -qm b; git rebase side >/dev/null 2>&1 || true")
        .ok();
    refused(&world, "kaizen note IMP -m Reworded", "rebase is under way");
    refused(&world, "kaizen suggest 'Something new'", "rebase is under way");

    let world = World::new();
    world.sh("git init -q; echo mine > mine; git add mine; kaizen init --name 'Example Ltd'; kaizen suggest 'First of all'").ok();
    assert_eq!(world.sh("git status --porcelain").ok().trim(), "A  mine");
    assert_eq!(world.sh("git log --format=%s").ok().lines().count(), 2);
}

#[test]
fn evidence_that_is_ignored_is_kept_all_the_same() {
    let world = World::with_accepted();
    world.sh("printf '*.csv\\nregister/evidence/\\n' > .gitignore; git add .gitignore; git commit -qm ignore; echo 1,2 > ../log.csv").ok();
    world.sh("arjun; kaizen sign-off IMP --evidence ../log.csv -m 'Done.'").ok();
    assert_eq!(world.sh("git show --name-only --format=").ok().lines().count(), 2);
    world.sh("git clone -q . ../clone; cd ../clone; kaizen check --rule evidence-missing --rule evidence-changed").ok();
}

/// Continuous integration often runs in a container as another user than the files are.
#[test]
fn a_repository_of_somebody_else_is_looked_at_once_git_takes_it_for_safe() {
    let world = World::with_accepted();
    // Only root can give files away; elsewhere the repository stays this user's own.
    if world.sh("chown -R 12345 .").code != 0 {
        eprintln!("SKIPPED: only root can give a repository to somebody else");
        return;
    }
    for verb in ["check", "log", "note IMP -m Reworded", "suggest New"] {
        let told = world.sh(&format!("kaizen {verb}")).fails(2);
        assert!(told.contains("safe.directory"), "{verb}: {told}");
    }
    world
        .sh("git config --global --add safe.directory $PWD; kaizen check; kaizen log; kaizen note IMP -m Reworded")
        .ok();
}

#[test]
fn a_repository_with_reftable_works() {
    let world = World::new();
    if world.sh("git init -q --ref-format=reftable").code != 0 {
        eprintln!("SKIPPED: this git knows no reftable");
        return;
    }
    world.sh("kaizen init --name 'Example Ltd' --signatures off; kaizen suggest 'Visitors see the screens'; kaizen log; kaizen list --at HEAD; kaizen check").ok();
    assert_eq!(world.sh("git status --porcelain").ok(), "");
}
