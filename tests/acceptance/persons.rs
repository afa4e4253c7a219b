//! One human being each: what looks like somebody else, what is no human being, and a register that nobody could open
//! any more.

use crate::made::Made;
use crate::world::World;

const ITEM: &str = "title = \"Badge reader on the east door drops failed attempts\"\nraised_by = \"dana.okafor\"\n\
    raised_on = 2026-03-02\nsources = [\"site-walkthrough:2026-02\"]\n\
    description = \"During the walkthrough of 27 February the reader logged granted entries only.\"\n";

fn add(handle: &str, name: &str, mail: &str) -> String {
    format!("kaizen people add '{handle}' --name '{name}' --email '{mail}'")
}

#[test]
fn who_looks_like_another_is_refused() {
    let world = World::with_people();
    for (handle, mail, says) in [
        ("dana-okafor", "new@example.com", "the handle dana-okafor looks like dana.okafor"),
        ("danaokafor", "new@example.com", "the handle danaokafor looks like dana.okafor"),
        ("dana.0kafor", "new@example.com", "the handle dana.0kafor looks like dana.okafor"),
        ("rnona.lind", "new@example.com", "the handle rnona.lind looks like mona.lind"),
        ("new.comer", "dana@examp1e.com", "dana@examp1e.com looks like dana@example.com, which is dana.okafor's"),
        ("new.comer", "d\u{430}na@example.com", "looks like dana@example.com"),
        ("new.comer", "\u{ff44}\u{ff41}\u{ff4e}\u{ff41}@example.com", "looks like dana@example.com"),
        ("new.comer", "dana+kaizen@example.com", "looks like dana@example.com"),
        ("new.comer", "da\u{200b}na@example.com", "looks like dana@example.com"),
    ] {
        world.refuses(&add(handle, "New Comer", mail), says);
    }
    world.refuses("kaizen people set arjun.mehta --email DANA+x@example.com", "looks like dana@example.com");
    // One person may have their mailbox twice.
    world.sh("kaizen people set dana.okafor --email dana+git@example.com").ok();
    for (handle, mail) in
        [("diana.okafor", "diana@example.com"), ("jan.li", "jan.li@example.com"), ("jan.lin", "jan.lin@example.com")]
    {
        world.sh(&add(handle, "Somebody Else", mail)).ok();
    }
    world.sh("kaizen check").ok();
}

#[test]
fn who_looks_like_another_is_found() {
    let found = |handle: &str, mail: &str| {
        let mail = format!("email = [\"{mail}\"], from = 2026-01-01, role = []");
        let made = Made::new().people("email = [\"arjun@example.com\"], from = 2026-01-01, role = []", &mail);
        let found = made.people("\"arjun.mehta\"", &format!("\"{handle}\"")).found("2026-01-02");
        found.into_iter().any(|found| found == ("duplicate-person".to_owned(), "error".to_owned()))
    };
    for (handle, mail) in [
        ("dana-okafor", "arjun@example.com"),
        ("arjun.mehta", "d\u{430}na@example.com"),
        ("arjun.mehta", "dana+a@example.com"),
    ] {
        assert!(found(handle, mail), "{handle} {mail}");
    }
    assert!(!found("hana.okafor", "hana@example.com"));
}

#[test]
fn two_people_who_look_alike_can_be_answered_for() {
    let world = World::with_people();
    world.write("../edit.sh", "sed -i '0,/dana@example.com/s//dana@example.com\", \"mona+x@example.com/' \"$1\"\n");
    world.sh("VISUAL='sh ../edit.sh' kaizen edit people").ok();
    let told = world.sh("kaizen check --format json");
    let report: serde_json::Value = serde_json::from_str(&told.out).unwrap();
    let event = report["findings"][0]["event"].as_str().unwrap_or_else(|| panic!("{}", told.both()));
    world.sh(&format!("kaizen waive duplicate-person {event} --until 2026-12-31 -m 'Two people.'; kaizen check")).ok();
}

#[test]
fn groups_and_machines_are_no_people() {
    let world = World::with_people();
    for (handle, name, mail) in [
        ("it.abteilung", "IT-Abteilung", "itabt@example.com"),
        ("new.comer", "Finance", "new@example.com"),
        ("soc", "Sam Oliver Cole", "new@example.com"),
        ("new.comer", "New Comer", "info@example.com"),
        ("renovate", "Renovate", "new@example.com"),
        ("github-actions", "GitHub Actions", "new@example.com"),
        ("svc-deploy", "Deploy", "new@example.com"),
        ("new.comer", "dependabot[bot]", "new@example.com"),
    ] {
        world.refuses(&add(handle, name, mail), "looks like a group or a machine");
    }
    world.refuses("kaizen people set arjun.mehta --email security@example.com", "--yes-one-human");
    world.sh(&format!("{} --yes-one-human", add("ben.bot", "Ben Bot", "ben.bot@example.com"))).ok();
    world.sh("kaizen people set ben.bot --email bot@example.com; kaizen check").ok();
    assert!(world.read("register/people.toml").contains("one_human = true"));
    let bare = World::new();
    let told = bare.sh("as 'IT Department' it@example.com; kaizen init --signatures off").fails(2);
    assert!(told.contains("--yes-one-human") && told.contains("user.name"), "{told}");
    bare.sh("as 'Ben Bot' bot@example.com; kaizen init --yes-one-human; kaizen check").ok();
}

#[test]
fn groups_and_machines_are_found_where_they_stand() {
    let found = |name: &str, extra: &str| {
        let acts = [
            ("dana.okafor", "raised", "2026-03-02T09:00:00Z", ""),
            ("mona.lind", "accepted", "2026-03-05T09:00:00Z", crate::made::TERMS),
        ];
        let name = format!("{name}\", {extra}email = [\"arjun");
        let made = Made::new().people("Arjun Mehta\", email = [\"arjun", &name).item("AAAA", ITEM, &acts);
        let found = made.found("2026-03-06").into_iter().filter(|(rule, _)| rule == "owner-not-a-person");
        found.map(|(_, level)| level).collect::<Vec<_>>()
    };
    for name in ["IT-Abteilung", "Finance", "SOC", "renovate", "github-actions", "svc-deploy", "renovate[bot]"] {
        assert_eq!(found(name, ""), ["error", "warn"], "{name}");
    }
    assert_eq!(found("Finance", "one_human = true, "), [] as [&str; 0]);
    assert_eq!(found("Maria Sales", ""), [] as [&str; 0]);
    let gone = Made::new().people("Arjun Mehta\", ", "Finance\", until = 2026-02-01, ").found("2026-03-06");
    assert!(gone.iter().all(|(rule, _)| rule != "owner-not-a-person"), "{gone:?}");
}

const KEYS: &str = r"
for who in mona dana; do [ -e $HOME/$who ] || ssh-keygen -q -t ed25519 -N '' -C $who -f $HOME/$who; done
";

#[test]
fn a_register_is_never_locked_out_of_itself() {
    let world = World::with_people();
    world.sh(KEYS).ok();
    let first = "kaizen people key add mona.lind FILE.pub";
    world.refuses("kaizen config set signatures=required -m 'From now on.'", first);
    world.sh("kaizen people key add dana.okafor $HOME/dana.pub").ok();
    world.refuses("kaizen config set signatures=required -m 'From now on.'", first);
    world
        .sh("kaizen people key add mona.lind $HOME/mona.pub; day 2026-03-03; git config kaizen.signingKey $HOME/mona
             kaizen config set signatures=required -m 'From now on.'; kaizen check --no-history")
        .ok();
    let says = "no manager with a key would be left";
    // A manager without a key does not help.
    world.sh("day 2026-03-04; kaizen people set arjun.mehta --role isms-manager").ok();
    for last in [
        "kaizen people leave mona.lind",
        "kaizen people leave mona.lind --on 2027-01-01",
        "kaizen people set mona.lind --no-role isms-manager --no-role top-management",
        "kaizen people key retire mona.lind mona",
        "kaizen people key revoke mona.lind mona --compromised-since 2026-03-01",
        "event=$(python3 -c 'import tomllib
for name, event in tomllib.load(open(\"register/people.toml\", \"rb\"))[\"event\"].items():
    if \"key\" in event.get(\"set\", {}).get(\"person\", {}).get(\"mona.lind\", {}): print(name)')
         kaizen void people $event -m 'Not hers.'",
    ] {
        world.refuses(&format!("day 2026-03-05; {last}"), says);
    }
    let told = world.sh("day 2026-03-05; kaizen people leave mona.lind").fails(2);
    assert!(told.contains("kaizen people key add arjun.mehta FILE.pub"), "{told}");
    world.sh("day 2026-03-06; kaizen people set dana.okafor --role isms-manager; kaizen people leave mona.lind").ok();
}

/// Once a manager had a key, changes are signed whatever the setting says.
#[test]
fn the_last_key_counts_where_signatures_are_only_wanted() {
    let world = World::with_people();
    world.sh(&format!("{KEYS} kaizen people key add mona.lind $HOME/mona.pub; kaizen people set arjun.mehta --role isms-manager --sign $HOME/mona || true")).ok();
    world.sh("day 2026-03-03; git config kaizen.signingKey $HOME/mona; kaizen people set dana.okafor --role isms-manager").ok();
    world.refuses("day 2026-03-04; kaizen people leave mona.lind", "no manager with a key would be left");
    let told = World::new();
    told.sh(KEYS).ok();
    for bare in [
        "kaizen init --signatures required",
        "git init -q; git config kaizen.signingKey $HOME/mona; kaizen init --signatures required --no-sign",
    ] {
        let said = told.sh(bare).fails(2);
        assert!(said.contains("git config kaizen.signingKey"), "{said}");
    }
    told.sh("git config kaizen.signingKey $HOME/mona; kaizen init --signatures required; kaizen check").ok();
}
