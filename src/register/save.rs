//! Writing files so that nobody ever sees half of one.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use rayon::prelude::*;

use super::shield::Shield;

/// The names of temporary files: this, characters that are drawn, and the ending.
const PREFIX: &str = ".kaizen-";
const SUFFIX: &str = ".tmp";
/// How many characters are drawn.
const DRAWN: usize = 6;

/// Writes a file as a whole: a temporary file in the same folder, synced, then renamed over the old one. Folders are
/// made where they are missing. The permissions of a file that was there stay.
///
/// # Errors
/// What the file system says, with the path; then the old file is as it was.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    replace(path, &mut |file| file.write_all(bytes), true)
}

/// The same for a file whose bytes need not be in memory all at once.
///
/// # Errors
/// As [`write`].
pub fn write_with(path: &Path, mut fill: impl FnMut(&mut dyn Write) -> std::io::Result<()>) -> anyhow::Result<()> {
    let filled = |file: &mut File| {
        let mut file = BufWriter::new(file);
        fill(&mut file)?;
        file.flush()
    };
    replace(path, &mut { filled }, true)
}

/// The same for one of many files that can be made again from the register: nobody sees half of it, and a power cut may take it.
///
/// # Errors
/// As [`write`].
pub fn write_made(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    replace(path, &mut |file| file.write_all(bytes), false)
}

/// So many files are synced one by one.
const FEW: usize = 64;

/// Writes files, each as a whole, and returns when all have arrived on the disk. To sync each of very many takes minutes, so
/// those are synced in one go.
///
/// # Errors
/// As [`write`], of the first that fails; others may be written.
pub fn write_all(files: &[(PathBuf, Vec<u8>)]) -> anyhow::Result<()> {
    if files.len() <= FEW || !cfg!(target_os = "linux") {
        return files.iter().try_for_each(|(path, bytes)| write(path, bytes));
    }
    files.par_iter().try_for_each(|(path, bytes)| write_made(path, bytes))?;
    let mut folders: Vec<&Path> = files.iter().filter_map(|(path, _)| path.parent()).collect();
    folders.sort_unstable();
    folders.dedup();
    folders.into_iter().try_for_each(sync_disk)
}

/// Lets all that was written to the file system of a folder arrive on the disk.
#[cfg(target_os = "linux")]
fn sync_disk(folder: &Path) -> anyhow::Result<()> {
    let doing = || format!("cannot write {}", folder.display());
    let open = File::open(folder).with_context(doing)?;
    rustix::fs::syncfs(&open).with_context(doing)
}

#[cfg(not(target_os = "linux"))]
fn sync_disk(_: &Path) -> anyhow::Result<()> {
    Ok(())
}

fn replace(path: &Path, fill: &mut dyn FnMut(&mut File) -> std::io::Result<()>, sync: bool) -> anyhow::Result<()> {
    // A program that is ended here would leave its temporary file.
    let _shield = Shield::raise()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let doing = || format!("cannot write {}", path.display());
    fs::create_dir_all(folder).with_context(doing)?;
    // A link is written through, so that it stays a link.
    let target = if path.is_symlink() { fs::canonicalize(path).with_context(doing)? } else { path.to_owned() };
    let folder = target.parent().unwrap_or(folder);
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).rand_bytes(DRAWN);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Like a file that any program makes: the umask takes away what it should.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).with_context(doing)?;
    fill(file.as_file_mut()).with_context(doing)?;
    if let Ok(old) = fs::metadata(&target) {
        file.as_file().set_permissions(old.permissions()).with_context(doing)?;
    }
    if sync {
        file.as_file().sync_all().with_context(doing)?;
    }
    file.persist(&target).with_context(doing)?;
    if !sync {
        return Ok(());
    }
    // The rename itself must survive a power cut too; where a folder cannot be synced there is nothing more to do.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
    Ok(())
}

/// The bytes of a file; `None` where it is not there.
///
/// # Errors
/// It is there and cannot be read.
pub fn bytes_of(path: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// Temporary files that a [`write`] which was killed left in a folder. Only whoever holds the lock may take them away.
#[must_use]
pub fn left_in(folder: &Path) -> Vec<PathBuf> {
    let is_ours = |name: &str| {
        let drawn = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX));
        drawn.is_some_and(|drawn| drawn.len() == DRAWN && drawn.bytes().all(|byte| byte.is_ascii_alphanumeric()))
    };
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let ours = entries.filter(|entry| entry.file_name().to_str().is_some_and(is_ours));
    ours.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file())).map(|entry| entry.path()).collect()
}

/// Files as they were before an act, put back when the act does not come about.
#[derive(Debug, Default)]
pub struct Undo {
    before: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl Undo {
    /// Remembers what is there.
    ///
    /// # Errors
    /// A file is there and cannot be read: it could not be put back.
    pub fn remember<'p>(paths: impl IntoIterator<Item = &'p PathBuf>) -> anyhow::Result<Undo> {
        let before =
            paths.into_iter().map(|path| Ok((path.clone(), bytes_of(path)?))).collect::<anyhow::Result<_>>()?;
        Ok(Undo { before })
    }

    /// The files as they were.
    #[must_use]
    pub fn before(&self) -> &[(PathBuf, Option<Vec<u8>>)] {
        &self.before
    }

    /// Puts everything back. Folders that were made and are empty again are removed.
    ///
    /// # Errors
    /// The first file that could not be put back, named.
    pub fn undo(self) -> anyhow::Result<()> {
        let mut first = Ok(());
        for (path, old) in self.before.into_iter().rev() {
            let back = put_back(&path, old);
            let mut folder = path.parent();
            while let Some(empty) = folder.filter(|f| fs::remove_dir(f).is_ok()) {
                folder = empty.parent();
            }
            first = first.and(back);
        }
        first
    }
}

impl FromIterator<(PathBuf, Option<Vec<u8>>)> for Undo {
    fn from_iter<T: IntoIterator<Item = (PathBuf, Option<Vec<u8>>)>>(before: T) -> Self {
        Undo { before: before.into_iter().collect() }
    }
}

fn put_back(path: &Path, old: Option<Vec<u8>>) -> anyhow::Result<()> {
    let Some(bytes) = old else {
        // A file system that is read-only refuses to take away even what is not there.
        if path.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            return Ok(());
        }
        return fs::remove_file(path).with_context(|| format!("cannot take back {}", path.display()));
    };
    // What was never written needs no room to be put back.
    if fs::read(path).is_ok_and(|now| now == bytes) {
        return Ok(());
    }
    // On a full disk there is no room for a second file; the old bytes fit where longer ones were.
    write(path, &bytes).or_else(|error| fs::write(path, &bytes).map_err(|_| error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_is_not_taken_for_absent() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.txt");
        fs::create_dir(&path).unwrap();
        assert!(Undo::remember([&path]).is_err());
        assert!(bytes_of(&path).is_err());
        assert_eq!(bytes_of(&folder.path().join("other")).unwrap(), None);
    }

    #[test]
    fn only_files_of_our_own_making_are_left_overs() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            ".kaizen-aB3dE6.tmp",
            ".kaizen-aB3dE6x.tmp",
            ".kaizen-aB3d-6.tmp",
            "kaizen-aB3dE6.tmp",
            ".kaizen-aB3dE6.tmp~",
        ] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        fs::create_dir(folder.path().join(".kaizen-folder.tmp")).unwrap();
        assert_eq!(left_in(folder.path()), [folder.path().join(".kaizen-aB3dE6.tmp")]);
    }
}
