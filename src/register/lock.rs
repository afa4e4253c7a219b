//! One writer at a time.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

/// How long another kaizen is waited for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Held while a register is read for an act, and on through its commit and the hooks of that; never while a person types.
/// Freed when dropped, or by the system when the process ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for other writers in this working tree. `git_dir` is the folder git keeps for it, so that nothing is
    /// left in the register.
    ///
    /// # Errors
    /// The lock file cannot be made (a read-only file system), or another writer does not end.
    pub fn take(git_dir: &Path) -> anyhow::Result<Lock> {
        let path = git_dir.join("kaizen.lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .with_context(|| format!("cannot write in the repository: {}", path.display()))?;
        let since = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Lock { _file: file }),
                Err(TryLockError::WouldBlock) if since.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(TryLockError::WouldBlock) => bail!("another kaizen has been writing here for {PATIENCE:?}"),
                Err(TryLockError::Error(error)) => return Err(error).context("cannot lock the register"),
            }
        }
    }
}
