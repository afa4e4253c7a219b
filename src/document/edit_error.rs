//! Why an edit was not made.

use std::fmt;

use toml_edit::Item;

use super::value::key_path;

/// Why an edit was not made. The document is as it was before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EditError {
    /// The path is empty, or ends in no key.
    NoKey(String),
    /// Something on the way is no table, or the thing itself is not of the kind that is to be written.
    Mismatch {
        /// The path.
        path: String,
        /// What stands there.
        found: String,
    },
    /// There is nothing at the path.
    Missing(String),
    /// The change would not have left a valid file.
    Refused {
        /// The path.
        path: String,
        /// Why.
        message: String,
    },
}

impl fmt::Display for EditError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoKey(path) => write!(f, "`{path}` names no key"),
            Self::Mismatch { path, found } => {
                write!(f, "`{path}` cannot be written: there is {found}")
            }
            Self::Missing(path) => write!(f, "there is no `{path}`"),
            Self::Refused { path, message } => write!(f, "`{path}` cannot be written: {message}"),
        }
    }
}

impl std::error::Error for EditError {}

/// Something stands at the path that cannot be written so.
pub(super) fn mismatch(path: &[&str], item: &Item) -> EditError {
    let article = if item.type_name().starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    EditError::Mismatch { path: key_path(path), found: format!("{article} {}", item.type_name()) }
}
