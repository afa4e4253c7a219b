//! What was edited by hand since the last act: which keys differ from the content that the events vouch for.

use std::path::Path;

use toml::Table;

use crate::attest::digest::{Subject, content_digest, differing_keys};
use crate::git::{self, Merges, Oid, Repo, Scope};
use crate::model::id::Digest;
use crate::model::tree::Tree;
use crate::register::read::{self, MAX_BYTES};

/// The keys in which `now` differs from the version of the file that had the content `vouched`, looked for in history
/// from `tip` back, else from HEAD. Where history does not have it, the one entry says so.
///
/// # Errors
/// History cannot be read.
pub fn keys_since(
    repo: &Repo,
    tip: Option<Oid>,
    path: &Path,
    now: &Table,
    vouched: &Digest,
    subject: Subject<'_>,
) -> anyhow::Result<Vec<String>> {
    match version_with(repo, tip, path, vouched, subject)? {
        Some(then) => Ok(differing_keys(&then, now, subject)),
        None => Ok(vec!["(its last vouched version is not in this history)".to_owned()]),
    }
}

/// The newest version of a file, from `tip` or else HEAD back, whose content digest is `wanted`.
fn version_with(
    repo: &Repo,
    tip: Option<Oid>,
    path: &Path,
    wanted: &Digest,
    subject: Subject<'_>,
) -> anyhow::Result<Option<Table>> {
    let is_it = |tree: &Tree| content_digest(tree, subject).is_ok_and(|digest| digest == *wanted);
    let text = newest_where(repo, tip, path, is_it)?;
    Ok(text.map(|text| read::tree(&text).map(|tree| Table::from(&tree))).transpose()?)
}

/// The text of the newest version of a file, from `tip` or else HEAD back, that is the one.
///
/// # Errors
/// History cannot be read.
pub fn newest_where(
    repo: &Repo,
    tip: Option<Oid>,
    path: &Path,
    is_it: impl Fn(&Tree) -> bool,
) -> anyhow::Result<Option<String>> {
    let Some(tip) = tip.map_or_else(|| repo.tip(), |tip| Ok(Some(tip)))? else { return Ok(None) };
    let relative = repo.relative(path)?;
    let (folder, name) = (relative.parent().unwrap_or(Path::new("")), relative.file_name().map(Path::new));
    let scope = Scope { only: name, merges: Merges::Any, ..Scope::below(folder) };
    let objects = repo.objects()?;
    let mut seen = Vec::new();
    for change in git::changes(repo, tip, &scope)? {
        for side in change.paths.iter().filter_map(|p| p.new.as_ref()) {
            if seen.contains(&side.id) {
                continue;
            }
            seen.push(side.id);
            let Ok(bytes) = git::read_blob(&objects, side.id, MAX_BYTES) else { continue };
            let Ok(text) = String::from_utf8(bytes) else { continue };
            let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
            if read::tree(&text).is_ok_and(|tree| is_it(&tree)) {
                return Ok(Some(text));
            }
        }
    }
    Ok(None)
}
