//! Who may act: people, keys, roles and settings, seals, and acts from before their end.

use super::{WORDS, base, cases, found};

#[test]
fn acts_that_came_too_late_show() {
    cases(&[
        (
            "a former owner on an old branch",
            "git switch -qc old; git switch -q main; by mona; kaizen amend $done --owner dana.okafor -m 'Hand over.'
             git switch -q old; day 2026-04-06; by arjun; kaizen sign-off $done -m 'Again.'; git switch -q main
             git merge -q --no-edit old || { kaizen fmt; commit Merge; }",
            &["superseded:warn arjun"],
        ),
        (
            "a former manager on an old branch",
            "git switch -qc old HEAD~2
             forge add $(file $open) $open 'act=\"extended\"' 'by=\"viktor.hale\"' at=2026-03-30T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/viktor
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $(file $open)
             as 'Viktor Hale' viktor@example.com; commit; git switch -q main; git merge -q --no-edit old",
            &["ended-authority:error viktor"],
        ),
        (
            "the time moved before the end of a key",
            "forge add $(file $open) $open 'act=\"noted\"' 'by=\"mona.lind\"' at=2026-03-03T08:00:00Z 'text=\"Hm.\"' --sign $HOME/old
             mona; commit",
            &["backdated:warn mona", "ended-authority:error mona"],
        ),
        (
            "the time moved before the end of a role",
            "f=$(file $open)
             forge add $f $open 'act=\"extended\"' 'by=\"viktor.hale\"' at=2026-03-31T09:00:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/viktor
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; as 'Viktor Hale' viktor@example.com; commit",
            &["ended-authority:error viktor"],
        ),
        (
            "a signature made for another purpose",
            "f=$(file $done); e=$(event $f implemented)
             ssh-keygen -q -Y sign -n git -f $HOME/arjun < $f > ../sig
             forge set $f $e \"signature=$(python3 -c 'import json; print(json.dumps(open(\"../sig\").read()))' | sed 's/\\\\/\\\\\\\\/g')\"; commit",
            &["bad-signature:error arjun", "event-removed:error arjun"],
        ),
    ]);
}

#[test]
fn people_and_settings_that_no_manager_changed_show() {
    cases(&[
        (
            "a role written into the file",
            "sed -i '/^\\[person.\"arjun.mehta\"/,/^role/s/name = \"staff\"/name = \"isms-manager\"/' register/people.toml; commit",
            &["unauthorised-change:error arjun"],
        ),
        (
            "a role given by oneself",
            "f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people 'act=\"changed\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z \"set={ $e }\" --sign $HOME/arjun; commit",
            &["unauthorised-event:error arjun"],
        ),
        (
            "a role given in a manager's name without a signature",
            "f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people 'act=\"changed\"' 'by=\"mona.lind\"' at=2026-04-05T09:00:00Z \"set={ $e }\"; mona; commit",
            &["unauthorised-event:error mona", "unsigned-event:error mona"],
        ),
        (
            "a role given by a former manager",
            "f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people 'act=\"changed\"' 'by=\"viktor.hale\"' at=2026-04-05T09:00:00Z \"set={ $e }\" --sign $HOME/viktor
             as 'Viktor Hale' viktor@example.com; commit",
            &["unauthorised-event:error viktor"],
        ),
        (
            "a role given as if managers had no keys yet",
            "f=register/people.toml; first=$(grep -A9 '^after = \\[\\]' $f | grep -m1 '^hash' | cut -d'\"' -f2)
             e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people --after $first 'act=\"changed\"' 'by=\"mona.lind\"' at=2026-03-02T09:00:00Z \"set={ $e }\"; mona; commit",
            &["backdated:warn mona", "ended-authority:error mona", "unauthorised-change:error mona", "unreconciled:error mona"],
        ),
        (
            "a role added in the squash of somebody else's pull request",
            "git switch -qc pr; by dana; kaizen note $open -m Seen.; git switch -q main; arjun; git merge -q --squash pr
             sed -i '/^\\[person.\"arjun.mehta\"/,/^role/s/name = \"staff\"/name = \"isms-manager\"/' register/people.toml; commit",
            &["unauthorised-change:error arjun"],
        ),
        (
            "a role given in the squash of somebody else's pull request, in a manager's name",
            "git switch -qc pr; by dana; kaizen note $open -m Seen.; git switch -q main; arjun; git merge -q --squash pr
             f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people 'act=\"changed\"' 'by=\"mona.lind\"' at=2026-04-05T09:00:00Z \"set={ $e }\" --sign $HOME/arjun; commit",
            &["bad-signature:error arjun", "event-by-another:error arjun", "unauthorised-event:error arjun"],
        ),
        (
            "a role dated back",
            "sed -i '/^\\[person.\"viktor.hale\"/,/^role/s/until = 2026-04-01/until = 2026-06-01/' register/people.toml
             sed -i '/^\\[person.\"priya.nair\"/,/^role/s/from = 2026-03-02/from = 2026-01-02/' register/people.toml; commit",
            &["unauthorised-change:error arjun"],
        ),
        (
            "a role dated back by who was a manager then",
            "f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-20 }] } }'
             before=$(grep '^hash = ' $f | tail -2 | head -1 | cut -d'\"' -f2)
             forge add $f people --after $before 'act=\"changed\"' 'by=\"viktor.hale\"' at=2026-03-31T09:00:00Z \"set={ $e }\" --sign $HOME/viktor
             as 'Viktor Hale' viktor@example.com; commit",
            &["ended-authority:error viktor", "unauthorised-change:error viktor", "unreconciled:error viktor"],
        ),
        (
            "a manager added together with an act of that manager",
            "f=register/people.toml; e='person = { \"arjun.mehta\" = { role = [{ name = \"isms-manager\", from = 2026-03-02 }] } }'
             forge add $f people 'act=\"changed\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z \"set={ $e }\" --sign $HOME/arjun
             sed -i '/^\\[person.\"arjun.mehta\"/,/^role/s/name = \"staff\"/name = \"isms-manager\"/' $f; f=$(file $open)
             forge add $f $open 'act=\"extended\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:01:00Z 'text=\"Late.\"' 'terms={ due = 2026-12-01 }' --sign $HOME/arjun
             sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; commit",
            &["terms-moved-silently:error arjun", "unauthorised-change:error arjun", "unauthorised-event:error arjun"],
        ),
        (
            "a retired key brought back by a race",
            "f=register/people.toml; before=$(grep -B9 'retire\\|until = 2026-03-03' $f | grep -o '^after = .*' | tail -1 | cut -d'\"' -f2)
             k=\"{ public = \\\"$(cat $HOME/arjun.pub | cut -d' ' -f1,2) x\\\", from = 2026-03-03T09:00:00Z }\"
             forge add $f people --after $before 'act=\"changed\"' 'by=\"mona.lind\"' at=2026-03-03T09:00:30Z \"set={ person = { \\\"mona.lind\\\" = { key = [$k] } } }\" --sign $HOME/old
             mona; commit",
            &["backdated:warn mona", "ended-authority:error mona", "unauthorised-change:error mona", "unreconciled:error mona"],
        ),
    ]);
}

#[test]
fn people_settings_and_seals_that_were_rewritten_show() {
    cases(&[
        (
            "policy loosened",
            "sed -i 's/^min_whys = 5/min_whys = 1/' register/register.toml; commit",
            &["unauthorised-change:error arjun"],
        ),
        (
            "a waiver written into the file",
            "printf '[[waiver]]\\nrule = \"overdue\"\\nreason = \"x\"\\nuntil = 2027-01-01\\n' > ../w
             sed -i '/^\\[rules\\]/r ../w' register/register.toml; commit",
            &["unauthorised-change:error arjun"],
        ),
        (
            "signatures turned off",
            "sed -i 's/^signatures = .*/signatures = \"off\"/' register/register.toml; commit",
            &["unauthorised-change:error arjun"],
        ),
        (
            "somebody taken out",
            "sed -i '/^\\[person.\"viktor.hale\"/,/^$/d' register/people.toml; commit",
            &["unauthorised-change:error arjun"],
        ),
        (
            "a mail address taken over",
            "sed -i '0,/\"arjun@example.com\"/s//\"arjun@example.com\", \"mona@example.com\"/' register/people.toml; commit",
            &["duplicate-person:error arjun", "unauthorised-change:error arjun"],
        ),
        (
            "a key listed for two people",
            "sed -i \"0,\\|$(cut -d' ' -f2 $HOME/arjun.pub)|s||$(cut -d' ' -f2 $HOME/mona.pub)|\" register/people.toml; commit",
            &["duplicate-person:error arjun", "unauthorised-change:error arjun"],
        ),
        (
            "a seal that says something else",
            "sed -i 's/^items = 4/items = 3/' register/seals.toml; commit",
            &["unauthorised-change:error arjun"],
        ),
        ("the seal taken out", "git rm -q register/seals.toml; git commit -qm Tidy", &["event-removed:error arjun"]),
        (
            "the register founded anew",
            "git rm -rq register; KAIZEN_SEED=again kaizen init --name 'Example Ltd' --signatures off 2>/dev/null || true; commit",
            &["event-removed:error arjun", "introduction-moved:error arjun", "item-deleted:error arjun"],
        ),
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
