//! TOML files in odd spellings, for the property tests.

use proptest::prelude::*;

/// One line of a table: a comment, a blank line, or a key (made unique by its number).
fn line() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "title",
        "status",
        "kind",
        "owner",
        "due",
        "tags",
        "sources",
        "environment",
        "hash",
        "act",
        "by",
        "zeta",
        "\"od d\"",
        "'q'",
        "role",
        "risk.x",
        "a . b",
        "after",
    ]);
    let value = prop::sample::select(vec![
        "1",
        "'lit#eral'",
        "\"b\\u0041\"",
        "\"\"\"\nprose # no\n\n# no\n\"\"\"",
        "'''\nx = 1\n[y]\n'''",
        "[]",
        "[1,2]",
        "[ 'a' , 'b', ]",
        "[\n  'a', # one\n    # two\n  'b' # three\n  , 'c'\n  # four\n]",
        "{}",
        "{a=1,b = {c=2, d.e=[1]}}",
        "{ a = 1, # c\n b = 2 }",
        "[{name='x',from=2024-01-01}]",
        "[{a=1},\n{a=2}]",
        "2024-01-01T10:00:00Z",
        "1e3",
        "\"\\e\\x41\"",
        "[[1,\n 2],[3]]",
        "true",
    ]);
    let note = prop::sample::select(vec!["", " # note", "   ", "# tight", "\t# tab"]);
    let spacing = prop::sample::select(vec![" = ", "=", "   =\t"]);
    prop_oneof![
        1 => Just("\n".to_owned()),
        1 => Just("# comment\n".to_owned()),
        1 => Just("  # indented\n\n".to_owned()),
        8 => (key, spacing, value, note).prop_map(|(key, spacing, value, note)| format!("{key}%{spacing}{value}{note}\n")),
    ]
}

fn header() -> impl Strategy<Value = String> {
    let names = vec![
        "[risk]",
        "[correction]",
        "[action.A%] # h",
        "[ action . \"B%\" ]",
        "[event.e%]",
        "[event.'e%']",
        "[\"resource\".r%]",
        "[[analysis]]",
        "[[analysis.why]]",
        "[[waiver]]",
        "[unknown%]",
        "[unknown%.sub]",
        "[person.\"a.b%\"]",
        "[policy]",
    ];
    prop::sample::select(names).prop_map(str::to_owned)
}

/// A file; keys and names are numbered so that most files are valid.
pub(super) fn file() -> impl Strategy<Value = String> {
    let lines = || prop::collection::vec(line(), 0..5);
    let tables = prop::collection::vec((header(), lines()), 0..6);
    (prop::sample::select(vec!["", "#:schema x\n", "# head\n\n", "\n\n"]), lines(), tables, any::<bool>()).prop_map(
        |(head, root, tables, cut)| {
            let mut number = 0;
            let mut out = head.to_owned();
            let mut add = |text: &str, out: &mut String| {
                number += 1;
                // Known keys keep their names the first time, so that the layout has something to order.
                let mark = if number % 3 == 0 { String::new() } else { number.to_string() };
                out.push_str(&if text.starts_with(['"', '\'']) {
                    text.replacen('%', "", 1)
                } else {
                    text.replace('%', &mark)
                });
            };
            root.iter().for_each(|line| add(line, &mut out));
            for (header, lines) in &tables {
                add(header, &mut out);
                out.push('\n');
                lines.iter().for_each(|line| add(line, &mut out));
            }
            if cut { out.trim_end_matches('\n').to_owned() } else { out }
        },
    )
}

#[test]
fn most_generated_files_are_valid() {
    use proptest::{strategy::ValueTree, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let good = (0..300).filter(|_| {
        let text = file().new_tree(&mut runner).unwrap().current();
        toml_edit::Document::parse(text).is_ok()
    });
    let good = good.count();
    assert!(good > 150, "{good} of 300");
}
