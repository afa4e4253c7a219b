//! The beginnings of item files: enough to tell them apart while somebody types.

use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

/// Title and status stand within so many bytes of a file.
const HEAD: u64 = 1024;

/// More items than these are told without their titles: nobody reads that many.
const MOST: usize = 2000;

/// What an item's file begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The id, by the name of the file.
    pub id: String,
    /// The title, where it was read.
    pub title: Option<String>,
    /// Where it stands, where that was read.
    pub status: Option<String>,
}

/// The items whose ids are wanted. What cannot be read is left out.
#[must_use]
pub fn heads(root: &Path, is_wanted: impl Fn(&str) -> bool) -> Vec<Head> {
    let files = item_files(root);
    let named = files.into_iter().filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path)));
    let mut wanted: Vec<(String, PathBuf)> = named.filter(|(id, _)| is_wanted(id)).collect();
    wanted.sort();
    if wanted.len() > MOST {
        return wanted.into_iter().map(|(id, _)| Head { id, title: None, status: None }).collect();
    }
    wanted.into_par_iter().filter_map(|(id, path)| head(id, &path)).collect()
}

/// The values that a key has on lines of their own in the item files, each once.
#[must_use]
pub fn values(root: &Path, key: &str) -> Vec<String> {
    let texts = item_files(root).into_par_iter().filter_map(|path| std::fs::read_to_string(path).ok());
    let found = texts.flat_map_iter(|text| text.lines().filter_map(|line| value(line, key)).collect::<Vec<_>>());
    let mut all: Vec<String> = found.collect();
    all.sort();
    all.dedup();
    all
}

fn item_files(root: &Path) -> Vec<PathBuf> {
    let below = |folder: &Path| {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries.map(|entry| entry.path()).collect::<Vec<_>>()
    };
    let files = below(&root.join("items")).into_iter().flat_map(|year| below(&year));
    files.filter(|path| path.extension().is_some_and(|ending| ending == "toml")).collect()
}

fn head(id: String, path: &Path) -> Option<Head> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(HEAD).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let of = |key: &str| text.lines().find_map(|line| value(line, key));
    Some(Head { id, title: of("title"), status: of("status") })
}

/// The value of a key on a line, as TOML reads it.
fn value(line: &str, key: &str) -> Option<String> {
    let table: toml::Table = line.strip_prefix(key)?.trim_start().starts_with('=').then(|| line.parse().ok())??;
    table.get(key)?.as_str().map(ToOwned::to_owned)
}
