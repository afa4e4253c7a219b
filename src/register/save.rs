//! Writing files so that nobody ever sees half of one.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::shield::Shield;

/// Writes a file as a whole: a temporary file in the same folder, synced, then renamed over the old one. Folders are
/// made where they are missing. The permissions of a file that was there stay.
///
/// # Errors
/// What the file system says, with the path; then the old file is as it was.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    // A program that is ended here would leave its temporary file.
    let _shield = Shield::raise()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let doing = || format!("cannot write {}", path.display());
    fs::create_dir_all(folder).with_context(doing)?;
    // A link is written through, so that it stays a link.
    let target = if path.is_symlink() { fs::canonicalize(path).with_context(doing)? } else { path.to_owned() };
    let folder = target.parent().unwrap_or(folder);
    let mut builder = tempfile::Builder::new();
    builder.prefix(".kaizen-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Like a file that any program makes: the umask takes away what it should.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder).with_context(doing)?;
    file.write_all(bytes).with_context(doing)?;
    if let Ok(old) = fs::metadata(&target) {
        file.as_file().set_permissions(old.permissions()).with_context(doing)?;
    }
    file.as_file().sync_all().with_context(doing)?;
    file.persist(&target).with_context(doing)?;
    // The rename itself must survive a power cut too; where a folder cannot be synced there is nothing more to do.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().ok();
    }
    Ok(())
}

/// Files as they were before an act, put back when the act does not come about.
#[derive(Debug, Default)]
pub struct Undo {
    before: Vec<(PathBuf, Option<Vec<u8>>)>,
}

impl Undo {
    /// Writes a file, remembering what was there.
    ///
    /// # Errors
    /// As [`write`].
    pub fn write(&mut self, path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
        let old = fs::read(path).ok();
        self.before.push((path.to_owned(), old));
        write(path, bytes)
    }

    /// The files written so far.
    pub fn paths(&self) -> impl Iterator<Item = &PathBuf> {
        self.before.iter().map(|(path, _)| path)
    }

    /// Puts everything back. Folders that were made and are empty again are removed.
    ///
    /// # Errors
    /// The first file that could not be put back, named.
    pub fn undo(self) -> anyhow::Result<()> {
        let mut first = Ok(());
        for (path, old) in self.before.into_iter().rev() {
            let back = match old {
                // What was never written needs no room to be put back.
                Some(bytes) if fs::read(&path).is_ok_and(|now| now == bytes) => Ok(()),
                // On a full disk there is no room for a second file; the old bytes fit where longer ones were.
                Some(bytes) => write(&path, &bytes).or_else(|error| fs::write(&path, &bytes).map_err(|_| error)),
                None if path.exists() => {
                    fs::remove_file(&path).with_context(|| format!("cannot take back {}", path.display()))
                }
                None => Ok(()),
            };
            let mut folder = path.parent();
            while let Some(empty) = folder.filter(|f| fs::remove_dir(f).is_ok()) {
                folder = empty.parent();
            }
            first = first.and(back);
        }
        first
    }
}
