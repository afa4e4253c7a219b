//! What somebody with push access but no manager's key can try, and what `check` finds of each.

use std::sync::OnceLock;

use crate::world::World;

/// Words of the scripts: keys and who uses which, and what a text editor and a signing tool can do.
pub const WORDS: &str = r#"
key() { ssh-keygen -q -t "$2" -N '' -C "$1" -f "$HOME/$1"; }
by() { "$1"; git config kaizen.signingKey "$HOME/$1"; }
file() { echo "register/items/2026/$1.toml"; }
forge() { python3 ../forge.py "$@"; }
commit() { git add -A; git commit -qm "${1:-Tidy up}"; }
# Short name of the newest event with an act: `event FILE ACT`.
event() { grep -B3 "^act = \"$2\"" "$1" | grep -o '^\[event\.[0-9a-f]*' | tail -1 | cut -d. -f2; }
whole() { grep -A99 "^\[event\.$2" "$1" | grep -m1 '^hash = ' | cut -d'"' -f2; }
[ -e ../ids ] && . ../ids
"#;

/// Four people with keys, and four items: `open` with an action undone, `done` and signed off, `failed` its verification
/// once, `closed`. Viktor was a manager until 1 April; his key is still in use, an older one of Mona's was retired.
pub fn base() -> World {
    static BASE: OnceLock<World> = OnceLock::new();
    BASE.get_or_init(|| {
        let world = World::with_people();
        world.write("../forge.py", include_str!("forge.py"));
        world
            .sh(&format!(
                r#"{WORDS}
                viktor() {{ as "Viktor Hale" viktor@example.com; }}
                kaizen config set signatures=wanted -m "From now on."
                kaizen people add viktor.hale --name "Viktor Hale" --email viktor@example.com --role isms-manager
                for who in mona old arjun dana priya viktor; do key $who ed25519; done
                kaizen people key add mona.lind "$HOME/old.pub"
                git config kaizen.signingKey "$HOME/old"
                day 2026-03-03
                kaizen people key add mona.lind "$HOME/mona.pub"
                day 2026-03-03 09:01:00
                by mona; kaizen people key retire mona.lind "$(cut -d' ' -f2 "$HOME/old.pub")"
                day 2026-03-03 09:02:00
                for who in arjun.mehta dana.okafor priya.nair viktor.hale; do
                  kaizen people key add $who "$HOME/${{who%%.*}}.pub"
                done
                day 2026-03-04; by dana
                for name in open done failed closed; do
                  id=$(kaizen add "Readers at the $name door drop attempts" --kind improvement --grade observation \
                    --significance minor --source incident:INC-$name --description "The log of the $name door has gaps.")
                  echo "$name=$id" >> ../ids
                done
                . ../ids
                day 2026-03-05; by mona
                kaizen accept $open $done $failed $closed --owner arjun.mehta --due 2026-06-15 \
                  --criterion "Each attempt is logged." -m "Agreed."
                day 2026-03-06; by arjun
                kaizen action add $open "Patch the readers." --due 2026-05-01
                kaizen action add $done "Patch the readers." --due 2026-05-01
                day 2026-03-10
                kaizen action done $done -m "Patched."
                echo log > log.txt
                kaizen sign-off $done --evidence log.txt -m "All run 4.2."
                rm log.txt
                kaizen sign-off $failed -m "All run 4.2."
                kaizen sign-off $closed -m "All run 4.2."
                day 2026-03-20; by priya
                kaizen verify $closed --method test --result effective --early-reason "Quick to see." \
                  --evidence-url https://e.example.com/log -m "Two weeks of logs."
                kaizen verify $failed --method test --result not-effective --early-reason "Quick to see." --due 2026-06-20 \
                  --evidence-url https://e.example.com/log -m "Attempts are missing."
                day 2026-04-01; by mona
                kaizen people set viktor.hale --no-role isms-manager
                day 2026-04-02
                kaizen seal 2026-Q1 -m "First quarter." --tag
                "#
            ))
            .ok();
        world
    })
    .copy()
}

/// What `check` finds on 8 April: each rule and level once.
pub fn found(world: &World, flags: &str) -> Vec<String> {
    let ran = world.sh(&format!("day 2026-04-08; kaizen check --format json {flags}"));
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}\n{}", ran.both()));
    let quiet =
        ["too-few-active", "no-recent-entries", "management-review-overdue", "burst-before-review", "generic-text"];
    let mut rules: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| !quiet.contains(&f["rule"].as_str().unwrap()))
        .map(|f| format!("{}:{}", f["rule"].as_str().unwrap(), f["level"].as_str().unwrap()))
        .collect();
    rules.sort();
    rules.dedup();
    rules
}

/// Name, script, what is found.
type Case = (&'static str, &'static str, &'static [&'static str]);

#[track_caller]
fn cases(all: &[Case]) {
    let mut wrong = String::new();
    for (name, script, expected) in all {
        let world = base();
        let ran = world.sh(&format!("{WORDS}\nday 2026-04-05; arjun\n{script}"));
        if ran.code != 0 {
            wrong.push_str(&format!("{name}: the script failed\n{}", ran.both()));
            continue;
        }
        let found = found(&world, "");
        if found != *expected {
            wrong.push_str(&format!("{name}: {found:?}, not {expected:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn nothing_is_found_where_nobody_tampered() {
    cases(&[("nothing", "", &[])]);
}

#[test]
fn content_and_terms_that_were_moved_show() {
    cases(&[
        (
            "edit after sign-off",
            "sed -i 's/has gaps/is whole/' $(file $done); commit",
            &["changed-after-sign-off:error"],
        ),
        ("owner moved", "sed -i 's/^owner = .*/owner = \"dana.okafor\"/' $(file $open); commit", &[
            "terms-moved-silently:error",
        ]),
        ("criterion moved", "sed -i 's/^success_criterion = .*/success_criterion = \"Some.\"/' $(file $open); commit", &[
            "terms-moved-silently:error",
        ]),
        ("significance moved", "sed -i 's/^significance = .*/significance = \"major\"/' $(file $open); commit", &[
            "terms-moved-silently:error",
        ]),
        ("date moved", "sed -i '0,/^due = .*/s//due = 2026-12-15/' $(file $open); commit", &[
            "cosmetic-update:warn",
            "terms-moved-silently:error",
        ]),
        ("an action's date moved", "sed -i 's/^due = 2026-05-01/due = 2026-12-01/' $(file $open); commit", &[
            "cosmetic-update:warn",
            "terms-moved-silently:error",
        ]),
        (
            "an action's owner moved",
            "sed -i '/^\\[action/,/^due/s/^owner = .*/owner = \"dana.okafor\"/' $(file $open); commit",
            &["terms-moved-silently:error"],
        ),
        ("status set by hand", "sed -i 's/^status = .*/status = \"closed\"/' $(file $open); commit", &[
            "cosmetic-update:warn",
            "status-mismatch:error",
        ]),
        (
            "a hand edit beside a note",
            "git switch -qc side; sed -i 's/has gaps/is whole/' $(file $open); commit; git switch -q main
             by dana; kaizen note $open -m Seen.; git merge -q --no-edit side",
            &["edited-by-hand:warn"],
        ),
        (
            "a note with the digest of the edited file",
            "sed -i 's/has gaps/is whole/' $(file $open)
             forge add $(file $open) $open 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Seen.\"' --sign $HOME/arjun
             commit",
            &["edited-by-hand:warn", "unlawful-event:error"],
        ),
        (
            "an edit after sign-off, taken back later",
            "sed -i 's/has gaps/is whole/' $(file $done); commit; git revert --no-edit HEAD > /dev/null",
            &["changed-after-sign-off:warn"],
        ),
        (
            "an edit between sign-off and verification, taken back later",
            "f=$(file $done); d=$(grep '^content' $f | tail -1 | cut -d'\"' -f2); sed -i 's/has gaps/is whole/' $f; commit; by priya
             forge add $f $done --content $d 'act=\"verified\"' 'by=\"priya.nair\"' at=2026-04-05T09:00:00Z 'text=\"Works.\"' 'method=\"test\"' 'result=\"effective\"' 'early_reason=\"Quick to see.\"' 'evidence=[{ url = \"https://e.example.com\" }]' --sign $HOME/priya
             sed -i 's/^status = .*/status = \"closed\"/; s/is whole/has gaps/' $f; commit",
            &["changed-after-sign-off:warn"],
        ),
        (
            "an edit between sign-off and verification, verified as it is",
            "f=$(file $done); sed -i 's/has gaps/is whole/' $f; commit; by priya
             forge add $f $done 'act=\"verified\"' 'by=\"priya.nair\"' at=2026-04-05T09:00:00Z 'text=\"Works.\"' 'method=\"test\"' 'result=\"effective\"' 'evidence=[{ url = \"https://e.example.com\" }]' --sign $HOME/priya
             sed -i 's/^status = .*/status = \"closed\"/' $f; commit",
            &["changed-after-sign-off:error", "status-mismatch:error", "unlawful-event:error"],
        ),
        ("evidence changed", "echo more >> $(ls register/evidence/*/log.txt); commit", &["evidence-changed:error"]),
        ("evidence taken away", "rm $(ls register/evidence/*/log.txt); commit", &["evidence-missing:error"]),
    ]);
}

#[test]
fn events_that_were_altered_or_taken_out_show() {
    cases(&[
        ("words altered", "f=$(file $done); forge set $f $(event $f implemented) 'text=\"All run 4.3.\"'; commit", &["bad-signature:error", "event-altered:error"]),
        (
            "words altered, hash made anew",
            "f=$(file $closed); e=$(event $f verified); forge set $f $e 'text=\"Months of logs.\"'; forge rehash $f $closed $e; commit",
            &["backdated:warn", "bad-signature:error", "event-by-another:error", "event-removed:error"],
        ),
        ("by-name changed", "f=$(file $done); forge set $f $(event $f implemented) 'by=\"dana.okafor\"'; commit", &["bad-signature:error", "event-altered:error", "status-mismatch:error", "unlawful-event:error"]),
        ("the newest event taken out", "f=$(file $open); forge cut $f $(event $f planned); commit", &[
            "edited-by-hand:warn",
            "event-removed:error",
            "terms-moved-silently:error",
        ]),
        ("an event cut out of the middle", "f=$(file $done); forge cut $f $(event $f done); commit", &[
            "event-missing:error",
            "event-removed:error",
            "status-mismatch:error",
            "unlawful-event:error",
        ]),
        (
            "the verification that failed cut out",
            "f=$(file $failed); forge cut $f $(event $f verified)
             sed -i 's/^status = .*/status = \"implemented\"/; s/^due = .*/due = 2026-06-15/' $f; commit",
            &["event-removed:error"],
        ),
        ("a signature stripped", "f=$(file $done); forge set $f $(event $f implemented) signature=; commit", &[
            "event-removed:error",
            "unsigned-event:error",
        ]),
        (
            "a signature swapped",
            "f=$(file $done); g=$(file $closed)
             forge set $f $(event $f implemented) \"signature=$(grep -A99 \"event.$(event $g implemented)\" $g | grep -m1 '^signature' | cut -d' ' -f3-)\"
             commit",
            &["bad-signature:error", "event-removed:error"],
        ),
        (
            "an event copied from another item",
            "f=$(file $closed); e=$(event $f verified); sed -n \"/^\\[event.$e/,/^hash/p\" $f >> $(file $done); commit",
            &["bad-signature:error", "event-altered:error", "event-missing:error", "unjoined:warn", "unlawful-event:error"],
        ),
        (
            "an event copied from another register",
            "cp -r register ../elsewhere; sed -i 's/^id = .*/id = \"elsewhere-0000\"/' ../elsewhere/register.toml
             g=../elsewhere/items/2026/$open.toml; forge add $g $open 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Fine.\"' --sign $HOME/arjun
             sed -n \"/^\\[event.$(event $g noted)/,/^hash/p\" $g > ../one; cat ../one >> $(file $open); commit",
            &["bad-signature:error", "event-altered:error"],
        ),
        (
            "an event of an abandoned branch without what came before it",
            "git switch -qc gone; by dana; kaizen note $open -m One.; day 2026-04-05 09:05:00; kaizen note $open -m Two.
             f=$(file $open); sed -n \"/^\\[event.$(event $f noted)/,/^hash/p\" $f > ../two; git switch -q main; cat ../two >> $f; commit",
            &["event-missing:error", "unlawful-event:error"],
        ),
        ("an item taken out", "git rm -q $(file $open); git commit -qm Tidy", &["item-deleted:error"]),
        (
            "a merge that drops an event",
            "git switch -qc side; by dana; kaizen note $open -m Seen.; git switch -q main; kaizen note $done -m Here.
             git merge -q -s ours --no-edit side",
            &["event-removed:error"],
        ),
        (
            "an octopus that drops an event",
            "git switch -qc one; by dana; kaizen note $open -m One.; git switch -qc two main; kaizen note $done -m Two.
             git switch -q main; git merge -q -s ours --no-edit one two",
            &["event-removed:error"],
        ),
        (
            "history rewritten behind a seal",
            "git checkout -q --orphan new; git commit -qm 'All in one'; git branch -qM main",
            &["backdated:warn", "event-by-another:warn", "seal-broken:error"],
        ),
    ]);
}

#[test]
fn acts_that_somebody_else_made_show() {
    cases(&[
        (
            "a manager's act without a signature",
            "f=$(file $open)
             forge add $f $open 'act=\"extended\"' 'by=\"mona.lind\"' at=2026-04-05T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }'
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; mona; commit",
            &["unsigned-event:error"],
        ),
        (
            "a manager's act under another key",
            "f=$(file $open)
             forge add $f $open 'act=\"extended\"' 'by=\"mona.lind\"' at=2026-04-05T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/arjun
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; mona; commit",
            &["bad-signature:error"],
        ),
        (
            "an unsigned act of somebody else, under one's own name",
            "f=$(file $open)
             forge add $f $open 'act=\"noted\"' 'by=\"dana.okafor\"' at=2026-04-05T09:00:00Z 'text=\"Fine.\"'; commit",
            &["event-by-another:error", "unsigned-event:error"],
        ),
        (
            "an extension by the owner",
            "f=$(file $open)
             forge add $f $open 'act=\"extended\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/arjun
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; commit",
            &["terms-moved-silently:error", "unlawful-event:error"],
        ),
        (
            "a verification by the owner",
            "f=$(file $done)
             forge add $f $done 'act=\"verified\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Works.\"' 'method=\"test\"' 'result=\"effective\"' --sign $HOME/arjun
             sed -i 's/^status = .*/status = \"closed\"/' $f; commit",
            &["status-mismatch:error", "unlawful-event:error"],
        ),
        (
            "terms in an act that may carry none",
            "f=$(file $open)
             forge add $f $open 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Hm.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/arjun
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; commit",
            &["terms-moved-silently:error", "unlawful-event:error"],
        ),
        (
            "a sign-off with an action undone",
            "f=$(file $open)
             forge add $f $open 'act=\"implemented\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"All done.\"' --sign $HOME/arjun
             sed -i 's/^status = .*/status = \"implemented\"/' $f; commit",
            &["status-mismatch:error", "unlawful-event:error"],
        ),
        (
            "a sign-off beside the verification that failed",
            "f=$(file $failed); before=$(whole $f $(event $f implemented))
             forge add $f $failed --after $before 'act=\"implemented\"' 'by=\"arjun.mehta\"' at=2026-03-21T09:00:00Z 'text=\"Again.\"' --sign $HOME/arjun
             sed -i 's/^status = .*/status = \"implemented\"/' $f; commit",
            &["backdated:warn", "overtaken:warn", "status-mismatch:error"],
        ),
        (
            "a verification that failed outrun by an earlier one",
            "f=$(file $failed); before=$(whole $f $(event $f implemented))
             forge add $f $failed --after $before 'act=\"verified\"' 'by=\"priya.nair\"' at=2026-03-19T09:00:00Z 'text=\"Works.\"' 'method=\"test\"' 'result=\"effective\"'
             sed -i 's/^status = .*/status = \"closed\"/' $f; priya; commit",
            &["backdated:warn", "status-mismatch:error", "unsigned-event:error"],
        ),
        (
            "a second event that follows nothing",
            "f=$(file $open)
             forge add $f $open --after '' 'act=\"raised\"' 'by=\"arjun.mehta\"' at=2026-03-01T09:00:00Z 'terms={ owner = \"dana.okafor\" }' --sign $HOME/arjun
             commit",
            &["backdated:warn", "bad-signature:error", "unlawful-event:error"],
        ),
        (
            "an act of the future",
            "f=$(file $open)
             forge add $f $open 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2099-01-01T09:00:00Z 'text=\"Hm.\"' --sign $HOME/arjun
             commit",
            &["backdated:warn", "future-dated:error"],
        ),
    ]);
}

#[test]
fn acts_that_came_too_late_show() {
    cases(&[
        (
            "a former owner on an old branch",
            "git switch -qc old; git switch -q main; by mona; kaizen amend $done --owner dana.okafor -m 'Hand over.'
             git switch -q old; day 2026-04-06; by arjun; kaizen sign-off $done -m 'Again.'; git switch -q main
             git merge -q --no-edit old || { kaizen fmt; commit Merge; }",
            &["overtaken:warn"],
        ),
        (
            "a former manager on an old branch",
            "git switch -qc old HEAD~2
             forge add $(file $open) $open 'act=\"extended\"' 'by=\"viktor.hale\"' at=2026-03-30T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/viktor
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $(file $open)
             as 'Viktor Hale' viktor@example.com; commit; git switch -q main; git merge -q --no-edit old",
            &["ended-authority:error"],
        ),
        (
            "the time moved before the end of a key",
            "forge add $(file $open) $open 'act=\"noted\"' 'by=\"mona.lind\"' at=2026-03-03T08:00:00Z 'text=\"Hm.\"' --sign $HOME/old
             mona; commit",
            &["backdated:warn", "ended-authority:error"],
        ),
        (
            "the time moved before the end of a role",
            "f=$(file $open)
             forge add $f $open 'act=\"extended\"' 'by=\"viktor.hale\"' at=2026-03-31T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/viktor
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; as 'Viktor Hale' viktor@example.com; commit",
            &["ended-authority:error"],
        ),
        (
            "a signature made for another purpose",
            "f=$(file $done); e=$(event $f implemented)
             ssh-keygen -q -Y sign -n git -f $HOME/arjun < $f > ../sig
             forge set $f $e \"signature=$(python3 -c 'import json; print(json.dumps(open(\"../sig\").read()))' | sed 's/\\\\/\\\\\\\\/g')\"; commit",
            &["bad-signature:error", "event-removed:error"],
        ),
    ]);
}

#[test]
fn people_and_settings_that_no_manager_changed_show() {
    cases(&[
        (
            "a role written into the file",
            "sed -i '/^\\[person.\"arjun.mehta\"/,/^role/s/name = \"staff\"/name = \"isms-manager\"/' register/people.toml; commit",
            &["unauthorised-change:error"],
        ),
        (
            "a role given by oneself",
            "f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people 'act=\"changed\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z \"set={ $e }\" --sign $HOME/arjun; commit",
            &["unlawful-event:error"],
        ),
        (
            "a role given in a manager's name without a signature",
            "f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people 'act=\"changed\"' 'by=\"mona.lind\"' at=2026-04-05T09:00:00Z \"set={ $e }\"; mona; commit",
            &["unlawful-event:error", "unsigned-event:error"],
        ),
        (
            "a role given by a former manager",
            "f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people 'act=\"changed\"' 'by=\"viktor.hale\"' at=2026-04-05T09:00:00Z \"set={ $e }\" --sign $HOME/viktor
             as 'Viktor Hale' viktor@example.com; commit",
            &["unlawful-event:error"],
        ),
        (
            "a role given as if managers had no keys yet",
            "f=register/people.toml; first=$(grep -A9 '^after = \\[\\]' $f | grep -m1 '^hash' | cut -d'\"' -f2)
             e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people --after $first 'act=\"changed\"' 'by=\"mona.lind\"' at=2026-03-02T09:00:00Z \"set={ $e }\"; mona; commit",
            &["backdated:warn", "ended-authority:error", "unauthorised-change:error", "unjoined:error"],
        ),
        (
            "a role added in the squash of somebody else's pull request",
            "git switch -qc pr; by dana; kaizen note $open -m Seen.; git switch -q main; arjun; git merge -q --squash pr
             sed -i '/^\\[person.\"arjun.mehta\"/,/^role/s/name = \"staff\"/name = \"isms-manager\"/' register/people.toml; commit",
            &["unauthorised-change:error"],
        ),
        (
            "a role given in the squash of somebody else's pull request, in a manager's name",
            "git switch -qc pr; by dana; kaizen note $open -m Seen.; git switch -q main; arjun; git merge -q --squash pr
             f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people 'act=\"changed\"' 'by=\"mona.lind\"' at=2026-04-05T09:00:00Z \"set={ $e }\" --sign $HOME/arjun; commit",
            &["bad-signature:error", "event-by-another:error", "unlawful-event:error"],
        ),
        (
            "a role dated back",
            "sed -i '/^\\[person.\"viktor.hale\"/,/^role/s/until = 2026-04-01/until = 2026-06-01/' register/people.toml
             sed -i '/^\\[person.\"priya.nair\"/,/^role/s/from = 2026-03-02/from = 2026-01-02/' register/people.toml; commit",
            &["unauthorised-change:error"],
        ),
        (
            "a role dated back by who was a manager then",
            "f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-20 }] } }'
             before=$(grep '^hash = ' $f | tail -2 | head -1 | cut -d'\"' -f2)
             forge add $f people --after $before 'act=\"changed\"' 'by=\"viktor.hale\"' at=2026-03-31T09:00:00Z \"set={ $e }\" --sign $HOME/viktor
             as 'Viktor Hale' viktor@example.com; commit",
            &["ended-authority:error", "unauthorised-change:error", "unjoined:error"],
        ),
        (
            "a manager added together with an act of that manager",
            "f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people 'act=\"changed\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z \"set={ $e }\" --sign $HOME/arjun
             sed -i '/^\\[person.\"arjun.mehta\"/,/^role/s/name = \"staff\"/name = \"isms-manager\"/' $f; f=$(file $open)
             forge add $f $open 'act=\"extended\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:01:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/arjun
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; commit",
            &["terms-moved-silently:error", "unauthorised-change:error", "unlawful-event:error"],
        ),
        (
            "a retired key brought back by a race",
            "f=register/people.toml; before=$(grep -B9 'retire\\|until = 2026-03-03' $f | grep -o '^after = .*' | tail -1 | cut -d'\"' -f2)
             k=\"{ public = \\\"$(cat $HOME/arjun.pub | cut -d' ' -f1,2) x\\\", from = 2026-03-03T09:00:00Z }\"
             forge add $f people --after $before 'act=\"changed\"' 'by=\"mona.lind\"' at=2026-03-03T09:00:30Z \"set={ person = { \\\"mona.lind\\\" = { key = [$k] } } }\" --sign $HOME/old
             mona; commit",
            &["backdated:warn", "ended-authority:error", "unauthorised-change:error", "unjoined:error"],
        ),
    ]);
}

#[test]
fn people_settings_and_seals_that_were_rewritten_show() {
    cases(&[
        (
            "policy loosened",
            "sed -i 's/^min_whys = 5/min_whys = 1/' register/register.toml; commit",
            &["unauthorised-change:error"],
        ),
        (
            "a waiver written into the file",
            "printf '[[waiver]]\\nrule = \"overdue\"\\nreason = \"x\"\\nuntil = 2027-01-01\\n' > ../w
             sed -i '/^\\[rules\\]/r ../w' register/register.toml; commit",
            &["unauthorised-change:error"],
        ),
        (
            "signatures turned off",
            "sed -i 's/^signatures = .*/signatures = \"off\"/' register/register.toml; commit",
            &["unauthorised-change:error"],
        ),
        (
            "somebody taken out",
            "sed -i '/^\\[person.\"viktor.hale\"/,/^$/d' register/people.toml; commit",
            &["unauthorised-change:error"],
        ),
        (
            "a mail address taken over",
            "sed -i '0,/\"arjun@example.com\"/s//\"arjun@example.com\", \"mona@example.com\"/' register/people.toml; commit",
            &["duplicate-person:error", "unauthorised-change:error"],
        ),
        (
            "a key listed for two people",
            "sed -i \"0,\\|$(cut -d' ' -f2 $HOME/arjun.pub)|s||$(cut -d' ' -f2 $HOME/mona.pub)|\" register/people.toml; commit",
            &["duplicate-person:error", "unauthorised-change:error"],
        ),
        (
            "a seal that says something else",
            "sed -i 's/^items = 4/items = 3/' register/seals.toml; commit",
            &["unauthorised-change:error"],
        ),
        ("the seal taken out", "git rm -q register/seals.toml; git commit -qm Tidy", &["event-removed:error"]),
        (
            "the register founded anew",
            "git rm -rq register; KAIZEN_SEED=again kaizen init --name 'Example Ltd' --signatures off 2>/dev/null || true; commit",
            &["event-by-another:error", "event-removed:error", "introduction-moved:error", "item-deleted:error"],
        ),
    ]);
}

#[test]
fn names_copies_and_reverts_show() {
    cases(&[
        ("an event under another name", "f=$(file $done); sed -i \"s/^\\[event.$(event $f done)\\]/[event.00000000000000aa]/\" $f; commit", &["event-altered:error"]),
        ("an event twice", "f=$(file $done); e=$(event $f done); sed -n \"/^\\[event.$e/,/^hash/p\" $f | sed 's/^.event.*/[event.00000000000000aa]/' > ../two; cat ../two >> $f; commit", &["event-altered:error", "overtaken:warn"]),
        ("the armour of a signature written otherwise", "f=$(file $done); e=$(event $f implemented); python3 -c \"
import sys; sys.path.insert(0, '..'); import forge, pathlib
p = pathlib.Path('$f'); head, parts = forge.blocks(p.read_text())
parts['$e'] = parts['$e'].replace('-----END SSH SIGNATURE-----', '-----END SSH SIGNATURE----- x'); forge.write(p, head, parts)\"; commit", &["event-removed:error"]),
        ("the retiring of a key reverted", "h=$(git log --format=%H --grep 'retire a key'); git checkout -q $h^ -- register/people.toml; commit", &["bad-signature:error", "event-removed:error"]),
        ("a role's end reverted by git", "git revert --no-edit $(git log --format=%H --grep 'people: set viktor' -1) >/dev/null 2>&1 || { git checkout -q HEAD -- . ; false; }", &["event-removed:error"]),
        ("a sign-off made void by its owner", "f=$(file $done)
             forge add $f $done 'act=\"voided\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"No.\"' \"event=\\\"$(whole $f $(event $f implemented))\\\"\" --sign $HOME/arjun
             sed -i 's/^status = .*/status = \"accepted\"/' $f; commit", &["status-mismatch:error", "unlawful-event:error"]),
        ("a seal's tag moved", "git tag -fa kaizen/seal/2026-Q1 -m x HEAD~3 >/dev/null; git tag -fa kaizen/seal/2026-Q2 -m x $(git commit-tree -m other HEAD^{tree}) > /dev/null", &["seal-broken:error"]),
        ("a new item dated back", "by arjun; KAIZEN_TODAY=2026-03-05T09:00:00Z kaizen suggest 'An old idea' >/dev/null", &["backdated:warn", "decision-pending:warn"]),
        ("an item copied under a new id", "sed \"s/$closed/IMP-2026-C0PY/\" $(file $closed) > register/items/2026/IMP-2026-C0PY.toml; commit", &["bad-signature:error", "changed-after-sign-off:error", "event-altered:error"]),
        ("a file that hides behind another year", "mkdir -p register/items/2025; git mv $(file $done) register/items/2025/; commit", &["misplaced-file:error"]),
        ("the register of another organisation under the same roof", "sed -i 's/^id = .*/id = \"other-0000\"/' register/register.toml; commit", &["bad-signature:error", "unauthorised-change:error", "unlawful-event:error"]),
    ]);
}

/// A change that is asked about alone is judged by all that came before it.
#[test]
fn a_pull_request_cannot_reach_behind_an_end() {
    let world = base();
    world.sh(&format!("{WORDS}\nday 2026-04-04; by mona; kaizen note $done -m Here.; git tag before")).ok();
    for (name, script, expected) in [
        (
            "an ended key",
            "forge add $(file $open) $open 'act=\"noted\"' 'by=\"mona.lind\"' at=2026-03-03T08:00:00Z 'text=\"Hm.\"' --sign $HOME/old; mona; commit",
            "ended-authority:error",
        ),
        (
            "an ended role",
            "f=$(file $open); forge add $f $open 'act=\"extended\"' 'by=\"viktor.hale\"' at=2026-03-31T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/viktor
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; as 'Viktor Hale' viktor@example.com; commit",
            "ended-authority:error",
        ),
        (
            "an unsigned act from before there was a key",
            "forge add $(file $open) $open 'act=\"noted\"' 'by=\"dana.okafor\"' at=2026-03-03T08:00:00Z 'text=\"Hm.\"'; dana; commit",
            "ended-authority:error",
        ),
    ] {
        let world = world.copy();
        world.sh(&format!("{WORDS}\nday 2026-04-05\n{script}")).ok();
        let found = found(&world, "--since before");
        assert!(found.contains(&expected.to_owned()), "{name}: {found:?}");
    }
    // Attached files are a part of the change too.
    for script in
        ["echo more >> $(ls register/evidence/*/log.txt); commit", "rm $(ls register/evidence/*/log.txt); commit"]
    {
        let world = world.copy();
        world.sh(&format!("{WORDS}\nday 2026-04-05; arjun\n{script}")).ok();
        assert_eq!(found(&world, "--since before"), found(&world, ""), "{script}");
        assert_eq!(found(&world, "").len(), 1);
    }
    // An act from before the end that is in the base already, picked into the branch too, is nobody's fault.
    world
        .sh(&format!(
            "{WORDS}\nday 2026-04-05; git switch -qc pr; by dana; kaizen note $open -m Seen.; git switch -q main; mona; git cherry-pick pr >/dev/null
             day 2026-04-06; by mona; kaizen people key retire dana.okafor \"$(cut -d' ' -f2 $HOME/dana.pub)\"; git tag -f before >/dev/null
             git switch -q pr; git merge -q --no-edit main"
        ))
        .ok();
    assert_eq!(found(&world, "--since before"), [] as [&str; 0]);
}
