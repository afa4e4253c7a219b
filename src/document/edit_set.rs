//! Values set in a document: in the place of the old one, or as a new key where it belongs.

use toml_edit::{Item, Value as Toml};

use super::arrays::ArrayText;
use super::convert;
use super::edit::Document;
use super::edit_error::{EditError, mismatch};
use super::inline;
use super::layout::Shape;
use super::outline::{Step, keys};
use super::place::entry_place;
use super::scan::comment_lines;
use super::splice::Splices;
use super::value::{Value, key, key_path};

impl Document {
    /// Sets a value: in its place where the key is there, keeping the space and the comment around it;
    /// else as a new key at its canonical place, in a new table where there is none. A value that is
    /// there already stays as it is spelled.
    ///
    /// # Errors
    /// A table at the path, or something on the way that is no table.
    pub fn set(&mut self, path: &[&str], value: &Value) -> Result<(), EditError> {
        let address = self.resolve(path);
        if !matches!(address.last(), Some(Step::Key(_))) {
            return Err(EditError::NoKey(key_path(path)));
        }
        match self.outline.item(&address) {
            Some(Item::Value(old)) if value.says(old) => Ok(()),
            Some(Item::Value(old)) if !old.as_inline_table().is_some_and(toml_edit::InlineTable::is_dotted) => {
                let splices = self.replacement(&address, old, value);
                self.change(path, splices)
            }
            Some(item) => Err(mismatch(path, item)),
            None => self.set_new(path, &address, value),
        }
    }

    /// A value put in the place of another one. The comments inside the old one are kept.
    fn replacement(&self, address: &[Step], old: &Toml, value: &Value) -> Splices {
        let mut splices = Splices::default();
        let range = old.span().unwrap_or_default();
        let kept = comment_lines(self.outline.slice(range.clone()));
        let (Value::List(values) | Value::Lines(values), Toml::Array(array)) = (value, old) else {
            if let Some(entry) = self.outline.entries().find(|entry| address.starts_with(&entry.address)) {
                splices.insert(entry.lines.start, kept);
            }
            let nested = self.outline.entry(address).is_none();
            splices.replace(range, if nested { value.render_inline() } else { value.render() });
            return splices;
        };
        let array = ArrayText::read(self.text(), array, range.clone()).with_values(values);
        let lines = match value {
            Value::Lines(_) => true,
            _ => array.has_comments(),
        };
        let written = if lines { array.lines() } else { array.one_line().unwrap_or_else(|| array.lines()) };
        splices.replace(range, written);
        splices
    }

    fn set_new(&mut self, path: &[&str], address: &[Step], value: &Value) -> Result<(), EditError> {
        let no_key = || EditError::NoKey(key_path(path));
        let (Some(Step::Key(name)), Some(parent)) = (address.last(), address.get(..address.len().saturating_sub(1)))
        else {
            return Err(no_key());
        };
        if let Some(index) = self.outline.section(parent) {
            let line = format!("{} = {}\n", key(name), value.render());
            let spot = entry_place(&self.outline, self.kind, index, name);
            let mut splices = Splices::default();
            splices.insert(spot.at, format!("{}{line}{}", spot.above, spot.below));
            return self.change(path, splices);
        }
        if let Some(blocking) = self.blocking(parent) {
            return Err(mismatch(path, blocking));
        }
        let header_wanted = self.wants_header(parent);
        if header_wanted && self.has_lines_of_value(parent) && self.give_headers(path)? {
            return self.set(path, value);
        }
        if self.set_inside(path, address, value)? {
            return Ok(());
        }
        if header_wanted || !self.has_dotted(parent) {
            return self.insert_section(path, parent, &[(name.clone(), value.clone())]);
        }
        self.set_dotted(path, address, value)
    }

    /// What stands in the way of a path through tables.
    fn blocking(&self, parent: &[Step]) -> Option<&Item> {
        let outer = (1..=parent.len()).filter_map(|end| parent.get(..end));
        let items = outer.filter_map(|outer| Some((outer, self.outline.item(outer)?)));
        for (outer, item) in items {
            let array = item.is_array() || item.is_array_of_tables();
            if !(item.is_table_like() || array && outer.len() < parent.len()) {
                return Some(item);
            }
        }
        None
    }

    fn wants_header(&self, parent: &[Step]) -> bool {
        matches!(convert::shape_at(self.kind, parent), Some(shape) if shape != Shape::Array || matches!(parent.last(), Some(Step::Index(_))))
            && self.kind.shape(&keys(parent)).is_some()
    }

    fn has_lines_of_value(&self, parent: &[Step]) -> bool {
        self.outline.entries().any(|entry| entry.address.first() == parent.first())
    }

    fn has_dotted(&self, parent: &[Step]) -> bool {
        self.outline.entries().any(|entry| entry.depth > 1 && entry.address.starts_with(parent))
    }

    /// Adds a key to an inline table, if the path leads into one.
    fn set_inside(&mut self, path: &[&str], address: &[Step], value: &Value) -> Result<bool, EditError> {
        for end in (1..address.len()).rev() {
            let (Some(outer), Some(rest)) = (address.get(..end), address.get(end..)) else { continue };
            let Some(table) = self.outline.item(outer).and_then(Item::as_inline_table) else { continue };
            if table.is_dotted() {
                continue;
            }
            let Some(range) = table.span() else { continue };
            let names: Vec<String> = keys(rest).iter().map(|name| (*name).to_owned()).collect();
            let mut splices = Splices::default();
            inline::insert(self.text(), table, range, &names, &value.render_inline(), &mut splices);
            return self.change(path, splices).map(|()| true);
        }
        Ok(false)
    }

    /// Adds a dotted key after the last one of its table.
    fn set_dotted(&mut self, path: &[&str], address: &[Step], value: &Value) -> Result<(), EditError> {
        let parent = address.get(..address.len().saturating_sub(1)).unwrap_or_default();
        let sibling = self.outline.sections.iter().find_map(|section| {
            let last = section.entries.iter().rfind(|entry| entry.depth > 1 && entry.address.starts_with(parent))?;
            Some((section.address.len(), last.lines.end))
        });
        let Some((depth, at)) = sibling else { return Err(EditError::Missing(key_path(path))) };
        let name = key_path(&keys(address.get(depth..).unwrap_or_default()));
        let mut splices = Splices::default();
        splices.insert(at, format!("{name} = {}\n", value.render()));
        self.change(path, splices)
    }
}
