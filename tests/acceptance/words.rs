//! Where the words of an act come from, and what is said once it is recorded.

use crate::world::World;

#[test]
fn the_words_of_an_act_come_from_a_file_or_from_standard_input() {
    let world = World::with_accepted();
    world.write("../words", "\u{feff}The supplier delivers in May.\r\n\r\nThe guard stays.\r\n");
    let text = "The supplier delivers in May.\n\nThe guard stays.";
    let last = || {
        let shown = world.sh("kaizen log IMP --format json").ok();
        let log: serde_json::Value = serde_json::from_str(&shown).unwrap();
        log["entries"].to_string()
    };
    for command in [
        "arjun; kaizen note IMP -F ../words",
        "arjun; kaizen note IMP -F - < ../words",
        "arjun; kaizen note IMP --file ../words",
        "arjun; kaizen note IMP -m - < ../words",
    ] {
        world.sh(command).ok();
        assert!(world.sh("git log -1 --format=%B").ok().contains(text), "{command}: {}", last());
        world.sh("arjun; kaizen undo --yes").ok();
    }
    // The same for each kind of act.
    world
        .sh("dana; kaizen add 'Doors stay open' --kind improvement --source incident:INC-9 -F ../words > ../door")
        .ok();
    assert!(world.item(world.sh("cat ../door").ok().trim()).contains("The guard stays."));
    world.sh("mona; kaizen people set dana.okafor --role auditor -F ../words; kaizen config set policy.stale_days=60 -F ../words").ok();
    world.sh("mona; kaizen reject $(cat ../door) -F ../words; kaizen note people -F ../words").ok();
    assert_eq!(world.sh("git log -3 --format=%b").ok().matches("The guard stays.").count(), 3);
    for (command, why) in [
        ("arjun; kaizen note $(cat ../id) -m Seen. -F ../words", "both give the words"),
        ("arjun; kaizen note $(cat ../id) -F ../nothing", "cannot read ../nothing"),
        ("arjun; kaizen note $(cat ../id) -F ..", "cannot read .."),
        ("arjun; printf ' \\n' > ../empty; kaizen note $(cat ../id) -F ../empty", "still missing: -m"),
        ("arjun; printf '\\377\\n' > ../odd; kaizen note $(cat ../id) -F ../odd", "no UTF-8 text"),
        ("arjun; head -c 5000000 /dev/zero > ../large; kaizen note $(cat ../id) -F ../large", "larger than 4 MiB"),
    ] {
        world.refuses(command, why);
    }
}

#[test]
fn what_is_kept_is_taken_up_again_as_the_message_says() {
    let world = World::with_accepted();
    world.sh("printf '#!/bin/sh\\nexit 1\\n' > .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit").ok();
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/acceptance/terminal.py");
    world.write("../editor", "#!/bin/sh\necho \"It's \\$HOME.\" > \"$1\"\n");
    let typed = format!(
        "chmod +x ../editor; export EDITOR=$PWD/../editor; python3 {program} 100 'kaizen note IMP' 'to be noted?' '\\x05'"
    );
    let told = world.sh(&format!("arjun; {typed} >&2")).fails(2);
    let command =
        told.split("to take it up again: ").nth(1).unwrap_or_else(|| panic!("{told}")).lines().next().unwrap();
    assert!(command.contains(" -F /") && !command.contains("$(cat"), "{command}");
    world.sh(&format!("rm .git/hooks/pre-commit; arjun; {command}")).ok();
    assert!(world.sh("git log -1 --format=%b").ok().contains("It's $HOME."));
    let file = command.split("-F ").nth(1).unwrap().split(' ').next().unwrap();
    std::fs::remove_file(file).unwrap();
}

#[test]
fn an_act_says_how_many_are_not_pushed() {
    let world = World::with_accepted();
    let told = world.sh("arjun; kaizen note $(cat ../id) -m 'The order is out.'").err;
    assert!(!told.contains("not pushed"), "{told}");
    let told = world.sh("dana; kaizen suggest 'Lock the paper bins'").err;
    assert!(told.contains("Thank you. It is in this repository"), "{told}");
    world.sh("git init -q --bare ../server; git remote add origin ../server").ok();
    let told = world.sh("dana; kaizen suggest 'Close the blinds at night'").err;
    assert!(told.contains("git push -u origin main") && !told.contains("not pushed"), "{told}");
    world.sh("git push -qu origin main").ok();
    let told = world.sh("arjun; kaizen note $(cat ../id) -m 'The order is confirmed.'").err;
    assert!(told.ends_with("not pushed: 1 act (git push)\n"), "{told}");
    // A commit that is no act does not count as one; several acts of one run are told once.
    world.sh("git commit -q --allow-empty -m other; dana; kaizen suggest 'Paint the wall' > ../wall").ok();
    let told = world.sh("mona; kaizen note $(cat ../id) $(cat ../wall) -m 'Looked at together.'").err;
    assert!(told.ends_with("not pushed: 4 acts (git push)\n") && told.matches("not pushed").count() == 1, "{told}");
    let told = world.sh("dana; kaizen suggest 'Water the plants'").err;
    assert!(told.contains("Thank you. It reaches the others when you push it: git push"), "{told}");
    // Who only looks, or leaves the commit to themselves, is told nothing.
    let told = world.sh("kaizen list").err;
    assert!(!told.contains("not pushed"), "{told}");
    let told = world.sh("mona; kaizen note $(cat ../id) --no-commit -m 'Not committed.'").err;
    assert!(!told.contains("not pushed"), "{told}");
}
