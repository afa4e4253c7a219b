//! What somebody with push access but no manager's key can try, and what `check` finds of each.

mod authority;
mod blame;
mod content;
mod ended;
mod hidden;
mod items;
mod power;
mod proof;

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
        world.write("../forge.py", include_str!("../forge.py"));
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
    let mut rules: Vec<String> = blamed(world, flags).iter().map(|found| without_blame(found)).collect();
    rules.dedup();
    rules
}

fn without_blame(found: &str) -> String {
    found.split_once(' ').map_or(found, |(found, _)| found).to_owned()
}

/// The same with whose commit is named: `rule:level name`, the name before the `@`, or `nobody`.
pub fn blamed(world: &World, flags: &str) -> Vec<String> {
    let ran = world.sh(&format!("day 2026-04-08; kaizen check --format json {flags}"));
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}\n{}", ran.both()));
    let quiet =
        ["too-few-active", "no-recent-entries", "management-review-overdue", "burst-before-review", "generic-text"];
    let who = |finding: &serde_json::Value| {
        let id = finding["commit"]["id"].as_str()?.to_owned();
        // Read as it is: some of these commits keep git busy for minutes when it shows them.
        let commit = world.sh(&format!("git cat-file commit {id} | grep -am1 '^author '")).ok();
        Some(commit.split_once('<')?.1.split('@').next()?.to_owned())
    };
    let mut rules: Vec<String> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| !quiet.contains(&f["rule"].as_str().unwrap()))
        .map(|f| {
            let who = who(f).unwrap_or_else(|| "nobody".to_owned());
            format!("{}:{} {who}", f["rule"].as_str().unwrap(), f["level"].as_str().unwrap())
        })
        .collect();
    rules.sort();
    rules.dedup();
    rules
}

/// Name, script, what is found; with whose commit is named, where it is said.
type Case<'c> = (&'c str, &'c str, &'c [&'c str]);

#[track_caller]
fn cases(all: &[Case<'_>]) {
    let mut wrong = String::new();
    for (name, script, expected) in all {
        let world = base();
        let ran = world.sh(&format!("{WORDS}\nday 2026-04-05; arjun\n{script}"));
        if ran.code != 0 {
            wrong.push_str(&format!("{name}: the script failed\n{}", ran.both()));
            continue;
        }
        let said = |found: &String| match without_blame(found) {
            rule if expected.contains(&rule.as_str()) => rule,
            _ => found.clone(),
        };
        let blamed = blamed(&world, "");
        let mut found: Vec<String> = blamed.iter().map(said).collect();
        found.dedup();
        // The order of names is nothing that is found.
        let (mut expected, mut found_sorted) = (expected.to_vec(), found.clone());
        expected.sort_unstable();
        found_sorted.sort();
        if found_sorted != expected {
            wrong.push_str(&format!("{name}: {found:?}, not {expected:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn nothing_is_found_where_nobody_tampered() {
    cases(&[("nothing", "", &[])]);
}
