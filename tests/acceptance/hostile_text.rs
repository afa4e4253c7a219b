//! What a pull request can put into files, names and attributes: no output is steered, flooded, or made a command.

use crate::world::World;

/// A register with an item whose file is changed by `python`, which has its text as `s`, and committed.
fn with_item(python: &str) -> World {
    let world = World::with_accepted();
    world.write(
        "../change.py",
        format!("import sys\np = sys.argv[1]\ns = open(p).read()\n{python}\nopen(p, 'w').write(s)\n"),
    );
    world.sh("python3 ../change.py register/items/2026/$(cat ../id).toml; git commit -qam 'Change.'").ok();
    world
}

/// Every way to look, each with what it printed.
fn looks(world: &World) -> Vec<(String, String)> {
    let mut all: Vec<String> =
        ["table", "json", "jsonl", "csv"].iter().map(|f| format!("kaizen list --all --format {f}")).collect();
    all.extend(
        ["human", "json", "sarif", "junit", "github", "gitlab"].iter().map(|f| format!("kaizen check --format {f}")),
    );
    all.extend(
        [
            "show IMP",
            "show IMP --format json",
            "log",
            "log IMP",
            "log --full",
            "stale",
            "search reader",
            "search e --format json",
            "audit",
            "audit --format json",
            "audit --format markdown",
            "people list",
            "config list",
            "note IMP -m 'Looked at it.'",
            "edit IMP",
            "fmt --check",
        ]
        .iter()
        .map(|verb| format!("kaizen {verb}")),
    );
    let each = all.into_iter().map(|command| {
        let ran = world.sh(&format!("{command} || true"));
        (command, ran.both())
    });
    each.collect()
}

fn hides(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || matches!(c, '\u{200b}' | '\u{202e}' | '\u{2028}' | '\u{3164}' | '\u{e0000}'..='\u{e0fff}')
}

#[test]
fn characters_that_nobody_sees_are_shown_in_every_output() {
    let hidden = "\\U000E0041\\U000E0042\\u202E\\u200B\\u2028\\u3164";
    let world = with_item(&format!(
        "h = '{hidden}'\ns = s.replace('title = \"', 'title = \"' + h).replace('text = \"', 'text = \"' + h)\n\
         s = s.replace('[event.', '\"odd' + h + '\\\\u001b[31m\" = \"' + h + '\"\\n\\n[event.', 1)"
    ));
    let told = world.sh("kaizen list; kaizen show IMP || true").ok();
    assert!(told.contains("\\u{e0041}\\u{e0042}\\u{202e}\\u{200b}"), "{told}");
    for (command, printed) in looks(&world) {
        assert!(!printed.chars().any(hides), "{command}\n{}", printed.escape_debug());
    }
}

#[test]
fn names_of_files_steer_nothing_either() {
    let world = World::with_accepted();
    world
        .sh(r#"
        odd=$(printf '\033[8m\033]0;owned\007\342\200\256')
        cp register/items/2026/*.toml "register/items/2026/x$odd.toml"
        mkdir -p "register/sources/incident$odd"; echo 'schema = 1' > "register/sources/incident$odd/a.toml"
        echo > "register/items/$odd"
        git add -A; git commit -qm Odd
        "#)
        .ok();
    for (command, printed) in looks(&world) {
        assert!(!printed.chars().any(hides), "{command}\n{}", printed.escape_debug());
    }
}

#[test]
fn a_title_is_as_long_as_anybody_reads() {
    let world = with_item("s = s.replace('title = \"Badge', 'title = \"Badge' + ' very\\\\nlong' * 350000)");
    for (command, printed) in looks(&world) {
        let whole = command.contains("json") || command.contains("csv") || command.contains("log");
        assert!(whole || printed.len() < 100_000, "{command}: {}", printed.len());
        // Each rule is described in some of these.
        assert!(!command.contains("check") || printed.len() < 100_000, "{command}: {}", printed.len());
    }
    let table = world.sh("kaizen list").ok();
    assert!(table.lines().count() == 4 && table.contains("characters left out"), "{table}");
}

#[test]
fn an_error_is_as_long_as_anybody_reads() {
    let world = World::with_accepted();
    for script in [
        "kaizen show $long",
        "kaizen list --owner $long",
        "kaizen add $long --kind improvement",
        "kaizen $long",
        "kaizen check --at $long",
        "kaizen amend IMP --owner $long -m 'Looked at it.'",
        "kaizen config set $long=1 -m 'Looked at it.'",
    ] {
        // Below the bound of the system for one argument.
        let told = world.sh(&format!("long=$(head -c 120000 /dev/zero | tr '\\0' x); {script}")).fails(2);
        assert!(told.len() < 10_000, "{script}: {}", told.len());
    }
    let world = with_item("s = s.replace('status = \"accepted\"', 'status = \"' + 'x' * 260000 + '\"')");
    for script in [
        "kaizen show IMP",
        "kaizen note IMP -m 'Looked at it.'",
        "kaizen list",
        "kaizen check",
        "kaizen check --format github",
    ] {
        let printed = world.sh(&format!("{script} || true")).both();
        assert!(printed.len() < 20_000, "{script}: {}", printed.len());
    }
}

#[test]
fn a_line_for_pasting_runs_nothing() {
    let odd = "a$(touch ran)`touch ran`;touch ran|' {id} \" b";
    let world = World::with_accepted();
    world.write("../odd", odd);
    world
        .sh(r#"
        odd=$(cat ../odd)
        mkdir -p "register/items/$odd"
        git mv register/items/2026/*.toml "register/items/$odd/"
        cp "register/items/$odd/"*.toml "register/items/2026-$odd.toml"
        mkdir -p "register/sources/incident"
        printf 'schema = 1\nkind = "incident"\nreference = "INC-9"\ntitle = "x"\n<<<<<<< a\n' > "register/sources/incident/$odd.toml"
        printf 'schema = 1\nkind = "incident"\nreference = "INC-8"\ntitle = "x"\n' > "register/sources/incident/$odd-8.toml"
        echo > "register/items/.kaizen-$odd"
        git add -A; git commit -qm Odd
        "#)
        .ok();
    let report = world.sh("kaizen check --format json --fail-on never").ok();
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let mut pasted = 0;
    for finding in report["findings"].as_array().unwrap() {
        let remedy = finding["remedy"].as_str().unwrap();
        if !remedy.contains("touch") {
            continue;
        }
        pasted += 1;
        // What the shell makes of the words of the line: nothing is run, and the path is in it whole.
        let words = remedy.split_once("git mv").or(remedy.split_once("kaizen fmt")).or(remedy.split_once("rm "));
        let Some((_, words)) = words else { continue };
        world.write("../line.sh", format!("printf '%s\\n' {words}\n"));
        let printed = world.sh("bash ../line.sh; sh ../line.sh; [ ! -e ran ]").ok();
        assert!(printed.contains(odd), "{remedy}\n{printed}");
    }
    assert!(pasted >= 4, "{pasted}");
}

#[test]
fn a_register_in_an_odd_folder_is_named_as_it_is() {
    let world = World::with_accepted();
    world
        .sh(r#"
        git mv register "it's \$(touch ran)"; git commit -qm Moved
        cd "it's \$(touch ran)"; git mv items/2026/*.toml items/x.toml; git commit -qm Odd
        export KAIZEN_REGISTER=$PWD; cd ..
        kaizen check --rule misplaced-file --format json --fail-on never > ../report.json
        "#)
        .ok();
    let report: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(world.path().join("../report.json")).unwrap()).unwrap();
    let remedies: Vec<&str> =
        report["findings"].as_array().unwrap().iter().filter_map(|f| f["remedy"].as_str()).collect();
    let line = remedies.iter().find(|remedy| remedy.starts_with("git mv")).unwrap();
    world.sh(&format!("{line}; [ ! -e ran ]; git status --porcelain | grep '^R'")).ok();
}

#[test]
fn attributes_that_rewrite_files_are_told() {
    for (attribute, path) in [
        ("* ident", "register/items/.gitattributes"),
        ("*.toml filter=upper", "register/items/2026/.gitattributes"),
        ("*.toml working-tree-encoding=ISO-8859-1", "register/items/.gitattributes"),
    ] {
        let world = World::with_accepted();
        world.write(path, format!("{attribute}\n"));
        world.sh("git add -A; git commit -qm Attributes 2>/dev/null").ok();
        let before = world.sh("git rev-parse HEAD; git status --porcelain; git ls-files -s").ok();
        for act in ["kaizen note IMP -m 'Looked at it.'", "kaizen suggest 'Something new'"] {
            let told = world.sh(act).fails(2);
            assert!(told.contains("nothing was recorded") && told.contains("attribute"), "{attribute}: {told}");
        }
        assert_eq!(world.sh("git rev-parse HEAD; git status --porcelain; git ls-files -s").ok(), before);
        let ran = world.sh("kaizen check --rule altered-by-git");
        let found = ran.both();
        assert_eq!(ran.code, 1, "{found}");
        assert!(found.contains("altered-by-git") && found.contains("items"), "{found}");
    }
    // What no line of the register's own files shows: macros, what stands above once they are gone, and evidence.
    for (script, words) in [
        (
            "printf '[attr]odd filter=upper\\n*.toml odd\\n' > .gitattributes; git rm -q register/.gitattributes",
            "`filter=upper` applies to items/2026",
        ),
        ("echo '*.toml ident' > .gitattributes; git rm -q register/.gitattributes", "`ident` applies to items/2026"),
        ("echo '*.toml merge=union' > .gitattributes", "`merge=union` applies to items/2026"),
        ("echo '* text' > register/evidence/.gitattributes", "`text` applies to evidence/"),
        ("echo '*.txt text eol=crlf' > register/evidence/.gitattributes", "`eol=crlf` applies to evidence/"),
        ("git rm -q register/.gitattributes", "nothing keeps git from changing line ends of evidence"),
        ("echo '* text=auto' > .gitattributes; git rm -q register/.gitattributes", "`text=auto` applies to evidence/"),
    ] {
        let world = World::with_accepted();
        world.sh("echo log > ../log.txt; arjun; kaizen sign-off IMP --evidence ../log.txt -m 'All done.'").ok();
        world.sh(&format!("{script}; git add -A; git commit -qm Attributes")).ok();
        for flags in ["", "--at HEAD"] {
            let told = world.sh(&format!("kaizen check --fail-on never --rule altered-by-git {flags}")).ok();
            let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(told.contains(words), "{script} {flags}: {told}");
        }
    }
    // What stands above the register does not reach it.
    let world = World::with_accepted();
    world.write(
        ".gitattributes",
        "*.toml ident filter=upper working-tree-encoding=ISO-8859-1\n*.txt ident filter=upper text\n",
    );
    world.sh("git add -A; git commit -qm Attributes; kaizen note IMP -m '$Id$'; printf 'a\\r\\n$Id$' > log.txt").ok();
    world.sh("arjun; kaizen sign-off IMP --evidence log.txt -m 'Done.'; rm log.txt; kaizen check --rule altered-by-git --rule evidence-changed --rule edited-by-hand").ok();
    // Evidence whose line ends git would change.
    let world = World::with_accepted();
    world.write("register/evidence/.gitattributes", "* text\n");
    world
        .sh("git add -A; git commit -qm Attributes; printf 'a\\r\\nb' > ../log.txt; printf 'a\\nb' > ../unix.txt")
        .ok();
    let told = world.sh("arjun; kaizen sign-off IMP --evidence ../log.txt -m 'Done.'").fails(2);
    assert!(told.contains("`text`") && told.contains("log.txt"), "{told}");
    world.sh("arjun; kaizen sign-off IMP --evidence ../unix.txt -m 'Done.'").ok();
}
