//! A typed value of a table that stays whole, and the keys that nobody asked for.

use std::borrow::Cow;
use std::cell::RefCell;

use chrono::Datelike;
use serde::de::value::{BorrowedStrDeserializer, MapDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;
use toml::Value;
use toml::de::Error;
use toml::value::Datetime;

use crate::model::date::{DAY, Day, MOMENT, Moment};
use crate::model::tree::{Node, Tree};

/// What a table means, and the paths of the keys that are not part of it; the entries of a list are `[0]`, `[1]`, ….
///
/// # Errors
/// It does not mean that.
pub fn typed<T: DeserializeOwned>(table: &Tree<'_>) -> Result<(T, Vec<Vec<String>>), Error> {
    let unknown = RefCell::new(Vec::new());
    let value = T::deserialize(Reader { value: Is::Table(table), path: Path::Root, unknown: &unknown })?;
    Ok((value, unknown.into_inner()))
}

/// The name of the one field by which the library's own type of a date is told from text and from a table.
const DATE: &str = "$__toml_private_datetime";

fn date_as<'de, V: Visitor<'de>>(field: &'static str, date: &Datetime, visitor: V) -> Result<V::Value, Error> {
    visitor.visit_map(MapDeserializer::new(std::iter::once((field, date.to_string()))))
}

/// Where a value stands.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Entry(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn keys(&self) -> Vec<String> {
        let (parent, key) = match self {
            Path::Root => return Vec::new(),
            Path::Key(parent, key) => (parent, (*key).to_owned()),
            Path::Entry(parent, n) => (parent, format!("[{n}]")),
        };
        let mut keys = parent.keys();
        keys.push(key);
        keys
    }
}

#[derive(Clone, Copy)]
enum Is<'de> {
    Table(&'de Tree<'de>),
    Node(&'de Node<'de>),
}

struct Reader<'de, 'p> {
    value: Is<'de>,
    path: Path<'p>,
    unknown: &'p RefCell<Vec<Vec<String>>>,
}

impl<'de> Reader<'de, '_> {
    fn table<V: Visitor<'de>>(&self, table: &'de Tree<'de>, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(Entries { rest: table.entries(), value: None, path: &self.path, unknown: self.unknown })
    }
}

impl<'de> Deserializer<'de> for Reader<'de, '_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let node = match self.value {
            Is::Table(table) => return self.table(table, visitor),
            Is::Node(node) => node,
        };
        match node {
            Node::Text(text) => visitor.visit_borrowed_str(text),
            Node::Integer(n) => visitor.visit_i64(*n),
            Node::Float(x) => visitor.visit_f64(*x),
            Node::Boolean(yes) => visitor.visit_bool(*yes),
            Node::Date(date) => date_as(DATE, date, visitor),
            Node::List(list) => {
                visitor.visit_seq(List { rest: list.iter().enumerate(), path: &self.path, unknown: self.unknown })
            }
            Node::Table(table) => self.table(table, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Error> {
        let number = match (name, self.value) {
            (DAY, Is::Node(Node::Date(date))) => Day::written(date).map(|day| day.0.num_days_from_ce().into()),
            (MOMENT, Is::Node(Node::Date(date))) => Moment::written(date).and_then(Moment::seconds),
            _ => None,
        };
        match number {
            Some(number) => visitor.visit_i64(number),
            None => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Is::Node(Node::Text(text)) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            Is::Node(node) => Value::from(node).deserialize_enum(name, variants, visitor),
            Is::Table(table) => Value::Table(table.into()).deserialize_enum(name, variants, visitor),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match (self.value, fields) {
            // The library's own type asks for its one field, and reads it from text.
            (Is::Node(Node::Date(date)), [field]) => date_as(field, date, visitor),
            _ => self.deserialize_any(visitor),
        }
    }

    /// Whoever asks for nothing does not know the key.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.unknown.borrow_mut().push(self.path.keys());
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier
    }
}

struct Entries<'de, 'p> {
    rest: std::slice::Iter<'de, (Cow<'de, str>, Node<'de>)>,
    value: Option<(&'de str, &'de Node<'de>)>,
    path: &'p Path<'p>,
    unknown: &'p RefCell<Vec<Vec<String>>>,
}

impl<'de> MapAccess<'de> for Entries<'de, '_> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((key, value)) = self.rest.next() else { return Ok(None) };
        self.value = Some((key.as_ref(), value));
        seed.deserialize(BorrowedStrDeserializer::new(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let (key, value) = self.value.take().ok_or_else(|| serde::de::Error::custom("a value before its key"))?;
        seed.deserialize(Reader { value: Is::Node(value), path: Path::Key(self.path, key), unknown: self.unknown })
    }
}

struct List<'de, 'p> {
    rest: std::iter::Enumerate<std::slice::Iter<'de, Node<'de>>>,
    path: &'p Path<'p>,
    unknown: &'p RefCell<Vec<Vec<String>>>,
}

impl<'de> SeqAccess<'de> for List<'de, '_> {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Error> {
        let Some((n, value)) = self.rest.next() else { return Ok(None) };
        let path = Path::Entry(self.path, n);
        seed.deserialize(Reader { value: Is::Node(value), path, unknown: self.unknown }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;
    use crate::model::item::Item;

    const HASH: &str = "3f9c21b07a4de8153f9c21b07a4de8153f9c21b07a4de8153f9c21b07a4de815";

    #[test]
    fn what_a_change_sets_keeps_its_dates() {
        let text = "[event.a]\nset = { role = [{ from = 2026-03-02, at = 2026-03-02T09:00:00Z }], day = 2026-03-02 }";
        let read: Table = typed(&Tree::from(text.parse::<Table>().unwrap())).unwrap().0;
        assert_eq!(read, text.parse::<Table>().unwrap());
    }

    #[test]
    fn the_library_reads_the_same_and_the_keys_it_passes_over_are_told() {
        let text = format!(
            "schema = 1\nid = \"IMP-2026-K7QD\"\ntitle = \"t\"\nstatus = \"raised\"\nodd = 1\ndue = 2026-05-15\n\
             sources = [\"internal-audit:A-1\"]\n[risk]\nRSK-1 = 4.5\nRSK-2 = 3\n\
             [[analysis]]\nmethod = \"five-whys\"\nby = \"x\"\non = 2026-03-05\n[[analysis.why]]\nquestion = \"Why?\"\nanswer = \"So.\"\nwho = \"x\"\n\
             [event.{}]\nafter = []\nact = \"raised\"\nby = \"dana.okafor\"\nat = 2026-03-05T09:12:44Z\n\
             terms = {{ kind = \"improvement\", odd = true }}\nnew = 1\ncontent = \"sha256:{HASH}\"\nhash = \"{HASH}\"\n",
            &HASH[..16]
        );
        let table: Table = text.parse().unwrap();
        let (item, unknown) = typed::<Item>(&Tree::from(&table)).unwrap();
        assert_eq!(item, toml::from_str(&text).unwrap());
        let unknown: Vec<String> = unknown.iter().map(|path| path.join(".")).collect();
        assert!(unknown.contains(&"odd".to_owned()), "{unknown:?}");
        assert!(unknown.contains(&"analysis.[0].why.[0].who".to_owned()), "{unknown:?}");
        assert!(unknown.contains(&format!("event.{}.new", &HASH[..16])), "{unknown:?}");
    }

    #[test]
    fn dates_of_all_forms_are_those_of_the_library() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Dated<T> {
            x: T,
        }
        let both = |text: &str| {
            let tree = Tree::from(text.parse::<Table>().unwrap());
            let days = (typed::<Dated<Day>>(&tree).map(|(dated, _)| dated), toml::from_str::<Dated<Day>>(text));
            let moments =
                (typed::<Dated<Moment>>(&tree).map(|(dated, _)| dated), toml::from_str::<Dated<Moment>>(text));
            assert_eq!(
                days.0.map_err(|e| e.message().to_owned()),
                days.1.map_err(|e| e.message().to_owned()),
                "{text}"
            );
            assert_eq!(
                moments.0.map_err(|e| e.message().to_owned()),
                moments.1.map_err(|e| e.message().to_owned()),
                "{text}"
            );
        };
        for text in ["2026-05-15", "2026-05-15T09:12:44Z", "2026-05-15T09:12:44+02:00", "2026-05-15T09:12:44.250Z"] {
            both(&format!("x = {text}"));
        }
        for text in
            ["2026-05-15T09:12Z", "2026-12-31T23:59:60Z", "2026-05-15T09:12:44", "09:12:44", "0000-01-01", "4", "'a'"]
        {
            both(&format!("x = {text}"));
        }
    }

    #[test]
    fn what_is_of_another_kind_is_refused_with_the_words_of_the_type() {
        let error =
            |text: &str| typed::<Item>(&Tree::from(text.parse::<Table>().unwrap())).unwrap_err().message().to_owned();
        assert!(error("schema = 1\nid = 4").contains("invalid type: integer `4`"));
        assert!(error("schema = 1\ndue = \"soon\"").contains("write it as 2026-05-15"));
        assert!(error("schema = 1\nstatus = \"gone\"").contains("unknown variant"));
        for text in ["schema = 1\nid = 2026-05-15", "schema = 1\nstatus = { raised = 1 }", "schema = 1\nevent = 1"] {
            assert!(!error(text).is_empty(), "{text}");
        }
    }
}
