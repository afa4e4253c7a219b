//! The folder that a site or a bundle is written into: what stands there and is not of this program stays.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use rayon::prelude::*;

use crate::lifecycle::refusal::Refusal;
use crate::model::shell;
use crate::register::save;
use crate::register::shield::{Shield, asked_to_end};
use crate::render::html::SiteFile;
use crate::render::manifest::Manifest;

/// A file to write, whose bytes are made when they are needed.
pub trait Made: Sync {
    /// Its path below the folder.
    fn path(&self) -> &str;

    /// What is in it.
    fn bytes(&self) -> Cow<'_, [u8]>;
}

impl Made for SiteFile<'_> {
    fn path(&self) -> &str {
        &self.path
    }

    fn bytes(&self) -> Cow<'_, [u8]> {
        self.text().into_bytes().into()
    }
}

impl Made for (String, Vec<u8>) {
    fn path(&self) -> &str {
        &self.0
    }

    fn bytes(&self) -> Cow<'_, [u8]> {
        self.1.as_slice().into()
    }
}

/// Writes files into a folder, and takes away those of an earlier one. A file that is there with the same bytes, or that is
/// the same in `known`, is not written; how many were is handed back. A folder that holds anything else is left alone unless
/// that is wanted; then the other files stay.
///
/// # Errors
/// The folder is a link, or holds other files, or one of them stands in the way; or a file cannot be written.
pub fn write<M: Made>(kind: Manifest, folder: &Path, files: &[M], known: &[M], force: bool) -> anyhow::Result<usize> {
    let shown = shell::path(folder);
    if folder.is_symlink() {
        return Err(Refusal::new(format!("{shown} is a link")).next("name the folder itself").into());
    }
    if folder.exists() && !folder.is_dir() {
        return Err(Refusal::new(format!("{shown} is a file, and {} is a folder", kind.called))
            .next("name another folder")
            .into());
    }
    let before = manifest(kind, folder)?;
    let ours = |path: &str| path == kind.file || before.contains(path);
    let others = others(folder, folder, &ours)?;
    if let Some(first) = others.first().filter(|_| !force) {
        return Err(Refusal::new(format!("{shown} holds other files: {first}"))
            .next("name an empty folder")
            .next("or keep them, and write beside them: --force")
            .into());
    }
    let names: BTreeSet<&str> = files.iter().map(Made::path).collect();
    let wanted = |path: &str| path == kind.file || names.contains(path);
    // A folder that stands where a file is to be, or the other way round, is in the way too.
    let in_way = |other: &&String| wanted(other) || names.iter().any(|name| name.starts_with(&format!("{other}/")));
    if let Some(first) = others.iter().find(in_way) {
        return Err(Refusal::new(format!("{shown} holds {first}, which no export wrote"))
            .next("take it away, or name another folder")
            .into());
    }
    if !folder.exists()
        && known.is_empty()
        && let Some(written) = written_anew(kind, folder, files)?
    {
        return Ok(written);
    }
    // The names of the new files are kept first: what is broken off half-way is taken away the next time.
    let all: BTreeSet<&str> = before.iter().map(String::as_str).chain(names.iter().copied()).collect();
    let all: Vec<&str> = all.into_iter().collect();
    save::write(&folder.join(kind.file), kind.text(&all).as_bytes())?;
    for gone in before.iter().filter(|path| !wanted(path)) {
        let path = folder.join(gone);
        if path.symlink_metadata().is_ok_and(|meta| !meta.is_dir()) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    let known: HashMap<&str, &M> = known.iter().map(|file| (file.path(), file)).collect();
    let write = |file: &M| -> anyhow::Result<usize> {
        let (path, bytes) = (folder.join(file.path()), file.bytes());
        let same = known.get(file.path()).is_some_and(|there| there.bytes() == bytes);
        if same || (!path.is_symlink() && save::bytes_of(&path)?.is_some_and(|there| there == *bytes)) {
            return Ok(0);
        }
        save::write_made(&path, &bytes)?;
        Ok(1)
    };
    let written = files.par_iter().map(write).sum::<anyhow::Result<usize>>()?;
    let names: Vec<&str> = files.iter().map(Made::path).collect();
    save::write(&folder.join(kind.file), kind.text(&names).as_bytes())?;
    Ok(written)
}

/// Writes a folder that is not there beside its place, and moves it there whole: nobody sees half of it. None where no folder
/// can be made beside it.
fn written_anew<M: Made>(kind: Manifest, folder: &Path, files: &[M]) -> anyhow::Result<Option<usize>> {
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let doing = || format!("cannot write {}", folder.display());
    fs::create_dir_all(parent).with_context(doing)?;
    let _shield = Shield::raise()?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".kaizen-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let Ok(made) = builder.tempdir_in(parent) else { return Ok(None) };
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| Path::new(file.path()).parent()).collect();
    folders.into_iter().try_for_each(|below| fs::create_dir_all(made.path().join(below))).with_context(doing)?;
    files.par_iter().try_for_each(|file| {
        if asked_to_end() {
            anyhow::bail!("broken off: nothing was written to {}", shell::path(folder));
        }
        let path = made.path().join(file.path());
        let written = fs::File::create_new(&path).and_then(|mut open| open.write_all(&file.bytes()));
        written.with_context(|| format!("cannot write {}", folder.join(file.path()).display()))
    })?;
    let names: Vec<&str> = files.iter().map(Made::path).collect();
    fs::write(made.path().join(kind.file), kind.text(&names)).with_context(doing)?;
    fs::rename(made.path(), folder).with_context(doing)?;
    Ok(Some(files.len()))
}

/// The files that an earlier export wrote; none where it wrote none.
fn manifest(kind: Manifest, folder: &Path) -> anyhow::Result<BTreeSet<String>> {
    let path = folder.join(kind.file);
    if !path.symlink_metadata().is_ok_and(|meta| meta.is_file()) {
        return Ok(BTreeSet::new());
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(kind.names(&text).into_iter().collect())
}

/// What stands in the folder and is not ours, by its path below it. Links are not followed.
fn others(top: &Path, folder: &Path, ours: &dyn Fn(&str) -> bool) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    let reading = || format!("cannot read {}", folder.display());
    for entry in fs::read_dir(folder).with_context(reading)? {
        let entry = entry.with_context(reading)?;
        let path = entry.path();
        let name = path.strip_prefix(top).unwrap_or(&path).to_string_lossy().into_owned();
        if entry.file_type().with_context(reading)?.is_dir() {
            found.extend(others(top, &path, ours)?);
        } else if path.is_symlink() || !ours(&name) {
            found.push(name);
        }
    }
    found.sort();
    Ok(found)
}
