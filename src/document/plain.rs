//! What a document says, apart from how it is spelled.

use std::collections::BTreeMap;

use toml_edit::{Item, TableLike, Value};

/// A value without spelling: inline tables, headers and dotted keys are all tables.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Plain {
    Text(String),
    Integer(i64),
    /// The bits, so that every float equals itself.
    Float(u64),
    Boolean(bool),
    Datetime(String),
    Array(Vec<Plain>),
    Table(BTreeMap<String, Plain>),
}

impl Plain {
    /// What an item says; an absent one says an empty table.
    pub(crate) fn of_item(item: &Item) -> Self {
        match item {
            Item::None => Self::Table(BTreeMap::new()),
            Item::Value(value) => Self::of_value(value),
            Item::Table(table) => Self::of_table(table),
            Item::ArrayOfTables(array) => Self::Array(array.iter().map(|table| Self::of_table(table)).collect()),
        }
    }

    /// What a value says.
    pub(crate) fn of_value(value: &Value) -> Self {
        match value {
            Value::String(text) => Self::Text(text.value().clone()),
            Value::Integer(number) => Self::Integer(*number.value()),
            Value::Float(number) => Self::Float(number.value().to_bits()),
            Value::Boolean(flag) => Self::Boolean(*flag.value()),
            Value::Datetime(moment) => Self::Datetime(moment.value().to_string()),
            Value::Array(array) => Self::Array(array.iter().map(Self::of_value).collect()),
            Value::InlineTable(table) => Self::of_table(table),
        }
    }

    /// What a table says.
    pub(crate) fn of_table(table: &dyn TableLike) -> Self {
        let pairs = table.iter().filter(|(_, item)| !item.is_none());
        Self::Table(pairs.map(|(key, item)| (key.to_owned(), Self::of_item(item))).collect())
    }

    /// What stands at a path of keys.
    pub(crate) fn at(&self, path: &[String]) -> Option<&Self> {
        path.iter().try_fold(self, |at, key| if let Self::Table(table) = at { table.get(key) } else { None })
    }
}
