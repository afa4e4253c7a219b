//! Who is blamed: the one whose commit did it, and no founder.

use super::{WORDS, base, blamed, cases, found};

#[test]
fn a_hand_edit_of_people_or_settings_is_blamed_on_who_made_it() {
    // A colleague's honest acts stand before and after it.
    let around = |edit: &str| {
        format!(
            "by mona; kaizen people add eve.stone --name 'Eve Stone' --email eve@example.com; day 2026-04-05 10:00:00; arjun; {edit}; commit
             day 2026-04-05 11:00:00; by mona; kaizen note $open -m Looked."
        )
    };
    let edits = [
        ("signatures", "sed -i 's/^signatures = .*/signatures = \"off\"/' register/register.toml"),
        ("name", "sed -i 's/^name = \"Example Ltd\"/name = \"Example Inc\"/' register/register.toml"),
        (
            "timezone",
            "sed -i 's/^timezone = .*/timezone = \"Asia\\/Tokyo\"/' register/register.toml; grep -q Tokyo register/register.toml",
        ),
        ("policy", "sed -i 's/^min_whys = 5/min_whys = 1/' register/register.toml"),
        ("prefix", "sed -i 's/^prefix = .*/prefix = \"XYZ\"/' register/register.toml"),
        (
            "role",
            "sed -i '/^\\[person.\"arjun.mehta\"/,/^role/s/name = \"staff\"/name = \"isms-manager\"/' register/people.toml",
        ),
        ("mail", "sed -i '0,/\"arjun@example.com\"/s//\"arjun@example.com\", \"a@example.com\"/' register/people.toml"),
        ("a person's name", "sed -i 's/^name = \"Dana Okafor\"/name = \"Dana\"/' register/people.toml"),
        (
            "a role's day",
            "sed -i '/^\\[person.\"priya.nair\"/,/^role/s/from = 2026-03-02/from = 2026-01-02/' register/people.toml",
        ),
        (
            "a key",
            "sed -i '/^\\[person.\"dana.okafor\"/,/^$/{/^key/d}' register/people.toml; grep -c '^key' register/people.toml",
        ),
    ];
    for (name, edit) in edits {
        for script in [format!("arjun; {edit}; commit"), around(edit)] {
            let world = base();
            world.sh(&format!("{WORDS}\nday 2026-04-05; {script}")).ok();
            let blamed: Vec<String> =
                blamed(&world, "").into_iter().filter(|found| found.starts_with("unauthorised-change")).collect();
            assert_eq!(blamed, ["unauthorised-change:error arjun"], "{name}");
        }
    }
}

/// What takes a role, ownership or independence shows in a commit of somebody else, own acts beside it or not.
#[test]
fn an_act_of_another_beside_ones_own_note_shows() {
    let unsigned =
        "by mona; kaizen people add eve.stone --name 'Eve Stone' --email eve@example.com --role auditor; arjun";
    let verified = "f=$(file $done)
        forge add $f $done 'act=\"verified\"' 'by=\"eve.stone\"' at=2026-04-05T09:10:00Z 'text=\"Works.\"' 'method=\"test\"' 'result=\"effective\"' 'early_reason=\"Quick to see.\"' 'evidence=[{ url = \"https://e.example.com\" }]' >/dev/null
        sed -i 's/^status = .*/status = \"closed\"/' $f";
    let noted = "forge add $(file $open) $open 'act=\"noted\"' 'by=\"eve.stone\"' at=2026-04-05T09:10:00Z 'text=\"Seen.\"' >/dev/null";
    let own = "by arjun; kaizen note $done -m Mine. --no-commit >/dev/null 2>&1";
    let case = |more: &str| format!("{unsigned}; day 2026-04-05 09:20:00; {own}; {more}");
    let all = [
        (
            "a verification beside one's own note",
            case(&format!("{verified}; commit")),
            ["event-by-another:error arjun", "unsigned-event:warn"],
        ),
        (
            "the same with a word of whose it is",
            case(&format!(
                "{verified}; git add -A; git commit -qm Squashed -m 'Co-authored-by: Eve Stone <eve@example.com>'"
            )),
            ["event-by-another:error arjun", "unsigned-event:warn"],
        ),
        (
            "a note beside one's own note",
            case(&format!("{noted}; commit")),
            ["event-by-another:warn arjun", "unsigned-event:warn"],
        ),
    ];
    let all: Vec<_> = all.iter().map(|(name, script, found)| (*name, script.as_str(), &found[..])).collect();
    cases(&all);
    // The nearest honest one: the branch itself is merged too, and shows whose it is.
    cases(&[(
        "a squash of a shared branch with the branch behind it",
        &format!(
            "{unsigned}; day 2026-04-05 09:20:00; git switch -qc shared; by arjun; kaizen note $done -m Mine. >/dev/null
             as 'Eve Stone' eve@example.com; git config --unset kaizen.signingKey; day 2026-04-05 09:30:00
             kaizen verify $done --method test --result effective --early-reason 'Quick to see.' --evidence-url https://e.example.com/log -m 'Works.' >/dev/null
             git switch -q main; arjun; git merge -q --squash shared >/dev/null; git commit -q --no-edit; git merge -q --no-edit shared"
        ),
        &["unsigned-event:warn"],
    )]);
}

/// Two commits for one act: a first one that fills its table with something harmless, a second one that puts it right.
#[test]
fn a_table_that_was_taken_before_vouches_for_nothing() {
    let taken = "f=$(file $open); cp $f ../before
        forge add $f $open 'act=\"noted\"' 'by=\"dana.okafor\"' at=2026-03-11T09:00:00Z 'text=\"Fine.\"' >/dev/null; cp $f ../after
        e=$(event $f noted); forge set $f $e 'by=\"arjun.mehta\"' at=2026-04-05T09:00:00Z; commit One; cp ../after $f; commit Two";
    let world = base();
    world.sh(&format!("{WORDS}\nday 2026-04-05; arjun\n{taken}")).ok();
    assert_eq!(
        blamed(&world, ""),
        ["backdated:warn arjun", "event-by-another:error arjun", "unsigned-event:error arjun"]
    );
}

#[test]
fn evidence_of_the_base_that_a_merge_drops_is_told_of_the_change() {
    let world = base();
    let script = "git switch -qc pr HEAD; by dana; kaizen note $open -m Seen. >/dev/null; git switch -q main; day 2026-04-05 10:00:00; by arjun
        echo more > log2.txt; kaizen sign-off $done --evidence log2.txt -m 'All run 4.3.' >/dev/null; rm log2.txt; git tag before; git switch -q pr; arjun";
    world.sh(&format!("{WORDS}\nday 2026-04-05\n{script}")).ok();
    let honest = world.copy();
    honest.sh(&format!("{WORDS}\nday 2026-04-05 11:00:00; git merge -q --no-edit main")).ok();
    assert_eq!(found(&honest, "--since before"), [] as [&str; 0]);
    for drop in [
        "git merge -q --no-edit --no-commit main >/dev/null 2>&1; git rm -qf $(git ls-files | grep log2); git commit -q --no-edit",
        "git merge -q --no-edit main; rm $(git ls-files | grep log2)",
        "git merge -q --no-edit main; echo x >> $(git ls-files | grep log2)",
    ] {
        let world = world.copy();
        world.sh(&format!("{WORDS}\nday 2026-04-05 11:00:00\n{drop}")).ok();
        let found = found(&world, "--since before");
        assert_eq!(found.len(), 1, "{drop}: {found:?}");
        assert!(found[0].starts_with("evidence-"), "{drop}: {found:?}");
    }
}
