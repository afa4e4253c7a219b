//! `kaizen` alone: what waits for whoever asks, each with its command.

use crate::world::World;

#[test]
fn what_waits_for_whoever_asks_is_told_with_its_command() {
    let world = World::with_accepted();
    let id = world.id();
    let random = id.rsplit('-').next().unwrap();
    let late = world.sh("day 2026-05-20; arjun; kaizen").ok();
    assert!(late.starts_with("arjun.mehta: 1 thing waits for you\n\nOverdue (1)\n"), "{late}");
    let flat = late.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("5 days overdue kaizen sign-off") && late.contains(random), "{late}");
    assert_eq!(
        world.sh("day 2026-03-03; kaizen status --for arjun.mehta").ok(),
        "arjun.mehta: nothing waits for you\n"
    );
    world.sh("dana; kaizen suggest 'The archive needs a second key'").ok();
    let manager = world.sh("day 2026-03-03; kaizen status").ok();
    assert!(manager.contains("To decide (1)") && manager.contains("kaizen accept "), "{manager}");
    // What is not pushed is told where there is somewhere to push to.
    world
        .sh("git init -q --bare ../there.git; git remote add origin ../there.git; git push -q -u origin main; kaizen note $(cat ../id) -m 'Seen by two of us.'")
        .ok();
    assert!(world.sh("day 2026-03-03; kaizen").ok().ends_with("not pushed: 1 commit (git push)\n"));
    // Outside a register the verbs are listed.
    let told = world.sh("mkdir ../empty; cd ../empty; kaizen").fails(2);
    assert!(told.contains("Usage: kaizen") && told.contains("status"), "{told}");
    let told = world.sh("as Somebody nobody@example.com; kaizen status").fails(2);
    assert!(told.contains("kaizen status --for HANDLE"), "{told}");
}

#[test]
fn dates_are_taken_as_people_say_them() {
    let world = World::with_accepted();
    world.sh("day 2026-03-04; kaizen extend $(cat ../id) --to +3m -m 'The supplier delivers late.'").ok();
    assert!(world.item(&world.id()).contains("due = 2026-06-04"));
    world.sh("day 2026-03-04; kaizen extend $(cat ../id) --to 2026-Q3 -m 'The supplier delivers later.'").ok();
    assert!(world.item(&world.id()).contains("due = 2026-09-30"));
    world.refuses("kaizen extend $(cat ../id) --to soon -m 'It is late.'", "or as +30d, friday, eom");
}
