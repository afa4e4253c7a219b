//! The canonical layout.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::edit::Document;
use super::format::format;
use super::layout::LayoutKind;
use super::plain::Plain;
use super::scan::comments;
use super::tests_generate::file;
use super::tests_item::ITEM;
use super::value::Value;

fn formatted(text: &str, kind: LayoutKind) -> String {
    let document = Document::parse(text.as_bytes(), kind).unwrap_or_else(|error| panic!("{error}\n{text}"));
    String::from_utf8(format(&document)).unwrap()
}

#[test]
fn the_sample_is_in_its_layout() {
    assert_eq!(formatted(ITEM, LayoutKind::Item), ITEM);
}

#[test]
fn keys_tables_and_lists_find_their_order() {
    let text = "\
#:schema ../../schemas/item.schema.json
# about the title
title=\"T\"   # aligned
schema   = 1


tags = ['b', 'a'] # tags
zeta = 1
owner = \"o\"
environment = [
 \"office\",
]
controls = []

[ event . 'e1' ] # first
hash = \"h\"
act = \"raised\"
extra = 1

# about the action

[action.A]
due = 2026-01-01
# the owner
owner = \"o\"
# end of A
[[analysis]]
by = \"a\"
# the end
";
    assert_eq!(
        formatted(text, LayoutKind::Item),
        "\
#:schema ../../schemas/item.schema.json
schema = 1
# about the title
title = \"T\"   # aligned

owner = \"o\"

environment = [\"office\"]
controls = []
tags = [
  'b',
  'a',
] # tags
zeta = 1

# end of A
[[analysis]]
by = \"a\"
# the end

# about the action

[action.A]
# the owner
owner = \"o\"
due = 2026-01-01

[event.e1] # first
act = \"raised\"
extra = 1
hash = \"h\"
"
    );
}

#[test]
fn people_get_one_role_a_line_once_there_are_two() {
    let text = "[person.a]\nrole=[{name=\"x\"},{name=\"y\",from=2024-01-01}]\nkey = [{public=\"k\"}]\nname=\"A\"\n";
    assert_eq!(
        formatted(text, LayoutKind::People),
        "[person.a]\nname = \"A\"\nrole = [\n  { name = \"x\" },\n  { name = \"y\", from = 2024-01-01 },\n]\nkey = [{ public = \"k\" }]\n"
    );
}

#[test]
fn newer_spellings_are_written_as_toml_1_0() {
    assert_eq!(
        formatted("a = \"\\e\\x41\"\nb = { x = 1,\n y = 2, }\n", LayoutKind::Item),
        "a = \"\\u001BA\"\nb = { x = 1, y = 2 }\n"
    );
}

#[test]
fn line_ends_stay() {
    let document = Document::parse(b"title=1\r\nschema=1\r\n", LayoutKind::Item).unwrap();
    assert_eq!(format(&document), b"schema = 1\r\ntitle = 1\r\n");
}

const KINDS: [LayoutKind; 4] = [LayoutKind::Item, LayoutKind::People, LayoutKind::Register, LayoutKind::Source];

fn sorted(text: &str) -> Vec<&str> {
    let mut all = comments(text);
    all.sort_unstable();
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_layout_changes_no_value_loses_no_comment_and_is_settled(text in file(), kind in prop::sample::select(&KINDS)) {
        let Ok(document) = Document::parse(text.as_bytes(), kind) else { return Ok(()) };
        prop_assert_eq!(document.to_bytes(), text.as_bytes());
        let once = formatted(&text, kind);
        let again = Document::parse(once.as_bytes(), kind).unwrap();
        prop_assert_eq!(Plain::of_table(document.table()), Plain::of_table(again.table()));
        prop_assert_eq!(sorted(&text), sorted(&once));
        prop_assert_eq!(formatted(&once, kind), once);
    }

    #[test]
    fn edits_of_any_file_keep_all_else(text in file(), kind in prop::sample::select(&KINDS), which in 0..8usize) {
        let Ok(mut document) = Document::parse(text.as_bytes(), kind) else { return Ok(()) };
        let before = Plain::of_table(document.table());
        let value = Value::text("new value");
        let path: &[&str] = match which {
            0 => &["owner"],
            1 => &["risk", "RSK-1"],
            2 => &["action", "A2", "owner"],
            3 => &["analysis", "root_cause"],
            4 => &["event", "new", "act"],
            5 => &["unknown2", "sub", "k"],
            6 => &["person", "new.one", "name"],
            _ => &["policy", "n"],
        };
        if document.set(path, &value).is_err() {
            prop_assert_eq!(document.to_bytes(), text.as_bytes());
            return Ok(());
        }
        prop_assert_eq!(document.get(path).and_then(toml_edit::Item::as_str), Some("new value"));
        let was_there = Document::parse(text.as_bytes(), kind).unwrap().get(path).is_some();
        for comment in comments(&text) {
            prop_assert!(comments(document.text()).contains(&comment), "{} lost in\n{}", comment, document.text());
        }
        if !was_there && document.remove(path).is_ok() {
            let mut after = Plain::of_table(document.table());
            prune(&mut after);
            let mut before = before;
            prune(&mut before);
            prop_assert_eq!(after, before);
        }
    }
}

/// Tables left empty by taking out what was set.
fn prune(plain: &mut Plain) {
    match plain {
        Plain::Table(table) => {
            table.values_mut().for_each(prune);
            table.retain(|_, value| *value != Plain::Table(BTreeMap::new()) && *value != Plain::Array(Vec::new()));
        }
        Plain::Array(array) => {
            array.iter_mut().for_each(prune);
            array.retain(|value| *value != Plain::Table(BTreeMap::new()));
        }
        _ => {}
    }
}
