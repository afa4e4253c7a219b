//! The first minutes with a register of one's own.

use crate::world::World;

#[test]
fn who_git_does_not_know_makes_nothing() {
    let world = World::new();
    let unknown = "unset GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL; git config --global user.useConfigOnly true";
    let told = world.sh(&format!("{unknown}; kaizen init")).fails(2);
    for line in ["git config --global user.name", "git config --global user.email"] {
        assert!(told.contains(line), "{told}");
    }
    assert_eq!(std::fs::read_dir(world.path()).unwrap().count(), 0, "{told}");
    // Nor does one who can found nothing.
    world.sh("as 'IT Department' it@example.com; kaizen init").fails(2);
    world.sh("kaizen init --signatures required").fails(2);
    assert!(!world.path().join("register").exists());
}

#[test]
fn what_comes_next_can_be_typed_as_it_is() {
    let world = World::new();
    let told = world.sh("kaizen init --name 'Example Ltd' --review-every 180").err;
    assert!(
        told.contains("Note it outside this repository") && told.contains("\n  kaizen check --introduction "),
        "{told}"
    );
    assert!(told.contains("\n  kaizen people key add mona.lind FILE.pub\n"), "{told}");
    assert!(!told.contains("dana") && !told.contains("other:FIRST"), "{told}");
    assert!(world.read("register/register.toml").contains("\nreview_interval_days = 180 "));
    let (_, next) = told.split_once("\nNext:\n").unwrap();
    let next: Vec<&str> = next.lines().filter_map(|line| line.strip_prefix("  kaizen ")).collect();
    assert_eq!(next.len(), 4, "{told}");
    for line in next {
        let command = line.split("  ").next().unwrap().trim();
        let filled = command
            .replace("HANDLE", "arjun.mehta")
            .replace("--name NAME", "--name 'Arjun Mehta'")
            .replace("MAIL", "arjun@example.com")
            .replace("DIR", "../sandbox");
        let ran = world.sh(&format!("kaizen {filled}"));
        // Without a terminal `add` asks nobody, and says what it needs.
        let code = if command == "add" { 2 } else { 0 };
        assert_eq!(ran.code, code, "{filled}\n{}", ran.both());
    }
    let introduction = told.lines().find_map(|line| line.split("--introduction ").nth(1)).unwrap();
    world.sh(&format!("kaizen check --introduction {introduction}")).ok();
    let told = world.sh("kaizen check --introduction 0123456789abcdef").fails(1);
    assert!(told.is_empty(), "{told}");
}

#[test]
fn the_key_that_git_names_is_told_and_on_a_terminal_asked_about() {
    let made = World::new();
    made.sh("ssh-keygen -q -t ed25519 -N '' -C mona -f $HOME/mona; git config --global kaizen.signingKey $HOME/mona")
        .ok();
    let world = made.copy();
    let told = world.sh("git config --global kaizen.signingKey $HOME/mona; kaizen init").err;
    assert!(told.contains("signed with the SSH key") && told.contains("SHA256:"), "{told}");
    assert!(world.read("register/people.toml").contains("ssh-ed25519"));
    for (answer, signs) in [("y", true), ("n", false)] {
        let world = made.copy();
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/acceptance/terminal.py");
        let dialogue = format!("'one here?' 'y\\r' 'with this key?' '{answer}\\r' 'to the next?' '60\\r'");
        let setup = "git config --global kaizen.signingKey $HOME/mona";
        let shown = world.sh(&format!("{setup}; python3 {program} 100 'kaizen init' {dialogue}")).ok();
        assert_eq!(world.read("register/people.toml").contains("ssh-ed25519"), signs, "{shown}");
        assert!(world.read("register/register.toml").contains("\nreview_interval_days = 60 "), "{shown}");
    }
}
