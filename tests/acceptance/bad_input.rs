//! Input that is wrong, by accident or on purpose: a clear answer, nothing half-written, nothing left behind.

use crate::world::World;

/// Stray files below the register: everything that git does not know.
fn strays(world: &World) -> String {
    world.sh("git status --porcelain --untracked-files=all register | grep '^??' || true; ls -A register | grep -v -e '^items$' -e '^schemas$' -e 'toml$' -e gitattributes -e evidence || true").ok()
}

/// Puts these bytes in the place of an item, beside a good one; `check` and `list` must name it and show the other.
#[track_caller]
fn broken(bytes: &[u8], says: &str) {
    let world = World::with_accepted();
    let good = world.id();
    let path = "register/items/2026/IMP-2026-BAD0.toml";
    world.write(path, bytes);
    let ran = world.sh("kaizen check");
    assert_eq!(ran.code, 1, "{}", ran.both());
    assert!(ran.out.contains("IMP-2026-BAD0") && ran.out.contains(says), "wanted “{says}”:\n{}", ran.both());
    let ran = world.sh("kaizen list");
    assert_eq!(ran.code, 2, "{}", ran.both());
    assert!(ran.out.contains(&good[9..]) && ran.err.contains("IMP-2026-BAD0"), "{}", ran.both());
    let told = world.sh("kaizen note BAD0 -m x").fails(2);
    assert!(told.contains("IMP-2026-BAD0.toml"), "{told}");
    assert_eq!(std::fs::read(world.path().join(path)).unwrap(), bytes);
    assert_eq!(world.sh("git status --porcelain --untracked-files=all").ok().trim(), format!("?? {path}"));
    world.sh(&format!("kaizen note {good} -m 'The others go on.'")).ok();
}

#[test]
fn a_file_that_is_no_item_is_named_and_hides_nothing() {
    broken(b"", "schema");
    broken(b"schema = 1\nid = \"IMP-20", "IMP-2026-BAD0.toml:2");
    broken(b"schema = 1\ntitle = \"\xff\"\n", "not UTF-8");
    broken(b"schema = 1\ntitle = \"a\"\ntitle = \"b\"\n", "duplicate");
    broken(b"schema = 1\nid = \"IMP-2026-BAD0\"\ntitle = \"a\"\nstatus = \"raised\"\ndue = 2026-02-30\n", ":5:");
    broken(b"schema = 1\nid = \"IMP-2026-BAD0\"\ntitle = \"a\"\nstatus = \"raised\"\ndue = \"soon\"\n", "not a date");
    broken(b"schema = 2\nid = \"IMP-2026-BAD0\"\n", "newer");
    broken(b"<<<<<<< HEAD\nschema = 1\n=======\nschema = 1\n>>>>>>> two\n", "kaizen fmt");
    broken(
        format!("schema = 1\nx = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000)).as_bytes(),
        "IMP-2026-BAD0.toml",
    );
    broken(format!("schema = 1\nx = \"{}\"\n", "x".repeat(50 << 20)).as_bytes(), "too large");
}

#[test]
fn a_file_under_a_wrong_name_and_an_id_used_twice_are_findings() {
    let world = World::with_accepted();
    let path = world.item_path(&world.id());
    world.sh(&format!("cp {path} register/items/2026/IMP-2026-C0PY.toml")).ok();
    let ran = world.sh("kaizen check");
    assert!(ran.code == 1 && ran.out.contains("duplicate-id") && ran.out.contains("misplaced-file"), "{}", ran.both());
}

#[test]
fn a_link_that_leads_outside_is_not_followed() {
    let world = World::with_accepted();
    world.write("secret.toml", "schema = 1\nsecret = true\n");
    world.sh("ln -s ../../../secret.toml register/items/2026/IMP-2026-B1NK.toml").ok();
    let ran = world.sh("kaizen check");
    assert!(ran.code == 1 && ran.out.contains("outside-register"), "{}", ran.both());
    world.sh("kaizen note B1NK -m x").fails(2);
}

#[test]
fn evidence_outside_of_the_register_is_a_finding() {
    let world = World::with_accepted();
    world.write("report.txt", "x");
    world.sh("arjun; kaizen sign-off IMP --evidence report.txt -m done").ok();
    let path = world.item_path(&world.id());
    world.write(&path, world.item(&world.id()).replace("evidence/IMP", "../../evidence/IMP"));
    let ran = world.sh("kaizen check");
    assert!(
        ran.code == 1 && ran.out.contains("outside-register") && ran.out.contains("event-altered"),
        "{}",
        ran.both()
    );
}

#[test]
fn nothing_in_a_text_steers_the_terminal() {
    let world = World::with_people();
    let title = "red \\x1b[31m and \\u202e turned";
    let id = world
        .sh(&format!(
            "kaizen add $'{title}' --kind improvement --source other:X --description $'a\\x1b]0;title\\x07\\nb'"
        ))
        .ok();
    for verb in ["list", "show IMP", "check", "stale", "log", "search red", "log IMP"] {
        let ran = world.sh(&format!("kaizen {verb}"));
        let all = format!("{}{}", ran.out, ran.err);
        assert!(!all.contains('\u{1b}') && !all.contains('\u{202e}') && !all.contains('\u{7}'), "{verb}: {all:?}");
    }
    assert!(!id.contains('\u{1b}'));
}

#[test]
fn inline_tables_and_dotted_keys_are_read_and_converted_when_written() {
    let world = World::with_accepted();
    let id = world.id();
    let path = world.item_path(&id);
    world.sh("kaizen link IMP --risk RSK-1=9; arjun; kaizen action add IMP 'Patch them.'").ok();
    let text = world.item(&id);
    let start = text.find("[action.").unwrap();
    let part = &text[start + 8..start + 11];
    let end = text[start..].find("\n\n").unwrap() + start;
    let inline =
        format!("[action]\n{part} = {{ owner = \"arjun.mehta\", due = 2026-05-15, description = \"Patch them.\" }}");
    world.write(
        &path,
        format!("{}{inline}{}", &text[..start], &text[end..]).replace("[risk]\nRSK-1 = 9", "[risk]\n\"RSK-1\" = 9"),
    );
    assert_eq!(world.sh("kaizen check").code, 0, "{}", world.sh("kaizen check").both());
    world.sh("arjun; kaizen action add IMP 'And test them.'").ok();
    assert!(world.item(&id).contains("And test them."));
    assert_eq!(world.sh("kaizen check").code, 0, "{}", world.sh("kaizen check").both());
}

#[test]
fn dates_that_are_none_are_refused_by_name() {
    let world = World::with_accepted();
    for date in ["2026-02-30", "soon", "15.05.2026", ""] {
        let told = world.sh(&format!("kaizen extend IMP --to '{date}' -m x")).fails(2);
        assert!(told.contains("--to"), "{told}");
    }
    let told = world.sh("kaizen --today yesterday note IMP -m x").fails(2);
    assert!(told.contains("yesterday"), "{told}");
}

#[test]
fn no_refusal_leaves_anything_behind() {
    let world = World::with_accepted();
    let before = world.sh("git rev-parse HEAD; git status --porcelain").ok();
    for script in [
        "kaizen note IMP",
        "kaizen note IMP -m '   '",
        "kaizen accept IMP -m again",
        "kaizen add '' --kind improvement --source other:X --description x",
        "kaizen link IMP --control A.9.9.9",
        "kaizen link IMP",
        "kaizen resource approve IMP",
        "kaizen action done IMP",
        "kaizen void IMP ffff -m x",
        "kaizen people add team --name 'IT Team' --email it@example.com",
        "kaizen people add x --name 'X Y' --email arjun@example.com",
        "kaizen config set policy.stale_days=soon -m x",
        "kaizen config set colour=red -m x",
        "kaizen waive overdue nothing --until 2026-04-01 -m x",
        "VISUAL='false' kaizen edit IMP",
        "VISUAL='sed -i s/improvement/improvment/' kaizen edit IMP",
        "VISUAL='sed -i s/noted/x/;true' kaizen edit IMP",
    ] {
        world.sh(script).fails(2);
        assert_eq!(world.sh("git rev-parse HEAD; git status --porcelain").ok(), before, "{script}");
        assert_eq!(strays(&world), "", "{script}");
    }
}

#[test]
fn an_edit_that_does_not_pass_is_kept_and_named() {
    let world = World::with_accepted();
    let told = world.sh("VISUAL=\"sed -i 's/^title.*/title = 12/'\" kaizen edit IMP").fails(2);
    let kept = told.split("kept in ").nth(1).unwrap().split([':', '\n']).next().unwrap().trim();
    assert!(std::fs::read_to_string(kept).unwrap().contains("title = 12"), "{told}");
    std::fs::remove_file(kept).unwrap();
    world.sh("VISUAL=\"sed -i 's/^title.*/title = \\\"Better words\\\"/'\" kaizen edit IMP -m 'Clearer.'").ok();
    assert!(world.item(&world.id()).contains("title = \"Better words\""));
}
