//! Honest work with signatures, in every way that git puts branches together: nothing is found.

use crate::tampering::{self, base, found};
use crate::world::World;

/// What the scripts use: `conflict` solves what a merge or a rebase left, by `kaizen fmt` alone.
const WORDS: &str = r#"
conflict() { kaizen fmt 2>/dev/null; git add -A; }
rebase() { git rebase -q "$1" 2>/dev/null >&2 || while [ -d .git/rebase-merge ]; do conflict; GIT_EDITOR=true git rebase --continue >/dev/null 2>&1 || true; done; }
# Two branches, one by Dana and one by Arjun: the first on `open`, the second on the item that is given.
branches() {
  git switch -qc one; by dana; kaizen note $open -m One.; kaizen link $open --risk RSK-1=9
  git switch -qc two main; day 2026-04-05 09:30:00; by arjun; kaizen note $1 -m Two.
  day 2026-04-06; mona
}
"#;

/// Runs a script in a register of its own, and asks what is found then.
#[track_caller]
fn after(world: &World, script: &str, flags: &str, expected: &[&str]) {
    world.sh(&format!("{}\n{WORDS}\nday 2026-04-05\n{script}", tampering::WORDS)).ok();
    assert_eq!(found(world, flags), expected, "{script}");
}

#[track_caller]
fn nothing(script: &str) {
    after(&base(), script, "", &[]);
}

#[test]
fn branches_on_different_items_put_together() {
    nothing(
        "git switch -qc one; by dana; kaizen note $open -m One.; by arjun; kaizen note $done -m Two.; git switch -q main; git merge -q --ff-only one",
    );
    nothing("branches $done; git switch -q main; git merge -q --no-ff --no-edit one; git merge -q --no-edit two");
    nothing("branches $done; git switch -q main; git merge -q --no-edit one two");
    nothing(
        "branches $done; git switch -q main; git merge -q --squash one; git commit -qm One; git merge -q --squash two; git commit -qm Two",
    );
    nothing("branches $done; rebase one; git switch -q main; git merge -q --ff-only two");
}

#[test]
fn branches_on_the_same_item_put_together() {
    nothing(
        "branches $open; git switch -q one; git merge -q --no-edit two >/dev/null || { conflict; git commit -q --no-edit; }; git switch -q main; git merge -q --ff-only one",
    );
    nothing(
        "branches $open; git switch -q one; git merge -q --squash two >/dev/null 2>&1 || conflict; git commit -qm Two; git switch -q main; git merge -q --squash one; git commit -qm Both",
    );
    nothing("branches $open; rebase one; git switch -q main; git merge -q --ff-only two");
}

#[test]
fn a_signed_act_is_its_persons_whoever_commits_it() {
    nothing("by dana; kaizen note $open -m Seen. --no-commit >/dev/null 2>&1; arjun; commit");
    nothing(
        "by dana; kaizen note $open -m Seen. --no-commit >/dev/null 2>&1; as Forge forge@elsewhere.example; commit",
    );
}

#[test]
fn a_role_handed_over_and_a_key_changed() {
    nothing(
        "by mona; kaizen people set dana.okafor --role isms-manager; day 2026-04-06; by dana; kaizen extend $open --to 2026-07-01 -m Late.
         kaizen people set mona.lind --no-role isms-manager; kaizen people set viktor.hale --department Board",
    );
    nothing(
        "key arjun2 ed25519; by mona; kaizen people key add arjun.mehta $HOME/arjun2.pub; day 2026-04-05 10:00:00
         kaizen people key retire arjun.mehta \"$(cut -d' ' -f2 $HOME/arjun.pub)\"; day 2026-04-06; arjun; git config kaizen.signingKey $HOME/arjun2; kaizen note $open -m 'With the new key.'",
    );
}

#[test]
fn two_rounds_with_a_verification_that_failed() {
    nothing(
        "by arjun; kaizen why $failed --new --because 'It drops them.' --because 'Its queue is short.' --because 'Nobody sized it.' --because 'No one asked.' --because 'It was not ordered.' --root-cause 'No patching.'
         kaizen sign-off $failed -m Again.; day 2026-04-06; by priya
         kaizen verify $failed --method test --result effective --early-reason 'Quick to see.' --evidence-url https://e.example.com/log -m Works.",
    );
}

#[test]
fn a_register_that_moves_with_its_signatures() {
    let world = base();
    let script = "git switch -qc old; by dana; kaizen note $open -m Before.; git switch -q main; mona
         mkdir isms; git mv register isms/register; commit Move; git merge -q --no-edit old
         by arjun; kaizen note $done -m After. --register isms/register";
    after(&world, script, "--register isms/register", &[]);
    let log = world.sh("day 2026-04-08; kaizen log --register isms/register").ok();
    assert_eq!(log.matches("noted by").count(), 2, "{log}");
    assert!(!log.contains("does not count"), "{log}");
}

/// Who leaves while an act of theirs is still on a branch: told once, and gone when a manager made it void and it was done anew.
#[test]
fn a_leave_entered_late_or_ahead() {
    nothing(
        "by mona; kaizen people leave dana.okafor --on 2026-04-07; git switch -qc old; day 2026-04-06; by dana; kaizen note $open -m Seen.
         git switch -q main; day 2026-04-08; mona; git merge -q --no-edit old",
    );
    let world = base();
    let late = "git switch -qc old; by dana; kaizen note $open -m Seen.; git switch -q main; day 2026-04-06; by mona
         kaizen people leave dana.okafor; git merge -q --no-edit old";
    after(&world, late, "", &["ended-authority:error"]);
    let again = "day 2026-04-07; by mona; kaizen void $open $(event $(file $open) noted) -m 'She had left.'; kaizen note $open -m 'Seen by Dana.'";
    after(&world, again, "", &[]);
    let world = base();
    let key = "key dana2 ed25519; git switch -qc old; by dana; kaizen note $open -m Seen.; git switch -q main; day 2026-04-06; by mona
         kaizen people key add dana.okafor $HOME/dana2.pub; kaizen people key retire dana.okafor \"$(cut -d' ' -f2 $HOME/dana.pub)\"
         git merge -q --no-edit old";
    after(&world, key, "", &["ended-authority:error"]);
    let again = "day 2026-04-07; by mona; kaizen void $open $(event $(file $open) noted) -m 'Signed with the old key.'
         dana; git config kaizen.signingKey $HOME/dana2; kaizen note $open -m Seen.";
    after(&world, again, "", &[]);
}

/// Nobody can change people or settings any more: the old register stays the record of its time, a new one begins beside
/// it with an introduction of its own.
#[test]
fn the_keys_of_all_managers_lost() {
    let world = base();
    let script = "mona; rm $HOME/mona; git config --unset kaizen.signingKey; key fresh ed25519; git config kaizen.signingKey $HOME/fresh
         ! kaizen config set policy.min_whys=4 -m Reworded 2>/dev/null
         KAIZEN_SEED=fresh kaizen init --register isms --name 'Example Ltd' 2>/dev/null
         kaizen suggest 'Keep two keys' --register isms >/dev/null";
    after(&world, script, "", &[]);
    assert_eq!(found(&world, "--register isms"), [] as [&str; 0]);
    let introduction = |flags: &str| {
        let out = world.sh(&format!("day 2026-04-08; kaizen check --format json {flags}")).out;
        serde_json::from_str::<serde_json::Value>(&out).unwrap()["introduction"].as_str().unwrap().to_owned()
    };
    let (old, new) = (introduction(""), introduction("--register isms"));
    assert_ne!(old, new);
    let pinned = found(&world, &format!("--register isms --introduction {old}"));
    assert_eq!(pinned, ["introduction-moved:error"]);
}
