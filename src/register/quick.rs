//! The quick way to read a file of the register, as this program and most people write it: headers, and lines
//! `key = value` whose values need no lexer. Whatever is not plainly so goes through the library, and a file with
//! anything odd in it is not read here at all: the whole of it is then parsed, which also tells what is wrong and
//! where. So there is one meaning of a file, that of the library.

use std::collections::BTreeMap;

use memchr::{memchr, memmem};
use serde::Deserialize as _;
use toml::de::ValueDeserializer;
use toml::{Table, Value};

/// A header with more parts than that is left to the library, which has its own bounds.
const DEPTH: usize = 8;
const BLANK: [char; 2] = [' ', '\t'];

/// All that stands in a file; `None` where anything about it is odd.
pub(super) fn table(text: &str) -> Option<Table> {
    let mut root = Table::with_capacity(16);
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
                let (key, value) = (key.trim_end_matches(BLANK), value.get(1..)?.trim_start_matches(BLANK));
                let value = match value {
                    "\"\"\"" => Value::String(long_text(&mut rest)?.to_owned()),
                    "[" => Value::Array(long_list(&mut rest)?),
                    _ => Plain::of(value).owned()?,
                };
                if !is_bare(key) || here.insert(key.to_owned(), value).is_some() {
                    return None;
                }
            }
        }
    }
    Some(root)
}

/// The next line without what is around it; `rest` is what comes after it.
fn next_line<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let (line, after) = rest.split_at_checked(memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1))?;
    *rest = after;
    Some(content(line).trim_matches(BLANK))
}

/// A line without its end.
fn content(line: &str) -> &str {
    line.strip_suffix("\r\n").or_else(|| line.strip_suffix('\n')).unwrap_or(line)
}

fn is_comment(line: &str) -> bool {
    line.bytes().all(|b| b == b'\t' || (b >= b' ' && b != 0x7f))
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// A text of several lines, without escapes, that begins after the end of a line.
fn long_text<'t>(rest: &mut &'t str) -> Option<&'t str> {
    let (text, after) = rest.split_at_checked(memmem::find(rest.as_bytes(), b"\"\"\"")?)?;
    *rest = after.get(3..)?;
    let plain = text.bytes().all(|b| matches!(b, b'\t' | b'\n') || (b >= b' ' && b != b'\\' && b != 0x7f));
    (plain && next_line(rest)?.is_empty()).then_some(text)
}

/// A list of strings, each on a line of its own.
fn long_list(rest: &mut &str) -> Option<Vec<Value>> {
    let mut list = Vec::with_capacity(4);
    loop {
        let line = next_line(rest).filter(|_| !rest.is_empty())?;
        if line == "]" {
            return Some(list);
        }
        let entry = line.strip_suffix(',')?.strip_prefix('"')?.strip_suffix('"').filter(|text| is_plain(text))?;
        list.push(Value::String(entry.to_owned()));
    }
}

/// Which tables were made by headers, by their path, and whether each is one of a list. Only these may be entered again:
/// a table on one line is closed.
#[derive(Default)]
struct Made<'t>(BTreeMap<&'t str, bool>);

impl<'t> Made<'t> {
    /// The table that a header begins.
    fn open<'r>(&mut self, root: &'r mut Table, header: &'t str) -> Option<&'r mut Table> {
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
                if here.contains_key(part) || self.0.insert(so_far, false).is_some() {
                    return None;
                }
                here = here.entry(part).or_insert_with(|| Value::Table(Table::with_capacity(12))).as_table_mut()?;
            }
        }
        Some(here)
    }

    /// A table on the way, or the last of a list.
    fn enter<'r>(&mut self, here: &'r mut Table, part: &str, so_far: &'t str) -> Option<&'r mut Table> {
        if !here.contains_key(part) {
            self.0.insert(so_far, false);
        }
        let known = *self.0.get(so_far)?;
        match here.entry(part).or_insert_with(|| Value::Table(Table::new())) {
            Value::Table(table) if !known => Some(table),
            Value::Array(list) if known => list.last_mut()?.as_table_mut(),
            _ => None,
        }
    }

    /// One more table of a list. What was made below the one before it is not below this one.
    fn add<'r>(&mut self, here: &'r mut Table, part: &str, path: &'t str) -> Option<&'r mut Table> {
        let begun = here.contains_key(part);
        if begun != self.0.get(path).is_some_and(|listed| *listed) {
            return None;
        }
        let below = self.0.range(path..).skip(1).map(|(key, _)| *key).take_while(|key| key.starts_with(path));
        let below: Vec<&str> = below.filter(|key| key.as_bytes().get(path.len()) == Some(&b'.')).collect();
        for key in below {
            self.0.remove(key);
        }
        self.0.insert(path, true);
        let list = here.entry(part).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()?;
        list.push(Value::Table(Table::new()));
        list.last_mut()?.as_table_mut()
    }
}

/// What a line has behind its `=`.
enum Plain<'a> {
    /// A basic string on one line without escapes.
    Text(&'a str),
    /// A list of such strings, at least one, with `", "` between them.
    List(&'a str),
    /// A list of nothing.
    Empty,
    /// A table on one line: keys, and values of which none is a table or of another kind.
    Pairs(Table),
    /// A day, or a moment in UTC with whole seconds.
    Date(&'a str),
    /// A number of few digits.
    Number(&'a str),
    /// Anything else, as it is written.
    Other(&'a str),
}

impl<'a> Plain<'a> {
    fn of(value: &'a str) -> Plain<'a> {
        let between = |open, close| value.strip_prefix(open)?.strip_suffix(close);
        if let Some(text) = between("\"", "\"").filter(|text| is_plain(text)) {
            Plain::Text(text)
        } else if let Some(list) = between("[\"", "\"]").filter(|list| entries(list).all(is_plain)) {
            Plain::List(list)
        } else if value == "[]" {
            Plain::Empty
        } else if is_date(value) {
            Plain::Date(value)
        } else if value == "0" || (value.len() <= 15 && !value.starts_with('0') && is_number(value)) {
            Plain::Number(value)
        } else if let Some(pairs) = between("{ ", " }").and_then(pairs) {
            Plain::Pairs(pairs)
        } else {
            Plain::Other(value)
        }
    }

    /// The value as the library's own type; `None` where it is odd after all.
    fn owned(self) -> Option<Value> {
        Some(match self {
            Plain::Text(text) => Value::String(text.to_owned()),
            Plain::List(list) => Value::Array(entries(list).map(|text| Value::String(text.to_owned())).collect()),
            Plain::Empty => Value::Array(Vec::new()),
            Plain::Date(text) => Value::Datetime(text.parse().ok()?),
            Plain::Number(digits) => Value::Integer(digits.parse().ok()?),
            Plain::Pairs(table) => Value::Table(table),
            Plain::Other(value) => Value::deserialize(ValueDeserializer::parse(value).ok()?).ok()?,
        })
    }
}

/// The pairs of a table on one line, with `, ` between them; `None` where anything about it is odd.
fn pairs(line: &str) -> Option<Table> {
    let mut table = Table::with_capacity(8);
    let mut rest = line;
    loop {
        let (key, value) = rest.split_once(" = ").filter(|(key, _)| is_bare(key))?;
        let end = match value.strip_prefix('"') {
            Some(text) => memchr(b'"', text.as_bytes())? + 2,
            None => memchr(b',', value.as_bytes()).unwrap_or(value.len()),
        };
        let (value, after) = value.split_at_checked(end)?;
        let value @ (Plain::Text(_) | Plain::Date(_)) = Plain::of(value) else { return None };
        if table.insert(key.to_owned(), value.owned()?).is_some() {
            return None;
        }
        if after.is_empty() {
            return Some(table);
        }
        rest = after.strip_prefix(", ")?;
    }
}

/// The strings of a list.
fn entries(list: &str) -> impl Iterator<Item = &str> {
    list.split("\", \"")
}

/// Whether `text` stands for itself between quotes. Without a way out, so that many bytes are looked at in one step.
#[allow(clippy::needless_bitwise_bool, reason = "a lazy one is a way out")]
fn is_plain(text: &str) -> bool {
    !text.bytes().fold(false, |odd, b| odd | (b < b' ') | (b == b'"') | (b == b'\\') | (b == 0x7f))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether `text` has the form `2026-03-05` or `2026-03-05T09:12:44Z`.
fn is_date(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00Z";
    let fits = |(b, form): (u8, &u8)| if *form == b'0' { b.is_ascii_digit() } else { b == *form };
    matches!(text.len(), 10 | 20) && text.bytes().zip(form).all(fits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    fn whole(text: &str) -> Option<Table> {
        text.parse().ok()
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
    fn many_headers_and_long_paths_take_no_long_time() {
        let many: String =
            (0..60_000).map(|n| format!("[a{n}]\n")).chain((0..60_000).map(|_| "[[b]]\n".into())).collect();
        assert_eq!(table(&many), whole(&many));
        assert_eq!(table(&format!("[{}a]\n", "a.".repeat(1 << 20))), None);
    }

    proptest! {
        #[test]
        fn never_differs_from_the_library(picks in prop::collection::vec((0usize..43, 0usize..48), 0..6), ends in 0usize..4) {
            let scraps = [
                "text = \"a\"", "[event.b]", "\"\"\"", "'''", "# x", "a = [", "]", "by = \"x\"", "\r", "\u{7f}",
                "risk = { a = 1 }", "[event.\"c\".terms]", "text = \"\"\"", "terms = { due = 2026-05-15, owner = \"x\" }",
                "c = { a = \"x\" }, b = \"y\" }", "[event.a.terms]", "[[event]]", "[event]", "[analysis]", "[[analysis]]",
                "[[analysis.why]]", "[analysis.why]", "[risk.RSK-1]", "[action.A1.b]", "[action]", "action = 1", "a.b = 1",
                " [ a . b ] ", "[a] # why", "d = 2026-05-15", "d = 2026-05-15 09:00:00Z", "\u{1}", "n = 007", "n = 0", "n = 1_0", "n = 12", "n = 99999999999999999999", "n = ",
                "[[action.A1]]",
                "x = [", "\"a\",", "\"b\"", "],",
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
