//! Finding the repository that holds a folder, or making one.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result, bail};

use super::repo::{Repo, canonical};
use super::run::{self, Git};

/// Makes a repository in an empty folder, of the form that libgit2 reads, whatever the user's
/// environment and configuration ask for.
///
/// # Errors
/// Where git cannot be run or refuses.
pub fn init(dir: &Path) -> Result<()> {
    let known: [&[&str]; 3] = [&["--object-format=sha1", "--ref-format=files"], &["--object-format=sha1"], &[]];
    for (tried, flags) in known.iter().enumerate() {
        let mut git = Git::write(dir, format!("make a git repository in {}", dir.display()));
        // A repository named by the environment is not the one to be made here.
        for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE"] {
            git = git.env_remove(name);
        }
        git = git.env_remove("GIT_DEFAULT_HASH").env_remove("GIT_DEFAULT_REF_FORMAT");
        let output = git.args(["init", "-q"]).args(*flags).output()?;
        match output.code {
            Some(0) => return Ok(()),
            // 129: usage, a flag that this git does not know; such a git makes no other form either.
            Some(129) if tried + 1 < known.len() => {}
            _ => bail!(output.failed(format!("make a git repository in {}", dir.display()))),
        }
    }
    Ok(())
}

impl Repo {
    /// The repository whose working tree holds `dir`, or none where git finds no repository.
    ///
    /// # Errors
    /// Where git finds one that cannot serve: bare, owned by somebody whom git does not trust, broken,
    /// or with SHA-256 objects. The error holds git's reason and what to do.
    pub fn discover(dir: &Path) -> Result<Option<Repo>> {
        // Named by the environment, the working tree is where we were started, not where `dir` is.
        let from = match std::env::var_os("GIT_DIR") {
            Some(_) => std::env::current_dir().context("the working directory cannot be read")?,
            None => beside_bare(dir),
        };
        let meaning = format!("look for a git repository in {}", dir.display());
        let output = Git::read(&from, meaning.as_str())
            .args(["rev-parse", "--path-format=absolute", "--show-toplevel", "--absolute-git-dir"])
            .args(["--git-common-dir", "--git-path", "objects", "--is-shallow-repository"])
            .args(["--show-object-format=storage", "--show-ref-format"])
            .output()?;
        if output.code != Some(0) {
            return not_found(&from, &meaning, &output);
        }
        let lines: Vec<&[u8]> = output.stdout.trim_ascii_end().split(|byte| *byte == b'\n').collect();
        if lines.first().is_some_and(|line| line.starts_with(b"--path-format")) {
            bail!("could not {meaning}: this git is too old; install git 2.31 or newer");
        }
        let [workdir, git_dir, common_dir, objects, shallow, hash, refs] = lines[..] else {
            bail!("could not {meaning}: the path of the repository holds a line break");
        };
        let workdir = run::path(workdir);
        if hash != b"sha1" {
            bail!(
                "the repository {} stores its objects with {}, which kaizen cannot read yet; keep the \
                 register in one made with `git init --object-format=sha1 --ref-format=files`",
                workdir.display(),
                String::from_utf8_lossy(hash)
            );
        }
        let workdir = canonical(&workdir)?;
        if !canonical(dir)?.starts_with(&workdir) {
            bail!("{} is outside {}, which GIT_DIR names", dir.display(), workdir.display());
        }
        Ok(Some(Repo {
            workdir,
            git_dir: run::path(git_dir),
            common_dir: run::path(common_dir),
            object_dirs: object_dirs(&run::path(objects))?,
            shallow: shallow == b"true",
            // A git that does not know the option prints it back, and knows no other form.
            refs_in_files: refs == b"files" || refs.starts_with(b"--"),
            apart: false,
            dated: None,
            ident: Arc::default(),
        }))
    }
}

/// The repository around another one.
#[derive(Debug)]
pub struct Around {
    /// It.
    pub repo: Repo,
    /// Whether it has the inner one as a submodule.
    pub is_submodule: bool,
}

impl Repo {
    /// The repository around this one, in a folder above its working tree; none where the environment names the
    /// repository, where both are working trees of one, and where git does not take what is around for a repository.
    ///
    /// # Errors
    /// Where git cannot be run.
    pub fn around(&self) -> Result<Option<Around>> {
        let above = self.workdir.ancestors().skip(1).find(|up| up.join(".git").exists());
        let (Some(above), None) = (above, std::env::var_os("GIT_DIR")) else { return Ok(None) };
        let parent = self.read("ask for the repository around").args(["rev-parse", "--show-superproject-working-tree"]);
        let parent = parent.find()?.filter(|path| !path.is_empty()).map(PathBuf::from);
        let is_submodule = parent.is_some();
        let from = parent.unwrap_or_else(|| above.to_owned());
        let found = Repo::discover(&from).ok().flatten();
        let other = found.filter(|repo| canonical(&repo.common_dir).ok() != canonical(&self.common_dir).ok());
        Ok(other.map(|repo| Around { repo, is_submodule }))
    }
}

/// Where git is asked for the repository that holds `dir`: there, unless a folder on the way up to the next `.git` looks
/// like the inside of a repository. Git would take it for a bare one, wherever it came from.
fn beside_bare(dir: &Path) -> PathBuf {
    let Ok(dir) = canonical(dir) else { return dir.to_path_buf() };
    let Some(top) = dir.ancestors().find(|up| up.join(".git").exists()) else { return dir };
    let is_bare = |up: &Path| ["HEAD", "objects", "refs"].into_iter().all(|name| up.join(name).exists());
    let bare = dir.ancestors().take_while(|up| *up != top).any(is_bare);
    // A `.git` that is looked into from within is not the working tree around it.
    let within = dir.components().any(|part| part.as_os_str() == ".git");
    if bare && !within { top.to_path_buf() } else { dir.clone() }
}

/// The object directory and those that the environment adds to it (a hook that checks what is being
/// pushed finds it in one of these).
fn object_dirs(main: &Path) -> Result<Vec<String>> {
    let mut dirs = vec![main.to_path_buf()];
    if let Some(more) = std::env::var_os("GIT_ALTERNATE_OBJECT_DIRECTORIES") {
        dirs.extend(std::env::split_paths(&more).filter(|dir| dir.is_dir()));
    }
    dirs.into_iter()
        .map(|dir| {
            dir.to_str()
                .map(str::to_owned)
                .with_context(|| format!("the path {} is not UTF-8, which libgit2 needs", dir.display()))
        })
        .collect()
}

/// Why `git rev-parse` found nothing: no repository, or one that cannot serve.
fn not_found(dir: &Path, meaning: &str, output: &run::Output) -> Result<Option<Repo>> {
    let said = output.stderr.as_str();
    if said.contains("must be run in a work tree") {
        bail!(
            "could not {meaning}: it is a bare repository or the inside of a `.git`, without a working \
             tree; run this in a clone of it"
        );
    }
    if !said.contains("not a git repository (or any") {
        bail!(output.failed(meaning));
    }
    // Git passes over a `.git` that is damaged as if it were not there. Where it stopped early by
    // its own settings, what is further up is none of its business, nor ours.
    let stopped = said.contains("mount point") || std::env::var_os("GIT_CEILING_DIRECTORIES").is_some();
    let broken = dir.ancestors().map(|up| up.join(".git")).find(|found| found.exists());
    match broken {
        Some(found) if !stopped => bail!(
            "could not {meaning}: {} is there, but git does not take it for a repository; repair it \
             (`git fsck`, a fresh clone) or take it away\n{said}",
            found.display()
        ),
        _ => Ok(None),
    }
}
