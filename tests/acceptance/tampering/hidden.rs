//! What hides: files that are not looked at, a register that moves, trees that two programs read in two ways, and a
//! history that is not the one that is meant. Beside each stands the nearest honest deed.

use super::{WORDS, base, found};
use crate::world::World;

/// Words of these scripts: trees put together by hand (`MODE NAME ID` a line), and folders below each other.
const MORE: &str = r#"
tree() { python3 -c 'import sys
for line in sys.stdin.read().splitlines():
    mode, name, id = line.split(" ")
    sys.stdout.buffer.write(mode.encode() + b" " + name.encode() + b"\0" + bytes.fromhex(id))' > ../tree; git hash-object -t tree -w --literally ../tree; }
lines() { git ls-tree "$1" | sed 's/^\([0-9]*\) [a-z]* \([0-9a-f]*\)\t\(.*\)/\1 \3 \2/; s/^040000/40000/'; }
# A commit on HEAD whose items of 2026 are the tree $1.
with_items() {
  i=$(lines HEAD:register/items | sed "s/ 2026 .*/ 2026 $1/" | tree); r=$(lines HEAD:register | sed "s/ items .*/ items $i/" | tree)
  t=$(lines HEAD: | sed "s/ register .*/ register $r/" | tree); git update-ref HEAD $(git commit-tree $t -p HEAD -m "Tidy up")
}
deep() { seq -s / -f 'd%g' $1; }
# The verification that failed is cut out of the item in this folder.
drop() {
  f=$1/items/2026/$failed.toml; forge cut $f $(event $f verified)
  sed -i 's/^status = .*/status = "implemented"/; s/^due = .*/due = 2026-06-15/' $f
}
moved() { mkdir -p $2; for f in $(ls -A $1 | grep -vx .git | grep -vx "${2%%/*}"); do git mv $1/$f $2/; done; }
"#;

/// Name, script, flags, what is found.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

#[track_caller]
fn cases(all: &[Case]) {
    let mut wrong = String::new();
    for (name, script, flags, expected) in all {
        let world = base();
        let ran = world.sh(&format!("{WORDS}{MORE}\nday 2026-04-05; arjun\n{script}"));
        if ran.code != 0 {
            wrong.push_str(&format!("{name}: the script failed\n{}", ran.both()));
            continue;
        }
        let found = found(&world, flags);
        if found != *expected {
            wrong.push_str(&format!("{name}: {found:?}, not {expected:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn no_folder_is_too_deep_to_be_seen() {
    cases(&[
        (
            "an item nine folders deep",
            "d=register/items/$(deep 9); mkdir -p $d; git mv $(file $failed) $d; commit",
            "",
            &["misplaced-file:error"],
        ),
        (
            "the same, of an older commit",
            "d=register/items/$(deep 9); mkdir -p $d; git mv $(file $failed) $d; commit",
            "--at HEAD",
            &["misplaced-file:error"],
        ),
        (
            "an item a hundred folders deep",
            "d=register/items/$(deep 100); mkdir -p $d; git mv $(file $failed) $d; commit",
            "",
            &["item-deleted:error", "outside-register:error", "unreadable-commit:error"],
        ),
        (
            "the same, of an older commit",
            "d=register/items/$(deep 100); mkdir -p $d; git mv $(file $failed) $d; commit",
            "--at HEAD",
            &["item-deleted:error", "outside-register:error", "unreadable-commit:error"],
        ),
        (
            "a hundred folders for a while, and an event cut out while they are there",
            "d=register/items/$(deep 100); mkdir -p $d; echo x > $d/x; drop register; commit; rm -r register/items/d1; commit",
            "",
            &["event-removed:error", "unreadable-commit:warn"],
        ),
        (
            "a significant source eight folders deep",
            "d=register/sources/incident/$(deep 8); mkdir -p $d
             printf 'schema = 1\\nkind = \"incident\"\\nreference = \"INC-9\"\\ntitle = \"Flood\"\\noccurred_on = 2026-03-01\\nsignificant = true\\n' > $d/INC-9.toml; commit",
            "",
            &["misplaced-file:error", "unanswered-source:warn", "unauthorised-event:error"],
        ),
    ]);
}

#[test]
fn what_nobody_reads_is_told() {
    cases(&[
        ("a note beside the register's files", "echo x > register/README; commit", "", &["misplaced-file:warn"]),
        ("a folder whose name differs in case", "mkdir -p register/Items/2026; cp $(file $failed) register/Items/2026; commit", "", &["misplaced-file:warn"]),
        ("evidence that no event names", "echo x > register/evidence/x.txt; commit", "", &["misplaced-file:warn"]),
        ("a source by another ending", "mkdir -p register/sources/incident; echo x > register/sources/incident/INC-9.TOML; commit", "", &["misplaced-file:warn"]),
        (
            "a submodule that a clone leaves empty",
            "git update-index --add --cacheinfo 160000,$(git rev-parse HEAD),register/sources; git commit -qm x; mkdir register/sources",
            "",
            &["outside-register:error"],
        ),
        (
            "a name that leads out of its folder",
            "t=$( (echo \"100644 .. $(git hash-object -w $(file $failed))\"; lines HEAD:register/items/2026) | tree); with_items $t",
            "",
            &["unreadable-commit:error"],
        ),
        (
            "a parent that only one of two programs sees, in a commit whose verification is dropped",
            "drop register; git add -A; t=$(git write-tree); h=$(git rev-parse HEAD)
             printf 'tree %s\\nparent %s\\nauthor A <a@example.com> 1775380000 +0000\\nparent %s\\ncommitter A <a@example.com> 1775380000 +0000\\n\\nx\\n' $t $h 1111111111111111111111111111111111111111 > ../c
             git update-ref HEAD $(git hash-object -t commit -w --literally ../c)",
            "",
            &["event-removed:error"],
        ),
        ("a commit without a committer", "printf 'tree %s\\nparent %s\\nauthor A <a@example.com> 1775380000 +0000\\n\\nx\\n' $(git rev-parse HEAD^{tree} HEAD) > ../c
             git update-ref HEAD $(git hash-object -t commit -w --literally ../c); by arjun; kaizen note $open -m Seen.", "", &[]),
        ("what git reads", "echo '*.bak' > register/.gitignore; touch register/items/.gitkeep; commit", "", &[]),
        (
            "the files of a bare repository",
            "mkdir register/objects register/refs; echo 'ref: refs/heads/main' > register/HEAD; touch register/objects/x register/refs/x; commit",
            "",
            &["misplaced-file:warn"],
        ),
        (
            "the same, taken out again",
            "mkdir register/objects register/refs; echo 'ref: refs/heads/main' > register/HEAD; touch register/objects/x register/refs/x; commit
             rm -r register/objects register/refs register/HEAD; commit",
            "",
            &[],
        ),
        (
            "a folder of items that is a repository of its own",
            "git -C register/items/2026 init -q",
            "",
            &["misplaced-file:warn", "outside-register:error"],
        ),
    ]);
}

#[test]
fn a_register_that_moves_keeps_its_history() {
    cases(&[
        ("to the top of the repository", "git mv register/* register/.gitattributes .; commit", "", &[]),
        ("to the top, of an older commit", "git mv register/* register/.gitattributes .; commit", "--at HEAD", &[]),
        ("to the top, before it moved", "git mv register/* register/.gitattributes .; commit", "--at HEAD~1", &[]),
        (
            "to the top, asked about that alone",
            "git mv register/* register/.gitattributes .; commit",
            "--since HEAD~1",
            &[],
        ),
        ("to the top, not committed yet", "git mv register/* register/.gitattributes .", "", &[]),
        (
            "to the top and back",
            "git mv register/* register/.gitattributes .; commit; moved . register; commit",
            "",
            &[],
        ),
        (
            "to the top beside other files",
            "mkdir -p src items-of-old; echo x > src/x; echo y > README; commit; git mv register/* register/.gitattributes .; commit; echo z > README; commit",
            "",
            &[],
        ),
        (
            "to another folder, and to a third",
            "git mv register isms; commit; mkdir -p a/b; git mv isms a/b/isms; commit",
            "--register a/b/isms",
            &[],
        ),
        (
            "nine folders deep",
            "mkdir -p $(deep 9); git mv register $(deep 9)/; commit",
            "--register d1/d2/d3/d4/d5/d6/d7/d8/d9/register",
            &[],
        ),
        (
            "from nine folders deep",
            "mkdir -p $(deep 9); git mv register $(deep 9)/; commit; git mv $(deep 9)/register .; commit",
            "",
            &[],
        ),
        (
            "forty times",
            "git mv register r0; commit; for i in $(seq 39); do git mv r$((i-1)) r$i; commit; done",
            "--register r39",
            &[],
        ),
        (
            "with acts after it",
            "git mv register/* register/.gitattributes .; commit; by arjun; kaizen note $open -m Moved.",
            "",
            &[],
        ),
    ]);
}

#[test]
fn a_failed_verification_cannot_be_dropped_on_the_way() {
    let dropped = &["event-removed:error"];
    cases(&[
        ("to the top", "git mv register/* register/.gitattributes .; drop .; commit", "", dropped),
        ("to the top, asked about that alone", "git mv register/* register/.gitattributes .; drop .; commit", "--since HEAD~1", dropped),
        ("to the top, not committed yet", "git mv register/* register/.gitattributes .; drop .", "", dropped),
        ("back from the top", "git mv register/* register/.gitattributes .; commit; moved . register; drop register; commit", "", dropped),
        ("to another folder", "git mv register isms; drop isms; commit", "--register isms", dropped),
        ("from nine folders deep", "mkdir -p $(deep 9); git mv register $(deep 9)/; drop $(deep 9)/register; commit; git mv $(deep 9)/register .; commit", "", dropped),
        ("in the first of forty moves", "git mv register r0; drop r0; commit; for i in $(seq 39); do git mv r$((i-1)) r$i; commit; done", "--register r39", dropped),
        (
            "with settings that cannot be read for a while",
            "cp register/register.toml ..; echo '[[' >> register/register.toml; commit; git mv register isms; cp ../register.toml isms; drop isms; commit",
            "--register isms",
            dropped,
        ),
        (
            "with settings that are not there for a while",
            "cp register/register.toml ..; git rm -q register/register.toml; commit; git mv register isms; cp ../register.toml isms; drop isms; commit",
            "--register isms",
            &["event-removed:error", "event-removed:warn"],
        ),
        (
            "from beside a copy that was there before",
            "cp -r register isms; drop isms; commit; day 2026-04-06; by arjun; kaizen note --register register $open -m Seen.
             git rm -qr register; commit",
            "--register isms",
            &["event-removed:error", "two-places:error"],
        ),
        (
            "from beside settings that were there before",
            "mkdir isms; cp register/register.toml isms; commit; by arjun; kaizen note --register register $open -m Seen.; git rm -q --cached isms/register.toml; rm -r isms; git mv register isms; drop isms; commit",
            "--register isms",
            &["event-removed:error", "event-removed:warn", "evidence-missing:warn", "item-deleted:warn", "two-places:error"],
        ),
    ]);
}

#[test]
fn a_register_that_is_put_together_anew_elsewhere_is_followed() {
    // Each commit of the register again, without the verification that failed, below another folder.
    const AGAIN: &str = r#"
    again() {
      git log --reverse --format=%H -- register > ../all; git rm -qr register; git commit -qm 'Tidy up'; mkdir -p $1
      for h in $(cat ../all); do
        rm -rf $1/*; git archive $h:register | tar x -C $1
        [ ! -e $1/items/2026/$failed.toml ] || [ -z "$(event $1/items/2026/$failed.toml verified)" ] || drop $1
        git add -A; git commit -q --allow-empty -C $h
      done
    }
    git tag -d kaizen/seal/2026-Q1 > /dev/null
    "#;
    let lost = [
        "event-removed:error",
        "event-removed:warn",
        "evidence-missing:warn",
        "item-deleted:warn",
        "seal-broken:error",
    ];
    for (name, place, flags) in [
        ("at the same place", "register", ""),
        ("elsewhere", "isms", "--register isms"),
        ("deeper", "a/b/c", "--register a/b/c"),
    ] {
        let world = base();
        world.sh(&format!("{WORDS}{MORE}{AGAIN}\nday 2026-04-05; arjun; again {place}")).ok();
        let found = found(&world, flags);
        assert!(found.contains(&lost[0].to_owned()), "{name}: {found:?}");
        assert!(
            found
                .iter()
                .all(|f| lost.contains(&f.as_str()) || f.starts_with("backdated") || f.starts_with("event-by-another")),
            "{name}: {found:?}"
        );
    }
}

#[test]
fn trees_that_can_be_read_in_two_ways_are_told() {
    const TWICE: &str = "drop register; b=$(git hash-object -w $(file $failed))
        t=$( (lines HEAD:register/items/2026; echo \"100644 $failed.toml $b\") | sort -k2,2 -s | tree); ";
    let twice = format!("{TWICE} with_items $t");
    let healed = format!(
        "{TWICE} with_items $t; rm .git/index; git reset -q; drop_again=1; git add -A; git commit -qm 'Whole again'"
    );
    let unsorted = "drop register; b=$(git hash-object -w $(file $failed)); t=$(lines HEAD:register/items/2026 | sed \"s/ $failed.toml .*/ $failed.toml $b/\" | tac | tree); with_items $t";
    let honest = "t=$(lines HEAD:register/items/2026 | tree); with_items $t";
    let all: [(&str, &str, &[&str]); 4] = [
        ("a tree put together as git does", honest, &[]),
        ("an entry twice", &twice, &["event-removed:error", "item-deleted:warn", "unreadable-commit:error"]),
        (
            "an entry twice, and one later",
            &healed,
            &["event-removed:error", "item-deleted:warn", "unreadable-commit:warn"],
        ),
        ("entries in no order", unsorted, &["event-removed:error", "item-deleted:warn", "unreadable-commit:error"]),
    ];
    let mut wrong = String::new();
    for (name, script, expected) in all {
        let world = base();
        let ran = world.sh(&format!("{WORDS}{MORE}\nday 2026-04-05; arjun\n{script}"));
        if ran.code != 0 {
            wrong.push_str(&format!("{name}: the script failed\n{}", ran.both()));
            continue;
        }
        let found = found(&world, "");
        if found != *expected {
            wrong.push_str(&format!("{name}: {found:?}, not {expected:?}\n"));
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn a_copy_of_the_register_is_told_wherever_it_lies() {
    cases(&[
        ("beside it", "cp -r register docs; commit", "", &["two-places:error"]),
        ("deep below", "mkdir -p a/b/c; cp register/register.toml a/b/c; commit", "", &["two-places:error"]),
        (
            "deep below, of an older commit",
            "mkdir -p a/b/c; cp register/register.toml a/b/c; commit",
            "--at HEAD",
            &["two-places:error"],
        ),
        (
            "as evidence",
            "mkdir -p register/evidence/copy; cp register/register.toml register/evidence/copy; commit",
            "",
            &["misplaced-file:warn"],
        ),
        (
            "of another register",
            "mkdir -p docs; sed 's/^id = .*/id = \"other-4M7Q\"/' register/register.toml > docs/register.toml; commit",
            "",
            &[],
        ),
    ]);
}

#[test]
fn evidence_that_was_another_file_for_a_while_is_told() {
    const LOG: &str = "log=$(ls register/evidence/$done/log.txt); cp $log ../log.txt; by arjun; ";
    for (name, script, flags, expected) in [
        ("changed and put back", "echo forged > $log; commit; cp ../log.txt $log; commit", "", &["evidence-changed:warn"][..]),
        ("changed and put back, asked about the change alone", "echo forged > $log; commit; cp ../log.txt $log; commit", "--since HEAD~2", &["evidence-changed:warn"]),
        ("gone and put back", "git rm -q $log; commit; mkdir -p register/evidence/$done; cp ../log.txt $log; commit", "", &["evidence-missing:warn"]),
        ("changed still", "echo forged > $log; commit", "", &["evidence-changed:error"]),
        (
            "drafted before it was attached",
            "mkdir -p register/evidence/$open; echo draft > register/evidence/$open/n.txt; commit; echo final > register/evidence/$open/n.txt; commit
             git rm -q register/evidence/$open/n.txt; commit; echo final > ../n.txt; day 2026-04-05; kaizen action done $open -m 'Patched.'; kaizen sign-off $open --evidence ../n.txt -m 'All run 4.2.'",
            "",
            &[],
        ),
    ] {
        let world = base();
        world.sh(&format!("{WORDS}{MORE}\nday 2026-04-05; {LOG}{script}")).ok();
        assert_eq!(found(&world, flags), expected, "{name}");
    }
}

#[test]
fn no_commit_is_too_large_to_go_on() {
    cases(&[
        (
            "eight thousand folders with the same settings, merged in",
            r#"t=$(echo "100644 register.toml $(git rev-parse HEAD:register/register.toml)" | tree)
               for l in 1 2 3; do t=$(seq -f "40000 d%02g $t" 20 | tree); done
               git merge -q --allow-unrelated-histories -s ours -m Join $(git commit-tree $t -m Many)"#,
            "",
            &["two-places:error", "unreadable-commit:error"],
        ),
        (
            "eight thousand folders with other settings, merged in",
            r#"t=$(echo "100644 register.toml $(echo x | git hash-object -w --stdin)" | tree)
               for l in 1 2 3; do t=$(seq -f "40000 d%02g $t" 20 | tree); done
               git merge -q --allow-unrelated-histories -s ours -m Join $(git commit-tree $t -m Many)"#,
            "",
            &[],
        ),
        (
            "a parent named eighty thousand times, in a commit whose verification is dropped",
            r#"drop register; git add -A; t=$(git write-tree); h=$(git rev-parse HEAD)
               (echo "tree $t"; yes "parent $h" | head -80000; printf 'author A <a@example.com> 1775380000 +0000\ncommitter A <a@example.com> 1775380000 +0000\n\nx\n') > ../c
               git update-ref HEAD $(git hash-object -t commit -w --literally ../c)"#,
            "",
            &["event-removed:error"],
        ),
        (
            "seventy parents",
            r#"p=$(for i in $(seq 70); do echo -p $(git commit-tree HEAD^{tree} -p HEAD -m "Side $i"); done); git update-ref HEAD $(git commit-tree HEAD^{tree} $p -m Join)"#,
            "",
            &["unreadable-commit:error"],
        ),
        (
            "eight parents",
            r#"p=$(for i in $(seq 8); do echo -p $(git commit-tree HEAD^{tree} -p HEAD -m "Side $i"); done); git update-ref HEAD $(git commit-tree HEAD^{tree} $p -m Join)"#,
            "",
            &[],
        ),
        (
            "a message of sixty million letters",
            "by arjun; kaizen note $open -m Seen.; head -c 60000000 /dev/zero | tr '\\0' x | git commit -q --amend -F -",
            "",
            &[],
        ),
    ]);
}

/// The exit code of `kaizen check`, and what it says.
fn code(world: &World, script: &str) -> (i32, String) {
    let ran = world.sh(&format!("{WORDS}{MORE}\nday 2026-04-08; arjun\n{script}"));
    (ran.code, ran.both())
}

#[test]
fn what_cannot_be_looked_at_is_never_taken_for_nothing() {
    let gone = "d=.git/objects; h=$(git rev-parse HEAD); rm -f $d/$(echo $h | cut -c1-2)/$(echo $h | cut -c3-)";
    for (name, script, words) in [
        ("a commit of HEAD that is gone", format!("{gone}; kaizen check"), "is missing"),
        ("a branch that is damaged", "git rev-parse HEAD > ../h; : > .git/refs/heads/main; kaizen check".to_owned(), "could not read HEAD"),
        ("a branch without commits", "git checkout -q --orphan new; kaizen check".to_owned(), "history-unavailable"),
        ("a folder without git", "rm -rf .git; kaizen check".to_owned(), "history-unavailable"),
        ("a repository in the register", "git -C register init -q; git -C register add -A; git -C register commit -qm x; kaizen check".to_owned(), "a history of it too"),
        (
            "a submodule in its place",
            "cp -r register ../inner; git -C ../inner init -q; git -C ../inner add -A; git -C ../inner commit -qm x; git rm -qr register; rm -rf register
             git -c protocol.file.allow=always submodule --quiet add $PWD/../inner register; commit; kaizen check".to_owned(),
            "a history of it too",
        ),
        (
            "a submodule in another place",
            "cp -r register ../inner; git -C ../inner init -q; git -C ../inner add -A; git -C ../inner commit -qm x; git rm -qr register; rm -rf register
             git -c protocol.file.allow=always submodule --quiet add $PWD/../inner isms; commit; kaizen check --register isms".to_owned(),
            "a history of it too",
        ),
    ] {
        let world = base();
        let (code, said) = code(&world, &script);
        assert!(code == 2 && said.contains(words), "{name}: {said}");
    }
    for (name, script) in [
        ("a folder without git, without history", "rm -rf .git; kaizen check --no-history"),
        ("a branch without commits, without history", "git checkout -q --orphan new; kaizen check --no-history"),
        (
            "a repository of its own beside others",
            "git clone -q . ../outer/inner 2>/dev/null; git -C ../outer init -q; cd ../outer/inner; kaizen check",
        ),
        ("a clone within a clone", "git clone -q . inner; cd inner; kaizen check"),
        ("a working tree within another", "git worktree add -q trees/one -b one; cd trees/one; kaizen check"),
    ] {
        let world = base();
        let (code, said) = code(&world, script);
        assert!(code == 0, "{name}: {said}");
    }
}

#[test]
fn a_register_that_has_just_begun_says_that_nothing_is_committed() {
    let world = World::new();
    let script = "git init -q; kaizen init --name 'Example Ltd' --signatures off; git update-ref -d HEAD; kaizen check --verbose";
    let said = world.sh(script).ok();
    assert!(said.contains("Nothing is committed yet"), "{said}");
}

/// Every file below a folder, as this test sees it: what is no folder, and folders with a repository of their own.
fn walk(root: &std::path::Path, below: &str, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(root.join(below)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{below}{}{}", if below.is_empty() { "" } else { "/" }, entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            walk(root, &path, found);
        } else {
            found.push(path);
        }
    }
}

/// What belongs into a register and is read by git, by editors, or with the event that names it.
fn belongs(path: &str) -> bool {
    matches!(path, ".gitattributes" | "items/.gitkeep")
        || path.starts_with("schemas/") && path.ends_with(".schema.json") && path.matches('/').count() == 1
        || path.starts_with("evidence/") && path.ends_with("/log.txt")
}

#[test]
fn each_file_is_read_or_belongs_or_is_told() {
    let world = base();
    let script = r#"
    cd register; d=items/$(deep 12); mkdir -p $d items/2026.toml items/links reviews sources/incident sources/other/$(deep 20) evidence/deep/er schemas/x Items objects
    cp items/2026/$failed.toml $d; cp items/2026/$failed.toml Items; cp items/2026/$failed.toml items/2026/$failed.TOML
    cp items/2026/$failed.toml items/2026.toml/; cp items/2026/$failed.toml "items/2026/a b.toml"; cp items/2026/$failed.toml $'items/2026/line
break.toml'
    cp items/2026/$failed.toml "items/2026/$(printf '\377').toml"; cp items/2026/$failed.toml "items/2026/$(printf '\376').toml"; cp items/2026/$failed.toml items/2026/...toml
    ln -s ../2026 items/links/away; ln -s /etc/passwd reviews/2026-Q1.toml; echo x > sources/incident/INC-1.toml; echo x > sources/other/$(deep 20)/note.toml
    echo x > evidence/deep/er/file; echo x > schemas/x/y; echo x > objects/x; echo x > HEAD; touch items/.gitkeep; echo x > seals.toml.bak; head -c 5000000 /dev/zero > items/2026/IMP-2026-BBBB.toml
    d=items/$(deep 70); mkdir -p $d; cp items/2026/$failed.toml $d; cd ..; commit
    for f in $(find register -name 'IMP-*.toml' -size -100k -type f) register/people.toml register/register.toml register/seals.toml; do sed -i '1i zzz = 1' $f; done; git commit -qam keys"#;
    world.sh(&format!("{WORDS}{MORE}\n{script}")).ok();
    let mut files = Vec::new();
    walk(&world.path().join("register"), "", &mut files);
    assert!(files.len() > 35, "{files:?}");
    for flags in ["", "--at HEAD"] {
        let ran = world.sh(&format!("day 2026-04-08; kaizen check --format json {flags}"));
        let report: serde_json::Value =
            serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}\n{}", ran.both()));
        let told: Vec<&str> =
            report["findings"].as_array().unwrap().iter().map(|f| f["file"].as_str().unwrap()).collect();
        let hidden: Vec<&String> = files
            .iter()
            .filter(|path| !belongs(path))
            .filter(|path| !told.iter().any(|told| path == told || path.starts_with(&format!("{told}/"))))
            .collect();
        assert!(hidden.is_empty(), "{flags}: {hidden:#?} of {told:#?}");
    }
    // What was read in an item shows, however deep it lies.
    let listed = world.sh("kaizen list --format json");
    assert!(
        listed.code == 2 && listed.err.contains("d63/d64") && listed.err.contains("4 MiB at most"),
        "{}",
        listed.err
    );
}

#[test]
fn the_commit_that_brought_it_is_named() {
    let world = base();
    let script = "mkdir register/objects register/refs; echo x > register/HEAD; touch register/objects/x register/refs/x; commit; b=$(git rev-parse HEAD)
        d=register/items/$(deep 100); mkdir -p $d; echo x > $d/x; commit; d=$(git rev-parse HEAD); by dana; kaizen note $open -m Seen. > /dev/null; echo $b $d";
    let ran = world.sh(&format!("{WORDS}{MORE}\nday 2026-04-05; {script}")).ok();
    let (bare, deep) = ran.trim().split_once(' ').unwrap();
    let report = world.sh("day 2026-04-08; kaizen check --format json").out;
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    let commits = |rule: &str| -> Vec<String> {
        let findings = report["findings"].as_array().unwrap().iter().filter(|f| f["rule"] == rule);
        findings.map(|f| f["commit"]["id"].as_str().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(commits("misplaced-file"), [bare, bare, bare]);
    assert_eq!(commits("unreadable-commit"), [deep]);
    let waived = format!(
        "{WORDS}day 2026-04-06; by mona; for f in register/HEAD register/objects register/refs register/items/d1; do git rm -qr $f; done; git commit -qm Away
         kaizen waive unreadable-commit {deep} --until 2026-06-01 -m 'Looked at it.'; day 2026-04-08; kaizen check --format json"
    );
    let ran = world.sh(&waived);
    let report: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}\n{}", ran.both()));
    let told = report["findings"].as_array().unwrap().iter().find(|f| f["rule"] == "unreadable-commit").unwrap();
    assert!(told["waived"].is_object(), "{told}");
}
