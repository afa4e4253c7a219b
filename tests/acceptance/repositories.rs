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
    refused(&world, "kaizen note IMP -m x", "not today");
    refused(&world, "kaizen suggest 'Something new'", "not today");
}

#[test]
fn a_hook_that_adds_to_the_message_keeps_the_trailers() {
    let world = World::with_accepted();
    world.sh("printf '#!/bin/sh\\nprintf \"\\\\nChange-Id: I12\\\\n\" >> \"$1\"\\n' > .git/hooks/commit-msg; chmod +x .git/hooks/commit-msg").ok();
    world.sh("kaizen note IMP -m x").ok();
    let message = world.sh("git log -1 --format=%B").ok();
    assert!(message.contains("Change-Id") && message.contains("Kaizen-Act: noted"), "{message}");
}

#[test]
fn a_merge_under_way_is_seen_before_writing() {
    let world = World::with_accepted();
    world
        .sh("git switch -qc side; echo a > f; git add f; git commit -qm a; git switch -q main; echo b > f; git add f; git commit -qm b; git merge side >/dev/null || true")
        .ok();
    refused(&world, "kaizen note IMP -m x", "merge is under way");
}

#[test]
fn no_identity_is_a_clear_reason() {
    let world = World::with_accepted();
    let script = "unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL; git config user.useConfigOnly true; kaizen note IMP -m x";
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
    kaizen note IMP -m x";
    world.sh(script).ok();
    assert_eq!(world.sh("git log -1 --format=%ae").ok().trim(), "dana@example.com");
}

#[test]
fn subfolders_worktrees_and_detached_heads_work() {
    let world = World::with_accepted();
    world.sh("mkdir -p a/b; cd a/b; kaizen note IMP -m x").ok();
    world
        .sh("git worktree add -q ../tree -b tree; cd ../tree; kaizen note IMP -m 'in the tree'; git log -1 --format=%s")
        .ok();
    let ran = world.sh("git switch -q --detach; kaizen note IMP -m y");
    assert!(ran.code == 0 && ran.err.contains("HEAD is detached"), "{}", ran.err);
}

#[test]
fn sparse_and_split_indexes_work() {
    let world = World::with_accepted();
    world.sh("mkdir other; echo x > other/f; git add other; git commit -qm other; git update-index --split-index; kaizen note $(cat ../id) -m x; kaizen suggest 'One more'").ok();
    world.sh("git sparse-checkout set --sparse-index register; kaizen note $(cat ../id) -m x; kaizen suggest 'And another'").ok();
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
