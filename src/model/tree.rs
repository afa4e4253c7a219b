//! What stands in a file, as far as it is only read: keys in their order, and texts that are those of the file itself
//! wherever nothing in them is escaped. A large register is read by the thousand files, and most of what it says is
//! looked at once.

use std::borrow::Cow;
use std::slice::Iter;

use toml::Table;
use toml::value::{Datetime, Value};

/// A table: each key once, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tree<'t>(Vec<(Cow<'t, str>, Node<'t>)>);

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Node<'t> {
    /// A string.
    Text(Cow<'t, str>),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction, an infinity or no number.
    Float(f64),
    /// Yes or no.
    Boolean(bool),
    /// A date, a time, or both.
    Date(Datetime),
    /// A list, of tables too.
    List(Vec<Node<'t>>),
    /// A table.
    Table(Tree<'t>),
}

impl<'t> Tree<'t> {
    /// An empty table with room for so many keys.
    #[must_use]
    pub fn with_capacity(keys: usize) -> Self {
        Tree(Vec::with_capacity(keys))
    }

    /// The number of keys.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no key.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a key. Each key is looked at: to ask for all keys of a large table, go through it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node<'t>> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// As [`Tree::get`], to be changed; the newest keys are looked at first.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node<'t>> {
        self.0.iter_mut().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Adds a key, which is not there yet.
    pub fn add(&mut self, key: impl Into<Cow<'t, str>>, value: Node<'t>) {
        self.0.push((key.into(), value));
    }

    /// Keys and values, in their order.
    pub fn entries(&self) -> Iter<'_, (Cow<'t, str>, Node<'t>)> {
        self.0.iter()
    }

    /// As [`Tree::entries`], the keys as texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Node<'t>)> {
        self.0.iter().map(|(key, value)| (key.as_ref(), value))
    }

    /// The text of a key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// The events of a file, by the names of their tables.
    pub fn events(&self) -> impl Iterator<Item = (&str, &Tree<'t>)> {
        let all = self.get("event").and_then(Node::as_table);
        all.into_iter().flat_map(Tree::iter).filter_map(|(name, event)| Some((name, event.as_table()?)))
    }
}

impl<'t> Node<'t> {
    /// The text, where it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The table, where it is one.
    #[must_use]
    pub fn as_table(&self) -> Option<&Tree<'t>> {
        match self {
            Node::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The date, the time, or both, where it is such a one.
    #[must_use]
    pub fn as_date(&self) -> Option<&Datetime> {
        match self {
            Node::Date(date) => Some(date),
            _ => None,
        }
    }

    /// The list, where it is one.
    #[must_use]
    pub fn as_list(&self) -> Option<&[Node<'t>]> {
        match self {
            Node::List(list) => Some(list),
            _ => None,
        }
    }
}

impl<'t> From<&'t Table> for Tree<'t> {
    fn from(table: &'t Table) -> Self {
        Tree(table.iter().map(|(key, value)| (Cow::Borrowed(key.as_str()), Node::from(value))).collect())
    }
}

impl<'t> From<&'t Value> for Node<'t> {
    fn from(value: &'t Value) -> Self {
        match value {
            Value::String(text) => Node::Text(Cow::Borrowed(text)),
            Value::Integer(n) => Node::Integer(*n),
            Value::Float(x) => Node::Float(*x),
            Value::Boolean(yes) => Node::Boolean(*yes),
            Value::Datetime(date) => Node::Date(*date),
            Value::Array(list) => Node::List(list.iter().map(Node::from).collect()),
            Value::Table(table) => Node::Table(Tree::from(table)),
        }
    }
}

impl From<Table> for Tree<'_> {
    fn from(table: Table) -> Self {
        Tree(table.into_iter().map(|(key, value)| (Cow::Owned(key), Node::from(value))).collect())
    }
}

impl From<Value> for Node<'_> {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Node::Text(Cow::Owned(text)),
            Value::Integer(n) => Node::Integer(n),
            Value::Float(x) => Node::Float(x),
            Value::Boolean(yes) => Node::Boolean(yes),
            Value::Datetime(date) => Node::Date(date),
            Value::Array(list) => Node::List(list.into_iter().map(Node::from).collect()),
            Value::Table(table) => Node::Table(Tree::from(table)),
        }
    }
}

impl From<&Tree<'_>> for Table {
    fn from(tree: &Tree<'_>) -> Self {
        tree.iter().map(|(key, value)| (key.to_owned(), Value::from(value))).collect()
    }
}

impl From<&Node<'_>> for Value {
    fn from(node: &Node<'_>) -> Self {
        match node {
            Node::Text(text) => Value::String(text.as_ref().to_owned()),
            Node::Integer(n) => Value::Integer(*n),
            Node::Float(x) => Value::Float(*x),
            Node::Boolean(yes) => Value::Boolean(*yes),
            Node::Date(date) => Value::Datetime(*date),
            Node::List(list) => Value::Array(list.iter().map(Value::from).collect()),
            Node::Table(table) => Value::Table(Table::from(table)),
        }
    }
}
