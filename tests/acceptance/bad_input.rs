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
    let told = world.sh("kaizen note BAD0 -m Reworded").fails(2);
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
fn what_cannot_be_put_in_order_is_left_as_it_is() {
    let world = World::with_accepted();
    let path = "register/items/2026/IMP-2026-BAD0.toml";
    let large = format!("schema = 1\nx = \"{}\"\n", "x".repeat(50 << 20));
    let nested = format!("schema = 1\nx = {}1{}\n", "[".repeat(100_000), "]".repeat(100_000));
    for bytes in
        [b"schema = 1\nid = \"IMP-20".to_vec(), b"title = \"\xff\"\n".to_vec(), large.into_bytes(), nested.into_bytes()]
    {
        world.write(path, &bytes);
        let told = world.sh("timeout 20 kaizen fmt").fails(2);
        assert!(told.contains("IMP-2026-BAD0") && told.contains("left as it is"), "{told}");
        assert_eq!(std::fs::read(world.path().join(path)).unwrap(), bytes);
    }
    assert_eq!(strays(&world).trim(), format!("?? {path}"));
}

#[test]
fn what_nobody_committed_does_not_ride_along() {
    let world = World::with_accepted();
    let path = world.item_path(&world.id());
    let before = world.sh("git rev-parse HEAD").ok();
    let cases = [
        (format!("sed -i s/Agreed./Never./ {path}"), "not as it was committed", false),
        ("sed -i s/Facilities/Nowhere/ register/people.toml".to_owned(), "not as it was committed", false),
        (format!("sed -i 's/^title.*/& # mine/' {path}"), "comments or layout", true),
        (format!("sed -i 's/^raised_on/tags = [\"x\"]\\n&/' {path}"), "tags", true),
        (format!("sed -i 's/^description/# mine\\n&/; s/granted/other/' {path}"), "edited by hand", true),
    ];
    for (edit, says, may_come_along) in cases {
        let act =
            if edit.contains("people") { "kaizen note people -m Reworded" } else { "kaizen note IMP -m Reworded" };
        world.sh(&format!("{edit}; git add -A")).ok();
        let told = world.sh(act).fails(2);
        assert!(told.contains(says) && told.contains("git diff -- register/"), "{edit}: {told}");
        assert_eq!(world.sh("git rev-parse HEAD").ok(), before);
        assert_eq!(world.sh(&format!("{act} --include-edits")).code == 0, may_come_along, "{edit}");
        world.sh(&format!("git reset -q --hard {}", before.trim())).ok();
    }
    // What was left uncommitted by acts themselves may come along, and what kaizen itself writes is put back.
    world
        .sh(&format!(
            "kaizen note IMP -m Reworded --no-commit; sed -i 's/^status.*/status = \"closed\"/' {path}; kaizen note IMP -m Revised"
        ))
        .ok();
    assert_eq!(world.sh("git status --porcelain; kaizen check --rule status-mismatch").out.matches("M ").count(), 0);
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
    let id = world.id();
    let before = world.sh("git rev-parse HEAD").ok();
    let path = world.item_path(&id);
    // What is outside would do as an item, as people, and as the folder of all items.
    let cases = [
        (
            format!(
                "sed s/{id}/IMP-2026-B1NK/ {path} > ../out; ln -s ../../../../out register/items/2026/IMP-2026-B1NK.toml"
            ),
            "B1NK",
        ),
        ("mv register/items ../out; ln -s ../../out register/items".to_owned(), "IMP"),
        ("mv register/items/2026 ../out; ln -s ../../../out register/items/2026".to_owned(), "IMP"),
        ("mv register/people.toml ../out; ln -s ../../out register/people.toml".to_owned(), "IMP"),
    ];
    for (make, item) in cases {
        world.sh(&make).ok();
        let outside = world.sh("find ../out -type f | xargs sha256sum").ok();
        let ran = world.sh("kaizen check");
        assert!(ran.code != 0 && ran.out.contains("outside-register"), "{make}: {}", ran.both());
        for act in [
            format!("kaizen show {item}"),
            format!("kaizen note {item} -m Reworded --include-edits"),
            "kaizen people add zoe.ray --name 'Zoe Ray' --email zoe@example.com".to_owned(),
            "kaizen suggest 'One more thing'".to_owned(),
        ] {
            let ran = world.sh(&act);
            let reads_no_link = act.contains("people add") && !make.contains("people");
            let writes_no_link = act.contains("suggest") && item == "B1NK";
            assert!(ran.code == 2 || reads_no_link || writes_no_link, "{make}: {act}: {}", ran.both());
            assert_eq!(world.sh("find ../out -type f | xargs sha256sum").ok(), outside, "{make}: {act}");
        }
        world.sh("rm -rf ../out; git stash -qu 2>/dev/null || true; git stash clear; git reset -q --hard").ok();
        world.sh(&format!("git reset -q --hard {}", before.trim())).ok();
        assert_eq!(world.sh("git status --porcelain").ok(), "");
    }
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
    for verb in [
        "list",
        "show IMP",
        "check",
        "stale",
        "log",
        "search red",
        "log IMP",
        "list --format csv",
        "show IMP --format json",
    ] {
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
    world.sh("git commit -qam 'In other words'").ok();
    world.sh("arjun; kaizen action add IMP 'And test them.'").ok();
    assert!(world.item(&id).contains("And test them."));
    assert_eq!(world.sh("kaizen check").code, 0, "{}", world.sh("kaizen check").both());
}

#[test]
fn dates_that_are_none_are_refused_by_name() {
    let world = World::with_accepted();
    for date in ["2026-02-30", "soon", "15.05.2026", ""] {
        let told = world.sh(&format!("kaizen extend IMP --to '{date}' -m Reworded")).fails(2);
        assert!(told.contains("--to"), "{told}");
    }
    let told = world.sh("kaizen --today yesterday note IMP -m Reworded").fails(2);
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
        "kaizen add '' --kind improvement --source other:X --description Gaps",
        "kaizen link IMP --control A.9.9.9",
        "kaizen link IMP",
        "kaizen resource approve IMP",
        "kaizen action done IMP",
        "kaizen void IMP ffff -m Reworded",
        "kaizen people add team --name 'IT Team' --email it@example.com",
        "kaizen people add x --name 'X Y' --email arjun@example.com",
        "kaizen config set policy.stale_days=soon -m Reworded",
        "kaizen config set colour=red -m Reworded",
        "kaizen waive overdue nothing --until 2026-04-01 -m Reworded",
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
