//! Nothing that a person wrote is lost, and nothing rides along.

use crate::world::World;

/// A file with comments, odd spacing, unusual key order and keys that the program does not know.
fn odd(text: &str) -> String {
    let mut out = String::from("# Kept by hand.\n");
    for line in text.lines() {
        match line {
            l if l.starts_with("title = ") => out.push_str(&format!(
                "{}   # what it is about\nx_ticket   =   'JIRA-12'\n",
                l.replacen(" = ", "    =  ", 1)
            )),
            l if l.starts_with("[event.") => out.push_str(&format!("# an act\n{l}\n")),
            l => out.push_str(&format!("{l}\n")),
        }
    }
    out
}

/// The lines that two texts do not share, in order.
fn changed(before: &str, after: &str) -> (Vec<String>, Vec<String>) {
    let diff = similar::TextDiff::from_lines(before, after);
    let of =
        |tag| diff.iter_all_changes().filter(|c| c.tag() == tag).map(|c| c.value().trim_end().to_owned()).collect();
    (of(similar::ChangeTag::Delete), of(similar::ChangeTag::Insert))
}

#[test]
fn every_verb_changes_only_the_lines_of_its_act() {
    let world = World::with_accepted();
    let id = world.id();
    let path = world.item_path(&id);
    world.write(&path, odd(&world.item(&id)));
    world.sh("git commit -qam 'By hand'; kaizen note IMP --include-edits -m 'Adopted.'").ok();
    let verbs = [
        "kaizen note IMP -m 'A note.'",
        "arjun; kaizen start IMP",
        "kaizen correct IMP -m 'A guard is posted.'",
        "kaizen why IMP --because 'It drops them.' --root-cause 'No patching.'",
        "kaizen why IMP --because 'It is old.'",
        "arjun; kaizen action add IMP 'Patch them.' --owner dana.okafor --due 2026-04-01",
        "arjun; kaizen action set IMP $(grep -o 'action.[0-9A-Z]\\{3\\}]' register/items/*/* | cut -c8-10) --due 2026-04-02 -m Postponed",
        "dana; kaizen resource request IMP --kind budget --amount 10 --unit EUR --purpose Licences",
        "kaizen resource approve IMP --reference PO-1",
        "kaizen link IMP --source incident:INC-2 --tag doors --risk RSK-1=9 --control A.8.15",
        "kaizen amend IMP --criterion 'Seen twice.' -m why",
        "kaizen extend IMP --to 2026-06-01 -m late",
        "kaizen defer IMP --until 2026-04-01 -m wait",
        "kaizen accept IMP -m again",
        "dana; kaizen action done IMP",
        "arjun; kaizen sign-off IMP -m Done.",
        "priya; day 2026-07-01; kaizen verify IMP --method test --result partially-effective --due 2026-08-01 --evidence-url https://e.example -m Half.",
        "day 2026-07-02; kaizen reject IMP -m Unneeded",
        "day 2026-07-03; kaizen reopen IMP -m Agreed",
    ];
    for verb in verbs {
        let before = world.item(&id);
        world.sh(verb).ok();
        let (gone, new) = changed(&before, &world.item(&id));
        let terms = ["status = ", "due = ", "success_criterion = ", "verify_on = "];
        assert!(gone.iter().all(|l| terms.iter().any(|t| l.starts_with(t))), "{verb} took out {gone:?}");
        assert!(new.iter().any(|l| l.starts_with("[event.")), "{verb} added {new:?}");
        let text = world.item(&id);
        assert!(text.starts_with("# Kept by hand.\n") && text.contains("x_ticket   =   'JIRA-12'"), "{verb}:\n{text}");
    }
}

#[test]
fn bom_and_line_ends_come_back_as_they_were() {
    let world = World::with_accepted();
    let id = world.id();
    let path = world.item_path(&id);
    let windows = format!("\u{feff}{}", world.item(&id).replace('\n', "\r\n"));
    world.write(&path, &windows);
    world.sh("kaizen note IMP -m 'A note.'").ok();
    let text = world.item(&id);
    assert!(text.starts_with(&windows), "{text}");
    assert!(!text.replace("\r\n", "").contains('\n'), "{text:?}");
}

#[test]
fn hand_edits_never_ride_along_unasked() {
    let world = World::with_accepted();
    let id = world.id();
    let path = world.item_path(&id);
    let edited = world.item(&id).replace("granted entries only", "granted entries alone");
    world.write(&path, &edited);
    let told = world.sh("kaizen note IMP -m Reworded").fails(2);
    assert!(told.contains("description") && told.contains("--include-edits"), "{told}");
    assert_eq!(world.item(&id), edited);
    world.sh("kaizen note IMP -m Reworded --include-edits").ok();
    assert!(world.item(&id).contains("edits = [\"description\"]"));
    assert_eq!(world.sh("git log -1 --format='%(trailers:key=Kaizen-Edits,valueonly)'").ok().trim(), "description");
}

#[test]
fn terms_moved_by_hand_are_put_back_and_said() {
    let world = World::with_accepted();
    let id = world.id();
    let path = world.item_path(&id);
    world.write(&path, world.item(&id).replace("due = 2026-05-15\nsuccess", "due = 2027-05-15\nsuccess"));
    let ran = world.sh("kaizen note IMP -m Reworded");
    assert!(ran.err.contains("put back to what was agreed: due"), "{}", ran.err);
    assert!(world.item(&id).contains("due = 2026-05-15\nsuccess"));
}

#[test]
fn other_changes_of_the_user_stay_as_they_were() {
    let world = World::with_accepted();
    world.write("staged.txt", "one\n");
    world.write("both.txt", "one\n");
    world.sh("git add staged.txt both.txt").ok();
    world.write("both.txt", "two\n");
    world.write("loose.txt", "x\n");
    let before = world.sh("git status --porcelain; git ls-files -s staged.txt both.txt").ok();
    world.sh("kaizen note IMP -m Reworded; kaizen suggest 'Something new'").ok();
    assert_eq!(world.sh("git status --porcelain; git ls-files -s staged.txt both.txt").ok(), before);
}

#[test]
fn two_writers_at_once_both_keep_their_work() {
    let world = World::with_accepted();
    world.sh("for n in 1 2 3 4 5 6; do kaizen note IMP -m \"note $n\" & done; wait").ok();
    let text = world.item(&world.id());
    for n in 1..=6 {
        assert!(text.contains(&format!("\"note {n}\"")), "note {n}");
    }
    assert_eq!(world.sh("git log --oneline | wc -l").ok().trim(), "12");
    assert_eq!(world.sh("git status --porcelain").ok(), "");
}

#[test]
fn an_analysis_that_was_written_by_hand_counts_once_it_is_adopted() {
    let world = World::with_accepted();
    world
        .sh(r#"
        day 2026-05-01; arjun; kaizen sign-off IMP -m "All readers run 4.2."
        day 2026-05-04; priya
        kaizen verify IMP --method test --result not-effective --due 2026-07-01 --early-reason "Quick to see." \
          --evidence-url https://e.example.com/log -m "Attempts are missing."
        day 2026-05-06; arjun
        printf '\n[[analysis]]\nmethod = "other"\nby = "arjun.mehta"\non = 2026-05-06\nroot_cause = "Nobody owns the readers."\n' \
          >> register/items/2026/$(cat ../id).toml
        "#)
        .ok();
    world.refuses("day 2026-05-06; arjun; kaizen note IMP -m Written. --include-edits", "kaizen edit IMP");
    world.sh("day 2026-05-06; arjun; kaizen edit IMP -m 'Written in the meeting.' --include-edits").ok();
    assert!(world.item(&world.id()).contains("analyses = 1\n"), "{}", world.item(&world.id()));
    world.sh("day 2026-06-20; kaizen check --rule not-effective-without-follow-up --fail-on warn").ok();
    world.sh("day 2026-06-20; arjun; kaizen sign-off IMP -m 'The readers have an owner.'").ok();
}

#[test]
fn an_edit_keeps_line_ends_and_the_byte_order_mark() {
    let world = World::with_accepted();
    world.sh("sed -i 's/text eol=lf/-text/' register/.gitattributes; git commit -qam 'As it is.'").ok();
    for (file, what, from, to) in [
        (world.item_path(&world.id()), "IMP", "granted entries only", "granted entries alone"),
        ("register/people.toml".to_owned(), "people", "Arjun Mehta", "Arjun K. Mehta"),
    ] {
        // As an editor writes it that knows only its own line ends.
        for own in ["", "; s/\\r$//"] {
            let text = world.read(&file).trim_start_matches('\u{feff}').replace("\r\n", "\n");
            world.write(&file, format!("\u{feff}{}", text.replace('\n', "\r\n")));
            world.sh("git commit -qam 'In the manner of another system.' || true").ok();
            let edit =
                |from: &str, to: &str| format!("EDITOR=\"sed -i '0,/{from}/s/{from}/{to}/{own}'\" kaizen edit {what}");
            world.sh(&format!("{} -m 'Clearer.'", edit(from, to))).ok();
            let text = world.read(&file);
            assert!(
                text.starts_with('\u{feff}') && text.matches('\n').count() == text.matches("\r\n").count(),
                "{text:?}"
            );
            assert!(text.contains(to), "{text}");
            world.sh(&format!("{} -m 'Back.'", edit(to, from))).ok();
        }
    }
    assert_eq!(world.sh("git status --porcelain").ok(), "");
}
