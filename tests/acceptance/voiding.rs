//! An act on people or settings that was a mistake is taken back, and the register goes on.

use crate::world::World;

/// Makes the newest event of people or register void.
const UNDO: &str =
    "undo() { kaizen void $1 $(kaizen log $1 -n 1 --full | head -1 | grep -oE '[0-9a-f]{16}') -m 'A mistake.'; }";

#[test]
fn what_a_void_act_set_is_taken_out_of_the_file() {
    let world = World::with_people();
    world.sh("mkdir ../keys; ssh-keygen -q -t ed25519 -N '' -C dana@desk -f ../keys/dana").ok();
    let content = |file: &str| {
        let mut table: toml::Table = world.read(&format!("register/{file}.toml")).parse().unwrap();
        table.remove("event");
        table
    };
    let cases = [
        ("people", "kaizen people leave dana.okafor"),
        ("people", "kaizen people set dana.okafor --role auditor"),
        ("people", "kaizen people set dana.okafor --no-role staff"),
        ("people", "kaizen people set dana.okafor --email dana@example.org --department HR"),
        ("people", "kaizen people key add dana.okafor ../keys/dana.pub"),
        ("people", "kaizen people add zoe.ray --name 'Zoe Ray' --email zoe@example.com"),
        ("register", "kaizen config set policy.min_whys=3 rules.overdue=warn -m Fewer."),
        ("register", "kaizen waive overdue --until 2026-06-01 -m Soon."),
    ];
    for (minute, (file, act)) in cases.iter().enumerate() {
        let before = content(file);
        let time = format!("day 2026-03-02 10:{minute:02}:00");
        world.sh(&format!("{UNDO}; {time}; {act}; undo {file}")).ok();
        assert_eq!(content(file), before, "{act}");
        world.sh(&format!("{time}; kaizen note {file} -m 'It goes on.'")).ok();
    }
    let ran = world.sh("day 2026-03-03; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
}

#[test]
fn an_act_that_others_build_on_is_not_made_void() {
    let world = World::with_people();
    let told = world.sh(&format!(
        "{UNDO}; kaizen people add zoe.ray --name 'Zoe Ray' --email zoe@example.com; event=$(kaizen log people -n 1 --full | head -1 | grep -oE '[0-9a-f]{{16}}'); \
         kaizen people set zoe.ray --role auditor; kaizen void people $event -m 'A mistake.'"
    ));
    assert!(told.fails(2).contains("cannot be read"));
    assert_eq!(world.sh("git status --porcelain; kaizen check").code, 0);
}

#[test]
fn a_conflict_brings_nothing_back_that_one_side_made_void() {
    let world = World::with_people();
    world
        .sh(&format!(
            "{UNDO}; kaizen people set dana.okafor --role auditor
             git switch -qc side; day 2026-03-03; undo people
             git switch -q main; day 2026-03-04; kaizen people add zoe.ray --name 'Zoe Ray' --email zoe@example.com
             git merge -q side || {{ kaizen fmt; git add -A; git commit -qm merged; }}"
        ))
        .ok();
    let ran = world.sh("day 2026-03-05; kaizen note people -m 'Both sides are known.'; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
    assert!(!ran.out.contains("unauthorised-change"), "{}", ran.both());
    let listed = world.sh("day 2026-03-05; kaizen people list").ok();
    let dana = listed.lines().find(|line| line.starts_with("dana.okafor")).unwrap();
    assert!(!dana.contains("auditor") && listed.contains("zoe.ray"), "{listed}");
}

/// `undo ACT`: a manager makes the newest event of an act void.
const VOID: &str =
    "event() { awk -v act=\"act = \\\"$1\\\"\" '/^\\[event/ {name = $0} $0 == act {found = name} END {print found}' \
    register/items/2026/$(cat ../id).toml | grep -oE '[0-9a-f]{16}'; }
  undo() { mona; kaizen void $(cat ../id) $(event $1) -m 'It is of another item.'; }";

#[track_caller]
fn clean(world: &World) {
    let ran = world.sh("day 2026-03-20; kaizen check");
    assert_eq!(ran.code, 0, "{}", ran.both());
}

#[test]
fn a_planned_action_that_is_void_is_in_nobodys_way() {
    let world = World::with_accepted();
    world
        .sh(&format!(
            "{VOID}\narjun; kaizen why $(cat ../id) --root-cause 'Nobody asked.'; kaizen action add $(cat ../id) 'Change the reader.'
             day 2026-03-03; undo planned"
        ))
        .ok();
    clean(&world);
    let shown = world.sh("day 2026-03-03; kaizen show $(cat ../id)").ok();
    assert!(!shown.contains("Change the reader") && shown.contains("made void, so it does not count"), "{shown}");
    // It is void once, and the work goes on.
    world.refuses(&format!("{VOID}\nday 2026-03-03; undo planned"), "is void already, by mona.lind");
    world.sh("day 2026-03-04; arjun; kaizen sign-off $(cat ../id) -m 'The reader logs each attempt.'").ok();
    clean(&world);
}

#[test]
fn a_void_request_is_decided_by_nobody() {
    let world = World::with_accepted();
    world
        .sh(&format!(
            "{VOID}\narjun; kaizen resource request $(cat ../id) --kind budget --amount 90 --unit EUR --purpose Readers
             day 2026-03-03; undo requested"
        ))
        .ok();
    clean(&world);
    world.refuses("day 2026-03-03; kaizen resource approve $(cat ../id)", "has no request that is undecided");
    let json: serde_json::Value =
        serde_json::from_str(&world.sh("kaizen show $(cat ../id) --format json").ok()).unwrap();
    assert_eq!(json["resources"].as_array().map(Vec::len), Some(0));
    assert!(json["void"][0].as_str().unwrap().starts_with("resource."), "{json}");
}

#[test]
fn a_void_analysis_lets_no_sign_off_pass_until_it_is_said_anew() {
    let world = World::with_people();
    world
        .sh(&format!(
            "{VOID}\ndana; kaizen add 'Reader drops attempts' --kind corrective-action --grade major-nonconformity --significance major --source incident:INC-481 --description 'It logs granted entries only.' > ../id
             mona; kaizen accept $(cat ../id) --owner arjun.mehta --due 2026-05-15 --criterion 'Each attempt is logged.' -m Agreed.
             day 2026-03-03; arjun; kaizen why $(cat ../id) --because 'The reader forgets.' --root-cause 'Nobody set it up.' --cause-code setup
             day 2026-03-04; undo analysed"
        ))
        .ok();
    clean(&world);
    let sign_off = "day 2026-03-05; arjun; kaizen sign-off $(cat ../id) -m 'The reader logs each attempt.'";
    world.refuses(sign_off, "needs a root cause before it is signed off");
    assert!(!world.sh("kaizen list --cause setup --format ids").ok().contains("IMP"));
    // Said anew, it counts; the void one stays in the file and out of sight.
    world.sh("day 2026-03-05; arjun; kaizen why $(cat ../id) --root-cause 'Its form has no line for logs.'").ok();
    world.sh(sign_off).ok();
    clean(&world);
    assert!(world.item(&world.id()).contains("Nobody set it up."));
    let shown = world.sh("kaizen show $(cat ../id)").ok();
    assert!(!shown.contains("Nobody set it up.") && shown.contains("Its form has no line for logs."), "{shown}");
}

#[test]
fn a_round_that_failed_takes_an_analysis_that_is_not_void() {
    let world = World::with_accepted();
    world
        .sh(&format!(
            "{VOID}\narjun; kaizen why $(cat ../id) --root-cause 'Nobody asked.'; kaizen sign-off $(cat ../id) -m 'The reader logs each attempt.'
             day 2026-03-03; dana; kaizen verify $(cat ../id) --method test --result not-effective --due 2026-06-01 --early-reason 'Seen at once.' --evidence-url https://e.example.com/log/1 -m 'Three of ten attempts are in the log.'
             arjun; kaizen why $(cat ../id) --root-cause 'The log is too small.'
             day 2026-03-04; undo analysed"
        ))
        .ok();
    let sign_off = "day 2026-03-05; arjun; kaizen sign-off $(cat ../id) -m 'The log is larger.'";
    world.refuses(sign_off, "it needs a new analysis before it is signed off again");
    world.sh("day 2026-03-05; arjun; kaizen why $(cat ../id) --root-cause 'Nobody sized the log.'").ok();
    world.sh(sign_off).ok();
    clean(&world);
}

#[test]
fn void_links_and_corrections_no_longer_count() {
    let world = World::with_accepted();
    world
        .sh(&format!(
            "{VOID}\narjun; kaizen link $(cat ../id) --source incident:INC-500 --control A.8.15 --risk RSK-12=9
             kaizen correct $(cat ../id) -m 'The guard writes a list.'
             day 2026-03-03; undo linked; undo corrected"
        ))
        .ok();
    clean(&world);
    let json = |world: &World| -> serde_json::Value {
        serde_json::from_str(&world.sh("kaizen show $(cat ../id) --format json").ok()).unwrap()
    };
    let item = &json(&world)["item"];
    // What it was raised for still counts; what the void act linked does not.
    assert_eq!(item["sources"], serde_json::json!(["incident:INC-481"]));
    assert!(item["controls"].is_null() || item["controls"].as_array().unwrap().is_empty(), "{item}");
    assert!(item["correction"].is_null(), "{item}");
    assert!(!world.sh("kaizen list --source incident:INC-500 --format ids").ok().contains("IMP"));
    world
        .sh("day 2026-03-04; arjun; kaizen link $(cat ../id) --source incident:INC-500; kaizen correct $(cat ../id) -m 'A guard looks.'")
        .ok();
    clean(&world);
    let item = &json(&world)["item"];
    assert_eq!(item["sources"], serde_json::json!(["incident:INC-481", "incident:INC-500"]));
    assert_eq!(item["correction"]["description"].as_str().map(str::trim), Some("A guard looks."));
}

/// What `show`, `list` and `stale` print of a file that was tampered with is marked, and says why.
#[test]
fn what_nobody_vouches_for_is_marked_where_it_is_shown() {
    let world = World::with_accepted();
    let marks = |world: &World| {
        let script = "day 2026-06-20; kaizen list; kaizen stale; kaizen show $(cat ../id)";
        world.sh(script).ok().matches(" !").count()
    };
    assert_eq!(marks(&world), 0);
    let path = world.item_path(&world.id());
    for (tampering, said) in [
        (
            format!("sed -i 's/^due = .*/due = 2027-01-01/' {path}"),
            "the file shows 2027-01-01 for due, which nobody agreed on",
        ),
        (format!("sed -i '0,/^status = .*/s//status = \"closed\"/' {path}"), "the file says closed"),
        (format!("sed -i 's/logged granted entries only/logged everything/' {path}"), "it was edited by hand"),
        (format!("sed -i 's/^text = \"Agreed.\"/text = \"Yes.\"/' {path}"), "was altered"),
    ] {
        let world = world.copy();
        world.sh(&tampering).ok();
        assert_eq!(marks(&world), 2, "{tampering}");
        let shown = world.sh("day 2026-06-20; kaizen show $(cat ../id)").ok();
        let flat = shown.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.starts_with("not vouched for: ") && flat.contains(said), "{tampering}\n{shown}");
        for view in ["list", "stale", "show $(cat ../id)"] {
            let json = world.sh(&format!("day 2026-06-20; kaizen {view} --format json")).ok();
            assert!(json.contains("\"doubts\"") && json.contains(said), "{view}: {json}");
        }
    }
}
