//! Power that an act was not made for: keys that it does not carry, terms moved beside an acceptance, first events of
//! one's own, settings that no event makes, records of sources.

use super::{WORDS, base, cases, found};
use crate::world::World;

#[test]
fn an_act_gives_no_power_that_it_does_not_carry() {
    const ROLE: &str =
        r#"set={ person = { "arjun.mehta" = { role = [{ name = "isms-manager", from = 2026-03-02 }] } } }"#;
    let noted = |file: &str, subject: &str, set: &str| {
        format!(
            "forge add register/{file} {subject} 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Hm.\"' \
             '{set}' --sign $HOME/arjun; commit"
        )
    };
    let role = noted("people.toml", "people", ROLE);
    let role_used = format!(
        "{role}; f=$(file $open)
         forge add $f $open 'act=\"extended\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:01:00Z 'text=\"Late.\"' 'terms={{ due = 2026-12-01 }}' --sign $HOME/arjun
         sed -i '0,/^due = .*/s//due = 2026-12-01/' $f; commit"
    );
    let off = noted("register.toml", "register", r#"set={ signatures = "off" }"#);
    let numbers = noted(
        "register.toml",
        "register",
        r#"set={ policy = { backdated_days = 9000 }, rules = { overdue = "off" } }"#,
    );
    let waiver = noted(
        "register.toml",
        "register",
        r#"set={ waiver = [{ rule = "overdue", reason = "r", until = 2030-01-01 }] }"#,
    );
    let seal = noted(
        "seals.toml",
        "seals",
        r#"set={ seal = { mine = { commit = "0", folder = "register", tree = "0", items = 1, events = 1 } } }"#,
    );
    let unlawful: &[&str] = &["unauthorised-event:error"];
    cases(&[
        ("a note that gives a role", &role, unlawful),
        ("a role from a note, used", &role_used, &["terms-moved-silently:error", "unauthorised-event:error"]),
        ("a note that turns signatures off", &off, unlawful),
        ("a note that sets numbers and levels", &numbers, unlawful),
        ("a note that waives", &waiver, unlawful),
        ("a note that seals", &seal, unlawful),
        (
            "an act of no known word",
            "forge add register/people.toml people 'act=\"crowned\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Hm.\"' --sign $HOME/arjun; commit",
            &["bad-signature:error", "unauthorised-event:error"],
        ),
        (
            "a key that no event has",
            "forge add $(file $open) $open 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Hm.\"' 'power=true' --sign $HOME/arjun; commit",
            &["unknown-key:warn", "unauthorised-event:error"],
        ),
        (
            "a note that counts an analysis",
            "f=$(file $failed)
             forge add $f $failed 'act=\"noted\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Hm.\"' analyses=1 --sign $HOME/arjun; commit
             if kaizen sign-off $failed -m Again.; then exit 1; fi",
            unlawful,
        ),
        (
            "a sign-off that counts an analysis",
            "f=$(file $failed)
             forge add $f $failed 'act=\"implemented\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Hm.\"' analyses=1 --sign $HOME/arjun
             sed -i 's/^status = .*/status = \"implemented\"/' $f; commit",
            &["status-mismatch:error", "unauthorised-event:error"],
        ),
        (
            "an analysis counted that is not there",
            "f=$(file $failed)
             forge add $f $failed 'act=\"analysed\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z analyses=1 --sign $HOME/arjun; commit",
            &["unauthorised-event:error"],
        ),
    ]);
}

#[test]
fn a_change_of_content_beside_the_closing_of_a_door_moves_nothing_and_is_told() {
    let first = "first=$(grep -A9 '^after = \\[\\]' $f | grep -m1 '^hash' | cut -d'\"' -f2)";
    let edited = |item: &str| {
        format!(
            "f=$(file ${item}); {first}
             forge add $f ${item} --after $first 'act=\"edited\"' 'by=\"dana.okafor\"' at=2026-04-05T09:00:30Z \
               'terms={{ owner = \"dana.okafor\", due = 2030-01-01, success_criterion = \"Any.\" }}' --sign $HOME/dana
             by dana; commit"
        )
    };
    let (open, done, closed) = (edited("open"), edited("done"), edited("closed"));
    let told: &[&str] = &["superseded:warn"];
    cases(&[
        ("terms edited beside an acceptance", &open, told),
        ("terms edited beside the acceptance of what is signed off", &done, told),
        ("terms edited beside the acceptance of what is closed", &closed, told),
        (
            "an action planned into what was signed off",
            "f=$(file $done); before=$(grep -A99 '^act = \"done\"' $f | grep -m1 '^hash' | cut -d'\"' -f2)
             printf '\\n[action.9ZZ]\\nowner = \"arjun.mehta\"\\ndue = 2026-06-01\\ndescription = \"More.\"\\n' > ../more
             sed -i \"0,/^\\[event/s//$(sed 's/$/\\\\n/' ../more | tr -d '\\n')\\n[event/\" $f
             forge add $f $done --after $before 'act=\"planned\"' 'by=\"arjun.mehta\"' at=2026-03-10T09:05:00Z 'action=\"9ZZ\"' \
               'terms={ owner = \"arjun.mehta\", due = 2026-06-01 }' --sign $HOME/arjun; commit",
            &["backdated:warn", "changed-after-sign-off:error"],
        ),
    ]);
}

#[test]
fn what_came_beside_a_closed_door_is_answered_for_by_an_act_that_follows_both() {
    let world = World::with_people();
    world
        .sh(r#"
        dana; id=$(kaizen add "Doors at the yard stay open" --kind improvement --grade observation --significance minor \
          --source incident:INC-1 --description "Found open at night." ); echo $id > ../id
        git switch -qc side; day 2026-03-03; kaizen edit $id -m "x" 2>/dev/null || true
        kaizen correct $id -m "Closed by hand."
        git switch -q main; day 2026-03-03 10:00:00; mona; kaizen reject $id -m "The yard is sold."
        git merge -q --no-edit side || { kaizen fmt; git add -A; git commit -qm Merge; }
        "#)
        .ok();
    let check = "day 2026-03-05; kaizen check --rule superseded --fail-on warn";
    let told = world.sh(check);
    assert_eq!(told.code, 1, "{}", told.both());
    world.sh("day 2026-03-04; dana; kaizen note $(cat ../id) -m Seen.").ok();
    assert_eq!(world.sh(check).code, 1, "who did it does not answer for it");
    world.sh("day 2026-03-04 10:00:00; mona; kaizen note $(cat ../id) -m Seen.").ok();
    world.sh(check).ok();
}

#[test]
fn nobody_founds_a_file_a_second_time() {
    let early = |file: &str, subject: &str, more: &str| {
        format!(
            "forge add register/{file} {subject} --after '' 'by=\"arjun.mehta\"' at=2020-01-01T09:00:00Z {more} --sign $HOME/arjun; commit"
        )
    };
    let register = early("register.toml", "register", "'act=\"changed\"' 'set={ signatures = \"off\" }'");
    let people = early(
        "people.toml",
        "people",
        r#"'act="changed"' 'set={ person = { "arjun.mehta" = { role = [{ name = "isms-manager", from = 2020-01-01 }] } } }'"#,
    );
    let seals = early(
        "seals.toml",
        "seals",
        r#"'act="sealed"' 'set={ seal = { mine = { commit = "0", folder = "register", tree = "0", items = 1, events = 1 } } }'"#,
    );
    let item = "f=$(file $open); forge add $f $open --after '' 'act=\"raised\"' 'by=\"arjun.mehta\"' at=2020-01-01T09:00:00Z \
                'terms={ kind = \"improvement\" }' --sign $HOME/arjun; commit";
    cases(&[
        (
            "register.toml",
            &register,
            &[
                "backdated:warn",
                "bad-signature:error",
                "introduction-moved:error",
                "unreconciled:error",
                "unauthorised-event:error",
            ],
        ),
        (
            "people.toml",
            &people,
            &["backdated:warn", "bad-signature:error", "unreconciled:error", "unauthorised-event:error"],
        ),
        (
            "seals.toml",
            &seals,
            &["backdated:warn", "bad-signature:error", "unreconciled:error", "unauthorised-event:error"],
        ),
        ("an item", item, &["backdated:warn", "bad-signature:error", "unauthorised-event:error"]),
    ]);
    for script in [register, people, seals, item.to_owned()] {
        let world = base();
        let told = world.sh(&format!(
            "{WORDS}\nday 2026-04-05; arjun\n{script}\nday 2026-04-08; kaizen check --rule unauthorised-event || true; kaizen check --format json --rule unauthorised-event > ../found || true"
        ));
        let told = told.ok();
        assert!(told.contains("by arjun.mehta"), "{told}");
        assert!(
            !told.contains("by mona.lind has no effect") && !told.contains("by dana.okafor has no effect"),
            "{told}"
        );
    }
}

#[test]
fn settings_that_no_event_makes_are_an_error_and_never_taken_from_the_file() {
    cases(&[
        (
            "a number of the first event of another type",
            "f=register/register.toml; sed -i 's/decision_days = 30/decision_days = 30.0/g' $f
             sed -i '/^\\[event/,$!s/^signatures = .*/signatures = \"off\"/' $f; commit",
            &["event-removed:error", "unreadable:error"],
        ),
        (
            "the same, with a waiver that answers for its own commit",
            "f=register/register.toml; sed -i 's/decision_days = 30/decision_days = 30.0/g' $f
             sed -i '0,/^\\[event/s//[[waiver]]\\nrule = \"overdue\"\\nreason = \"r\"\\nuntil = 2030-01-01\\n\\n[event/' $f; commit",
            &["event-removed:error", "unreadable:error"],
        ),
    ]);
}

#[test]
fn sides_of_people_are_joined_by_a_manager_alone() {
    let world = base();
    let sides = "git switch -qc side; day 2026-04-03; by dana; kaizen note people -m One.; git switch -q main
                 by priya; kaizen note people -m Two.; git merge -q --no-edit side || { kaizen fmt; commit Merge; }";
    world.sh(&format!("{WORDS}\n{sides}\nday 2026-04-04; by dana; kaizen note people -m Joined.")).ok();
    assert_eq!(found(&world, ""), ["unreconciled:error"]);
    world.sh(&format!("{WORDS}\nday 2026-04-05; by mona; kaizen note people -m Joined.")).ok();
    assert_eq!(found(&world, ""), [""; 0]);
}

#[test]
fn a_claimed_earlier_time_does_not_pass_a_closed_door() {
    let world = World::with_accepted();
    world
        .sh(r#"
        id=$(cat ../id); git switch -qc side; day 2026-03-03; arjun; kaizen sign-off $id -m "All readers run 4.2."
        git switch -q main; day 2026-03-04; mona; kaizen reject $id -m "The site closes."
        git merge -q --no-edit side || { kaizen fmt; git add -A; git commit -qm Merge; }
        "#)
        .ok();
    assert!(world.item(&world.id()).contains("status = \"rejected\""), "{}", world.item(&world.id()));

    let world = World::with_accepted();
    world
        .sh(r#"
        id=$(cat ../id); day 2026-03-03; arjun; kaizen sign-off $id -m "All readers run 4.2."
        git switch -qc side; day 2026-03-05; arjun; kaizen sign-off $id -m "All of them."
        git switch -q main; day 2026-03-04; dana; kaizen reopen $id -m "One still drops attempts."
        git merge -q --no-edit side || { kaizen fmt; git add -A; git commit -qm Merge; }
        "#)
        .ok();
    assert!(world.item(&world.id()).contains("status = \"in-progress\""), "{}", world.item(&world.id()));
    let told = world.sh("day 2026-03-06; kaizen check --rule superseded --fail-on warn").both();
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("did not see the `reopened` by dana.okafor"), "{told}");
}

#[test]
fn acts_of_managers_and_verifications_stand_before_what_claims_to_be_older() {
    // Each acts on a branch of the past, and the clock of the act says so too.
    let beside = |past: &str, act: &str, meanwhile: &str, who: &str| {
        let world = base();
        world
            .sh(&format!(
                "{WORDS}
                day {past}; by {who}; git switch -qc past; {act}
                git switch -q main; {meanwhile}
                git merge -q --no-edit past || {{
                  kaizen fmt || {{ sed -i -e '/^<<<<<<</,/^=======/d' -e '/^>>>>>>>/d' register/items/*/*; kaizen fmt; }}
                  git add -A; git commit -qm Merge
                }}"
            ))
            .ok();
        world
    };
    let status = |world: &World, name: &str| {
        let id = world.sh(&format!("{WORDS}\necho ${name}")).out.trim().to_owned();
        let item = world.item(&id);
        item.lines().find(|line| line.starts_with("status")).unwrap_or_default().to_owned()
    };
    // Dana verifies as if she had not got the item yet.
    let world = beside(
        "2026-03-30",
        "kaizen verify $done --method test --result effective --early-reason Seen. --evidence-url https://e.example.com/log -m \"All attempts are there.\"",
        "day 2026-04-04; by mona; kaizen amend $done --owner dana.okafor -m \"Arjun moves on.\"",
        "dana",
    );
    assert_eq!(status(&world, "done"), "status = \"implemented\"");
    assert_eq!(found(&world, "--rule superseded"), ["superseded:warn"]);
    // Arjun says that his action was done before it was dropped.
    let world = beside(
        "2026-03-30",
        "kaizen action done $open -m \"Patched.\"; kaizen sign-off $open -m \"All run 4.2.\"",
        "day 2026-04-04; by mona; a=$(grep -o '^\\[action.[0-9A-Z]*' $(file $open) | cut -d. -f2); \
         kaizen action drop $open $a -m \"Not needed.\"; kaizen defer $open --until 2026-09-01 -m \"After the move.\"",
        "arjun",
    );
    assert_eq!(status(&world, "open"), "status = \"deferred\"");
    assert_eq!(found(&world, "--rule superseded"), ["superseded:warn"]);
    // The owner signs off other words as if before the verification.
    let world = beside(
        "2026-03-12",
        "sed -i 's/^title = .*/title = \"Nothing of note.\"/' $(file $done); \
         kaizen sign-off $done --include-edits -m \"All run 4.2.\"",
        "day 2026-04-04; by priya; kaizen verify $done --method test --result effective --early-reason Seen. \
         --evidence-url https://e.example.com/log -m \"All attempts are there.\"",
        "arjun",
    );
    assert_eq!(status(&world, "done"), "status = \"closed\"");
    assert_eq!(
        found(&world, "--rule changed-after-sign-off --rule superseded"),
        ["changed-after-sign-off:error", "superseded:warn"]
    );
}

#[test]
fn edits_are_adopted_only_where_edits_are_possible() {
    let world = base();
    let edit = |item: &str| {
        format!("{WORDS}\nday 2026-04-05; sed -i 's/^title = .*/title = \"Other\"/' $(file ${item}); by arjun")
    };
    for item in ["done", "closed"] {
        let script = format!("{}; kaizen note ${item} -m Words. --include-edits", edit(item));
        let ran = world.sh(&script).fails(2);
        assert!(ran.contains("cannot be adopted there"), "{ran}");
        world.sh("git checkout -q .").ok();
    }
    world.sh(&format!("{}; kaizen note $open -m Words. --include-edits", edit("open"))).ok();
    assert_eq!(found(&world, ""), [""; 0]);
}

#[test]
fn a_request_that_changed_after_its_decision_is_undecided() {
    let world = World::with_accepted();
    world
        .sh(r"
        id=$(cat ../id); arjun; kaizen resource request $id --kind budget --amount 1200 --unit EUR --purpose Licences
        mona; kaizen resource approve $id --reference PO-1
        ")
        .ok();
    let state = "kaizen show IMP --format json | python3 -c 'import json,sys; print(json.load(sys.stdin)[\"resources\"][0][\"decision\"])'";
    assert_eq!(world.sh(state).ok().trim(), "approved");
    world.sh(r#"arjun; sed -i 's/^amount = 1200/amount = 9200/' register/items/2026/*.toml; kaizen edit IMP --include-edits -m "More."  "#).ok();
    assert_eq!(world.sh(state).ok().trim(), "requested");
    let told = world.sh("day 2026-05-01; kaizen check --rule resources-pending --fail-on warn").both();
    let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("is not what was approved on 2026-03-02"), "{told}");
    world.refuses("arjun; kaizen resource request IMP --kind budget --amount 0 --unit EUR --purpose x", "above zero");
    world.sh("mona; kaizen resource approve IMP --reference PO-2").ok();
    assert_eq!(world.sh(state).ok().trim(), "approved");
}

/// A significant incident of which a lawful event vouches, and one that a manager dismissed.
const SOURCES: &str = r#"
mkdir -p register/sources/incident
source() {
  printf '#:schema ../../schemas/source.schema.json\nschema = 1\nkind = "incident"\nreference = "%s"\ntitle = "A stranger"\nsignificant = true\n' $1 \
    > register/sources/incident/$1.toml
  forge add register/sources/incident/$1.toml source/incident/$1 --after '' 'act="recorded"' "by=\"$2\"" at=2026-04-05T08:00:00Z 'set={ significant = true }' --sign $HOME/${2%%.*} > /dev/null
}
source INC-1 dana.okafor; source INC-2 dana.okafor; by dana; commit Record
dismiss() {
  forge add register/sources/incident/$1.toml source/incident/$1 'act="dismissed"' "by=\"$2\"" at=2026-04-05T08:30:00Z 'text="Nothing was lost."' ${3:+--sign $HOME/$3}
}
dismiss INC-2 mona.lind mona; by mona; commit Dismiss
"#;

#[test]
fn records_of_sources_are_judged_like_items() {
    let unanswered = "unanswered-source:warn";
    let attack = |script: &str| format!("{SOURCES}\n{script}");
    let scripts = [
        ("an honest record and an honest decision", "by arjun", &[unanswered][..]),
        (
            "no longer significant",
            "sed -i 's/^significant = true/significant = false/' register/sources/incident/INC-1.toml; by arjun; commit",
            &[unanswered, "edited-by-hand:error"],
        ),
        ("dismissed by staff", "dismiss INC-1 arjun.mehta arjun; by arjun; commit", &[unanswered, "unauthorised-event:error"]),
        (
            "called not significant by staff",
            "f=register/sources/incident/INC-1.toml; sed -i 's/^significant = true/significant = false/' $f
             forge add $f source/incident/INC-1 'act=\"changed\"' 'by=\"arjun.mehta\"' at=2026-04-05T08:30:00Z 'text=\"A drill.\"' 'set={ significant = false }' --sign $HOME/arjun; by arjun; commit",
            &[unanswered, "edited-by-hand:error", "unauthorised-event:error"],
        ),
        (
            "the same without a word of it in the event",
            "f=register/sources/incident/INC-1.toml; sed -i 's/^significant = true/significant = false/' $f
             forge add $f source/incident/INC-1 'act=\"changed\"' 'by=\"arjun.mehta\"' at=2026-04-05T08:30:00Z 'text=\"A typo.\"' --sign $HOME/arjun; by arjun; commit",
            &[unanswered, "terms-moved-silently:error"],
        ),
        (
            "changed by staff",
            "f=register/sources/incident/INC-1.toml; sed -i 's/^title = .*/title = \"A plumber\"/' $f
             forge add $f source/incident/INC-1 'act=\"changed\"' 'by=\"arjun.mehta\"' at=2026-04-05T08:30:00Z 'text=\"It was him.\"' --sign $HOME/arjun; by arjun; commit",
            &[unanswered],
        ),
        (
            "edited by hand and put back",
            "sed -i 's/^title = .*/title = \"Nobody\"/' register/sources/incident/INC-1.toml; by arjun; commit; git revert --no-edit HEAD > /dev/null",
            &[unanswered, "edited-by-hand:warn"],
        ),
        (
            "dismissed by nobody",
            "dismiss INC-1 anonymous; by arjun; commit",
            &[unanswered, "unauthorised-event:error"],
        ),
        (
            "dismissed in a manager's name",
            "dismiss INC-1 mona.lind; by arjun; commit",
            &["event-by-another:error", "unsigned-event:error"],
        ),
        (
            "dismissed with other content",
            "sed -i 's/^title = .*/title = \"Nobody\"/' register/sources/incident/INC-1.toml; dismiss INC-1 mona.lind mona; by mona; commit",
            &[unanswered, "edited-by-hand:error", "unauthorised-event:error"],
        ),
        ("deleted", "git rm -q register/sources/incident/INC-1.toml; by arjun; commit", &["item-deleted:error"]),
        (
            "the decision of a manager made void by staff",
            "f=register/sources/incident/INC-2.toml; e=$(event $f dismissed)
             forge add $f source/incident/INC-2 'act=\"voided\"' 'by=\"arjun.mehta\"' at=2026-04-05T08:40:00Z 'text=\"No.\"' \"event=\\\"$(whole $f $e)\\\"\" --sign $HOME/arjun; by arjun; commit",
            &[unanswered, "unauthorised-event:error"],
        ),
    ];
    for (name, script, expected) in scripts {
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        let script = attack(script);
        cases(&[(name, &script, &expected)]);
    }
}

#[test]
fn a_seal_is_made_void_by_a_manager_and_nobody_else() {
    let world = base();
    let seal = "e=$(event register/seals.toml sealed)";
    let staff = world.sh(&format!("{WORDS}\nday 2026-04-05; by dana; {seal}; kaizen void seals $e -m No.")).fails(2);
    assert!(staff.contains("that takes a manager"), "{staff}");
    world.sh(&format!("{WORDS}\nday 2026-04-05; by mona; {seal}; kaizen void seals $e -m 'Made too early.'")).ok();
    assert!(!world.read("register/seals.toml").contains("[seal."), "{}", world.read("register/seals.toml"));
    assert_eq!(found(&world, ""), [""; 0]);
}

#[test]
fn a_second_failure_moves_no_date_and_closes_nothing() {
    let verified = |more: &str| {
        format!(
            "f=$(file $failed); imp=$(whole $f $(event $f implemented)); by dana
             forge add $f $failed --after $imp 'act=\"verified\"' 'by=\"dana.okafor\"' at=2026-04-05T09:00:00Z 'text=\"Seen in the logs.\"' \
               'method=\"test\"' 'early_reason=\"Quick to see.\"' 'evidence=[{{ url = \"https://e.example.com\" }}]' 'result=\"not-effective\"' {more} --sign $HOME/dana
             kaizen fmt; commit; grep -q '^due = 2026-06-20' $f; grep -q '^status = \"in-progress\"' $f"
        )
    };
    let (moved, closed) = (verified("'terms={ due = 2036-01-01 }'"), verified("\"follow_up=\\\"$open\\\"\""));
    cases(&[("the date", &moved, &["superseded:warn"]), ("a follow-up", &closed, &["superseded:warn"])]);
}

#[test]
fn a_table_of_what_is_agreed_is_not_taken_out_by_an_edit() {
    let script = "f=$(file $open); python3 -c \"import re;p='$f';t=open(p).read();open(p,'w').write(re.sub(r'(?ms)^\\[action\\..*?(?=^\\[event)','',t,count=1))\"
        forge add $f $open 'act=\"edited\"' 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z 'text=\"Tidy.\"' --sign $HOME/arjun; commit";
    cases(&[("an action", script, &["edited-by-hand:error", "terms-moved-silently:error"])]);
}
