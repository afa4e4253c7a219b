//! The quick way to read a file of the register, as this program and most people write it: headers, and lines
//! `key = value` whose values need no lexer. Whatever is not plainly so goes through the library, and a file with
//! anything odd in it is not read here at all: the whole of it is then parsed, which also tells what is wrong and
//! where. So there is one meaning of a file, that of the library.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use memchr::{memchr, memmem};
use serde::Deserialize as _;
use toml::Value;
use toml::de::ValueDeserializer;
use toml::value::{Date, Datetime, Offset, Time};

use crate::model::tree::{Node, Tree};

/// A header with more parts than that is left to the library, which has its own bounds.
const DEPTH: usize = 8;
/// A table with more keys than that too: here each new key is held against all that are there.
const KEYS: usize = 512;
const BLANK: [char; 2] = [' ', '\t'];

/// All that stands in a file; `None` where anything about it is odd.
pub(super) fn tree(text: &str) -> Option<Tree<'_>> {
    let mut root = Tree::with_capacity(32);
    let mut made = Made::default();
    let mut here = &mut root;
    let mut rest = text;
    while !rest.is_empty() {
        let line = next_line(&mut rest)?;
        match line.as_bytes().first() {
            None => {}
            Some(b'#') if is_comment(line) => {}
            Some(b'[') => here = made.open(&mut root, line)?,
            _ => {
                let (key, value) = line.split_at_checked(memchr(b'=', line.as_bytes())?)?;
                let (key, value) = (trimmed(key), trimmed(value.get(1..)?));
                let value = match value {
                    "\"\"\"" if ends_bare(text.get(..text.len() - rest.len())?) => {
                        Node::Text(Cow::Borrowed(long_text(&mut rest)?))
                    }
                    "[" => Node::List(long_list(&mut rest)?),
                    text => self::value(text)?,
                };
                add(here, key, value)?;
            }
        }
    }
    Some(root)
}

/// Adds a key to a table; `None` where it is odd, or there already.
fn add<'t>(table: &mut Tree<'t>, key: &'t str, value: Node<'t>) -> Option<()> {
    if !is_bare(key) || table.len() >= KEYS || table.get(key).is_some() {
        return None;
    }
    table.add(key, value);
    Some(())
}

/// The next line without what is around it; `rest` is what comes after it.
fn next_line<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let line = match memchr(b'\n', rest.as_bytes()) {
        Some(end) => {
            let line = rest.get(..end)?;
            *rest = rest.get(end + 1..)?;
            line.strip_suffix('\r').unwrap_or(line)
        }
        None => std::mem::take(rest),
    };
    Some(trimmed(line))
}

/// A text without the blanks around it; most have none.
fn trimmed(text: &str) -> &str {
    let blank = |b: Option<&u8>| matches!(b, Some(b' ' | b'\t'));
    let bytes = text.as_bytes();
    if blank(bytes.first()) || blank(bytes.last()) { text.trim_matches(BLANK) } else { text }
}

fn is_comment(line: &str) -> bool {
    line.bytes().all(|b| b == b'\t' || (b >= b' ' && b != 0x7f))
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// What ends a text of several lines.
static LONG: LazyLock<memmem::Finder<'_>> = LazyLock::new(|| memmem::Finder::new("\"\"\""));

/// Whether what was read so far ends with three quotes and the end of their line: blanks between the two would be the
/// beginning of the text.
fn ends_bare(read: &str) -> bool {
    let line = read.strip_suffix('\n').unwrap_or(read);
    line.strip_suffix('\r').unwrap_or(line).ends_with("\"\"\"")
}

/// A text of several lines, without escapes, that begins after the end of a line.
fn long_text<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let (text, after) = rest.split_at_checked(LONG.find(rest.as_bytes())?)?;
    *rest = after.get(3..)?;
    let plain = text.bytes().all(|b| matches!(b, b'\t' | b'\n') || (b >= b' ' && b != b'\\' && b != 0x7f));
    (plain && next_line(rest)?.is_empty()).then_some(text)
}

/// A list of strings, each on a line of its own.
fn long_list<'t>(rest: &mut &'t str) -> Option<Vec<Node<'t>>> {
    let mut list = Vec::with_capacity(4);
    loop {
        let line = next_line(rest).filter(|_| !rest.is_empty())?;
        if line == "]" {
            return Some(list);
        }
        let entry = line.strip_suffix(',')?.strip_prefix('"')?.strip_suffix('"').filter(|text| is_plain(text))?;
        list.push(Node::Text(Cow::Borrowed(entry)));
    }
}

/// Which tables were made by headers, by their path, and whether each is one of a list. Only these may be entered again:
/// a table on one line is closed.
#[derive(Default)]
struct Made<'t>(BTreeMap<&'t str, bool>);

impl<'t> Made<'t> {
    /// The table that a header begins.
    fn open<'r>(&mut self, root: &'r mut Tree<'t>, header: &'t str) -> Option<&'r mut Tree<'t>> {
        let inner = header.strip_prefix('[')?.strip_suffix(']')?;
        let (path, listed) = match inner.strip_prefix('[') {
            Some(inner) => (inner.strip_suffix(']')?, true),
            None => (inner, false),
        };
        let mut here = root;
        let mut end = 0;
        for (depth, part) in path.split('.').enumerate() {
            if !is_bare(part) || depth >= DEPTH {
                return None;
            }
            end += part.len() + usize::from(depth > 0);
            let so_far = path.get(..end)?;
            if end < path.len() {
                here = self.enter(here, part, so_far)?;
            } else if listed {
                here = self.add(here, part, so_far)?;
            } else {
                if here.get(part).is_some() || here.len() >= KEYS || self.0.insert(so_far, false).is_some() {
                    return None;
                }
                here.add(part, Node::Table(Tree::with_capacity(12)));
                here = as_table(here.get_mut(part)?)?;
            }
        }
        Some(here)
    }

    /// A table on the way, or the last of a list.
    fn enter<'r>(&mut self, here: &'r mut Tree<'t>, part: &'t str, so_far: &'t str) -> Option<&'r mut Tree<'t>> {
        if here.get(part).is_none() {
            self.0.insert(so_far, false);
            add(here, part, Node::Table(Tree::default()))?;
        }
        let known = *self.0.get(so_far)?;
        match here.get_mut(part)? {
            Node::Table(table) if !known => Some(table),
            Node::List(list) if known => as_table(list.last_mut()?),
            _ => None,
        }
    }

    /// One more table of a list. What was made below the one before it is not below this one.
    fn add<'r>(&mut self, here: &'r mut Tree<'t>, part: &'t str, path: &'t str) -> Option<&'r mut Tree<'t>> {
        let begun = here.get(part).is_some();
        if begun != self.0.get(path).is_some_and(|listed| *listed) {
            return None;
        }
        let below = self.0.range(path..).skip(1).map(|(key, _)| *key).take_while(|key| key.starts_with(path));
        let below: Vec<&str> = below.filter(|key| key.as_bytes().get(path.len()) == Some(&b'.')).collect();
        for key in below {
            self.0.remove(key);
        }
        self.0.insert(path, true);
        if !begun {
            add(here, part, Node::List(Vec::new()))?;
        }
        let Node::List(list) = here.get_mut(part)? else { return None };
        list.push(Node::Table(Tree::default()));
        as_table(list.last_mut()?)
    }
}

fn as_table<'r, 't>(node: &'r mut Node<'t>) -> Option<&'r mut Tree<'t>> {
    match node {
        Node::Table(table) => Some(table),
        _ => None,
    }
}

/// What a line has behind its `=`: what is not plain is asked of the library.
fn value(text: &str) -> Option<Node<'_>> {
    plain(text).or_else(|| Some(Value::deserialize(ValueDeserializer::parse(text).ok()?).ok()?.into()))
}

/// A value that needs no lexer: a basic string without escapes, a date, a short number without a sign, a list of such
/// strings with `", "` between them, a table on one line, and a list of one such table.
fn plain(text: &str) -> Option<Node<'_>> {
    let between = |open, close| text.strip_prefix(open)?.strip_suffix(close);
    match text.as_bytes().first()? {
        b'"' => between("\"", "\"").filter(|text| is_plain(text)).map(|text| Node::Text(Cow::Borrowed(text))),
        b'[' if text == "[]" => Some(Node::List(Vec::new())),
        b'[' => match between("[\"", "\"]") {
            Some(list) => {
                let entry = |text| is_plain(text).then_some(Node::Text(Cow::Borrowed(text)));
                list.split("\", \"").map(entry).collect::<Option<_>>().map(Node::List)
            }
            None => between("[{ ", " }]").and_then(pairs).map(|table| Node::List(vec![Node::Table(table)])),
        },
        b'{' => between("{ ", " }").and_then(pairs).map(Node::Table),
        _ if is_date(text) => date(text).map(Node::Date),
        _ if is_number(text) => text.parse().ok().map(Node::Integer),
        _ => {
            let (whole, part) = text.split_once('.')?;
            (is_number(whole) && is_digits(part)).then(|| text.parse().ok().map(Node::Float))?
        }
    }
}

/// The pairs of a table on one line, with `, ` between them; `None` where anything about it is odd.
fn pairs(line: &str) -> Option<Tree<'_>> {
    let mut table = Tree::with_capacity(8);
    let mut rest = line;
    loop {
        let (key, value) = rest.split_at_checked(memchr(b' ', rest.as_bytes())?)?;
        let value = value.strip_prefix(" = ")?;
        let end = match value.strip_prefix('"') {
            Some(text) => memchr(b'"', text.as_bytes())? + 2,
            None => memchr(b',', value.as_bytes()).unwrap_or(value.len()),
        };
        let (value, after) = value.split_at_checked(end)?;
        // Asked first: a value within a value within a value would be looked into without an end.
        let value = (!value.starts_with(['{', '['])).then(|| plain(value)).flatten()?;
        add(&mut table, key, value)?;
        if after.is_empty() {
            return Some(table);
        }
        rest = after.strip_prefix(", ")?;
    }
}

/// Whether `text` stands for itself between quotes. Without a way out, so that many bytes are looked at in one step.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy one is a way out")]
fn is_plain(text: &str) -> bool {
    !text.bytes().fold(false, |odd, b| odd | (b < b' ') | (b == b'"') | (b == b'\\') | (b == 0x7f))
}

/// Whether a text is a number without a sign, and a short one.
fn is_number(text: &str) -> bool {
    text == "0" || (text.len() <= 15 && !text.starts_with('0') && is_digits(text))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `text` has the form `2026-03-05` or `2026-03-05T09:12:44Z`.
fn is_date(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00Z";
    let fits = |(b, form): (u8, &u8)| if *form == b'0' { b.is_ascii_digit() } else { b == *form };
    matches!(text.len(), 10 | 20) && text.bytes().zip(form).all(fits)
}

/// What has the form of a date: of those that are no doubt one the digits, of others what the library says.
fn date(text: &str) -> Option<Datetime> {
    let two = |at: usize| text.as_bytes().get(at..at + 2).map(|digits| (digits[0] - b'0') * 10 + digits[1] - b'0');
    let year = u16::from(two(0)?) * 100 + u16::from(two(2)?);
    let (month, day) = (two(5)?, two(8)?);
    let date = Some(Date { year, month, day });
    let (time, offset) = match (two(11), two(14), two(17)) {
        (Some(hour), Some(minute), Some(second)) => {
            (Some(Time { hour, minute, second: Some(second), nanosecond: None }), Some(Offset::Z))
        }
        _ => (None, None),
    };
    let certain = (1..=12).contains(&month)
        && (1..=28).contains(&day)
        && time.is_none_or(|t| t.hour < 24 && t.minute < 60 && t.second < Some(60));
    if certain { Some(Datetime { date, time, offset }) } else { text.parse().ok() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use toml::Table;

    use super::*;

    const HEAD: &str = "schema = 1\ntitle = \"A [event.x] in a title\"\n# said why\n\n[risk]\nRSK-1 = 4\n\n[[analysis]]\nmethod = \
                        \"five-whys\"\n[[analysis.why]]\nquestion = \"Why?\"\n[[analysis.why]]\nquestion = \"\"\"\nWhy\n\"so\"?\n\"\"\"\n\
                        [analysis.more]\na = 1\n[[analysis]]\nmethod = \"other\"\n[[analysis.why]]\nquestion = \"Again?\"\n\
                        [analysis.more]\na = 2\n[action.A1]\ntext = \"x\"\n[action.A2]\ntext = \"y\"\ntags = [\n  \"a\",\n  \"b, c\",\n]\n";
    const HASH: &str = "3f9c21b07a4de8153f9c21b07a4de8153f9c21b07a4de8153f9c21b07a4de815";

    fn event(name: &str, lines: &str) -> String {
        format!(
            "\n[event.{name}]\nafter = [\"{HASH}\"]\nact = \"noted\"\nby = \"dana.okafor\"\nat = 2026-03-05T09:12:44Z\n\
             content = \"sha256:{HASH}\"\nhash = \"{HASH}\"\n{lines}"
        )
    }

    fn table(text: &str) -> Option<Table> {
        tree(text).as_ref().map(Table::from)
    }

    fn whole(text: &str) -> Option<Table> {
        text.parse().ok()
    }

    #[test]
    fn tables_within_tables_are_left_to_the_library_however_deep() {
        let deep = format!("x = {}1{}\n", "{ a = ".repeat(20_000), " }".repeat(20_000));
        assert!(super::tree(&deep).is_none());
    }

    #[test]
    fn reads_what_kaizen_writes_and_most_of_what_people_write() {
        for lines in [
            "text = \"Repeats a finding.\"\n",
            "text = \"with \\\"quotes\\\" and a tab\\t\"\n",
            "text = 'literal'\n",
            "  terms   =  { owner = \"arjun.mehta\", due = 2026-05-15 }  \n\n\n",
            "until = 2026-05-15\n",
            "unknown = 4\n# a comment\n",
            "text = \"\"\n",
            "some = [\"AN-1\", \"AN-2\",\"AN-3\"]\nedits = [\"a\", \"b\"]\nlinks = [\"\"]\ngone = []\n",
            "terms = { kind = \"improvement\", success_criterion = \"Fewer, = less } than 3\", due = 2026-05-15 }\n",
            "terms = {owner = \"arjun.mehta\",due = 2026-05-15}\nodd = { a = 1, b = [], c = { d = \"x\" }, e = \"\\t\" }\n",
            "odd = { }\nmore = {  a = \"x\"  }\nother = { \"a b\" = \"x\", c = 'y' }\n",
            "text = \"\"\"\nOf two\n  lines.\"\"\"\nmore = \"\"\"\n\"\"\"\n",
            "x = 0.5\ny = [1, 2]\nz = [{ sha256 = \"x\" }, { url = \"y\" }]\n\n[event.b.set]\na = true\n",
        ] {
            let text = format!("{HEAD}{}{}", event("a", lines), event("c", ""));
            assert!(table(&text).is_some(), "{text}");
            assert_eq!(table(&text), whole(&text), "{text}");
            let crlf = text.replace('\n', "\r\n");
            assert!(table(&crlf).is_none_or(|read| Some(read) == whole(&crlf)), "{crlf}");
        }
        let plain = "schema = 1\r\n[risk]\r\na = 4\r\n";
        assert!(table(plain).is_some());
        assert_eq!(table(plain), whole(plain));
    }

    #[test]
    fn leaves_the_odd_to_the_library() {
        let plain = event("a", "");
        for text in [
            format!("{HEAD}{plain}{plain}"),
            format!("{HEAD}{plain}terms = {{ a = \"x\" }}\n[event.a.terms]\nowner = \"arjun.mehta\"\n"),
            format!("{HEAD}{plain}[risk]\na = 1\n"),
            format!("{HEAD}{plain}[risk.RSK-1]\na = 1\n"),
            format!("{HEAD}{plain}[[risk]]\na = 1\n"),
            format!("{HEAD}{plain}[analysis]\na = 1\n"),
            format!("{HEAD}{plain}[[event.a]]\na = 1\n"),
            format!("{HEAD}{plain}[title.x]\na = 1\n"),
            format!("{HEAD}{plain}[event.a.hash]\na = 1\n"),
            format!("event = {{}}\n{HEAD}{plain}"),
            format!("list = [{{ a = \"x\" }}]\n[[list]]\na = \"y\"\n{HEAD}"),
            format!("{HEAD}{}", event("a", "text = \"\"\"\na\\tb\n\"\"\"\n")),
            format!("{HEAD}{}", event("a", "text = \"\"\"\nends with a quote\"\"\"\"\n")),
            format!("{HEAD}{}", event("a", "text = \"\"\"\nopen\n")),
            format!("{HEAD}{}", event("a", "text = \"\"\" \nbegins with a blank\n\"\"\"\n")),
            format!("{HEAD}{}", event("a", "text = \"one\"\ntext = \"two\"\n")),
            format!("{HEAD}{}", event("a", "odd = 1\nodd = 1\n")),
            format!("{HEAD}{}", event("a", "odd = { a = \"1\", a = \"2\" }\n")),
            format!("{HEAD}{}", event("a", "odd = { a = \"1\", }, b = \"2\" }\n")),
            format!("{HEAD}{}", event("a", "terms = { due = 2026-02-31 }\n")),
            format!("{HEAD}{}", event("a", "text = \"open\n")),
            format!("{HEAD}{}", event("a", "text = soon\n")),
            format!("{HEAD}{}", event("\"b c\"", "")),
            format!("{HEAD}[a.b.c.d.e.f.g.h.i]\nx = 1\n"),
            format!("{HEAD}x = 1 # said why\n"),
            format!("{HEAD}x = [\n  \"a\", # said why\n]\n"),
            format!("{HEAD}x = [\n  \"a\",\n"),
            format!("{HEAD}# \u{1}\n"),
            format!("{HEAD}a = 1\rb = 2\n"),
            "\u{feff}schema = 1\n".to_owned(),
        ] {
            assert_eq!(table(&text), None, "{text}");
        }
    }

    #[test]
    fn many_keys_and_long_paths_are_left_to_the_library() {
        let many: String =
            (0..60_000).map(|n| format!("[a{n}]\n")).chain((0..60_000).map(|_| "[[b]]\n".into())).collect();
        assert_eq!(table(&many), None);
        assert_eq!(table(&format!("[{}a]\n", "a.".repeat(1 << 20))), None);
    }

    proptest! {
        #[test]
        fn a_date_is_what_the_library_reads(
            y in 0..10_000_u16, m in 0..14_u8, d in 0..33_u8, h in 0..26_u8, i in 0..62_u8, s in 0..63_u8,
        ) {
            let day = format!("{y:04}-{m:02}-{d:02}");
            for text in [format!("{day}T{h:02}:{i:02}:{s:02}Z"), day] {
                prop_assert!(is_date(&text));
                prop_assert_eq!(date(&text), text.parse().ok());
            }
        }

        #[test]
        fn never_differs_from_the_library(picks in prop::collection::vec((0usize..53, 0usize..48), 0..6), ends in 0usize..4) {
            let scraps = [
                "text = \"a\"", "[event.b]", "\"\"\"", "'''", "# x", "a = [", "]", "by = \"x\"", "\r", "\u{7f}",
                "risk = { a = 1 }", "[event.\"c\".terms]", "text = \"\"\"", "text = \"\"\" ", "terms = { due = 2026-05-15, owner = \"x\" }",
                "c = { a = \"x\" }, b = \"y\" }", "[event.a.terms]", "[[event]]", "[event]", "[analysis]", "[[analysis]]",
                "[[analysis.why]]", "[analysis.why]", "[risk.RSK-1]", "[action.A1.b]", "[action]", "action = 1", "a.b = 1",
                " [ a . b ] ", "[a] # why", "d = 2026-05-15", "d = 2026-05-15 09:00:00Z", "\u{1}", "n = 007", "n = 0", "n = 1_0", "n = 12", "n = 99999999999999999999", "n = ",
                "[[action.A1]]",
                "x = [", "\"a\",", "\"b\"", "],", "n = 0.5", "n = 00.5", "n = 1.", "n = .5", "n = 7.25",
                "r = { A-1 = 7.0, B = 3 }", "e = [{ url = \"x\", n = 1 }]", "e = [{ a = \"x\" }, { a = \"y\" }]", "e = [{ }]",
            ];
            let text = format!("{HEAD}{}{}", event("a", ""), event("b2", ""));
            let mut lines: Vec<&str> = text.lines().collect();
            for (scrap, at) in picks {
                lines.insert(at.min(lines.len()), scraps[scrap]);
            }
            let text = lines.join(["\n", "\r\n", "\n", "\n"][ends]);
            if let Some(read) = table(&text) {
                prop_assert_eq!(Some(read), whole(&text));
            }
        }
    }
}
