//! Whole screens, as people see them: what they show at which width, with and without colours, and what goes to a pager.

use crate::terminal::on_terminal;
use crate::world::World;

/// The screens, each by the command that shows it.
const SCREENS: [(&str, &str); 9] = [
    ("list", "list --all"),
    ("show", "show J8CZ"),
    ("log", "log"),
    ("check", "check"),
    ("stale", "stale"),
    ("audit", "audit --sample 2 --seed 2027"),
    ("status", "status"),
    ("refusal", "accept J8CZ"),
    ("list_help", "list --help"),
];

/// Hashes are of no interest here: each change of the program would change them.
fn without_hashes(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    for c in text.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() || ('a'..='f').contains(&c) {
            word.push(c);
            continue;
        }
        let is_hash = word.len() >= 10 && word.chars().any(|c| c.is_ascii_digit());
        out.push_str(if is_hash { "HASH" } else { &word });
        word.clear();
        out.push(c);
    }
    out.trim_end_matches('\0').to_owned()
}

/// The finished register half a year after anybody looked at it, on screens of 80 and 120 columns.
#[test]
fn whole_screens() {
    let world = World::finished();
    let mut script = String::from("day 2027-03-25\n");
    for (_, command) in SCREENS {
        for (columns, colour) in [(80, "never"), (120, "never"), (80, "always"), (120, "always")] {
            script += &format!(
                "echo '=== {columns} columns, --color {colour}'; COLUMNS={columns} kaizen {command} --color {colour} 2>&1 || true\n"
            );
        }
        script += "echo '=====#####====='\n";
    }
    let printed = world.sh(&script).ok();
    let screens: Vec<&str> = printed.split("=====#####=====\n").collect();
    for ((name, command), screen) in SCREENS.iter().zip(screens) {
        let (plain, coloured) = screen.split_once("=== 80 columns, --color always").unwrap();
        assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'), "{name}:\n{screen}");
        let (narrow, _) = plain.split_once("=== 120").unwrap();
        // What counts at the end of a check is one line, and so is what is wrong: for scripts too.
        let whole = |line: &str| line.contains("(kaizen 0") || *name == "refusal";
        let wide = narrow.lines().filter(|line| line.chars().count() > 80 && !whole(line));
        assert_eq!(wide.collect::<Vec<_>>(), [""; 0], "{name}");
        let shown = without_hashes(&screen.replace('\u{1b}', "␛"));
        insta::with_settings!({ description => format!("kaizen {command}") }, {
            insta::assert_snapshot!(*name, shown);
        });
    }
}

#[test]
fn the_list_shows_what_is_open_and_the_most_urgent_first() {
    let world = World::finished();
    let list = |flags: &str| world.sh(&format!("day 2026-11-20; kaizen list {flags}")).ok();
    let ids = |flags: &str| -> Vec<String> {
        let table = list(flags);
        let rows = table.lines().skip(1).take_while(|line| !line.contains(" open, "));
        rows.map(|line| line.split(' ').next().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(""), ["FJ3E", "J8CZ", "6QJW", "6N7A", "7CS4"]);
    assert_eq!(ids("--all"), ["FJ3E", "J8CZ", "6QJW", "6N7A", "7CS4", "22GH", "92AY"]);
    assert!(list("").ends_with("5 open, 1 overdue; 7 in all (--all)\n"), "{}", list(""));
    assert!(list("all").ends_with("5 open, 1 overdue; 7 in all\n"));
    let table = list("");
    for shown in [" 57d old ", " action late ", " verify 2026-12-01 ", " +28d ", " until 2027-01-15 "] {
        assert!(table.contains(shown), "{shown}:\n{table}");
    }
    assert_eq!(ids("overdue"), ["J8CZ"]);
    assert_eq!(ids("to-verify"), ["6QJW"]);
    assert_eq!(ids("to-decide"), ["FJ3E"]);
    assert_eq!(ids("closed rejected"), ["22GH", "92AY"]);
    assert_eq!(ids("--status raised,deferred"), ["FJ3E", "7CS4"]);
    assert_eq!(ids("--owner dana.okafor,arjun.mehta --all"), ["6N7A", "22GH"]);
    assert_eq!(
        world.sh("day 2026-11-20; as 'Tomas Rey' tomas@example.com; kaizen list mine --format ids | wc -l").ok().trim(),
        "2"
    );
    // Words are looked for as search does, and what is not open is counted.
    assert_eq!(ids("cloud accounts"), ["J8CZ"]);
    let ran = world.sh("day 2026-11-20; kaizen list wristbands");
    assert!(ran.out.is_empty() && ran.err.contains("1 that is closed or rejected is (--all)"), "{}", ran.both());
    // Programs get the same items, in the order of their ids.
    let found = world.sh("day 2026-11-20; kaizen list --format ids; kaizen list --all --format ids | wc -l").ok();
    let short: Vec<&str> = found.lines().map(|line| line.rsplit('-').next().unwrap()).collect();
    assert_eq!(short, ["6N7A", "6QJW", "7CS4", "FJ3E", "J8CZ", "7"]);
    assert!(
        World::with_people().sh("kaizen list").both().starts_with("there is no item yet; the first one: kaizen add")
    );
}

#[test]
fn several_items_are_shown_with_what_is_wrong_and_what_comes_next() {
    let world = World::finished();
    let shown = world.sh("day 2027-03-25; kaizen show J8CZ 6qjw J8CZ").ok();
    assert_eq!(shown.matches("\nEvents\n").count(), 2, "{shown}");
    let (first, second) = shown.split_once("\nIMP-2026-6QJW").unwrap();
    assert!(
        first.contains("error[overdue] 115 days overdue") && first.contains("\nNext\n  kaizen action done J8CZ X0Q\n")
    );
    assert!(second.contains("error[verification-overdue]") && second.contains("somebody independent verifies it"));
    let lines = world.sh("kaizen show J8CZ 6QJW --json").ok();
    assert!(lines.lines().count() == 2 && lines.lines().all(|line| line.starts_with('{') && line.ends_with('}')));
    world.refuses("kaizen show J8CZ ZZZZ", "ZZZZ");
}

#[test]
fn the_log_tells_an_act_a_line_in_words() {
    let world = World::with_accepted();
    world.sh("day 2026-04-01; arjun; kaizen why IMP --because 'It drops them.' --because 'It is old.' --because 'Nobody patches it.'").ok();
    let line = world.sh("kaizen log IMP -n 1").ok();
    assert!(
        line.ends_with("analysed by arjun.mehta  3rd why: Nobody patches it.\n") && line.lines().count() == 1,
        "{line}"
    );
    let all = world.sh("kaizen log").ok();
    assert!(all.lines().all(|line| line.contains(" by ")) && !all.contains("[0]"), "{all}");
    assert!(world.sh("kaizen log IMP --full").ok().contains("analysis[0].why[2].answer: + Nobody patches it."));
    let cut = world.sh("COLUMNS=60 kaizen log").ok();
    assert!(cut.lines().all(|line| line.chars().count() <= 60) && cut.contains('…'), "{cut}");
}

#[test]
fn a_check_is_counted_and_told_in_full_where_that_is_asked() {
    let world = World::finished();
    let check = |flags: &str| world.sh(&format!("day 2027-03-25; kaizen check {flags} || true")).ok();
    let counted = check("--statistics");
    assert!(
        counted.starts_with("RULE") && counted.contains("\noverdue                    3       0         0\n"),
        "{counted}"
    );
    let (short, full) = (check(""), check("--full"));
    assert!(short.contains("error[overdue] (3)") && short.matches("Sign it off").count() == 1, "{short}");
    assert!(full.matches("Sign it off").count() == 2 && full.contains("due = 2026-11-30"), "{full}");
    assert!(short.contains("things this cannot prove: --verbose") && !short.contains("No seal anchors"));
    assert!(check("--verbose").contains("No seal anchors") && full.contains("No seal anchors"));
    let told = world.sh("kaizen check --full --format json").fails(2);
    assert!(told.contains("are for --format human"), "{told}");
}

#[test]
fn what_is_longer_than_the_screen_goes_through_the_pager() {
    let world = World::finished();
    let show = |command: &str| on_terminal(&world, 80, &format!("export KAIZEN_TODAY=2027-03-25; {command}"), &[]);
    // The pager gets it whole, with colours; what fits the screen stays there.
    let ran = show(
        "KAIZEN_PAGER=\"cat > ../paged\" kaizen log --full; KAIZEN_PAGER=\"cat > ../short\" kaizen list; test -s ../paged",
    );
    assert!(ran.out.starts_with("ID ") && ran.code == 0, "{}", ran.both());
    let paged = world.sh("cat ../paged; test ! -e ../short").ok();
    assert!(paged.contains("\u{1b}[1m") && paged.lines().count() > 50, "{paged}");
    let ran = show("env -u KAIZEN_PAGER PAGER=\"head -n 1\" kaizen log --full");
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1), "{}", ran.both());
    let ran = show("KAIZEN_PAGER=\"wc -l\" kaizen list --help");
    assert!(ran.out.trim().parse::<usize>().is_ok_and(|lines| lines > 50), "{}", ran.both());
    let ran = show("KAIZEN_PAGER=no-such-pager kaizen log --full");
    assert_eq!(ran.out.matches("the pager cannot be started: no-such-pager").count(), 1, "{}", ran.both());
    assert!(ran.code == 0 && ran.out.lines().count() > 50, "{}", ran.both());
    let ran = show("KAIZEN_PAGER=\"head -n 1\" kaizen log --full --no-pager");
    assert!(ran.out.lines().count() > 50, "{}", ran.both());
    assert!(world.sh("KAIZEN_PAGER='head -n 1' kaizen log --full | wc -l").ok().trim().parse::<usize>().unwrap() > 50);
}

#[test]
fn links_and_colours_are_for_terminals_that_take_them() {
    let world = World::finished();
    let show = |command: &str| on_terminal(&world, 80, command, &[]).ok();
    let links = |command: &str| show(command).matches("\u{1b}]8;;").count();
    let shown = show("kaizen show 22GH");
    for link in [
        "\u{1b}]8;;file:///",
        "IMP-2026-22GH.toml\u{1b}\\",
        "evidence/IMP-2026-22GH/firmware.csv\u{1b}\\",
        "\u{1b}]8;;https://",
    ] {
        assert!(shown.contains(link), "{link}\n{}", shown.escape_debug());
    }
    for quiet in [
        "NO_COLOR=1 kaizen show 22GH",
        "TERM=dumb kaizen show 22GH",
        "kaizen show 22GH --color never",
        "kaizen show 22GH --color always | cat",
    ] {
        assert_eq!(links(quiet), 0, "{quiet}");
    }
    assert!(!world.sh("kaizen list; kaizen list --color never").ok().contains('\u{1b}'));
    assert!(world.sh("NO_COLOR=1 kaizen list --color always").ok().contains('\u{1b}'));
    assert!(world.sh("kaizen --color always no-such-verb 2>&1 || true").ok().contains('\u{1b}'));
    assert!(world.sh("kaizen list --color sometimes").fails(2).contains("always"));
}

#[test]
fn json_has_a_short_name_and_acts_can_be_quiet() {
    let world = World::with_accepted();
    for verb in ["list", "show IMP", "log", "stale", "check", "config list", "people list", "audit --step 1"] {
        let printed = |flag: &str| world.sh(&format!("kaizen {verb} {flag} || true")).ok();
        assert_eq!(printed("--json"), printed("--format json"), "{verb}");
    }
    assert!(world.sh("kaizen list --json --format csv").fails(2).contains("cannot be used with"));
    let ran = world
        .sh("kaizen note IMP -q -m 'Looked at it.'; kaizen --quiet people set arjun.mehta --department Sales -m Moved");
    assert_eq!((ran.code, ran.both().as_str()), (0, "[exit 0]\n"));
    assert!(world.sh("kaizen -q note ZZZZ -m 'Looked at it.'").fails(2).contains("ZZZZ"));
    let id = world.sh("kaizen -q suggest 'The archive needs a second key'");
    assert!(id.err.is_empty() && id.out.trim().starts_with("IMP-2026-"), "{}", id.both());
}

/// Only the items that are shown are judged whole; what is found of them together with others is not lost by that.
#[test]
fn what_check_finds_of_an_item_is_shown_with_it() {
    let world = World::with_accepted();
    world
        .sh("arjun; kaizen add 'Badge reader drops failed attempts' --kind improvement --grade observation \
             --source incident:INC-9 --description 'The reader logged granted entries only.'")
        .ok();
    let ids = world.sh("kaizen list --format ids").ok();
    assert_eq!(ids.lines().count(), 2);
    for id in ids.lines() {
        let shown = world.sh(&format!("day 2026-09-01; kaizen show {id}")).ok();
        assert!(shown.contains("it says much the same as"), "{shown}");
        let found = world.sh(&format!("day 2026-09-01; kaizen check --no-history --item {id} --json || true")).out;
        let found: serde_json::Value = serde_json::from_str(&found).unwrap();
        let rules: Vec<&str> =
            found["findings"].as_array().unwrap().iter().filter_map(|f| f["rule"].as_str()).collect();
        assert!(rules.len() > 1, "{found}");
        for rule in rules {
            assert!(shown.contains(rule), "{rule}: {shown}");
        }
    }
}
