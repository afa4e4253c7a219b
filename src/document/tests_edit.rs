//! Edits leave every other line as it was.

use super::edit::Document;
use super::layout::LayoutKind;
use super::tests_item::ITEM;
use super::value::Value;

fn open(text: &str, kind: LayoutKind) -> Document {
    Document::parse(text.as_bytes(), kind).unwrap()
}

fn item(text: &str) -> Document {
    open(text, LayoutKind::Item)
}

/// The lines of a diff: `-old` and `+new`.
fn diff(old: &str, new: &str) -> String {
    let diff = similar::TextDiff::from_lines(old, new);
    let changed = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    changed.map(|change| format!("{}{}", change.tag(), change)).collect()
}

fn edited(text: &str, edit: impl FnOnce(&mut Document)) -> String {
    let mut document = item(text);
    edit(&mut document);
    document.text().to_owned()
}

fn text_value(text: &str) -> Value {
    Value::text(text)
}

fn fields(pairs: &[(&str, &str)]) -> Vec<(String, Value)> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), text_value(value))).collect()
}

#[test]
fn odd_spellings_come_back_byte_for_byte() {
    for text in [
        "",
        "# only a comment",
        "\u{feff}a = 1",
        "a = 1\r\nb = 2\n",
        "[\"event\".a]\nx=1\n[event . b]\ny=1\n",
        "a.x=1\nb=2\na.y=3\n",
        "a . x=1\na.\"y\"=3\n",
        "x = [ # c\n 1 , # d\n]\n",
        "a={b=1,\n c=2}\n",
        "[a.b]\n[c]\n[a]\nx=1\n",
        "x='''\n\r\n'''\r\n",
        ITEM,
    ] {
        assert_eq!(item(text).to_bytes(), text.as_bytes(), "{text}");
    }
}

#[test]
fn a_value_is_replaced_in_its_place() {
    let new = edited(ITEM, |d| d.set(&["status"], &"closed".into()).unwrap());
    assert_eq!(
        diff(ITEM, &new),
        "-status = \"implemented\"                # derived: raised accepted in-progress implemented closed rejected deferred\n\
         +status = \"closed\"                # derived: raised accepted in-progress implemented closed rejected deferred\n"
    );
}

#[test]
fn the_same_value_stays_as_it_is_spelled() {
    let text = "title = 'A'   # t\n";
    assert_eq!(edited(text, |d| d.set(&["title"], &"A".into()).unwrap()), text);
}

#[test]
fn a_new_key_goes_to_its_canonical_place() {
    let new = edited(ITEM, |d| d.set(&["follow_up_of"], &"IMP-2026-M2VA".into()).unwrap());
    assert!(new.contains(
        "came back; follow_up_of: what an ineffective fix led to\nfollow_up_of = \"IMP-2026-M2VA\"\nraised_on"
    ));
    let new = edited("schema = 1\nstatus = \"raised\"\n\nowner = \"a\"\n", |d| {
        d.set(&["kind"], &"improvement".into()).unwrap();
        d.set(&["title"], &"T".into()).unwrap();
        d.set(&["category"], &"physical".into()).unwrap();
    });
    assert_eq!(
        new,
        "schema = 1\ntitle = \"T\"\nstatus = \"raised\"\n\nkind = \"improvement\"\nowner = \"a\"\n\ncategory = \"physical\"\n"
    );
}

#[test]
fn the_first_key_goes_under_the_head() {
    let new = edited("#:schema x\n# about the title\ntitle = \"T\"", |d| d.set(&["schema"], &1.into()).unwrap());
    assert_eq!(new, "#:schema x\nschema = 1\n# about the title\ntitle = \"T\"");
    let new = edited("#:schema x\n", |d| d.set(&["schema"], &1.into()).unwrap());
    assert_eq!(new, "#:schema x\nschema = 1\n");
    let new = edited("#:schema x", |d| d.set(&["action", "A", "owner"], &"a".into()).unwrap());
    assert_eq!(new, "#:schema x\n\n[action.A]\nowner = \"a\"\n");
}

#[test]
fn parents_are_made_where_they_belong() {
    let new = edited("title = \"T\"\n\n[event.a]\nact = \"raised\"\n", |d| {
        d.set(&["risk", "RSK-1"], &12.into()).unwrap();
        d.set(&["risk", "RSK-2"], &13.into()).unwrap();
        d.set(&["correction", "by"], &"a".into()).unwrap();
    });
    assert_eq!(
        new,
        "title = \"T\"\n\n[risk]\nRSK-1 = 12\nRSK-2 = 13\n\n[correction]\nby = \"a\"\n\n[event.a]\nact = \"raised\"\n"
    );
}

#[test]
fn removing_keeps_every_comment() {
    let text = "a = 1\n\n# above\nb = [ # in\n  1, # one\n] # after\n\n# next\nc = 3\n";
    assert_eq!(
        edited(text, |d| d.remove(&["b"]).unwrap()),
        "a = 1\n\n# above\n# in\n# one\n# after\n\n# next\nc = 3\n"
    );
    assert_eq!(edited("a = 1\n\nb = 2\n\nc = 3\n", |d| d.remove(&["b"]).unwrap()), "a = 1\n\nc = 3\n");
    let text = "a = 1\n\n[risk] # r\n# k\nx = 1\n\n[correction]\nby = \"a\"\n";
    assert_eq!(edited(text, |d| d.remove(&["risk"]).unwrap()), "a = 1\n\n# r\n# k\n\n[correction]\nby = \"a\"\n");
    assert_eq!(edited("a = 1\n\n[risk]\nx = 1\n", |d| d.remove(&["risk"]).unwrap()), "a = 1\n");
    assert_eq!(
        edited("a = {x = 1, y.z = 2, y.q = 3}\n", |d| d.remove(&["a", "y", "z"]).unwrap()),
        "a = { x = 1, y.q = 3 }\n"
    );
}

#[test]
fn entries_are_pushed_one_a_line() {
    let push = |text: &str, key: &str| edited(text, |d| d.push_entry(&[key], &"new".into()).unwrap());
    assert_eq!(push("title = \"T\"\n", "tags"), "title = \"T\"\n\ntags = [\n  \"new\",\n]\n");
    assert_eq!(push("tags = [\"a\"] # t\n", "tags"), "tags = [\n  \"a\",\n  \"new\",\n] # t\n");
    assert_eq!(push("tags = []\n", "tags"), "tags = [\n  \"new\",\n]\n");
    assert_eq!(
        push("tags = [\n    'a' # one\n    # more\n]\n", "tags"),
        "tags = [\n    'a', # one\n    # more\n    \"new\",\n]\n"
    );
    assert_eq!(push("environment = ['a']\n", "environment"), "environment = ['a', \"new\"]\n");
    assert_eq!(push("environment = ['a',]\n", "environment"), "environment = ['a', \"new\"]\n");
    assert_eq!(push("tags = [ # h\n 'a', 'b' ] # t\n", "tags"), "tags = [ # h\n  'a',\n  'b',\n  \"new\",\n] # t\n");
}

#[test]
fn a_list_set_anew_keeps_entries_with_their_comments() {
    let text = "tags = [\n  'a', # one\n  # above b\n  'b',\n  'c',\n]\n";
    let new = edited(text, |d| d.set(&["tags"], &Value::lines(["d", "c", "a"])).unwrap());
    assert_eq!(new, "tags = [\n  \"d\",\n  # above b\n  'c',\n  'a', # one\n]\n");
}

#[test]
fn tables_go_after_their_family_and_events_last() {
    let new = edited(ITEM, |d| {
        d.insert_table(&["action", "9ZZ"], &fields(&[("owner", "a")])).unwrap();
        d.insert_table(&["event", "0011223344556677"], &fields(&[("act", "noted")])).unwrap();
    });
    assert_eq!(diff(ITEM, &new), "+[action.9ZZ]\n+owner = \"a\"\n+\n+\n+[event.0011223344556677]\n+act = \"noted\"\n");
    assert!(new.ends_with("\n\n[event.0011223344556677]\nact = \"noted\"\n"));
    assert!(new.contains("patch cycle.\"\n\n[action.9ZZ]\nowner = \"a\"\n\n[resource.M2V]"));
}

#[test]
fn a_table_that_is_there_is_not_written_over() {
    let mut document = item(ITEM);
    assert!(document.insert_table(&["action", "7KQ"], &[]).is_err());
    assert!(document.set(&["action"], &"x".into()).is_err());
    assert!(document.set(&["title", "x"], &"x".into()).is_err());
    assert!(document.set(&[], &"x".into()).is_err());
    assert_eq!(document.text(), ITEM);
}

#[test]
fn interleaved_tables_stay_where_they_are() {
    let text =
        "[event.a]\nx = 1\n\n[action.A]\nx = 1\n# end of A\n\n# about b\n[event.b]\nx = 1\n\n[action.B.sub]\nx = 1\n";
    let new = edited(text, |d| d.insert_table(&["event", "c"], &[]).unwrap());
    assert_eq!(diff(text, &new), "+[event.c]\n+\n");
    let new = edited(text, |d| d.set(&["action", "A", "owner"], &"o".into()).unwrap());
    assert_eq!(diff(text, &new), "+owner = \"o\"\n");
}

#[test]
fn other_spellings_get_headers_when_written() {
    let want = "title = \"T\"\n\n# one\n[action.A]\nowner = \"o\"\ndue = 2026-01-01\n\n[action.B]\nowner = \"p\"\n\n[action.C]\nowner = \"q\"\n";
    for (text, comment) in [
        ("title = \"T\"\n# one\naction = { A = { owner = \"o\", due = 2026-01-01 }, B = { owner = \"p\" } }\n", true),
        (
            "title = \"T\"\n# one\naction.A.owner = \"o\"\naction.A.due = 2026-01-01\naction.B = { owner = \"p\" }\n",
            true,
        ),
        ("title = \"T\"\n\n# one\n[action]\nA.owner = \"o\"\nA.due = 2026-01-01\nB.owner = \"p\"\n", true),
        ("title = \"T\"\n\n[action]\nB.owner = \"p\"\n[action.A]\nowner = \"o\"\n", false),
    ] {
        let new = edited(text, |d| d.insert_table(&["action", "C"], &fields(&[("owner", "q")])).unwrap());
        if comment {
            assert_eq!(new, want, "from {text}");
        }
        assert!(item(&new).get(&["action", "B"]).unwrap().is_table(), "{new}");
    }
}

#[test]
fn comments_survive_the_change_of_spelling() {
    let text =
        "# A\nrisk = { x = 1 } # B\n[action] # C\n# D\nA = { owner = \"o\" } # E\n# F\nB.owner = \"p\" # G\n# H\n";
    let new = edited(text, |d| {
        d.set(&["risk", "y"], &2.into()).unwrap();
        d.set(&["action", "B", "due"], &"x".into()).unwrap();
    });
    for comment in ["# A", "# B", "# C", "# D", "# E", "# F", "# G", "# H"] {
        assert_eq!(new.matches(comment).count(), 1, "{comment} in\n{new}");
    }
}

#[test]
fn the_last_analysis_is_edited_and_gets_its_whys() {
    let text = "[[analysis]]\nby = \"a\"\n\n[[analysis.why]]\nquestion = \"1\"\n\n[action.A]\nx = 1\n";
    let new = edited(text, |d| {
        d.push_array_table(&["analysis"], &fields(&[("by", "b")])).unwrap();
        d.push_array_table(&["analysis", "why"], &fields(&[("question", "2")])).unwrap();
        d.push_array_table(&["analysis", "[0]", "why"], &fields(&[("question", "1b")])).unwrap();
        d.set(&["analysis", "root_cause"], &"r".into()).unwrap();
    });
    assert_eq!(
        new,
        "[[analysis]]\nby = \"a\"\n\n[[analysis.why]]\nquestion = \"1\"\n\n[[analysis.why]]\nquestion = \"1b\"\n\n\
         [[analysis]]\nby = \"b\"\nroot_cause = \"r\"\n\n[[analysis.why]]\nquestion = \"2\"\n\n[action.A]\nx = 1\n"
    );
    let new = edited(&new, |d| {
        d.replace_array_tables(&["analysis", "why"], &[fields(&[("question", "3")]), fields(&[("question", "4")])])
            .unwrap();
    });
    assert!(new.ends_with("root_cause = \"r\"\n\n[[analysis.why]]\nquestion = \"3\"\n\n[[analysis.why]]\nquestion = \"4\"\n\n[action.A]\nx = 1\n"), "{new}");
}

#[test]
fn inline_arrays_of_tables_become_headers() {
    let text = "analysis = [{ by = \"a\", why = [{ question = \"1\" }] }]\n";
    let new = edited(text, |d| d.push_array_table(&["analysis", "why"], &fields(&[("question", "2")])).unwrap());
    assert_eq!(
        new,
        "[[analysis]]\nby = \"a\"\n\n[[analysis.why]]\nquestion = \"1\"\n\n[[analysis.why]]\nquestion = \"2\"\n"
    );
}

#[test]
fn roles_and_keys_of_people() {
    let text = "[person.\"a.b\"]\nname = \"A\"\nrole = [{ name = \"staff\", from = 2024-02-01 }]\n";
    let mut people = open(text, LayoutKind::People);
    people.set(&["person", "a.b", "role", "[0]", "until"], &"x".into()).unwrap();
    let role = Value::Inline(fields(&[("name", "auditor")]));
    people.push_entry(&["person", "a.b", "role"], &role).unwrap();
    people.push_entry(&["person", "a.b", "key"], &Value::Inline(fields(&[("public", "k")]))).unwrap();
    people.set(&["person", "a.b", "email"], &Value::List(vec!["m".into()])).unwrap();
    assert_eq!(
        people.text(),
        "[person.\"a.b\"]\nname = \"A\"\nemail = [\"m\"]\nrole = [\n  { name = \"staff\", from = 2024-02-01, until = \"x\" },\n  { name = \"auditor\" },\n]\nkey = [{ public = \"k\" }]\n"
    );
    people.insert_table(&["person", "c.d"], &fields(&[("name", "C")])).unwrap();
    assert!(people.text().ends_with("]\n\n[person.\"c.d\"]\nname = \"C\"\n"));
}

#[test]
fn line_ends_survive_an_edit() {
    let mut document =
        Document::parse(b"\xEF\xBB\xBFtitle = \"T\"\r\ntags = [\r\n  \"a\",\r\n]\r\n", LayoutKind::Item).unwrap();
    document.push_entry(&["tags"], &"b".into()).unwrap();
    assert_eq!(document.to_bytes(), b"\xEF\xBB\xBFtitle = \"T\"\r\ntags = [\r\n  \"a\",\r\n  \"b\",\r\n]\r\n");
}

#[test]
fn roles_with_headers_of_their_own_stay_so() {
    let text = "[person.a]\nname = \"A\"\n\n[[person.a.role]]\nname = \"staff\"\n\n[event.x]\nact = \"changed\"\n";
    let mut people = open(text, LayoutKind::People);
    people.push_entry(&["person", "a", "role"], &Value::Inline(fields(&[("name", "auditor")]))).unwrap();
    people.set(&["person", "a", "role", "[0]", "until"], &"x".into()).unwrap();
    assert_eq!(
        people.text(),
        "[person.a]\nname = \"A\"\n\n[[person.a.role]]\nname = \"staff\"\nuntil = \"x\"\n\n[[person.a.role]]\nname = \"auditor\"\n\n[event.x]\nact = \"changed\"\n"
    );
}

#[test]
fn what_is_no_table_stays_under_the_header_of_its_family() {
    let new = edited("[action]\nnote = 1\nA.owner = \"o\"\n", |d| d.set(&["action", "A", "due"], &"x".into()).unwrap());
    assert_eq!(new, "[action]\nnote = 1\n\n[action.A]\nowner = \"o\"\ndue = \"x\"\n");
    let mut document = item("action = 3\n");
    assert!(document.insert_table(&["action", "A"], &[]).is_err());
    assert_eq!(document.text(), "action = 3\n");
}
