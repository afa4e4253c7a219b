//! What a person changed in a file and did not commit must not ride along in the commit of an act.

use std::path::Path;

use toml::Table;

use crate::git::{self, Repo};
use crate::lifecycle::refusal::Refusal;
use crate::model::terms::TERM_KEYS;
use crate::register::place::{pasted, shown};
use crate::register::read::MAX_BYTES;

/// Asks that a file of the register is on disk as HEAD has it, but for new events and what kaizen itself puts back.
/// Edits of the content are asked about elsewhere: this sees events that were altered, comments, layout and tags.
/// `include` lets all but altered events pass.
///
/// # Errors
/// Something would ride along; or HEAD cannot be read.
pub fn check(repo: &Repo, path: &Path, include: bool) -> anyhow::Result<()> {
    let Ok(on_disk) = std::fs::read(path) else { return Ok(()) };
    let Some(committed) = in_head(repo, path)? else { return Ok(()) };
    let (Some(then), Some(now)) = (plain(&committed), plain(&on_disk)) else { return Ok(()) };
    if then == now {
        return Ok(());
    }
    let (Ok(before), Ok(after)) = (then.parse::<Table>(), now.parse::<Table>()) else { return Ok(()) };
    let (name, word) = (shown(path), pasted(path));
    if let Some(event) = altered(&before, &after) {
        return Err(Refusal::new(format!("{name}: the event {event} is not as it was committed"))
            .next(format!("git diff -- {word} shows it, git checkout -- {word} takes it back"))
            .next(format!("where it puts right what was wrong before, commit it by itself: git commit -- {word}"))
            .into());
    }
    // Acts that were left uncommitted come along with this one, and what they changed is theirs.
    if include || before.get("event") != after.get("event") || without_derived(&then) == without_derived(&now) {
        return Ok(());
    }
    let what = if before.get("tags") == after.get("tags") { "comments or layout" } else { "tags" };
    Err(Refusal::new(format!("{name} has changes that no act made and nobody committed: {what}"))
        .next("take them along with this act: add --include-edits")
        .next(format!("or look at them (git diff -- {word}) and commit them by themselves (git commit -- {word})"))
        .into())
}

fn in_head(repo: &Repo, path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    let Some(tip) = repo.tip()? else { return Ok(None) };
    let objects = repo.objects()?;
    let Some(blob) = git::file_at(&objects, tip, &repo.relative(path)?)? else { return Ok(None) };
    git::read_blob(&objects, blob, MAX_BYTES).map(Some)
}

/// The text without what git and editors change by themselves: the byte order mark and the form of line ends.
fn plain(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(text.trim_start_matches('\u{feff}').replace("\r\n", "\n"))
}

/// The first event that was there and is not there as it was.
fn altered<'a>(before: &'a Table, after: &Table) -> Option<&'a String> {
    let now = after.get("event").and_then(toml::Value::as_table);
    let before = before.get("event").and_then(toml::Value::as_table)?;
    before.iter().find(|(name, event)| now.and_then(|now| now.get(*name)) != Some(*event)).map(|(name, _)| name)
}

/// The lines that kaizen does not write as events fold them.
fn without_derived(text: &str) -> Vec<&str> {
    let derived = |line: &str| {
        let key = line.split('=').next().unwrap_or_default().trim();
        key == "status" || TERM_KEYS.contains(&key)
    };
    text.lines().filter(|line| !derived(line)).collect()
}
