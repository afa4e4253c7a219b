//! What others do while a person types: nobody's work is lost, and nobody waits for who types.

use crate::world::World;

/// A register with an item, and `../editor`: what it does while it is open is the file `../meanwhile`, and what the
/// person then writes is the `sed` script `../typed`.
fn typing(meanwhile: &str, typed: &str) -> World {
    let world = World::with_accepted();
    world.write("../meanwhile", format!("set -eu\n{}\n{meanwhile}\n", include_str!("people.sh")));
    world.write("../typed", format!("{typed}\n"));
    let editor = "#!/bin/bash\n[ -e ../done ] || EDITOR=false bash ../meanwhile >&2 </dev/null || exit 9\n: > ../done\nsed -i -f ../typed \"$1\"\n";
    world.write("../editor", editor);
    world.sh("chmod +x ../editor").ok();
    world
}

const EDIT: &str = "day 2026-03-03; EDITOR=$PWD/../editor kaizen edit";
/// A colleague's note, as it comes from a pull: the file changes in the working tree, and HEAD with it.
const NOTE: &str = "dana; day 2026-03-03; kaizen note IMP -m 'The supplier is closed.'";

/// The file that is kept, and the command that takes it up again.
fn kept(told: &str) -> (String, String) {
    let file = told.split("kept in ").nth(1).unwrap_or_else(|| panic!("{told}"));
    let command = told.split("to take it up again: ").nth(1).unwrap_or_else(|| panic!("{told}"));
    let file = file.split([':', ' ']).next().unwrap().trim().to_owned();
    (file, command.lines().next().unwrap().to_owned())
}

#[track_caller]
fn clean(world: &World) {
    assert_eq!(world.sh("git status --porcelain").ok(), "");
    world.sh("day 2026-03-04; kaizen check >&2").ok();
}

#[test]
fn a_note_that_came_in_while_somebody_edited_stays() {
    let world = typing(NOTE, "s/logged granted/logged only granted/");
    world.sh(&format!("{EDIT} IMP -m Clearer.")).ok();
    let item = world.item(&world.id());
    assert!(item.contains("The supplier is closed.") && item.contains("logged only granted"), "{item}");
    let acts = world.sh("git log -2 --format='%(trailers:key=Kaizen-Act,valueonly,separator=)'").ok();
    assert_eq!(acts, "edited\nnoted\n");
    clean(&world);
}

#[test]
fn what_a_pull_brought_while_somebody_edited_stays() {
    let world = typing("git pull -q --ff-only ../other", "s/logged granted/logged only granted/");
    world.sh(&format!("git clone -q . ../other; cd ../other; {NOTE}; kaizen link IMP --tag doors")).ok();
    world.sh(&format!("{EDIT} IMP -m Clearer.")).ok();
    let item = world.item(&world.id());
    assert!(item.contains("supplier") && item.contains("\"doors\"") && item.contains("only granted"), "{item}");
    clean(&world);
}

#[test]
fn what_both_changed_is_kept_between_markers_and_taken_up_again() {
    let world = typing(
        "git pull -q --ff-only ../other",
        "s/logged granted entries/logged granted entries and no others/; s/Badge reader/The reader/",
    );
    world
        .sh("git clone -q . ../other; cd ../other; dana; day 2026-03-03
             EDITOR=\"sed -i 's/granted entries only/granted entries, never others/'\" kaizen edit IMP")
        .ok();
    let before = world.sh("cd ../other; git rev-parse HEAD").ok();
    let told = world.sh(&format!("{EDIT} IMP -m Clearer.")).fails(2);
    assert!(told.contains("both set description"), "{told}");
    assert_eq!(world.sh("git rev-parse HEAD; git status --porcelain").ok(), before, "{told}");
    let (file, command) = kept(&told);
    let text = std::fs::read_to_string(&file).unwrap();
    for words in ["never others", "and no others", "The reader drops", "<<<<<<<"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let told = world.sh(&format!("day 2026-03-03; {command}")).fails(2);
    assert!(told.contains("line"), "{told}");
    world.sh(&format!("sed -i '/^<<<<<<</,/^=======/d; /^>>>>>>>/d' {file}; day 2026-03-03; {command}")).ok();
    let item = world.item(&world.id());
    assert!(item.contains("and no others") && item.contains("The reader drops"), "{item}");
    clean(&world);
}

#[test]
fn an_act_that_is_no_longer_lawful_is_refused_with_the_words_kept() {
    let sign_off = "arjun; day 2026-03-03; kaizen sign-off IMP -m 'All is done.'";
    let world = typing(sign_off, "s/logged granted/logged only granted/");
    let told = world.sh(&format!("{EDIT} IMP -m Clearer.")).fails(2);
    assert!(told.contains("implemented"), "{told}");
    assert!(std::fs::read_to_string(kept(&told).0).unwrap().contains("logged only granted"), "{told}");
    clean(&world);
}

#[test]
fn a_merge_that_was_begun_meanwhile_is_left_alone() {
    let merge = "git switch -qc side; git commit -q --allow-empty -m side; git switch -q main
        git commit -q --allow-empty -m main; git merge -q --no-commit --no-ff side";
    let world = typing(merge, "s/logged granted/logged only granted/");
    let told = world.sh(&format!("{EDIT} IMP -m Clearer.")).fails(2);
    assert!(told.contains("a merge is under way"), "{told}");
    let (file, command) = kept(&told);
    assert!(std::fs::read_to_string(file).unwrap().contains("logged only granted"), "{told}");
    world.sh(&format!("git commit -qm merged; day 2026-03-03; {command}")).ok();
    assert!(world.item(&world.id()).contains("logged only granted"));
    clean(&world);
}

#[test]
fn people_and_settings_that_were_changed_meanwhile_keep_both() {
    let people = "kaizen people add eve.stone --name 'Eve Stone' --email eve@example.com";
    let world = typing(&format!("mona; day 2026-03-03; {people}"), "s/^department = \"IT\"/department = \"Networks\"/");
    world.sh(&format!("{EDIT} people -m Renamed.")).ok();
    let text = world.read("register/people.toml");
    assert!(text.contains("Eve Stone") && text.contains("\"Networks\""), "{text}");
    clean(&world);

    let set = "mona; day 2026-03-03; kaizen config set policy.stale_days=60 -m Agreed.";
    let world = typing(set, "s/^min_whys = 5/min_whys = 4/");
    world.sh(&format!("{EDIT} register -m Fewer.")).ok();
    let text = world.read("register/register.toml");
    assert!(text.contains("stale_days = 60") && text.contains("min_whys = 4"), "{text}");
    clean(&world);
}

#[test]
fn a_review_that_was_changed_meanwhile_keeps_both() {
    let edit =
        "mona; day 2026-03-03; EDITOR=\"sed -i 's/Look again/Look twice/'\" kaizen review edit 2026-03-02 -m More.";
    let world = typing(edit, "s/^next_on = .*/next_on = 2026-05-01/");
    world
        .sh("echo minutes > ../m.md; day 2026-03-03
             kaizen review record --held-on 2026-03-02 --chair mona.lind --minutes ../m.md --decision 'Look again.'")
        .ok();
    world.sh("day 2026-03-03; EDITOR=$PWD/../editor kaizen review edit 2026-03-02 -m Sooner.").ok();
    let text = world.read("register/reviews/2026-03-02.toml");
    assert!(text.contains("Look twice") && text.contains("next_on = 2026-05-01"), "{text}");
    clean(&world);
}

#[test]
fn nobody_waits_for_who_types() {
    let quick = NOTE.replace("kaizen", "timeout 10 kaizen");
    let twice = format!("({quick}) & p=$!; ({}); wait $p", quick.replace("The supplier is closed.", "It opens again."));
    let world = typing(&twice, "s/logged granted/logged only granted/");
    world.sh(&format!("{EDIT} IMP -m Clearer.")).ok();
    let item = world.item(&world.id());
    for words in ["The supplier is closed.", "It opens again.", "logged only granted"] {
        assert!(item.contains(words), "{item}");
    }
    assert_eq!(world.sh("git log --format=%s -3").ok().matches("note\n").count(), 2);
    clean(&world);
}

#[test]
fn line_ends_and_a_byte_order_mark_stay_as_they_were() {
    let world = typing(":", "s/logged granted/logged only granted/");
    let path = world.item_path(&world.id());
    world
        .sh(&format!(
            "rm register/.gitattributes; sed -i 's/$/\\r/; 1s/^/\\xef\\xbb\\xbf/' {path}; git commit -qam crlf"
        ))
        .ok();
    world.sh(&format!("{EDIT} IMP")).ok();
    let text = world.item(&world.id());
    assert!(text.starts_with('\u{feff}') && text.lines().count() == text.matches("\r\n").count(), "{text:?}");
    assert!(text.contains("logged only granted"));
}

/// An editor that is asked for words on a terminal: meanwhile somebody notes, and the words are still recorded.
#[test]
fn words_that_were_typed_meet_the_register_as_it_is_by_then() {
    let world = typing(NOTE, "1s/^/All readers run 4.2./");
    let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/acceptance/terminal.py");
    world
        .sh(&format!(
            "arjun; day 2026-03-03; export EDITOR=$PWD/../editor; python3 {program} 80 'kaizen sign-off IMP' 'What was changed?' '\\x05' >&2"
        ))
        .ok();
    let item = world.item(&world.id());
    assert!(item.contains("The supplier is closed.") && item.contains("text = \"All readers run 4.2.\""), "{item}");
    clean(&world);
    let world = typing("arjun; day 2026-03-03; kaizen sign-off IMP -m Done.", "1s/^/It is not needed any more./");
    world.sh("arjun; kaizen action add IMP 'Patch them.' --due 2026-04-01 > ../action").ok();
    let drop = "kaizen action drop IMP $(cat ../action)";
    let told = world
        .sh(&format!(
            "sed -i 's/kaizen sign-off/kaizen action done IMP; &/' ../meanwhile; day 2026-03-03
            export EDITOR=$PWD/../editor; python3 {program} 80 '{drop}' 'dropped?' '\\x05' >&2"
        ))
        .fails(2);
    let (file, command) = kept(&told);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "It is not needed any more.", "{told}");
    assert!(command.contains("-F /tmp/kaizen-kept-"), "{command}");
    clean(&world);
}

/// What is kept was edited from an older version: its events tell which, and both are put together.
#[test]
fn an_older_text_is_taken_up_beside_what_came_since() {
    let world = typing(NOTE, "s/logged granted/logged only granted/; s/^title = /title == /");
    let told = world.sh(&format!("{EDIT} IMP -m Clearer.")).fails(2);
    let (file, command) = kept(&told);
    world
        .sh(&format!("sed -i 's/^title == /title = /' {file}; day 2026-03-03; kaizen link IMP --tag doors; {command}"))
        .ok();
    let item = world.item(&world.id());
    assert!(item.contains("supplier") && item.contains("\"doors\"") && item.contains("only granted"), "{item}");
    clean(&world);
    let told = world.sh(&format!("day 2026-03-03; {command}")).fails(2);
    assert!(told.contains("nothing to change") && command.matches("--from").count() == 1, "{told}");
}

#[test]
fn an_interrupt_is_the_editors_while_it_is_open() {
    let world = typing("trap : INT; kill -INT -- -$(cat ../group)", "s/logged granted/logged only granted/");
    world.sh("sed -i '1a trap : INT' ../editor").ok();
    let ran = world.sh(&format!("setsid -w bash -c 'trap : INT; . ../people.sh; mona; echo $$ > ../group; {EDIT} IMP -m Clearer.; echo ended $?'").replace(". ../people.sh; mona; ", "export KAIZEN_TODAY=2026-03-03T09:00:00Z; ").replace("day 2026-03-03; ", ""));
    assert!(ran.out.contains("ended 0"), "{}", ran.both());
    assert!(world.item(&world.id()).contains("only granted"));
}

#[test]
fn words_for_which_there_is_no_room_stand_in_the_command() {
    let world = World::with_accepted();
    world.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n");
    let told = world
        .sh("chmod +x .git/hooks/pre-commit; export TMPDIR=/nonexistent; printf 'It'\\''s\\nmine.' | kaizen note IMP -m -")
        .fails(2);
    let command = told.split("to take it up again: ").nth(1).unwrap_or_else(|| panic!("{told}"));
    world.sh(&format!("rm .git/hooks/pre-commit; {command}")).ok();
    assert!(world.item(&world.id()).contains("\nIt's\nmine."), "{told}\n{}", world.item(&world.id()));
}
