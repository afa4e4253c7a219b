//! A file that is imported: a text, or the first sheet of a workbook.

use std::borrow::Cow;

use crate::import::check_format;
use crate::import::table::{self, Table};
use crate::lifecycle::refusal::Refusal;

/// The bytes of the file, and its name without folders.
pub(super) struct File {
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// What the bytes are.
pub(super) enum Content {
    Workbook(Table),
    Text(String),
}

impl Content {
    /// The text of a file of a format that is no table.
    pub(super) fn text(&self) -> Result<&str, Refusal> {
        match self {
            Content::Text(text) => Ok(text),
            Content::Workbook(_) => Err(Refusal::new("this is a workbook")
                .next("kaizen import csv FILE, items or suggestions read its first sheet")),
        }
    }

    /// The rows of a file of a format that is a table.
    pub(super) fn table(&self) -> Result<Cow<'_, Table>, Refusal> {
        match self {
            Content::Workbook(table) => Ok(Cow::Borrowed(table)),
            Content::Text(text) => {
                check_format("csv", text)?;
                Ok(Cow::Owned(table::read(text)?))
            }
        }
    }
}
