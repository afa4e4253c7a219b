//! Once git has committed nothing is undone, whatever goes wrong then; and what git did not commit is undone.

use crate::world::World;

/// A register with an item, and a `git` before the real one: after the shell code `first`, unless it ends, it runs the
/// real one with `real "$@"`. `$*` are its arguments; the file `../made` is there once it has committed.
fn with_git(first: &str) -> World {
    let world = World::with_accepted();
    let real = world.sh("command -v git").ok().trim().to_owned();
    world.write(
        "../bin/git",
        format!(
            "#!/bin/bash\nreal() {{ {real} \"$@\"; code=$?; case \"$*\" in *' commit -q '*) [ $code != 0 ] || touch '{}';; esac; return $code; }}\n{first}\nreal \"$@\"\n",
            world.path().join("../made").display()
        ),
    );
    world.sh("chmod +x ../bin/git").ok();
    world
}

const NOTE: &str = "PATH=$PWD/../bin:$PATH kaizen note IMP -m 'Still here.'";

#[track_caller]
fn is_recorded(world: &World, told: &str) {
    assert!(told.contains(" noted") && !told.contains("nothing was recorded"), "{told}");
    assert!(world.item(&world.id()).contains("Still here."), "{told}");
    assert_eq!(
        world.sh("git status --porcelain; git log -1 --format='%(trailers:key=Kaizen-Act,valueonly,separator=)'").ok(),
        "noted\n",
        "{told}"
    );
    world.sh("kaizen check").ok();
}

#[test]
fn a_git_that_fails_after_the_commit_has_recorded() {
    for first in [
        "case \"$*\" in *' commit -q '*) real \"$@\"; exit 128;; esac",
        "case \"$*\" in *' commit -q '*) real \"$@\"; kill -9 $$;; esac",
        // What is asked afterwards cannot be told.
        "case \"$*\" in *symbolic-ref*) exit 128;; esac",
    ] {
        let world = with_git(first);
        let ran = world.sh(NOTE);
        assert_eq!(ran.code, 0, "{first}\n{}", ran.both());
        assert!(ran.err.contains("note: "), "{first}\n{}", ran.both());
        is_recorded(&world, &ran.both());
    }
}

#[test]
fn a_commit_that_cannot_be_looked_at_stays() {
    let world = with_git("[ ! -e ../made ] || exit 128");
    let ran = world.sh(NOTE);
    assert_eq!(ran.code, 0, "{}", ran.both());
    assert!(ran.err.contains("could not be looked at"), "{}", ran.both());
    is_recorded(&world, &ran.both());
}

#[test]
fn where_nobody_can_tell_whether_git_committed_nothing_is_undone() {
    let world = with_git("[ ! -e ../made ] || exit 128\ncase \"$*\" in *' commit -q '*) real \"$@\"; exit 128;; esac");
    let told = world.sh(NOTE).fails(2);
    assert!(told.contains("could not be told whether git committed it") && told.contains("git log -1"), "{told}");
    is_recorded(&world, " noted");
}

#[test]
fn a_git_that_only_says_that_it_committed_has_not() {
    let world = with_git("case \"$*\" in *' commit -q '*) exit 0;; esac");
    world.refuses(NOTE, "HEAD has none");
    let world = World::with_accepted();
    world.write(".git/hooks/post-commit", "#!/bin/sh\ngit reset -q --hard HEAD^\n");
    world.sh("chmod +x .git/hooks/post-commit").ok();
    world.refuses("kaizen note IMP -m Words.", "a hook may have taken it back");
}

#[test]
fn the_commit_of_another_is_not_taken_for_ours() {
    let world = World::with_accepted();
    let hook = "#!/bin/sh\ngit update-ref HEAD $(git commit-tree HEAD^{tree} -p HEAD -m other)\nexit 1\n";
    world.write(".git/hooks/pre-commit", hook);
    let told = world.sh("chmod +x .git/hooks/pre-commit; kaizen note IMP -m Words.").fails(2);
    assert!(told.contains("nothing was recorded"), "{told}");
    assert_eq!(world.sh("git status --porcelain; git log -1 --format=%s").ok(), "other\n");
}

#[test]
fn hooks_after_the_commit_may_fail_and_change_the_message() {
    for (hook, text) in [
        ("post-commit", "exit 3"),
        ("post-commit", "kill -9 $PPID"),
        ("commit-msg", "sed -i '1s/.*/Other words/' $1"),
        (
            "post-commit",
            "[ -e ../amended ] || { touch ../amended; git commit -q --amend --allow-empty -m 'Other words' -m 'Kaizen-Act: noted'; }",
        ),
    ] {
        let world = World::with_accepted();
        world.write(&format!(".git/hooks/{hook}"), format!("#!/bin/bash\n{text}\n"));
        let ran = world.sh(&format!("chmod +x .git/hooks/{hook}; kaizen note IMP -m 'Still here.'"));
        assert_eq!(ran.code, 0, "{text}\n{}", ran.both());
        is_recorded(&world, &ran.both());
    }
}

/// Ctrl-C comes during the slow hook after the commit, and again while the commit is looked at.
#[test]
fn a_second_interrupt_undoes_nothing() {
    let world = with_git("[ ! -e ../made ] || { kill -INT -- -$(cat ../group); sleep 0.2; }");
    world.write(".git/hooks/post-commit", "#!/bin/bash\ntouch ../made; kill -INT -- -$(cat ../group); sleep 0.3\n");
    let ran = world.sh(&format!(
        "chmod +x .git/hooks/post-commit; setsid -w bash -c 'trap : INT; echo $$ > ../group; {}; echo ended $?'",
        NOTE.replace('\'', "\"")
    ));
    assert!(ran.out.contains("ended 130"), "{}", ran.both());
    is_recorded(&world, &ran.both());
}
