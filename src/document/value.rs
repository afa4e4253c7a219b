//! Values to be written, and their spelling in TOML 1.0.

use std::fmt::Write as _;

use toml_edit::Datetime;

use super::plain::Plain;

/// A value to write, with the form it takes in the file.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string on one line.
    Text(String),
    /// Prose: a `"""` string that begins on the line after its quotes.
    Prose(String),
    /// An integer.
    Integer(i64),
    /// A float.
    Float(f64),
    /// `true` or `false`.
    Boolean(bool),
    /// A date, a time or a moment.
    Datetime(Datetime),
    /// An array on one line.
    List(Vec<Value>),
    /// An array with one entry a line.
    Lines(Vec<Value>),
    /// An inline table.
    Inline(Vec<(String, Value)>),
}

/// The keys of a new table in the order in which they are to be written.
pub type Fields = Vec<(String, Value)>;

impl Value {
    /// A string on one line.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of strings, one entry a line.
    pub fn lines<I: IntoIterator<Item = S>, S: Into<String>>(entries: I) -> Self {
        Self::Lines(entries.into_iter().map(Self::text).collect())
    }

    /// Whether a value that was read says the same.
    #[must_use]
    pub fn says(&self, other: &toml_edit::Value) -> bool {
        self.plain() == Plain::of_value(other)
    }

    /// The spelling of the value.
    #[must_use]
    pub fn render(&self) -> String {
        match self {
            Self::Prose(text) => prose(text),
            Self::Lines(entries) if entries.is_empty() => "[]".to_owned(),
            Self::Lines(entries) => {
                let mut out = "[\n".to_owned();
                for entry in entries {
                    out.push_str("  ");
                    out.push_str(&entry.render_inline());
                    out.push_str(",\n");
                }
                out.push(']');
                out
            }
            _ => self.render_inline(),
        }
    }

    /// The spelling on one line.
    #[must_use]
    pub fn render_inline(&self) -> String {
        match self {
            Self::Text(text) | Self::Prose(text) => basic(text),
            Self::Integer(number) => number.to_string(),
            Self::Float(number) => float(*number),
            Self::Boolean(flag) => flag.to_string(),
            Self::Datetime(moment) => moment.to_string(),
            Self::List(entries) | Self::Lines(entries) => {
                let entries: Vec<String> = entries.iter().map(Self::render_inline).collect();
                format!("[{}]", entries.join(", "))
            }
            Self::Inline(fields) if fields.is_empty() => "{}".to_owned(),
            Self::Inline(fields) => {
                let fields: Vec<String> =
                    fields.iter().map(|(name, value)| format!("{} = {}", key(name), value.render_inline())).collect();
                format!("{{ {} }}", fields.join(", "))
            }
        }
    }

    /// What the value says.
    pub(crate) fn plain(&self) -> Plain {
        Plain::of_value(&self.to_toml())
    }

    fn to_toml(&self) -> toml_edit::Value {
        match self {
            Self::Text(text) | Self::Prose(text) => toml_edit::Value::from(text.as_str()),
            Self::Integer(number) => toml_edit::Value::from(*number),
            Self::Float(number) => toml_edit::Value::from(*number),
            Self::Boolean(flag) => toml_edit::Value::from(*flag),
            Self::Datetime(moment) => toml_edit::Value::from(*moment),
            Self::List(entries) | Self::Lines(entries) => {
                toml_edit::Value::Array(entries.iter().map(Self::to_toml).collect())
            }
            Self::Inline(fields) => toml_edit::Value::InlineTable(
                fields.iter().map(|(name, value)| (name.as_str(), value.to_toml())).collect(),
            ),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Boolean(flag)
    }
}

impl From<Datetime> for Value {
    fn from(moment: Datetime) -> Self {
        Self::Datetime(moment)
    }
}

/// The spelling of a key: bare where TOML allows it.
#[must_use]
pub fn key(name: &str) -> String {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if !name.is_empty() && name.bytes().all(bare) { name.to_owned() } else { basic(name) }
}

/// The spelling of a path of keys, as in a table's header.
#[must_use]
pub fn key_path<S: AsRef<str>>(path: &[S]) -> String {
    path.iter().map(|name| key(name.as_ref())).collect::<Vec<_>>().join(".")
}

fn basic(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ => push_letter(&mut out, letter),
        }
    }
    out.push('"');
    out
}

fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str("\"\"\"\n");
    for line in text.split_inclusive('\n') {
        push_prose_line(&mut out, line);
    }
    // A quote right before the closing ones would be read as part of them.
    if out.len() > 4 && out.ends_with('"') && !out.ends_with("\\\"") {
        out.pop();
        out.push_str("\\\"");
    }
    out.push_str("\"\"\"");
    out
}

fn push_prose_line(out: &mut String, line: &str) {
    let mut letters = line;
    // A line that git would take for a conflict marker is written so that it does not look like one.
    if let Some(first) = line.chars().next()
        && "<=>|".contains(first)
        && line.chars().take_while(|letter| *letter == first).count() >= 7
    {
        push_code(out, first);
        letters = line.get(1..).unwrap_or_default();
    }
    let mut quotes = 0;
    for letter in letters.chars() {
        quotes = if letter == '"' { quotes + 1 } else { 0 };
        match letter {
            '"' if quotes == 3 => {
                out.push_str("\\\"");
                quotes = 0;
            }
            '"' | '\n' | '\t' => out.push(letter),
            _ => push_letter(out, letter),
        }
    }
}

fn push_letter(out: &mut String, letter: char) {
    match letter {
        '\\' => out.push_str("\\\\"),
        '\r' => out.push_str("\\r"),
        letter if letter.is_control() || is_deceptive(letter) => push_code(out, letter),
        letter => out.push(letter),
    }
}

fn push_code(out: &mut String, letter: char) {
    let code = u32::from(letter);
    let written = if code > 0xFFFF { write!(out, "\\U{code:08X}") } else { write!(out, "\\u{code:04X}") };
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

/// Letters that change how the rest of a line looks: direction marks, line separators, a BOM.
fn is_deceptive(letter: char) -> bool {
    matches!(letter, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

fn float(number: f64) -> String {
    if number.is_nan() {
        return "nan".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "inf".to_owned() } else { "-inf".to_owned() };
    }
    format!("{number:?}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(spelling: &str) -> toml_edit::Value {
        let document = toml_edit::Document::parse(format!("x = {spelling}\n")).unwrap();
        document.get("x").unwrap().as_value().unwrap().clone()
    }

    #[test]
    fn prose_begins_on_its_own_line() {
        assert_eq!(Value::Prose("One.\nTwo.\n".into()).render(), "\"\"\"\nOne.\nTwo.\n\"\"\"");
    }

    #[test]
    fn prose_never_looks_like_a_conflict() {
        let spelling = Value::Prose("<<<<<<< HEAD\n=======\n>>>>>>> x\n|||||||\n======\n".into()).render();
        assert!(
            !spelling.contains("\n<<<<<<<") && !spelling.contains("\n=======\n") && spelling.contains("\n======\n")
        );
    }

    #[test]
    fn keys_are_bare_where_they_may_be() {
        assert_eq!(key_path(&["person", "arjun.mehta", "", "a_b-1"]), "person.\"arjun.mehta\".\"\".a_b-1");
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(Value::text("a\u{1b}\u{7f}\u{202e}\\\"").render(), r#""a\u001B\u007F\u202E\\\"""#);
    }

    proptest! {
        #[test]
        fn every_string_is_read_back(text in "(\\PC|[\"\\\\\n\r\t\u{0}\u{7f}<=>|]){0,40}") {
            prop_assert!(Value::Text(text.clone()).says(&read(&Value::Text(text.clone()).render())));
            let read_back = read(&Value::Prose(text.clone()).render());
            prop_assert_eq!(read_back.as_str().unwrap(), text);
        }

        #[test]
        fn every_float_is_read_back(number: f64) {
            let read_back = read(&Value::Float(number).render()).as_float().unwrap();
            prop_assert!(read_back.to_bits() == number.to_bits() || number.is_nan());
        }
    }
}
