//! Attributes of git by which a commit would hold other bytes than were written.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use git2::Oid;

use super::repo::Repo;
use super::run;
use crate::model::shell;

/// Asks that git stores the files (below the top of the working tree) byte for byte; of TOML and JSON the form of line
/// ends does not matter.
///
/// # Errors
/// An attribute applies to one that rewrites it, with the command that shows where it is set.
pub fn check(repo: &Repo, paths: &[PathBuf]) -> Result<()> {
    // In parts: the answer is some times as long as the paths.
    paths.chunks(10_000).try_for_each(|part| check_part(repo, part))
}

fn check_part(repo: &Repo, paths: &[PathBuf]) -> Result<()> {
    let answer = repo
        .read("ask git what it does to the files")
        .args(["check-attr", "-z", "--stdin", "ident", "filter", "working-tree-encoding", "text", "eol"])
        .stdin(run::nul_list(paths.iter().map(PathBuf::as_path)))
        .run()?;
    let fields: Vec<&[u8]> = answer.split(|byte| *byte == 0).collect();
    for file in fields.chunks_exact(15) {
        let Some(path) = file.first().map(|path| run::path(path)) else { continue };
        let values: Vec<String> = file.chunks_exact(3).filter_map(|field| field.last()).map(|v| run::text(v)).collect();
        let set = |number: usize| values.get(number).filter(|v| !matches!(v.as_str(), "unspecified" | "unset"));
        let named = ["ident", "filter", "working-tree-encoding"].into_iter().enumerate();
        let rewriting = named.filter_map(|(number, name)| Some((name, set(number)?)));
        let mut rewriting = rewriting.filter(|(name, value)| *name != "working-tree-encoding" || *value != "UTF-8");
        let ends = || (set(3).is_some() || set(4).is_some()).then_some("text");
        let by = match rewriting.next() {
            Some((name, _)) => Some(name),
            None if has_line_ends_that_matter(repo, &path)? => ends(),
            None => None,
        };
        if let Some(name) = by {
            let shown = shell::path(&path);
            bail!(
                "git would store {} otherwise than it is written: the attribute `{name}` applies to it; take it away in \
                 a .gitattributes (git check-attr -a -- {shown} shows what applies)",
                path.display()
            );
        }
    }
    Ok(())
}

/// Those that change what is stored of a file, or what a clone gets to see.
const ASKED: [&str; 6] = ["ident", "filter", "working-tree-encoding", "merge", "text", "eol"];

/// An attribute that applies to a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Applied {
    /// Its name.
    pub name: &'static str,
    /// Its value: `set` without one, `unset` where it is taken away, `unspecified` where nothing says.
    pub value: String,
    /// The file, as it was asked for.
    pub path: PathBuf,
}

/// What git says of the attributes by which it changes files, of paths below the top of the working tree: by the files of
/// attributes there, or by those of a commit. Macros, what stands above, and what is configured count as git counts them.
/// None where this git cannot look into a commit (before 2.40).
///
/// # Errors
/// Git cannot be asked.
pub fn applied(repo: &Repo, commit: Option<Oid>, paths: &[PathBuf]) -> Result<Option<Vec<Applied>>> {
    let meaning = "ask git what it does to the files";
    let source = commit.map(|commit| format!("--source={commit}"));
    let git = repo.read(meaning).arg("check-attr").args(source.as_slice()).args(["-z", "--stdin"]).args(ASKED);
    let answer = git.stdin(run::nul_list(paths.iter().map(PathBuf::as_path))).output()?;
    // What it says of an option that it does not know.
    if answer.code == Some(129) && commit.is_some() {
        return Ok(None);
    }
    if answer.code != Some(0) {
        bail!(answer.failed(meaning));
    }
    let fields: Vec<&[u8]> = answer.stdout.split(|byte| *byte == 0).collect();
    let named = |name: &[u8]| ASKED.into_iter().find(|asked| asked.as_bytes() == name);
    let applied = fields.as_chunks::<3>().0.iter().filter_map(|[path, name, value]| {
        Some(Applied { name: named(name)?, value: run::text(value), path: run::path(path) })
    });
    Ok(Some(applied.collect()))
}

fn has_line_ends_that_matter(repo: &Repo, path: &std::path::Path) -> Result<bool> {
    if path.extension().is_some_and(|ending| ending == "toml" || ending == "json") {
        return Ok(false);
    }
    let whole = repo.workdir().join(path);
    match std::fs::read(&whole) {
        Ok(bytes) => Ok(memchr::memmem::find(&bytes, b"\r\n").is_some()),
        // One that is gone is committed as gone.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", whole.display())),
    }
}
