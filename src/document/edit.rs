//! A file of the register, edited by path; every byte that was not meant stays as it was.

use toml_edit::{Item, Table};

use super::arrays::{ArrayText, Member};
use super::convert;
use super::edit_error::{EditError, mismatch};
use super::layout::{LayoutKind, ListForm};
use super::outline::{Address, Outline, ParseError, Step, keys};
use super::place::{section_place, spaced_section};
use super::plain::Plain;
use super::scan::lines_of;
use super::splice::Splices;
use super::text::SourceText;
use super::value::{Value, key, key_path};

/// A file of the register: its text, what it says, and where everything stands.
///
/// Paths are keys from the top. Where a key holds an array (of tables), the path goes on in its last
/// entry, as a TOML header does; `[3]` names an entry by its number: `["analysis", "[0]", "method"]`.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) kind: LayoutKind,
    pub(super) source: SourceText,
    pub(super) outline: Outline,
}

impl Document {
    /// Reads a file.
    ///
    /// # Errors
    /// Bytes that are not UTF-8 or not TOML, with line and column.
    pub fn parse(bytes: &[u8], kind: LayoutKind) -> Result<Self, ParseError> {
        let source = SourceText::read(bytes).map_err(|error| ParseError {
            line: error.line,
            column: 1,
            message: format!("not UTF-8 at byte {}", error.offset),
        })?;
        let outline = Outline::parse(source.text())?;
        Ok(Self { kind, source, outline })
    }

    /// The bytes of the file, with the line ends and the byte order mark it was read with.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.source.restore(self.text())
    }

    /// The same file with the text that a person made of it: line ends and byte order mark stay as they were read,
    /// whatever their editor writes.
    ///
    /// # Errors
    /// The text is not TOML, with line and column.
    pub fn with_text(&self, text: &str) -> Result<Self, ParseError> {
        let plain = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
        Self::parse(&self.source.restore(&plain), self.kind)
    }

    /// The text with LF line ends.
    #[must_use]
    pub fn text(&self) -> &str {
        self.outline.text()
    }

    /// What kind of file it is.
    #[must_use]
    pub fn kind(&self) -> LayoutKind {
        self.kind
    }

    /// What the file says. Spans of keys and values are byte ranges of [`Self::text`].
    #[must_use]
    pub fn table(&self) -> &Table {
        self.outline.toml.as_table()
    }

    /// What stands at a path.
    #[must_use]
    pub fn get(&self, path: &[&str]) -> Option<&Item> {
        self.outline.item(&self.resolve(path))
    }

    /// Appends an entry to an array. A missing array is made, in the form the layout gives it. One
    /// written on one line is spread over lines where the layout wants that.
    ///
    /// # Errors
    /// Something at the path that is no array.
    pub fn push_entry(&mut self, path: &[&str], value: &Value) -> Result<(), EditError> {
        let address = self.resolve(path);
        let form = self.kind.list_form(&keys(&address));
        match self.outline.item(&address) {
            None => {
                let entries = vec![value.clone()];
                self.set(path, &if form == ListForm::Lines { Value::Lines(entries) } else { Value::List(entries) })
            }
            Some(Item::ArrayOfTables(_)) => match value {
                Value::Inline(fields) => self.push_array_table(path, fields),
                _ => Err(EditError::Mismatch { path: key_path(path), found: "an array of tables".into() }),
            },
            Some(item) => {
                let Some(array) = item.as_array() else { return Err(mismatch(path, item)) };
                let range = array.span().unwrap_or_default();
                let mut splices = Splices::default();
                ArrayText::read(self.text(), array, range).push(
                    self.text(),
                    vec![Member::new(value)],
                    form,
                    &mut splices,
                );
                self.change(path, splices)
            }
        }
    }

    /// Adds a table with a header at its canonical place. A family that is spelled otherwise is given
    /// headers first.
    ///
    /// # Errors
    /// Something at the path already.
    pub fn insert_table(&mut self, path: &[&str], fields: &[(String, Value)]) -> Result<(), EditError> {
        self.give_headers(path)?;
        let address = self.resolve(path);
        if let Some(item) = self.outline.item(&address) {
            return Err(mismatch(path, item));
        }
        self.insert_section(path, &address, fields)
    }

    /// Appends a table to an array of tables: `["analysis"]`, or `["analysis", "why"]` for the last
    /// analysis.
    ///
    /// # Errors
    /// Something at the path that is no array of tables.
    pub fn push_array_table(&mut self, path: &[&str], fields: &[(String, Value)]) -> Result<(), EditError> {
        self.give_headers(path)?;
        let mut address = self.resolve(path);
        let index = match self.outline.item(&address) {
            None => 0,
            Some(Item::ArrayOfTables(array)) => array.len(),
            Some(item) if item.as_array().is_some_and(toml_edit::Array::is_empty) => {
                self.remove(path)?;
                0
            }
            Some(item) => return Err(mismatch(path, item)),
        };
        address.push(Step::Index(index));
        self.insert_section(path, &address, fields)
    }

    /// Replaces all tables of an array of tables, such as the whys of the last analysis. Comments of the
    /// old ones stay.
    ///
    /// # Errors
    /// Something at the path that is no array of tables.
    pub fn replace_array_tables(&mut self, path: &[&str], tables: &[Vec<(String, Value)>]) -> Result<(), EditError> {
        let before = self.outline.clone();
        let mut steps = || {
            self.give_headers(path)?;
            if self.get(path).is_some() {
                self.remove(path)?;
            }
            tables.iter().try_for_each(|fields| self.push_array_table(path, fields))
        };
        let done = steps();
        if done.is_err() {
            self.outline = before;
        }
        done
    }

    /// The address that a path of keys means.
    pub(super) fn resolve(&self, path: &[&str]) -> Address {
        let mut address = Address::new();
        for (at, name) in path.iter().enumerate() {
            let here = if at == 0 { None } else { self.outline.item(&address) };
            let len = match here {
                Some(Item::ArrayOfTables(array)) => Some(array.len()),
                Some(item) => item.as_array().map(toml_edit::Array::len),
                None => None,
            };
            let number = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).and_then(|n| n.parse().ok());
            match (len, number) {
                (Some(_), Some(index)) => address.push(Step::Index(index)),
                (Some(len), None) => {
                    address.push(Step::Index(len.saturating_sub(1)));
                    address.push(Step::Key((*name).to_owned()));
                }
                (None, _) => address.push(Step::Key((*name).to_owned())),
            }
        }
        address
    }

    /// Makes the changes, if the file is still valid after them.
    pub(super) fn change(&mut self, path: &[&str], splices: Splices) -> Result<(), EditError> {
        let refused = |message: String| EditError::Refused { path: key_path(path), message };
        let text = splices.apply(self.text()).ok_or_else(|| refused("changes overlap".into()))?;
        self.outline = Outline::parse(&text).map_err(|error| refused(error.to_string()))?;
        Ok(())
    }

    /// Gives the family of a path headers, where the layout wants them and it is spelled otherwise.
    pub(super) fn give_headers(&mut self, path: &[&str]) -> Result<bool, EditError> {
        let Some(family) = path.first() else { return Ok(false) };
        let Some(text) = convert::with_headers(&self.outline, self.kind, family) else { return Ok(false) };
        let refused = |message: String| EditError::Refused { path: key_path(path), message };
        let outline = Outline::parse(&text).map_err(|error| refused(error.to_string()))?;
        if Plain::of_table(outline.toml.as_table()) != Plain::of_table(self.table()) {
            return Err(refused("its spelling cannot be turned into tables with headers".into()));
        }
        self.outline = outline;
        Ok(true)
    }

    pub(super) fn insert_section(
        &mut self,
        path: &[&str],
        address: &[Step],
        fields: &[(String, Value)],
    ) -> Result<(), EditError> {
        let mut lines = convert::header(address);
        lines.push_str(&lines_of(fields.iter().map(|(name, value)| format!("{} = {}", key(name), value.render()))));
        let at = section_place(&self.outline, self.kind, address);
        let mut splices = Splices::default();
        splices.insert(at, spaced_section(self.text(), at, &lines));
        self.change(path, splices)
    }
}
