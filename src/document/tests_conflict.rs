//! What the solver does with each kind of difference.

use proptest::prelude::*;

use super::conflict::{merge, solve};
use super::edit::Document;
use super::layout::LayoutKind;
use super::markers::Labels;
use super::plain::Plain;
use super::tests_generate::file;
use super::tests_git::{Repository, side_of};

fn derived(path: &[&str]) -> bool {
    matches!(path, ["status"] | ["person", ..])
}

fn open(text: &str, kind: LayoutKind) -> Document {
    Document::parse(text.as_bytes(), kind).unwrap()
}

fn solved(text: &str, kind: LayoutKind) -> (String, Vec<String>) {
    let solved = solve(text.as_bytes(), kind, &derived).unwrap_or_else(|error| panic!("{error}"));
    (String::from_utf8(solved.bytes).unwrap(), solved.unresolved.iter().map(|path| path.join(".")).collect())
}

fn merged(base: Option<&str>, ours: &str, theirs: &str, kind: LayoutKind) -> (String, Vec<String>) {
    let base = base.map(|text| open(text, kind));
    let labels = Labels::default();
    let solved = merge(base.as_ref(), &open(ours, kind), &open(theirs, kind), &labels, &derived).unwrap();
    (String::from_utf8(solved.bytes).unwrap(), solved.unresolved.iter().map(|path| path.join(".")).collect())
}

#[test]
fn only_the_differing_key_stays_between_markers() {
    let text = "schema = 1\n<<<<<<< HEAD\ntitle = \"A\" # a\nstatus = \"raised\"\ntags = [\n  \"x\",\n]\n=======\ntitle = \"B\"\nstatus = \"accepted\"\ntags = [\n  \"y\",\n]\n>>>>>>> other\n";
    let (result, unresolved) = solved(text, LayoutKind::Item);
    assert_eq!(
        result,
        "schema = 1\n<<<<<<< HEAD\ntitle = \"A\" # a\n=======\ntitle = \"B\"\n>>>>>>> other\nstatus = \"raised\"\ntags = [\n  \"x\",\n  \"y\",\n]\n"
    );
    assert_eq!(unresolved, ["title"]);
    assert_eq!(solved(&result, LayoutKind::Item), (result.clone(), unresolved));
}

#[test]
fn the_ancestor_decides_who_changed_a_value() {
    let text = "<<<<<<< a\nowner = \"a\"\ndue = 1\nx = 1\n||||||| b\nowner = \"a\"\ndue = 0\nx = 1\ngone = 1\n=======\nowner = \"b\"\ndue = 0\ngone = 1\n>>>>>>> c\n";
    let (result, unresolved) = solved(text, LayoutKind::Item);
    assert_eq!((result.as_str(), unresolved.len()), ("owner = \"b\"\ndue = 1\n", 0));
    let without = "<<<<<<< a\nowner = \"a\"\nx = 1\n=======\nowner = \"a\"\ngone = 1\n>>>>>>> c\n";
    assert_eq!(solved(without, LayoutKind::Item).0, "owner = \"a\"\nx = 1\ngone = 1\n");
}

#[test]
fn lines_that_both_sides_added_are_not_taken_for_the_ancestor() {
    // zdiff3 moved `due` out of the conflict; it was in no ancestor of W, and ours put it there.
    let text = "[action.W]\nowner = \"o\"\n<<<<<<< a\nprocedure = \"p\"\n||||||| b\n=======\n\n[action.Y]\nowner = \"y\"\n>>>>>>> c\ndue = 2026-01-01\n";
    let (result, _) = solved(text, LayoutKind::Item);
    assert_eq!(
        result,
        "[action.W]\nowner = \"o\"\nprocedure = \"p\"\ndue = 2026-01-01\n\n[action.Y]\nowner = \"y\"\ndue = 2026-01-01\n"
    );
}

#[test]
fn entries_taken_out_on_one_side_go_only_with_an_ancestor() {
    let (base, ours, theirs) = (
        "tags = [\n  \"a\",\n  \"b\", # why\n]\n",
        "tags = [\n  \"a\",\n  \"b\", # why\n  \"c\",\n]\n",
        "tags = [\n  \"a\",\n  \"d\",\n]\n",
    );
    assert_eq!(
        merged(Some(base), ours, theirs, LayoutKind::Item).0,
        "tags = [\n  \"a\",\n  \"c\",\n  \"d\",\n  # why\n]\n"
    );
    assert_eq!(
        merged(None, ours, theirs, LayoutKind::Item).0,
        "tags = [\n  \"a\",\n  \"b\", # why\n  \"c\",\n  \"d\",\n]\n"
    );
}

#[test]
fn events_of_one_name_and_two_hashes_stay_apart() {
    let event = |hash: &str, text: &str| format!("a = 1\n\n[event.x]\ntext = \"{text}\"\nhash = \"{hash}\"\n");
    let (result, unresolved) = merged(None, &event("x1", "one"), &event("x2", "two"), LayoutKind::Item);
    assert_eq!(unresolved, ["event.x"]);
    assert_eq!(
        result,
        "a = 1\n\n<<<<<<< ours\n[event.x]\ntext = \"one\"\nhash = \"x1\"\n=======\n[event.x]\ntext = \"two\"\nhash = \"x2\"\n>>>>>>> theirs\n"
    );
    assert_eq!(solved(&result, LayoutKind::Item), (result.clone(), unresolved));
}

#[test]
fn comments_of_both_sides_survive() {
    let base = "# head\na = 1 # a\n\n[risk]\nx = 1\n";
    let ours = "# head\n# ours\na = 1 # a\n\n# our risk\n[risk]\nx = 1\ny = 2\n";
    let theirs = "# head\n# theirs\na = 1 # another\n\n# their risk\n[risk] # r\nx = 1\nz = 3 # z\n# end\n";
    let (result, _) = merged(Some(base), ours, theirs, LayoutKind::Item);
    for comment in
        ["# head", "# ours", "# theirs", "# a\n", "# another", "# our risk", "# their risk", "# r\n", "# z", "# end"]
    {
        assert_eq!(result.matches(comment).count(), 1, "{comment} in\n{result}");
    }
}

#[test]
fn analyses_and_their_whys_are_joined() {
    let head = "[[analysis]]\nby = \"a\"\non = 2026-01-01\n\n[[analysis.why]]\nquestion = \"1\"\n";
    let why = |question: &str| format!("\n[[analysis.why]]\nquestion = \"{question}\"\n");
    let second = |by: &str| format!("\n[[analysis]]\nby = \"{by}\"\n\n[[analysis.why]]\nquestion = \"{by}1\"\n");
    let ours = format!("{head}{}{}", why("2o"), second("o"));
    let theirs = format!("{head}{}{}", why("2t"), second("t"));
    let all = format!("{head}{}{}{}{}", why("2o"), why("2t"), second("o"), second("t"));
    for base in [None, Some(head)] {
        assert_eq!(merged(base, &ours, &theirs, LayoutKind::Item), (all.clone(), Vec::new()));
    }
}

#[test]
fn an_analysis_that_has_its_equal_takes_no_other() {
    let first = "[[analysis]]\nby = \"a\"\non = 1\n";
    let theirs = format!("{first}\n[[analysis]]\nby = \"a\"\non = 1\nroot_cause = \"r\"\n");
    assert_eq!(merged(None, first, &theirs, LayoutKind::Item), (theirs.clone(), Vec::new()));
}

#[test]
fn a_why_changed_on_one_side_is_that_why() {
    let text = |answer: &str, more: &str| {
        format!("[[analysis]]\nby = \"a\"\non = 1\n\n[[analysis.why]]\nquestion = \"q\"\nanswer = \"{answer}\"\n{more}")
    };
    let more = "\n[[analysis.why]]\nquestion = \"r\"\n";
    let result = merged(Some(&text("old", "")), &text("old", more), &text("new", ""), LayoutKind::Item);
    assert_eq!(result, (text("new", more), Vec::new()));
}

#[test]
fn waivers_are_one_by_content() {
    let waiver = |rule: &str| format!("[[waiver]]\nrule = \"{rule}\"\nuntil = 2026-06-30\n");
    let ours = format!("{}\n{}", waiver("a"), waiver("b"));
    let theirs = format!("{}\n{}", waiver("a"), waiver("c"));
    let (result, unresolved) = merged(None, &ours, &theirs, LayoutKind::Register);
    assert_eq!((result, unresolved.len()), (format!("{}\n{}\n{}", waiver("a"), waiver("b"), waiver("c")), 0));
}

#[test]
fn roles_of_both_sides_and_their_ends_are_kept() {
    let people = |roles: &str| format!("[person.\"a.b\"]\nname = \"A\"\nrole = [{roles}]\n");
    let base = people("{ name = \"staff\", from = 2024-01-01 }");
    let ours = people("{ name = \"staff\", from = 2024-01-01 }, { name = \"auditor\", from = 2025-01-01 }");
    let theirs = people(
        "{ name = \"staff\", from = 2024-01-01, until = 2025-06-01 }, { name = \"isms-manager\", from = 2025-06-01 }",
    );
    for base in [None, Some(base.as_str())] {
        let (result, unresolved) = merged(base, &ours, &theirs, LayoutKind::People);
        assert_eq!(unresolved.len(), 0);
        assert_eq!(
            result,
            people(
                "{ name = \"staff\", from = 2024-01-01, until = 2025-06-01 }, { name = \"auditor\", from = 2025-01-01 }, { name = \"isms-manager\", from = 2025-06-01 }"
            )
        );
    }
}

#[test]
fn other_spellings_of_a_table_meet() {
    let (result, unresolved) = merged(
        None,
        "title = \"T\"\naction = { A = { owner = \"a\" } }\nrisk.x = 1\n",
        "title = \"T\"\n\n[risk]\ny = 2\n\n[action.A]\ndue = 1\n\n[action.B]\nowner = \"b\"\n",
        LayoutKind::Item,
    );
    assert_eq!(unresolved.len(), 0);
    assert_eq!(
        result,
        "title = \"T\"\n\n[risk]\nx = 1\ny = 2\n\n[action.A]\nowner = \"a\"\ndue = 1\n\n[action.B]\nowner = \"b\"\n"
    );
}

#[test]
fn inline_tables_merge_by_key() {
    let (base, ours, theirs) = (
        "cost = { amount = 1, unit = \"EUR\" }\n",
        "cost = { amount = 2, unit = \"EUR\" }\n",
        "cost = { amount = 1, unit = \"EUR\", note = 3 }\n",
    );
    assert_eq!(
        merged(Some(base), ours, theirs, LayoutKind::Source).0,
        "cost = { amount = 2, unit = \"EUR\", note = 3 }\n"
    );
    let (result, unresolved) = merged(None, ours, theirs, LayoutKind::Source);
    assert_eq!(unresolved, ["cost"]);
    assert!(result.starts_with("<<<<<<< ours\ncost = { amount = 2"));
}

#[test]
fn hostile_and_broken_conflicts_are_errors_with_a_line() {
    let line = |text: &str| solve(text.as_bytes(), LayoutKind::Item, &derived).unwrap_err().line;
    assert_eq!(line("a = 1\nb = \n"), 2);
    assert_eq!(line("a = 1\n<<<<<<< x\nb = 1\n"), 2);
    assert_eq!(line("<<<<<<< x\na = 1\n=======\na = \n>>>>>>> y\n"), 4);
    assert_eq!(line("<<<<<<< x\n<<<<<<< y\na = 1\n=======\n=======\n>>>>>>> y\n>>>>>>> x\n"), 2);
    assert_eq!(solve(b"a = 1\n\xFF\n", LayoutKind::Item, &derived).unwrap_err().line, 2);
    let error = solve(b"<<<<<<< x\na = 1\n=======\n[a]\nb = 1\n>>>>>>> y\n", LayoutKind::Item, &derived).unwrap_err();
    assert!(error.message.contains("`a` is a table on one side"), "{error}");
    let deep = format!("<<<<<<< x\na = {}\n=======\n>>>>>>> y\n", "[".repeat(50_000));
    assert_eq!(line(&deep), 2);
}

#[test]
fn markers_inside_a_string_are_no_conflict() {
    let text = "text = '''\n<<<<<<< x\n=======\n>>>>>>> y\n'''\n";
    let solved = solve(text.as_bytes(), LayoutKind::Item, &derived).unwrap();
    assert_eq!((solved.bytes.as_slice(), solved.had_conflict), (text.as_bytes(), false));
    // A line of prose that looks like the middle of a conflict.
    let text = "<<<<<<< x\ntext = '''\nHead\n=======\n'''\n=======\nother = 1\n>>>>>>> y\n";
    assert_eq!(super::tests_conflict::solved(text, LayoutKind::Item).0, "text = '''\nHead\n=======\n'''\nother = 1\n");
}

#[test]
fn many_entries_are_merged_in_time() {
    let events = |from: usize| -> String {
        (from..from + 1_500).map(|n| format!("\n[event.e{n}]\nact = \"noted\"\nby = \"b\"\n")).collect()
    };
    let list = |from: usize| -> String { (from..from + 3_000).map(|n| format!("  \"t{n}\",\n")).collect() };
    let file = |from: usize| format!("tags = [\n{}]\n{}", list(from), events(from));
    let text = format!("<<<<<<< a\n{}=======\n{}>>>>>>> b\n", file(0), file(1_000));
    let (result, unresolved) = solved(&text, LayoutKind::Item);
    assert_eq!((result.matches("[event.").count(), result.matches("\"t").count(), unresolved.len()), (2_500, 4_000, 0));
}

#[test]
fn many_keys_and_many_clashes_are_merged_in_time() {
    let keys =
        |from: usize, value: usize| -> String { (from..from + 8_000).map(|n| format!("k{n} = {value}\n")).collect() };
    let text = format!("<<<<<<< a\n{}=======\n{}>>>>>>> b\n", keys(0, 1), keys(4_000, 2));
    let (result, unresolved) = solved(&text, LayoutKind::Item);
    assert_eq!((unresolved.len(), result.matches('k').count()), (4_000, 16_000));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(250))]

    #[test]
    fn any_two_files_are_merged_and_any_markers_answered(
        ours in file(), theirs in file(), base in file(), cuts in prop::collection::vec((0..60usize, 0..5usize), 0..6)
    ) {
        let parsed = [&ours, &theirs, &base].map(|text| Document::parse(text.as_bytes(), LayoutKind::Item));
        if let [Ok(ours), Ok(theirs), base] = &parsed {
            for base in [None, base.as_ref().ok()] {
                let solved = match merge(base, ours, theirs, &Labels::default(), &derived) {
                    Ok(solved) => solved,
                    Err(error) => {
                        prop_assert!(error.message.contains("is a table on one side"), "{}", error);
                        continue;
                    }
                };
                if base.is_none() {
                    for (side, whole) in [(true, ours), (false, theirs)] {
                        let seen = Document::parse(&side_of(&solved.bytes, side), LayoutKind::Item).unwrap();
                        let (seen, whole) = (Plain::of_table(seen.table()), Plain::of_table(whole.table()));
                        prop_assert!(holds(&seen, &whole), "{}", String::from_utf8_lossy(&solved.bytes));
                    }
                }
                prop_assert_eq!(solved.unresolved.is_empty(), Document::parse(&solved.bytes, LayoutKind::Item).is_ok());
                let again = solve(&solved.bytes, LayoutKind::Item, &derived);
                prop_assert!(again.is_ok(), "{:?}\n{}", again, String::from_utf8_lossy(&solved.bytes));
            }
        }
        let mut lines: Vec<&str> = ours.split_inclusive('\n').chain(theirs.split_inclusive('\n')).collect();
        for (at, which) in cuts {
            let marker = ["<<<<<<< a\n", "=======\n", ">>>>>>> b\n", "||||||| c\n", "<<<<<<<<< d\n"][which];
            lines.insert(at.min(lines.len()), marker);
        }
        let _ = solve(lines.concat().as_bytes(), LayoutKind::Item, &derived);
    }

    #[test]
    fn a_file_merged_with_itself_is_itself(text in file()) {
        if let Ok(document) = Document::parse(text.as_bytes(), LayoutKind::Item) {
            let solved = merge(None, &document, &document, &Labels::default(), &derived).unwrap();
            prop_assert_eq!(solved.bytes, text.as_bytes());
        }
    }
}

/// Whether all that `part` says is in `whole`, but for what is derived.
fn holds(whole: &Plain, part: &Plain) -> bool {
    match (whole, part) {
        (Plain::Table(whole), Plain::Table(part)) => {
            let derived = |key: &str| matches!(key, "status" | "person");
            part.iter().all(|(key, value)| derived(key) || whole.get(key).is_some_and(|other| holds(other, value)))
        }
        (Plain::Array(whole), Plain::Array(part)) => {
            part.iter().all(|value| whole.iter().any(|other| holds(other, value)))
        }
        _ => whole == part,
    }
}

#[test]
fn a_file_added_on_both_sides_is_one_file() {
    let repository = Repository::new("add-add");
    repository.branches(
        b"",
        b"schema = 1\ntitle = \"T\"\ntags = [\n  \"a\",\n]\n",
        b"title = \"T\"\r\ntags = [\r\n  \"b\",\r\n]\r\n",
    );
    for style in ["merge", "diff3", "zdiff3"] {
        let conflict = repository.conflict(style, &["merge", "-q", "other"]).unwrap();
        let solved = solve(&conflict, LayoutKind::Item, &derived).unwrap();
        assert!(solved.unresolved.is_empty());
        let text = String::from_utf8(solved.bytes).unwrap().replace('\r', "");
        assert_eq!(text, "schema = 1\ntitle = \"T\"\ntags = [\n  \"a\",\n  \"b\",\n]\n");
    }
}
