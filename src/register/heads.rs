//! The beginnings of item files: enough to tell them apart while somebody types.

use std::collections::{BTreeSet, HashSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use memchr::memmem;
use rayon::prelude::*;
use toml::Value;

use super::read::MAX_BYTES;

/// Title and status stand within so many bytes of a file.
const HEAD: u64 = 1024;

/// More items than these are told without their titles: nobody reads that many.
const MOST: usize = 2000;

/// So many of the newest items are asked for the values of a key, so that a large register keeps nobody waiting.
const READ: usize = 3_000;

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

/// The values that a key has on lines of its own in the newest item files, each once; of a list each of its texts.
#[must_use]
pub fn values(root: &Path, key: &str) -> Vec<String> {
    let mut files = item_files(root);
    // Ids begin with the year, so that the newest come last.
    files.sort_unstable();
    let newest = files.split_off(files.len().saturating_sub(READ));
    let finder = memmem::Finder::new(key);
    let written = newest.into_par_iter().fold(Written::default, |mut written, path| {
        written.read(&path, &finder);
        written
    });
    // Few differ, so that only those are parsed.
    let written: BTreeSet<String> = written.flat_map_iter(|written| written.seen).collect();
    let all: BTreeSet<String> = written.iter().flat_map(|value| texts(value)).collect();
    all.into_iter().collect()
}

/// What stands behind a key in the files that one thread reads, as it is written there.
#[derive(Default)]
struct Written {
    bytes: Vec<u8>,
    seen: HashSet<String>,
}

impl Written {
    fn read(&mut self, path: &Path, key: &memmem::Finder<'_>) {
        self.bytes.clear();
        let read = File::open(path).and_then(|file| file.take(MAX_BYTES as u64).read_to_end(&mut self.bytes));
        let Ok(text) = read.map_err(drop).and_then(|_| std::str::from_utf8(&self.bytes).map_err(drop)) else { return };
        for place in key.find_iter(text.as_bytes()) {
            let (before, from) = text.split_at(place);
            let value =
                from.get(key.needle().len()..).and_then(|rest| rest.trim_start_matches([' ', '\t']).strip_prefix('='));
            let Some(value) = value.filter(|_| before.is_empty() || before.ends_with('\n')) else { continue };
            let ends = if value.trim_start().starts_with('[') { ']' } else { '\n' };
            let value = value.find(ends).and_then(|end| value.get(..=end)).unwrap_or(value).trim();
            if !self.seen.contains(value) {
                self.seen.insert(value.to_owned());
            }
        }
    }
}

/// The texts of a value, as TOML reads it.
fn texts(value: &str) -> Vec<String> {
    let table: Option<toml::Table> = format!("value = {value}").parse().ok();
    let texts = match table.as_ref().and_then(|table| table.get("value")) {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        value => value.and_then(Value::as_str).into_iter().collect::<Vec<_>>(),
    };
    texts.into_iter().map(ToOwned::to_owned).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_however_they_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let year = folder.path().join("items/2026");
        std::fs::create_dir_all(&year).unwrap();
        let write = |name: &str, text: &str| std::fs::write(year.join(name), text).unwrap();
        write("IMP-2026-AAAA.toml", "title = \"a\"\ntags = [\n  \"doors\",\n  \"wi-fi\",\n]\n");
        write("IMP-2026-BBBB.toml", "tags=[\"doors\", \"caf\\u00e9\"]\n[[analysis]]\ncause_code = \"patching\"\n");
        write("IMP-2026-CCCC.toml", "description = \"its tags = none\"\ntags = [\"cut off\n");
        write("IMP-2026-DDDD.txt", "tags = [\"no item\"]\n");
        assert_eq!(values(folder.path(), "tags"), ["café", "doors", "wi-fi"]);
        assert_eq!(values(folder.path(), "cause_code"), ["patching"]);
    }
}
