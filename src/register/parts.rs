//! The quick way to read a file that ends with events: what stands before the first of them, then each on its own.
//!
//! Most of a file are events, and as this program writes them most of their lines are `key = "text"`, which need no
//! lexer. Whatever is not plainly so goes through the library, and a file with anything odd in it is not read here at
//! all: the whole of it is then parsed, which also tells what is wrong and where. So there is one meaning of a file.
//! Cutting is safe because each piece must be complete: a cut within a string or a list leaves a piece that does not
//! parse.

use std::collections::BTreeMap;
use std::str::SplitInclusive;

use memchr::memmem;
use serde::Deserialize as _;
use serde::de::value::{BorrowedStrDeserializer, MapDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error, ValueDeserializer};

/// Where the table of an event begins.
const EVENT: &str = "[event.";

/// The file before its events, and the rest, which begins with the first event or is empty.
fn cut(text: &str) -> (&str, &str) {
    let at = if text.starts_with(EVENT) { Some(0) } else { next_event(text) };
    text.split_at(at.unwrap_or(text.len()))
}

/// The next line that begins the table of an event, after the first.
fn next_event(text: &str) -> Option<usize> {
    memmem::find(text.as_bytes(), b"\n[event.").map(|at| at + 1)
}

/// The table before the events and the events by name; `None` where the file has to be read as a whole.
pub(super) fn head_and_events<E: DeserializeOwned>(text: &str) -> Option<(Spanned<DeTable<'_>>, BTreeMap<String, E>)> {
    let (head, mut rest) = cut(text);
    let head = DeTable::parse(head).ok()?;
    if head.get_ref().contains_key("event") {
        return None;
    }
    let mut events = BTreeMap::new();
    while !rest.is_empty() {
        let (block, after) = rest.split_at(next_event(rest).unwrap_or(rest.len()));
        let (name, event) = plain_event(block).or_else(|| any_event(block))?;
        if events.insert(name, event).is_some() {
            return None;
        }
        rest = after;
    }
    Some((head, events))
}

/// An event all of whose lines are `key = value`.
fn plain_event<E: DeserializeOwned>(block: &str) -> Option<(String, E)> {
    let mut lines = block.split_inclusive('\n');
    let name = content(lines.next()?).strip_prefix(EVENT)?.strip_suffix(']').filter(|name| is_bare(name))?;
    let event = E::deserialize(PlainTable(lines)).ok()?;
    Some((name.to_owned(), event))
}

/// An event in whatever form, as long as nothing else stands with it.
fn any_event<E: DeserializeOwned>(block: &str) -> Option<(String, E)> {
    let mut table = DeTable::parse(block).ok()?.into_inner();
    let (_, event) = table.remove_entry("event").filter(|_| table.is_empty())?;
    let mut all = BTreeMap::<String, E>::deserialize(ValueDeserializer::from(event)).ok()?;
    all.pop_first().filter(|_| all.is_empty())
}

/// A line without its end.
fn content(line: &str) -> &str {
    line.strip_suffix("\r\n").or_else(|| line.strip_suffix('\n')).unwrap_or(line)
}

fn is_bare(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
}

/// What a line has behind its `=`.
enum Plain<'a> {
    /// A basic string on one line without escapes.
    Text(&'a str),
    /// A list of one such string.
    List(&'a str),
    /// A day, or a moment in UTC with whole seconds.
    Date(&'a str),
    /// Anything else, as it is written.
    Other(&'a str),
}

impl<'a> Plain<'a> {
    fn of(value: &'a str) -> Plain<'a> {
        let between = |open, close| value.strip_prefix(open)?.strip_suffix(close).filter(|inner| is_plain(inner));
        if let Some(text) = between("\"", "\"") {
            Plain::Text(text)
        } else if let Some(text) = between("[\"", "\"]") {
            Plain::List(text)
        } else if is_date(value) {
            Plain::Date(value)
        } else {
            Plain::Other(value)
        }
    }
}

/// Whether `text` stands for itself between quotes. Counted to the end, so that many bytes are looked at in one step.
fn is_plain(text: &str) -> bool {
    text.bytes().filter(|b| *b < b' ' || matches!(b, b'"' | b'\\' | 0x7f)).count() == 0
}

/// Whether `text` has the form `2026-03-05` or `2026-03-05T09:12:44Z`.
fn is_date(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00Z";
    let fits = |(b, form): (u8, &u8)| if *form == b'0' { b.is_ascii_digit() } else { b == *form };
    matches!(text.len(), 10 | 20) && text.bytes().zip(form).all(fits)
}

/// The lines of a table as a serde map.
struct PlainTable<'a>(SplitInclusive<'a, char>);

impl<'de> Deserializer<'de> for PlainTable<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(PlainLines { lines: self.0, seen: Vec::with_capacity(16), value: "" })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct PlainLines<'a> {
    lines: SplitInclusive<'a, char>,
    seen: Vec<&'a str>,
    value: &'a str,
}

/// The answer that nobody sees: the file is read as a whole instead.
fn odd() -> Error {
    serde::de::Error::custom("not a plain line")
}

impl<'de> MapAccess<'de> for PlainLines<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        const BLANK: [char; 2] = [' ', '\t'];
        let line = self.lines.by_ref().map(|line| content(line).trim_matches(BLANK)).find(|line| !line.is_empty());
        let Some(line) = line else { return Ok(None) };
        let (key, value) = line.split_once('=').ok_or_else(odd)?;
        let key = key.trim_end_matches(BLANK);
        if !is_bare(key) || self.seen.contains(&key) {
            return Err(odd());
        }
        self.seen.push(key);
        self.value = value.trim_start_matches(BLANK);
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        match Plain::of(self.value) {
            Plain::Text(text) => seed.deserialize(string(text)),
            Plain::List(text) => seed.deserialize(SeqDeserializer::new(std::iter::once(string(text)))),
            Plain::Date(text) => seed.deserialize(DateText(text)),
            Plain::Other(value) => seed.deserialize(ValueDeserializer::parse(value)?),
        }
    }
}

fn string(text: &str) -> ValueDeserializer<'_> {
    ValueDeserializer::from(Spanned::new(0..0, DeValue::String(text.into())))
}

/// A date as the library's own type reads it from its text. Who asks for anything else has the file read as a whole.
struct DateText<'a>(&'a str);

impl<'de> Deserializer<'de> for DateText<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(odd())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let [field] = fields else { return Err(odd()) };
        visitor.visit_map(MapDeserializer::new(std::iter::once((*field, self.0))))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use toml::Table;

    use super::*;
    use crate::model::event::Event;

    const HEAD: &str = "schema = 1\ntitle = \"A [event.x] in a title\"\n\n[risk]\nRSK-1 = 4\n";
    const HASH: &str = "3f9c21b07a4de8153f9c21b07a4de8153f9c21b07a4de8153f9c21b07a4de815";

    fn event(name: &str, lines: &str) -> String {
        format!(
            "\n[event.{name}]\nafter = [\"{HASH}\"]\nact = \"noted\"\nby = \"dana.okafor\"\nat = 2026-03-05T09:12:44Z\n\
             content = \"sha256:{HASH}\"\nhash = \"{HASH}\"\n{lines}"
        )
    }

    type Read = (Table, BTreeMap<String, Event>);

    /// The same by one parse of the whole.
    fn whole(text: &str) -> Option<Read> {
        let mut table: Table = text.parse().ok()?;
        let events = table.remove("event").map_or(Ok(BTreeMap::new()), BTreeMap::deserialize).ok()?;
        Some((table, events))
    }

    fn pieces(text: &str) -> Option<Read> {
        let (head, events) = head_and_events(text)?;
        Some((Table::deserialize(toml::de::Deserializer::from(head)).ok()?, events))
    }

    #[test]
    fn reads_what_kaizen_writes_and_what_people_write() {
        for lines in [
            "text = \"Repeats a finding.\"\n",
            "text = \"with \\\"quotes\\\" and a tab\\t\"\n",
            "text = 'literal'   # said why\n",
            "  terms   =  { owner = \"arjun.mehta\", due = 2026-05-15 }  \n\n\n",
            "until = 2026-05-15\n",
            "unknown = 4\n# a comment\n",
            "text = \"\"\n",
            "terms.owner = \"arjun.mehta\"\n",
            "text = \"\"\"\nOf two\n  lines.\n\"\"\"\n",
        ] {
            let text = format!("{HEAD}{}{}", event("a", lines), event("\"b c\"", ""));
            assert!(pieces(&text).is_some(), "{text}");
            assert_eq!(pieces(&text), whole(&text), "{text}");
            let crlf = text.replace('\n', "\r\n");
            assert_eq!(pieces(&crlf), whole(&crlf), "{crlf}");
        }
        assert_eq!(pieces(HEAD), whole(HEAD));
    }

    #[test]
    fn leaves_the_odd_to_the_whole_parse() {
        let plain = event("a", "");
        for text in [
            format!("{HEAD}{plain}{plain}"),
            format!("{HEAD}{plain}[event.a.terms]\nowner = \"arjun.mehta\"\n"),
            format!("{HEAD}{plain}[correction]\non = 2026-01-01\n"),
            format!("event = {{}}\n{HEAD}{plain}"),
            format!("{HEAD}[note]\ntext = \"\"\"\n[event.x]\n\"\"\"\n{plain}"),
            format!("{HEAD}{}", event("a", "text = \"\"\"\n[event.x]\n\"\"\"\n")),
            format!("{HEAD}{}", event("a", "text = \"one\"\ntext = \"two\"\n")),
            format!("{HEAD}{}", event("a", "odd = 1\nodd = 1\n")),
            format!("{HEAD}{}", event("a", "text = \"open\n")),
            format!("{HEAD}{}", event("a", "text = soon\n")),
        ] {
            assert_eq!(pieces(&text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_differs_from_the_whole_parse(picks in prop::collection::vec((0usize..13, 0usize..22), 0..6)) {
            let scraps = [
                "text = \"a\"", "[event.b]", "\"\"\"", "'''", "# x", "a = [", "]", "by = \"x\"", "\r", "\u{7f}",
                "risk = { a = 1 }", "[event.\"c\".terms]", "text = \"\"\"",
            ];
            let text = format!("{HEAD}{}{}", event("a", ""), event("b2", ""));
            let mut lines: Vec<&str> = text.lines().collect();
            for (scrap, at) in picks {
                lines.insert(at.min(lines.len()), scraps[scrap]);
            }
            let text = lines.join("\n");
            if let Some(read) = pieces(&text) {
                prop_assert_eq!(Some(read), whole(&text));
            }
        }
    }
}
