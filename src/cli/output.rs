//! Where a result goes: standard output, files, or both.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context as _;
use clap::{Args, ValueEnum};

use super::failure;
use crate::lifecycle::refusal::Refusal;
use crate::register::save;
use crate::render::terminal::{out, out_exact, plain};

/// Files that a result goes to.
#[derive(Debug, Clone, Default, Args)]
pub struct OutputFlags {
    /// Write the result to this file instead of printing it; with a format, as json=FILE, beside what is printed
    #[arg(long, value_name = "[FORMAT=]FILE")]
    output: Vec<String>,
}

impl OutputFlags {
    /// Brings what another program reads byte by byte to where it belongs, as it is.
    ///
    /// # Errors
    /// A file or standard output cannot be written.
    pub fn deliver_exact<F: ValueEnum>(&self, text: &str) -> anyhow::Result<()> {
        for written in &self.output {
            if named::<F>(written)?.is_some() {
                return Err(Refusal::new(format!("--output {written}: this format is written as it is, to one place"))
                    .next("name the file alone: --output FILE")
                    .into());
            }
            write(Path::new(written), text.as_bytes())?;
        }
        if self.output.is_empty() { out_exact(text) } else { Ok(()) }
    }

    /// Whether a file is asked for in this format by name.
    pub fn names<F: ValueEnum + PartialEq + Copy>(&self, format: F) -> bool {
        self.output.iter().any(|written| matches!(named::<F>(written), Ok(Some((named, _))) if named == format))
    }

    /// Brings a result to where it belongs: `format` is that of `--format`, `print` gives the result in a format.
    ///
    /// # Errors
    /// The result cannot be made, or a file or standard output cannot be written.
    pub fn deliver<F: ValueEnum + Copy>(
        &self,
        format: F,
        mut print: impl FnMut(F) -> anyhow::Result<String>,
    ) -> anyhow::Result<()> {
        let mut printed = true;
        for written in &self.output {
            let named = named::<F>(written)?;
            printed &= named.is_some();
            let (format, file) = named.unwrap_or((format, written));
            write(Path::new(file), plain(&print(format)?).as_bytes())?;
        }
        match out(&if printed { print(format)? } else { return Ok(()) }) {
            // Whoever stops reading it early wants no more of it, and its exit code all the same.
            Err(error) if failure::is_broken_pipe(&error) => Ok(()),
            other => other,
        }
    }
}

/// The format and the file, where both are named. A word before `=` that is no format is a slip, and no name of a file.
fn named<F: ValueEnum>(written: &str) -> Result<Option<(F, &str)>, Refusal> {
    let Some((name, file)) = written.split_once('=').filter(|(name, _)| !name.contains('/')) else { return Ok(None) };
    F::from_str(name, false).map(|format| Some((format, file))).map_err(|_| {
        let values = F::value_variants().iter().filter_map(F::to_possible_value);
        let formats: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
        Refusal::new(format!("--output {written}: “{name}” is no format"))
            .next(format!("there are: {}", formats.join(", ")))
            .next(format!("for a file of that name: --output ./{written}"))
    })
}

/// Writes a file whole or not at all; what is no file, as /dev/stderr, is written to.
///
/// # Errors
/// It cannot be written.
pub fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    if path.metadata().is_ok_and(|meta| !meta.is_file()) {
        let opened = std::fs::OpenOptions::new().write(true).open(path);
        return opened
            .and_then(|mut file| file.write_all(bytes))
            .with_context(|| format!("cannot write {}", path.display()));
    }
    save::write(path, bytes)
}
