//! Where a person keeps what programs add: the folders of the XDG base directories.

use std::path::PathBuf;

use anyhow::Context as _;

/// `$XDG_DATA_HOME`, else `~/.local/share`.
///
/// # Errors
/// No home folder is known.
pub fn data() -> anyhow::Result<PathBuf> {
    named("XDG_DATA_HOME", ".local/share")
}

/// `$XDG_CONFIG_HOME`, else `~/.config`.
///
/// # Errors
/// No home folder is known.
pub fn config() -> anyhow::Result<PathBuf> {
    named("XDG_CONFIG_HOME", ".config")
}

/// A path that is not absolute says nothing, as the specification has it.
fn named(variable: &str, below_home: &str) -> anyhow::Result<PathBuf> {
    let said = std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(below_home));
    said.or_else(home).with_context(|| format!("no home folder is known: HOME and {variable} are not set"))
}
