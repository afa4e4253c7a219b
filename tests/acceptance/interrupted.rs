//! Ctrl-C, `kill` and a closed terminal: what was begun is finished or undone, and only then it ends.

use crate::world::World;

/// Everything that an act could touch.
fn state(world: &World) -> String {
    world
        .sh("git rev-parse HEAD; git ls-files -s -t; git status --porcelain --untracked-files=all; find . .git -maxdepth 1; ls -A register register/items/*")
        .ok()
}

/// Runs a command in a process group of its own, in which a hook sends a signal to everybody. Returns what it told and
/// how it ended.
fn with_signal(world: &World, hook: &str, signal: &str, command: &str) -> (String, i32) {
    world
        .sh(&format!(
            "printf '#!/bin/sh\\nkill -{signal} 0; sleep 2\\n' > .git/hooks/{hook}; chmod +x .git/hooks/{hook}"
        ))
        .ok();
    let ran = world.sh(&format!("setsid -w bash -c 'trap : INT TERM HUP; {command}; echo $?'; rm .git/hooks/{hook}"));
    let code = ran.out.lines().last().and_then(|line| line.parse().ok()).unwrap_or_else(|| panic!("{}", ran.both()));
    (ran.both(), code)
}

#[test]
fn an_act_that_is_broken_off_leaves_nothing_behind() {
    let world = World::with_accepted();
    let before = state(&world);
    for (signal, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        for command in ["kaizen note IMP -m Reworded", "kaizen suggest \"Something new\""] {
            let (told, ended) = with_signal(&world, "pre-commit", signal, command);
            assert_eq!((ended, state(&world)), (code, before.clone()), "{told}");
            assert!(told.contains("broken off") && told.contains("nothing was recorded"), "{told}");
        }
    }
    world.sh("kaizen note IMP -m 'It goes on.'").ok();
}

#[test]
fn an_act_that_is_committed_stays_when_it_is_broken_off_later() {
    let world = World::with_accepted();
    let (told, ended) = with_signal(&world, "post-commit", "INT", "kaizen suggest \"Something new\"");
    assert_eq!(ended, 130, "{told}");
    assert!(told.contains("raised"), "{told}");
    assert_eq!(world.sh("git status --porcelain").ok(), "");
    assert_eq!(world.sh("git log -1 --format='%(trailers:key=Kaizen-Act,valueonly)'").ok().trim(), "raised");
    let several = "kaizen note $(kaizen list --format ids) -m Reworded";
    let (told, ended) = with_signal(&world, "post-commit", "TERM", several);
    assert_eq!((ended, told.matches(" noted").count()), (143, 1), "{told}");
    assert_eq!(world.sh("git status --porcelain; kaizen check").code, 0);
}
