//! Running the user's `git` and reading what it says.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// Variables that hold a path. Git reads a relative one from the folder it runs in, and we run it in
/// others than the one we were started in (hooks set `GIT_DIR=.git`).
const PATHS: [&str; 5] = ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"];

/// Variables that change what a path means to git; they contradict `--literal-pathspecs`.
const PATHSPECS: [&str; 4] =
    ["GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS"];

/// One run of `git`, being put together.
#[derive(Debug)]
pub struct Git {
    meaning: String,
    command: Command,
    stdin: Option<Vec<u8>>,
}

/// What a run of `git` said and how it ended.
#[derive(Debug, Clone)]
pub struct Output {
    /// Exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Standard output as it came.
    pub stdout: Vec<u8>,
    /// Standard error, trimmed.
    pub stderr: String,
}

/// A run of `git` that failed: what it was for, how it ended and what git said.
#[derive(Debug, Clone)]
pub struct Failed {
    /// What the run was meant to do, to follow "could not".
    pub meaning: String,
    /// Exit code; none when a signal ended it.
    pub code: Option<i32>,
    /// Git's own words, trimmed; what it wrote to standard output where standard error is empty.
    pub said: String,
}

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "could not {}: git ", self.meaning)?;
        match self.code {
            Some(code) => write!(f, "ended with exit code {code}")?,
            None => write!(f, "was ended by a signal")?,
        }
        if self.said.is_empty() { Ok(()) } else { write!(f, "\n{}", self.said) }
    }
}

impl std::error::Error for Failed {}

impl Git {
    /// A run that only reads: messages in English, no lock taken for optional refreshes, no replaced objects.
    ///
    /// `meaning` says what it is for and follows "could not" in errors.
    pub fn read(dir: &Path, meaning: impl Into<String>) -> Git {
        let mut git = Git::write(dir, meaning);
        // Objects that stand in for others are none of the history.
        git.command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_REPLACE_OBJECTS", "1");
        git
    }

    /// A run that writes. It keeps the locale of the user, since hooks run within it and tools in
    /// hooks take the encoding of files from there.
    pub fn write(dir: &Path, meaning: impl Into<String>) -> Git {
        let mut command = Command::new("git");
        command.current_dir(dir);
        for name in PATHSPECS {
            command.env_remove(name);
        }
        for name in PATHS {
            if let Some(path) = std::env::var_os(name).map(PathBuf::from)
                && path.is_relative()
                && let Ok(here) = std::env::current_dir()
            {
                command.env(name, here.join(path));
            }
        }
        #[cfg(test)]
        super::tests::hermetic(&mut command);
        Git { meaning: meaning.into(), command, stdin: None }
    }

    /// Adds one argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Git {
        self.command.arg(arg);
        self
    }

    /// Adds several arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Git {
        self.command.args(args);
        self
    }

    /// Sets a variable of the environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Git {
        self.command.env(name, value);
        self
    }

    /// Takes a variable out of the environment.
    #[must_use]
    pub fn env_remove(mut self, name: &str) -> Git {
        self.command.env_remove(name);
        self
    }

    /// Lets it finish whatever signals the terminal sends: for what puts things right.
    #[must_use]
    pub fn apart(mut self) -> Git {
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut self.command, 0);
        self
    }

    /// Gives it something to read.
    #[must_use]
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Git {
        self.stdin = Some(bytes.into());
        self
    }

    /// Runs it and returns how it ended, whatever the exit code.
    ///
    /// # Errors
    /// Where git is not installed or cannot be started.
    pub fn output(mut self) -> Result<Output> {
        let stdin = if self.stdin.is_some() { Stdio::piped() } else { Stdio::null() };
        self.command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = match self.command.spawn() {
            Ok(child) => child,
            Err(error) => return Err(self.not_started(error)),
        };
        // Written beside the reading, else both sides wait where each has filled a pipe.
        let writer = child
            .stdin
            .take()
            .zip(self.stdin.take())
            .map(|(mut pipe, bytes)| std::thread::spawn(move || pipe.write_all(&bytes)));
        let output =
            child.wait_with_output().with_context(|| format!("could not {}: reading from git failed", self.meaning))?;
        if let Some(writer) = writer {
            // A git that ends before it has read everything says why by its exit code.
            let _ = writer.join();
        }
        Ok(Output {
            code: output.status.code(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        })
    }

    /// Runs it and returns its standard output.
    ///
    /// # Errors
    /// Where git cannot be started, and a [`Failed`] where it ends with anything but 0.
    pub fn run(self) -> Result<Vec<u8>> {
        let meaning = self.meaning.clone();
        let output = self.output()?;
        if output.code == Some(0) { Ok(output.stdout) } else { Err(output.failed(meaning).into()) }
    }

    /// Runs it and returns its standard output as text without the last line end.
    ///
    /// # Errors
    /// As [`Git::run`].
    pub fn line(self) -> Result<String> {
        Ok(text(&self.run()?))
    }

    /// Runs it and returns its first line, or none where it ends with 1, as git does for "not there".
    ///
    /// # Errors
    /// As [`Git::run`], for any other exit code.
    pub fn find(self) -> Result<Option<String>> {
        let meaning = self.meaning.clone();
        let output = self.output()?;
        match output.code {
            Some(0) => Ok(Some(text(&output.stdout))),
            Some(1) => Ok(None),
            _ => Err(output.failed(meaning).into()),
        }
    }

    fn not_started(&self, error: std::io::Error) -> anyhow::Error {
        let folder = self.command.get_current_dir().unwrap_or(Path::new("."));
        if error.kind() == ErrorKind::NotFound && folder.is_dir() {
            anyhow::anyhow!(
                "could not {}: `git` is not installed or not on PATH; install git 2.31 or newer",
                self.meaning
            )
        } else {
            let folder = folder.display().to_string();
            anyhow::Error::new(error).context(format!("could not {}: starting git in {folder} failed", self.meaning))
        }
    }
}

impl Output {
    /// Turns it into an error.
    #[must_use]
    pub fn failed(&self, meaning: impl Into<String>) -> Failed {
        let said = if self.stderr.is_empty() { text(&self.stdout) } else { self.stderr.clone() };
        Failed { meaning: meaning.into(), code: self.code, said: said.trim().to_owned() }
    }
}

/// Bytes of git's output as text, without the line end that closes them.
pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end_matches(['\n', '\r']).to_owned()
}

/// Bytes of git's output as a path.
#[must_use]
pub fn path(bytes: &[u8]) -> PathBuf {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        PathBuf::from(OsStr::from_bytes(bytes))
    }
    #[cfg(not(unix))]
    PathBuf::from(String::from_utf8_lossy(bytes).into_owned())
}

/// A path as git writes it: the bytes of its parts with `/` between.
#[must_use]
pub fn git_bytes(path: &Path) -> Vec<u8> {
    let parts: Vec<OsString> = path.components().map(|part| part.as_os_str().to_owned()).collect();
    let parts: Vec<&[u8]> = parts.iter().map(|part| part.as_encoded_bytes()).collect();
    parts.join(&b'/')
}

/// Paths as git reads them from standard input with `--pathspec-file-nul` or `-z`.
pub(super) fn nul_list<'a>(paths: impl IntoIterator<Item = &'a Path>) -> Vec<u8> {
    let mut list = Vec::new();
    for path in paths {
        list.extend(git_bytes(path));
        list.push(0);
    }
    list
}
