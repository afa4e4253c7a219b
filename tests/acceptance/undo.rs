//! The newest act is taken back while nobody else can have it, and nothing is hidden that way.

use crate::world::World;

const NOTE: &str = "arjun; kaizen note IMP -m 'The supplier delivers in May.'";

#[test]
fn the_newest_act_is_taken_back_and_nothing_else_is_touched() {
    let world = World::with_accepted();
    let before = world.item(&world.id());
    world.write("register/evidence.txt", "mine");
    let script = format!(
        "git rev-parse HEAD > ../head; echo a > staged; git add staged; echo b > staged; echo c > loose; {NOTE}; git status --porcelain > ../state"
    );
    world.sh(&script).ok();
    assert_ne!(world.item(&world.id()), before);
    let told = world.sh("arjun; kaizen undo").fails(2);
    assert!(
        told.contains("kaizen undo --yes") && told.contains("note") && told.contains(&world.item_path(&world.id())),
        "{told}"
    );
    let told = world.sh("arjun; kaizen undo --yes").err;
    assert!(told.contains("undone") && told.contains("by arjun.mehta"), "{told}");
    assert_eq!(world.item(&world.id()), before);
    world.sh("git status --porcelain | diff - ../state; [ \"$(git rev-parse HEAD)\" = \"$(cat ../head)\" ]; [ \"$(cat staged)\" = b ]; [ \"$(git show :staged)\" = a ]").ok();
    world.sh("rm -f staged loose register/evidence.txt; git reset -q; kaizen check").ok();
    // What it brought goes with it, a new item with its file of evidence too.
    world.sh(&format!("{NOTE}; echo x > proof.csv; kaizen sign-off IMP --evidence proof.csv -m 'All readers run 4.2.'; kaizen undo --yes; [ -z \"$(ls register/evidence 2>/dev/null)\" ]")).ok();
    world.sh("dana; kaizen suggest 'Screens can be read by visitors' > ../new; kaizen undo --yes; [ -z \"$(git ls-files | grep $(cat ../new))\" ]; kaizen check").ok();
    // A person from outside takes back what they suggested.
    world
        .sh("as 'Ines Brandt' ines@example.com; kaizen suggest 'Lock the paper bins'; kaizen undo --yes; kaizen check")
        .ok();
    world.refuses("dana; kaizen undo --yes", "not yours");
}

#[test]
fn what_others_may_have_seen_stays() {
    let world = World::with_accepted();
    world.sh("git init -q --bare ../server; git remote add origin ../server; git push -qu origin main").ok();
    world.refuses("mona; kaizen undo --yes", "is pushed: origin/main has it");
    // Pushed from here, and the branch reset to look as if it was not.
    world.sh(&format!("{NOTE}; git push -q origin main:elsewhere")).ok();
    world.refuses("arjun; kaizen undo --yes", "origin/elsewhere has it");
    world.sh("git push -q origin :elsewhere; git branch keep").ok();
    world.refuses("arjun; kaizen undo --yes", "on the branch keep");
    world.sh("git branch -D keep; git tag -a -m t before-audit").ok();
    world.refuses("arjun; kaizen undo --yes", "under the tag before-audit");
    world.sh("git tag -d before-audit; arjun; kaizen undo --yes").ok();
    // A seal, with its tag or without.
    world.sh("mona; kaizen seal -m 'Before the audit.'").ok();
    world.refuses("mona; kaizen undo --yes", "is a seal");
    world.sh("git reset -q --hard HEAD~1").ok();
    world.sh(&format!("{NOTE}; mona; kaizen seal 2026-Q1 --tag -m 'Before the audit.'")).ok();
    world.refuses("arjun; kaizen undo --yes", "is a seal");
    world.refuses("mona; kaizen undo --yes", "is a seal");
}

#[test]
fn what_is_not_ones_own_act_alone_stays() {
    let world = World::with_accepted();
    world.sh(NOTE).ok();
    // Of another, and by another name on one's own.
    world.refuses("dana; kaizen undo --yes", "not yours");
    world.refuses("dana; kaizen undo --yes --as arjun.mehta", "which is not arjun.mehta's");
    world.sh("dana; git commit -q --amend --reset-author --no-edit").ok();
    world.refuses("dana; kaizen undo --yes", "not yours");
    world.refuses("arjun; kaizen undo --yes", "not yours");
    world.sh("git reset -q --hard HEAD~1").ok();
    world.sh("dana; kaizen suggest 'Lock the paper bins' --anonymous").ok();
    world.refuses("dana; kaizen undo --yes", "not yours");
    world.sh("git reset -q --hard HEAD~1").ok();
    // No act, one with other files, a merge, the first commit.
    world.sh("echo x > x; git add x; git commit -qm x").ok();
    world.refuses("mona; kaizen undo --yes", "no act of one person");
    world
        .sh(&format!("git reset -q --hard HEAD~1; {NOTE}; echo x > x; git add x; git commit -q --amend --no-edit"))
        .ok();
    world.refuses("arjun; kaizen undo --yes", "outside of the register");
    world.sh("git reset -q --hard HEAD~1; git switch -qc side; arjun; kaizen note IMP -m 'One.'; git switch -q main; kaizen suggest 'Lock the paper bins'; git merge -q --no-edit side").ok();
    world.refuses("arjun; kaizen undo --yes", "is a merge");
    let first = World::new();
    first.sh("kaizen init --signatures off").ok();
    first.refuses("kaizen undo --yes", "the first of all");
    // Files that were changed since, in the working tree, the index, or behind its back.
    let world = World::with_accepted();
    let file = world.item_path(&world.id());
    for change in [
        format!("echo '# mine' >> {file}"),
        format!("echo '# mine' >> {file}; git add {file}; git show HEAD:{file} > {file}"),
        format!("git update-index --assume-unchanged {file}; echo '# mine' >> {file}"),
        format!("rm {file}"),
    ] {
        world.sh(&format!("{NOTE}; {change}")).ok();
        world.refuses("arjun; kaizen undo --yes", "was changed since");
        world.sh(&format!("git update-index --no-assume-unchanged {file}; git reset -q --hard HEAD~1")).ok();
    }
    // While git is at work.
    world.sh(&format!("{NOTE}; git rev-parse HEAD~1 > .git/CHERRY_PICK_HEAD")).ok();
    world.refuses("arjun; kaizen undo --yes", "cherry-pick is under way");
}

#[test]
fn on_a_terminal_the_person_is_asked() {
    let world = World::with_accepted();
    world.sh(NOTE).ok();
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/acceptance/terminal.py");
    let before = world.sh("git rev-parse HEAD").ok();
    world.sh(&format!("arjun; python3 {program} 100 'kaizen undo' 'act back?' 'n\\r'")).fails(2);
    assert_eq!(world.sh("git rev-parse HEAD").ok(), before);
    world.sh(&format!("arjun; python3 {program} 100 'kaizen undo' 'act back?' 'y\\r'")).ok();
    assert_ne!(world.sh("git rev-parse HEAD").ok(), before);
    world.sh("kaizen check").ok();
}
