//! Where the register is, and what its files are called.

use std::path::{Path, PathBuf};

use super::file_name::file_name;
use crate::attest::digest::Subject;
use crate::model::id::{ItemId, ReviewId};
use crate::model::shell;
use crate::model::tree::Tree;

/// The file that makes a folder a register.
pub const SETTINGS: &str = "register.toml";
/// The file of people and roles.
pub const PEOPLE: &str = "people.toml";
/// The file of seals; it comes with the first one.
pub const SEALS: &str = "seals.toml";
/// The name of the folder that `init` makes, and that is looked for upwards.
pub const FOLDER: &str = "register";

/// The path of an item's file below the register.
#[must_use]
pub fn item_path(id: &ItemId) -> String {
    format!("items/{}/{id}.toml", id.year())
}

/// The path of a source record below the register, for any reference (see [`file_name`]).
#[must_use]
pub fn source_path(kind: &str, reference: &str) -> String {
    format!("sources/{kind}/{}.toml", file_name(reference))
}

/// The path of a management review below the register.
#[must_use]
pub fn review_path(id: &ReviewId) -> String {
    format!("reviews/{id}.toml")
}

/// What the events of a file are about, by its path below the register and what stands in it; nothing where the file
/// holds no events.
#[must_use]
pub fn subject<'a>(path: &str, file: &'a Tree<'_>) -> Option<Subject<'a>> {
    let text = |key: &str| file.text(key).unwrap_or_default();
    Some(match path {
        PEOPLE => Subject::People,
        SETTINGS => Subject::Register,
        SEALS => Subject::Seals,
        path if path.starts_with("items/") => Subject::Item(text("id")),
        path if path.starts_with("reviews/") => Subject::Review(text("id")),
        path if path.starts_with("sources/") => Subject::Source(text("kind"), text("reference")),
        _ => return None,
    })
}

/// A path as a person here would type it.
#[must_use]
pub fn shown(full: &Path) -> String {
    let here = std::env::current_dir().ok();
    let below = here.and_then(|here| full.strip_prefix(here).ok().map(Path::to_owned));
    below.unwrap_or_else(|| full.to_owned()).display().to_string()
}

/// The same as one word of a shell, for a line that is meant for pasting.
#[must_use]
pub fn pasted(full: &Path) -> String {
    shell::path(Path::new(&shown(full)))
}

/// The register folder: the one given, else the nearest `register/` upwards that has a register.toml.
///
/// # Errors
/// None is found, or the one given has no register.toml.
pub fn find(given: Option<&Path>, from: &Path) -> anyhow::Result<PathBuf> {
    if let Some(dir) = given {
        if dir.join(SETTINGS).is_file() {
            return Ok(dir.to_owned());
        }
        if dir.join(FOLDER).join(SETTINGS).is_file() {
            return Ok(dir.join(FOLDER));
        }
        anyhow::bail!("there is no {SETTINGS} in {}", dir.display());
    }
    for folder in from.ancestors() {
        if folder.join(FOLDER).join(SETTINGS).is_file() {
            return Ok(folder.join(FOLDER));
        }
        if folder.join(SETTINGS).is_file() && folder.join(PEOPLE).is_file() {
            return Ok(folder.to_owned());
        }
    }
    anyhow::bail!("there is no register here or in any folder above ({FOLDER}/{SETTINGS})")
}
